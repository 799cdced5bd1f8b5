/** The people of a room, beside the conversation or in its place; read only when looked at. */
import { useSearchParams } from "@solidjs/router";
import LogOut from "lucide-solid/icons/log-out";
import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import { Members } from "../features/rooms/members.tsx";
import { t } from "../platform/i18n/index.ts";
import { Button } from "../platform/ui/button.tsx";
import { use_client } from "./client_context.ts";
import styles from "./room_page.module.css";

export function PeopleColumn(props: { room: string; may_leave: boolean; leave: () => void }): JSX.Element {
  const client = use_client();
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
        <Members room={props.room} me={client.state().me?.id} />
        <Show when={props.may_leave}>
          <div class={styles.leave}>
            <Button onClick={() => props.leave()}>
              <LogOut size={16} />
              {t.rooms.leave}
            </Button>
          </div>
        </Show>
      </Show>
    </aside>
  );
}
