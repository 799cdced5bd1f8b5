/** Nobody stays here: on to the room where one was last, or to the first one. */
import { useNavigate } from "@solidjs/router";
import { createEffect, type JSX } from "solid-js";
import { locale, t } from "../platform/i18n/index.ts";
import { in_sections } from "../features/rooms/naming.ts";
import { Waiting } from "../platform/ui/blank.tsx";
import { name_of } from "../platform/ui/name.tsx";
import { use_client } from "./client_context.ts";
import { last_room } from "./last_room.ts";
import { paths } from "./paths.ts";

export function Home(): JSX.Element {
  const client = use_client();
  const navigate = useNavigate();
  createEffect(() => {
    const { rooms, me } = client.state();
    if (!rooms.known || me === undefined) return;
    const last = last_room(me.id);
    // What was put away is not where one goes on.
    const there = rooms.joined.get(last ?? "");
    const known = there?.hidden === true ? undefined : there?.room;
    const mine = in_sections(rooms, (user) => name_of(client.person(user)), locale);
    const lobby = mine.rooms.find((room) => room.lobby === true);
    const room = known ?? lobby?.room ?? mine.rooms[0]?.room ?? mine.direct[0]?.room;
    navigate(room === undefined ? paths.rooms : paths.room(room), { replace: true });
  });
  return <Waiting label={t.common.loading} />;
}
