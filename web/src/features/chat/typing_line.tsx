/** Who is writing, in one quiet line whose height is always there. */
import { createMemo, createSignal, onCleanup, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { name_of } from "../../platform/ui/name.tsx";
import { use_chat } from "./chat_context.ts";
import { typists } from "./model.ts";
import styles from "./typing_line.module.css";

const LOOK_EVERY_MS = 1_000;

export function TypingLine(props: { room: string }): JSX.Element {
  const chat = use_chat();
  const [now, set_now] = createSignal(Date.now());
  const clock = setInterval(() => set_now(Date.now()), LOOK_EVERY_MS);
  onCleanup(() => clearInterval(clock));

  const words = createMemo(() => {
    const names = typists(chat.state(), props.room, now())
      .filter((user) => user !== chat.me() && !chat.blocked(user))
      .map((user) => name_of(chat.person(user)));
    const [first, second] = names;
    if (first === undefined) return "";
    if (second === undefined) return t.chat.typing_one(first);
    return names.length === 2 ? t.chat.typing_two(first, second) : t.chat.typing_many;
  });

  return <p class={styles.line}>{words()}</p>;
}
