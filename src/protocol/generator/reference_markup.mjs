// The words and tables of the reference: how a field, an answer, an error is written as HTML. Everything that comes from
// the schema passes through `escaped`. Pure.
const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escaped = (text) => String(text).replaceAll(/[&<>"]/g, (sign) => entities[sign]);
export const code = (text) => `<code>${escaped(text)}</code>`;

const first = (text) => text[0].toUpperCase() + text.slice(1);
/** As a sentence: what the schema says in passing stands alone here. */
export const sentence = (text) => escaped(first(text)) + (/[.?!]$/.test(text) ? "" : ".");

export const anchorOfError = (error) => `error.${error.code.replaceAll("/", ".")}`;

const formats = { uuid: "UUID", "date-time": "time", email: "e-mail address", line: "one line of text" };

const number = (value) => value.toLocaleString("en").replaceAll(",", "\u202f");

function range(min, max, unit) {
  if (min === undefined && max === undefined) return "";
  if (max === undefined) return min === 0 ? "not negative" : `at least ${number(min)}${unit}`;
  if (min === undefined || min === 0) return `at most ${number(max)}${unit}`;
  return min === max ? `${number(min)}${unit}` : `${number(min)} to ${number(max)}${unit}`;
}

const joined = (parts) => parts.filter(Boolean).join(", ");
const typeLink = (name) => `<a href="#type.${name}">${name}</a>`;

function refWords(model, name) {
  const type = model.types.get(name);
  if (type?.values) return type.values.map((value) => `<code class="value">${value}</code>`).join(" ");
  return typeLink(name);
}

/** What may stand in a field, in words. */
export function shapeWords(model, shape) {
  switch (shape.kind) {
    case "text":
      if (shape.ts) return `<a href="#errors">code</a>`;
      return joined([formats[shape.format] ?? "text", range(shape.min, shape.max, " characters")]);
    case "integer":
      return joined(["whole number", range(shape.min, shape.max, "")]);
    case "boolean":
      return "true or false";
    case "raw":
      return shape.ts === "DurableEvent" ? `<a href="#events">durable event</a>` : "text or whole number";
    case "ref":
      return refWords(model, shape.name);
    case "list":
      return joined([`list of ${shapeWords(model, shape.item)}`, range(shape.min, shape.max, " of them")]);
    default:
      return `map from ${shapeWords(model, shape.key)} to ${shapeWords(model, shape.value)}, ${range(undefined, shape.max, " of them")}`;
  }
}

const plain = (value) => (typeof value === "string" ? value : JSON.stringify(value));

function fieldRow(model, field, sent) {
  const may = field.optional || (sent && field.default !== undefined);
  const notes = [
    field.description ? sentence(field.description) : "",
    sent && field.default !== undefined ? `Default: ${code(plain(field.default))}.` : "",
    field.absent
      ? `A malformed one answers <a href="#error.${field.absent.replaceAll("/", ".")}">${code(field.absent)}</a>.`
      : "",
  ].filter(Boolean);
  return `<tr><th scope="row"><code>${field.name}</code>${may ? `<small>${sent ? "optional" : "perhaps"}</small>` : ""}</th>
<td>${shapeWords(model, field.shape)}${notes.length > 0 ? `<p>${notes.join(" ")}</p>` : ""}</td></tr>`;
}

/** Empty when there are no fields. */
export function fieldTable(model, title, fields, { sent = false } = {}) {
  if (fields.length === 0) return "";
  return `<table class="fields"><caption>${title}</caption><tbody>
${fields.map((field) => fieldRow(model, field, sent)).join("\n")}
</tbody></table>`;
}

export function table(head, rows, name) {
  return `<table class="wide ${name}"><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead><tbody>
${rows.map(([lead, ...cells]) => `<tr${lead.id ? ` id="${lead.id}"` : ""}><th scope="row">${lead.html}</th>${cells.map((cell, at) => `<td data-head="${head[at + 1]}">${cell}</td>`).join("")}</tr>`).join("\n")}
</tbody></table>`;
}

export const facts = (entries) =>
  `<dl class="facts">${entries.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;

const errorLink = (error) => `<a href="#${anchorOfError(error)}">${code(error.code)}</a>`;

export function errorList(groups) {
  return `<table class="codes"><caption>Errors</caption><tbody>
${groups.map(([status, errors]) => `<tr><th scope="row">${status}</th><td>${errors.map(errorLink).join(" ")}</td></tr>`).join("\n")}
</tbody></table>`;
}

export const answerWords = (answer) => (answer ? typeLink(answer) : "nothing");

/** A heading that is its own link. */
export const heading = (level, id, html) => `<h${level}><a href="#${id}">${html}</a></h${level}>`;
