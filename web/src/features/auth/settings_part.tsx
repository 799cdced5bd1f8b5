/** What every page of the settings is made of: a title, and sections below it. */
import { createUniqueId, Show, type JSX } from "solid-js";
import styles from "./settings.module.css";

export function SettingsPart(props: { title: string; lead?: string; children: JSX.Element }): JSX.Element {
  return (
    <div class={styles.part}>
      <header>
        <h1 class={styles.title} tabindex="-1">
          {props.title}
        </h1>
        <Show when={props.lead}>
          <p class={styles.soft}>{props.lead}</p>
        </Show>
      </header>
      {props.children}
    </div>
  );
}

export function SettingsSection(props: {
  title: string;
  lead?: string;
  /** The section has its title for those who hear the page only. */
  untitled?: boolean;
  children: JSX.Element;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <section class={styles.section} aria-labelledby={id}>
      <div class={props.untitled === true ? "visually-hidden" : undefined}>
        <h2 id={id} class={styles.heading}>
          {props.title}
        </h2>
        <Show when={props.lead}>
          <p class={styles.soft}>{props.lead}</p>
        </Show>
      </div>
      {props.children}
    </section>
  );
}
