/** What a failed request tells: the server's problem+json as a typed error. Pure. */
export interface FieldProblem {
  field: string;
  code: string;
}

export class ApiError extends Error {
  /** 0 when no answer came at all. */
  readonly status: number;
  /** The stable code of the contract, or `network/unreachable`. */
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly request_id: string | undefined;
  readonly retry_after_ms: number | undefined;

  constructor(parts: {
    status: number;
    code: string;
    detail: string;
    fields?: readonly FieldProblem[] | undefined;
    request_id?: string | undefined;
    retry_after_ms?: number | undefined;
  }) {
    super(parts.detail);
    this.status = parts.status;
    this.code = parts.code;
    this.fields = parts.fields ?? [];
    this.request_id = parts.request_id;
    this.retry_after_ms = parts.retry_after_ms;
  }
}

export function unreachable(): ApiError {
  return new ApiError({ status: 0, code: "network/unreachable", detail: "the server could not be reached" });
}

/** A proxy in between may answer with something that is not ours. */
export function problem_from(status: number, body: unknown, retry_after: string | null): ApiError {
  const given: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const text = (name: string): string | undefined =>
    typeof given[name] === "string" ? given[name] : undefined;
  return new ApiError({
    status,
    code: text("code") ?? (status >= 502 && status <= 504 ? "server/unavailable" : "internal"),
    detail: text("detail") ?? text("title") ?? `HTTP ${status}`,
    fields: field_problems(given.errors),
    request_id: text("request_id"),
    retry_after_ms:
      retry_after !== null && /^\d+$/.test(retry_after) ? Number(retry_after) * 1000 : undefined,
  });
}

function field_problems(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { field, code } = entry as Partial<FieldProblem>;
    return typeof field === "string" && typeof code === "string" ? [{ field, code }] : [];
  });
}
