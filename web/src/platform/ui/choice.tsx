/** One of a few, all in sight: native radio buttons as tiles, each with a line that says what it means. */
import { createUniqueId, For, Show, type JSX } from "solid-js";
import styles from "./choice.module.css";

export interface Option<Value extends string> {
  value: Value;
  label: string;
  hint?: string;
}

export interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly Option<Value>[];
  value: Value;
  change: (value: Value) => void;
  /** Side by side, without room for hints. */
  compact?: boolean;
}

export function Choice<Value extends string>(props: ChoiceProps<Value>): JSX.Element {
  const name = createUniqueId();
  return (
    <fieldset class={styles.choice}>
      <legend class={styles.label}>{props.label}</legend>
      <div class={props.compact === true ? styles.row : styles.tiles}>
        <For each={props.options}>
          {(option) => (
            <label class={styles.option}>
              <input
                class={styles.input}
                type="radio"
                name={name}
                value={option.value}
                checked={props.value === option.value}
                onChange={() => props.change(option.value)}
              />
              <span class={styles.name}>{option.label}</span>
              <Show when={option.hint}>
                <span class={styles.hint}>{option.hint}</span>
              </Show>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
