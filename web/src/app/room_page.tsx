/**
 * One room, by its address: the conversation and the people beside it, also
 * for those who only look, and words for those who may not.
 */
import { useNavigate, useParams, useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, onCleanup, Show, type JSX } from "solid-js";
import { Beginning } from "../features/chat/beginning.tsx";
import { Composer } from "../features/chat/composer.tsx";
import { MessageList } from "../features/chat/message_list.tsx";
import { TypingLine } from "../features/chat/typing_line.tsx";
import { JoinBar } from "../features/rooms/join_bar.tsx";
import { LeaveRoom } from "../features/rooms/leave_room.tsx";
import { unread_total } from "../features/rooms/model.ts";
import { error_text, t } from "../platform/i18n/index.ts";
import { ApiError } from "../platform/api/problem.ts";
import { remember, remembered } from "../platform/store/device.ts";
import { Blank } from "../platform/ui/blank.tsx";
import { Button } from "../platform/ui/button.tsx";
import { limits, type Room } from "../protocol.ts";
import { use_client } from "./client_context.ts";
import { keep_last_room } from "./last_room.ts";
import { NotFound } from "./not_found.tsx";
import { paths } from "./paths.ts";
import { PeopleColumn } from "./people_column.tsx";
import { RoomHeader } from "./room_header.tsx";
import styles from "./room_page.module.css";

export function RoomPage(): JSX.Element {
  const params = useParams<{ room: string; seq?: string }>();
  return (
    <Show when={params.room} keyed>
      {(room) => <OneRoom room={room} seq={params.seq === undefined ? undefined : Number(params.seq)} />}
    </Show>
  );
}

/** What is shown of a room, whether I am in it or only look. */
type Shown = Pick<Room, "name" | "kind" | "topic">;

function OneRoom(props: { room: string; seq: number | undefined }): JSX.Element {
  const client = use_client();
  const navigate = useNavigate();
  const [query] = useSearchParams<{ people?: string }>();
  const [people_wide, set_people_wide] = createSignal(remembered("people") !== "hidden");
  const [leaving, set_leaving] = createSignal(false);

  const joined = createMemo(() => client.rooms.state().joined.get(props.room));
  const was_in = createMemo<boolean>((before) => before || joined() !== undefined, false);
  const outside = createMemo(() => client.rooms.state().known && joined() === undefined);
  // No resource: reading one would hold back the way here, for ever if I join meanwhile.
  const [looked_up, set_looked_up] = createSignal<Room | { failed: string }>();
  const look_up = async (): Promise<void> => {
    set_looked_up(await client.rooms.look_up(props.room).catch(failure_of));
  };
  createEffect(() => {
    if (outside() && !was_in()) void look_up();
  });
  const failure = (): string | undefined => {
    const found = looked_up();
    return outside() && found !== undefined && "failed" in found ? found.failed : undefined;
  };
  const shown = createMemo<Shown | undefined>(() => {
    const found = looked_up();
    return joined() ?? (found !== undefined && !("failed" in found) ? found : undefined);
  });
  const name = (): string => shown()?.name ?? "";

  /** How far I had read when I came; what came since then gets its line. */
  const entered = createMemo<{ read_seq: number | undefined } | undefined>((before) => {
    const mine = joined();
    return (
      before ?? (mine === undefined ? undefined : { read_seq: mine.unread > 0 ? mine.read_seq : undefined })
    );
  }, undefined);

  createEffect(() => {
    const me = client.state().me;
    if (me !== undefined && joined() !== undefined) keep_last_room(me.id, props.room);
  });
  createEffect(() => {
    if (joined() === undefined || !client.chat.connected()) return;
    client.rooms.on_screen(props.room, true);
    onCleanup(() => client.rooms.on_screen(props.room, false));
  });
  createEffect(() => {
    const unread = unread_total(client.rooms.state());
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name() === "" ? "" : `${name()} · `}${t.common.product}`;
  });

  const toggle_people = (): void => {
    set_people_wide(!people_wide());
    remember("people", people_wide() ? undefined : "hidden");
  };

  return (
    <Show
      when={!(outside() && was_in())}
      fallback={<NotFound title={t.places.removed_title} lead={t.places.room_not_found_lead} />}
    >
      <Show
        when={failure() !== "room/not_found"}
        fallback={<NotFound title={t.places.room_not_found_title} lead={t.places.room_not_found_lead} />}
      >
        <Show
          when={failure() === undefined}
          fallback={
            <Blank failing heading="h1" title={t.chat.load_failed} lead={error_text(failure() ?? "internal")}>
              <Button onClick={() => void look_up()}>{t.common.retry}</Button>
            </Blank>
          }
        >
          <div
            class={styles.room}
            data-people={people_wide()}
            data-show={query.people === undefined ? "talk" : "people"}
          >
            <section class={styles.talk} aria-label={t.chat.title}>
              <RoomHeader
                room={props.room}
                shown={shown()}
                people_shown={people_wide()}
                toggle_people={toggle_people}
              />
              <MessageList
                room={props.room}
                name={name()}
                target={props.seq}
                read_seq={entered()?.read_seq}
                href={(seq) => paths.message(props.room, seq)}
                seen={() => client.rooms.read(props.room)}
                forget_target={() => navigate(paths.room(props.room), { replace: true, scroll: false })}
                empty={<Beginning name={name()} topic={shown()?.topic} href={paths.room(props.room)} />}
              />
              <TypingLine room={props.room} />
              <Show
                when={outside() && shown() !== undefined}
                fallback={
                  <Composer
                    room={props.room}
                    name={name()}
                    limit={client.state().limits?.text_length ?? limits["message.send"].text.max}
                  />
                }
              >
                <JoinBar room={props.room} name={name()} />
              </Show>
            </section>
            <PeopleColumn
              room={props.room}
              may_leave={joined() !== undefined && joined()?.lobby !== true}
              leave={() => set_leaving(true)}
            />
          </div>
          <Show when={leaving()}>
            <LeaveRoom
              room={props.room}
              name={name()}
              close={() => set_leaving(false)}
              left={() => navigate(paths.rooms)}
            />
          </Show>
        </Show>
      </Show>
    </Show>
  );
}

function failure_of(error: unknown): { failed: string } {
  return { failed: error instanceof ApiError ? error.code : "internal" };
}
