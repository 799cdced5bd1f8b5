/** The contract as the schema says it, read anew from its files: what may be asked and by whom, and what a room's log tells. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../server/place.ts";

export type Access = "anyone" | "user" | "reader" | "member" | "moderator" | "owner" | "admin";

export interface Field {
  type?: "string" | "integer" | "boolean" | "array" | "object";
  format?: string;
  minLength?: number;
  minimum?: number;
  items?: Field;
  $ref?: string;
  default?: unknown;
  "x-absent"?: string;
}

export type Fields = Readonly<Record<string, Field>>;

export interface Route {
  name: string;
  method: string;
  path: string;
  access: Access;
  rate: string;
  status: number;
  also?: number;
  params?: Fields;
  query?: Fields;
  body?: Fields;
  errors?: readonly string[];
}

export interface Command {
  type: string;
  access: Access;
  rate: string;
  properties: Fields;
}

interface Schema {
  types?: Record<string, { enum?: readonly string[] }>;
  routes?: Route[];
  commands?: Command[];
  events?: { type: string; delivery: string }[];
}

const folder = join(product.root, "src/protocol/schema");
const schemas = globSync(join(folder, "*.json"))
  .sort()
  .filter((path) => !/(errors|rates)\.json$/.test(path))
  .map((path) => JSON.parse(readFileSync(path, "utf8")) as Schema);

export const routes = schemas.flatMap((schema) => schema.routes ?? []);
export const commands = schemas.flatMap((schema) => schema.commands ?? []);
export const durable_events = schemas
  .flatMap((schema) => schema.events ?? [])
  .filter(({ delivery }) => delivery === "durable")
  .map(({ type }) => type);

const enums = new Map(
  schemas
    .flatMap((schema) => Object.entries(schema.types ?? {}))
    .map(([name, type]) => [name, type.enum ?? []]),
);

/** The least that the field's own description allows. */
export function sample_of(name: string, field: Field): unknown {
  if (field.default !== undefined) return field.default;
  if (field.$ref !== undefined) return enums.get(field.$ref)?.[0];
  if (field.type === "integer") return field.minimum ?? 0;
  if (field.type === "boolean") return false;
  if (field.type === "array") return field.items === undefined ? [] : [sample_of(name, field.items)];
  if (field.type === "object") return {};
  return `some ${name}`.padEnd(field.minLength ?? 0, "x");
}

export const is_optional = (name: string): boolean => name.endsWith("?");

/** Whether the schema's gate asks what the person is in the room that the request names. */
export function is_of_a_room(access: Access): boolean {
  return access === "reader" || access === "member" || access === "moderator" || access === "owner";
}
