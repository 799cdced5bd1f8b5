/** Empty, failing and missing: the mark, what is the matter, what can be done. */
import { Show, type JSX } from "solid-js";
import { Mark } from "./mark.tsx";
import styles from "./blank.module.css";

export interface BlankProps {
  title: string;
  lead?: string | undefined;
  /** Something is wrong, rather than just empty. */
  failing?: boolean;
  heading?: "h1" | "h2";
  children?: JSX.Element;
}

export function Blank(props: BlankProps): JSX.Element {
  return (
    <div class={styles.blank} role={props.failing === true ? "alert" : undefined}>
      <Mark size="medium" quiet={props.failing === true} />
      <Show when={props.heading === "h1"} fallback={<h2 class={styles.title}>{props.title}</h2>}>
        <h1 class={styles.title}>{props.title}</h1>
      </Show>
      <Show when={props.lead}>
        <p class={styles.lead}>{props.lead}</p>
      </Show>
      <Show when={props.children}>
        <div class={styles.actions}>{props.children}</div>
      </Show>
    </div>
  );
}

/** The whole page waits; the mark appears only when it takes a while. */
export function Waiting(props: { label: string }): JSX.Element {
  return (
    <div class={styles.waiting} role="status" aria-label={props.label}>
      <Mark size="large" drawing />
    </div>
  );
}
