/** Light, dark, or as the system has it: three small papers to choose from. */
import { For, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { appearance, choose_appearance, type Appearance } from "../../platform/store/appearance.ts";
import styles from "./appearance_choice.module.css";

const CHOICES: readonly Appearance[] = ["light", "dark", "system"];

export function AppearanceChoice(props: { labelled_by: string }): JSX.Element {
  return (
    <div class={styles.choices} role="radiogroup" aria-labelledby={props.labelled_by}>
      <For each={CHOICES}>
        {(choice) => (
          <label class={styles.choice}>
            <input
              class="visually-hidden"
              type="radio"
              name="appearance"
              checked={appearance() === choice}
              onChange={() => choose_appearance(choice)}
            />
            <span class={styles.sample} data-sample={choice} aria-hidden="true">
              <i />
              <i />
            </span>
            <span>{t.account[choice]}</span>
          </label>
        )}
      </For>
    </div>
  );
}
