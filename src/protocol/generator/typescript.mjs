// protocol.ts: the same contract for the page. Types, and as values only the routes' addresses and the text limits.
import { generatedBy } from "./cpp_errors.mjs";
import { pascal, quoted } from "./names.mjs";

function tsType(shape) {
  switch (shape.kind) {
    case "text":
      return shape.ts ?? "string";
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "raw":
      return shape.ts;
    case "ref":
      return shape.name;
    case "list": {
      const item = tsType(shape.item);
      return `${item}[]`;
    }
    default:
      return `Record<string, ${tsType(shape.value)}>`;
  }
}

// What we send may leave out what has a default; what we receive has it.
const member = (sent) => (field) => {
  const mark = field.optional || (sent && field.default !== undefined) ? "?" : "";
  const comment = field.description ? `  /** ${field.description} */\n` : "";
  return `${comment}  ${field.name}${mark}: ${tsType(field.shape)};\n`;
};

const doc = (entry) => (entry.description ? `/** ${entry.description} */\n` : "");

const shaped = (name, fields, { sent = false, base = "", head = "" } = {}) =>
  `export interface ${name}${base ? ` extends ${base}` : ""} {\n${head}${fields.map(member(sent)).join("")}}`;

const type = (entry) =>
  entry.values
    ? `${doc(entry)}export type ${entry.name} = ${entry.values.map(quoted).join(" | ")};`
    : `${doc(entry)}${shaped(entry.name, entry.fields)}`;

function event(entry) {
  const head = `  type: ${quoted(entry.type)};\n`;
  const name = `${entry.tag}Event`;
  if (entry.delivery !== "durable")
    return `${doc(entry)}${shaped(name, entry.fields, { base: entry.extends, head })}`;
  const fields = entry.wraps ? "" : entry.fields.map(member(false)).join("");
  const wrapped = entry.wraps ? `  ${entry.wraps}: ${pascal(entry.wraps)};\n` : "";
  return `${doc(entry)}export interface ${name} extends LogEntry {\n${head}${wrapped}${fields}}`;
}

const command = (entry) =>
  `${doc(entry)}${shaped(`${entry.tag}Command`, entry.fields, { sent: true, head: `  type: ${quoted(entry.type)};\n  id?: FrameId;\n` })}`;

const union = (name, members) =>
  `export type ${name} =\n${members.map((entry) => `  | ${entry}`).join("\n")};`;

const map = (name, entries, suffix) =>
  `export interface ${name} {\n${entries.map((entry) => `  ${quoted(entry.type)}: ${entry.tag}${suffix};\n`).join("")}}`;

const inputType = (route) => {
  const fields = [...route.params, ...route.query, ...route.body];
  if (fields.length === 0) return "Record<string, never>";
  return `{ ${fields
    .map((field) =>
      member(true)({ ...field, description: undefined })
        .trim()
        .slice(0, -1),
    )
    .join("; ")} }`;
};

function routeTypes(routes) {
  const rows = routes.map(
    (route) =>
      `  /** ${route.description} */\n  ${quoted(route.name)}: {\n    method: ${quoted(route.method)};\n    path: ${quoted(route.path)};\n` +
      `    in: ${inputType(route)};\n    out: ${route.answer ?? "undefined"};\n  };\n`,
  );
  return `export interface Routes {\n${rows.join("")}}\nexport type RouteName = keyof Routes;`;
}

// `query` names what belongs behind the question mark; the rest that is not in the path is the body.
function routeValues(routes) {
  const rows = routes.map((route) => {
    const query = route.query.map((field) => quoted(field.name)).join(", ");
    return `  ${quoted(route.name)}: { method: ${quoted(route.method)}, path: ${quoted(route.path)}, query: [${query}] },\n`;
  });
  return `export const routes = {\n${rows.join("")}} as const satisfies Record<
  RouteName,
  { method: string; path: string; query: readonly string[] }
>;`;
}

function limitsOf(fields) {
  return fields
    .filter((field) => field.shape.kind === "text" && field.shape.max !== undefined)
    .map((field) => `${field.name}: { min: ${field.shape.min ?? 0}, max: ${field.shape.max} }`);
}

function limits(model) {
  const rows = [
    ...model.routes.filter((route) => route.takesBody).map((route) => [route.name, limitsOf(route.body)]),
    ...model.commands.map((entry) => [entry.type, limitsOf(entry.fields)]),
  ];
  const lines = rows
    .filter(([, found]) => found.length > 0)
    .map(([name, found]) => `  ${quoted(name)}: { ${found.join(", ")} },\n`);
  return `/** How long a text may be, in code points. */\nexport const limits = {\n${lines.join("")}} as const;`;
}

const names = (list, suffix) => list.map((entry) => `${entry.tag}${suffix}`);

export function emitTypeScript(model) {
  const { events, commands, routes } = model;
  return `${generatedBy("// The contract between server and page.")}
export const protocolVersion = 1;

${union(
  "ErrorCode",
  model.errors.map((error) => quoted(error.code)),
)}

/** Codes with which the same request may succeed later. */
export const retryable: readonly ErrorCode[] = [
${model.errors
  .filter((error) => error.retryable)
  .map((error) => `  ${quoted(error.code)},\n`)
  .join("")}];

/** What the client chose to recognise the answer by. */
export type FrameId = string | number;

/** What every durable event has: its place in the room's log. */
export interface LogEntry {
  room: string;
  seq: number;
  at: string;
  actor: string;
}

${[...model.types.values()].map(type).join("\n\n")}

${events.map(event).join("\n\n")}

${union(
  "DurableEvent",
  names(
    events.filter((entry) => entry.delivery === "durable"),
    "Event",
  ),
)}

${union("ServerEvent", names(events, "Event"))}

${map("ServerEventMap", events, "Event")}

${commands.map(command).join("\n\n")}

${union("ClientCommand", names(commands, "Command"))}

${map("ClientCommandMap", commands, "Command")}

${routeTypes(routes)}

${routeValues(routes)}

${limits(model)}
`;
}
