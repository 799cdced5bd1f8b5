/** The look of the page follows what was chosen on any of my devices. */
import { createEffect, createMemo, on } from "solid-js";
import { choose_appearance } from "../platform/store/appearance.ts";
import type { Client } from "./client.ts";

export function follow_appearance(client: Client): void {
  const theme = createMemo(() => client.state().preferences?.theme);
  createEffect(
    on(theme, (chosen) => {
      if (chosen !== undefined) choose_appearance(chosen);
    }),
  );
}
