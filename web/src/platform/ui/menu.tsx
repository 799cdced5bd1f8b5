/**
 * A button with a list of what can be done: arrows, Home, End and first letters
 * move in it, Esc and a press elsewhere close it, and the focus returns. It
 * floats in the browser's top layer, so that no column cuts it off.
 */
import { createEffect, createSignal, createUniqueId, For, on, onCleanup, Show, type JSX } from "solid-js";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import styles from "./menu.module.css";

export interface MenuItem {
  label: string;
  act: () => void;
  icon?: () => JSX.Element;
  /** Takes something away from somebody. */
  danger?: boolean;
  /** Stands apart from what is before it. */
  apart?: boolean;
}

export interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  /** What the button shows. */
  children: JSX.Element;
  small?: boolean;
  /** -1 where something else brings the focus here. */
  tabindex?: number;
}

const EDGE = 8;
const GAP = 4;

export function Menu(props: MenuProps): JSX.Element {
  const id = createUniqueId();
  const [open, set_open] = createSignal(false);
  let holder!: HTMLSpanElement;
  let list: HTMLDivElement | undefined;

  const button = (): HTMLElement | null => holder.querySelector("button");
  const items = (): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const close = (back: boolean): void => {
    set_open(false);
    if (back) button()?.focus();
  };
  const choose = (item: MenuItem): void => {
    close(true);
    item.act();
  };

  createEffect(
    on(open, (shown) => {
      const anchor = button();
      if (!shown || list === undefined || anchor === null) return;
      list.showPopover();
      place(list, anchor);
      items()[0]?.focus({ preventScroll: true });
      const away = (event: Event): void => {
        const inside =
          event.target instanceof Node &&
          (list?.contains(event.target) === true || holder.contains(event.target));
        if (!inside) close(false);
      };
      const moved = (event: Event): void => {
        if (!(event.target instanceof Node) || list?.contains(event.target) !== true) close(false);
      };
      addEventListener("pointerdown", away, true);
      addEventListener("scroll", moved, true);
      addEventListener("resize", moved);
      onCleanup(() => {
        removeEventListener("pointerdown", away, true);
        removeEventListener("scroll", moved, true);
        removeEventListener("resize", moved);
      });
    }),
  );

  const key = (event: KeyboardEvent): void => {
    const all = items();
    const here = all.indexOf(document.activeElement as HTMLElement);
    const go = (to: number): void => all[(to + all.length) % all.length]?.focus();
    if (event.key === "ArrowDown") go(here + 1);
    else if (event.key === "ArrowUp") go(here - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(all.length - 1);
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") {
      close(true);
      return;
    } else if (event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLocaleLowerCase();
      const next = [...all.slice(here + 1), ...all.slice(0, here + 1)].find((item) =>
        (item.textContent ?? "").trim().toLocaleLowerCase().startsWith(letter),
      );
      next?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span ref={(element) => (holder = element)} class={styles.holder}>
      <IconButton
        small={props.small === true}
        label={props.label}
        tabindex={props.tabindex}
        aria-haspopup="menu"
        aria-expanded={open()}
        aria-controls={open() ? id : undefined}
        onClick={() => set_open(!open())}
        onKeyDown={(event) => {
          if (open() || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
          event.preventDefault();
          set_open(true);
        }}
      >
        {props.children}
      </IconButton>
      <Show when={open()}>
        <div
          ref={(element) => (list = element)}
          id={id}
          class={styles.menu}
          role="menu"
          popover="manual"
          tabindex="-1"
          aria-label={props.label}
          onKeyDown={key}
        >
          <For each={props.items}>
            {(item) => (
              <button
                type="button"
                role="menuitem"
                tabindex="-1"
                class={classes(
                  styles.item,
                  item.danger === true && styles.danger,
                  item.apart === true && styles.apart,
                )}
                onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
                onClick={() => choose(item)}
              >
                <span class={styles.icon} aria-hidden="true">
                  {item.icon?.()}
                </span>
                {item.label}
              </button>
            )}
          </For>
        </div>
      </Show>
    </span>
  );
}

/** Below the button, at its end; above it where there is no room below. */
function place(list: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const rtl = getComputedStyle(anchor).direction === "rtl";
  const wanted = rtl ? from.left : from.right - width;
  const left = Math.max(EDGE, Math.min(wanted, innerWidth - width - EDGE));
  const below = from.bottom + GAP;
  const top = below + height > innerHeight - EDGE ? Math.max(EDGE, from.top - GAP - height) : below;
  list.style.left = `${left}px`;
  list.style.top = `${top}px`;
}
