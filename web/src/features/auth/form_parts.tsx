/** Small parts that the forms of this feature share. */
import { Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import type { Strength } from "./password_strength.ts";
import { classes } from "../../platform/ui/classes.ts";
import styles from "./form.module.css";

/** What is about no single field. */
export function FormNote(props: { words: string | undefined; failing?: boolean }): JSX.Element {
  return (
    <Show when={props.words}>
      <p
        class={classes(styles.note, props.failing === true && styles.failing)}
        role={props.failing === true ? "alert" : undefined}
      >
        {props.words}
      </p>
    </Show>
  );
}

export function Switch(props: { question: string; href: string; answer: string }): JSX.Element {
  return (
    <p class={styles.switch}>
      {props.question}{" "}
      <a class={styles.link} href={props.href}>
        {props.answer}
      </a>
    </p>
  );
}

export function StrengthMeter(props: { shown: boolean; strength: Strength }): JSX.Element {
  return (
    <div
      class={classes(styles.meter, props.shown && styles.shown)}
      data-strength={props.strength}
      role="img"
      aria-label={props.shown ? t.auth.strength(props.strength) : undefined}
      aria-hidden={props.shown ? undefined : "true"}
    >
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
