/** Writes down what one person hears, as readings: each from a known place, until something ends it. */
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Ear } from "../server/person.ts";
import { ends_for, entry_of, type Heard, type Reading } from "./history.ts";

type Open = Reading & { entries: Heard[] };

export class WritingEar implements Ear {
  readonly readings: Reading[] = [];
  readonly #reader: string;
  readonly #user: string;
  readonly #now: () => number;
  readonly #open = new Map<string, Open>();

  constructor(reader: string, user: string, now: () => number) {
    this.#reader = reader;
    this.#user = user;
    this.#now = now;
  }

  /** From here on the room's events are expected, beginning after this one. */
  holds(room: string, seq: number, more: Partial<Reading> = {}): void {
    this.begin(room, seq, more);
  }

  /** How far this person is; less than that was heard, jumped over by `resync`, or before the beginning. */
  position(room: string): number {
    const open = this.#open.get(room);
    return open?.entries.at(-1)?.seq ?? open?.after ?? -1;
  }

  connected(claims: ReadonlyMap<string, number>): void {
    this.#open.clear();
    for (const [room, seq] of claims) this.begin(room, seq);
  }

  heard(frame: ServerEvent): void {
    if (frame.type === "ready") {
      // What is not claimed is heard from the greeting on.
      for (const { room, last_seq } of frame.rooms) if (!this.#open.has(room)) this.begin(room, last_seq);
    } else if (frame.type === "resync") {
      this.begin(frame.room, frame.last_seq);
    } else if (frame.type === "resumed") {
      const open = this.#open.get(frame.room);
      if (open !== undefined)
        open.resumed = { last_seq: frame.last_seq, by_then: open.entries.at(-1)?.seq ?? open.after ?? 0 };
    } else if (frame.type === "gone") {
      this.#open.delete(frame.room);
    } else if (frame.type === "room.added") {
      if (!this.#open.has(frame.room)) this.begin(frame.room, frame.last_seq);
    } else if ("seq" in frame && "actor" in frame) {
      const entry = { ...entry_of(frame), heard: this.#now() };
      const open = this.#open.get(frame.room) ?? this.begin(frame.room, undefined);
      open.entries.push(entry);
      if (ends_for(this.#user, entry) || frame.type === "room.deleted") this.#open.delete(frame.room);
    }
  }

  private begin(room: string, after: number | undefined, more: Partial<Reading> = {}): Open {
    const reading: Open = { reader: this.#reader, user: this.#user, room, after, ...more, entries: [] };
    this.#open.set(room, reading);
    this.readings.push(reading);
    return reading;
  }
}
