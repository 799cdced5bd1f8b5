// The readers of protocol.gen.cpp: which rule of reader.hpp each field of a request or command is held to.
import { identifier, pascal } from "./names.mjs";
import { SchemaError } from "./shape.mjs";

const given = (pairs) =>
  pairs
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `.${name} = ${value}`)
    .join(", ");

function rule(model, shape, where) {
  switch (shape.kind) {
    case "text": {
      const format = shape.format && `wire::TextFormat::${identifier(shape.format)}`;
      return `wire::TextRule{${given([
        ["min", shape.min],
        ["max", shape.max],
        ["format", format],
      ])}}`;
    }
    case "integer":
      return `wire::IntegerRule{${given([
        ["min", shape.min],
        ["max", shape.max],
      ])}}`;
    case "boolean":
      return "wire::BooleanRule{}";
    case "list": {
      if (shape.max === undefined) throw new SchemaError(`${where}: a list that clients send needs maxItems`);
      const item = rule(model, shape.item, where);
      return `wire::ListRule{${given([
        ["item", item],
        ["min", shape.min ?? 0],
        ["max", shape.max],
      ])}}`;
    }
    case "map": {
      const key = rule(model, shape.key, where);
      const value = rule(model, shape.value, where);
      return `wire::MapRule{${given([
        ["key", key],
        ["value", value],
        ["max", shape.max],
      ])}}`;
    }
    default:
      if (!model.types.get(shape.name)?.values)
        throw new SchemaError(`${where}: what clients send has no nested objects`);
      return `wire::EnumRule<${shape.name}>{&from_string}`;
  }
}

function mustBeBounded(field, where) {
  if (field.shape.kind === "text" && field.shape.max === undefined && field.shape.format !== "uuid")
    throw new SchemaError(`${where}.${field.name}: text that clients send needs maxLength`);
}

function readField(model, source, field, where) {
  mustBeBounded(field, where);
  const presence = field.optional ? "optional" : field.default !== undefined ? "defaulted" : "required";
  const text = rule(model, field.shape, `${where}.${field.name}`);
  return `  ${source}.${presence}("${field.name}", in.${identifier(field.name)}, ${text});`;
}

function readParams(model, route) {
  if (route.params.length === 0) return [];
  const lines = ["  wire::TextReader path{input.path, problems};"];
  for (const field of route.params) {
    lines.push(readField(model, "path", field, route.where));
    if (field.absent)
      lines.push(`  if (problems.any()) return fail(ErrorCode::${identifier(field.absent)});`);
  }
  return lines;
}

function readQuery(model, route) {
  const lines = ["  wire::TextReader query{input.query, problems};"];
  for (const field of route.query) lines.push(readField(model, "query", field, route.where));
  lines.push("  query.finish();");
  if (route.exclusive) {
    const pairs = route.exclusive.map((name) => `{"${name}", in.${identifier(name)}.has_value()}`);
    lines.push(`  wire::refuse_together({${pairs.join(", ")}}, problems);`);
  }
  return lines;
}

// A route without a body still refuses what is sent, by name; an absent body is an empty object.
function readBody(model, route) {
  const lines = [
    '  const auto body = wire::Document::parse(input.body.empty() ? "{}" : input.body);',
    "  if (!body) return body.error();",
    "  wire::ObjectReader object{body->root(), problems};",
    ...route.body.map((field) => readField(model, "object", field, route.where)),
    "  object.finish();",
  ];
  if (route.nonce) lines.push("  wire::read_idempotency_key(input.idempotency_key, in.nonce, problems);");
  return lines;
}

const reader = (tag, fields, input, lines) => `Result<${tag}::In> ${tag}::read(${input}) {
  wire::Problems problems;
  ${fields.length === 0 ? "const Nothing in{}" : `${tag}In in`};
${lines.join("\n")}
  if (problems.any()) return problems.error();
  return in;
}`;

export function routeReader(model, route) {
  const fields = [...route.params, ...route.query, ...route.body];
  const lines = [...readParams(model, route), ...readQuery(model, route), ...readBody(model, route)];
  return reader(route.tag, fields, "const wire::RouteInput& input", lines);
}

export function commandReader(model, command) {
  const lines = [
    "  wire::ObjectReader object{frame.root(), problems};",
    '  object.ignore("type");',
    '  object.ignore("id");',
    ...command.fields.map((field) => readField(model, "object", field, command.where)),
    "  object.finish();",
  ];
  return reader(pascal(command.type), command.fields, "const wire::Document& frame", lines);
}
