/** Signing in and registering, each knowing the way to the other and where to go on. */
import { useSearchParams } from "@solidjs/router";
import { createEffect, type JSX } from "solid-js";
import { Register } from "../features/auth/register.tsx";
import { SignIn } from "../features/auth/sign_in.tsx";
import { t } from "../platform/i18n/index.ts";
import { paths } from "./paths.ts";

export function SignInPage(): JSX.Element {
  const next = use_next();
  createEffect(() => (document.title = `${t.auth.sign_in} · ${t.common.product}`));
  return <SignIn register_href={paths.register(next())} />;
}

export function RegisterPage(): JSX.Element {
  const next = use_next();
  createEffect(() => (document.title = `${t.auth.register} · ${t.common.product}`));
  return <Register sign_in_href={paths.sign_in(next())} />;
}

function use_next(): () => string | undefined {
  const [query] = useSearchParams<{ next?: string }>();
  return () => (typeof query.next === "string" ? query.next : undefined);
}
