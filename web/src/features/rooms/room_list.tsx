/** My rooms, with what is unread in them. */
import Hash from "lucide-solid/icons/hash";
import Lock from "lucide-solid/icons/lock";
import { createMemo, For, Show, type JSX } from "solid-js";
import { locale, t } from "../../platform/i18n/index.ts";
import { SkeletonList } from "../../platform/ui/skeleton.tsx";
import { in_order, type MyRoom } from "./model.ts";
import { use_rooms } from "./rooms_context.ts";
import { classes } from "../../platform/ui/classes.ts";
import styles from "./room_list.module.css";

export function RoomList(props: {
  href: (room: string) => string;
  current: string | undefined;
}): JSX.Element {
  const rooms = use_rooms();
  const ordered = createMemo(() => in_order(rooms.state(), locale).map((room) => room.room));
  return (
    <Show when={rooms.state().known} fallback={<SkeletonList lines={5} />}>
      <ul class={styles.list}>
        <For each={ordered()} fallback={<li class={styles.none}>{t.rooms.none}</li>}>
          {(id) => (
            <Show when={rooms.state().joined.get(id)}>
              {(room) => <RoomLine room={room()} href={props.href(id)} current={props.current === id} />}
            </Show>
          )}
        </For>
      </ul>
    </Show>
  );
}

function RoomLine(props: { room: MyRoom; href: string; current: boolean }): JSX.Element {
  const unread = (): number => (props.current ? 0 : props.room.unread);
  return (
    <li>
      <a
        class={classes(styles.line, props.current && styles.current, unread() > 0 && styles.unread)}
        href={props.href}
        aria-current={props.current ? "page" : undefined}
      >
        <RoomSign kind={props.room.kind} />
        <bdi class={styles.name}>{props.room.name}</bdi>
        <Show when={unread() > 0}>
          <span class={styles.badge}>
            <span aria-hidden="true">{unread() > 99 ? "99+" : unread()}</span>
            <span class="visually-hidden">{t.rooms.unread(unread())}</span>
          </span>
        </Show>
      </a>
    </li>
  );
}

export function RoomSign(props: { kind: MyRoom["kind"] }): JSX.Element {
  return (
    <span class={styles.sign} aria-hidden="true">
      {props.kind === "public" ? (
        <Hash size={17} strokeWidth={1.75} />
      ) : (
        <Lock size={16} strokeWidth={1.75} />
      )}
    </span>
  );
}
