/**
 * Requests to the REST surface, typed by the generated routes: the session's
 * CSRF token on unsafe methods, problem+json as typed errors, retries where
 * they are safe. What a failure means for the person, features decide.
 */
import { routes, type RouteName, type Routes } from "../../protocol.ts";
import { backoff_ms } from "../socket/backoff.ts";
import { ApiError, problem_from, unreachable } from "./problem.ts";
import { request_of, type Request } from "./request.ts";

export interface Api {
  ask: <Name extends RouteName>(
    name: Name,
    input: Routes[Name]["in"],
    signal?: AbortSignal,
  ) => Promise<Routes[Name]["out"]>;
  /** From login, register or GET /me; undefined forgets it. */
  use_csrf_token: (token: string | undefined) => void;
}

const BASE = "/api/v1";
const RETRY = { base_ms: 300, cap_ms: 4_000 };
const ATTEMPTS = 3;
/** Whoever would wait longer is better told than kept waiting. */
const LONGEST_WAIT_MS = 5_000;

export function create_api(fetcher: typeof fetch): Api {
  let csrf_token: string | undefined;

  const once = async (request: Request, signal: AbortSignal | undefined): Promise<unknown> => {
    const headers = new Headers({ accept: "application/json" });
    const init: RequestInit = {
      method: request.method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
    };
    if (request.body !== undefined) {
      headers.set("content-type", "application/json");
      init.body = request.body;
    }
    if (request.method !== "GET" && csrf_token !== undefined) headers.set("x-csrf-token", csrf_token);
    if (signal !== undefined) init.signal = signal;
    let response: Response;
    try {
      response = await fetcher(BASE + request.target, init);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw unreachable();
    }
    return read(response);
  };

  return {
    async ask(name, input, signal) {
      const request = request_of(routes[name], input);
      for (let attempt = 0; ; attempt += 1) {
        try {
          return (await once(request, signal)) as never;
        } catch (error) {
          const again = error instanceof ApiError && request.method === "GET";
          const wait = again ? retry_in_ms(error, attempt, Math.random()) : undefined;
          if (wait === undefined) throw error;
          await new Promise((done) => setTimeout(done, wait));
          signal?.throwIfAborted();
        }
      }
    },
    use_csrf_token(token) {
      csrf_token = token;
    },
  };
}

/** When to ask once more, or undefined for never. */
export function retry_in_ms(error: ApiError, attempt: number, random: number): number | undefined {
  const passing = error.status === 0 || error.status === 429 || (error.status >= 502 && error.status <= 504);
  if (!passing || attempt + 1 >= ATTEMPTS) return undefined;
  const wait = Math.max(error.retry_after_ms ?? 0, backoff_ms(attempt, RETRY, random));
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => {
    throw unreachable();
  });
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    if (response.ok)
      throw new ApiError({ status: response.status, code: "internal", detail: "the answer is not JSON" });
  }
  if (!response.ok) throw problem_from(response.status, body, response.headers.get("retry-after"));
  return body;
}
