/** One person in the table, with the menu of what can be done. */
import Ban from "lucide-solid/icons/ban";
import CircleCheck from "lucide-solid/icons/circle-check";
import Ellipsis from "lucide-solid/icons/ellipsis";
import KeyRound from "lucide-solid/icons/key-round";
import ShieldMinus from "lucide-solid/icons/shield-minus";
import ShieldPlus from "lucide-solid/icons/shield-plus";
import Trash from "lucide-solid/icons/trash";
import { Show, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { number_of } from "../../platform/i18n/amounts.ts";
import { date_of } from "../../platform/i18n/index.ts";
import { Ago } from "../../platform/ui/ago.tsx";
import { Avatar } from "../../platform/ui/avatar.tsx";
import { Menu, type MenuItem } from "../../platform/ui/menu.tsx";
import { Name } from "../../platform/ui/name.tsx";
import type { AdminPerson } from "../../protocol.ts";
import { Cell } from "./admin_part.tsx";
import type { PersonAct, PersonDialog } from "./person_dialogs.tsx";
import styles from "./admin.module.css";

export function PersonRow(props: {
  person: AdminPerson;
  mine: boolean;
  open: (dialog: PersonDialog) => void;
}): JSX.Element {
  const item = (act: PersonAct, label: string, icon: () => JSX.Element, danger = false): MenuItem => ({
    label,
    icon,
    danger,
    apart: danger,
    act: () => props.open({ act, person: props.person }),
  });
  /** Nobody disables or deletes themselves here. */
  const items = (): MenuItem[] => [
    props.person.admin
      ? item("demote", ta.people.demote, () => <ShieldMinus size={16} />)
      : item("promote", ta.people.promote, () => <ShieldPlus size={16} />),
    item("reset", ta.people.reset, () => <KeyRound size={16} />),
    ...(props.mine
      ? []
      : [
          props.person.disabled
            ? item("enable", ta.people.enable, () => <CircleCheck size={16} />)
            : item("disable", ta.people.disable, () => <Ban size={16} />),
          item("erase", ta.people.erase, () => <Trash size={16} />, true),
        ]),
  ];
  return (
    <tr
      role="row"
      class={props.person.disabled ? styles.off : undefined}
      data-user={props.person.user.username}
    >
      <th role="rowheader" scope="row">
        <div class={styles.subject}>
          <Avatar user={props.person.user} mine={props.mine} />
          <div class={styles.names}>
            <div class={styles.line}>
              <Name user={props.person.user} mine={props.mine} />
              <Show when={props.mine}>
                <span class={styles.you}>{ta.people.you}</span>
              </Show>
              <Show when={props.person.admin}>
                <span class={styles.badge}>{ta.people.administrator}</span>
              </Show>
              <Show when={props.person.disabled}>
                <span class={styles.badge}>{ta.people.disabled}</span>
              </Show>
            </div>
            <div class={styles.below}>
              <bdi>@{props.person.user.username}</bdi>
              <Show when={props.person.email}>
                {(email) => (
                  <>
                    {" · "}
                    <bdi>{email()}</bdi>
                  </>
                )}
              </Show>
            </div>
          </div>
        </div>
      </th>
      <Cell label={ta.people.rooms} number>
        {number_of(props.person.rooms)}
      </Cell>
      <Cell label={ta.people.last_seen}>
        <Show when={props.person.last_seen_at} fallback={ta.people.never}>
          {(at) => <Ago at={at()} />}
        </Show>
      </Cell>
      <Cell label={ta.people.joined}>
        <time dateTime={props.person.created_at}>{date_of(props.person.created_at)}</time>
      </Cell>
      <td role="cell">
        <Menu small label={ta.people.act_on(props.person.user.display_name)} items={items()}>
          <Ellipsis size={18} />
        </Menu>
      </td>
    </tr>
  );
}
