/** One of several, folded: the browser's own list with our label and note. */
import { createUniqueId, For, Show, type JSX } from "solid-js";
import type { Option } from "./choice.tsx";
import styles from "./select.module.css";

export interface SelectProps<Value extends string> {
  label: string;
  hint?: string | undefined;
  options: readonly Option<Value>[];
  value: Value;
  change: (value: Value) => void;
}

export function Select<Value extends string>(props: SelectProps<Value>): JSX.Element {
  const id = createUniqueId();
  const chosen = (index: number): void => {
    const option = props.options[index];
    if (option !== undefined) props.change(option.value);
  };
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {props.label}
      </label>
      <select
        id={id}
        class={styles.select}
        aria-describedby={props.hint === undefined ? undefined : `${id}-note`}
        onChange={(event) => chosen(event.currentTarget.selectedIndex)}
      >
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
      <Show when={props.hint}>
        <p id={`${id}-note`} class={styles.note}>
          {props.hint}
        </p>
      </Show>
    </div>
  );
}
