/** Readers that stop reading (P7): what one costs, what becomes of it, and what the others notice of it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { close_advice } from "../../web/src/platform/socket/close_codes.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { eventually, pause, within } from "../server/deadline.ts";
import type { Socket } from "../server/socket.ts";
import { come, populate, type Somebody } from "./crowd.ts";
import { compare, ms, percentile, type Comparison } from "./figures.ts";
import { forget_peak, peak_kib, resident_kib } from "./process.ts";
import { say, under_fire } from "./stage.ts";
import { SteadyTalk } from "./steady_talk.ts";

const KIB = 1_024;
/** `--outbox-bytes`: the default that docs/operations.md names. */
const OUTBOX_KIB = 256;
/** The allocator's share: what it keeps beside what is asked for, and gives back later. */
const BESIDE_IT_KIB = 64;
const CLOSED_WITHIN_MS = 20_000;

const ROOMS = 20;
const TEXT = "0123456789".repeat(390);
/** Of each writer, before the server's and the kernel's buffers for its one reader are full, and some. */
const MESSAGES = 250;
const UNDER_WAY_AT_MOST = 4;

/** A room each, so that no two of them wait for the same frame. */
class Writer {
  readonly #room: string;
  #socket: Socket | undefined;
  #acknowledged = 0;
  #sent = 0;

  constructor(room: string) {
    this.#room = room;
  }

