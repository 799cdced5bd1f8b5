// The shapes of the contract as JSON Schema, for OpenAPI and AsyncAPI alike: what clients send with its bounds and
// closed, what they receive open, because answers may grow. Pure.
import { pascal } from "./names.mjs";

const component = (name) => ({ $ref: `#/components/schemas/${name}` });
const line = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$";

const given = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

function textSchema(shape) {
  if (shape.ts) return component(shape.ts);
  const bounds = { minLength: shape.min, maxLength: shape.max };
  if (shape.format === "line") return given({ type: "string", ...bounds, pattern: line });
  return given({ type: "string", ...bounds, format: shape.format });
}

export function schemaOf(shape) {
  switch (shape.kind) {
    case "text":
      return textSchema(shape);
    case "integer":
      return given({ type: "integer", minimum: shape.min, maximum: shape.max });
    case "boolean":
      return { type: "boolean" };
    case "raw":
      return component(shape.ts);
    case "ref":
      return component(shape.name);
    case "list":
      return given({ type: "array", items: schemaOf(shape.item), minItems: shape.min, maxItems: shape.max });
    default:
      return {
        type: "object",
        propertyNames: schemaOf(shape.key),
        additionalProperties: schemaOf(shape.value),
        maxProperties: shape.max,
      };
  }
}

/** With its words and, for what is sent, its default. A reference keeps both beside it in a wrapper. */
export function fieldSchema(field, { sent = false } = {}) {
  const schema = schemaOf(field.shape);
  const beside = given({ description: field.description, default: sent ? field.default : undefined });
  if (Object.keys(beside).length === 0) return schema;
  return schema.$ref ? { allOf: [schema], ...beside } : { ...schema, ...beside };
}

export function objectSchema(fields, { sent = false, description, head = {} } = {}) {
  const required = [
    ...Object.keys(head),
    ...fields
      .filter((field) => !field.optional && !(sent && field.default !== undefined))
      .map((field) => field.name),
  ];
  return given({
    type: "object",
    description,
    required: required.length > 0 ? required : undefined,
    properties: {
      ...head,
      ...Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, { sent })])),
    },
    additionalProperties: sent ? false : undefined,
  });
}

const logHead = {
  room: { type: "string", format: "uuid" },
  seq: { type: "integer" },
  at: { type: "string", format: "date-time" },
  actor: { type: "string", format: "uuid" },
};

export function eventSchema(event) {
  const head = { type: { const: event.type } };
  const { description } = event;
  if (event.delivery !== "durable") return objectSchema(event.allFields, { description, head });
  if (!event.wraps) return objectSchema(event.fields, { description, head: { ...head, ...logHead } });
  const wrapped = { [event.wraps]: component(pascal(event.wraps)) };
  return objectSchema([], { description, head: { ...head, ...logHead, ...wrapped } });
}

export function commandSchema(command) {
  const schema = objectSchema(command.fields, {
    sent: true,
    description: command.description,
    head: { type: { const: command.type } },
  });
  schema.properties = { type: schema.properties.type, id: component("FrameId"), ...schema.properties };
  return schema;
}

const durable = (model) => model.events.filter((event) => event.delivery === "durable");

/** Everything that a reference may name, by name. */
export function allSchemas(model) {
  const all = new Map();
  for (const type of model.types.values())
    all.set(
      type.name,
      type.values
        ? given({ type: "string", description: type.description, enum: type.values })
        : objectSchema(type.fields, { description: type.description }),
    );
  all.set("ErrorCode", {
    type: "string",
    description: "Stable: programs may decide by it.",
    enum: model.errors.map((error) => error.code),
  });
  all.set("FrameId", {
    description: "Chosen by the client, to recognise the answer by.",
    oneOf: [{ type: "string", minLength: 1, maxLength: 64 }, { type: "integer" }],
  });
  for (const event of durable(model)) all.set(`${event.tag}Event`, eventSchema(event));
  all.set("DurableEvent", {
    description: "One entry of a room's log.",
    oneOf: durable(model).map((event) => component(`${event.tag}Event`)),
  });
  return all;
}

function references(value, into) {
  if (Array.isArray(value)) for (const item of value) references(item, into);
  else if (value !== null && typeof value === "object")
    for (const [key, inner] of Object.entries(value)) {
      const name = key === "$ref" ? /^#\/components\/schemas\/(.+)$/.exec(inner)?.[1] : undefined;
      if (name) into.add(name);
      else references(inner, into);
    }
}

/** The schemas that a document needs, in the order of their names. */
export function schemasFor(model, document) {
  const all = allSchemas(model);
  const needed = new Set();
  references(document, needed);
  for (const name of needed) references(all.get(name), needed);
  return Object.fromEntries([...needed].sort().map((name) => [name, all.get(name)]));
}
