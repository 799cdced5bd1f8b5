/**
 * Leaving a room, asked once. The last owner is told why a room cannot be left
 * alone, and may hand it over and leave in one go.
 */
import { createMemo, createSignal, onMount, Show, type JSX } from "solid-js";
import { ApiError } from "../../platform/api/problem.ts";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { name_of } from "../../platform/ui/name.tsx";
import { Select } from "../../platform/ui/select.tsx";
import { compare_roles } from "./rights.ts";
import { use_rooms } from "./rooms_context.ts";

export default function LeaveRoom(props: {
  room: string;
  close: () => void;
  add: () => void;
  left: () => void;
}): JSX.Element {
  const rooms = use_rooms();
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();
  const [last_owner, set_last_owner] = createSignal(false);
  const [chosen, choose] = createSignal("");

  const room = createMemo(() => rooms.state().joined.get(props.room));
  const lead = (): string => (room()?.kind === "private" ? t.rooms.leave_private : t.rooms.leave_public);
  /** Who could take it over, those with the most to say first. */
  const heirs = createMemo(() =>
    [...(rooms.state().members.get(props.room) ?? [])]
      .filter((member) => member.user !== rooms.state().me && rooms.person(member.user)?.deleted !== true)
      .sort((a, b) => compare_roles(a.role, b.role)),
  );
  const heir = (): string => (chosen() === "" ? (heirs()[0]?.user ?? "") : chosen());

  onMount(() => {
    if (room()?.role === "owner" && !rooms.state().members.has(props.room))
      void rooms.load_members(props.room).catch(() => undefined);
  });

  const leave = async (): Promise<void> => {
    set_busy(true);
    set_failure(undefined);
    try {
      if (last_owner()) await rooms.govern.bring(props.room, heir(), "owner");
      await rooms.leave(props.room);
      props.left();
    } catch (error) {
      if (error instanceof ApiError && error.code === "room/last_owner") set_last_owner(true);
      else set_failure(words_of(error));
      set_busy(false);
    }
  };

  return (
    <Show
      when={last_owner()}
      fallback={
        <Modal title={t.rooms.leave_title(room()?.name ?? "")} lead={lead()} close={() => props.close()}>
          <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
          <ModalActions>
            <Button onClick={() => props.close()}>{t.common.cancel}</Button>
            <Button tone="primary" busy={busy()} onClick={() => void leave()}>
              {t.rooms.leave}
            </Button>
          </ModalActions>
        </Modal>
      }
    >
      <Modal
        title={t.governing.last_owner_title}
        lead={heirs().length === 0 ? t.governing.last_owner_nobody : t.governing.last_owner_lead}
        close={() => props.close()}
      >
        <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
        <Show
          when={heirs().length > 0}
          fallback={
            <ModalActions>
              <Button onClick={() => props.close()}>{t.common.cancel}</Button>
              <Button tone="primary" onClick={() => props.add()}>
                {t.governing.add}
              </Button>
            </ModalActions>
          }
        >
          <Select
            label={t.governing.heir}
            options={heirs().map((member) => ({
              value: member.user,
              label: `${name_of(rooms.person(member.user))} (${t.rooms.roles[member.role]})`,
            }))}
            value={heir()}
            change={choose}
          />
          <ModalActions>
            <Button onClick={() => props.close()}>{t.common.cancel}</Button>
            <Button tone="primary" busy={busy()} onClick={() => void leave()}>
              {t.governing.hand_over_and_leave}
            </Button>
          </ModalActions>
        </Show>
      </Modal>
    </Show>
  );
}
