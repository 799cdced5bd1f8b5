/** Bringing people into a room: the people's search meets the room's door. */
import { createSignal, onMount, Show, type JSX } from "solid-js";
import { PeoplePicker } from "../features/people/people_picker.tsx";
import { words_of } from "../platform/forms/form_errors.ts";
import { t } from "../platform/i18n/index.ts";
import { Button } from "../platform/ui/button.tsx";
import { Failing } from "../platform/ui/failing.tsx";
import { Modal, ModalActions } from "../platform/ui/modal.tsx";
import { name_of } from "../platform/ui/name.tsx";
import { toast } from "../platform/ui/toast.tsx";
import type { User } from "../protocol.ts";
import { use_client } from "./client_context.ts";

const AT_ONCE = 20;

export default function AddPeople(props: { room: string; close: () => void }): JSX.Element {
  const { rooms } = use_client();
  const [chosen, choose] = createSignal<readonly User[]>([]);
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();

  const name = (): string => rooms.state().joined.get(props.room)?.name ?? "";
  const is_in = (user: string): boolean =>
    rooms
      .state()
      .members.get(props.room)
      ?.some((member) => member.user === user) === true;

  onMount(() => {
    if (!rooms.state().members.has(props.room)) void rooms.load_members(props.room).catch(() => undefined);
  });

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    set_busy(true);
    set_failure(undefined);
    let added = 0;
    for (const user of chosen()) {
      try {
        await rooms.govern.bring(props.room, user.id);
        added += 1;
        choose(chosen().filter(({ id }) => id !== user.id));
      } catch (error) {
        // Who could not be added stays in the list, with the reason.
        set_failure(`${name_of(user)}: ${words_of(error)}`);
      }
    }
    set_busy(false);
    if (added > 0) toast(t.governing.added(added));
    if (failure() === undefined) props.close();
  };

  return (
    <Modal title={t.governing.add_title(name())} lead={t.governing.add_lead} close={() => props.close()}>
      <form onSubmit={(event) => void submit(event)}>
        <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
        <PeoplePicker
          chosen={chosen()}
          choose={choose}
          at_most={AT_ONCE}
          refused={(user) => (is_in(user) ? t.people.already : undefined)}
        />
        <ModalActions>
          <Button onClick={() => props.close()}>{t.common.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy()} disabled={chosen().length === 0}>
            {t.governing.add_do}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  );
}
