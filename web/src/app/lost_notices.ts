/** Says of a room that is mine no longer why, unless I left it or look at it: then the page says so itself. */
import { createEffect, createMemo, on, untrack, type Accessor } from "solid-js";
import { t } from "../platform/i18n/index.ts";
import { toast } from "../platform/ui/toast.tsx";
import type { Client } from "./client.ts";

export function tell_lost_rooms(client: Client, on_screen: Accessor<string | undefined>): void {
  const lost = createMemo(() => client.rooms.state().lost);
  createEffect(
    on(lost, (now, before) => {
      if (before === undefined) return;
      for (const [room, { reason, name }] of now) {
        if (before.has(room) || reason === "left" || name === undefined || room === untrack(on_screen))
          continue;
        toast(t.places.lost_note[reason](name));
      }
    }),
  );
}
