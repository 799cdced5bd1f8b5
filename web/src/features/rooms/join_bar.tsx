/** In the place of the composer while one only looks: what it takes to take part. */
import { createSignal, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import { use_rooms } from "./rooms_context.ts";
import styles from "./join_bar.module.css";

export function JoinBar(props: {
  room: string;
  name: string;
  /** The room is not what it was when I came. */
  refused: () => void;
}): JSX.Element {
  const rooms = use_rooms();
  const [busy, set_busy] = createSignal(false);
  const join = async (): Promise<void> => {
    set_busy(true);
    try {
      await rooms.join(props.room);
    } catch (error) {
      toast(words_of(error));
      props.refused();
    }
    set_busy(false);
  };
  return (
    <div class={styles.bar}>
      <p>{t.rooms.preview}</p>
      <Button tone="primary" busy={busy()} onClick={() => void join()}>
        {t.rooms.join_room(props.name)}
      </Button>
    </div>
  );
}
