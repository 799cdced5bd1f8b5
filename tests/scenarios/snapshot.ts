/**
 * The snapshot property: what a device holds, made by the web client's reducer
 * from the events that it saw, equals what the server tells somebody who comes
 * fresh. One check ties database, server, wire and client together.
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { ClientState } from "../../web/src/app/model.ts";
import { gaps } from "../../web/src/app/model.ts";
import type { MyRoom } from "../../web/src/features/rooms/model.ts";
import type { JoinedRoom, Member, Message, MessagePage, ReadyEvent, User } from "../../web/src/protocol.ts";
import { Socket } from "../server/socket.ts";
import { within } from "../server/deadline.ts";
import type { Device } from "./device.ts";
import { shown } from "./language/match.ts";
import { Page } from "./page.ts";

/** The state as the server tells it to somebody who holds nothing. */
export interface Fresh {
  ready: ReadyEvent;
  pages: ReadonlyMap<string, MessagePage>;
  members: ReadonlyMap<string, readonly Member[]>;
  users: readonly User[];
}

const PAGE = 200;

export async function check_snapshots(devices: readonly Device[]): Promise<void> {
  await Promise.all(devices.map((device) => device.fence()));
  for (const device of devices) {
    await device.page.idle();
    const fresh = await read_fresh(device);
    let last: string | undefined;
    await device.inbox
      .when(() => {
        last = difference(device.page.state, fresh);
        return last === undefined ? true : undefined;
      }, "the page to equal a fresh snapshot")
      .catch(() => {
        throw new Error(`what ${device.name} holds is not what the server has: ${last}`);
      });
    await device.page.idle();
  }
}

export async function read_fresh(device: Device): Promise<Fresh> {
  const { session } = device;
  const socket = await Socket.open({ origin: session.origin, headers: session.headers() });
  const first = new Promise<ReadyEvent>((resolve) => {
    socket.listen((frame) => {
      if (frame.type === "ready") resolve(frame);
    });
  });
  const ready = await within(first, 10_000, "a fresh ready");
  await socket.close();

  const { api } = new Page(session);
  const pages = new Map<string, MessagePage>();
  const members = new Map<string, readonly Member[]>();
  for (const { room } of ready.rooms) {
    pages.set(room, await api.ask("messages.list", { room, limit: PAGE }));
    if (!device.page.state.rooms.members.has(room)) continue;
    const reader = new Page(session);
    await reader.read_members(room);
    members.set(room, reader.state.rooms.members.get(room) ?? []);
  }
  const ids = [...device.page.state.people.keys()];
  const users: User[] = [];
  for (let at = 0; at < ids.length; at += 50)
    users.push(...(await api.ask("users.list", { ids: ids.slice(at, at + 50) })).users);
  return { ready, pages, members, users };
}

function differs(what: string, holds: unknown, server: unknown): string | undefined {
  if (isDeepStrictEqual(holds, server)) return undefined;
  return `${what} is\n  ${shown(holds)}\nand on the server\n  ${shown(server)}`;
}

/** How far the page has counted itself is nothing that the server knows. */
function without_count(mine: MyRoom): JoinedRoom {
  const { count, ...room } = mine;
  assert.equal(count.unread + count.since.length, mine.unread);
  return room;
}

/** The first thing that differs, in words. */
export function difference(state: ClientState, fresh: Fresh): string | undefined {
  const { ready } = fresh;

  if (gaps(state).size > 0) return `there is a gap in the log of ${[...gaps(state).keys()].join(", ")}`;
  const joined = by_id([...state.rooms.joined.values()].map(without_count));
  const checks = [
    () => differs("who I am", state.me, ready.user),
    () => differs("the list of rooms", joined, by_id(ready.rooms)),
    () =>
      differs(
        "the logs",
        cursors(state),
        Object.fromEntries(by_id(ready.rooms).map(({ room, last_seq }) => [room, last_seq])),
      ),
    () => differs("whom I do not want to hear", [...state.blocks].toSorted(), ready.blocks.toSorted()),
    () => differs("who is who", sorted([...state.people.values()]), sorted(fresh.users)),
    ...[...fresh.pages].map(
      ([room, page]) =>
        () =>
          messages_differ(state, room, page),
    ),
    ...[...fresh.members].map(
      ([room, members]) =>
        () =>
          differs(`who is in ${room}`, by_user(state.rooms.members.get(room) ?? []), by_user(members)),
    ),
  ];
  for (const check of checks) {
    const found = check();
    if (found !== undefined) return found;
  }
  return undefined;
}

function messages_differ(state: ClientState, room: string, page: MessagePage): string | undefined {
  const timeline = state.chat.timelines.get(room);
  if (timeline?.loaded !== true || timeline.has_after) return `the newest messages of ${room} are not there`;
  const both = Math.min(timeline.messages.length, page.messages.length);
  if (!timeline.has_before && timeline.messages.length < page.messages.length) {
    return `${room} begins with seq ${timeline.messages[0]?.seq}, and on the server with ${page.messages[0]?.seq}`;
  }
  const [holds, server] = [
    timeline.messages.slice(-both || Infinity),
    page.messages.slice(-both || Infinity),
  ];
  const at = server.findIndex((message, index) => !isDeepStrictEqual(plain(holds[index]), plain(message)));
  if (at >= 0)
    return `message ${at + 1} of ${both} in ${room} is\n  ${shown(holds[at])}\nand on the server\n  ${shown(server[at])}`;
  const unequal =
    !timeline.has_before && !page.has_before && timeline.messages.length !== page.messages.length;
  return unequal
    ? `${room} has ${timeline.messages.length} messages, and on the server ${page.messages.length}`
    : undefined;
}

function plain(message: Message | undefined): unknown {
  return message === undefined ? undefined : { ...message };
}

function cursors(state: ClientState): Record<string, number> {
  const logs = [...state.logs].map(([room, log]): [string, number] => [room, log.cursor]);
  return Object.fromEntries(logs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function by_id<T extends { room: string }>(rooms: readonly T[]): T[] {
  return rooms.toSorted((a, b) => (a.room < b.room ? -1 : 1));
}

function by_user<T extends { user: string }>(members: readonly T[]): T[] {
  return members.toSorted((a, b) => (a.user < b.user ? -1 : 1));
}

function sorted(users: readonly User[]): User[] {
  return users.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
