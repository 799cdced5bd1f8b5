/** What of the OpenAPI document can be asked: its routes, with a place for sqlmap wherever somebody may write something. */
import { openapi } from "../api_docs/documents.ts";

interface Described {
  type?: string;
  format?: string;
  enum?: readonly string[];
  items?: Described;
  properties?: Record<string, Described>;
  required?: readonly string[];
  $ref?: string;
  allOf?: readonly Described[];
}

interface Parameter {
  name: string;
  in: "path" | "query";
  schema: Described;
}

interface Route {
  operationId: string;
  parameters?: readonly (Parameter | { $ref: string })[];
  requestBody?: {
    content: Record<string, { schema: Described; example?: Record<string, unknown> }>;
  };
  "x-access": string;
}

/** `PLACE` follows each value that sqlmap is to change. */
export interface Operation {
  name: string;
  method: string;
  /** Below /api/v1; values in braces are the stage's. */
  target: string;
  body: string | undefined;
  places: number;
}

export const PLACE = "*";

const is_own = (it: Parameter | { $ref: string }): it is Parameter => !("$ref" in it);

const document = openapi as unknown as {
  paths: Record<string, Record<string, Route & { "x-exclusive"?: string[] }>>;
  components: { schemas: Record<string, Described> };
};

function resolved(schema: Described): Described {
  const [part = schema] = schema.allOf ?? [];
  const name = part.$ref?.split("/").at(-1) ?? "";
  return document.components.schemas[name] ?? part;
}

/** A value that the schema lets through where the example shows none. */
function value_of(name: string, described: Described): unknown {
  const schema = resolved(described);
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.format === "uuid") return `{${name}}`;
  if (schema.format === "email") return "somebody@example.test";
  if (schema.type === "integer") return 1;
  if (schema.type === "boolean") return true;
  if (schema.type === "array") return [value_of(name, schema.items ?? {})];
  if (schema.type === "object") return with_values(schema, {});
  return "orchard";
}

function with_values(schema: Described, example: Record<string, unknown>): Record<string, unknown> {
  // A number that need not be there is none that this room has.
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name, it]) => it.type !== "integer" || name in example || schema.required?.includes(name) === true,
  );
  return Object.fromEntries(shown.map(([name, it]) => [name, example[name] ?? value_of(name, it)]));
}

/** With a place in every string. What has another type is refused by its type, and the whole request with it. */
function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, marked(it)]));
  return typeof value === "string" ? `${value}${PLACE}` : value;
}

function operation_of(path: string, method: string, route: Route): Operation {
  const parameters = (route.parameters ?? []).filter(is_own);
  const with_path = path.replaceAll(/\{(\w+)\}/g, `{$1}${PLACE}`);
  const query = parameters
    // A cursor is ours, and anything else in its place is refused at the door.
    .filter((it) => it.in === "query" && it.name !== "cursor")
    .map(({ name, schema }) => `${name}=${String(value_of(name, schema))}${PLACE}`);
  const content = route.requestBody?.content["application/json"];
  const body =
    content === undefined
      ? undefined
      : JSON.stringify(marked(with_values(content.schema, content.example ?? {})));
  const target = query.length === 0 ? with_path : `${with_path}?${query.join("&")}`;
  const places = `${target}${body ?? ""}`.split(PLACE).length - 1;
  return { name: route.operationId, method: method.toUpperCase(), target, body, places };
}

const name_of = (parameter: string): string => parameter.split("=")[0] ?? "";

/** Parameters that exclude each other are asked in requests of their own. */
function alone(operation: Operation, exclusive: readonly string[]): Operation[] {
  if (exclusive.length === 0) return [operation];
  const [path = "", query = ""] = operation.target.split("?");
  const parts = query.split("&");
  return exclusive.map((name) => {
    const kept = parts.filter((part) => name_of(part) === name || !exclusive.includes(name_of(part)));
    const target = `${path}?${kept.join("&")}`;
    const places = `${target}${operation.body ?? ""}`.split(PLACE).length - 1;
    return { ...operation, name: `${operation.name} by ${name}`, target, places };
  });
}

export function operations_to_ask(): Operation[] {
  return Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, route]) =>
        alone(operation_of(path, method, route), route["x-exclusive"] ?? []),
      ),
    )
    .filter(({ places }) => places > 0);
}
