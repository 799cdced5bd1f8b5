/** What cannot be undone is confirmed by typing whom or what it is done to. */
import { createSignal, Show, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { admin_error } from "./admin_store.ts";
import styles from "./dialogs.module.css";

export function ConfirmByName(props: {
  title: string;
  lead: string;
  name: string;
  label: string;
  action: string;
  act: () => Promise<void>;
  close: () => void;
}): JSX.Element {
  const [typed, set_typed] = createSignal("");
  const [wrong, set_wrong] = createSignal<string>();
  const [failed, set_failed] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (typed().trim() !== props.name.trim()) {
      set_wrong(ta.confirm_wrong);
      return;
    }
    set_busy(true);
    set_failed(undefined);
    try {
      await props.act();
      props.close();
    } catch (error) {
      set_failed(admin_error(error));
      set_busy(false);
    }
  };

  return (
    <Modal title={props.title} lead={props.lead} close={() => props.close()}>
      <form class={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <Show when={failed()}>{(words) => <Failing words={words()} />}</Show>
        <Field
          label={props.label}
          name="confirm"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          value={typed()}
          change={(value) => {
            set_typed(value);
            set_wrong(undefined);
          }}
          error={wrong()}
        />
        <ModalActions>
          <Button onClick={() => props.close()}>{t.common.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy()} disabled={typed().trim() === ""}>
            {props.action}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  );
}
