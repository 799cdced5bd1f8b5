/** The public rooms: what they are about, how many are there, one press to be in. */
import Plus from "lucide-solid/icons/plus";
import Users from "lucide-solid/icons/users";
import { createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { error_text, t } from "../../platform/i18n/index.ts";
import { ApiError } from "../../platform/api/problem.ts";
import { Blank } from "../../platform/ui/blank.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { SkeletonMessages } from "../../platform/ui/skeleton.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { Room } from "../../protocol.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./browse.module.css";

type Listing = { name: "loading" } | { name: "failed"; code: string } | { name: "here" };

export default function Browse(props: {
  href: (room: string) => string;
  create: () => void;
  go: (room: string) => void;
}): JSX.Element {
  const rooms = use_rooms();
  const [listing, set_listing] = createSignal<Listing>({ name: "loading" });
  const [found, set_found] = createSignal<readonly Room[]>([]);
  const [cursor, set_cursor] = createSignal<string>();
  const [more, set_more] = createSignal(false);

  const read = async (from?: string): Promise<void> => {
    if (from === undefined) set_listing({ name: "loading" });
    else set_more(true);
    try {
      const page = await rooms.public_rooms(from);
      set_found(from === undefined ? page.rooms : [...found(), ...page.rooms]);
      set_cursor(page.next_cursor);
      set_listing({ name: "here" });
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "internal";
      if (from === undefined) set_listing({ name: "failed", code });
      else toast(error_text(code));
    }
    set_more(false);
  };
  onMount(() => void read());

  const failure = (): string => {
    const now = listing();
    return now.name === "failed" ? error_text(now.code) : "";
  };

  return (
    <div class={styles.page}>
      <header class={styles.header}>
        <div>
          <h1 class={styles.title}>{t.rooms.browse}</h1>
          <p class={styles.lead}>{t.rooms.browse_lead}</p>
        </div>
        <Button onClick={() => props.create()}>
          <Plus size={16} />
          {t.rooms.create}
        </Button>
      </header>
      <Switch>
        <Match when={listing().name === "loading"}>
          <SkeletonMessages groups={4} />
        </Match>
        <Match when={listing().name === "failed"}>
          <Blank failing title={t.rooms.failed} lead={failure()}>
            <Button onClick={() => void read()}>{t.common.retry}</Button>
          </Blank>
        </Match>
        <Match when={found().length === 0}>
          <Blank title={t.rooms.browse_empty} lead={t.rooms.browse_empty_lead}>
            <Button tone="primary" onClick={() => props.create()}>
              {t.rooms.create}
            </Button>
          </Blank>
        </Match>
        <Match when={listing().name === "here"}>
          <ul class={styles.list}>
            <For each={found()}>
              {(room) => <Line room={room} href={props.href(room.id)} go={props.go} />}
            </For>
          </ul>
          <Show when={cursor()}>
            {(from) => (
              <div class={styles.more}>
                <Button busy={more()} onClick={() => void read(from())}>
                  {t.common.more}
                </Button>
              </div>
            )}
          </Show>
        </Match>
      </Switch>
    </div>
  );
}

function Line(props: { room: Room; href: string; go: (room: string) => void }): JSX.Element {
  const rooms = use_rooms();
  const [busy, set_busy] = createSignal(false);
  const mine = (): boolean => rooms.state().joined.has(props.room.id);
  const join = async (): Promise<void> => {
    set_busy(true);
    try {
      await rooms.join(props.room.id);
      props.go(props.room.id);
    } catch (error) {
      toast(error_text(error instanceof ApiError ? error.code : "internal"));
    }
    set_busy(false);
  };
  return (
    <li class={styles.room}>
      <div class={styles.words}>
        <a class={styles.name} href={props.href}>
          <bdi>{props.room.name}</bdi>
        </a>
        <Show when={props.room.topic}>
          <p class={styles.topic} dir="auto">
            {props.room.topic}
          </p>
        </Show>
        <p class={styles.count}>
          <Users size={13} />
          {t.rooms.members_count(props.room.members)}
          <Show when={mine()}>
            <span class={styles.joined}>{t.rooms.joined}</span>
          </Show>
        </p>
      </div>
      <Show when={!mine()}>
        <Button busy={busy()} aria-label={t.rooms.join_room(props.room.name)} onClick={() => void join()}>
          {t.rooms.join}
        </Button>
      </Show>
    </li>
  );
}
