/** Making an account, as a page of its own. */
import { createSignal, Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Switch } from "./form_parts.tsx";
import { Gate } from "./gate.tsx";
import { RegisterForm } from "./register_form.tsx";

export function Register(props: { sign_in_href: string; invite?: string | undefined }): JSX.Element {
  const [closed, set_closed] = createSignal(false);
  const lead = (): string => {
    if (closed()) return t.auth.closed_lead;
    return props.invite === undefined ? t.auth.register_lead : t.auth.invited;
  };
  return (
    <Gate title={closed() ? t.auth.closed_title : t.auth.register_title} lead={lead()}>
      <Show when={!closed()}>
        <RegisterForm invite={props.invite} closed={() => set_closed(true)} />
      </Show>
      <Switch question={t.auth.have_account} href={props.sign_in_href} answer={t.auth.sign_in} />
    </Gate>
  );
}
