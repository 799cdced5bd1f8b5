/** Opening a room: a name, a topic if one likes, and who finds it. */
import { createSignal, type JSX } from "solid-js";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Choice } from "../../platform/ui/choice.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { limits, type Visibility } from "../../protocol.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./create_room.module.css";

const rules = limits["rooms.create"];
const length_of = (text: string): number => Array.from(text).length;

export default function CreateRoom(props: {
  close: () => void;
  opened: (room: string) => void;
}): JSX.Element {
  const rooms = use_rooms();
  const [name, set_name] = createSignal("");
  const [topic, set_topic] = createSignal("");
  const [visibility, set_visibility] = createSignal<Visibility>("public");
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);
  let form!: HTMLFormElement;

  const faults = (): FormErrors["fields"] => ({
    name:
      name().trim() === ""
        ? t.rooms.name_needed
        : length_of(name().trim()) > rules.name.max
          ? t.rooms.name_long
          : undefined,
    topic: length_of(topic().trim()) > rules.topic.max ? t.rooms.topic_long : undefined,
  });

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const found = faults();
    set_errors({ fields: found, form: undefined });
    if (found.name === undefined && found.topic === undefined) {
      set_busy(true);
      try {
        const room = await rooms.create(name().trim(), topic().trim(), visibility());
        props.opened(room.id);
        return;
      } catch (error) {
        set_errors(form_errors(error, { "room/name_taken": "name" }, ["name", "topic"]));
      }
      set_busy(false);
    }
    form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  };

  return (
    <Modal title={t.rooms.create_title} close={() => props.close()}>
      <form
        ref={(element) => (form = element)}
        class={styles.form}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <p class={styles.failing} role="alert" hidden={errors().form === undefined}>
          {errors().form}
        </p>
        <Field
          label={t.rooms.create_name}
          name="name"
          autocomplete="off"
          autofocus
          value={name()}
          change={set_name}
          hint={t.rooms.create_name_hint}
          error={errors().fields.name}
        />
        <Field
          label={t.rooms.create_topic}
          name="topic"
          autocomplete="off"
          value={topic()}
          change={set_topic}
          hint={t.rooms.create_topic_hint}
          error={errors().fields.topic}
        />
        <Choice
          label={t.rooms.visibility}
          options={[
            { value: "public", label: t.rooms.public, hint: t.rooms.public_hint },
            { value: "private", label: t.rooms.private, hint: t.rooms.private_hint },
          ]}
          value={visibility()}
          change={set_visibility}
        />
        <ModalActions>
          <Button onClick={() => props.close()}>{t.common.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy()}>
            {t.rooms.create_do}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  );
}
