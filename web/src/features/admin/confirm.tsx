/** Asks once before something is done to somebody. */
import { createSignal, Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { admin_error } from "./admin_store.ts";

export function Confirm(props: {
  title: string;
  lead: string;
  action: string;
  act: () => Promise<void>;
  close: () => void;
}): JSX.Element {
  const [failed, set_failed] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);
  const act = async (): Promise<void> => {
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
      <Show when={failed()}>{(words) => <Failing words={words()} />}</Show>
      <ModalActions>
        <Button onClick={() => props.close()}>{t.common.cancel}</Button>
        <Button tone="primary" busy={busy()} onClick={() => void act()}>
          {props.action}
        </Button>
      </ModalActions>
    </Modal>
  );
}
