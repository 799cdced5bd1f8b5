/** The frame of the screens before one is in: the form, and a wall to look at. */
import { Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Mark } from "../../platform/ui/mark.tsx";
import styles from "./gate.module.css";

export function Gate(props: {
  /** Without one, what is inside brings its own. */
  title?: string;
  lead?: string;
  children: JSX.Element;
}): JSX.Element {
  return (
    <main class={styles.gate}>
      <section class={styles.panel}>
        <p class={styles.brand}>
          <Mark />
          {t.common.product}
        </p>
        <div class={styles.middle}>
          <Show when={props.title}>
            <h1 class={styles.title}>{props.title}</h1>
          </Show>
          <Show when={props.lead}>
            <p class={styles.lead}>{props.lead}</p>
          </Show>
          {props.children}
        </div>
      </section>
      <aside class={styles.wall} aria-hidden="true">
        <span class={styles.stroke}>
          <Mark />
        </span>
        <p class={styles.tagline}>{t.auth.tagline}</p>
      </aside>
    </main>
  );
}
