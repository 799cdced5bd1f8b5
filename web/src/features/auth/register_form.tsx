/**
 * The form for a new account: two fields, told at once what is wrong with them,
 * and a third one where the server admits by invitation only.
 */
import { createSignal, Show, type JSX } from "solid-js";
import { ApiError } from "../../platform/api/problem.ts";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { t } from "../../platform/i18n/index.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { password_fault, username_fault } from "./account_rules.ts";
import { use_session } from "./auth_context.ts";
import { FormNote } from "./form_parts.tsx";
import { invite_code } from "./invite_code.ts";
import { NewPassword } from "./new_password.tsx";
import styles from "./form.module.css";

const FIELD_OF_CODE = {
  "auth/username_taken": "username",
  "auth/username_invalid": "username",
  "auth/password_common": "password",
  "auth/password_names": "password",
  "auth/invite_required": "invite",
  "invite/not_found": "invite",
  "invite/expired": "invite",
  "invite/used_up": "invite",
};

export function RegisterForm(props: {
  /** The code of the invitation with which somebody comes. */
  invite?: string | undefined;
  /** What the button says instead of its usual words. */
  action?: string;
  /** The server takes nobody in. */
  closed?: () => void;
}): JSX.Element {
  const session = use_session();
  const [username, set_username] = createSignal("");
  const [password, set_password] = createSignal("");
  const [invite, set_invite] = createSignal("");
  const [invite_asked, set_invite_asked] = createSignal(false);
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
  const forget = (field: string): void => {
    set_errors({ fields: { ...errors().fields, [field]: undefined }, form: undefined });
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    set_checked({ username: true, password: true });
    const code = invite_asked() ? invite_code(invite()) : props.invite;
    if (invite_asked() && code === undefined) {
      set_errors({ fields: { invite: t.errors["auth/invite_required"] }, form: undefined });
    } else if (username_fault(username()) === undefined && password_fault(password()) === undefined) {
      set_busy(true);
      try {
        await session.register(username(), password(), code);
        return;
      } catch (error) {
        refused(error);
      }
      set_busy(false);
    }
    form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  };
  const refused = (error: unknown): void => {
    const found = form_errors(error, FIELD_OF_CODE, ["username", "password", "invite"]);
    if (found.fields.invite !== undefined) set_invite_asked(true);
    set_errors(found);
    if (error instanceof ApiError && error.code === "auth/registration_closed") props.closed?.();
  };

  return (
    <form
      ref={(element) => (form = element)}
      class={styles.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <FormNote failing words={errors().form} />
      <Show when={invite_asked()}>
        <Field
          label={t.auth.invite}
          name="invite"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          required
          value={invite()}
          change={(value) => {
            set_invite(value);
            forget("invite");
          }}
          hint={t.auth.invite_hint}
          error={errors().fields.invite}
        />
      </Show>
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
      <NewPassword
        label={t.auth.password}
        name="password"
        value={password()}
        change={(value) => {
          set_password(value);
          forget("password");
        }}
        checked={checked().password}
        error={errors().fields.password}
        names={[username()]}
      />
      <Button type="submit" tone="primary" wide busy={busy()}>
        {props.action ?? t.auth.register}
      </Button>
    </form>
  );
}
