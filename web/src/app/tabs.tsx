/** The way around on a narrow screen. */
import { useLocation } from "@solidjs/router";
import Hash from "lucide-solid/icons/hash";
import MessageCircle from "lucide-solid/icons/message-circle";
import Users from "lucide-solid/icons/users";
import { createMemo, Show, type JSX } from "solid-js";
import { t } from "../platform/i18n/index.ts";
import { unread_total } from "../features/rooms/model.ts";
import { use_client } from "./client_context.ts";
import { last_room } from "./last_room.ts";
import { paths } from "./paths.ts";
import styles from "./tabs.module.css";

export function Tabs(props: { room: string | undefined }): JSX.Element {
  const client = use_client();
  const location = useLocation();
  /** The room on screen, or the one that was. */
  const room = (): string | undefined => {
    const me = client.state().me;
    return props.room ?? (me === undefined ? undefined : last_room(me.id));
  };
  const to_room = (path: (room: string) => string): string => {
    const id = room();
    return id === undefined ? paths.home : path(id);
  };
  const elsewhere = createMemo(() => {
    const { rooms } = client.state();
    return unread_total(rooms) - (rooms.joined.get(props.room ?? "")?.unread ?? 0);
  });
  const people_shown = (): boolean => new URLSearchParams(location.search).has("people");
  const here = (place: "rooms" | "talk" | "people"): "page" | undefined => {
    const now =
      props.room === undefined
        ? location.pathname === paths.rooms
          ? "rooms"
          : ""
        : people_shown()
          ? "people"
          : "talk";
    return now === place ? "page" : undefined;
  };

  return (
    <nav class={styles.tabs} aria-label={t.places.navigation}>
      <a href={paths.rooms} class={styles.tab} aria-current={here("rooms")}>
        <span class={styles.sign}>
          <Hash size={18} strokeWidth={1.75} />
          <Show when={elsewhere() > 0}>
            <span class={styles.dot}>
              <span class="visually-hidden">{t.rooms.unread(elsewhere())}</span>
            </span>
          </Show>
        </span>
        {t.places.rooms}
      </a>
      <a href={to_room(paths.room)} class={styles.tab} aria-current={here("talk")}>
        <MessageCircle size={18} strokeWidth={1.75} />
        {t.places.talk}
      </a>
      <a href={to_room(paths.people)} class={styles.tab} aria-current={here("people")}>
        <Users size={18} strokeWidth={1.75} />
        {t.places.people}
      </a>
    </nav>
  );
}
