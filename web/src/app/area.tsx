/**
 * An area of several pages with a way around them: beside the page on a wide
 * screen; on a narrow one the list first, then one page with the way back.
 */
import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createEffect, createSignal, createUniqueId, For, on, onCleanup, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { classes } from "../platform/ui/classes.ts";
import styles from "./area.module.css";

export interface AreaLink {
  href: string;
  label: string;
  sign: (props: { size?: number | string; strokeWidth?: number | string }) => JSX.Element;
  /** A page of its own beside this one: the browser goes there by itself. */
  external?: boolean;
}

const wide_enough = matchMedia("(min-width: 48rem)");

export function is_wide(): () => boolean {
  const [wide, set_wide] = createSignal(wide_enough.matches);
  const look = (): boolean => set_wide(wide_enough.matches);
  wide_enough.addEventListener("change", look);
  onCleanup(() => wide_enough.removeEventListener("change", look));
  return wide;
}

export function Area(props: {
  title: string;
  links: readonly AreaLink[];
  /** Ways out of the area, below the others. */
  leaving: readonly AreaLink[];
  /** The address of the page that is shown; undefined while it is the list alone. */
  current: string | undefined;
  list_href: string;
  back: string;
  /** The page needs the room: tables. */
  roomy?: boolean;
  children: JSX.Element;
}): JSX.Element {
  const id = createUniqueId();
  const wide = is_wide();
  let page!: HTMLDivElement;

  // What had the focus is gone with the other page: it goes on at the new one's title.
  createEffect(
    on(
      () => props.current,
      (current) => {
        if (current === undefined || wide()) return;
        queueMicrotask(() => page.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true }));
      },
      { defer: true },
    ),
  );

  return (
    <div class={styles.area} data-shows={props.current === undefined ? "list" : "page"}>
      <nav class={styles.ways} aria-labelledby={id}>
        <Show
          when={props.current === undefined}
          fallback={
            <p id={id} class={styles.title}>
              {props.title}
            </p>
          }
        >
          <h1 id={id} class={styles.title}>
            {props.title}
          </h1>
        </Show>
        <Ways links={props.links} current={props.current} />
        <Show when={props.leaving.length > 0}>
          <Ways links={props.leaving} current={undefined} apart />
        </Show>
      </nav>
      <Show when={props.current !== undefined}>
        <div
          ref={(element) => (page = element)}
          class={classes(styles.page, props.roomy === true && styles.roomy)}
        >
          <a class={styles.back} href={props.list_href}>
            <ChevronLeft size={18} />
            {props.back}
          </a>
          {props.children}
        </div>
      </Show>
    </div>
  );
}

function Ways(props: {
  links: readonly AreaLink[];
  current: string | undefined;
  apart?: boolean;
}): JSX.Element {
  return (
    <ul class={classes(styles.list, props.apart === true && styles.apart)}>
      <For each={props.links}>
        {(link) => (
          <li>
            <a
              class={styles.way}
              href={link.href}
              rel={link.external === true ? "external" : undefined}
              aria-current={link.href === props.current ? "page" : undefined}
            >
              <Dynamic component={link.sign} size={18} strokeWidth={1.75} />
              <span class={styles.label}>{link.label}</span>
              <span class={styles.on} aria-hidden="true">
                <ChevronRight size={18} />
              </span>
            </a>
          </li>
        )}
      </For>
    </ul>
  );
}
