/** One line of the conversation: a message, what happened, a fold, a day, or where the new ones begin. */
import Copy from "lucide-solid/icons/copy";
import Link from "lucide-solid/icons/link";
import { createMemo, createSignal, Match, onCleanup, Show, Switch, type JSX } from "solid-js";
import { day_of, error_text, moment_of, t, time_of } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { IconButton } from "../../platform/ui/button.tsx";
import { Name, name_of } from "../../platform/ui/name.tsx";
import { use_chat } from "./chat_context.ts";
import { copy_text } from "./clipboard.ts";
import { happening_words } from "./happening_words.ts";
import { parse_markdown } from "./markdown.ts";
import { MarkdownView } from "./markdown_view.tsx";
import type { FoldRow, HappeningRow, MessageRow, Row } from "./rows.ts";
import { classes } from "../../platform/ui/classes.ts";
import styles from "./message.module.css";

export interface RowViewProps {
  row: Row;
  /** The message that the keyboard is at. */
  active: boolean;
  /** What can be done with it is wanted: drawn only then, for there are hundreds of messages. */
  tools: boolean;
  /** The message that a link led to. */
  target: boolean;
  href: (seq: number) => string;
  show_profile: (user: string) => void;
  unfold: (seqs: readonly number[]) => void;
}

export function RowView(props: RowViewProps): JSX.Element {
  const message = (): MessageRow | undefined => (props.row.kind === "message" ? props.row : undefined);
  const happening = (): HappeningRow | undefined => (props.row.kind === "happening" ? props.row : undefined);
  const fold = (): FoldRow | undefined => (props.row.kind === "fold" ? props.row : undefined);
  const day = (): string | undefined => (props.row.kind === "day" ? props.row.at : undefined);
  return (
    <Switch>
      <Match when={message()}>{(row) => <MessageView {...props} row={row()} />}</Match>
      <Match when={happening()}>{(row) => <HappeningLine row={row()} />}</Match>
      <Match when={fold()}>
        {(row) => (
          <p class={styles.fold}>
            {t.chat.folded(row().amount)}
            <button type="button" class={styles.action} onClick={() => props.unfold(row().seqs)}>
              {t.chat.show_folded}
            </button>
          </p>
        )}
      </Match>
      <Match when={day()}>
        {(at) => (
          <div class={styles.divider} role="separator">
            <span>{day_of(at())}</span>
          </div>
        )}
      </Match>
      <Match when={props.row.kind === "new"}>
        <div class={`${styles.divider} ${styles.new}`} role="separator">
          <span>{t.chat.new_since}</span>
        </div>
      </Match>
    </Switch>
  );
}

function MessageView(props: Omit<RowViewProps, "row"> & { row: MessageRow }): JSX.Element {
  const chat = use_chat();
  const author = (): ReturnType<typeof chat.person> => chat.person(props.row.author);
  const mine = (): boolean => props.row.author === chat.me();
  const blocks = createMemo(() => parse_markdown(props.row.text));
  const label = (): string => `${name_of(author())}, ${moment_of(props.row.at)}`;

  return (
    <article
      class={classes(
        styles.message,
        props.row.leads && styles.leads,
        props.row.state === "sending" && styles.sending,
        props.target && styles.target,
      )}
      data-key={props.row.key}
      data-seq={props.row.seq}
      data-state={props.row.state}
      aria-label={label()}
      tabindex={props.active ? 0 : -1}
    >
      <Show when={props.row.leads} fallback={<Moment class={styles.gutter_time} at={props.row.at} />}>
        <button
          type="button"
          class={styles.face}
          tabindex="-1"
          aria-hidden="true"
          onClick={() => props.show_profile(props.row.author)}
        >
          <Avatar user={author()} mine={mine()} />
        </button>
      </Show>
      <div class={styles.body}>
        <Show when={props.row.leads}>
          <p class={styles.head}>
            <button
              type="button"
              class={styles.author}
              tabindex={props.active ? 0 : -1}
              onClick={() => props.show_profile(props.row.author)}
            >
              <Name user={author()} mine={mine()} />
            </button>
            <Moment class={styles.time} at={props.row.at} />
          </p>
        </Show>
        <Show when={!props.row.deleted} fallback={<p class={styles.deleted}>{t.chat.deleted_message}</p>}>
          <MarkdownView blocks={blocks()} />
        </Show>
        <Show when={props.row.state === "sending"}>
          <Show
            when={props.row.code === "room/slow_mode" && props.row.not_before}
            fallback={<span class="visually-hidden">{t.chat.sending}</span>}
          >
            {(until) => <Countdown until={until()} />}
          </Show>
        </Show>
        <Show when={props.row.state === "failed"}>
          <div class={styles.failed} role="alert">
            <span>{t.chat.failed(error_text(props.row.code ?? "internal"))}</span>
            <button type="button" class={styles.action} onClick={() => chat.retry(props.row.key)}>
              {t.chat.retry}
            </button>
            <button type="button" class={styles.action} onClick={() => chat.discard(props.row.key)}>
              {t.chat.discard}
            </button>
          </div>
        </Show>
      </div>
      <Show when={props.tools && props.row.state === "sent" && props.row.seq}>
        {(seq) => (
          <div class={styles.tools}>
            <IconButton
              small
              tip="above"
              label={t.chat.copy_message_link}
              tabindex={props.active ? 0 : -1}
              onClick={() => void copy_text(location.origin + props.href(seq()), t.chat.link_copied)}
            >
              <Link size={16} />
            </IconButton>
            <Show when={!props.row.deleted}>
              <IconButton
                small
                tip="above"
                label={t.chat.copy_text}
                tabindex={props.active ? 0 : -1}
                onClick={() => void copy_text(props.row.text, t.chat.text_copied)}
              >
                <Copy size={16} />
              </IconButton>
            </Show>
          </div>
        )}
      </Show>
    </article>
  );
}

/** Who came and went, who became what, how the room changed. */
function HappeningLine(props: { row: HappeningRow }): JSX.Element {
  const chat = use_chat();
  return (
    <p class={styles.happening} title={moment_of(props.row.events[0]?.at ?? "")}>
      {happening_words(props.row.events, (user) => name_of(chat.person(user)))}
    </p>
  );
}

/** How long the room lets a message wait. */
function Countdown(props: { until: number }): JSX.Element {
  const [now, set_now] = createSignal(Date.now());
  const clock = setInterval(() => set_now(Date.now()), 250);
  onCleanup(() => clearInterval(clock));
  const seconds = (): number => Math.max(1, Math.ceil((props.until - now()) / 1000));
  return <p class={styles.waiting}>{t.chat.slow_wait(seconds())}</p>;
}

function Moment(props: { at: string; class: string | undefined }): JSX.Element {
  return (
    <time class={props.class} dateTime={props.at} title={moment_of(props.at)}>
      {time_of(props.at)}
    </time>
  );
}
