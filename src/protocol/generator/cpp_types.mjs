// How a shape is declared and written in C++.
import { identifier } from "./names.mjs";

export function cppType(shape) {
  switch (shape.kind) {
    case "text":
    case "raw":
      return "std::string";
    case "integer":
      return "std::int64_t";
    case "boolean":
      return "bool";
    case "ref":
      return shape.name;
    case "list":
      return `std::vector<${cppType(shape.item)}>`;
    default:
      return `std::vector<std::pair<std::string, ${cppType(shape.value)}>>`;
  }
}

function initial(field) {
  if (field.default === undefined) return "{}";
  if (field.shape.kind === "ref") return `{${field.shape.name}::${identifier(field.default)}}`;
  return `{${JSON.stringify(field.default)}}`;
}

export function declaration(field) {
  const type = cppType(field.shape);
  const comment = field.description ? `  // ${field.description}` : "";
  return `  ${field.optional ? `std::optional<${type}>` : type} ${identifier(field.name)}${initial(field)};${comment}`;
}

export function struct(name, fields, { description, base, members = [] } = {}) {
  const comment = description ? `// ${description}\n` : "";
  const lines = [...fields.map(declaration), ...members.map((line) => `  ${line}`)];
  return `${comment}struct ${name}${base ? ` : ${base}` : ""} {\n${lines.map((line) => `${line}\n`).join("")}};`;
}

function writeValue(shape, expression) {
  switch (shape.kind) {
    case "raw":
      return `out.raw(${expression});`;
    case "ref":
      return `write(out, ${expression});`;
    case "list":
      return `out.begin_array();\n    for (const auto& item : ${expression}) ${writeValue(shape.item, "item")}\n    out.end_array();`;
    case "map":
      return `out.begin_object();\n    for (const auto& [name, item] : ${expression}) {\n      out.key(name);\n      ${writeValue(shape.value, "item")}\n    }\n    out.end_object();`;
    default:
      return `out.value(${expression});`;
  }
}

// The statements that write the members of `it`, without the braces around them.
export function writeMembers(fields) {
  return fields
    .map((field) => {
      const name = identifier(field.name);
      const statement = (expression) =>
        `out.key("${field.name}");\n    ${writeValue(field.shape, expression)}`;
      return field.optional
        ? `  if (it.${name}) {\n    ${statement(`*it.${name}`)}\n  }`
        : `  ${statement(`it.${name}`).replaceAll("\n    ", "\n  ")}`;
    })
    .join("\n");
}

export const unusedIt = (fields) => (fields.length === 0 ? "" : " it");
