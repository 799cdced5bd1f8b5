/** Deleting the account: what goes, what stays, and the password once more. */
import { createSignal, type JSX } from "solid-js";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { ts } from "../../platform/i18n/settings.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { use_session } from "./auth_context.ts";
import { FormNote } from "./form_parts.tsx";
import styles from "./form.module.css";

const FIELD_OF_CODE = { "auth/wrong_password": "password", "auth/bad_credentials": "password" };

export function DeleteAccount(props: { close: () => void }): JSX.Element {
  const session = use_session();
  const [password, set_password] = createSignal("");
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (password() === "") {
      set_errors({ fields: { password: t.auth.enter_password }, form: undefined });
      return;
    }
    set_busy(true);
    try {
      await session.delete_account(password());
    } catch (error) {
      set_errors(form_errors(error, FIELD_OF_CODE, ["password"]));
      set_busy(false);
    }
  };

  return (
    <Modal title={ts.account.delete_title} lead={ts.account.delete_what} close={() => props.close()}>
      <form class={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <FormNote failing words={errors().form} />
        <Field
          label={ts.account.your_password}
          name="password"
          type="password"
          autocomplete="current-password"
          autofocus
          value={password()}
          change={set_password}
          error={errors().fields.password}
        />
        <ModalActions>
          <Button onClick={() => props.close()}>{t.common.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy()}>
            {ts.account.delete_do}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  );
}
