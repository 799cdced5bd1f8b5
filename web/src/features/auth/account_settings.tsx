/** My account: its password, leaving for now or for good. */
import LogOut from "lucide-solid/icons/log-out";
import Trash from "lucide-solid/icons/trash";
import { createSignal, Show, type JSX } from "solid-js";
import { ApiError } from "../../platform/api/problem.ts";
import { error_text } from "../../platform/i18n/index.ts";
import { ts } from "../../platform/i18n/settings.ts";
import { Button } from "../../platform/ui/button.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { User } from "../../protocol.ts";
import { use_session } from "./auth_context.ts";
import { ChangePassword } from "./change_password.tsx";
import { DeleteAccount } from "./delete_account.tsx";
import { SettingsPart, SettingsSection } from "./settings_part.tsx";
import styles from "./settings.module.css";

export default function AccountSettings(props: { user: User | undefined }): JSX.Element {
  const session = use_session();
  const [deleting, set_deleting] = createSignal(false);
  const [leaving, set_leaving] = createSignal(false);

  const sign_out = async (): Promise<void> => {
    set_leaving(true);
    try {
      await session.sign_out();
    } catch (error) {
      toast(`${ts.account.sign_out_failed} ${error instanceof ApiError ? error_text(error.code) : ""}`);
      set_leaving(false);
    }
  };

  return (
    <SettingsPart title={ts.account.title}>
      <SettingsSection title={ts.account.password} lead={ts.account.password_lead}>
        <ChangePassword user={props.user} />
      </SettingsSection>
      <SettingsSection title={ts.account.leave} lead={ts.account.sign_out_lead}>
        <div class={styles.actions}>
          <Button busy={leaving()} onClick={() => void sign_out()}>
            <LogOut size={16} />
            {ts.account.sign_out}
          </Button>
        </div>
      </SettingsSection>
      <SettingsSection title={ts.account.delete} lead={ts.account.delete_lead}>
        <div class={styles.actions}>
          <Button tone="danger" onClick={() => set_deleting(true)}>
            <Trash size={16} />
            {ts.account.delete}
          </Button>
        </div>
      </SettingsSection>
      <Show when={deleting()}>
        <DeleteAccount close={() => set_deleting(false)} />
      </Show>
    </SettingsPart>
  );
}
