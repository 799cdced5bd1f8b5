/** The people of a room, beside the conversation or in its place; read only when looked at. */
import { useSearchParams } from "@solidjs/router";
import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import { Members } from "../features/rooms/members.tsx";
import { words_of } from "../platform/forms/form_errors.ts";
import { t } from "../platform/i18n/index.ts";
import { toast } from "../platform/ui/toast.tsx";
import { use_client } from "./client_context.ts";
import { use_dialogs } from "./dialogs_context.ts";
import styles from "./room_page.module.css";

export function PeopleColumn(props: { room: string }): JSX.Element {
  const client = use_client();
  const dialogs = use_dialogs();
  const [query] = useSearchParams<{ people?: string }>();
  const [visible, set_visible] = createSignal(false);
  let column!: HTMLElement;

  // Whether it is on screen is the style sheet's decision; only what is seen is read.
  onMount(() => {
    const observer = new IntersectionObserver(([entry]) => set_visible(entry?.isIntersecting === true));
    observer.observe(column);
    onCleanup(() => observer.disconnect());
  });

  return (
    <aside
      ref={(element) => (column = element)}
      class={styles.people}
      aria-label={t.rooms.members}
      data-asked={query.people !== undefined}
    >
      <Show when={visible()}>
        <Members
          room={props.room}
          me={client.state().me?.id}
          show_profile={(user) => dialogs.open({ name: "profile", user })}
          write={(user) => void dialogs.write_to([user]).catch((error: unknown) => toast(words_of(error)))}
          add={() => dialogs.open({ name: "add", room: props.room })}
        />
      </Show>
    </aside>
  );
}
