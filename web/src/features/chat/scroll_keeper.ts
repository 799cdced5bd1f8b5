/**
 * Keeps what is being read where it is. At the newest message the view stays
 * there when more arrives; anywhere else the line under the reader's eye does
 * not move, whatever is added or removed above it or grows. It owns the scroll
 * position of one viewport and never decides what is loaded.
 */
export interface ScrollPlace {
  at_end: boolean;
  near_start: boolean;
  near_end: boolean;
}

const END_WITHIN_PX = 40;
const NEAR_PX = 900;

export class ScrollKeeper {
  readonly #viewport: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #moved: (place: ScrollPlace) => void;
  readonly #observer: ResizeObserver;
  #pinned = true;
  #last_top = 0;
  #anchor: { row: Element; offset: number } | undefined;

  /** `content` is everything that scrolls, `rows` the part of it whose children are kept in place. */
  constructor(
    viewport: HTMLElement,
    content: HTMLElement,
    rows: HTMLElement,
    moved: (place: ScrollPlace) => void,
  ) {
    this.#viewport = viewport;
    this.#rows = rows;
    this.#moved = moved;
    this.#observer = new ResizeObserver(() => this.settle());
    this.#observer.observe(viewport);
    this.#observer.observe(content);
    viewport.addEventListener("scroll", this.#scrolled, { passive: true });
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#viewport.removeEventListener("scroll", this.#scrolled);
  }

  /** Puts the view back after the content or its frame has changed. */
  settle(): void {
    const view = this.#viewport;
    if (this.#pinned) {
      view.scrollTop = view.scrollHeight;
    } else if (this.#anchor?.row.isConnected === true) {
      const shift = this.#offset_of(this.#anchor.row) - this.#anchor.offset;
      if (Math.abs(shift) >= 1) view.scrollTop += shift;
    }
    this.#last_top = view.scrollTop;
    this.#report();
  }

  to_end(): void {
    this.#pinned = true;
    this.settle();
  }

  /** Brings a row to the middle, and keeps it there while the rest arrives. */
  to_row(row: Element): void {
    this.#pinned = false;
    row.scrollIntoView({ block: "center", behavior: "instant" });
    this.#anchor = { row, offset: this.#offset_of(row) };
    this.#report();
  }

  /** The next content belongs to another place: forget this one. */
  release(): void {
    this.#pinned = false;
    this.#anchor = undefined;
  }

  readonly #scrolled = (): void => {
    // Only moving up leaves the end: a frame that shrinks or content that grows does not.
    const moved_up = this.#viewport.scrollTop < this.#last_top - 1;
    this.#last_top = this.#viewport.scrollTop;
    this.#pinned = this.#place().at_end || (this.#pinned && !moved_up);
    if (this.#pinned && !this.#place().at_end) this.settle();
    this.#anchor = this.#pinned ? undefined : this.#first_visible();
    this.#report();
  };

  #report(): void {
    this.#moved(this.#place());
  }

  #place(): ScrollPlace {
    const { scrollTop, scrollHeight, clientHeight } = this.#viewport;
    const below = scrollHeight - clientHeight - scrollTop;
    return { at_end: below <= END_WITHIN_PX, near_start: scrollTop <= NEAR_PX, near_end: below <= NEAR_PX };
  }

  #first_visible(): { row: Element; offset: number } | undefined {
    const rows = this.#rows.children;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = rows[middle];
      if (row !== undefined && this.#offset_of(row) + row.clientHeight <= 0) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    return row === undefined ? undefined : { row, offset: this.#offset_of(row) };
  }

  #offset_of(row: Element): number {
    return row.getBoundingClientRect().top - this.#viewport.getBoundingClientRect().top;
  }
}
