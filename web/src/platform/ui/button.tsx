/** What is pressed: with words, or with an icon whose words show on hover and focus. */
import { splitProps, type JSX } from "solid-js";
import { Mark } from "./mark.tsx";
import { classes } from "./classes.ts";
import styles from "./button.module.css";

type Native = JSX.ButtonHTMLAttributes<HTMLButtonElement>;

export interface ButtonProps extends Native {
  tone?: "primary" | "plain" | "danger";
  wide?: boolean;
  /** Waits for an answer: shows it, and takes no second press. */
  busy?: boolean;
}

export function Button(props: ButtonProps): JSX.Element {
  const [own, native] = splitProps(props, ["tone", "wide", "busy", "children", "disabled", "onClick"]);
  const press = (event: MouseEvent): void => {
    if (own.busy === true) event.preventDefault();
    else if (typeof own.onClick === "function") (own.onClick as (event: MouseEvent) => void)(event);
  };
  return (
    <button
      type="button"
      {...native}
      class={classes(
        styles.button,
        own.tone === "primary" && styles.primary,
        own.tone === "danger" && styles.danger,
        own.wide === true && styles.wide,
      )}
      disabled={own.disabled}
      aria-busy={own.busy === true ? "true" : undefined}
      onClick={press}
    >
      <span class={classes(styles.label, own.busy === true && styles.hidden)}>{own.children}</span>
      {own.busy === true && (
        <span class={styles.busy}>
          <Mark drawing />
        </span>
      )}
    </button>
  );
}

export interface IconButtonProps extends Native {
  label: string;
  pressed?: boolean | undefined;
  small?: boolean;
  /** On which side the words appear. */
  tip?: "below" | "above";
}

export function IconButton(props: IconButtonProps): JSX.Element {
  const [own, native] = splitProps(props, ["label", "pressed", "small", "tip", "children"]);
  return (
    <button
      type="button"
      {...native}
      class={classes(
        styles.icon,
        own.small === true && styles.small,
        own.tip === "above" && styles.tip_above,
      )}
      aria-label={own.label}
      aria-pressed={own.pressed}
    >
      {own.children}
    </button>
  );
}
