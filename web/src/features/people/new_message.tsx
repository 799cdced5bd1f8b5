/** Writing to somebody: whom, then the conversation opens. */
import { createSignal, Show, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import type { User } from "../../protocol.ts";
import { PeoplePicker } from "./people_picker.tsx";

const AT_MOST = 7;

export default function NewMessage(props: {
  close: () => void;
  open: (users: readonly string[]) => Promise<void>;
}): JSX.Element {
  const [chosen, choose] = createSignal<readonly User[]>([]);
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (chosen().length === 0) return;
    set_busy(true);
    set_failure(undefined);
    try {
      await props.open(chosen().map(({ id }) => id));
    } catch (error) {
      set_failure(words_of(error));
      set_busy(false);
    }
  };

  return (
    <Modal title={t.people.new_message_title} lead={t.people.new_message_lead} close={() => props.close()}>
      <form onSubmit={(event) => void submit(event)}>
        <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
        <PeoplePicker chosen={chosen()} choose={choose} at_most={AT_MOST} />
        <ModalActions>
          <Button onClick={() => props.close()}>{t.common.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy()} disabled={chosen().length === 0}>
            {t.people.open_direct}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  );
}
