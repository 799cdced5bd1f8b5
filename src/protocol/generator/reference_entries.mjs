// One article of the reference for each route, command, event and type. Pure.
import { byStatus, errorsOfCommand, errorsOfRoute, successOf } from "./answers.mjs";
import { pascal } from "./names.mjs";
import {
  answerWords,
  code,
  errorList,
  escaped,
  facts,
  fieldTable,
  heading,
  sentence,
} from "./reference_markup.mjs";

const pathWords = (path) =>
  escaped(path)
    .replaceAll("/", "/<wbr>")
    .replaceAll(/\{(\w+)\}/g, "<i>{$1}</i>");

const rateLink = (rate) => `<a href="#rate.${rate}">${rate}</a>`;
const accessLink = (access) => `<a href="#access.${access}">${access}</a>`;

export const routeTitle = (route) =>
  `<span class="verb ${route.method.toLowerCase()}">${route.method}</span> <code>${pathWords(route.path)}</code>`;

function together(route) {
  if (!route.exclusive) return "";
  return `<p>At most one of ${route.exclusive.map(code).join(", ")}.</p>`;
}

// `url/` is what follows the last slash of `url`.
const keepWords = (keep) =>
  Object.entries(keep).map(([name, path]) => {
    const field = `<code>${escaped(path.replace(/\/$/, ""))}</code>`;
    const what = path.endsWith("/") ? `what follows the last slash of ${field}` : `${field} of the answer`;
    return `Keep ${what} as <code>$${name}</code>.`;
  });

function exampleOf(steps, route) {
  const step = steps.find((it) => it.route === route.name);
  const keep = keepWords(step.keep);
  if (step.cookie) keep.unshift("The session's cookie goes into the file <code>jar</code>.");
  return `<figure class="example"><figcaption>Example</figcaption><pre><code>${escaped(step.text)}</code></pre>${
    keep.length > 0 ? `<p>${keep.join(" ")}</p>` : ""
  }</figure>`;
}

export function routeEntry(model, steps, route) {
  const nonce = route.nonce
    ? `<p>Takes <a href="#nonce">a nonce</a> in the body or as the header <code>Idempotency-Key</code>.</p>`
    : "";
  const taken = [
    fieldTable(model, "In the path", route.params, { sent: true }),
    fieldTable(model, "In the query", route.query, { sent: true }),
    together(route),
    fieldTable(model, "In the body", route.body, { sent: true }),
    nonce,
  ]
    .filter(Boolean)
    .join("\n");
  return `<article class="entry" id="${route.name}">
${heading(3, route.name, routeTitle(route))}
<p class="says">${sentence(route.description)}</p>
${facts([
  ["Access", accessLink(route.access)],
  ["Rate", rateLink(route.rate)],
  ["Answer", `<b>${successOf(route).join(" or ")}</b> ${answerWords(route.answer)}`],
])}
<div class="two">${taken ? `<div class="left">${taken}</div>` : ""}
${exampleOf(steps, route)}
${errorList(byStatus(errorsOfRoute(model, route)))}</div>
</article>`;
}

export function commandEntry(model, command) {
  const id = `command.${command.type}`;
  return `<article class="entry" id="${id}">
${heading(3, id, `<span class="verb send">send</span> <code>${command.type}</code>`)}
<p class="says">${sentence(command.description)}</p>
${facts([
  ["Access", accessLink(command.access)],
  ["Rate", rateLink(command.rate)],
  ["Delivery", command.delivery],
  ["Ack", command.answer ? answerWords(command.answer) : "its id"],
])}
${fieldTable(model, "Fields", command.fields, { sent: true })}
${errorList(byStatus(errorsOfCommand(model, command)))}
</article>`;
}

const logFields = `<p>And, as every durable event: <code>room</code>, <code>seq</code>, <code>at</code>, <code>actor</code>.</p>`;

function eventFields(model, event) {
  if (event.wraps)
    return `<p><code>${event.wraps}</code>: ${answerWords(pascal(event.wraps))}.</p>${logFields}`;
  const base = event.extends ? `<p>Every field of ${answerWords(event.extends)}.</p>` : "";
  return base + fieldTable(model, "Fields", event.fields) + (event.delivery === "durable" ? logFields : "");
}

export function eventEntry(model, event) {
  const id = `event.${event.type}`;
  return `<article class="entry" id="${id}">
${heading(3, id, `<span class="verb hear">hear</span> <code>${event.type}</code>`)}
<p class="says">${sentence(event.description)}</p>
${facts([["Delivery", event.delivery]])}
${eventFields(model, event)}
</article>`;
}

export function typeEntry(model, type) {
  const id = `type.${type.name}`;
  const values = type.values
    ? `<p>${type.values.map((value) => `<code class="value">${value}</code>`).join(" ")}</p>`
    : fieldTable(model, "Fields", type.fields);
  return `<article class="entry type" id="${id}">
${heading(3, id, `<code>${type.name}</code>`)}
${type.description ? `<p class="says">${sentence(type.description)}</p>` : ""}
${values}
</article>`;
}
