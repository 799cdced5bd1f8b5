/** A labelled input with its hint and its error beside it; passwords can be shown. */
import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import { createSignal, createUniqueId, Show, splitProps, type JSX } from "solid-js";
import { t } from "../i18n/index.ts";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import styles from "./field.module.css";

export interface FieldProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput" | "type"> {
  label: string;
  value: string;
  change: (value: string) => void;
  type?: "text" | "password";
  hint?: string | undefined;
  error?: string | undefined;
  /** Stands between the input and its hint. */
  below?: JSX.Element;
}

export function Field(props: FieldProps): JSX.Element {
  const [own, native] = splitProps(props, ["label", "value", "change", "type", "hint", "error", "below"]);
  const id = createUniqueId();
  const [shown, show] = createSignal(false);
  const note = (): string | undefined => own.error ?? own.hint;
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {own.label}
      </label>
      <div class={styles.box}>
        <input
          {...native}
          id={id}
          class={classes(styles.input, own.type === "password" && styles.with_button)}
          type={own.type === "password" && !shown() ? "password" : "text"}
          value={own.value}
          aria-invalid={own.error === undefined ? undefined : "true"}
          aria-describedby={note() === undefined ? undefined : `${id}-note`}
          onInput={(event) => own.change(event.currentTarget.value)}
        />
        <Show when={own.type === "password"}>
          <span class={styles.reveal}>
            <IconButton
              small
              label={shown() ? t.auth.hide_password : t.auth.show_password}
              pressed={shown()}
              onClick={() => show(!shown())}
            >
              {shown() ? <EyeOff size={18} /> : <Eye size={18} />}
            </IconButton>
          </span>
        </Show>
      </div>
      {own.below}
      <Show when={note()}>
        {(words) => (
          <p
            id={`${id}-note`}
            class={classes(styles.note, own.error !== undefined && styles.error)}
            aria-live={own.error === undefined ? undefined : "polite"}
          >
            {words()}
          </p>
        )}
      </Show>
    </div>
  );
}
