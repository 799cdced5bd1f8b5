// The generator refuses a contract with a hole in it, and says where. Pure: no file is written.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emitAsyncApi } from "../../../src/protocol/generator/asyncapi.mjs";
import { emitErrorCodes } from "../../../src/protocol/generator/cpp_errors.mjs";
import { emitHeader } from "../../../src/protocol/generator/cpp_header.mjs";
import { emitSource } from "../../../src/protocol/generator/cpp_source.mjs";
import { examplesOf } from "../../../src/protocol/generator/curl.mjs";
import { SchemaError, buildModel, readSchemas } from "../../../src/protocol/generator/load.mjs";
import { emitOpenApi } from "../../../src/protocol/generator/openapi.mjs";
import { emitTypeScript } from "../../../src/protocol/generator/typescript.mjs";

const uuid = { type: "string", format: "uuid" };

const contract = () => ({
  errors: {
    internal: { status: 500, title: "Broken", retryable: false },
    "room/not_found": { status: 404, title: "No such room", retryable: false },
  },
  rates: { send: { description: "messages", person: { burst: 5, interval_ms: 100 } } },
  types: {
    Stored: { properties: { seq: { type: "integer" } } },
    Kind: { enum: ["public", "new"] },
    Note: {
      properties: {
        room: uuid,
        seq: { type: "integer" },
        at: { type: "string", format: "date-time" },
        author: uuid,
        rev: { type: "integer" },
        text: { type: "string" },
      },
    },
  },
  route: {
    name: "notes.list",
    method: "GET",
    path: "/rooms/{room}/notes",
    access: "member",
    rate: "send",
    status: 200,
    description: "Notes.",
    params: { room: { ...uuid, "x-absent": "room/not_found" } },
    query: { kind: { $ref: "Kind", default: "new" }, "before?": { type: "integer" } },
    answer: "Note",
  },
  command: {
    type: "note.write",
    access: "member",
    rate: "send",
    delivery: "durable",
    description: "Writes a note.",
    properties: { room: uuid, "nonce?": uuid, text: { type: "string", maxLength: 10 } },
    answer: "Stored",
  },
  event: {
    type: "note.written",
    delivery: "durable",
    wraps: "note",
    description: "Somebody wrote a note.",
    properties: { text: { type: "string" } },
  },
});

function build(change = () => {}) {
  const parts = contract();
  change(parts);
  const { errors, rates, types, route, command, event } = parts;
  return buildModel([
    ["errors.json", errors],
    ["notes.json", { types, routes: [route], commands: [command], events: [event] }],
    ["rates.json", rates],
  ]);
}

const emitAll = (model) =>
  [emitErrorCodes, emitHeader, emitSource, emitTypeScript].map((emit) => emit(model));

const holes = [
  ["a route without access", (of) => delete of.route.access, "notes.list: no access"],
  ["a route without rate", (of) => delete of.route.rate, "notes.list: no rate"],
  ["a command without access", (of) => delete of.command.access, "note.write: no access"],
  ["a command without rate", (of) => delete of.command.rate, "note.write: no rate"],
  ["a command without delivery", (of) => delete of.command.delivery, "note.write: no delivery"],
  ["an event without delivery", (of) => delete of.event.delivery, "note.written: no delivery"],
  ["an unknown access", (of) => (of.route.access = "all"), "unknown access 'all'"],
  ["an unknown bucket", (of) => (of.command.rate = "fast"), "unknown rate 'fast'"],
  ["an entry without description", (of) => delete of.event.description, "note.written: no description"],
  ["a misspelt key", (of) => (of.route.querry = {}), "unknown key 'querry'"],
  ["a member's command without a room", (of) => delete of.command.properties.room, "needs a 'room'"],
  ["a durable command without nonce", (of) => delete of.command.properties["nonce?"], "has a 'nonce'"],
  ["a durable command that answers nothing", (of) => (of.command.answer = null), "answers where"],
  [
    "a parameter that is not in the path",
    (of) => (of.route.params.seq = { type: "integer" }),
    "params and the path",
  ],
  ["an answer beside 204", (of) => (of.route.status = 204), "204 and an answer"],
  ["a second status that is none of success", (of) => (of.route.also = 202), "the other one of 200 and 201"],
  ["an error that no table has", (of) => (of.route.errors = ["room/odd"]), "unknown error 'room/odd'"],
  ["a body of GET", (of) => (of.route.body = { text: { type: "string", maxLength: 1 } }), "GET has no body"],
  ["an unknown type", (of) => (of.route.answer = "Notes"), "there is no type Notes"],
  [
    "a type that contains itself",
    (of) => (of.types.Note.properties.next = { $ref: "Note" }),
    "contains itself",
  ],
  [
    "an unknown error for an absent id",
    (of) => (of.route.params.room["x-absent"] = "no"),
    "unknown x-absent",
  ],
  ["an unknown default", (of) => (of.route.query.kind.default = "old"), "unknown default 'old'"],
  [
    "a keyword that nobody enforces",
    (of) => (of.command.properties.text.pattern = "a+"),
    "'pattern' is not supported",
  ],
  ["a format that nobody enforces", (of) => (of.command.properties.text.format = "uri"), "not enforced"],
  [
    "a frame field named like the envelope",
    (of) => (of.command.properties.id = uuid),
    "the frame's envelope",
  ],
  [
    "an event field named like the log's",
    (of) => (of.event.properties.seq = { type: "integer" }),
    "the event's envelope",
  ],
  ["a wrapped event that lacks a field", (of) => (of.event.properties = {}), "Note.text comes from nowhere"],
  ["a wrapped event with a field too many", (of) => (of.event.properties.x = uuid), "Note has no such field"],
  ["a bucket without limits", (of) => delete of.rates.send.person, "neither person nor address"],
  ["an error without retryable", (of) => delete of.errors.internal.retryable, "retryable is true or false"],
  ["a misspelt limit", (of) => (of.rates.send.adress = { burst: 1, interval_ms: 1 }), "unknown key 'adress'"],
  [
    "a misspelt interval",
    (of) => (of.rates.send.person = { burst: 1, interval: 1 }),
    "burst and interval_ms",
  ],
  ["a misspelt type", (of) => (of.types.Note.propertys = {}), "unknown key 'propertys'"],
  ["no internal error", (of) => delete of.errors.internal, "no 'internal'"],
];

