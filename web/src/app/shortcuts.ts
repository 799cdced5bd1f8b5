/** The keyboard's shortcuts. The sheet that lists them is in shortcut_sheet.tsx. */
import { useNavigate } from "@solidjs/router";
import { onCleanup, onMount } from "solid-js";
import { in_sections } from "../features/rooms/naming.ts";
import { locale } from "../platform/i18n/index.ts";
import { name_of } from "../platform/ui/name.tsx";
import { use_client } from "./client_context.ts";
import type { Dialog } from "./dialogs_context.ts";
import { paths } from "./paths.ts";

export interface ShortcutPorts {
  room: () => string | undefined;
  open: (dialog: Dialog) => void;
}

/** With Alt and Shift, by the place of the key: no browser has taken these. */
const DIALOG_OF_KEY: Readonly<Record<string, Dialog>> = {
  KeyN: { name: "create" },
  KeyM: { name: "write" },
};

export function use_shortcuts(ports: ShortcutPorts): void {
  const client = use_client();
  const navigate = useNavigate();

  const step = (by: 1 | -1, unread_only: boolean): void => {
    const { rooms } = client.state();
    const mine = in_sections(rooms, (user) => name_of(client.person(user)), locale, ports.room());
    const ordered = [...mine.rooms, ...mine.direct];
    const here = ordered.findIndex((room) => room.room === ports.room());
    for (let distance = 1; distance <= ordered.length; distance += 1) {
      const next = ordered[(here + by * distance + ordered.length * 2) % ordered.length];
      if (next === undefined || next.room === ports.room() || (unread_only && next.unread === 0)) continue;
      navigate(paths.room(next.room));
      return;
    }
  };

  const pressed = (event: KeyboardEvent): void => {
    if (event.isComposing || document.querySelector("dialog[open]") !== null) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
      return;
    }
    const dialog = event.altKey && event.shiftKey ? DIALOG_OF_KEY[event.code] : undefined;
    if (dialog !== undefined) {
      event.preventDefault();
      ports.open(dialog);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || is_writing(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      ports.open({ name: "shortcuts" });
    } else if (event.key.length === 1 && event.key !== " " && !is_control(event.target)) {
      // What is typed nowhere else is meant for the room.
      document.querySelector<HTMLElement>("[data-composer]")?.focus();
    }
  };
  onMount(() => addEventListener("keydown", pressed));
  onCleanup(() => removeEventListener("keydown", pressed));
}

function is_writing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function is_control(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("button, a, summary");
}
