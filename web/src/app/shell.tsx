/**
 * The frame inside: rooms beside what one looks at on a wide screen, one thing
 * at a time with tabs below on a narrow one.
 */
import { useLocation, useParams, type RouteSectionProps } from "@solidjs/router";
import Keyboard from "lucide-solid/icons/keyboard";
import Settings from "lucide-solid/icons/settings";
import { Suspense, type JSX } from "solid-js";
import { RoomList } from "../features/rooms/room_list.tsx";
import { t } from "../platform/i18n/index.ts";
import { Avatar } from "../platform/ui/avatar.tsx";
import { Waiting } from "../platform/ui/blank.tsx";
import { IconButton } from "../platform/ui/button.tsx";
import { Mark } from "../platform/ui/mark.tsx";
import { use_client } from "./client_context.ts";
import { ConnectionLine } from "./connection_line.tsx";
import { WithDialogs } from "./dialogs.tsx";
import { use_dialogs } from "./dialogs_context.ts";
import { tell_lost_rooms } from "./lost_notices.ts";
import { paths } from "./paths.ts";
import { use_shortcuts } from "./shortcuts.ts";
import { Tabs } from "./tabs.tsx";
import styles from "./shell.module.css";

export function Shell(section: RouteSectionProps): JSX.Element {
  return (
    <WithDialogs>
      <Frame {...section} />
    </WithDialogs>
  );
}

function Frame(section: RouteSectionProps): JSX.Element {
  const client = use_client();
  const location = useLocation();
  const dialogs = use_dialogs();
  const params = useParams<{ room?: string }>();
  tell_lost_rooms(client, () => params.room);
  use_shortcuts({ room: () => params.room, open: dialogs.open });

  const place = (): "rooms" | "talk" | "page" => {
    if (params.room !== undefined) return "talk";
    return location.pathname === paths.rooms ? "rooms" : "page";
  };
  const me = (): ReturnType<typeof client.person> => {
    const phase = client.session.phase();
    return client.state().me ?? (phase.name === "in" ? phase.user : undefined);
  };

  return (
    <div class={styles.shell} data-place={place()}>
      <a class={styles.skip} href="#main">
        {t.common.skip}
      </a>
      <nav class={styles.rooms} aria-label={t.rooms.mine}>
        <a class={styles.brand} href={paths.home}>
          <Mark />
          {t.common.product}
        </a>
        <div class={styles.list}>
          <RoomList
            href={paths.room}
            current={params.room}
            browse_href={paths.rooms}
            browsing={location.pathname === paths.rooms}
            create={() => dialogs.open({ name: "create" })}
            write={() => dialogs.open({ name: "write" })}
          />
        </div>
        <div class={styles.me}>
          <a class={styles.account} href={paths.settings}>
            <Avatar user={me()} mine />
            <span class={styles.name}>
              <bdi>{me()?.display_name}</bdi>
              <small>
                <bdi>@{me()?.username}</bdi>
              </small>
            </span>
            <span class="visually-hidden">{t.account.open_settings}</span>
            <Settings size={18} strokeWidth={1.75} />
          </a>
          <span class={styles.keys}>
            <IconButton
              small
              tip="above"
              label={t.shortcuts.title}
              onClick={() => dialogs.open({ name: "shortcuts" })}
            >
              <Keyboard size={18} strokeWidth={1.75} />
            </IconButton>
          </span>
        </div>
      </nav>
      <main id="main" class={styles.main} tabindex="-1">
        <ConnectionLine />
        <div class={styles.stage}>
          <Suspense fallback={<Waiting label={t.common.loading} />}>{section.children}</Suspense>
        </div>
      </main>
      <Tabs room={params.room} />
    </div>
  );
}
