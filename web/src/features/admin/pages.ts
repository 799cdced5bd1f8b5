/**
 * A list that is read page by page: the first one, more when asked, anew when
 * what is searched for changes. An answer that comes too late is dropped.
 */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { admin_error } from "./admin_store.ts";

export interface Slice<Item> {
  items: readonly Item[];
  next: string | undefined;
}

export interface Pages<Item> {
  /** Undefined before the first page is there. */
  items: Accessor<readonly Item[] | undefined>;
  /** Why the first page is not there. */
  failed: Accessor<string | undefined>;
  more: Accessor<boolean>;
  /** Why the next page is not there. */
  more_failed: Accessor<string | undefined>;
  busy: Accessor<boolean>;
  begin: () => Promise<void>;
  go_on: () => Promise<void>;
  change: (next: (items: readonly Item[]) => readonly Item[]) => void;
}

export function create_pages<Item>(
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Slice<Item>>,
): Pages<Item> {
  const [items, set_items] = createSignal<readonly Item[]>();
  const [next, set_next] = createSignal<string>();
  const [failed, set_failed] = createSignal<string>();
  const [more_failed, set_more_failed] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);
  let asking = new AbortController();
  onCleanup(() => asking.abort());

  const ask = async (
    cursor: string | undefined,
    fail: (words: string | undefined) => void,
  ): Promise<void> => {
    asking.abort();
    const mine = new AbortController();
    asking = mine;
    set_busy(true);
    fail(undefined);
    try {
      const page = await read(cursor, mine.signal);
      if (mine.signal.aborted) return;
      set_items(cursor === undefined ? page.items : [...(items() ?? []), ...page.items]);
      set_next(page.next);
      set_failed(undefined);
    } catch (error) {
      if (mine.signal.aborted) return;
      fail(admin_error(error));
    }
    set_busy(false);
  };

  return {
    items,
    failed,
    more: () => next() !== undefined,
    more_failed,
    busy,
    begin: () => ask(undefined, set_failed),
    go_on: () => ask(next(), set_more_failed),
    change: (change) => set_items((before) => (before === undefined ? before : change(before))),
  };
}
