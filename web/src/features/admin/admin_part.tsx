/** What every page of the administration is made of: its title, and a list that comes page by page. */
import { For, Match, Show, Switch, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { t } from "../../platform/i18n/index.ts";
import { Blank } from "../../platform/ui/blank.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { SkeletonMessages } from "../../platform/ui/skeleton.tsx";
import type { Pages } from "./pages.ts";
import styles from "./admin.module.css";

export function AdminPart(props: {
  title: string;
  lead: string;
  /** Beside the title. */
  tools?: JSX.Element;
  children: JSX.Element;
}): JSX.Element {
  return (
    <div class={styles.part}>
      <header class={styles.header}>
        <div>
          <h1 class={styles.title} tabindex="-1">
            {props.title}
          </h1>
          <p class={styles.soft}>{props.lead}</p>
        </div>
        {props.tools}
      </header>
      {props.children}
    </div>
  );
}

/** Waiting, failing, empty, or what is there with the way to more. */
export function Listing<Item>(props: {
  pages: Pages<Item>;
  failed: string;
  empty: JSX.Element;
  children: (items: readonly Item[]) => JSX.Element;
}): JSX.Element {
  return (
    <Switch fallback={<SkeletonMessages groups={5} />}>
      <Match when={props.pages.failed()}>
        {(why) => (
          <Blank failing title={props.failed} lead={why()}>
            <Button busy={props.pages.busy()} onClick={() => void props.pages.begin()}>
              {t.common.retry}
            </Button>
          </Blank>
        )}
      </Match>
      <Match when={props.pages.items()?.length === 0}>{props.empty}</Match>
      <Match when={props.pages.items()}>
        {(items) => (
          <>
            {props.children(items())}
            <Show when={props.pages.more()}>
              <div class={styles.more}>
                <Show when={props.pages.more_failed()}>
                  {(why) => (
                    <p class={styles.soft} role="alert">
                      {ta.more_failed} {why()}
                    </p>
                  )}
                </Show>
                <Button busy={props.pages.busy()} onClick={() => void props.pages.go_on()}>
                  {t.common.more}
                </Button>
              </div>
            </Show>
          </>
        )}
      </Match>
    </Switch>
  );
}

/** A table on a wide screen; a card per row where that does not fit. The roles hold in both. */
export function Table(props: {
  label: string;
  columns: readonly string[];
  children: JSX.Element;
}): JSX.Element {
  return (
    <div class={styles.holder}>
      <table class={styles.table} role="table" aria-label={props.label}>
        <thead role="rowgroup">
          <tr role="row">
            <For each={props.columns}>
              {(column) => (
                <th role="columnheader" scope="col">
                  {column}
                </th>
              )}
            </For>
            <th role="columnheader" scope="col">
              <span class="visually-hidden">{ta.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">{props.children}</tbody>
      </table>
    </div>
  );
}

/** One value of a row; on a card its column's name stands before it. */
export function Cell(props: { label: string; number?: boolean; children: JSX.Element }): JSX.Element {
  return (
    <td role="cell" class={props.number === true ? styles.number : undefined} data-label={props.label}>
      {props.children}
    </td>
  );
}
