/** Signing in and registering, each knowing the way to the other and where to go on. */
import { useLocation, useSearchParams } from "@solidjs/router";
import { createEffect, type JSX } from "solid-js";
import { Register } from "../features/auth/register.tsx";
import { SignIn } from "../features/auth/sign_in.tsx";
import { t } from "../platform/i18n/index.ts";
import { paths } from "./paths.ts";

export function SignInPage(): JSX.Element {
  const next = use_next();
  createEffect(() => (document.title = `${t.auth.sign_in} · ${t.common.product}`));
  const location = useLocation<{ password_set?: boolean }>();
  const notice = (): string | undefined =>
    location.state?.password_set === true ? t.auth.password_set : undefined;
  return <SignIn register_href={paths.register(next())} notice={notice()} />;
}

export function RegisterPage(): JSX.Element {
  const next = use_next();
  createEffect(() => (document.title = `${t.auth.register} · ${t.common.product}`));
  const [query] = useSearchParams<{ invite?: string }>();
  const invite = (): string | undefined =>
    typeof query.invite === "string" && query.invite !== "" ? query.invite : undefined;
  /** Whoever signs in instead comes to the invitation as well. */
  const sign_in = (): string => {
    const code = invite();
    return paths.sign_in(next() ?? (code === undefined ? undefined : paths.invitation(code)));
  };
  return <Register sign_in_href={sign_in()} invite={invite()} />;
}

function use_next(): () => string | undefined {
  const [query] = useSearchParams<{ next?: string }>();
  return () => (typeof query.next === "string" ? query.next : undefined);
}
