/** Light, dark, or as the system has it: three small papers to choose from. */
import { For, type JSX } from "solid-js";
import { ts } from "../../platform/i18n/settings.ts";
import { appearance, type Appearance } from "../../platform/store/appearance.ts";
import styles from "./appearance_choice.module.css";

const CHOICES: readonly Appearance[] = ["light", "dark", "system"];

export function AppearanceChoice(props: {
  label: string;
  choose: (choice: Appearance) => void;
}): JSX.Element {
  return (
    <div class={styles.choices} role="radiogroup" aria-label={props.label}>
      <For each={CHOICES}>
        {(choice) => (
          <label class={styles.choice}>
            <input
              class="visually-hidden"
              type="radio"
              name="appearance"
              checked={appearance() === choice}
              onChange={() => props.choose(choice)}
            />
            <span class={styles.sample} data-sample={choice} aria-hidden="true">
              <i />
              <i />
            </span>
            <span>{ts.appearance[choice]}</span>
          </label>
        )}
      </For>
    </div>
  );
}
