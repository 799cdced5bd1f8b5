/** Leaving a room, asked once. */
import { createSignal, Show, type JSX } from "solid-js";
import { ApiError } from "../../platform/api/problem.ts";
import { error_text, t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { use_rooms } from "./rooms_context.ts";
import styles from "./create_room.module.css";

export function LeaveRoom(props: {
  room: string;
  name: string;
  close: () => void;
  left: () => void;
}): JSX.Element {
  const rooms = use_rooms();
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();
  const leave = async (): Promise<void> => {
    set_busy(true);
    try {
      await rooms.leave(props.room);
      props.left();
    } catch (error) {
      set_failure(error_text(error instanceof ApiError ? error.code : "internal"));
      set_busy(false);
    }
  };
  return (
    <Modal title={t.rooms.leave_title(props.name)} lead={t.rooms.leave_lead} close={() => props.close()}>
      <Show when={failure()}>
        <p class={styles.failing} role="alert">
          {failure()}
        </p>
      </Show>
      <ModalActions>
        <Button onClick={() => props.close()}>{t.common.cancel}</Button>
        <Button tone="primary" busy={busy()} onClick={() => void leave()}>
          {t.rooms.leave}
        </Button>
      </ModalActions>
    </Modal>
  );
}
