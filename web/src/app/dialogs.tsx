/**
 * The dialogs above the page, one at a time. Each is loaded when it is first
 * asked for; one about a room closes when the room is mine no longer.
 */
import { useNavigate } from "@solidjs/router";
import { createEffect, createSignal, ErrorBoundary, lazy, Match, Suspense, Switch, type JSX } from "solid-js";
import { words_of } from "../platform/forms/form_errors.ts";
import { toast } from "../platform/ui/toast.tsx";
import { use_client } from "./client_context.ts";
import { DialogsContext, type Dialog, type Dialogs } from "./dialogs_context.ts";
import { paths } from "./paths.ts";

const AddPeople = lazy(() => import("./add_people.tsx"));
const Bans = lazy(() => import("../features/rooms/bans.tsx"));
const CreateRoom = lazy(() => import("../features/rooms/create_room.tsx"));
const Invites = lazy(() => import("../features/rooms/invites.tsx"));
const LeaveRoom = lazy(() => import("../features/rooms/leave_room.tsx"));
const NewMessage = lazy(() => import("../features/people/new_message.tsx"));
const ProfileCard = lazy(() => import("../features/people/profile_card.tsx"));
const RoomSettings = lazy(() => import("../features/rooms/room_settings.tsx"));
const ShortcutSheet = lazy(() => import("./shortcut_sheet.tsx"));

export function WithDialogs(props: { children: JSX.Element }): JSX.Element {
  const client = use_client();
  const navigate = useNavigate();
  const [dialog, open] = createSignal<Dialog>();
  const close = (): void => {
    open(undefined);
  };

  const dialogs: Dialogs = {
    open,
    async write_to(users) {
      const room = await client.rooms.open_direct(users);
      close();
      navigate(paths.room(room.id));
    },
  };

  const about = (name: Dialog["name"]): string | undefined => {
    const now = dialog();
    return now?.name === name && "room" in now ? now.room : undefined;
  };
  const profile = (): string | undefined => {
    const now = dialog();
    return now?.name === "profile" ? now.user : undefined;
  };
  createEffect(() => {
    const now = dialog();
    if (now !== undefined && "room" in now && !client.rooms.state().joined.has(now.room)) close();
  });

  const enter = (room: string): void => {
    close();
    navigate(paths.room(room));
  };
  /** What could not be loaded is told, and the page stays. */
  const Failed = (failed: { error: unknown }): JSX.Element => {
    toast(words_of(failed.error));
    queueMicrotask(close);
    return undefined;
  };

  return (
    <DialogsContext.Provider value={dialogs}>
      {props.children}
      <ErrorBoundary
        fallback={(error: unknown, reset) => {
          createEffect(() => {
            if (dialog() === undefined) reset();
          });
          return <Failed error={error} />;
        }}
      >
        <Suspense>
          <Switch>
            <Match when={dialog()?.name === "create"}>
              <CreateRoom close={close} opened={enter} />
            </Match>
            <Match when={dialog()?.name === "write"}>
              <NewMessage close={close} open={dialogs.write_to} />
            </Match>
            <Match when={dialog()?.name === "shortcuts"}>
              <ShortcutSheet close={close} />
            </Match>
            <Match when={profile()} keyed>
              {(user) => (
                <ProfileCard
                  user={user}
                  close={close}
                  write={() => dialogs.write_to([user])}
                  settings_href={paths.settings}
                />
              )}
            </Match>
            <Match when={about("add")} keyed>
              {(room) => <AddPeople room={room} close={close} />}
            </Match>
            <Match when={about("invites")} keyed>
              {(room) => <Invites room={room} close={close} />}
            </Match>
            <Match when={about("bans")} keyed>
              {(room) => <Bans room={room} close={close} />}
            </Match>
            <Match when={about("settings")} keyed>
              {(room) => <RoomSettings room={room} close={close} />}
            </Match>
            <Match when={about("leave")} keyed>
              {(room) => (
                <LeaveRoom
                  room={room}
                  close={close}
                  add={() => open({ name: "add", room })}
                  left={() => {
                    close();
                    navigate(paths.home);
                  }}
                />
              )}
            </Match>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </DialogsContext.Provider>
  );
}
