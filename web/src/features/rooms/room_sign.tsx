/** What stands before a room's name: what kind of room it is, or who one talks to. */
import Archive from "lucide-solid/icons/archive";
import Hash from "lucide-solid/icons/hash";
import Lock from "lucide-solid/icons/lock";
import { Match, Switch, type JSX } from "solid-js";
import { Avatar } from "../../platform/ui/avatar.tsx";
import type { Room } from "../../protocol.ts";
import { others_in } from "./naming.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./room_sign.module.css";

export function RoomSign(props: { room: Pick<Room, "kind" | "people" | "archived"> }): JSX.Element {
  const rooms = use_rooms();
  const others = (): readonly string[] => others_in(props.room, rooms.state().me);
  return (
    <span class={styles.sign} aria-hidden="true">
      <Switch fallback={<Hash size={17} strokeWidth={1.75} />}>
        <Match when={props.room.kind === "dm" && others().length > 1}>
          <span class={styles.several}>{others().length}</span>
        </Match>
        <Match when={props.room.kind === "dm"}>
          <Avatar small user={rooms.person(others()[0] ?? "")} />
        </Match>
        <Match when={props.room.archived === true}>
          <Archive size={16} strokeWidth={1.75} />
        </Match>
        <Match when={props.room.kind === "private"}>
          <Lock size={16} strokeWidth={1.75} />
        </Match>
      </Switch>
    </span>
  );
}