  async come(server: Chatelier, somebody: Somebody): Promise<Socket> {
    this.#socket = await come(server, somebody, {
      heard: (frame) => {
        if (frame.type === "ack" && frame.seq !== undefined) this.#acknowledged += 1;
        assert.notEqual(frame.type, "error", JSON.stringify(frame));
      },
    });
    return this.#socket;
  }

  async write(): Promise<void> {
    this.#socket?.send({ type: "message.send", id: "w", room: this.#room, nonce: randomUUID(), text: TEXT });
    this.#sent += 1;
    await this.acknowledged(this.#sent - UNDER_WAY_AT_MOST);
  }

  async all_acknowledged(): Promise<void> {
    await this.acknowledged(this.#sent);
  }

  private async acknowledged(count: number): Promise<void> {
    if (this.#acknowledged >= count) return;
    const enough = (): true | undefined => (this.#acknowledged >= count ? true : undefined);
    await eventually(enough, CLOSED_WITHIN_MS, "acknowledgements");
  }
}

async function write_all(writers: readonly Writer[]): Promise<void> {
  // In step, so that all outboxes fill up together and the most that they take is seen.
  for (let message = 0; message < MESSAGES; message += 1)
    await Promise.all(writers.map((writer) => writer.write()));
  await Promise.all(writers.map((writer) => writer.all_acknowledged()));
}

async function greatest<T>(of: () => Promise<number>, during: Promise<T>): Promise<number> {
  const done = during.then(() => true);
  let most = 0;
  do most = Math.max(most, await of());
  while (!(await Promise.race([done, pause(0)])));
  return most;
}

const cost = under_fire(
  `[P7] a reader that stops costs ${OUTBOX_KIB} KiB at most and is closed with 4008`,
  async (stage) => {
    const server = await stage.server();
    const population = { people: 2 * ROOMS, rooms: ROOMS, members: 2, stride: 2, writers: 1 };
    const people = await populate(server.options.database_url, population);
    const [writing, reading] = [people.slice(0, ROOMS), people.slice(ROOMS)];
    const writers = writing.map(({ rooms }) => new Writer(rooms[0] ?? ""));
    stage.hold(
      await Promise.all(writing.map((somebody, index) => (writers[index] as Writer).come(server, somebody))),
    );
    // What any talk needs, the rings of the rooms above all, is there before memory is counted.
    const willing = await Promise.all(reading.map((somebody) => come(server, somebody)));
    await write_all(writers);
    await Promise.all(willing.map((socket) => socket.close()));

    // Sockets of their own: the kernel has given those that have read much a large buffer.
    const stopped = await Promise.all(reading.map((somebody) => come(server, somebody)));
    stage.hold(stopped);
    for (const socket of stopped) socket.stop_reading();
    const { pid } = server.child;
    forget_peak(pid);
    const before = resident_kib(pid);
    const waiting = await greatest(() => server.metric("chatelier_outbox_bytes"), write_all(writers));
    const each_waiting = waiting / KIB / ROOMS;
    const each_resident = (peak_kib(pid) - before) / ROOMS;
    say(`at most ${each_waiting.toFixed(0)} KiB wait for each, ${each_resident.toFixed(0)} KiB are resident`);
    // A reader that is behind is given pages while its outbox is below half: what is beyond is one page.
    assert.ok(each_waiting > OUTBOX_KIB / 3, "the outboxes were filled");
    assert.ok(each_waiting <= OUTBOX_KIB, `${each_waiting} KiB waited for each`);
    assert.ok(each_resident <= OUTBOX_KIB + BESIDE_IT_KIB, `${each_resident} KiB were resident for each`);

    const counted = async (): Promise<true | undefined> =>
      (await server.metric("chatelier_slow_consumers_total")) === ROOMS ? true : undefined;
    await eventually(counted, CLOSED_WITHIN_MS, "all of them to be counted as slow");
    for (const socket of stopped) {
      socket.read_on();
      const { code, reason } = await within(socket.closed, CLOSED_WITHIN_MS, "a stopped reader to be closed");
      assert.equal(code, 4008, reason);
      const advice = close_advice(code, reason);
      assert.ok(advice.name === "reconnect" && (advice.after_ms ?? 0) > 0, reason);
    }
  },
);

const HEARERS = 8;
const STOPPED = 4;
const STRETCH_MS = 1_200;
const STRETCHES = 5;
/** 150 messages of 4 kB a second fill what the kernel keeps for somebody early in the stretch. */
const pace = { per_second: 150, text_bytes: 3_900 };
/**
 * The promise is a tenth. A p99 of some milliseconds, of which a timer of Node and a turn of the scheduler are one
 * each, moves by more than that from one stretch to the next without any reason; so much more is never counted.
 */
const NOISE_MS = 5;

const holds = ({ calm, troubled }: Comparison): boolean => troubled <= Math.max(1.1 * calm, calm + NOISE_MS);

const others = under_fire(
  `[P7] who reads waits no longer because ${STOPPED} others have stopped reading`,
  async (stage) => {
    const server = await stage.server();
    const count = HEARERS + STOPPED;
    const population = { people: count, rooms: 1, members: count, stride: 1, writers: 1 };
    const people = await populate(server.options.database_url, population);
    const talk = await SteadyTalk.begin(server, people.slice(0, HEARERS), pace);
    stage.hold(talk.sockets);
    const p99 = async (): Promise<number> => percentile((await talk.during(STRETCH_MS)).delivered, 0.99);
    await p99(); // Caches, pools and compiled code are warm before anything counts.
    let stuck_bytes = Number.POSITIVE_INFINITY;
    const medians = await compare({
      stretches: STRETCHES,
      holds,
      calm: p99,
      troubled: async () => {
        const stuck = await Promise.all(people.slice(HEARERS).map((somebody) => come(server, somebody)));
        for (const socket of stuck) socket.stop_reading();
        const found = await p99();
        stuck_bytes = Math.min(stuck_bytes, await server.metric("chatelier_outbox_bytes"));
        for (const socket of stuck) socket.drop();
        return found;
      },
    });
    say(`delivered p99 ${ms(medians.calm)}, with stopped readers ${ms(medians.troubled)}`);
    assert.ok(stuck_bytes > 0, "they had stopped: something waited for them in every stretch");
    assert.ok(holds(medians), JSON.stringify(medians));
  },
);

export const stopped_reader_tests = [cost, others];
