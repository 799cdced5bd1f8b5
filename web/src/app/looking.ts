/**
 * What one sees of a room by its address: as somebody who is in it, as a guest
 * for as long as it is on the screen, or why not.
 */
import { createEffect, createMemo, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { Loss, MyRoom } from "../features/rooms/model.ts";
import { ApiError } from "../platform/api/problem.ts";
import type { Room } from "../protocol.ts";
import { use_client } from "./client_context.ts";

/** What is shown of a room, whether I am in it or only look. */
export type Shown = Pick<Room, "name" | "kind" | "topic" | "archived" | "people">;

export interface Looking {
  joined: Accessor<MyRoom | undefined>;
  outside: Accessor<boolean>;
  shown: Accessor<Shown | undefined>;
  /** It was before my eyes and is not to be seen any longer… */
  lost: Accessor<boolean>;
  /** …for this reason, as far as one was told. */
  reason: Accessor<Loss | undefined>;
  /** Why it could not be looked at in the first place. */
  failure: Accessor<string | undefined>;
  look_up: () => Promise<void>;
}

/** The server's answers to somebody who may not see a room. */
const REFUSALS: ReadonlySet<string> = new Set(["room/not_found", "room/banned"]);

export function look_into(room: string): Looking {
  const client = use_client();
  const { state } = client.rooms;
  const joined = createMemo(() => state().joined.get(room));
  const outside = createMemo(() => state().known && joined() === undefined);
  const looked_at = createMemo(() => {
    const seen = state().looked_at;
    return seen?.id === room ? seen : undefined;
  });
  const reason = createMemo(() => state().lost.get(room)?.reason);
  const was_in = createMemo<boolean>((before) => before || joined() !== undefined, false);
  const was_guest = createMemo<boolean>((before) => before || looked_at() !== undefined, false);
  const unseen = createMemo(() => outside() && looked_at() === undefined);
  // What was lost before I came here is no reason: I come as a guest then.
  const lost = createMemo(() => unseen() && (was_in() || (was_guest() && reason() !== undefined)));

  // No resource: reading one would hold back the way here, for ever if I join meanwhile.
  const [failed, set_failed] = createSignal<string>();
  let here = true;
  const look_up = async (): Promise<void> => {
    try {
      const found = await client.rooms.look_up(room);
      if (!here) return;
      set_failed(undefined);
      client.look_at(found);
    } catch (error) {
      if (!here) return;
      const code = error instanceof ApiError ? error.code : "internal";
      set_failed(code);
      if (REFUSALS.has(code)) client.look_away(room);
    }
  };
  onCleanup(() => {
    here = false;
    client.look_away(room);
  });
  createEffect(() => {
    if (unseen() && !lost() && untrack(failed) === undefined) void look_up();
  });
  // Who was away as a guest may have missed what the room has become.
  const epoch = createMemo(() => state().epoch);
  createEffect(
    on(
      epoch,
      () => {
        if (looked_at() !== undefined) void look_up();
      },
      { defer: true },
    ),
  );

  return {
    joined,
    outside,
    shown: createMemo(() => joined() ?? looked_at()),
    lost,
    reason,
    failure: () => (unseen() ? failed() : undefined),
    look_up,
  };
}
