// /docs: the whole contract as one page for people, without script. Gives the title, the table of contents and the body;
// web/docs.html is the frame around them. Pure and deterministic.
import { examplesOf } from "./curl.mjs";
import { readContract } from "./load.mjs";
import { commandEntry, eventEntry, routeEntry, routeTitle, typeEntry } from "./reference_entries.mjs";
import { errors, permissions, socket, start } from "./reference_guide.mjs";
import { escaped, heading } from "./reference_markup.mjs";

const link = (id, html) => `<li><a href="#${id}">${html}</a></li>`;
const list = (items) => `<ul>${items.join("\n")}</ul>`;

const chapter = (id, title, items = []) =>
  `<li class="chapter"><a href="#${id}">${title}</a>${items.length > 0 ? list(items) : ""}</li>`;

function featuresOf({ model, documents }) {
  return Object.entries(documents.guide.features)
    .map(([name, { title, about }]) => ({
      id: `feature.${name}`,
      title,
      about,
      routes: model.routes.filter((route) => route.feature === name),
    }))
    .filter((feature) => feature.routes.length > 0);
}

function contents(contract) {
  const { model } = contract;
  return `<ul>
${chapter("start", "Start here")}
${chapter("limits", "Access and rates")}
${featuresOf(contract)
  .map((feature) =>
    chapter(
      feature.id,
      escaped(feature.title),
      feature.routes.map((route) => link(route.name, routeTitle(route))),
    ),
  )
  .join("\n")}
${chapter("websocket", "WebSocket", [
  link("converge", "How a client converges"),
  link("frames", "Limits"),
  link("closes", "Close codes"),
])}
${chapter(
  "commands",
  "Commands",
  model.commands.map((it) => link(`command.${it.type}`, `<code>${it.type}</code>`)),
)}
${chapter(
  "events",
  "Events",
  model.events.map((it) => link(`event.${it.type}`, `<code>${it.type}</code>`)),
)}
${chapter("types", "Types")}
${chapter("errors", "Errors")}
</ul>`;
}

const part = (id, title, about, entries) => `<section id="${id}" class="part">
${heading(2, id, title)}
${about ? `<p>${about}</p>` : ""}
${entries.join("\n")}
</section>`;

function glance(feature) {
  return `<nav class="glance" aria-label="${escaped(feature.title)}">${list(
    feature.routes.map((route) => link(route.name, routeTitle(route))),
  )}</nav>`;
}

function body(contract) {
  const { model, documents } = contract;
  const steps = examplesOf(model, documents.examples);
  return [
    start(),
    permissions(model, documents.guide),
    ...featuresOf(contract).map((feature) =>
      part(feature.id, escaped(feature.title), escaped(feature.about), [
        glance(feature),
        ...feature.routes.map((route) => routeEntry(model, steps, route)),
      ]),
    ),
    socket(documents.guide),
    part(
      "commands",
      "Commands",
      "From the client to the server.",
      model.commands.map((it) => commandEntry(model, it)),
    ),
    part(
      "events",
      "Events",
      'From the server to the client. Durable ones are also what <a href="#events.list">the log</a> consists of.',
      model.events.map((it) => eventEntry(model, it)),
    ),
    part(
      "types",
      "Types",
      "What answers and events are made of.",
      [...model.types.values()]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((type) => typeEntry(model, type)),
    ),
    errors(model),
  ].join("\n");
}

/** Every example in the order in which they run. `folder` is src/protocol. */
export function examples(folder) {
  const { model, documents } = readContract(folder);
  return examplesOf(model, documents.examples);
}

/** `folder` is src/protocol. */
export function reference(folder) {
  const contract = readContract(folder);
  return { contents: contents(contract), body: body(contract) };
}
