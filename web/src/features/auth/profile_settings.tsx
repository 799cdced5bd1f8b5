/** My profile: what I am called, and what is known of my account. */
import { createEffect, createSignal, on, onMount, Show, type JSX } from "solid-js";
import { form_errors, no_errors, type FormErrors } from "../../platform/forms/form_errors.ts";
import { date_of } from "../../platform/i18n/index.ts";
import { ts } from "../../platform/i18n/settings.ts";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { Field } from "../../platform/ui/field.tsx";
import { Name } from "../../platform/ui/name.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import { limits, type Me, type User } from "../../protocol.ts";
import { length_of } from "./account_rules.ts";
import { use_session } from "./auth_context.ts";
import { FormNote } from "./form_parts.tsx";
import { SettingsPart, SettingsSection } from "./settings_part.tsx";
import styles from "./settings.module.css";

const rules = limits["me.update"].display_name;

export default function ProfileSettings(props: { user: User | undefined }): JSX.Element {
  const session = use_session();
  const [me, set_me] = createSignal<Me>();
  const [typed, set_typed] = createSignal<string>();
  const [saved, set_saved] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);
  const [errors, set_errors] = createSignal<FormErrors>(no_errors);

  // What is not told in time is left out.
  onMount(() => void session.me().then(set_me, () => undefined));

  const current = (): string => props.user?.display_name ?? "";
  const name = (): string => typed() ?? current();
  const changed = (): boolean => name().trim() !== (saved() ?? current());
  // What another device says later counts for what was saved here.
  createEffect(
    on(
      current,
      () => {
        if (saved() === undefined) return;
        set_saved(undefined);
        set_typed(undefined);
      },
      { defer: true },
    ),
  );
  /** How others would see me with what stands in the field. */
  const shown = (): User | undefined =>
    props.user === undefined
      ? undefined
      : { ...props.user, display_name: name().trim() || props.user.username };

  const fault = (): string | undefined => {
    const length = length_of(name().trim());
    if (length < rules.min) return ts.profile.name_needed;
    return length > rules.max ? ts.profile.name_long : undefined;
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const found = fault();
    set_errors({ fields: { display_name: found }, form: undefined });
    if (found !== undefined || !changed()) return;
    set_busy(true);
    try {
      const { user } = await session.update({ display_name: name().trim() });
      set_saved(user.display_name);
      set_typed(user.display_name);
      toast(ts.profile.saved);
    } catch (error) {
      set_errors(form_errors(error, {}, ["display_name"]));
    }
    set_busy(false);
  };

  return (
    <SettingsPart title={ts.profile.title} lead={ts.profile.lead}>
      <SettingsSection title={ts.profile.name_section} untitled>
        <div class={styles.person}>
          <span class={styles.portrait}>
            <Avatar user={shown()} mine />
          </span>
          <div class={styles.names}>
            <span class={styles.name}>
              <Name user={shown()} mine />
            </span>
            <bdi class={styles.soft}>@{props.user?.username}</bdi>
          </div>
        </div>
        <form class={styles.form} noValidate onSubmit={(event) => void submit(event)}>
          <FormNote failing words={errors().form} />
          <Field
            label={ts.profile.display_name}
            name="display_name"
            autocomplete="nickname"
            required
            value={name()}
            change={(value) => {
              set_typed(value);
              set_errors(no_errors);
            }}
            hint={ts.profile.display_name_hint}
            error={errors().fields.display_name}
          />
          <div class={styles.actions}>
            <Button type="submit" tone="primary" busy={busy()} disabled={!changed()}>
              {ts.profile.save}
            </Button>
          </div>
        </form>
      </SettingsSection>
      <SettingsSection title={ts.account.title} untitled>
        <dl class={styles.facts}>
          <div>
            <dt>{ts.profile.username}</dt>
            <dd>
              <bdi>{props.user?.username}</bdi>
            </dd>
            <dd>
              <small>{ts.profile.username_lead}</small>
            </dd>
          </div>
          <Show when={me()?.email}>
            {(email) => (
              <div>
                <dt>{ts.profile.email}</dt>
                <dd>{email()}</dd>
              </div>
            )}
          </Show>
          <div>
            <dt>{ts.profile.member_since}</dt>
            <dd>
              <Show when={me()} fallback={<span class={styles.pending} aria-hidden="true" />}>
                {(told) => <time dateTime={told().created_at}>{date_of(told().created_at)}</time>}
              </Show>
            </dd>
          </div>
        </dl>
      </SettingsSection>
    </SettingsPart>
  );
}
