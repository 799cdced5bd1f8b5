/** Something to be handed on, a link mostly: shown whole, selected at a touch, copied by its button. */
import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { createSignal, createUniqueId, onCleanup, Show, type JSX } from "solid-js";
import { t } from "../i18n/index.ts";
import { Button } from "./button.tsx";
import { announce } from "./toast.tsx";
import styles from "./copy_field.module.css";

const SAID_FOR_MS = 2_000;

export function CopyField(props: { label: string; value: string }): JSX.Element {
  const id = createUniqueId();
  const [copied, set_copied] = createSignal(false);
  let input!: HTMLInputElement;
  let later: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(later));

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.value);
    } catch {
      // Refused or not there: the person copies what is selected.
      input.select();
      announce(t.common.copy_failed);
      return;
    }
    set_copied(true);
    announce(t.common.copied);
    clearTimeout(later);
    later = setTimeout(() => set_copied(false), SAID_FOR_MS);
  };

  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {props.label}
      </label>
      <div class={styles.line}>
        <input
          ref={(element) => (input = element)}
          id={id}
          class={styles.value}
          type="text"
          readOnly
          spellcheck={false}
          dir="ltr"
          value={props.value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button tone="primary" onClick={() => void copy()}>
          <Show when={copied()} fallback={<Copy size={16} />}>
            <Check size={16} />
          </Show>
          {copied() ? t.common.copied : t.common.copy}
        </Button>
      </div>
    </div>
  );
}
