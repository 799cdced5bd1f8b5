/**
 * Where one writes. Enter sends (a new line on touch keyboards), Shift+Enter
 * breaks the line, an Enter that ends an input method's composition does
 * neither. What is written survives a reload, per room.
 */
import ArrowUp from "lucide-solid/icons/arrow-up";
import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { use_chat } from "./chat_context.ts";
import { draft_of, keep_draft } from "./draft.ts";
import { classes } from "../../platform/ui/classes.ts";
import styles from "./composer.module.css";

export interface ComposerProps {
  room: string;
  name: string;
  /** Code points that a message may have. */
  limit: number;
  /** Seconds that I wait between two messages here; 0 for none. */
  slow_mode: number;
}

const TOLD_BELOW = 200;
/** Some browsers report the Enter that ends a composition only by this code. */
const COMPOSING_KEY_CODE = 229;
const touch = matchMedia("(hover: none) and (pointer: coarse)");

export function Composer(props: ComposerProps): JSX.Element {
  const chat = use_chat();
  const [text, set_text] = createSignal("");
  let area!: HTMLTextAreaElement;

  const left = (): number => props.limit - Array.from(trimmed(text())).length;
  const sendable = (): boolean => trimmed(text()) !== "" && left() >= 0;

  createEffect(
    on(
      () => props.room,
      (room) => {
        set_text(draft_of(chat.me() ?? "", room));
        area.value = text();
        if (!touch.matches) area.focus({ preventScroll: true });
      },
    ),
  );

  const write = (value: string): void => {
    set_text(value);
    keep_draft(chat.me() ?? "", props.room, value);
  };

  const send = (): void => {
    if (!sendable()) return;
    chat.send(props.room, trimmed(text()));
    area.value = "";
    write("");
    area.focus();
  };

  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || touch.matches) return;
    if (event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return;
    event.preventDefault();
    send();
  };

  return (
    <>
      <form
        class={styles.composer}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) {
            event.preventDefault();
            area.focus();
          }
        }}
      >
        <span class={styles.field} data-text={text()}>
          <textarea
            ref={(element) => (area = element)}
            class={styles.area}
            rows="1"
            dir="auto"
            aria-label={t.chat.write_to(props.name)}
            aria-describedby={props.slow_mode > 0 ? "composer-left composer-pace" : "composer-left"}
            placeholder={t.chat.write_to(props.name)}
            enterkeyhint={touch.matches ? "enter" : "send"}
            data-composer
            onInput={(event) => {
              write(event.currentTarget.value);
              if (trimmed(event.currentTarget.value) !== "") chat.typing(props.room);
            }}
            onKeyDown={key}
          />
        </span>
        <span id="composer-left" class={classes(styles.left, left() < 0 && styles.over)} aria-live="polite">
          <Show when={left() <= TOLD_BELOW}>
            {left() < 0 ? t.chat.over_limit(-left()) : t.chat.left(left())}
          </Show>
        </span>
        <button type="submit" class={styles.send} aria-label={t.chat.send} disabled={!sendable()}>
          <ArrowUp size={18} strokeWidth={2} />
        </button>
      </form>
      <Show when={props.slow_mode > 0}>
        <p id="composer-pace" class={styles.pace}>
          {t.chat.slow_mode(props.slow_mode)}
        </p>
      </Show>
    </>
  );
}

/** Indentation at the start may be code; empty lines around are nothing. */
function trimmed(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
}
