/** A new password by a link, for whoever holds it. */
import { useNavigate, useParams } from "@solidjs/router";
import { createEffect, type JSX } from "solid-js";
import { Reset } from "../features/auth/reset.tsx";
import { t } from "../platform/i18n/index.ts";
import { ts } from "../platform/i18n/settings.ts";
import { paths } from "./paths.ts";

export default function ResetPage(): JSX.Element {
  const params = useParams<{ token: string }>();
  const navigate = useNavigate();
  createEffect(() => (document.title = `${ts.reset.title} · ${t.common.product}`));
  return (
    <Reset
      token={params.token}
      sign_in_href={paths.sign_in()}
      home_href={paths.home}
      done={() => navigate(paths.sign_in(), { replace: true, state: { password_set: true } })}
    />
  );
}
