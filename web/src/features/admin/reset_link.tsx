/** A link for a new password: made when this opens, shown once, never kept. */
import { createSignal, Match, onMount, Switch, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { moment_of, t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { CopyField } from "../../platform/ui/copy_field.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Mark } from "../../platform/ui/mark.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import type { ResetLink as Made } from "../../protocol.ts";
import { use_admin } from "./admin_context.ts";
import { admin_error } from "./admin_store.ts";
import styles from "./dialogs.module.css";

export function ResetLink(props: { user: string; name: string; close: () => void }): JSX.Element {
  const admin = use_admin();
  const [link, set_link] = createSignal<Made>();
  const [failed, set_failed] = createSignal<string>();
  onMount(() => {
    admin.reset_link(props.user).then(set_link, (error: unknown) => set_failed(admin_error(error)));
  });
  return (
    <Modal title={ta.people.reset_title(props.name)} lead={ta.people.reset_lead} close={() => props.close()}>
      <Switch
        fallback={
          <div class={styles.waiting} role="status" aria-label={t.common.loading}>
            <Mark drawing />
          </div>
        }
      >
        <Match when={failed()}>{(why) => <Failing words={`${ta.people.reset_failed} ${why()}`} />}</Match>
        <Match when={link()}>
          {(shown) => (
            <>
              <CopyField label={ta.people.reset_link} value={shown().url} />
              <p class={styles.note}>{ta.people.reset_until(moment_of(shown().expires_at))}</p>
            </>
          )}
        </Match>
      </Switch>
      <ModalActions>
        <Button onClick={() => props.close()}>{ta.people.done}</Button>
      </ModalActions>
    </Modal>
  );
}
