/** Asks once more before something that is not easily undone. */
import { createSignal, Show, type JSX } from "solid-js";
import { words_of } from "../forms/form_errors.ts";
import { t } from "../i18n/index.ts";
import { Button } from "./button.tsx";
import { Failing } from "./failing.tsx";
import { Modal, ModalActions } from "./modal.tsx";

export interface Question {
  title: string;
  lead: string;
  /** What the button that does it says. */
  action: string;
  act: () => Promise<void>;
  /** What is said when it fails; the general words for the error otherwise. */
  failing?: (error: unknown) => string;
}

export function Confirm(props: { question: Question; close: () => void }): JSX.Element {
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();
  const act = async (): Promise<void> => {
    set_busy(true);
    set_failure(undefined);
    try {
      await props.question.act();
      props.close();
    } catch (error) {
      set_failure((props.question.failing ?? words_of)(error));
      set_busy(false);
    }
  };
  return (
    <Modal title={props.question.title} lead={props.question.lead} close={() => props.close()}>
      <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
      <ModalActions>
        <Button onClick={() => props.close()}>{t.common.cancel}</Button>
        <Button tone="primary" busy={busy()} onClick={() => void act()}>
          {props.question.action}
        </Button>
      </ModalActions>
    </Modal>
  );
}
