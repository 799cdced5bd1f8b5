/** What holds for every answer and every frame, whatever the transcript says of it. Each broken rule is one sentence. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../server/place.ts";
import type { Reply } from "../server/session.ts";
import { is_documented } from "./documented.ts";

interface ErrorEntry {
  status: number;
  title: string;
  retryable: boolean;
}

const errors = JSON.parse(
  readFileSync(join(product.root, "src/protocol/schema/errors.json"), "utf8"),
) as Record<string, ErrorEntry>;

export function broken_by(reply: Reply): string[] {
  const broken: string[] = [];
  const { headers, status } = reply;
  const must = (holds: boolean, rule: string): void => {
    if (!holds) broken.push(`${reply.method} ${reply.path} (${status}): ${rule}`);
  };
  must(/^[\w-]{8,}$/.test(headers.get("x-request-id") ?? ""), "has an X-Request-Id");
  must(headers.get("cache-control")?.includes("no-store") === true, "says Cache-Control: no-store");
  must(headers.get("x-content-type-options") === "nosniff", "says nosniff");
  must(
    headers.get("content-security-policy")?.includes("default-src 'none'") === true,
    "has a Content-Security-Policy",
  );
  must(headers.get("referrer-policy") !== null, "has a Referrer-Policy");
  must(headers.get("cross-origin-opener-policy") !== null, "has a Cross-Origin-Opener-Policy");
  must(![...headers.keys()].some((name) => name.startsWith("access-control-")), "has no CORS header");
  must(!/\d/.test(headers.get("server") ?? ""), "names no version of the server");
  if (status >= 400) broken.push(...broken_by_problem(reply));
  else if (status !== 204)
    must(headers.get("content-type")?.startsWith("application/json") === true, "is JSON");
  if (status === 204) must(reply.text === "", "has no body");
  return broken;
}

/** RFC 9457, with a code from the one table. */
function broken_by_problem(reply: Reply): string[] {
  const broken: string[] = [];
  const must = (holds: boolean, rule: string): void => {
    if (!holds)
      broken.push(`${reply.method} ${reply.path} (${reply.status}): ${rule}: ${reply.text.slice(0, 300)}`);
  };
  const problem = (reply.body ?? {}) as Record<string, unknown>;
  const known = errors[String(problem["code"])];
  must(
    reply.headers.get("content-type")?.startsWith("application/problem+json") === true,
    "is application/problem+json",
  );
  must(known !== undefined, "has a code of the table");
  must(is_documented(reply, String(problem["code"])), "has a code that openapi.json names for this route");
  must(known?.status === reply.status && problem["status"] === reply.status, "has the status of its code");
  must(known?.title === problem["title"], "has the title of its code");
  must(
    typeof problem["type"] === "string" && typeof problem["detail"] === "string",
    "has a type and a detail",
  );
  must(problem["request_id"] === reply.headers.get("x-request-id"), "names its request");
  if (reply.status === 429 || reply.status === 503) {
    must(/^\d+$/.test(reply.headers.get("retry-after") ?? ""), "has a Retry-After");
  }
  return broken;
}

/** What nobody but its owner may ever be sent. */
export class Secrets {
  readonly #all = new Map<string, string>();

  add(what: string, text: string | undefined): void {
    if (text !== undefined && text.length >= 8) this.#all.set(text, what);
  }

  /** The secret that stands in the text. */
  in(text: string): string | undefined {
    for (const [secret, what] of this.#all) if (text.includes(secret)) return what;
    return undefined;
  }
}
