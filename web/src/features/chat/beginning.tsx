/** What stands before the first message: where one is and what can be done here. */
import Link from "lucide-solid/icons/link";
import { Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Mark } from "../../platform/ui/mark.tsx";
import { copy_text } from "./clipboard.ts";
import styles from "./beginning.module.css";

export function Beginning(props: {
  name: string;
  topic: string | undefined;
  /** Between people, without a name of its own. */
  direct: boolean;
  href: string;
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
      <p class={styles.lead}>{props.direct ? t.chat.direct_lead : t.chat.empty_lead}</p>
      <Show when={!props.direct}>
        <Button onClick={() => void copy_text(location.origin + props.href, t.chat.link_copied)}>
          <Link size={16} />
          {t.chat.copy_room_link}
        </Button>
      </Show>
    </div>
  );
}
