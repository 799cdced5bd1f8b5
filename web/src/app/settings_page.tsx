/** The settings: every page of them has its address; a later part adds one entry to the list. */
import { useNavigate, useParams } from "@solidjs/router";
import BookOpen from "lucide-solid/icons/book-open";
import KeyRound from "lucide-solid/icons/key-round";
import MonitorSmartphone from "lucide-solid/icons/monitor-smartphone";
import Palette from "lucide-solid/icons/palette";
import ShieldCheck from "lucide-solid/icons/shield-check";
import UserRound from "lucide-solid/icons/user-round";
import { createEffect, Show, type Component, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import AccountSettings from "../features/auth/account_settings.tsx";
import AppearanceSettings from "../features/auth/appearance_settings.tsx";
import ProfileSettings from "../features/auth/profile_settings.tsx";
import SessionsSettings from "../features/auth/sessions_settings.tsx";
import { t } from "../platform/i18n/index.ts";
import { ts } from "../platform/i18n/settings.ts";
import type { User } from "../protocol.ts";
import { Area, is_wide, type AreaLink } from "./area.tsx";
import { use_client } from "./client_context.ts";
import { NotFound } from "./not_found.tsx";
import { paths } from "./paths.ts";

interface Part extends AreaLink {
  page: Component<{ user: User | undefined }>;
}

const PARTS: readonly Part[] = [
  part("profile", ts.profile.title, UserRound, ProfileSettings),
  part("appearance", ts.appearance.title, Palette, AppearanceSettings),
  part("sessions", ts.sessions.title, MonitorSmartphone, SessionsSettings),
  part("account", ts.account.title, KeyRound, AccountSettings),
];

function part(name: string, label: string, sign: AreaLink["sign"], page: Part["page"]): Part {
  return { href: `${paths.settings}/${name}`, label, sign, page };
}

export default function SettingsPage(): JSX.Element {
  const client = use_client();
  const navigate = useNavigate();
  const params = useParams<{ page?: string }>();
  const wide = is_wide();

  const current = (): Part | undefined =>
    PARTS.find(({ href }) => href === `${paths.settings}/${params.page ?? ""}`);
  const user = (): User | undefined => {
    const phase = client.session.phase();
    return client.state().me ?? (phase.name === "in" ? phase.user : undefined);
  };
  const leaving = (): AreaLink[] => {
    const docs = { href: paths.api_docs, label: ts.api_docs, sign: BookOpen, external: true };
    const admin = { href: paths.admin, label: ts.administration, sign: ShieldCheck };
    return client.state().admin ? [admin, docs] : [docs];
  };

  // The list alone is for narrow screens.
  createEffect(() => {
    const first = PARTS[0];
    if (params.page === undefined && wide() && first !== undefined) navigate(first.href, { replace: true });
  });
  createEffect(() => {
    const label = current()?.label;
    document.title = [...(label === undefined ? [] : [label]), ts.title, t.common.product].join(" · ");
  });

  return (
    <Show when={params.page === undefined || current() !== undefined} fallback={<NotFound />}>
      <Area
        title={ts.title}
        links={PARTS}
        leaving={leaving()}
        current={current()?.href}
        list_href={paths.settings}
        back={ts.back}
      >
        <Dynamic component={current()?.page} user={user()} />
      </Area>
    </Show>
  );
}
