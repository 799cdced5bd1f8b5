/** One thin line that says how the connection is when it is not simply there. It blocks nothing. */
import { createEffect, createMemo, createSignal, onCleanup, Show, type JSX } from "solid-js";
import { t } from "../platform/i18n/index.ts";
import { use_client } from "./client_context.ts";
import styles from "./connection_line.module.css";

/** A blink is not worth a word. */
const TOLD_AFTER_MS = 900;

export function ConnectionLine(): JSX.Element {
  const client = use_client();
  const [now, set_now] = createSignal(Date.now());
  const [told, set_told] = createSignal(false);

  const troubled = createMemo(() => {
    const { name } = client.connection();
    return name !== "live" && name !== "idle";
  });
  createEffect(() => {
    if (!troubled()) {
      set_told(false);
      return;
    }
    const tell = setTimeout(() => set_told(true), TOLD_AFTER_MS);
    const clock = setInterval(() => set_now(Date.now()), 500);
    onCleanup(() => {
      clearTimeout(tell);
      clearInterval(clock);
    });
  });

  const words = (): string => {
    const state = client.connection();
    switch (state.name) {
      case "waiting":
        return t.connection.waiting(Math.max(1, Math.ceil((state.until - now()) / 1000)));
      case "offline":
        return t.connection.offline;
      case "ready":
        return t.connection.catching_up;
      case "ended":
        return t.connection.protocol;
      default:
        return t.connection.connecting;
    }
  };

  return (
    <Show when={told()}>
      <div class={styles.line} role="status" data-connection={client.connection().name}>
        <span>{words()}</span>
        <Show when={client.connection().name === "waiting"}>
          <button type="button" class={styles.action} onClick={() => client.reconnect_now()}>
            {t.connection.now}
          </button>
        </Show>
        <Show when={client.connection().name === "ended"}>
          <button type="button" class={styles.action} onClick={() => location.reload()}>
            {t.connection.reload}
          </button>
        </Show>
      </div>
    </Show>
  );
}
