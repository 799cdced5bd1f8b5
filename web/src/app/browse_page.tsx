/** The public rooms, with an address of its own. */
import { useNavigate } from "@solidjs/router";
import { createSignal, onMount, Show, type JSX } from "solid-js";
import Browse from "../features/rooms/browse.tsx";
import { CreateRoom } from "../features/rooms/create_room.tsx";
import { t } from "../platform/i18n/index.ts";
import { paths } from "./paths.ts";

export default function BrowsePage(): JSX.Element {
  const navigate = useNavigate();
  const [creating, set_creating] = createSignal(false);
  onMount(() => (document.title = `${t.rooms.browse} · ${t.common.product}`));
  return (
    <>
      <Browse href={paths.room} create={() => set_creating(true)} go={(room) => navigate(paths.room(room))} />
      <Show when={creating()}>
        <CreateRoom close={() => set_creating(false)} opened={(room) => navigate(paths.room(room))} />
      </Show>
    </>
  );
}
