/** The documents as the server gives them: types, caching, and a reference without script that leads nowhere wrong. */
import assert from "node:assert/strict";
import type { Test } from "../server/suite.ts";
import { declared, text_of } from "./documents.ts";
import { server } from "./stage.ts";

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${(await server()).origin}${path}`, { headers });
}

const page = async (): Promise<string> => (await get("/docs")).text();

const anchors = (html: string): string[] => [...html.matchAll(/href="#([^"]*)"/g)].map(([, id = ""]) => id);

export const page_tests: readonly Test[] = [
  ...(["openapi", "asyncapi"] as const).map((name) => ({
    name: `GET /api/v1/${name}.json is the committed document, with an ETag`,
    run: async () => {
      const path = `/api/v1/${name}.json`;
      const answer = await get(path);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "application/json");
      assert.equal(await answer.text(), text_of(name));
      const etag = answer.headers.get("etag") ?? "";
      assert.match(etag, /^"\w+"$/);
      assert.equal((await get(path, { "if-none-match": etag })).status, 304);
      assert.match(answer.headers.get("content-encoding") ?? "", /^(br|gzip)$/);
      const posted = await fetch(`${(await server()).origin}${path}`, { method: "POST" });
      assert.equal(posted.status, 405);
    },
  })),
  {
    name: "/docs is a page under the strict policy, without script and inline style",
    run: async () => {
      const answer = await get("/docs");
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
      assert.match(
        answer.headers.get("content-security-policy") ?? "",
        /default-src 'none'.*style-src 'self'/,
      );
      const html = await answer.text();
      assert.doesNotMatch(html, /<script|<style|\sstyle=|\son\w+=/i);
      assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
    },
  },
  {
    name: "what /docs loads is there",
    run: async () => {
      const html = await page();
      const paths = [...html.matchAll(/(?:src|href)="(\/[^"#]*)"/g)].map(([, path = ""]) => path);
      assert.ok(paths.some((path) => path.endsWith(".css")));
      for (const path of new Set(paths)) assert.equal((await get(path)).status, 200, path);
    },
  },
  {
    name: "every route, command and event has an entry, and every link within the page an end",
    run: async () => {
      const html = await page();
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id);
      assert.equal(new Set(ids).size, ids.length, "an id stands twice");
      const expected = [
        ...declared("routes"),
        ...declared("commands").map((type) => `command.${type}`),
        ...declared("events").map((type) => `event.${type}`),
      ];
      for (const id of [...expected, ...anchors(html)]) assert.ok(ids.includes(id), `#${id} is nowhere`);
    },
  },
];
