/** One line to search by. */
import Search from "lucide-solid/icons/search";
import type { JSX } from "solid-js";
import styles from "./search_field.module.css";

export function SearchField(props: {
  label: string;
  hint: string;
  value: string;
  change: (words: string) => void;
}): JSX.Element {
  return (
    <search class={styles.field}>
      <Search size={18} strokeWidth={1.75} />
      <input
        class={styles.input}
        type="search"
        aria-label={props.label}
        placeholder={props.hint}
        autocomplete="off"
        spellcheck={false}
        maxLength={64}
        value={props.value}
        onInput={(event) => props.change(event.currentTarget.value)}
      />
    </search>
  );
}
