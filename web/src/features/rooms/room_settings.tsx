/**
 * How a room is: what a moderator sets, and what only its owners set. What is
 * not mine to change is not shown.
 */
import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Choice } from "../../platform/ui/choice.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { Select } from "../../platform/ui/select.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import { limits, type Rank } from "../../protocol.ts";
import type { MyRoom } from "./model.ts";
import { ranks } from "./rights.ts";
import { RoomEnd } from "./room_end.tsx";
import { use_rooms } from "./rooms_context.ts";
import { begin_settings, changes_of, slow_modes, type Wanted } from "./settings_draft.ts";
import styles from "./room_settings.module.css";

const rules = limits["rooms.update"];
const length_of = (text: string): number => Array.from(text.trim()).length;

export default function RoomSettings(props: { room: string; close: () => void }): JSX.Element {
  const rooms = use_rooms();
  const room = createMemo(() => rooms.state().joined.get(props.room));
  return <Show when={room()}>{(known) => <Sheet room={known()} close={props.close} />}</Show>;
}

function Sheet(props: { room: MyRoom; close: () => void }): JSX.Element {
  const rooms = use_rooms();
  const [wanted, set_wanted] = createSignal(begin_settings(props.room));
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);
  let form!: HTMLFormElement;

  const want = (part: Partial<Wanted>): void => void set_wanted({ ...wanted(), ...part });
  const owner = (): boolean => props.room.role === "owner";
  const changes = createMemo(() => changes_of(props.room, wanted()));
  const changed = (): boolean => Object.keys(changes()).length > 0;

  const faults = (): FormErrors["fields"] => ({
    name:
      length_of(wanted().name) === 0
        ? t.rooms.name_needed
        : length_of(wanted().name) > rules.name.max
          ? t.rooms.name_long
          : undefined,
    topic: length_of(wanted().topic) > rules.topic.max ? t.rooms.topic_long : undefined,
  });

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const found = faults();
    set_errors({ fields: found, form: undefined });
    if (found.name === undefined && found.topic === undefined) {
      if (!changed()) {
        props.close();
        return;
      }
      set_busy(true);
      try {
        await rooms.govern.change(props.room.room, changes());
        toast(t.governing.saved);
        props.close();
        return;
      } catch (error) {
        set_errors(form_errors(error, { "room/name_taken": "name" }, ["name", "topic"]));
      }
      set_busy(false);
    }
    form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  };

  const visibility_note = (): string | undefined => {
    if (changes().visibility === "private") return t.governing.visibility_private_note;
    return changes().visibility === "public" ? t.governing.visibility_public_note : undefined;
  };
  const rank_options = ranks.map((value: Rank) => ({ value, label: t.governing.ranks[value] }));

  return (
    <Modal title={t.governing.settings} close={() => props.close()}>
      <form
        ref={(element) => (form = element)}
        class={styles.form}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <Show when={errors().form}>{(words) => <Failing words={words()} />}</Show>
        <Show when={owner()}>
          <Field
            label={t.rooms.create_name}
            name="name"
            autocomplete="off"
            value={wanted().name}
            change={(name) => want({ name })}
            error={errors().fields.name}
          />
        </Show>
        <Field
          label={t.rooms.create_topic}
          name="topic"
          autocomplete="off"
          value={wanted().topic}
          change={(topic) => want({ topic })}
          hint={t.rooms.create_topic_hint}
          error={errors().fields.topic}
        />
        <Show when={owner() && props.room.lobby !== true}>
          <Choice
            label={t.rooms.visibility}
            options={[
              { value: "public", label: t.rooms.public, hint: t.rooms.public_hint },
              { value: "private", label: t.rooms.private, hint: t.rooms.private_hint },
            ]}
            value={wanted().visibility}
            change={(visibility) => want({ visibility })}
          />
          <p class={styles.note} role="status">
            {visibility_note()}
          </p>
        </Show>
        <Show when={owner()}>
          <div class={styles.pair}>
            <Select
              label={t.governing.posting}
              options={rank_options}
              value={wanted().posting}
              change={(posting) => want({ posting })}
            />
            <Select
              label={t.governing.drawing}
              options={rank_options}
              value={wanted().drawing}
              change={(drawing) => want({ drawing })}
            />
          </div>
        </Show>
        <Select
          label={t.governing.slow_mode}
          hint={t.governing.slow_mode_hint}
          options={slow_modes(props.room.settings.slow_mode).map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? t.governing.slow_off : t.governing.slow_every(seconds),
          }))}
          value={String(wanted().slow_mode)}
          change={(seconds) => want({ slow_mode: Number(seconds) })}
        />
        <ModalActions>
          <Button onClick={() => props.close()}>{t.common.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy()} disabled={!changed()}>
            {t.governing.save}
          </Button>
        </ModalActions>
      </form>
      <Show when={owner() && props.room.lobby !== true}>
        <RoomEnd room={props.room} close={props.close} />
      </Show>
    </Modal>
  );
}
