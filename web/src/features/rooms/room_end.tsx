/** What ends a room: archiving it, bringing it back, deleting it for good. */
import { createSignal, Show, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { ModalActions } from "../../platform/ui/modal.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { MyRoom } from "./model.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./room_settings.module.css";

export function RoomEnd(props: { room: MyRoom; close: () => void }): JSX.Element {
  const rooms = use_rooms();
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();
  const [asked, set_asked] = createSignal(false);
  const [typed, set_typed] = createSignal("");
  const [mismatch, set_mismatch] = createSignal(false);
  let name_field!: HTMLFormElement;

  const archived = (): boolean => props.room.archived === true;

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    set_busy(true);
    set_failure(undefined);
    try {
      await act();
    } catch (error) {
      set_failure(words_of(error));
    }
    set_busy(false);
  };
  const archive = async (): Promise<void> => {
    const done = archived() ? t.governing.unarchived_done : t.governing.archived_done;
    await rooms.govern.change(props.room.room, { archived: !archived() });
    toast(done);
    props.close();
  };
  const erase = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { name, room } = props.room;
    if (typed().trim() !== name.trim()) {
      set_mismatch(true);
      name_field.querySelector("input")?.focus();
      return;
    }
    await attempt(async () => {
      await rooms.govern.erase(room);
      toast(t.governing.deleted_done(name));
      props.close();
    });
  };
  const ask = (): void => {
    set_asked(true);
    queueMicrotask(() => name_field.querySelector("input")?.focus());
  };

  return (
    <section class={styles.end} aria-labelledby="room-end">
      <h3 id="room-end">{t.governing.danger}</h3>
      <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
      <div class={styles.act}>
        <p>{archived() ? t.governing.unarchive_lead : t.governing.archive_lead}</p>
        <Button busy={busy() && !asked()} onClick={() => void attempt(archive)}>
          {archived() ? t.governing.unarchive : t.governing.archive}
        </Button>
      </div>
      <Show
        when={asked()}
        fallback={
          <div class={styles.act}>
            <p>{t.governing.delete_lead}</p>
            <Button tone="danger" onClick={ask}>
              {t.governing.delete}
            </Button>
          </div>
        }
      >
        <form
          ref={(element) => (name_field = element)}
          class={styles.confirm}
          noValidate
          aria-label={t.governing.delete_title(props.room.name)}
          onSubmit={(event) => void erase(event)}
        >
          <Field
            label={t.governing.delete_confirm(props.room.name)}
            name="confirm"
            autocomplete="off"
            value={typed()}
            change={(value) => {
              set_typed(value);
              set_mismatch(false);
            }}
            hint={t.governing.delete_lead}
            error={mismatch() ? t.governing.delete_mismatch : undefined}
          />
          <ModalActions>
            <Button onClick={() => set_asked(false)}>{t.common.cancel}</Button>
            <Button type="submit" tone="danger" busy={busy()}>
              {t.governing.delete_do}
            </Button>
          </ModalActions>
        </form>
      </Show>
    </section>
  );
}
