/** Who may not be in the room, and letting them come again. */
import { createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { date_of, t } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Modal } from "../../platform/ui/modal.tsx";
import { Name, name_of } from "../../platform/ui/name.tsx";
import { SkeletonList } from "../../platform/ui/skeleton.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { Ban } from "../../protocol.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./person_lines.module.css";

export default function Bans(props: { room: string; close: () => void }): JSX.Element {
  const rooms = use_rooms();
  const [bans, set_bans] = createSignal<readonly Ban[]>();
  const [failure, set_failure] = createSignal<string>();
  const [busy, set_busy] = createSignal<string>();

  const read = async (): Promise<void> => {
    set_failure(undefined);
    try {
      set_bans(await rooms.govern.bans(props.room));
    } catch (error) {
      set_failure(words_of(error));
    }
  };
  onMount(() => void read());

  const let_back = async (user: string): Promise<void> => {
    set_busy(user);
    try {
      await rooms.govern.unban(props.room, user);
      set_bans(bans()?.filter((ban) => ban.user !== user));
      toast(t.governing.let_back_done(name_of(rooms.person(user))));
    } catch (error) {
      set_failure(words_of(error));
    }
    set_busy(undefined);
  };

  return (
    <Modal title={t.governing.bans} close={() => props.close()}>
      <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
      <Switch>
        <Match when={failure() !== undefined && bans() === undefined}>
          <Button onClick={() => void read()}>{t.common.retry}</Button>
        </Match>
        <Match when={bans() === undefined}>
          <SkeletonList lines={3} />
        </Match>
        <Match when={bans()?.length === 0}>
          <p class={styles.none}>{t.governing.bans_none}</p>
        </Match>
        <Match when={bans()}>
          {(list) => (
            <ul class={styles.lines}>
              <For each={list()}>
                {(ban) => (
                  <li class={styles.line}>
                    <Avatar user={rooms.person(ban.user)} />
                    <span class={styles.words}>
                      <Name user={rooms.person(ban.user)} />
                      <small>{t.governing.banned_by(name_of(rooms.person(ban.by)), date_of(ban.at))}</small>
                    </span>
                    <Button
                      busy={busy() === ban.user}
                      aria-label={t.governing.let_back_name(name_of(rooms.person(ban.user)))}
                      onClick={() => void let_back(ban.user)}
                    >
                      {t.governing.let_back}
                    </Button>
                  </li>
                )}
              </For>
            </ul>
          )}
        </Match>
      </Switch>
    </Modal>
  );
}
