/** How the server is, and what it stores. */
import RefreshCw from "lucide-solid/icons/refresh-cw";
import { createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { number_of, size_of } from "../../platform/i18n/amounts.ts";
import { t } from "../../platform/i18n/index.ts";
import { Ago } from "../../platform/ui/ago.tsx";
import { Blank } from "../../platform/ui/blank.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { SkeletonMessages } from "../../platform/ui/skeleton.tsx";
import { announce } from "../../platform/ui/toast.tsx";
import type { ServerHealth, TableSize } from "../../protocol.ts";
import { use_admin } from "./admin_context.ts";
import { AdminPart } from "./admin_part.tsx";
import { admin_error } from "./admin_store.ts";
import styles from "./admin_health.module.css";

export default function AdminHealth(): JSX.Element {
  const admin = use_admin();
  const [health, set_health] = createSignal<ServerHealth>();
  const [failed, set_failed] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);

  const look = async (): Promise<void> => {
    set_busy(true);
    try {
      set_health(await admin.health());
      set_failed(undefined);
    } catch (error) {
      set_failed(admin_error(error));
    }
    set_busy(false);
  };
  onMount(() => void look());
  const look_again = async (): Promise<void> => {
    await look();
    announce(failed() ?? ta.health.looked);
  };

  return (
    <AdminPart
      title={ta.health.title}
      lead={ta.health.lead}
      tools={
        <Button busy={busy()} onClick={() => void look_again()}>
          <RefreshCw size={16} />
          {ta.health.refresh}
        </Button>
      }
    >
      <Switch fallback={<SkeletonMessages groups={4} />}>
        <Match when={failed()}>
          {(why) => (
            <Blank failing title={ta.health.failed} lead={why()}>
              <Button busy={busy()} onClick={() => void look()}>
                {t.common.retry}
              </Button>
            </Blank>
          )}
        </Match>
        <Match when={health()}>
          {(now) => (
            <>
              <div class={styles.tiles}>
                <Tile title={ta.health.server}>
                  <Fact label={ta.health.version}>{now().version}</Fact>
                  <Fact label={ta.health.up_since}>
                    <Ago at={now().started_at} />
                  </Fact>
                  <Fact label={ta.health.registration}>
                    {ta.health.registrations[now().registration] ?? now().registration}
                  </Fact>
                </Tile>
                <Tile title={ta.health.parts}>
                  <Fact label="Postgres">
                    <Works works={now().postgres} />
                  </Fact>
                  <Fact label="Redis">
                    <Works works={now().redis} />
                  </Fact>
                  <Fact label={ta.health.connections}>{number_of(now().connections)}</Fact>
                </Tile>
                <Show when={now().postgres}>
                  <Tile title={ta.health.counts}>
                    <Fact label={ta.health.people}>{number_of(now().people)}</Fact>
                    <Fact label={ta.health.rooms}>{number_of(now().rooms)}</Fact>
                    <Fact label={ta.health.messages}>{ta.health.about(number_of(now().messages))}</Fact>
                  </Tile>
                </Show>
              </div>
              <Show when={now().postgres}>
                <Storage total={now().database_bytes} tables={now().largest_tables} />
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </AdminPart>
  );
}

function Tile(props: { title: string; children: JSX.Element }): JSX.Element {
  return (
    <section class={styles.tile}>
      <h2 class={styles.heading}>{props.title}</h2>
      <dl class={styles.facts}>{props.children}</dl>
    </section>
  );
}

function Fact(props: { label: string; children: JSX.Element }): JSX.Element {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Works(props: { works: boolean }): JSX.Element {
  return (
    <span class={styles.state} data-works={props.works}>
      {props.works ? ta.health.works : ta.health.fails}
    </span>
  );
}

function Storage(props: { total: number; tables: readonly TableSize[] }): JSX.Element {
  const largest = (): number => Math.max(1, ...props.tables.map(({ bytes }) => bytes));
  return (
    <section class={styles.storage}>
      <h2 class={styles.heading}>{ta.health.storage}</h2>
      <p class={styles.soft}>{ta.health.database(size_of(props.total))}</p>
      <ul class={styles.bars}>
        <For each={props.tables}>
          {(table) => (
            <li class={styles.bar}>
              <span class={styles.table}>{table.name}</span>
              <span class={styles.amount}>
                {size_of(table.bytes)}
                <small>{ta.health.rows(number_of(table.rows))}</small>
              </span>
              <span class={styles.track} aria-hidden="true">
                <i style={{ "inline-size": `${Math.max(0.5, (100 * table.bytes) / largest())}%` }} />
              </span>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
