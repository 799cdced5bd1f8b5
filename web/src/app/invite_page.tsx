/**
 * Where an invitation's link leads, before and after signing in: what room it
 * is, and one step to be in it. Whoever makes an account here joins with it.
 */
import { useNavigate, useParams } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  onMount,
  Show,
  Switch,
  untrack,
  type JSX,
} from "solid-js";
import { Gate } from "../features/auth/gate.tsx";
import { Switch as OtherWay } from "../features/auth/form_parts.tsx";
import { RegisterForm } from "../features/auth/register_form.tsx";
import { InvitationCard } from "../features/rooms/invitation_card.tsx";
import { ApiError } from "../platform/api/problem.ts";
import { words_of } from "../platform/forms/form_errors.ts";
import { error_text, t } from "../platform/i18n/index.ts";
import { Avatar } from "../platform/ui/avatar.tsx";
import { Waiting } from "../platform/ui/blank.tsx";
import { Button } from "../platform/ui/button.tsx";
import { Failing } from "../platform/ui/failing.tsx";
import { Name } from "../platform/ui/name.tsx";
import { announce } from "../platform/ui/toast.tsx";
import type { Invitation, User } from "../protocol.ts";
import { use_client } from "./client_context.ts";
import { paths } from "./paths.ts";
import styles from "./invite_page.module.css";

type Found =
  | { name: "looking" }
  | { name: "here"; invitation: Invitation }
  | { name: "refused"; code: string };

export default function InvitePage(): JSX.Element {
  const client = use_client();
  const navigate = useNavigate();
  const params = useParams<{ code: string }>();
  const [found, set_found] = createSignal<Found>({ name: "looking" });
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();

  const me = (): User | undefined => {
    const phase = client.session.phase();
    return phase.name === "in" ? (client.state().me ?? phase.user) : undefined;
  };
  const invitation = (): Invitation | undefined => {
    const now = found();
    return now.name === "here" ? now.invitation : undefined;
  };
  const refusal = (): string | undefined => {
    const now = found();
    return now.name === "refused" ? now.code : undefined;
  };

  const look = async (): Promise<void> => {
    set_found({ name: "looking" });
    try {
      set_found({ name: "here", invitation: await client.rooms.invitation(params.code) });
    } catch (error) {
      set_found({ name: "refused", code: error instanceof ApiError ? error.code : "internal" });
    }
  };
  const join = async (): Promise<void> => {
    set_busy(true);
    set_failure(undefined);
    try {
      const room = await client.rooms.accept(params.code);
      navigate(paths.room(room.id), { replace: true });
    } catch (error) {
      const final = error instanceof ApiError && error.code in t.invites.refused_title;
      if (final) set_found({ name: "refused", code: error.code });
      else set_failure(words_of(error));
      set_busy(false);
    }
  };

  onMount(() => void look());
  createEffect(() => {
    const name = invitation()?.name;
    document.title = `${name ?? t.invites.you_are_invited} · ${t.common.product}`;
  });
  // Whoever makes an account on this page came for the room.
  const here_as = createMemo(() => me()?.id);
  let was = untrack(here_as);
  createEffect(() => {
    const now = here_as();
    const entered = was === undefined && now !== undefined;
    was = now;
    if (entered) void untrack(join);
  });

  // Who is in already has nothing to join.
  createEffect(() => {
    const room = invitation()?.room;
    if (room !== undefined && me() !== undefined && client.rooms.state().joined.has(room))
      navigate(paths.room(room), { replace: true });
  });

  const title = (): string => t.invites.refused_title[refusal() ?? ""] ?? t.invites.failed_title;
  const lead = (): string => t.invites.refused_lead[refusal() ?? ""] ?? error_text(refusal() ?? "internal");
  createEffect(() => {
    if (refusal() !== undefined) announce(title());
  });
  const passing = (): boolean => !((refusal() ?? "") in t.invites.refused_title);

  return (
    <Switch>
      <Match when={found().name === "looking"}>
        <Waiting label={t.common.loading} />
      </Match>
      <Match when={refusal()}>
        <Gate title={title()} lead={lead()}>
          <div class={styles.ways}>
            <Show when={passing()}>
              <Button onClick={() => void look()}>{t.common.retry}</Button>
            </Show>
            <a class={styles.way} href={paths.home}>
              {me() === undefined ? t.invites.to_sign_in : t.invites.home}
            </a>
          </div>
        </Gate>
      </Match>
      <Match when={invitation()}>
        {(to) => (
          <Gate>
            <InvitationCard invitation={to()} />
            <Show
              when={me()}
              fallback={
                <>
                  <RegisterForm invite={params.code} action={t.invites.create_account} />
                  <OtherWay
                    question={t.invites.have_account}
                    href={paths.sign_in(paths.invitation(params.code))}
                    answer={t.invites.sign_in}
                  />
                </>
              }
            >
              {(user) => (
                <div class={styles.join}>
                  <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
                  <p class={styles.person}>
                    {t.invites.joining_as}
                    <Avatar small mine user={user()} />
                    <Name mine user={user()} />
                  </p>
                  <Button tone="primary" wide autofocus busy={busy()} onClick={() => void join()}>
                    {t.invites.join(to().name)}
                  </Button>
                  <a class={styles.way} href={paths.home}>
                    {t.invites.home}
                  </a>
                </div>
              )}
            </Show>
          </Gate>
        )}
      </Match>
    </Switch>
  );
}
