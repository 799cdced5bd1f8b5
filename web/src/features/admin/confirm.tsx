/** Asks once before something is done to somebody. */
import { createSignal, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { admin_error } from "./admin_store.ts";
import styles from "./dialogs.module.css";

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
      <p class={styles.failed} role="alert" hidden={failed() === undefined}>
        {failed()}
      </p>
      <ModalActions>
        <Button onClick={() => props.close()}>{t.common.cancel}</Button>
        <Button tone="primary" busy={busy()} onClick={() => void act()}>
          {props.action}
        </Button>
      </ModalActions>
    </Modal>
  );
}
