// Turns the JSON Schema of one property into the few shapes that the emitters know, and refuses what nobody enforces.
export class SchemaError extends Error {}

const keywordsOf = {
  string: ["minLength", "maxLength", "format"],
  integer: ["minimum", "maximum"],
  boolean: [],
  array: ["items", "minItems", "maxItems"],
  object: ["propertyNames", "additionalProperties", "maxProperties"],
};
const always = ["type", "description", "default", "x-absent", "x-type"];
const formats = new Set(["uuid", "date-time", "email", "line"]);

function refuseUnknown(schema, where) {
  const known = new Set([...always, ...(keywordsOf[schema.type] ?? [])]);
  for (const key of Object.keys(schema))
    if (!known.has(key)) throw new SchemaError(`${where}: '${key}' is not supported for ${schema.type}`);
}

export function shapeOf(schema, where) {
  if (schema["x-raw"]) return { kind: "raw", ts: schema["x-raw"] };
  if (schema.$ref) return { kind: "ref", name: schema.$ref };
  if (schema.enum) throw new SchemaError(`${where}: give the enum a name under types and refer to it`);
  if (!(schema.type in keywordsOf)) throw new SchemaError(`${where}: unknown type '${schema.type}'`);
  refuseUnknown(schema, where);
  switch (schema.type) {
    case "string":
      if (schema.format && !formats.has(schema.format))
        throw new SchemaError(`${where}: format '${schema.format}' is not enforced by anybody`);
      return {
        kind: "text",
        min: schema.minLength,
        max: schema.maxLength,
        format: schema.format,
        ts: schema["x-type"],
      };
    case "integer":
      return { kind: "integer", min: schema.minimum, max: schema.maximum };
    case "boolean":
      return { kind: "boolean" };
    case "array":
      if (!schema.items) throw new SchemaError(`${where}: an array needs items`);
      return {
        kind: "list",
        item: shapeOf(schema.items, `${where}[]`),
        min: schema.minItems,
        max: schema.maxItems,
      };
    default:
      if (!schema.propertyNames || !schema.additionalProperties || !schema.maxProperties)
        throw new SchemaError(
          `${where}: an object is a map with propertyNames, additionalProperties, maxProperties; ` +
            "give a fixed object a name under types",
        );
      return {
        kind: "map",
        key: shapeOf(schema.propertyNames, `${where}{key}`),
        value: shapeOf(schema.additionalProperties, `${where}{}`),
        max: schema.maxProperties,
      };
  }
}

// `"email?": {…}` is an optional property; one with a default may be left out, and then has that value.
export function fieldsOf(properties, where) {
  return Object.entries(properties ?? {}).map(([key, schema]) => {
    const optional = key.endsWith("?");
    const name = optional ? key.slice(0, -1) : key;
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new SchemaError(`${where}.${key}: a field is snake_case`);
    if (optional && "default" in schema)
      throw new SchemaError(`${where}.${key}: a default makes the ? superfluous`);
    return {
      name,
      optional,
      default: schema.default,
      absent: schema["x-absent"],
      description: schema.description,
      shape: shapeOf(schema, `${where}.${name}`),
    };
  });
}
