/** What room this is, and what can be done with it as a whole. */
import Link from "lucide-solid/icons/link";
import Users from "lucide-solid/icons/users";
import { Show, type JSX } from "solid-js";
import { copy_text } from "../features/chat/clipboard.ts";
import { RoomSign } from "../features/rooms/room_list.tsx";
import { t } from "../platform/i18n/index.ts";
import { IconButton } from "../platform/ui/button.tsx";
import type { Room } from "../protocol.ts";
import { paths } from "./paths.ts";
import styles from "./room_page.module.css";

export interface RoomHeaderProps {
  room: string;
  shown: Pick<Room, "name" | "kind" | "topic"> | undefined;
  people_shown: boolean;
  toggle_people: () => void;
}

export function RoomHeader(props: RoomHeaderProps): JSX.Element {
  return (
    <header class={styles.header}>
      <Show when={props.shown} fallback={<span class={styles.header_pending} aria-hidden="true" />}>
        {(room) => (
          <>
            <RoomSign kind={room().kind} />
            <h1 class={styles.name}>
              <bdi>{room().name}</bdi>
            </h1>
            <p class={styles.topic} title={room().topic}>
              <bdi>{room().topic}</bdi>
            </p>
          </>
        )}
      </Show>
      <div class={styles.header_actions}>
        <IconButton
          label={t.chat.copy_room_link}
          onClick={() => void copy_text(location.origin + paths.room(props.room), t.chat.link_copied)}
        >
          <Link size={18} strokeWidth={1.75} />
        </IconButton>
        <span class={styles.wide_only}>
          <IconButton
            label={props.people_shown ? t.rooms.hide_members : t.rooms.show_members}
            pressed={props.people_shown}
            onClick={() => props.toggle_people()}
          >
            <Users size={18} strokeWidth={1.75} />
          </IconButton>
        </span>
      </div>
    </header>
  );
}
