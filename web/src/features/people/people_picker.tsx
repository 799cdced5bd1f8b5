/**
 * Finding people by name and choosing some of them: a combobox whose list is
 * walked with the arrows, Enter chooses, Backspace in the empty field takes the
 * last one back.
 */
import Check from "lucide-solid/icons/check";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, createUniqueId, For, on, onCleanup, Show, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { name_of } from "../../platform/ui/name.tsx";
import { announce } from "../../platform/ui/toast.tsx";
import type { User } from "../../protocol.ts";
import { use_people } from "./people_context.ts";
import styles from "./people_picker.module.css";

export interface PeoplePickerProps {
  chosen: readonly User[];
  choose: (users: readonly User[]) => void;
  at_most: number;
  /** Somebody who cannot be chosen, and the word that says why. */
  refused?: (user: string) => string | undefined;
}

/** Nobody is looked for while still typing. */
const PAUSE_MS = 180;

type Search =
  | { name: "idle" | "searching" }
  | { name: "found"; users: readonly User[] }
  | { name: "failed"; why: string };

export function PeoplePicker(props: PeoplePickerProps): JSX.Element {
  const people = use_people();
  const id = createUniqueId();
  const [words, set_words] = createSignal("");
  const [search, set_search] = createSignal<Search>({ name: "idle" });
  const [active, set_active] = createSignal(0);
  let field!: HTMLInputElement;

  const found = (): readonly User[] => {
    const now = search();
    return now.name === "found" ? now.users : [];
  };
  const is_chosen = (user: User): boolean => props.chosen.some((each) => each.id === user.id);
  const refusal = (user: User): string | undefined => props.refused?.(user.id);
  const full = (): boolean => props.chosen.length >= props.at_most;

  createEffect(
    on(words, (typed) => {
      const wanted = typed.trim();
      if (wanted === "") {
        set_search({ name: "idle" });
        return;
      }
      const stop = new AbortController();
      const wait = setTimeout(() => void look_for(wanted, stop.signal), PAUSE_MS);
      onCleanup(() => {
        clearTimeout(wait);
        stop.abort();
      });
    }),
  );
  const look_for = async (wanted: string, signal: AbortSignal): Promise<void> => {
    if (search().name !== "found") set_search({ name: "searching" });
    try {
      const users = await people.search(wanted, signal);
      if (signal.aborted) return;
      set_search({ name: "found", users });
      set_active(0);
      announce(users.length === 0 ? t.people.nobody_found(wanted) : t.people.found(users.length));
    } catch (error) {
      if (!signal.aborted) set_search({ name: "failed", why: words_of(error) });
    }
  };

  const toggle = (user: User): void => {
    if (refusal(user) !== undefined) return;
    if (is_chosen(user)) props.choose(props.chosen.filter((each) => each.id !== user.id));
    else if (!full()) props.choose([...props.chosen, user]);
    else {
      announce(t.people.full);
      return;
    }
    set_words("");
    field.value = "";
    field.focus();
  };

  const key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const amount = found().length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && amount > 0) {
      event.preventDefault();
      set_active((active() + (event.key === "ArrowDown" ? 1 : -1) + amount) % amount);
      document.getElementById(`${id}-${active()}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && words().trim() !== "") {
      event.preventDefault();
      const user = found()[active()];
      if (user !== undefined) toggle(user);
    } else if (event.key === "Backspace" && words() === "" && props.chosen.length > 0) {
      props.choose(props.chosen.slice(0, -1));
    } else if (event.key === "Escape" && words() !== "") {
      event.preventDefault();
      event.stopPropagation();
      field.value = "";
      set_words("");
    }
  };

  const note = (): string => {
    const now = search();
    if (full()) return t.people.full;
    if (now.name === "failed") return `${t.people.search_failed} ${now.why}`;
    if (now.name === "searching") return t.people.searching;
    if (now.name === "found" && now.users.length === 0) return t.people.nobody_found(words().trim());
    return now.name === "idle" ? t.people.search_hint : "";
  };

  return (
    <div class={styles.picker}>
      <div
        class={styles.box}
        onPointerDown={(event) => event.target === event.currentTarget && queueMicrotask(() => field.focus())}
      >
        <Show when={props.chosen.length > 0}>
          <ul class={styles.chosen} aria-label={t.people.chosen}>
            <For each={props.chosen}>
              {(user) => (
                <li class={styles.chip}>
                  <bdi>{name_of(user)}</bdi>
                  <button
                    type="button"
                    class={styles.drop}
                    aria-label={t.people.drop(name_of(user))}
                    onClick={() => toggle(user)}
                  >
                    <X size={14} />
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <input
          ref={(element) => (field = element)}
          class={styles.input}
          type="text"
          role="combobox"
          autofocus
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={64}
          placeholder={t.people.search}
          aria-label={t.people.search}
          aria-autocomplete="list"
          aria-expanded={found().length > 0}
          aria-controls={`${id}-list`}
          aria-describedby={`${id}-note`}
          aria-activedescendant={found().length > 0 ? `${id}-${active()}` : undefined}
          onInput={(event) => set_words(event.currentTarget.value)}
          onKeyDown={key}
        />
      </div>
      <ul
        id={`${id}-list`}
        class={styles.found}
        role="listbox"
        aria-multiselectable="true"
        aria-label={t.people.search}
      >
        <For each={found()}>
          {(user, place) => (
            <li
              id={`${id}-${place()}`}
              class={styles.person}
              role="option"
              aria-selected={is_chosen(user)}
              aria-disabled={refusal(user) !== undefined}
              data-active={place() === active()}
              onPointerMove={() => set_active(place())}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => toggle(user)}
            >
              <Avatar user={user} />
              <span class={styles.words}>
                <bdi class={styles.name}>{name_of(user)}</bdi>
                <small>
                  <bdi>@{user.username}</bdi>
                </small>
              </span>
              <Show when={refusal(user)}>{(why) => <span class={styles.why}>{why()}</span>}</Show>
              <Show when={is_chosen(user)}>
                <Check size={18} />
              </Show>
            </li>
          )}
        </For>
      </ul>
      <p id={`${id}-note`} class={styles.note}>
        {note()}
      </p>
    </div>
  );
}
