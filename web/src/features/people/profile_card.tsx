/** Who somebody is, and what I can do about it: write to them, or not hear them. */
import MessageCircle from "lucide-solid/icons/message-circle";
import { createSignal, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Modal } from "../../platform/ui/modal.tsx";
import { Name, name_of } from "../../platform/ui/name.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { User } from "../../protocol.ts";
import { use_people } from "./people_context.ts";
import styles from "./profile_card.module.css";

export default function ProfileCard(props: {
  user: string;
  close: () => void;
  write: () => Promise<void>;
  settings_href: string;
}): JSX.Element {
  const people = use_people();
  const [doing, set_doing] = createSignal<"writing" | "blocking">();
  const [failure, set_failure] = createSignal<string>();

  const user = (): User | undefined => people.person(props.user);
  const mine = (): boolean => props.user === people.me();
  const blocked = (): boolean => people.blocked(props.user);
  const deleted = (): boolean => user()?.deleted === true;

  // What is known may be old; the newest word comes while it is shown.
  onMount(() => void people.look_up(props.user).catch(() => undefined));

  const attempt = async (what: "writing" | "blocking", act: () => Promise<void>): Promise<void> => {
    set_doing(what);
    set_failure(undefined);
    try {
      await act();
    } catch (error) {
      set_failure(words_of(error));
    }
    set_doing(undefined);
  };
  const block = async (): Promise<void> => {
    const name = name_of(user());
    const was_blocked = blocked();
    await (was_blocked ? people.unblock(props.user) : people.block(props.user));
    toast(was_blocked ? t.people.unblocked(name) : t.people.blocked(name));
  };

  return (
    <Modal title={t.people.profile} close={() => props.close()}>
      <div class={styles.person}>
        <span class={styles.picture}>
          <Avatar user={user()} mine={mine()} />
        </span>
        <div class={styles.names}>
          <p class={styles.name}>
            <Name user={user()} mine={mine()} />
          </p>
          <Show when={!deleted()}>
            <p class={styles.username}>
              <bdi>@{user()?.username}</bdi>
            </p>
          </Show>
        </div>
      </div>
      <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
      <Switch
        fallback={
          <>
            <Show when={!blocked()}>
              <Button
                tone="primary"
                wide
                busy={doing() === "writing"}
                onClick={() => void attempt("writing", props.write)}
              >
                <MessageCircle size={17} />
                {t.people.message}
              </Button>
            </Show>
            <div class={styles.block}>
              <p>{blocked() ? t.people.blocked_lead : t.people.block_lead}</p>
              <Button
                tone={blocked() ? "plain" : "danger"}
                busy={doing() === "blocking"}
                onClick={() => void attempt("blocking", block)}
              >
                {blocked() ? t.people.unblock : t.people.block}
              </Button>
            </div>
          </>
        }
      >
        <Match when={deleted()}>
          <p class={styles.soft}>{t.people.deleted_lead}</p>
        </Match>
        <Match when={mine()}>
          <p class={styles.soft}>
            {t.people.this_is_you}{" "}
            <a class={styles.link} href={props.settings_href} onClick={() => props.close()}>
              {t.people.open_settings}
            </a>
          </p>
        </Match>
      </Switch>
    </Modal>
  );
}
