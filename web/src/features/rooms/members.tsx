/** Who is in the room: owners first, then by name. */
import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from "solid-js";
import { locale, t } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { Name, name_of } from "../../platform/ui/name.tsx";
import { SkeletonList } from "../../platform/ui/skeleton.tsx";
import type { Member } from "../../protocol.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./members.module.css";

const RANK: Record<Member["role"], number> = { owner: 0, moderator: 1, member: 2, reader: 3 };

export function Members(props: { room: string; me: string | undefined }): JSX.Element {
  const rooms = use_rooms();
  const [failed, set_failed] = createSignal(false);
  const [more, set_more] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);

  const read = async (cursor?: string): Promise<void> => {
    set_busy(true);
    set_failed(false);
    try {
      set_more(await rooms.load_members(props.room, cursor));
    } catch {
      set_failed(true);
    }
    set_busy(false);
  };
  const epoch = createMemo(() => rooms.state().epoch);
  createEffect(on([() => props.room, epoch], () => void read()));

  const members = createMemo(() => rooms.state().members.get(props.room));
  const ordered = createMemo(() => {
    const collator = new Intl.Collator(locale, { sensitivity: "base" });
    const named = (members() ?? []).map((member) => ({ member, name: name_of(rooms.person(member.user)) }));
    named.sort((a, b) => RANK[a.member.role] - RANK[b.member.role] || collator.compare(a.name, b.name));
    return named.map(({ member }) => member);
  });

  const note = (member: Member): string => {
    const role = member.role === "member" ? undefined : t.rooms.roles[member.role];
    const you = member.user === props.me ? t.rooms.you : undefined;
    return [you, role].filter((words) => words !== undefined).join(", ");
  };

  return (
    <section class={styles.members} aria-labelledby="members-title">
      <h2 id="members-title" class={styles.title}>
        {t.rooms.members}
        <Show when={members()}>
          <span class={styles.count}>
            {ordered().length}
            {more() === undefined ? "" : "+"}
          </span>
        </Show>
      </h2>
      <Show when={members()} fallback={<Show when={!failed()}>{<SkeletonList lines={6} />}</Show>}>
        <ul class={styles.list}>
          <For each={ordered()}>
            {(member) => (
              <li class={styles.member}>
                <Avatar small user={rooms.person(member.user)} mine={member.user === props.me} />
                <Name user={rooms.person(member.user)} mine={member.user === props.me} />
                <Show when={member.user === props.me || member.role !== "member"}>
                  <span class={styles.role}>{note(member)}</span>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={more()}>
          {(cursor) => (
            <Button busy={busy()} onClick={() => void read(cursor())}>
              {t.rooms.members_more}
            </Button>
          )}
        </Show>
      </Show>
      <Show when={failed()}>
        <p class={styles.failed} role="alert">
          {t.rooms.members_failed}
        </p>
        <Button busy={busy()} onClick={() => void read()}>
          {t.common.retry}
        </Button>
      </Show>
    </section>
  );
}
