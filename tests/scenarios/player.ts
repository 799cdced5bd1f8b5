/** Plays one scenario against a server: each step in turn, then what holds at the end of every scenario. */
import type { Chatelier } from "../server/chatelier.ts";
import { UpgradeRefused } from "../server/socket.ts";
import { Explained } from "../server/suite.ts";
import type { HeaderChanges, RequestParts } from "../server/session.ts";
import { flood } from "./flood.ts";
import { mismatch, object_of, shown, value_of } from "./language/match.ts";
import type { Content, Expected, ObjectValue, Scenario, Step } from "./language/syntax.ts";
import { check_snapshots } from "./snapshot.ts";
import { broken_by } from "./rules.ts";
import { World } from "./world.ts";

let played = 0;

export async function play(scenario: Scenario, server: Chatelier): Promise<void> {
  played += 1;
  const world = new World(server, played);
  world.lobby_matters = /\blobby\b/.test(JSON.stringify(scenario.steps));
  const declarations = new Set<Step["do"]>(["people", "room", "device", "let"]);
  const first_act = scenario.steps.findIndex((step) => !declarations.has(step.do));
  const opening = first_act < 0 ? scenario.steps : scenario.steps.slice(0, first_act);
  try {
    await at(scenario, scenario.line, () => open_scene(world, opening));
    for (const step of scenario.steps.slice(opening.length)) {
      await at(scenario, step.line, () => take_step(world, step));
    }
    await at(scenario, scenario.line, () => end_scene(world));
  } finally {
    await Promise.all([...world.devices.values()].map((device) => device.leave()));
  }
}

async function at(scenario: Scenario, line: number, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Explained(`${scenario.file}:${line}: ${why}`, { cause: error });
  }
}

/** Everybody is there before anybody connects, so that what is heard is what the transcript tells. */
async function open_scene(world: World, steps: readonly Step[]): Promise<void> {
  const people = new Set(
    steps.flatMap((step) => (step.do === "room" ? step.people : step.do === "people" ? step.names : [])),
  );
  const admins = new Set(steps.flatMap((step) => (step.do === "people" && step.admins ? step.names : [])));
  await Promise.all([...people].map((person) => world.register(person, admins.has(person))));
  for (const step of steps) await declare(world, step);
  await Promise.all(
    [...world.devices.values()].map(async (device) => {
      const { rooms } = await device.connect();
      for (const { room } of rooms) {
        await device.inbox.when(
          () => device.inbox.received.find(({ frame }) => frame.type === "resumed" && frame.room === room),
          `${device.name} to be told that it hears every room`,
        );
      }
      await device.page.idle();
      for (const { room } of rooms) await device.page.read_members(room);
      device.inbox.tell_all();
    }),
  );
}

async function declare(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case "people":
    case "room": {
      const names = step.do === "people" ? step.names : step.people;
      const admins = step.do === "people" && step.admins;
      for (const person of names.filter((name) => !world.knows(name))) await world.register(person, admins);
      if (step.do === "room") await world.add_room(step.name, step.visibility, step.people);
      return;
    }
    case "device":
      return world.add_own_device(step.actor, step.shares_session);
    case "let":
      return world.define(step.name, value_of(step.value, world));
    default:
      throw new Error("no declaration");
  }
}

async function take_step(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case "people":
    case "room":
    case "device":
    case "let": {
      const before = new Set(world.devices.keys());
      await declare(world, step);
      for (const [name, device] of world.devices) if (!before.has(name)) await device.connect();
      return;
    }
    case "send":
      for (let time = 0; time < step.times; time += 1) {
        world.device(step.actor).send({ type: step.type, ...object_of(step.fields, world) });
      }
      return;
    case "send_raw":
      world.device(step.actor).send_raw(bytes_of(step.content, world), step.binary);
      return;
    case "hear": {
      const device = world.device(step.actor);
      await device.inbox.hear(step.type, step.fields, world);
      return device.page.idle();
    }
    case "hear_nothing":
      return hear_nothing(world, step.actor);
    case "closed":
      return expect_fit(
        step.fields,
        await world.device(step.actor).closed(),
        world,
        `${step.actor}'s socket closed`,
      );
    case "skip":
      await fence_all(world, step.actor);
      return world.device(step.actor).inbox.tell_all();
    case "drop":
      return world.device(step.actor).drop();
    case "return": {
      const held =
        step.held === undefined ? undefined : (object_of(step.held, world) as Record<string, number>);
      await world.device(step.actor).connect(held);
      return;
    }
    case "connect":
      return connect(world, step);
    case "request":
      return request(world, step);
    case "flood":
      return flood(world, step.actor, {
        room: String(world.lookup(step.room)),
        count: step.count,
        text: step.text === undefined ? "once more" : String(value_of(step.text, world)),
      });
    default:
      step satisfies never;
  }
}

