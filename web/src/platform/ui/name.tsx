/** A person's name in their colour, isolated so that its writing direction disturbs nothing. */
import type { JSX } from "solid-js";
import type { User } from "../../protocol.ts";
import { t } from "../i18n/index.ts";
import { hue_of } from "./hue.ts";
import styles from "./name.module.css";

export function Name(props: { user: User | undefined; mine?: boolean }): JSX.Element {
  return (
    <bdi class={styles.name} data-hue={hue_of(props.user, props.mine === true)}>
      {name_of(props.user)}
    </bdi>
  );
}

export function name_of(user: User | undefined): string {
  if (user === undefined) return "…";
  return user.deleted === true ? t.common.deleted_person : user.display_name;
}
