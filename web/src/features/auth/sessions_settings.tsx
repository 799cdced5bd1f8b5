/** Where I am signed in, and ending it elsewhere. */
import MonitorIcon from "lucide-solid/icons/monitor";
import Smartphone from "lucide-solid/icons/smartphone";
import Terminal from "lucide-solid/icons/terminal";
import { createMemo, createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { ApiError } from "../../platform/api/problem.ts";
import { ago } from "../../platform/i18n/amounts.ts";
import { date_of, error_text, moment_of, t } from "../../platform/i18n/index.ts";
import { ts } from "../../platform/i18n/settings.ts";
import { Blank } from "../../platform/ui/blank.tsx";
import { Button } from "../../platform/ui/button.tsx";
import { Modal, ModalActions } from "../../platform/ui/modal.tsx";
import { SkeletonMessages } from "../../platform/ui/skeleton.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { Session as SignIn } from "../../protocol.ts";
import { use_session } from "./auth_context.ts";
import { device_words, type Device } from "./device_words.ts";
import { SettingsPart, SettingsSection } from "./settings_part.tsx";
import styles from "./sessions_settings.module.css";

const SIGNS: Record<Device["kind"], typeof MonitorIcon> = {
  computer: MonitorIcon,
  phone: Smartphone,
  program: Terminal,
};
const code_of = (error: unknown): string => (error instanceof ApiError ? error.code : "internal");

export default function SessionsSettings(): JSX.Element {
  const session = use_session();
  const [held, set_held] = createSignal<readonly SignIn[]>();
  const [failed, set_failed] = createSignal<string>();
  const [asking, set_asking] = createSignal(false);
  const [ending_all, set_ending_all] = createSignal(false);

  const read = async (): Promise<void> => {
    set_failed(undefined);
    try {
      set_held(await session.sign_ins());
    } catch (error) {
      set_failed(error_text(code_of(error)));
    }
  };
  onMount(() => void read());

  const here = createMemo(() => held()?.filter(({ current }) => current === true) ?? []);
  const elsewhere = createMemo(() =>
    (held()?.filter(({ current }) => current !== true) ?? []).toSorted((a, b) =>
      b.last_seen_at.localeCompare(a.last_seen_at),
    ),
  );
  const end = async (ended: readonly SignIn[], done: string): Promise<void> => {
    try {
      for (const { id } of ended) {
        await session.end_sign_in(id);
        set_held((before) => before?.filter((one) => one.id !== id));
      }
      toast(done);
    } catch (error) {
      toast(error_text(code_of(error)));
    }
  };
  const end_all = async (): Promise<void> => {
    set_ending_all(true);
    await end(elsewhere(), ts.sessions.ended_others);
    set_ending_all(false);
    set_asking(false);
  };

  return (
    <SettingsPart title={ts.sessions.title} lead={ts.sessions.lead}>
      <Switch fallback={<SkeletonMessages groups={3} />}>
        <Match when={failed()}>
          {(why) => (
            <Blank failing title={ts.sessions.failed} lead={why()}>
              <Button onClick={() => void read()}>{t.common.retry}</Button>
            </Blank>
          )}
        </Match>
        <Match when={held()}>
          <SettingsSection title={ts.sessions.current}>
            <ul class={styles.list}>
              <For each={here()}>{(one) => <Line sign_in={one} />}</For>
            </ul>
          </SettingsSection>
          <SettingsSection title={ts.sessions.others}>
            <Show when={elsewhere().length > 0} fallback={<p class={styles.soft}>{ts.sessions.none}</p>}>
              <ul class={styles.list}>
                <For each={elsewhere()}>
                  {(one) => (
                    <Line
                      sign_in={one}
                      end={() => end([one], ts.sessions.ended_one(device_words(one.user_agent).words))}
                    />
                  )}
                </For>
              </ul>
              <div>
                <Button tone="danger" onClick={() => set_asking(true)}>
                  {ts.sessions.end_others}
                </Button>
              </div>
            </Show>
          </SettingsSection>
        </Match>
      </Switch>
      <Show when={asking()}>
        <Modal
          title={ts.sessions.end_others_title}
          lead={ts.sessions.end_others_lead}
          close={() => set_asking(false)}
        >
          <ModalActions>
            <Button onClick={() => set_asking(false)}>{t.common.cancel}</Button>
            <Button tone="primary" busy={ending_all()} onClick={() => void end_all()}>
              {ts.sessions.end_others}
            </Button>
          </ModalActions>
        </Modal>
      </Show>
    </SettingsPart>
  );
}

function Line(props: { sign_in: SignIn; end?: () => Promise<void> }): JSX.Element {
  const [busy, set_busy] = createSignal(false);
  const device = createMemo(() => device_words(props.sign_in.user_agent));
  const end = async (): Promise<void> => {
    set_busy(true);
    await props.end?.();
    set_busy(false);
  };
  return (
    <li class={styles.line}>
      <span class={styles.sign} data-here={props.sign_in.current === true} aria-hidden="true">
        <Dynamic component={SIGNS[device().kind]} size={18} strokeWidth={1.75} />
      </span>
      <div class={styles.words}>
        <p class={styles.device} title={props.sign_in.user_agent}>
          {device().words}
        </p>
        <p class={styles.soft}>
          <Show
            when={props.sign_in.current !== true}
            fallback={<span class={styles.now}>{ts.sessions.now}</span>}
          >
            <time dateTime={props.sign_in.last_seen_at} title={moment_of(props.sign_in.last_seen_at)}>
              {ts.sessions.last_seen(ago(props.sign_in.last_seen_at))}
            </time>
          </Show>
          <Show when={props.sign_in.address}>
            {(address) => <bdi class={styles.address}>{address()}</bdi>}
          </Show>
          <span>{ts.sessions.since(date_of(props.sign_in.created_at))}</span>
        </p>
      </div>
      <Show when={props.end}>
        <Button busy={busy()} aria-label={ts.sessions.end_one(device().words)} onClick={() => void end()}>
          {ts.sessions.end}
        </Button>
      </Show>
    </li>
  );
}
