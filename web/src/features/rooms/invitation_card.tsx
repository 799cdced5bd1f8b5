/** Where an invitation leads: the room, what it is about, who is in it, who asks one in. */
import Users from "lucide-solid/icons/users";
import { Show, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import type { Invitation } from "../../protocol.ts";
import styles from "./invitation_card.module.css";

export function InvitationCard(props: { invitation: Invitation }): JSX.Element {
  const asks = (): string =>
    props.invitation.invited_by === undefined
      ? t.invites.invited
      : t.invites.invited_by(props.invitation.invited_by);
  return (
    <div class={styles.card}>
      <p class={styles.asks}>{asks()}</p>
      <h1 class={styles.name}>
        <bdi>{props.invitation.name}</bdi>
      </h1>
      <Show when={props.invitation.topic}>
        <p class={styles.topic} dir="auto">
          {props.invitation.topic}
        </p>
      </Show>
      <p class={styles.count}>
        <Users size={14} />
        {t.rooms.members_count(props.invitation.members)}
      </p>
    </div>
  );
}
