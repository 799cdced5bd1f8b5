/** The public rooms, with an address of its own. */
import { useNavigate } from "@solidjs/router";
import { onMount, type JSX } from "solid-js";
import Browse from "../features/rooms/browse.tsx";
import { t } from "../platform/i18n/index.ts";
import { use_dialogs } from "./dialogs_context.ts";
import { paths } from "./paths.ts";

export default function BrowsePage(): JSX.Element {
  const navigate = useNavigate();
  const dialogs = use_dialogs();
  onMount(() => (document.title = `${t.rooms.browse} · ${t.common.product}`));
  return (
    <Browse
      href={paths.room}
      create={() => dialogs.open({ name: "create" })}
      go={(room) => navigate(paths.room(room))}
    />
  );
}
