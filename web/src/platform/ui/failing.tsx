/** What went wrong, where it went wrong; read out at once. */
import type { JSX } from "solid-js";
import styles from "./failing.module.css";

export function Failing(props: { words: string }): JSX.Element {
  return (
    <p class={styles.failing} role="alert">
      {props.words}
    </p>
  );
}
