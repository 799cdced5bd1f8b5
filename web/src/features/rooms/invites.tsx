/** Links that let people in: making one, copying it, taking it back. */
import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { createMemo, createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { words_of } from "../../platform/forms/form_errors.ts";
import { short_moment_of, t } from "../../platform/i18n/index.ts";
import { Button, IconButton } from "../../platform/ui/button.tsx";
import { Choice } from "../../platform/ui/choice.tsx";
import { Failing } from "../../platform/ui/failing.tsx";
import { Modal } from "../../platform/ui/modal.tsx";
import { name_of } from "../../platform/ui/name.tsx";
import { SkeletonList } from "../../platform/ui/skeleton.tsx";
import { announce, toast } from "../../platform/ui/toast.tsx";
import type { Invite } from "../../protocol.ts";
import type { InviteTerms } from "./governing.ts";
import { use_rooms } from "./rooms_context.ts";
import styles from "./invites.module.css";

type Span = keyof typeof t.invites.spans;
type Amount = keyof typeof t.invites.amounts;
const SECONDS: Record<Span, number | undefined> = {
  hour: 3_600,
  day: 86_400,
  week: 7 * 86_400,
  never: undefined,
};
const USES: Record<Amount, number | undefined> = { one: 1, ten: 10, unlimited: undefined };
const spans = Object.keys(SECONDS) as Span[];
const amounts = Object.keys(USES) as Amount[];

export default function Invites(props: { room: string; close: () => void }): JSX.Element {
  const rooms = use_rooms();
  const [span, set_span] = createSignal<Span>("week");
  const [amount, set_amount] = createSignal<Amount>("unlimited");
  const [invites, set_invites] = createSignal<readonly Invite[]>();
  const [made, set_made] = createSignal<string>();
  const [busy, set_busy] = createSignal(false);
  const [failure, set_failure] = createSignal<string>();

  const room_name = createMemo(() => rooms.state().joined.get(props.room)?.name ?? "");

  const read = async (): Promise<void> => {
    set_failure(undefined);
    try {
      set_invites(await rooms.govern.invites(props.room));
    } catch (error) {
      set_failure(words_of(error));
    }
  };
  onMount(() => void read());

  const make = async (): Promise<void> => {
    set_busy(true);
    set_failure(undefined);
    try {
      const invite = await rooms.govern.invite(props.room, terms(SECONDS[span()], USES[amount()]));
      set_invites([invite, ...(invites() ?? [])]);
      set_made(invite.code);
      announce(t.invites.made);
    } catch (error) {
      set_failure(words_of(error));
    }
    set_busy(false);
  };
  const revoke = async (code: string): Promise<void> => {
    try {
      await rooms.govern.revoke(props.room, code);
      set_invites(invites()?.filter((invite) => invite.code !== code));
      toast(t.invites.revoked);
    } catch (error) {
      set_failure(words_of(error));
    }
  };

  return (
    <Modal title={t.invites.title} lead={t.invites.lead(room_name())} close={() => props.close()}>
      <Choice
        compact
        label={t.invites.expires}
        options={spans.map((value) => ({ value, label: t.invites.spans[value] }))}
        value={span()}
        change={set_span}
      />
      <Choice
        compact
        label={t.invites.uses}
        options={amounts.map((value) => ({ value, label: t.invites.amounts[value] }))}
        value={amount()}
        change={set_amount}
      />
      <Button tone="primary" wide busy={busy()} onClick={() => void make()}>
        {t.invites.make}
      </Button>
      <Show when={failure()}>{(words) => <Failing words={words()} />}</Show>
      <h3 class={styles.title}>{t.invites.list}</h3>
      <Switch>
        <Match when={invites() === undefined && failure() !== undefined}>
          <Button onClick={() => void read()}>{t.common.retry}</Button>
        </Match>
        <Match when={invites() === undefined}>
          <SkeletonList lines={2} />
        </Match>
        <Match when={invites()?.length === 0}>
          <p class={styles.none}>{t.invites.none}</p>
        </Match>
        <Match when={invites()}>
          {(list) => (
            <ul class={styles.list}>
              <For each={list()}>
                {(invite) => (
                  <Line
                    invite={invite}
                    by={name_of(rooms.person(invite.by))}
                    fresh={made() === invite.code}
                    revoke={() => revoke(invite.code)}
                  />
                )}
              </For>
            </ul>
          )}
        </Match>
      </Switch>
    </Modal>
  );
}

function Line(props: {
  invite: Invite;
  by: string;
  /** Made just now: its link is at hand. */
  fresh: boolean;
  revoke: () => Promise<void>;
}): JSX.Element {
  const [copied, set_copied] = createSignal(false);
  const [busy, set_busy] = createSignal(false);
  const address = (): string => new URL(props.invite.url, location.origin).href;
  let field!: HTMLInputElement;

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address());
      set_copied(true);
      toast(t.invites.copied);
    } catch {
      // Without the clipboard the link lies there selected.
      field.select();
    }
  };
  const revoke = async (): Promise<void> => {
    set_busy(true);
    await props.revoke();
    set_busy(false);
  };
  const until = (): string =>
    props.invite.expires_at === undefined
      ? t.invites.for_ever
      : t.invites.until(short_moment_of(props.invite.expires_at));

  return (
    <li class={styles.invite} data-fresh={props.fresh}>
      <div class={styles.link}>
        <input
          ref={(element) => (field = element)}
          class={styles.address}
          readonly
          dir="ltr"
          value={address()}
          aria-label={t.invites.link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <IconButton tip="above" label={t.invites.copy} onClick={() => void copy()}>
          {copied() ? <Check size={18} /> : <Copy size={18} />}
        </IconButton>
      </div>
      <p class={styles.facts}>
        <span>
          {t.invites.used(props.invite.uses, props.invite.max_uses)}, {until()}, {t.invites.by(props.by)}
        </span>
        <button
          type="button"
          class={styles.revoke}
          aria-label={t.invites.revoke_link(props.invite.code)}
          aria-busy={busy()}
          onClick={() => void revoke()}
        >
          {t.invites.revoke}
        </button>
      </p>
    </li>
  );
}

function terms(expires_in: number | undefined, max_uses: number | undefined): InviteTerms {
  return {
    ...(expires_in === undefined ? {} : { expires_in }),
    ...(max_uses === undefined ? {} : { max_uses }),
  };
}
