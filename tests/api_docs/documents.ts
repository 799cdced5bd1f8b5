/** The two documents as they are committed, and what in them the tests ask for by name. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { product } from "../server/place.ts";

export interface Schema {
  [keyword: string]: unknown;
}

export interface Operation {
  operationId: string;
  "x-access": string;
  "x-rate": string;
  responses: Record<string, { content?: Record<string, { schema: Schema }>; "x-codes"?: string[] }>;
}

export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface AsyncApi {
  asyncapi: string;
  operations: Record<string, { action: string }>;
}

const path_of = (name: string): string => join(product.root, "web/public/api/v1", `${name}.json`);

export const text_of = (name: "openapi" | "asyncapi"): string => readFileSync(path_of(name), "utf8");
export const openapi = JSON.parse(text_of("openapi")) as OpenApi;
export const asyncapi = JSON.parse(text_of("asyncapi")) as AsyncApi;

export const operations: readonly Operation[] = Object.values(openapi.paths).flatMap((item) =>
  Object.values(item),
);

export function operation(name: string): Operation {
  const found = operations.find(({ operationId }) => operationId === name);
  if (found === undefined) throw new Error(`openapi.json has no operation ${name}`);
  return found;
}

interface Entry {
  name?: string;
  type?: string;
}

const folder = join(product.root, "src/protocol/schema");
const files = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, Entry[] | undefined>,
);

/** The names in one section of all files of the schema. */
export const declared = (section: "routes" | "commands" | "events"): string[] =>
  files.flatMap((file) => (file[section] ?? []).map(({ name, type }) => name ?? type ?? ""));
