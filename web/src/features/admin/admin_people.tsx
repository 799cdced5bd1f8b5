/** Everybody with an account, and what an administrator may do with them. */
import { createEffect, createSignal, For, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { Blank } from "../../platform/ui/blank.tsx";
import { Button } from "../../platform/ui/button.tsx";
import type { AdminPerson } from "../../protocol.ts";
import { use_admin } from "./admin_context.ts";
import { AdminPart, Listing, Table } from "./admin_part.tsx";
import { create_pages } from "./pages.ts";
import { PersonDialogs, type PersonDialog } from "./person_dialogs.tsx";
import { PersonRow } from "./person_row.tsx";
import { SearchField } from "./search_field.tsx";

/** As long as somebody types, nothing is asked. */
const TYPING_MS = 220;

export default function AdminPeople(props: { me: string | undefined }): JSX.Element {
  const admin = use_admin();
  const [words, set_words] = createSignal("");
  const [dialog, open] = createSignal<PersonDialog>();
  const pages = create_pages<AdminPerson>((cursor, signal) => admin.people(words().trim(), cursor, signal));
  onMount(() => void pages.begin());
  createEffect(
    on(
      () => words().trim(),
      () => {
        const later = setTimeout(() => void pages.begin(), TYPING_MS);
        onCleanup(() => clearTimeout(later));
      },
      { defer: true },
    ),
  );

  const update = (user: string, change: Partial<AdminPerson>): void =>
    pages.change((people) => people.map((one) => (one.user.id === user ? { ...one, ...change } : one)));
  const remove = (user: string): void =>
    pages.change((people) => people.filter((one) => one.user.id !== user));

  return (
    <AdminPart title={ta.people.title} lead={ta.people.lead}>
      <SearchField label={ta.people.search} hint={ta.people.search_hint} value={words()} change={set_words} />
      <Listing
        pages={pages}
        failed={ta.people.failed}
        empty={
          <Show when={words().trim()} fallback={<Blank title={ta.people.empty} />}>
            {(searched) => (
              <Blank title={ta.people.none_found(searched())} lead={ta.people.none_found_lead}>
                <Button onClick={() => set_words("")}>{ta.people.show_all}</Button>
              </Blank>
            )}
          </Show>
        }
      >
        {(people) => (
          <Table
            label={ta.people.title}
            columns={[ta.people.person, ta.people.rooms, ta.people.last_seen, ta.people.joined]}
          >
            <For each={people}>
              {(person) => <PersonRow person={person} mine={person.user.id === props.me} open={open} />}
            </For>
          </Table>
        )}
      </Listing>
      <PersonDialogs
        dialog={dialog()}
        me={props.me}
        close={() => open(undefined)}
        update={update}
        remove={remove}
      />
    </AdminPart>
  );
}
