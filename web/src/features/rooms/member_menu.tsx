/** What I can do about one member, as far as my role in the room goes. */
import Ban from "lucide-solid/icons/ban";
import Crown from "lucide-solid/icons/crown";
import Ellipsis from "lucide-solid/icons/ellipsis";
import MessageCircle from "lucide-solid/icons/message-circle";
import User from "lucide-solid/icons/user";
import UserMinus from "lucide-solid/icons/user-minus";
import { createMemo, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import type { Question } from "../../platform/ui/confirm.tsx";
import { Menu, type MenuItem } from "../../platform/ui/menu.tsx";
import { name_of } from "../../platform/ui/name.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { Member, Role } from "../../protocol.ts";
import type { MyRoom } from "./model.ts";
import { may_remove, role_below, roles_to_give } from "./rights.ts";
import { use_rooms } from "./rooms_context.ts";

export interface MemberMenuProps {
  /** Undefined while I only look. */
  room: MyRoom | undefined;
  member: Member;
  me: string | undefined;
  /** How many owners are known: the last one cannot step down. */
  owners: number;
  /** The line that the keyboard is at. */
  active: boolean;
  show_profile: (user: string) => void;
  write: (user: string) => void;
  ask: (question: Question) => void;
}

export function MemberMenu(props: MemberMenuProps): JSX.Element {
  const rooms = use_rooms();
  const mine = (): boolean => props.member.user === props.me;
  const name = (): string => name_of(rooms.person(props.member.user));

  const give = (room: MyRoom, role: Role): MenuItem => ({
    label: t.governing.make[role],
    act: () =>
      void act(t.governing.made[role](name()), () => rooms.govern.bring(room.room, props.member.user, role)),
  });
  const hand_over = (room: MyRoom, heir: string): Question => ({
    title: t.governing.hand_over_title(name()),
    lead: t.governing.hand_over_lead(name()),
    action: t.governing.hand_over_do,
    async act() {
      const done = t.governing.handed_over(name());
      await rooms.govern.bring(room.room, heir, "owner");
      if (props.me !== undefined) await rooms.govern.bring(room.room, props.me, "moderator");
      toast(done);
    },
  });
  const ban = (room: MyRoom, user: string): Question => ({
    title: t.governing.ban_title(name()),
    lead: t.governing.ban_lead(name()),
    action: t.governing.ban_do,
    async act() {
      const done = t.governing.banned(name());
      await rooms.govern.ban(room.room, user);
      toast(done);
    },
  });

  const governing = (room: MyRoom): MenuItem[] => {
    const { user, role } = props.member;
    if (room.kind === "dm") return [];
    if (mine()) {
      const lower = role_below(role, props.owners);
      if (lower === undefined || (role !== "owner" && role !== "moderator")) return [];
      return [
        {
          label: t.governing.step_down[role],
          apart: true,
          act: () => void act(t.governing.stepped_down, () => rooms.govern.bring(room.room, user, lower)),
        },
      ];
    }
    const items = roles_to_give(room.role, role).map((each) => give(room, each));
    if (room.role === "owner" && role !== "owner") {
      items.push({
        label: t.governing.hand_over,
        icon: () => <Crown size={16} />,
        act: () => props.ask(hand_over(room, user)),
      });
    }
    if (items[0] !== undefined) items[0].apart = true;
    if (may_remove(room.role, role)) {
      if (room.lobby !== true) {
        items.push({
          label: t.governing.remove,
          icon: () => <UserMinus size={16} />,
          danger: true,
          apart: true,
          act: () => void act(t.governing.removed(name()), () => rooms.govern.remove(room.room, user)),
        });
      }
      items.push({
        label: t.governing.ban,
        icon: () => <Ban size={16} />,
        danger: true,
        apart: room.lobby === true,
        act: () => props.ask(ban(room, user)),
      });
    }
    return items;
  };

  const items = createMemo<readonly MenuItem[]>(() => {
    const { user } = props.member;
    const list: MenuItem[] = [
      {
        label: t.governing.view_profile,
        icon: () => <User size={16} />,
        act: () => props.show_profile(user),
      },
    ];
    if (!mine() && rooms.person(user)?.deleted !== true) {
      list.push({
        label: t.governing.message,
        icon: () => <MessageCircle size={16} />,
        act: () => props.write(user),
      });
    }
    return props.room === undefined ? list : [...list, ...governing(props.room)];
  });

  return (
    <Menu small tabindex={props.active ? 0 : -1} label={t.governing.member_actions(name())} items={items()}>
      <Ellipsis size={16} />
    </Menu>
  );
}

/** Done at once, and told; a refusal is told as well. */
async function act(done: string, change: () => Promise<void>): Promise<void> {
  try {
    await change();
    toast(done);
  } catch (error) {
    toast(words_of(error));
  }
}
