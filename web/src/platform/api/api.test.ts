import { describe, expect, test, vi } from "vitest";
import { create_api, retry_in_ms } from "./api.ts";
import { ApiError, problem_from } from "./problem.ts";
import { request_of } from "./request.ts";

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers });

const error = (status: number, retry_after_ms?: number): ApiError =>
  new ApiError({ status, code: "x", detail: "x", retry_after_ms });

describe("a request", () => {
  test("puts each part of the input where the route wants it", () => {
    const route = { method: "GET", path: "/rooms/{room}/messages", query: ["before", "limit"] };
    expect(request_of(route, { room: "a/b", before: 5, limit: undefined })).toEqual({
      method: "GET",
      target: "/rooms/a%2Fb/messages?before=5",
      body: undefined,
    });
    expect(request_of({ method: "DELETE", path: "/me", query: [] }, { password: "x" }).body).toBe(
      '{"password":"x"}',
    );
    expect(request_of({ method: "GET", path: "/users", query: ["ids"] }, { ids: ["a", "b"] }).target).toBe(
      "/users?ids=a%2Cb",
    );
  });

  test("carries the CSRF token on unsafe methods only [req-21]", async () => {
    const fetcher = vi.fn<typeof fetch>(async () => json(204, undefined));
    const api = create_api(fetcher);
    api.use_csrf_token("t0k3n");
    await api.ask("auth.logout", {});
    await api.ask("me.get", {});
    const sent = fetcher.mock.calls.map(([, init]) => new Headers(init?.headers).get("x-csrf-token"));
    expect(sent).toEqual(["t0k3n", null]);
  });
});

describe("a failure", () => {
  test("is the server's problem, typed", async () => {
    const problem = {
      code: "auth/username_taken",
      detail: "taken",
      request_id: "r",
      errors: [{ field: "username", code: "taken" }, 7],
    };
    const api = create_api(async () => json(409, problem));
    await expect(api.ask("auth.register", { username: "bob", password: "x" })).rejects.toMatchObject({
      status: 409,
      code: "auth/username_taken",
      fields: [{ field: "username", code: "taken" }],
      request_id: "r",
    });
  });

  test("of a proxy in between has a code too", () => {
    expect(problem_from(502, undefined, null).code).toBe("server/unavailable");
    expect(problem_from(500, "<html>", null).code).toBe("internal");
    expect(problem_from(503, { code: "log/unavailable" }, "3").retry_after_ms).toBe(3000);
  });

  test("of a read passes by itself; a write is never repeated", async () => {
    const fetcher = vi.fn<typeof fetch>();
    fetcher.mockRejectedValueOnce(new TypeError("gone")).mockResolvedValueOnce(json(200, { rooms: [] }));
    await expect(create_api(fetcher).ask("rooms.list", {})).resolves.toEqual({ rooms: [] });

    const failing = vi.fn<typeof fetch>(async () => {
      throw new TypeError("gone");
    });
    await expect(create_api(failing).ask("rooms.create", { name: "x" })).rejects.toMatchObject({
      code: "network/unreachable",
    });
    expect(failing).toHaveBeenCalledTimes(1);
  });

  test("is asked again only when it passes, soon, and not for ever", () => {
    expect(retry_in_ms(error(404), 0, 0.5)).toBeUndefined();
    expect(retry_in_ms(error(503, 2000), 0, 0.5)).toBe(2000);
    expect(retry_in_ms(error(429, 60_000), 0, 0.5)).toBeUndefined();
    expect(retry_in_ms(error(0), 2, 0.5)).toBeUndefined();
  });
});
