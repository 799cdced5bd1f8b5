/**
 * Short notes that come and go by themselves, and the live region that reads
 * out what happens. One of each for the whole page.
 */
import { createSignal, Show, type JSX } from "solid-js";
import styles from "./toast.module.css";

const SHOWN_FOR_MS = 3_500;

const [note, set_note] = createSignal<string>();
const [spoken, set_spoken] = createSignal("");
let hide: ReturnType<typeof setTimeout> | undefined;

export function toast(words: string): void {
  clearTimeout(hide);
  set_note(words);
  announce(words);
  hide = setTimeout(() => set_note(undefined), SHOWN_FOR_MS);
}

/** Read out by a screen reader when it has a moment; never shown. */
export function announce(words: string): void {
  set_spoken("");
  queueMicrotask(() => set_spoken(words));
}

export function Notices(): JSX.Element {
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">
        {spoken()}
      </div>
      <Show when={note()}>
        <div class={styles.toast} aria-hidden="true">
          {note()}
        </div>
      </Show>
    </>
  );
}
