/** Whether openapi.json says that a route may answer an error: what the documents promise is what the transcripts see. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../server/place.ts";
import type { Reply } from "../server/session.ts";

interface Operation {
  responses: Record<string, { "x-codes"?: string[] }>;
}

const { paths } = JSON.parse(readFileSync(join(product.root, "web/public/api/v1/openapi.json"), "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
};

const patterns = Object.entries(paths).map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  literal: !path.includes("{"),
  methods,
}));

/** What HTTP itself gets wrong belongs to no route. */
const of_no_route = new Set([
  "request/not_found",
  "request/method_not_allowed",
  "request/timeout",
  "request/too_large",
  "request/uri_too_long",
  "request/misdirected",
  "request/header_too_large",
  "request/not_implemented",
  "request/version_not_supported",
]);

export function is_documented(reply: Reply, code: string): boolean {
  const [path = ""] = reply.path.split("?");
  const fitting = patterns.filter(({ pattern }) => pattern.test(path));
  const methods = (fitting.find(({ literal }) => literal) ?? fitting[0])?.methods;
  const operation = methods?.[reply.method.toLowerCase()];
  if (operation === undefined || of_no_route.has(code)) return true;
  return operation.responses[String(reply.status)]?.["x-codes"]?.includes(code) === true;
}