const unbounded = [
  ["text without maxLength", (of) => delete of.command.properties.text.maxLength, "needs maxLength"],
  [
    "a list without maxItems",
    (of) => (of.command.properties.to = { type: "array", items: uuid }),
    "needs maxItems",
  ],
  ["a nested object", (of) => (of.command.properties.note = { $ref: "Note" }), "no nested objects"],
];

const example = { fields: {}, samples: {}, steps: [{ route: "notes.list", query: { kind: "new" } }] };
const guide = { features: { notes: { title: "Notes", about: "Small texts." } }, access: {}, closes: [] };

const answersOf = (change) => {
  const { paths } = JSON.parse(emitOpenApi(build(change), { guide, examples: example }));
  return paths["/rooms/{room}/notes"].get.responses;
};

describe("the documents", () => {
  it("name the errors that access, rate and fields bring, and those of the feature", () => {
    const answers = answersOf((of) => (of.route.errors = ["room/not_found"]));
    expect(answers["404"]["x-codes"]).toEqual(["room/not_found"]);
    expect(answers["500"]["x-codes"]).toEqual(["internal"]);
    expect(Object.keys(answersOf((of) => (of.route.also = 201)))).toContain("201");
  });

  it("say of a command who may send it, and of an event how it is delivered", () => {
    const { operations, components } = JSON.parse(emitAsyncApi(build(), { guide }));
    expect(operations["receive.note.write"]["x-access"]).toBe("member");
    expect(components.messages.NoteWrittenEvent["x-delivery"]).toBe("durable");
    expect(components.schemas.Note.required).toContain("text");
  });

  it("have an example for every route, with its variables in the shell's hands", () => {
    const [step] = examplesOf(build(), example);
    expect(step.text).toBe('curl -b jar "$base/rooms/$room/notes?kind=new"');
    expect(() => examplesOf(build(), { ...example, steps: [] })).toThrow("notes.list has no example");
    const wrong = { ...example, steps: [{ route: "notes.list", body: { odd: 1 } }] };
    expect(() => examplesOf(build(), wrong)).toThrow("notes.list has no field 'odd'");
  });
});

describe("the generator", () => {
  it("accepts a contract without holes and writes the same text each time", () => {
    expect(emitAll(build())).toEqual(emitAll(build()));
  });

  it.each(holes)("refuses %s", (_, change, message) => {
    expect(() => build(change)).toThrow(SchemaError);
    expect(() => build(change)).toThrow(message);
  });

  it.each(unbounded)("refuses that clients send %s", (_, change, message) => {
    expect(() => emitAll(build(change))).toThrow(message);
  });

  it("keeps C++ keywords out of the way", () => {
    expect(emitHeader(build())).toContain("enum class Kind : std::uint8_t { public_, new_ };");
    expect(emitTypeScript(build())).toContain('export type Kind = "public" | "new";');
  });

  it("lets the sender leave out what has a default, and the reader rely on it", () => {
    const text = emitTypeScript(build());
    expect(text).toContain("in: { room: string; kind?: Kind; before?: number };");
  });

  it("reads the real schemas, in an order that does not depend on the machine", () => {
    const folder = join(import.meta.dirname, "../../../src/protocol/schema");
    const files = readSchemas(folder).map(([file]) => file);
    expect(files).toEqual([...files].sort());
    expect(buildModel(readSchemas(folder)).routes.length).toBeGreaterThan(10);
  });
});
