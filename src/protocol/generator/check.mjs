// What must hold for the whole contract. A missing access or rate is a hole in the server, so it stops the generator.
import { pascal } from "./names.mjs";
import { SchemaError } from "./shape.mjs";

export const accesses = ["anyone", "user", "reader", "member", "moderator", "owner", "admin"];
export const deliveries = ["durable", "droppable", "direct"];
const inRoom = new Set(["reader", "member", "moderator", "owner"]);
const envelope = new Set(["type", "id"]);
const logEnvelope = ["type", "room", "seq", "at", "actor"];
const wrapEnvelope = ["room", "seq", "at", "author", "rev"];

const keysOf = {
  route:
    "name method path access rate status nonce body_limit params query body exclusive answer also errors description",
  command: "type access rate delivery properties answer errors description",
  event: "type delivery wraps extends answers properties description",
};
const derived = ["where", "feature", "fields", "allFields", "tag", "takesBody"];

function must(holds, message) {
  if (!holds) throw new SchemaError(message);
}

function known(value, list, where, what) {
  must(value !== undefined, `${where}: no ${what}; one of ${list.join(", ")}`);
  must(list.includes(value), `${where}: unknown ${what} '${value}'; one of ${list.join(", ")}`);
}

function unique(names, what) {
  const seen = new Set();
  for (const name of names) {
    must(!seen.has(name), `${what} ${name} exists twice`);
    seen.add(name);
  }
}

function checkKeys(entry, kind) {
  const allowed = new Set([...keysOf[kind].split(" "), ...derived]);
  for (const key of Object.keys(entry)) must(allowed.has(key), `${entry.where}: unknown key '${key}'`);
  must(entry.description, `${entry.where}: no description`);
}

function checkShape(model, shape, where) {
  if (shape.kind === "ref") must(model.types.has(shape.name), `${where}: there is no type ${shape.name}`);
  for (const inner of [shape.item, shape.value]) if (inner) checkShape(model, inner, where);
}

function checkFields(model, fields, where) {
  unique(
    fields.map((field) => field.name),
    `${where}: field`,
  );
  for (const field of fields) {
    const at = `${where}.${field.name}`;
    checkShape(model, field.shape, at);
    const values = model.types.get(field.shape.name)?.values;
    if (values && field.default !== undefined) known(field.default, values, at, "default");
    if (field.absent)
      known(
        field.absent,
        model.errors.map((error) => error.code),
        at,
        "x-absent",
      );
  }
}

function checkAccess(model, entry, roomField) {
  known(entry.access, accesses, entry.where, "access");
  known(
    entry.rate,
    model.rates.map((rate) => rate.name),
    entry.where,
    "rate",
  );
  must("answer" in entry, `${entry.where}: no answer; a type or null`);
  if (entry.answer !== null)
    must(
      model.types.get(entry.answer)?.fields,
      `${entry.where}: there is no type ${entry.answer} to answer with`,
    );
  if (inRoom.has(entry.access))
    must(
      roomField?.shape.format === "uuid" && !roomField.optional,
      `${entry.where}: access '${entry.access}' needs a 'room' of format uuid to look up`,
    );
  for (const code of entry.errors ?? [])
    known(
      code,
      model.errors.map((error) => error.code),
      entry.where,
      "error",
    );
}

function checkRoute(model, route) {
  checkKeys(route, "route");
  known(route.method, ["GET", "POST", "PUT", "PATCH", "DELETE"], route.where, "method");
  must(
    /^(\/([a-z]+|\{[a-z_]+\}))+$/.test(route.path ?? ""),
    `${route.where}: path '${route.path}' is not a pattern`,
  );
  checkAccess(
    model,
    route,
    route.params.find((field) => field.name === "room"),
  );
  must([200, 201, 202, 204].includes(route.status), `${route.where}: no status of 200, 201, 202, 204`);
  must(
    route.also === undefined || ([200, 201].includes(route.also) && route.also !== route.status),
    `${route.where}: 'also' is the other one of 200 and 201`,
  );
  must(
    (route.status === 204) === (route.answer === null),
    `${route.where}: 204 and an answer exclude each other`,
  );
  must(route.method !== "GET" || !route.takesBody, `${route.where}: GET has no body`);
  const inPath = [...route.path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]);
  must(
    inPath.join() === route.params.map((field) => field.name).join(),
    `${route.where}: params and the path's {…} are not the same, in the same order`,
  );
  must(
    route.params.every((field) => !field.optional),
    `${route.where}: a path parameter is never optional`,
  );
  checkFields(model, [...route.params, ...route.query, ...route.body], route.where);
  for (const name of route.exclusive ?? [])
    must(
      route.query.some((field) => field.name === name && field.optional),
      `${route.where}: exclusive '${name}' is not an optional query parameter`,
    );
}

