/** What is sent through each of those in front, list by list, and what may come back. */
import assert from "node:assert/strict";
import { answered } from "../http/answered.ts";
import { announced, asking, trailers } from "../http/body_tests.ts";
import { refused } from "../http/refused.ts";
import { Session } from "../server/session.ts";
import { Marker, send } from "./accounts.ts";
import type { Hop } from "./hops.ts";
import { smuggled } from "./smuggled.ts";

export interface Vector {
  name: string;
  play(there: Hop): Promise<void>;
}

const last_marker = (there: Hop): Marker => new Marker(there, "Connection: close\r\n");

/** An answer of the server that is no refusal, or one of either's refusals. */
function assert_sound(statuses: readonly number[], good: readonly number[], said: string): void {
  const wrong = statuses.filter(
    (status) => ![100, ...good].includes(status) && (status < 400 || status > 599),
  );
  assert.deepEqual(wrong, [], said);
}

const refused_vectors: Vector[] = refused.map(({ name, bytes }) => ({
  name: `refused or mended, ${name}`,
  async play(there) {
    const { statuses, text } = await send(there, `${bytes}{marker}`, { marker: last_marker(there) });
    assert.ok(statuses.length <= 2, `more answers than requests: ${text}`);
    assert_sound(statuses, [200], text);
  },
}));

const answered_vectors: Vector[] = answered.map(({ name, bytes, statuses: good }) => ({
  name: `answered, ${name}`,
  async play(there) {
    const marker = last_marker(there);
    const { statuses, text } = await send(there, `${bytes}{marker}`, { marker, at_least: 1 });
    assert.ok(statuses.length > 0 && statuses.length <= good.length + 1, text);
    assert_sound(statuses, [...good, 200], text);
  },
}));

const smuggled_vectors: Vector[] = smuggled.map(({ name, bytes }) => ({
  name: `nothing is smuggled ${name}`,
  async play(there) {
    const marker = new Marker(there);
    const { statuses, text } = await send(there, bytes(marker.bytes.length), { marker });
    // Whose length ends before the marker has read three: the one around it, the marker, and what is left.
    assert.ok(statuses.length <= 3, `more answers than requests: ${text}`);
    assert_sound(statuses, [200], text);
  },
}));

const people = new Map<Hop, Promise<Session>>();

/** Somebody on the page's origin, who made the account past the one in front. */
export async function member(there: Hop, username: string): Promise<Session> {
  const session = new Session(there.origin, `http://localhost:${there.backend.port}`);
  const credentials = { username, password: `analytical engine ${username}` };
  session.take_sign_in(await session.must("POST", "/auth/register", credentials));
  return session;
}

function trailing(there: Hop): Promise<Session> {
  const known = people.get(there) ?? member(there, "ada");
  people.set(there, known);
  return known;
}

const trailer_vectors: Vector[] = trailers.map((trailer) => ({
  name: `a trailer counts for nothing, ${trailer.name}`,
  async play(there) {
    const session = await trailing(there);
    const bytes = `${trailer.bytes(session)}{marker}`;
    const { statuses, codes, text } = await send(there, bytes, { marker: last_marker(there), at_least: 2 });
    assert.deepEqual(statuses, [...trailer.statuses, 200], text);
    assert.deepEqual(codes, trailer.codes);
  },
}));

const no_such_account = 401;
const expectation_vectors: Vector[] = [
  ...announced.map(({ how, framing, content }) => ({
    name: `Expect: 100-continue with ${how} is told to go on`,
    async play(there: Hop) {
      const sending = { marker: last_marker(there), when_told: `${content}{marker}`, at_least: 3 };
      const { statuses, text } = await send(there, asking("1.1", framing), sending);
      assert.deepEqual(statuses, [100, no_such_account, 200], text);
    },
  })),
  {
    name: "Expect: 100-continue of HTTP/1.0 counts for nothing",
    async play(there) {
      const [{ framing, content }] = announced;
      const bytes = `${asking("1.0", framing)}${content}{marker}`;
      const { statuses, text } = await send(there, bytes, { marker: last_marker(there), at_least: 1 });
      assert.deepEqual(statuses, [no_such_account], text);
    },
  },
  {
    // Who reads bodies before it asks the server tells everybody to go on.
    name: "Expect: 100-continue with a head that is refused",
    async play(there) {
      const bytes = asking("1.1", "Content-Length: 5").replace("{host}", "evil.example");
      const sending = { marker: last_marker(there), when_told: "hello{marker}" };
      const { statuses, text } = await send(there, bytes, sending);
      assert.equal(
        statuses.find((status) => status !== 100),
        421,
        text,
      );
      assert_sound(statuses, [200], text);
    },
  },
];

export const vectors = {
  refused: refused_vectors,
  answered: answered_vectors,
  smuggled: smuggled_vectors,
  trailers: trailer_vectors,
  expectations: expectation_vectors,
} as const satisfies Record<string, readonly Vector[]>;

export type ListName = keyof typeof vectors;
export const list_names = Object.keys(vectors) as ListName[];
