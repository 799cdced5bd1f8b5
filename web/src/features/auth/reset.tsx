/** Setting a new password by a link that somebody was given. It signs nobody in. */
import { createSignal, Show, type JSX } from "solid-js";
import { ApiError } from "../../platform/api/problem.ts";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { ts } from "../../platform/i18n/settings.ts";
import { Button } from "../../platform/ui/button.tsx";
import { password_fault } from "./account_rules.ts";
import { use_session } from "./auth_context.ts";
import { FormNote } from "./form_parts.tsx";
import { Gate } from "./gate.tsx";
import { NEW_PASSWORD_CODES, NewPassword } from "./new_password.tsx";
import styles from "./form.module.css";

const FIELD_OF_CODE = Object.fromEntries(NEW_PASSWORD_CODES.map((code) => [code, "new_password"]));

export function Reset(props: {
  token: string;
  sign_in_href: string;
  home_href: string;
  /** The password is set, and nobody is signed in on this page any more. */
  done: () => void;
}): JSX.Element {
  const session = use_session();
  const [password, set_password] = createSignal("");
  const [checked, set_checked] = createSignal(false);
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);
  const [outcome, set_outcome] = createSignal<"open" | "invalid" | "done">("open");
  let form!: HTMLFormElement;

  /** Who is signed in here may be the same person, whose sessions have just ended, or another. */
  const somebody_stays = async (): Promise<boolean> => {
    if (session.phase().name !== "in") return false;
    const ended = await session.check();
    if (ended) session.ended();
    return !ended;
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    set_checked(true);
    if (password_fault(password()) === undefined) {
      set_busy(true);
      try {
        await session.reset_password(props.token, password());
        if (await somebody_stays()) set_outcome("done");
        else props.done();
        return;
      } catch (error) {
        if (error instanceof ApiError && error.code === "auth/reset_invalid") set_outcome("invalid");
        else set_errors(form_errors(error, FIELD_OF_CODE, ["new_password"]));
      }
      set_busy(false);
    }
    form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  };

  return (
    <Show
      when={outcome() === "open"}
      fallback={
        <Outcome invalid={outcome() === "invalid"} sign_in={props.sign_in_href} home={props.home_href} />
      }
    >
      <Gate title={ts.reset.title} lead={ts.reset.lead}>
        <form
          ref={(element) => (form = element)}
          class={styles.form}
          noValidate
          onSubmit={(event) => void submit(event)}
        >
          <FormNote failing words={errors().form} />
          <NewPassword
            autofocus
            label={ts.account.new_password}
            name="new_password"
            value={password()}
            change={(value) => {
              set_password(value);
              set_errors(no_errors);
            }}
            checked={checked()}
            error={errors().fields.new_password}
            names={[]}
          />
          <Button type="submit" tone="primary" wide busy={busy()}>
            {ts.reset.set}
          </Button>
        </form>
      </Gate>
    </Show>
  );
}

function Outcome(props: { invalid: boolean; sign_in: string; home: string }): JSX.Element {
  const session = use_session();
  const inside = (): boolean => session.phase().name === "in";
  return (
    <Gate
      title={props.invalid ? ts.reset.invalid_title : ts.reset.done_title}
      lead={props.invalid ? ts.reset.invalid_lead : ts.reset.done_lead}
    >
      <p role={props.invalid ? "alert" : "status"} class="visually-hidden">
        {props.invalid ? ts.reset.invalid_title : ts.reset.done_title}
      </p>
      <a class={styles.link} href={inside() ? props.home : props.sign_in}>
        {inside() ? ts.reset.home : ts.reset.to_sign_in}
      </a>
    </Gate>
  );
}
