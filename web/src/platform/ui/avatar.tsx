/** A person as a square of their colour with their first letter. */
import { Show, type JSX } from "solid-js";
import type { User } from "../../protocol.ts";
import { hue_of } from "./hue.ts";
import { classes } from "./classes.ts";
import styles from "./avatar.module.css";

export interface AvatarProps {
  user: User | undefined;
  mine?: boolean;
  small?: boolean;
}

export function Avatar(props: AvatarProps): JSX.Element {
  const letter = (): string => {
    const name = props.user?.deleted === true ? "" : (props.user?.display_name ?? "");
    return Array.from(name.trim())[0]?.toLocaleUpperCase() ?? "";
  };
  return (
    <span
      class={classes(styles.avatar, props.small === true && styles.small)}
      data-hue={hue_of(props.user, props.mine === true)}
      aria-hidden="true"
    >
      <Show when={props.user?.avatar_url} fallback={letter()}>
        {(address) => <img class={styles.picture} src={address()} alt="" loading="lazy" />}
      </Show>
    </span>
  );
}
