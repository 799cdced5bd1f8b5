/** The sheet of the keyboard's shortcuts. */
import { For, type JSX } from "solid-js";
import { t } from "../platform/i18n/index.ts";
import { Modal } from "../platform/ui/modal.tsx";
import styles from "./shortcut_sheet.module.css";

export default function ShortcutSheet(props: { close: () => void }): JSX.Element {
  const lines: readonly [readonly string[], string][] = [
    [["Enter"], t.shortcuts.send],
    [["Shift", "Enter"], t.shortcuts.new_line],
    [["Alt", "↑"], t.shortcuts.previous_room],
    [["Alt", "↓"], t.shortcuts.next_room],
    [["Alt", "Shift", "↓"], t.shortcuts.next_unread],
    [["Alt", "Shift", "M"], t.shortcuts.new_message],
    [["Alt", "Shift", "N"], t.shortcuts.new_room],
    [["↑", "↓"], t.shortcuts.between_messages],
    [["A–Z"], t.shortcuts.write],
    [["?"], t.shortcuts.this_sheet],
  ];
  return (
    <Modal title={t.shortcuts.title} close={() => props.close()}>
      <dl class={styles.lines}>
        <For each={lines}>
          {([keys, words]) => (
            <div class={styles.line}>
              <dt>{words}</dt>
              <dd>
                <For each={keys}>{(key) => <kbd class={styles.key}>{key}</kbd>}</For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Modal>
  );
}
