/** What helps a new room along: inviting people where I may, otherwise its link. */
import Link from "lucide-solid/icons/link";
import MailPlus from "lucide-solid/icons/mail-plus";
import { Match, Switch, type JSX } from "solid-js";
import { copy_text } from "../features/chat/clipboard.ts";
import type { MyRoom } from "../features/rooms/model.ts";
import { moderates } from "../features/rooms/rights.ts";
import { t } from "../platform/i18n/index.ts";
import { Button } from "../platform/ui/button.tsx";
import type { RoomKind } from "../protocol.ts";
import { use_dialogs } from "./dialogs_context.ts";
import { paths } from "./paths.ts";

export function FirstStep(props: {
  room: string;
  /** Undefined while I only look. */
  mine: MyRoom | undefined;
  kind: RoomKind | undefined;
}): JSX.Element {
  const dialogs = use_dialogs();
  const may_invite = (): boolean => {
    const { mine } = props;
    return mine !== undefined && moderates(mine) && mine.lobby !== true && mine.archived !== true;
  };
  return (
    <Switch>
      <Match when={may_invite()}>
        <Button onClick={() => dialogs.open({ name: "invites", room: props.room })}>
          <MailPlus size={16} />
          {t.invites.title}
        </Button>
      </Match>
      <Match when={props.kind === "public"}>
        <Button onClick={() => void copy_text(location.origin + paths.room(props.room), t.chat.link_copied)}>
          <Link size={16} />
          {t.chat.copy_room_link}
        </Button>
      </Match>
    </Switch>
  );
}
