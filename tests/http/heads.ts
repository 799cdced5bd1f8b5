/** The head of an answer as it came, and what has to stand in every one, whoever in the server wrote it. */
import assert from "node:assert/strict";

export interface Head {
  status: number;
  headers: Headers;
  body: string;
}

/** Of one whole answer, in which no header stands twice. */
export function read_head(text: string): Head {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1)]),
  );
  assert.equal([...headers].length, lines.length, `a header stands twice:\n${text.slice(0, end)}`);
  return { status: Number(first.split(" ")[1]), headers, body: text.slice(end + 4) };
}

/** What stands in the way of pages that would use this one, and of browsers that guess. */
export function check_protection(headers: Headers, https: boolean): void {
  const policy = headers.get("content-security-policy") ?? "";
  for (const directive of ["default-src", "object-src", "base-uri", "frame-ancestors"])
    assert.match(policy, new RegExp(`(^|; ?)${directive} 'none'(;|$)`));
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  if (https)
    assert.match(headers.get("strict-transport-security") ?? "", /^max-age=(31536000|[4-9]\d{7,})\b/);
  assert.equal(headers.get("server"), null, "who answers is nobody's business");
  assert.equal(headers.get("x-powered-by"), null);
  const opened = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
  assert.deepEqual(opened, []);
}

/** An error says its number in words and in the head. */
export function check_number({ status, headers, body }: Head): void {
  const told = JSON.parse(body) as { status: number; request_id: string };
  assert.equal(told.status, status);
  assert.match(told.request_id, /^[\w-]{8,}$/);
  assert.equal(told.request_id, headers.get("x-request-id"));
}
