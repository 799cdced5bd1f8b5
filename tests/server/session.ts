/**
 * One sign-in of one person over REST: keeps the cookie and the CSRF token as a
 * browser does. Every answer is handed to `heard`, so that rules which hold for
 * all answers are checked on all of them.
 */
import { within } from "./deadline.ts";

export interface Credentials {
  username: string;
  password: string;
  email?: string;
  display_name?: string;
}

export interface Reply {
  method: string;
  path: string;
  status: number;
  headers: Headers;
  text: string;
  /** Undefined when the body is empty or no JSON. */
  body: unknown;
}

/** `null` takes a header away that would be sent otherwise. */
export type HeaderChanges = Readonly<Record<string, string | null>>;

export interface RequestParts {
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Buffer;
  headers?: HeaderChanges;
}

const ANSWER_WITHIN_MS = 30_000;

export class Session {
  readonly origin: string;
  /** Where the bytes go; another one than the origin when something stands between. */
  readonly address: string;
  user_id = "";
  csrf: string | undefined;
  cookie: string | undefined;
  heard: (reply: Reply) => void = () => undefined;

  constructor(origin: string, address = origin) {
    this.origin = origin;
    this.address = address;
  }

  static async register(origin: string, credentials: Credentials): Promise<Session> {
    const session = new Session(origin);
    session.take_sign_in(await session.must("POST", "/auth/register", { ...credentials }));
    return session;
  }

  static async sign_in(origin: string, { username, password }: Credentials): Promise<Session> {
    const session = new Session(origin);
    session.take_sign_in(await session.must("POST", "/auth/login", { login: username, password }));
    return session;
  }

  /** The same sign-in by another way: at another node, or through something that stands between. */
  by_way_of(origin: string, address = origin): Session {
    const other = new Session(origin, address);
    other.user_id = this.user_id;
    other.csrf = this.csrf;
    other.cookie = this.cookie;
    return other;
  }

  /** What this session sends with every request. */
  headers(): Record<string, string> {
    const headers: Record<string, string> = { origin: this.origin };
    if (this.cookie !== undefined) headers["cookie"] = this.cookie;
    return headers;
  }

  /** Path below /api/v1. Rejects only when no answer comes. */
  async request(method: string, path: string, parts: RequestParts = {}): Promise<Reply> {
    const headers: Record<string, string> = this.headers();
    if (method !== "GET" && this.csrf !== undefined) headers["x-csrf-token"] = this.csrf;
    let content: string | Buffer | undefined = parts.raw;
    if (parts.body !== undefined) content = JSON.stringify(parts.body);
    if (content !== undefined) headers["content-type"] = "application/json";
    for (const [name, value] of Object.entries(parts.headers ?? {})) {
      if (value === null) delete headers[name];
      else headers[name] = value;
    }
    const init: RequestInit = { method, headers, redirect: "manual" };
    // Bytes, because fetch adds a content type of its own to text.
    if (content !== undefined) init.body = new Uint8Array(Buffer.from(content));
    const answer = await within(
      fetch(`${this.address}/api/v1${path}`, init),
      ANSWER_WITHIN_MS,
      `${method} ${path}`,
    );
    const text = await answer.text();
    const reply = { method, path, status: answer.status, headers: answer.headers, text, body: json(text) };
    this.take_cookie(answer.headers);
    this.heard(reply);
    return reply;
  }

  /** The body of an answer that has to be a success. */
  async must(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await this.request(method, path, body === undefined ? {} : { body });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  }

  take_sign_in(body: unknown): void {
    const { user, csrf_token } = body as { user: { id: string }; csrf_token: string };
    this.user_id = user.id;
    this.csrf = csrf_token;
  }

  private take_cookie(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      this.cookie = pair.endsWith("=") ? undefined : pair;
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
