/** Another password: the old one once more, the new one with what it is worth. */
import { createSignal, type JSX } from "solid-js";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { ts } from "../../platform/i18n/settings.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { User } from "../../protocol.ts";
import { password_fault } from "./account_rules.ts";
import { use_session } from "./auth_context.ts";
import { FormNote } from "./form_parts.tsx";
import { NewPassword } from "./new_password.tsx";
import styles from "./settings.module.css";

const FIELD_OF_CODE = {
  "auth/wrong_password": "current_password",
  "auth/bad_credentials": "current_password",
  "auth/password_common": "new_password",
  "auth/password_names": "new_password",
};

export function ChangePassword(props: { user: User | undefined }): JSX.Element {
  const session = use_session();
  const [current, set_current] = createSignal("");
  const [chosen, set_chosen] = createSignal("");
  const [checked, set_checked] = createSignal(false);
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);
  let form!: HTMLFormElement;

  const forget = (field: string): void => {
    set_errors({ fields: { ...errors().fields, [field]: undefined }, form: undefined });
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    set_checked(true);
    const missing = current() === "" ? t.auth.enter_password : undefined;
    set_errors({ fields: { current_password: missing }, form: undefined });
    if (missing === undefined && password_fault(chosen()) === undefined) {
      set_busy(true);
      try {
        await session.change_password(current(), chosen());
        set_checked(false);
        set_current("");
        set_chosen("");
        toast(ts.account.password_changed);
      } catch (error) {
        set_errors(form_errors(error, FIELD_OF_CODE, ["current_password", "new_password"]));
      }
      set_busy(false);
    }
    form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  };

  return (
    <form
      ref={(element) => (form = element)}
      class={styles.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <FormNote failing words={errors().form} />
      {/* For password managers: whose password this is. */}
      <input type="text" hidden autocomplete="username" readOnly value={props.user?.username ?? ""} />
      <Field
        label={ts.account.current_password}
        name="current_password"
        type="password"
        autocomplete="current-password"
        required
        value={current()}
        change={(value) => {
          set_current(value);
          forget("current_password");
        }}
        error={errors().fields.current_password}
      />
      <NewPassword
        label={ts.account.new_password}
        name="new_password"
        value={chosen()}
        change={(value) => {
          set_chosen(value);
          forget("new_password");
        }}
        checked={checked()}
        error={errors().fields.new_password}
        names={[props.user?.username ?? "", props.user?.display_name ?? ""]}
      />
      <div class={styles.actions}>
        <Button type="submit" tone="primary" busy={busy()}>
          {ts.account.change_password}
        </Button>
      </div>
    </form>
  );
}
