/** Every accepted text comes back byte for byte: over the socket, from the page, from the log, from the table. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { MessagePage } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { open_room, Person, type Outcome } from "../server/person.ts";
import { sql } from "../server/postgres.ts";
import type { Test } from "../server/suite.ts";
import { naughty_texts } from "./texts.ts";

const PAGE = 200;

async function send_and_fetch(server: Chatelier): Promise<void> {
  const people = await Promise.all(
    ["writer", "reader"].map((username) => Person.register(server.origin, { username })),
  );
  const [writer, reader] = people;
  if (writer === undefined || reader === undefined) throw new Error("nobody came");
  const room = await open_room("Copy room", people);
  for (const person of people) {
    person.hear_from(room, 2);
    await person.stay();
  }
  for (const [index, text] of naughty_texts.entries()) {
    const outcome: Outcome = await (index % 2 === 0
      ? writer.send(room, randomUUID(), text)
      : writer.post(room, randomUUID(), text));
    assert.equal(outcome.is, "ok", `${JSON.stringify(text.slice(0, 80))}: ${JSON.stringify(outcome)}`);
  }
  await reader.hears(room, naughty_texts.length + 2);
  const heard = (reader.heard.get(room) ?? []).map((event) =>
    event.type === "message.created" ? event.message.text : "",
  );
  assert.deepEqual(heard, naughty_texts, "over the socket");
  const page = (await reader.session.must("GET", `/rooms/${room}/messages?limit=${PAGE}`)) as MessagePage;
  assert.deepEqual(
    page.messages.map(({ text }) => text),
    naughty_texts,
    "from the page",
  );
  const stored = await sql(
    server.options.database_url,
    `select encode(convert_to(text, 'UTF8'), 'hex') from messages where room_id = '${room}' order by seq`,
  );
  assert.deepEqual(
    stored.split("\n"),
    naughty_texts.map((text) => Buffer.from(text).toString("hex")),
    "from the table",
  );
  const logged = await sql(
    server.options.database_url,
    `select encode(convert_to(body::jsonb->>'text', 'UTF8'), 'hex') from room_events where room_id = '${room}' and type = 'message.created' order by seq`,
  );
  assert.deepEqual(
    logged.split("\n"),
    naughty_texts.map((text) => Buffer.from(text).toString("hex")),
    "from the log",
  );
  await Promise.all(people.map((person) => person.leave()));
}

export function text_tests(server: () => Promise<Chatelier>): Test[] {
  return [
    {
      name: `texts: ${naughty_texts.length} texts that others have spoiled come back byte for byte [req-42]`,
      run: async () => send_and_fetch(await server()),
    },
  ];
}
