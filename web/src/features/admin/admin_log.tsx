/** What administrators did, newest first, day by day. */
import Terminal from "lucide-solid/icons/terminal";
import { createSignal, For, onMount, Show, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { moment_of, time_of } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Blank } from "../../platform/ui/blank.tsx";
import { Name } from "../../platform/ui/name.tsx";
import type { AdminAction, User } from "../../protocol.ts";
import { use_admin } from "./admin_context.ts";
import { AdminPart, Listing } from "./admin_part.tsx";
import { by_day, subject_of } from "./log_entries.ts";
import { create_pages } from "./pages.ts";
import styles from "./admin_log.module.css";

export default function AdminLog(props: { me: string | undefined }): JSX.Element {
  const admin = use_admin();
  const [people, set_people] = createSignal<ReadonlyMap<string, User>>(new Map());
  const pages = create_pages<AdminAction>(async (cursor, signal) => {
    const page = await admin.actions(cursor, signal);
    set_people((known) => new Map([...known, ...page.users.map((user) => [user.id, user] as const)]));
    return { items: page.actions, next: page.next_cursor };
  });
  onMount(() => void pages.begin());

  return (
    <AdminPart title={ta.log.title} lead={ta.log.lead}>
      <Listing
        pages={pages}
        failed={ta.log.failed}
        empty={<Blank title={ta.log.empty} lead={ta.log.empty_lead} />}
      >
        {(actions) => (
          <div class={styles.days}>
            <For each={by_day(actions)}>
              {(day) => (
                <section>
                  <h2 class={styles.day}>{day.title}</h2>
                  <ol class={styles.list}>
                    <For each={day.actions}>
                      {(action) => <Entry action={action} people={people()} me={props.me} />}
                    </For>
                  </ol>
                </section>
              )}
            </For>
          </div>
        )}
      </Listing>
    </AdminPart>
  );
}

function Entry(props: {
  action: AdminAction;
  people: ReadonlyMap<string, User>;
  me: string | undefined;
}): JSX.Element {
  const words = (): readonly [string, string] =>
    ta.log.acts[props.action.action] ?? ta.log.unknown_act(props.action.action);
  const subject = (): ReturnType<typeof subject_of> => subject_of(props.action, props.people);
  return (
    <li class={styles.entry}>
      <Show
        when={props.action.actor}
        fallback={
          <span class={styles.sign} aria-hidden="true">
            <Terminal size={16} strokeWidth={1.75} />
          </span>
        }
      >
        {(actor) => <Avatar small user={props.people.get(actor())} mine={actor() === props.me} />}
      </Show>
      <p class={styles.words}>
        <Show when={props.action.actor} fallback={<b>{ta.log.terminal}</b>}>
          {(actor) => <Name user={props.people.get(actor())} mine={actor() === props.me} />}
        </Show>{" "}
        {words()[0]} <bdi class={styles.subject}>{subject()}</bdi> {words()[1]}
      </p>
      <time class={styles.time} dateTime={props.action.at} title={moment_of(props.action.at)}>
        {time_of(props.action.at)}
      </time>
    </li>
  );
}
