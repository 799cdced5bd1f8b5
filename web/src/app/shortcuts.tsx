/** The keyboard's shortcuts, and the sheet that lists them. */
import { useNavigate } from "@solidjs/router";
import { For, onCleanup, onMount, type JSX } from "solid-js";
import { in_order } from "../features/rooms/model.ts";
import { locale, t } from "../platform/i18n/index.ts";
import { Modal } from "../platform/ui/modal.tsx";
import { use_client } from "./client_context.ts";
import { paths } from "./paths.ts";
import styles from "./shortcuts.module.css";

export interface ShortcutPorts {
  room: () => string | undefined;
  show_sheet: () => void;
}

export function use_shortcuts(ports: ShortcutPorts): void {
  const client = use_client();
  const navigate = useNavigate();

  const step = (by: 1 | -1, unread_only: boolean): void => {
    const { rooms } = client.state();
    const ordered = in_order(rooms, locale);
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
    if (event.altKey || event.ctrlKey || event.metaKey || is_writing(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      ports.show_sheet();
    } else if (event.key.length === 1 && event.key !== " " && !is_control(event.target)) {
      // What is typed nowhere else is meant for the room.
      document.querySelector<HTMLElement>("[data-composer]")?.focus();
    }
  };
  onMount(() => addEventListener("keydown", pressed));
  onCleanup(() => removeEventListener("keydown", pressed));
}

export function ShortcutSheet(props: { close: () => void }): JSX.Element {
  const lines: readonly [readonly string[], string][] = [
    [["Enter"], t.shortcuts.send],
    [["Shift", "Enter"], t.shortcuts.new_line],
    [["Alt", "↑"], t.shortcuts.previous_room],
    [["Alt", "↓"], t.shortcuts.next_room],
    [["Alt", "Shift", "↓"], t.shortcuts.next_unread],
    [["A–Z"], t.shortcuts.write],
    [["?"], t.shortcuts.this_sheet],
  ];
  return (
    <Modal title={t.shortcuts.title} close={() => props.close()}>
      <dl class={styles.lines}>
        <For each={lines}>
          {([keys, words]) => (
            <div class={styles.line}>
              <dt>{words}</dt>
              <dd>
                <For each={keys}>{(key) => <kbd class={styles.key}>{key}</kbd>}</For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Modal>
  );
}

function is_writing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function is_control(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("button, a, summary");
}
