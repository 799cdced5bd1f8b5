// Reads schema/*.json into one model and checks what one file alone cannot know.
// Order is that of the file names, then of the entries: the output never depends on the machine.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { accesses, checkModel } from "./check.mjs";
import { identifier, pascal } from "./names.mjs";
import { SchemaError, fieldsOf } from "./shape.mjs";

export { SchemaError };

const sections = new Set(["types", "routes", "commands", "events"]);

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new SchemaError(`${path}: ${error.message}`);
  }
}

function refuseRest(where, rest) {
  for (const key of Object.keys(rest)) throw new SchemaError(`${where}: unknown key '${key}'`);
}

function typeOf(name, { description, enum: values, properties, ...rest }) {
  refuseRest(name, rest);
  if (values) return { name, description, values };
  return { name, description, fields: fieldsOf(properties, name) };
}

function routeOf(route) {
  const where = route.name ?? route.path;
  const fields = {
    params: fieldsOf(route.params, where),
    query: fieldsOf(route.query, where),
    body: fieldsOf(route.body, where),
  };
  if (route.nonce) fields.body.push(...fieldsOf({ "nonce?": { type: "string", format: "uuid" } }, where));
  return { ...route, ...fields, takesBody: fields.body.length > 0, where };
}

const frameOf = (frame) => ({ ...frame, where: frame.type, fields: fieldsOf(frame.properties, frame.type) });

const errorOf = ([code, { status, title, retryable, ...rest }]) => {
  refuseRest(`error ${code}`, rest);
  return { code, status, title, retryable, name: identifier(code) };
};

const rateOf = ([name, { description, person, address, ...rest }]) => {
  refuseRest(`rate ${name}`, rest);
  return { name, description, person, address };
};

function addFile(model, name, content) {
  for (const key of Object.keys(content))
    if (!sections.has(key)) throw new SchemaError(`${name}: unknown section '${key}'`);
  for (const [type, schema] of Object.entries(content.types ?? {})) {
    if (model.types.has(type)) throw new SchemaError(`${name}: type ${type} exists twice`);
    model.types.set(type, typeOf(type, schema));
  }
  const feature = name.replace(/\.json$/, "");
  const own = (entry) => ({ ...entry, feature });
  model.routes.push(...(content.routes ?? []).map(routeOf).map(own));
  model.commands.push(...(content.commands ?? []).map(frameOf).map(own));
  model.events.push(...(content.events ?? []).map(frameOf).map(own));
}

// A struct stands after the structs that it contains.
function inOrder(types) {
  const done = new Map();
  const visit = (type, path) => {
    if (done.has(type.name)) return;
    if (path.includes(type.name)) throw new SchemaError(`${type.name}: contains itself`);
    for (const field of type.fields ?? []) {
      const inner = field.shape.item ?? field.shape.value ?? field.shape;
      if (inner.kind === "ref" && types.has(inner.name)) visit(types.get(inner.name), [...path, type.name]);
    }
    done.set(type.name, type);
  };
  for (const type of types.values()) visit(type, []);
  return done;
}

// A frame that extends a type has its fields first.
function extend(model) {
  for (const event of model.events)
    event.allFields = [
      ...(event.extends ? (model.types.get(event.extends)?.fields ?? []) : []),
      ...event.fields,
    ];
  for (const command of model.commands) command.allFields = command.fields;
}

// `contents` is a list of [file name, parsed JSON], in the order in which the entries shall stand.
export function buildModel(contents) {
  const model = { types: new Map(), routes: [], commands: [], events: [], errors: [], rates: [] };
  for (const [file, content] of contents) {
    if (file === "errors.json") model.errors = Object.entries(content).map(errorOf);
    else if (file === "rates.json") model.rates = Object.entries(content).map(rateOf);
    else addFile(model, file, content);
  }
  model.types = inOrder(model.types);
  extend(model);
  for (const entry of [...model.routes, ...model.commands, ...model.events])
    entry.tag = pascal(entry.name ?? entry.type ?? "");
  checkModel(model);
  return model;
}

export function readSchemas(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.sort().map((file) => [file, readJson(join(folder, file))]);
}

/** The contract, and what the documents say beside it. `folder` is src/protocol. */
export function readContract(folder) {
  const model = buildModel(readSchemas(join(folder, "schema")));
  const guide = readJson(join(folder, "documents/guide.json"));
  const examples = readJson(join(folder, "documents/examples.json"));
  for (const entry of [...model.routes, ...model.commands, ...model.events])
    if (!guide.features[entry.feature])
      throw new SchemaError(`guide.json: says nothing about the feature ${entry.feature}`);
  for (const access of accesses)
    if (!guide.access[access]) throw new SchemaError(`guide.json: says nothing about the access ${access}`);
  return { model, documents: { guide, examples } };
}