/** First all others, so that what they have caused is out; then the one that is to hear nothing. */
async function fence_all(world: World, last: string): Promise<void> {
  const others = [...world.devices.values()].filter(({ name }) => name !== last);
  await Promise.all(others.map((device) => device.fence()));
  await world.device(last).fence();
}

async function hear_nothing(world: World, actor: string): Promise<void> {
  await fence_all(world, actor);
  const heard = world.device(actor).inbox.untold((frame) => world.is_background(frame));
  if (heard.length > 0)
    throw new Error(
      `${actor} was to hear nothing, but heard\n${heard.map((frame) => `  ${shown(frame)}`).join("\n")}`,
    );
}

async function connect(world: World, step: Extract<Step, { do: "connect" }>): Promise<void> {
  const changes = headers_of(step.headers, world);
  if (step.expected === undefined) {
    await world.device(step.actor).connect(undefined, changes);
    return;
  }
  const session = world.session(step.actor);
  const device = world.devices.get(step.actor);
  try {
    if (device === undefined) throw new Error(`${step.actor} has no device to connect with`);
    await device.connect(undefined, changes);
  } catch (error) {
    if (!(error instanceof UpgradeRefused)) throw error;
    const reply = {
      method: "GET",
      path: "/ws",
      status: error.status,
      headers: error.headers,
      text: error.text,
      body: parsed(error.text),
    };
    session.heard(reply);
    return expect_reply(step.expected, reply, world);
  }
  throw new Error(`${step.actor} was let in, and should have been answered ${step.expected.status}`);
}

async function request(world: World, step: Extract<Step, { do: "request" }>): Promise<void> {
  const parts: RequestParts = { headers: headers_of(step.headers, world) };
  if (step.content?.is === "json") parts.body = value_of(step.content.value, world);
  else if (step.content !== undefined) parts.raw = bytes_of(step.content, world);
  for (let time = 0; time < step.times; time += 1) {
    const reply = await world.session(step.actor).request(step.method, world.path(step.path), parts);
    expect_reply(step.expected, reply, world);
  }
}

function expect_reply(expected: Expected, reply: Parameters<typeof broken_by>[0], world: World): void {
  if (reply.status !== expected.status)
    throw new Error(`the answer is ${reply.status}, not ${expected.status}: ${reply.text}`);
  if (expected.body !== undefined) expect_fit(expected.body, reply.body, world, `the answer ${reply.text}`);
  if (expected.headers === undefined) return;
  const headers = Object.fromEntries(reply.headers.entries());
  expect_fit(expected.headers, headers, world, `the header ${shown(headers)}`);
}

function expect_fit(pattern: ObjectValue, actual: unknown, world: World, what: string): void {
  const why = mismatch(pattern, actual, world);
  if (why !== undefined) throw new Error(`${what}\n  ${why}`);
}

function headers_of(given: ObjectValue | undefined, world: World): HeaderChanges {
  const fields = given?.fields ?? [];
  return Object.fromEntries(
    fields.map(({ key, value }) => [key, value.is === "absent" ? null : String(value_of(value, world))]),
  );
}

function bytes_of(content: Content, world: World): Buffer {
  return content.is === "hex" ? content.bytes : Buffer.from(String(value_of(content.value, world)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function end_scene(world: World): Promise<void> {
  for (const device of world.devices.values()) {
    const end = device.unexpected_end;
    if (end !== undefined)
      throw new Error(`${device.name}'s socket closed, which nobody expected: ${end.code} ${end.reason}`);
  }
  await check_snapshots([...world.devices.values()].filter(({ connected }) => connected));
  for (const device of world.devices.values()) {
    const refused = device.inbox.untold(({ type }) => type !== "error");
    if (refused.length > 0)
      throw new Error(
        `${device.name} was refused, of which the transcript says nothing: ${shown(refused[0])}`,
      );
    if (device.inbox.violations.length > 0)
      throw new Error(`${device.name} heard out of order: ${device.inbox.violations[0]}`);
  }
  await world.check_log();
  if (world.violations.length > 0) throw new Error(world.violations.join("\n"));
}
