/** Making an account: two fields, told at once what is wrong with them. */
import { createSignal, type JSX } from "solid-js";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { password_fault, username_fault } from "./account_rules.ts";
import { use_session } from "./auth_context.ts";
import { FormNote, StrengthMeter, Switch } from "./form_parts.tsx";
import { Gate } from "./gate.tsx";
import { password_strength } from "./password_strength.ts";
import styles from "./form.module.css";

const FIELD_OF_CODE = {
  "auth/username_taken": "username",
  "auth/username_invalid": "username",
  "auth/password_common": "password",
  "auth/password_names": "password",
};

export function Register(props: { sign_in_href: string }): JSX.Element {
  const session = use_session();
  const [username, set_username] = createSignal("");
  const [password, set_password] = createSignal("");
  const [checked, set_checked] = createSignal({ username: false, password: false });
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);
  let form!: HTMLFormElement;

  // A fault is told when the field is left, and goes as soon as it is mended.
  const username_words = (): string | undefined => {
    const fault = username_fault(username());
    const told = checked().username || fault === "username_signs";
    return fault !== undefined && told ? t.auth[fault] : errors().fields.username;
  };
  const password_words = (): string | undefined => {
    const fault = password_fault(password());
    return fault !== undefined && checked().password ? t.auth[fault] : errors().fields.password;
  };
  const forget = (field: string): void => {
    set_errors({ fields: { ...errors().fields, [field]: undefined }, form: undefined });
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    set_checked({ username: true, password: true });
    if (username_fault(username()) === undefined && password_fault(password()) === undefined) {
      set_busy(true);
      try {
        await session.register(username(), password());
        return;
      } catch (error) {
        set_errors(form_errors(error, FIELD_OF_CODE, ["username", "password"]));
      }
      set_busy(false);
    }
    form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  };

  return (
    <Gate title={t.auth.register_title} lead={t.auth.register_lead}>
      <form
        ref={(element) => (form = element)}
        class={styles.form}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <FormNote failing words={errors().form} />
        <Field
          label={t.auth.username}
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
          maxLength={64}
          value={username()}
          change={(value) => {
            set_username(value);
            forget("username");
          }}
          onBlur={() => username() !== "" && set_checked({ ...checked(), username: true })}
          hint={t.auth.username_hint}
          error={username_words()}
        />
        <Field
          label={t.auth.password}
          name="password"
          type="password"
          autocomplete="new-password"
          required
          value={password()}
          change={(value) => {
            set_password(value);
            forget("password");
          }}
          onBlur={() => password() !== "" && set_checked({ ...checked(), password: true })}
          hint={t.auth.password_hint}
          error={password_words()}
          below={
            <StrengthMeter shown={password() !== ""} strength={password_strength(password(), [username()])} />
          }
        />
        <Button type="submit" tone="primary" wide busy={busy()}>
          {t.auth.register}
        </Button>
      </form>
      <Switch question={t.auth.have_account} href={props.sign_in_href} answer={t.auth.sign_in} />
    </Gate>
  );
}
