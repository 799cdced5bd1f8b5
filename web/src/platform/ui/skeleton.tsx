/** Stands where something will be, in its size, until it is there. Seen, not read out. */
import { For, type JSX } from "solid-js";
import styles from "./skeleton.module.css";

/** Lines of a list with a small square before each. */
export function SkeletonList(props: { lines: number }): JSX.Element {
  return (
    <div class={styles.list} aria-hidden="true">
      <For each={shape(props.lines)}>
        {(width) => (
          <div class={styles.line}>
            <span class={styles.square} />
            <span class={styles.bar} data-width={width} />
          </div>
        )}
      </For>
    </div>
  );
}

/** Messages: a square, a name, one to three lines of text. */
export function SkeletonMessages(props: { groups: number }): JSX.Element {
  return (
    <div class={styles.messages} aria-hidden="true">
      <For each={shape(props.groups)}>
        {(width) => (
          <div class={styles.message}>
            <span class={styles.avatar} />
            <div class={styles.text}>
              <span class={styles.bar} data-width={0} />
              <span class={styles.bar} data-width={width + 1} />
              <span class={styles.bar} data-width={(width + 2) % 4} />
            </div>
          </div>
        )}
      </For>
    </div>
  );
}

function shape(amount: number): number[] {
  return Array.from({ length: amount }, (_, index) => (index * 2 + 1) % 3);
}
