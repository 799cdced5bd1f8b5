/** In the place of the composer where one may not write: why, and what helps. */
import type { JSX } from "solid-js";
import styles from "./muted_bar.module.css";

export function MutedBar(props: { words: string; children?: JSX.Element }): JSX.Element {
  return (
    <div class={styles.bar} role="status">
      <p>{props.words}</p>
      {props.children}
    </div>
  );
}
