/** My account: who I am here, how the page looks, leaving for now or for good. */
import LogOut from "lucide-solid/icons/log-out";
import Trash from "lucide-solid/icons/trash";
import { createResource, createSignal, Show, type JSX } from "solid-js";
import { date_of, error_text, t } from "../../platform/i18n/index.ts";
import { ApiError } from "../../platform/api/problem.ts";
import type { User } from "../../protocol.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import { AppearanceChoice } from "./appearance_choice.tsx";
import { use_session } from "./auth_context.ts";
import { DeleteAccount } from "./delete_account.tsx";
import styles from "./account.module.css";

export default function Account(props: { user: User | undefined }): JSX.Element {
  const session = use_session();
  const [deleting, set_deleting] = createSignal(false);
  const [leaving, set_leaving] = createSignal(false);
  const [me] = createResource(() => session.me().catch(() => undefined));

  const sign_out = async (): Promise<void> => {
    set_leaving(true);
    try {
      await session.sign_out();
    } catch (error) {
      toast(`${t.account.sign_out_failed} ${error instanceof ApiError ? error_text(error.code) : ""}`);
      set_leaving(false);
    }
  };

  return (
    <div class={styles.page}>
      <h1 class={styles.title}>{t.account.title}</h1>

      <section class={styles.section} aria-labelledby="account-profile">
        <h2 id="account-profile">{t.account.profile}</h2>
        <div class={styles.person}>
          <Avatar user={props.user} mine />
          <div>
            <bdi class={styles.name}>{props.user?.display_name}</bdi>
            <p class={styles.soft}>
              <bdi>@{props.user?.username}</bdi>
            </p>
          </div>
        </div>
        <dl class={styles.facts}>
          <Show when={me()?.email}>
            {(email) => (
              <div>
                <dt>{t.account.email}</dt>
                <dd>{email()}</dd>
              </div>
            )}
          </Show>
          <div>
            <dt>{t.account.member_since}</dt>
            <dd>
              <Show when={me()} fallback={<span class={styles.pending} aria-hidden="true" />}>
                {(told) => <time dateTime={told().created_at}>{date_of(told().created_at)}</time>}
              </Show>
            </dd>
          </div>
        </dl>
      </section>

      <section class={styles.section} aria-labelledby="account-appearance">
        <h2 id="account-appearance">{t.account.appearance}</h2>
        <p class={styles.soft}>{t.account.appearance_lead}</p>
        <AppearanceChoice labelled_by="account-appearance" />
      </section>

      <section class={styles.section} aria-labelledby="account-session">
        <h2 id="account-session">{t.account.session}</h2>
        <p class={styles.soft}>{t.account.sign_out_lead}</p>
        <div class={styles.row}>
          <Button busy={leaving()} onClick={() => void sign_out()}>
            <LogOut size={16} />
            {t.account.sign_out}
          </Button>
          <Button tone="danger" onClick={() => set_deleting(true)}>
            <Trash size={16} />
            {t.account.delete}
          </Button>
        </div>
      </section>

      <Show when={deleting()}>
        <DeleteAccount close={() => set_deleting(false)} />
      </Show>
    </div>
  );
}
