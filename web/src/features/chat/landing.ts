/**
 * Brings on screen what the address asks for: the message that it names, or
 * the one after it if that is none, or the newest. It decides what is read
 * first; the scroll position belongs to the keeper.
 */
import { createEffect, createMemo, createSignal, on, untrack, type Accessor } from "solid-js";
import type { Message } from "../../protocol.ts";
import type { Chat } from "./chat_store.ts";
import type { ScrollKeeper } from "./scroll_keeper.ts";
import type { Timeline } from "./timeline.ts";

export interface LandingPorts {
  room: string;
  chat: Chat;
  timeline: Accessor<Timeline | undefined>;
  target: Accessor<number | undefined>;
  keeper: () => ScrollKeeper | undefined;
  row_of: (seq: number) => Element | null;
}

export function land({ room, chat, timeline, target, keeper, row_of }: LandingPorts): void {
  const [landed, set_landed] = createSignal<number>();
  const read = createMemo(() => timeline()?.loaded === true);
  const messages = (): readonly Message[] => timeline()?.messages ?? [];
  const holds = (seq: number): boolean => messages().some((message) => message.seq === seq);
  const reading = (): boolean => chat.page_state(room, "around") !== undefined;
  let asked: number | undefined;

  createEffect(
    on([target, read], ([wanted, ready]) => {
      if (wanted === undefined) {
        asked = undefined;
        set_landed(undefined);
      }
      if (wanted === undefined || untrack(landed) === wanted) {
        if (!ready) void chat.load(room, { kind: "newest" });
      } else if (!ready || (!holds(wanted) && asked !== wanted)) {
        asked = wanted;
        keeper()?.release();
        void chat.load(room, { kind: "around", seq: wanted });
      }
    }),
  );

  createEffect(() => {
    const wanted = target();
    if (wanted === undefined || landed() === wanted || !read()) return;
    if (!holds(wanted) && (asked !== wanted || reading())) return;
    const here = messages().find((message) => message.seq >= wanted) ?? messages().at(-1);
    // The rows of these messages are drawn by the end of this turn.
    queueMicrotask(() => {
      const row = here === undefined ? null : row_of(here.seq);
      if (row === null) return;
      set_landed(wanted);
      keeper()?.to_row(row);
    });
  });
}
