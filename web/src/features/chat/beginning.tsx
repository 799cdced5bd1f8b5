/** What stands before the first message: where one is and what can be done here. */
import { Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Mark } from "../../platform/ui/mark.tsx";
import styles from "./beginning.module.css";

export function Beginning(props: {
  name: string;
  topic: string | undefined;
  /** Between people, without a name of its own. */
  direct: boolean;
  may_write: boolean;
  /** What can be done first, beside writing. */
  children?: JSX.Element;
}): JSX.Element {
  return (
    <div class={styles.beginning}>
      <Mark size="medium" />
      <h2 class={styles.title}>{(props.direct ? t.chat.direct_title : t.chat.empty_title)(props.name)}</h2>
      <Show when={props.topic}>
        <p class={styles.topic} dir="auto">
          {props.topic}
        </p>
      </Show>
      <Show when={props.direct || props.may_write}>
        <p class={styles.lead}>{props.direct ? t.chat.direct_lead : t.chat.empty_lead}</p>
      </Show>
      {props.children}
    </div>
  );
}
