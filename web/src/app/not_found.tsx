/** An address that leads nowhere. */
import { onMount, type JSX } from "solid-js";
import { t } from "../platform/i18n/index.ts";
import { Blank } from "../platform/ui/blank.tsx";
import { paths } from "./paths.ts";
import styles from "./not_found.module.css";

export function NotFound(props: { title?: string; lead?: string }): JSX.Element {
  onMount(() => (document.title = `${props.title ?? t.places.not_found_title} · ${t.common.product}`));
  return (
    <div class={styles.page}>
      <Blank
        heading="h1"
        title={props.title ?? t.places.not_found_title}
        lead={props.lead ?? t.places.not_found_lead}
      >
        <a class={styles.way} href={paths.rooms}>
          {t.places.home}
        </a>
      </Blank>
    </div>
  );
}
