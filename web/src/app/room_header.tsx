/** What room this is, and what can be done with it as a whole. */
import Ban from "lucide-solid/icons/ban";
import Ellipsis from "lucide-solid/icons/ellipsis";
import EyeOff from "lucide-solid/icons/eye-off";
import Link from "lucide-solid/icons/link";
import LogOut from "lucide-solid/icons/log-out";
import MailPlus from "lucide-solid/icons/mail-plus";
import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal";
import User from "lucide-solid/icons/user";
import UserPlus from "lucide-solid/icons/user-plus";
import Users from "lucide-solid/icons/users";
import { createMemo, Show, type JSX } from "solid-js";
import { copy_text } from "../features/chat/clipboard.ts";
import type { MyRoom } from "../features/rooms/model.ts";
import { others_in } from "../features/rooms/naming.ts";
import { moderates } from "../features/rooms/rights.ts";
import { RoomSign } from "../features/rooms/room_sign.tsx";
import { words_of } from "../platform/forms/form_errors.ts";
import { t } from "../platform/i18n/index.ts";
import { IconButton } from "../platform/ui/button.tsx";
import { Menu, type MenuItem } from "../platform/ui/menu.tsx";
import { toast } from "../platform/ui/toast.tsx";
import type { Room } from "../protocol.ts";
import { use_client } from "./client_context.ts";
import { use_dialogs } from "./dialogs_context.ts";
import { paths } from "./paths.ts";
import styles from "./room_page.module.css";

export interface RoomHeaderProps {
  room: string;
  name: string;
  shown: Pick<Room, "kind" | "topic" | "archived" | "people"> | undefined;
  /** Undefined while I only look. */
  mine: MyRoom | undefined;
  people_shown: boolean;
  toggle_people: () => void;
  put_away: () => void;
}

export function RoomHeader(props: RoomHeaderProps): JSX.Element {
  const client = use_client();
  const dialogs = use_dialogs();
  const direct = (): boolean => props.shown?.kind === "dm";

  const put_away = async (): Promise<void> => {
    try {
      await client.rooms.leave(props.room);
      toast(t.rooms.put_away_done);
      props.put_away();
    } catch (error) {
      toast(words_of(error));
    }
  };
  const copy_link: MenuItem = {
    label: t.chat.copy_room_link,
    icon: () => <Link size={16} />,
    act: () => void copy_text(location.origin + paths.room(props.room), t.chat.link_copied),
  };

  const of_direct = (): MenuItem[] => {
    const others = others_in({ people: props.shown?.people ?? [] }, client.state().me?.id);
    const [only] = others;
    const away: MenuItem = {
      label: t.rooms.put_away,
      icon: () => <EyeOff size={16} />,
      act: () => void put_away(),
    };
    if (only === undefined || others.length > 1) return [away];
    const profile: MenuItem = {
      label: t.people.profile,
      icon: () => <User size={16} />,
      act: () => dialogs.open({ name: "profile", user: only }),
    };
    return [profile, away];
  };
  const items = createMemo<readonly MenuItem[]>(() => {
    const { mine, room } = props;
    if (direct()) return of_direct();
    if (mine === undefined) return [copy_link];
    const list: MenuItem[] = [];
    const open = (
      name: "invites" | "add" | "settings" | "bans" | "leave",
      rest: Omit<MenuItem, "act">,
    ): void => void list.push({ ...rest, act: () => dialogs.open({ name, room }) });
    if (moderates(mine)) {
      open("invites", { label: t.invites.title, icon: () => <MailPlus size={16} /> });
      if (mine.lobby !== true) open("add", { label: t.governing.add, icon: () => <UserPlus size={16} /> });
      open("settings", { label: t.governing.settings, icon: () => <SlidersHorizontal size={16} /> });
      open("bans", { label: t.governing.bans, icon: () => <Ban size={16} /> });
    }
    list.push({ ...copy_link, apart: list.length > 0 });
    if (mine.lobby !== true)
      open("leave", { label: t.rooms.leave, icon: () => <LogOut size={16} />, danger: true, apart: true });
    return list;
  });

  return (
    <header class={styles.header}>
      <Show when={props.shown} fallback={<span class={styles.header_pending} aria-hidden="true" />}>
        {(room) => (
          <>
            <RoomSign room={room()} />
            <h1 class={styles.name}>
              <bdi>{props.name}</bdi>
            </h1>
            <Show when={room().kind === "private"}>
              <span class="visually-hidden">{t.rooms.private}</span>
            </Show>
            <Show when={room().archived}>
              <span class={styles.mark}>{t.rooms.archived}</span>
            </Show>
            <p class={styles.topic} title={room().topic}>
              <bdi>{room().topic}</bdi>
            </p>
          </>
        )}
      </Show>
      <div class={styles.header_actions}>
        <span class={styles.wide_only}>
          <IconButton
            label={props.people_shown ? t.rooms.hide_members : t.rooms.show_members}
            pressed={props.people_shown}
            onClick={() => props.toggle_people()}
          >
            <Users size={18} strokeWidth={1.75} />
          </IconButton>
        </span>
        <Menu label={t.rooms.actions} items={items()}>
          <Ellipsis size={18} strokeWidth={1.75} />
        </Menu>
      </div>
    </header>
  );
}
