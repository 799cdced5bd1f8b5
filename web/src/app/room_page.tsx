/**
 * One room, by its address: the conversation and the people beside it, also
 * for those who only look, and words for those who may not.
 */
import { useNavigate, useParams, useSearchParams } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  onCleanup,
  onMount,
  Show,
  Switch,
  type JSX,
} from "solid-js";
import { Beginning } from "../features/chat/beginning.tsx";
import { Composer } from "../features/chat/composer.tsx";
import { MessageList } from "../features/chat/message_list.tsx";
import { TypingLine } from "../features/chat/typing_line.tsx";
import { MutedBar } from "../features/chat/muted_bar.tsx";
import { JoinBar } from "../features/rooms/join_bar.tsx";
import { unread_total, type Loss } from "../features/rooms/model.ts";
import { others_in } from "../features/rooms/naming.ts";
import { muted, reaches } from "../features/rooms/rights.ts";
import { words_of } from "../platform/forms/form_errors.ts";
import { error_text, t } from "../platform/i18n/index.ts";
import { remember, remembered } from "../platform/store/device.ts";
import { Blank } from "../platform/ui/blank.tsx";
import { Button } from "../platform/ui/button.tsx";
import { name_of } from "../platform/ui/name.tsx";
import { announce, toast } from "../platform/ui/toast.tsx";
import { limits } from "../protocol.ts";
import { use_client } from "./client_context.ts";
import { use_dialogs } from "./dialogs_context.ts";
import { keep_last_room } from "./last_room.ts";
import { look_into } from "./looking.ts";
import { NotFound } from "./not_found.tsx";
import { paths } from "./paths.ts";
import { FirstStep } from "./first_step.tsx";
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

function OneRoom(props: { room: string; seq: number | undefined }): JSX.Element {
  const client = use_client();
  const dialogs = use_dialogs();
  const navigate = useNavigate();
  const [query] = useSearchParams<{ people?: string }>();
  const [people_wide, set_people_wide] = createSignal(remembered("people") !== "hidden");

  const { joined, outside, shown, lost, reason, failure, look_up } = look_into(props.room);
  const name = createMemo(() => {
    const room = shown();
    return room === undefined ? "" : client.rooms.name(room);
  });
  const direct = (): boolean => shown()?.kind === "dm";

  /** The one I talk to in a direct message, when I have blocked them. */
  const blocked_partner = createMemo(() => {
    const room = joined();
    if (room?.kind !== "dm") return undefined;
    const others = others_in(room, client.state().me?.id);
    const [only] = others;
    return others.length === 1 && only !== undefined && client.people.blocked(only) ? only : undefined;
  });
  const silenced = createMemo(() => {
    const room = joined();
    return room === undefined ? undefined : muted(room);
  });
  const slow_mode = createMemo(() => {
    const room = joined();
    return room === undefined || reaches(room.role, "moderator") ? 0 : room.settings.slow_mode;
  });
  const unblock = async (user: string): Promise<void> => {
    try {
      await client.people.unblock(user);
      toast(t.people.unblocked(name_of(client.person(user))));
    } catch (error) {
      toast(words_of(error));
    }
  };

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
    <Show when={!lost()} fallback={<NoLonger reason={reason()} />}>
      <Show
        when={failure() !== "room/not_found" && failure() !== "room/banned"}
        fallback={
          failure() === "room/banned" ? (
            <NoLonger reason="banned" />
          ) : (
            <NotFound title={t.places.room_not_found_title} lead={t.places.room_not_found_lead} />
          )
        }
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
                name={name()}
                shown={shown()}
                mine={joined()}
                people_shown={people_wide()}
                toggle_people={toggle_people}
                put_away={() => navigate(paths.home)}
              />
              <MessageList
                room={props.room}
                name={name()}
                target={props.seq}
                read_seq={entered()?.read_seq}
                href={(seq) => paths.message(props.room, seq)}
                seen={() => client.rooms.read(props.room)}
                forget_target={() => navigate(paths.room(props.room), { replace: true, scroll: false })}
                direct={direct()}
                show_profile={(user) => dialogs.open({ name: "profile", user })}
                empty={
                  <Beginning
                    name={name()}
                    topic={shown()?.topic}
                    direct={direct()}
                    may_write={joined() !== undefined && silenced() === undefined}
                  >
                    <FirstStep room={props.room} mine={joined()} kind={shown()?.kind} />
                  </Beginning>
                }
              />
              <TypingLine room={props.room} />
              <Switch
                fallback={
                  <Composer
                    room={props.room}
                    name={name()}
                    limit={client.state().limits?.text_length ?? limits["message.send"].text.max}
                    slow_mode={slow_mode()}
                  />
                }
              >
                <Match when={outside()}>
                  <Show when={shown()}>
                    <JoinBar room={props.room} name={name()} refused={() => void look_up()} />
                  </Show>
                </Match>
                <Match when={silenced()}>{(why) => <MutedBar words={t.chat.muted[why()]} />}</Match>
                <Match when={blocked_partner()}>
                  {(user) => (
                    <MutedBar words={t.chat.blocked_partner(name())}>
                      <Button onClick={() => void unblock(user())}>{t.people.unblock}</Button>
                    </MutedBar>
                  )}
                </Match>
              </Switch>
            </section>
            <PeopleColumn room={props.room} />
          </div>
        </Show>
      </Show>
    </Show>
  );
}

/** Why a room that was before me is not to be seen any longer. */
function NoLonger(props: { reason: Loss | undefined }): JSX.Element {
  const title = (): string =>
    props.reason === undefined ? t.places.removed_title : t.places.lost_title[props.reason];
  const lead = (): string =>
    props.reason === undefined ? t.places.room_not_found_lead : t.places.lost_lead[props.reason];
  onMount(() => announce(title()));
  return <NotFound title={title()} lead={lead()} />;
}
