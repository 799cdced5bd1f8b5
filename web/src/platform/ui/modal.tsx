/**
 * The one modal of the page, on the native dialog: the browser keeps the focus
 * inside and closes on Esc; we give the focus back to where it came from.
 */
import X from "lucide-solid/icons/x";
import { createUniqueId, onCleanup, onMount, Show, type JSX } from "solid-js";
import { t } from "../i18n/index.ts";
import { IconButton } from "./button.tsx";
import styles from "./modal.module.css";

export interface ModalProps {
  title: string;
  lead?: string | undefined;
  close: () => void;
  children: JSX.Element;
}

export function Modal(props: ModalProps): JSX.Element {
  const id = createUniqueId();
  const came_from = document.activeElement;
  let dialog!: HTMLDialogElement;

  onMount(() => dialog.showModal());
  onCleanup(() => {
    dialog.close();
    if (came_from instanceof HTMLElement && came_from.isConnected) came_from.focus();
  });

  return (
    <dialog
      ref={(element) => (dialog = element)}
      class={styles.modal}
      aria-labelledby={`${id}-title`}
      aria-describedby={props.lead === undefined ? undefined : `${id}-lead`}
      onCancel={(event) => {
        event.preventDefault();
        props.close();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog) props.close();
      }}
    >
      <div class={styles.sheet}>
        <header class={styles.header}>
          <h2 id={`${id}-title`} class={styles.title}>
            {props.title}
          </h2>
          <IconButton small label={t.common.close} onClick={() => props.close()}>
            <X size={18} />
          </IconButton>
        </header>
        <Show when={props.lead}>
          <p id={`${id}-lead`} class={styles.lead}>
            {props.lead}
          </p>
        </Show>
        {props.children}
      </div>
    </dialog>
  );
}

/** The row of buttons at a modal's end: the harmless one first, the one that acts last. */
export function ModalActions(props: { children: JSX.Element }): JSX.Element {
  return <div class={styles.actions}>{props.children}</div>;
}
