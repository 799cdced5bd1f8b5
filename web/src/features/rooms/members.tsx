/** Who is in the room: owners first, then by name; and what I can do about each. */
import UserPlus from "lucide-solid/icons/user-plus";
import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from "solid-js";
import { locale, t } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Button, IconButton } from "../../platform/ui/button.tsx";
import { Confirm, type Question } from "../../platform/ui/confirm.tsx";
import { Name, name_of } from "../../platform/ui/name.tsx";
import { SkeletonList } from "../../platform/ui/skeleton.tsx";
import type { Member } from "../../protocol.ts";
import { MemberMenu } from "./member_menu.tsx";
import { compare_roles, moderates } from "./rights.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./members.module.css";

export interface MembersProps {
  room: string;
  me: string | undefined;
  show_profile: (user: string) => void;
  write: (user: string) => void;
  add: () => void;
}

export function Members(props: MembersProps): JSX.Element {
  const rooms = use_rooms();
  const [failed, set_failed] = createSignal(false);
  const [more, set_more] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);
  const [question, ask] = createSignal<Question>();
  const [visited, visit] = createSignal<string>();

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

  const mine = createMemo(() => rooms.state().joined.get(props.room));
  const members = createMemo(() => rooms.state().members.get(props.room));
  const ordered = createMemo(() => {
    const collator = new Intl.Collator(locale, { sensitivity: "base" });
    const named = (members() ?? []).map((member) => ({ member, name: name_of(rooms.person(member.user)) }));
    named.sort((a, b) => compare_roles(a.member.role, b.member.role) || collator.compare(a.name, b.name));
    return named.map(({ member }) => member.user);
  });
  // By id: a line keeps its menu and its focus when a role changes.
  const by_user = createMemo(() => new Map((members() ?? []).map((member) => [member.user, member])));
  const owners = createMemo(() => (members() ?? []).filter(({ role }) => role === "owner").length);
  const may_add = (): boolean => {
    const room = mine();
    return room !== undefined && moderates(room) && room.lobby !== true;
  };

  /** One line of the list takes the Tab key; the arrows go from line to line. */
  const active = createMemo(() => {
    const user = visited();
    return user !== undefined && by_user().has(user) ? user : ordered()[0];
  });
  const move = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    const at_menu =
      event.target instanceof Element && event.target.closest("[aria-haspopup], [role=menu]") !== null;
    if (step === undefined || at_menu) return;
    const lines = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-user]")];
    const here = lines.findIndex((line) => line.dataset.user === active());
    event.preventDefault();
    lines[Math.max(0, Math.min(lines.length - 1, here + step))]?.focus();
  };

  const note = (member: Member): string => {
    const plain = member.role === "member" || mine()?.kind === "dm";
    const role = plain ? undefined : t.rooms.roles[member.role];
    const you = member.user === props.me ? t.rooms.you : undefined;
    return [you, role].filter((words) => words !== undefined).join(", ");
  };

  return (
    <section class={styles.members} aria-labelledby="members-title">
      <div class={styles.title}>
        <h2 id="members-title">
          {t.rooms.members}
          <Show when={members()}>
            <span class={styles.count}>
              {ordered().length}
              {more() === undefined ? "" : "+"}
            </span>
          </Show>
        </h2>
        <Show when={may_add()}>
          <IconButton label={t.governing.add} onClick={() => props.add()}>
            <UserPlus size={18} strokeWidth={1.75} />
          </IconButton>
        </Show>
      </div>
      <Show when={members()} fallback={<Show when={!failed()}>{<SkeletonList lines={6} />}</Show>}>
        <ul class={styles.list} onKeyDown={move}>
          <For each={ordered()}>
            {(user) => (
              <Show when={by_user().get(user)}>
                {(member) => (
                  <li class={styles.member} onFocusIn={() => visit(user)}>
                    <Avatar small user={rooms.person(user)} mine={user === props.me} />
                    <button
                      type="button"
                      class={styles.name}
                      tabindex={active() === user ? 0 : -1}
                      data-user={user}
                      onClick={() => props.show_profile(user)}
                    >
                      <Name user={rooms.person(user)} mine={user === props.me} />
                    </button>
                    <span class={styles.role}>{note(member())}</span>
                    <span class={styles.menu}>
                      <MemberMenu
                        room={mine()}
                        member={member()}
                        me={props.me}
                        owners={owners()}
                        active={active() === user}
                        show_profile={props.show_profile}
                        write={props.write}
                        ask={ask}
                      />
                    </span>
                  </li>
                )}
              </Show>
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
      <Show when={question()}>{(asked) => <Confirm question={asked()} close={() => ask(undefined)} />}</Show>
    </section>
  );
}
