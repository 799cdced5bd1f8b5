/**
 * The conversation of one room: loads what is looked at, keeps the place, and
 * says when the newest is on screen.
 */
import {
  createEffect,
  createMemo,
  createSelector,
  createSignal,
  For,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from "solid-js";
import { error_text, t } from "../../platform/i18n/index.ts";
import { Blank } from "../../platform/ui/blank.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { SkeletonMessages } from "../../platform/ui/skeleton.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import { announce_new_messages } from "./announce_new.ts";
import { JumpToNewest } from "./jump_to_newest.tsx";
import { use_chat } from "./chat_context.ts";
import { land } from "./landing.ts";
import { RowView } from "./message.tsx";
import { build_rows, no_rows, type Rows } from "./rows.ts";
import type { PageRequest } from "./timeline.ts";
import { ScrollKeeper, type ScrollPlace } from "./scroll_keeper.ts";
import { move_between_messages } from "./message_keys.ts";
import styles from "./message_list.module.css";

export interface MessageListProps {
  room: string;
  name: string;
  /** The message that the address names. */
  target: number | undefined;
  /** How far I had read when I came; undefined when nothing is new. */
  read_seq: number | undefined;
  href: (seq: number) => string;
  /** The newest message is on screen, in front of somebody. */
  seen: () => void;
  /** Leaves the address of the target, when the newest is wanted instead. */
  forget_target: () => void;
  /** Between people: nothing is told of who came and went. */
  direct: boolean;
  show_profile: (user: string) => void;
  empty: JSX.Element;
}

export function MessageList(props: MessageListProps): JSX.Element {
  const chat = use_chat();
  let viewport!: HTMLDivElement;
  let content!: HTMLDivElement;
  let lines!: HTMLDivElement;
  let keeper: ScrollKeeper | undefined;

  const timeline = createMemo(() => chat.state().timelines.get(props.room));
  const pending = createMemo(() => chat.state().outbox.filter(({ room }) => room === props.room), [], {
    equals: (a, b) => a.length === b.length && a.every((each, place) => each === b[place]),
  });
  const [place, set_place] = createSignal<ScrollPlace>({ at_end: true, near_start: false, near_end: true });
  const [new_since, set_new_since] = createSignal<number>();
  const [active, set_active] = createSignal<string>();
  const [hovered, set_hovered] = createSignal<string>();
  /** Folded messages that are shown after all. */
  const [shown_seqs, set_shown_seqs] = createSignal<ReadonlySet<number>>(new Set());
  const unfolded = createMemo(() =>
    props.target === undefined ? shown_seqs() : new Set(shown_seqs()).add(props.target),
  );

  const rows = createMemo<Rows>((before) => {
    // While a room is read anew, what was shown stays.
    if (timeline()?.loaded !== true && before.keys.length > 0) return before;
    if (timeline()?.loaded !== true) return no_rows;
    return build_rows(
      {
        timeline: timeline(),
        happenings: props.direct ? [] : (timeline()?.happenings ?? []),
        pending: pending(),
        me: chat.me(),
        read_seq: new_since(),
        blocked: chat.blocked,
        unfolded: unfolded(),
      },
      before,
    );
  }, no_rows);
  const loaded = createMemo(() => timeline()?.loaded === true || rows().keys.length > 0);
  const last_seq = createMemo(() => timeline()?.messages.at(-1)?.seq ?? 0);
  const active_key = (): string | undefined => {
    const chosen = active();
    if (chosen !== undefined && rows().by_key.has(chosen)) return chosen;
    return rows().keys.findLast((key) => rows().by_key.get(key)?.kind === "message");
  };
  const is_active = createSelector(active_key);
  const is_hovered = createSelector(hovered);

  announce_new_messages(timeline, chat.me, chat.person, chat.blocked);
  createEffect(
    on(
      () => props.read_seq,
      (seq) => seq !== undefined && set_new_since(seq),
    ),
  );

  land({
    room: props.room,
    chat,
    timeline,
    target: () => props.target,
    keeper: () => keeper,
    row_of: (seq) => lines.querySelector(`[data-seq="${seq}"]`),
  });

  // More at either end, as one comes near it.
  createEffect(() => {
    const now = timeline();
    const first = now?.messages[0]?.seq;
    if (now?.has_before !== true || first === undefined || !place().near_start) return;
    if (chat.page_state(props.room, "before") === undefined)
      void chat.load(props.room, { kind: "before", seq: first });
  });
  createEffect(() => {
    const now = timeline();
    const last = now?.messages.at(-1)?.seq;
    if (now?.has_after !== true || last === undefined || !place().near_end) return;
    if (chat.page_state(props.room, "after") === undefined)
      void chat.load(props.room, { kind: "after", seq: last });
  });

  const at_newest = (): boolean => place().at_end && timeline()?.has_after !== true;
  createEffect(() => chat.follow(props.room, at_newest()));
  createEffect(
    on(rows, () => {
      keeper?.settle();
    }),
  );

  // Mine is always looked at.
  createEffect(
    on(
      () => pending().length,
      (now, before) => {
        if (now > (before ?? 0)) to_newest();
      },
      { defer: true },
    ),
  );

  const [present, set_present] = createSignal(is_present());
  const presence_changed = (): void => {
    set_present(is_present());
    if (!is_present() && at_newest()) left_at = last_seq();
  };
  let left_at: number | undefined;
  createEffect(
    on(last_seq, (seq) => {
      if (left_at === undefined) return;
      if (!present() && seq > left_at) set_new_since(left_at);
      left_at = undefined;
    }),
  );
  createEffect(() => {
    last_seq();
    if (present() && at_newest() && loaded() && chat.connected()) props.seen();
  });

  onMount(() => {
    keeper = new ScrollKeeper(viewport, content, lines, (now) => {
      const before = place();
      const same =
        before.at_end === now.at_end &&
        before.near_start === now.near_start &&
        before.near_end === now.near_end;
      if (!same) set_place(now);
    });
    const names = ["focus", "blur"] as const;
    for (const name of names) addEventListener(name, presence_changed);
    document.addEventListener("visibilitychange", presence_changed);
    onCleanup(() => {
      keeper?.dispose();
      for (const name of names) removeEventListener(name, presence_changed);
      document.removeEventListener("visibilitychange", presence_changed);
    });
  });

  const to_newest = (): void => {
    if (props.target !== undefined) props.forget_target();
    if (timeline()?.has_after !== true) keeper?.to_end();
    else void read_newest();
  };
  const read_newest = async (): Promise<void> => {
    await chat.load(props.room, { kind: "newest" });
    const words = failure("newest");
    if (words === undefined) keeper?.to_end();
    else toast(words);
  };

  const failure = (kind: PageRequest["kind"]): string | undefined => {
    const state = chat.page_state(props.room, kind);
    return state?.name === "failed" ? error_text(state.code) : undefined;
  };
  const retry = (): void => {
    const target = props.target;
    void chat.load(props.room, target === undefined ? { kind: "newest" } : { kind: "around", seq: target });
  };
  const retry_before = (): void => {
    const first = timeline()?.messages[0]?.seq;
    if (first !== undefined) void chat.load(props.room, { kind: "before", seq: first });
  };
  const retry_after = (): void => {
    const last = timeline()?.messages.at(-1)?.seq;
    if (last !== undefined) void chat.load(props.room, { kind: "after", seq: last });
  };

  return (
    <div class={styles.frame}>
      <div
        ref={(element) => (viewport = element)}
        class={styles.viewport}
        role="log"
        aria-live="off"
        aria-label={t.chat.messages_in(props.name)}
        aria-busy={loaded() ? undefined : "true"}
        tabindex="0"
        onKeyDown={(event) => move_between_messages(event, viewport)}
        onFocusIn={(event) => set_active(closest_key(event.target))}
        onPointerOver={(event) => set_hovered(closest_key(event.target))}
        onPointerLeave={() => set_hovered(undefined)}
      >
        <div ref={(element) => (content = element)} class={styles.content}>
          <Show when={timeline()?.has_before === true && loaded()}>
            <Show
              when={failure("before")}
              fallback={
                <div class={styles.older} aria-hidden="true">
                  <SkeletonMessages groups={2} />
                </div>
              }
            >
              <Torn words={t.chat.older_failed} retry={retry_before} />
            </Show>
          </Show>
          <Show when={!loaded() && failure("newest") === undefined && failure("around") === undefined}>
            <div class={styles.loading}>
              <SkeletonMessages groups={6} />
            </div>
          </Show>
          <Show when={!loaded() && (failure("newest") ?? failure("around"))}>
            {(words) => (
              <div class={styles.failing}>
                <Blank failing title={t.chat.load_failed} lead={words()}>
                  <Button onClick={retry}>{t.common.retry}</Button>
                </Blank>
              </div>
            )}
          </Show>
          <Show when={loaded() && timeline()?.has_before !== true}>{props.empty}</Show>
          <div ref={(element) => (lines = element)} class={styles.rows}>
            <For each={rows().keys}>
              {(key) => {
                const row = createMemo(() => rows().by_key.get(key));
                return (
                  <Show when={row()}>
                    {(shown) => (
                      <RowView
                        row={shown()}
                        active={is_active(key)}
                        tools={is_active(key) || is_hovered(key)}
                        target={props.target !== undefined && row_seq(shown()) === props.target}
                        href={props.href}
                        show_profile={props.show_profile}
                        unfold={(seqs) => set_shown_seqs(new Set([...shown_seqs(), ...seqs]))}
                      />
                    )}
                  </Show>
                );
              }}
            </For>
          </div>
          <Show when={timeline()?.has_after === true && failure("after")}>
            <Torn words={t.chat.newer_failed} retry={retry_after} />
          </Show>
        </div>
      </div>
      <Show when={loaded() && !at_newest() && timeline()}>
        {(now) => <JumpToNewest timeline={now()} me={chat.me()} go={to_newest} />}
      </Show>
    </div>
  );
}

/** Where the conversation goes on, but could not be read. */
function Torn(props: { words: string; retry: () => void }): JSX.Element {
  return (
    <p class={styles.torn} role="alert">
      {props.words}
      <Button onClick={() => props.retry()}>{t.common.retry}</Button>
    </p>
  );
}

function row_seq(row: ReturnType<Rows["by_key"]["get"]>): number | undefined {
  return row?.kind === "message" ? row.seq : undefined;
}

function closest_key(target: EventTarget): string | undefined {
  return target instanceof Element
    ? (target.closest<HTMLElement>("[data-key]")?.dataset.key ?? undefined)
    : undefined;
}

function is_present(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
