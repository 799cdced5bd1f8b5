/** Signing in: name or e-mail, password, and nothing to learn from a refusal. */
import { createSignal, Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { Button } from "../../platform/ui/button.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { use_session } from "./auth_context.ts";
import { Gate } from "./gate.tsx";
import { FormNote, Switch } from "./form_parts.tsx";
import styles from "./form.module.css";

export function SignIn(props: {
  register_href: string;
  /** What happened just before, if that brought the person here. */
  notice?: string | undefined;
}): JSX.Element {
  const session = use_session();
  const [login, set_login] = createSignal("");
  const [password, set_password] = createSignal("");
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);
  let form!: HTMLFormElement;

  const notice = (): string | undefined => {
    const phase = session.phase();
    const ended = phase.name === "out" && phase.ended ? t.auth.signed_out_elsewhere : undefined;
    return props.notice ?? ended;
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const missing = {
      login: login().trim() === "" ? t.auth.enter_login : undefined,
      password: password() === "" ? t.auth.enter_password : undefined,
    };
    set_errors({ fields: missing, form: undefined });
    if (missing.login !== undefined || missing.password !== undefined) {
      form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
      return;
    }
    set_busy(true);
    try {
      await session.sign_in(login().trim(), password());
    } catch (error) {
      set_errors(form_errors(error, {}, ["login", "password"]));
      set_busy(false);
    }
  };

  return (
    <Gate title={t.auth.sign_in_title} lead={t.auth.sign_in_lead}>
      <form
        ref={(element) => (form = element)}
        class={styles.form}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <Show when={errors().form === undefined}>
          <FormNote words={notice()} />
        </Show>
        <FormNote failing words={errors().form} />
        <Field
          label={t.auth.login}
          name="login"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
          value={login()}
          change={set_login}
          error={errors().fields.login}
        />
        <Field
          label={t.auth.password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value={password()}
          change={set_password}
          error={errors().fields.password}
        />
        <Button type="submit" tone="primary" wide busy={busy()}>
          {t.auth.sign_in}
        </Button>
      </form>
      <Switch question={t.auth.no_account} href={props.register_href} answer={t.auth.register} />
    </Gate>
  );
}