function checkCommand(model, command) {
  checkKeys(command, "command");
  checkAccess(
    model,
    command,
    command.fields.find((field) => field.name === "room"),
  );
  known(command.delivery, deliveries, command.where, "delivery");
  for (const field of command.fields)
    must(!envelope.has(field.name), `${command.where}.${field.name}: the frame's envelope has this name`);
  if (command.delivery === "durable") {
    const nonce = command.fields.find((field) => field.name === "nonce");
    must(nonce?.shape.format === "uuid", `${command.where}: a durable command has a 'nonce' of format uuid`);
    must(command.answer !== null, `${command.where}: a durable command answers where it was stored`);
  }
  checkFields(model, command.fields, command.where);
}

function checkWrapped(model, event) {
  const type = model.types.get(pascal(event.wraps));
  must(type?.fields, `${event.where}: wraps '${event.wraps}', but there is no type ${pascal(event.wraps)}`);
  const given = [...wrapEnvelope, ...event.fields.map((field) => field.name)];
  for (const name of given)
    must(
      type.fields.some((field) => field.name === name),
      `${event.where}.${name}: ${type.name} has no such field`,
    );
  for (const field of type.fields)
    must(
      field.optional || given.includes(field.name),
      `${event.where}: ${type.name}.${field.name} comes from nowhere`,
    );
}

function checkEvent(model, event) {
  checkKeys(event, "event");
  known(event.delivery, deliveries, event.where, "delivery");
  if (event.extends)
    must(
      model.types.get(event.extends)?.fields,
      `${event.where}: there is no type ${event.extends} to extend`,
    );
  must(!event.wraps || event.delivery === "durable", `${event.where}: only a durable event wraps`);
  must(!(event.extends && event.delivery === "durable"), `${event.where}: a durable event extends nothing`);
  checkFields(model, event.allFields, event.where);
  const taken = event.delivery === "durable" ? logEnvelope : ["type"];
  for (const field of event.allFields)
    must(!taken.includes(field.name), `${event.where}.${field.name}: the event's envelope has this name`);
  if (event.wraps) checkWrapped(model, event);
}

function checkRate(rate) {
  must(rate.description, `rate ${rate.name}: no description`);
  const limits = [rate.person, rate.address].filter(Boolean);
  must(limits.length > 0, `rate ${rate.name}: neither person nor address is limited`);
  for (const limit of limits)
    must(
      limit.burst >= 1 && limit.interval_ms >= 1,
      `rate ${rate.name}: burst and interval_ms are at least 1`,
    );
}

function checkError(error) {
  must(/^([a-z]+\/)?[a-z_]+$/.test(error.code), `error '${error.code}': not of the form area/what`);
  must(error.status >= 400 && error.status <= 599, `error ${error.code}: no status of 400 to 599`);
  must(error.title, `error ${error.code}: no title`);
  must(typeof error.retryable === "boolean", `error ${error.code}: retryable is true or false`);
}

export function checkModel(model) {
  must(
    model.errors.some((error) => error.code === "internal"),
    "errors.json: no 'internal'",
  );
  must(model.rates.length > 0, "rates.json: no buckets");
  model.errors.forEach(checkError);
  model.rates.forEach(checkRate);
  for (const type of model.types.values()) if (type.fields) checkFields(model, type.fields, type.name);
  model.routes.forEach((route) => checkRoute(model, route));
  model.commands.forEach((command) => checkCommand(model, command));
  model.events.forEach((event) => checkEvent(model, event));
  unique(
    model.routes.map((route) => route.name),
    "route",
  );
  unique(
    model.routes.map((route) => `${route.method} ${route.path.replaceAll(/\{[a-z_]+\}/g, "{}")}`),
    "route",
  );
  unique(
    model.commands.map((command) => command.type),
    "command",
  );
  unique(
    model.events.map((event) => event.type),
    "event",
  );
}
