/** Shown while one reads further up: how much is new below, and the way there. */
import ArrowDown from "lucide-solid/icons/arrow-down";
import { createMemo, untrack, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import type { Message } from "../../protocol.ts";
import styles from "./jump_to_newest.module.css";

export interface JumpToNewestProps {
  messages: readonly Message[];
  last_seq: number;
  me: string | undefined;
  go(): void;
}

export function JumpToNewest(props: JumpToNewestProps): JSX.Element {
  const left_at = untrack(() => props.last_seq);
  const fresh = createMemo(() => props.messages.filter(({ seq, author }) => seq > left_at && author !== props.me).length);
  return (
    <button type="button" class={styles.jump} classList={{ [styles.fresh!]: fresh() > 0 }} onClick={() => props.go()}>
      <ArrowDown size={16} />
      {fresh() > 0 ? t.chat.new_messages(fresh()) : t.chat.jump_newest}
    </button>
  );
}
