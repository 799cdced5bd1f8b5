/** My rooms and my direct messages, with what is unread in them and the ways to more. */
import Compass from "lucide-solid/icons/compass";
import Plus from "lucide-solid/icons/plus";
import { createMemo, createUniqueId, For, Show, type JSX } from "solid-js";
import { locale, t } from "../../platform/i18n/index.ts";
import { IconButton } from "../../platform/ui/button.tsx";
import { classes } from "../../platform/ui/classes.ts";
import { name_of } from "../../platform/ui/name.tsx";
import { SkeletonList } from "../../platform/ui/skeleton.tsx";
import type { MyRoom } from "./model.ts";
import { in_sections } from "./naming.ts";
import { RoomSign } from "./room_sign.tsx";
import { use_rooms } from "./rooms_context.ts";
import styles from "./room_list.module.css";

export interface RoomListProps {
  href: (room: string) => string;
  current: string | undefined;
  browse_href: string;
  browsing: boolean;
  create: () => void;
  write: () => void;
}

export function RoomList(props: RoomListProps): JSX.Element {
  const rooms = use_rooms();
  const sections = createMemo(() =>
    in_sections(rooms.state(), (user) => name_of(rooms.person(user)), locale, props.current),
  );
  return (
    <>
      <Section
        title={t.rooms.mine}
        action={t.rooms.create}
        act={props.create}
        rooms={sections().rooms}
        none={t.rooms.none}
        current={props.current}
        href={props.href}
      >
        <a
          class={classes(styles.browse, props.browsing && styles.current)}
          href={props.browse_href}
          aria-current={props.browsing ? "page" : undefined}
        >
          <Compass size={17} strokeWidth={1.75} />
          {t.rooms.browse}
        </a>
      </Section>
      <Section
        title={t.rooms.direct}
        action={t.people.new_message}
        act={props.write}
        rooms={sections().direct}
        none={t.rooms.direct_none}
        current={props.current}
        href={props.href}
      />
    </>
  );
}

function Section(props: {
  title: string;
  action: string;
  act: () => void;
  rooms: readonly MyRoom[];
  none: string;
  current: string | undefined;
  href: (room: string) => string;
  children?: JSX.Element;
}): JSX.Element {
  const rooms = use_rooms();
  const id = createUniqueId();
  // By id: a line keeps its place and its focus whatever changes in its room.
  const ids = createMemo(() => props.rooms.map(({ room }) => room), [], {
    equals: (a, b) => a.length === b.length && a.every((each, place) => each === b[place]),
  });
  return (
    <section aria-labelledby={id}>
      <div class={styles.heading}>
        <h2 id={id}>{props.title}</h2>
        <IconButton small label={props.action} onClick={() => props.act()}>
          <Plus size={16} />
        </IconButton>
      </div>
      <Show when={rooms.state().known} fallback={<SkeletonList lines={3} />}>
        <ul class={styles.list}>
          <For each={ids()} fallback={<li class={styles.none}>{props.none}</li>}>
            {(id_of_room) => (
              <Show when={rooms.state().joined.get(id_of_room)}>
                {(room) => (
                  <RoomLine
                    room={room()}
                    href={props.href(id_of_room)}
                    current={props.current === id_of_room}
                  />
                )}
              </Show>
            )}
          </For>
        </ul>
        {props.children}
      </Show>
    </section>
  );
}

function RoomLine(props: { room: MyRoom; href: string; current: boolean }): JSX.Element {
  const rooms = use_rooms();
  const unread = (): number => (props.current ? 0 : props.room.unread);
  return (
    <li>
      <a
        class={classes(styles.line, props.current && styles.current, unread() > 0 && styles.unread)}
        href={props.href}
        aria-current={props.current ? "page" : undefined}
      >
        <RoomSign room={props.room} />
        <bdi class={styles.name}>{rooms.name(props.room)}</bdi>
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
