/** Shown while one reads further up: how much is new below, and the way there. */
import ArrowDown from "lucide-solid/icons/arrow-down";
import { createMemo, untrack, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { known_to, written_since, type Timeline } from "./timeline.ts";
import { classes } from "../../platform/ui/classes.ts";
import styles from "./jump_to_newest.module.css";

export interface JumpToNewestProps {
  timeline: Timeline;
  me: string | undefined;
  go: () => void;
}

export function JumpToNewest(props: JumpToNewestProps): JSX.Element {
  const left_at = untrack(() => known_to(props.timeline));
  const fresh = createMemo(() => written_since(props.timeline, left_at, props.me));
  return (
    <button
      type="button"
      class={classes(styles.jump, fresh() > 0 && styles.fresh)}
      onClick={() => props.go()}
    >
      <ArrowDown size={16} />
      {fresh() > 0 ? t.chat.new_messages(fresh()) : t.chat.jump_newest}
    </button>
  );
}
