/** The rooms of the server, by name, with what is in them. */
import Ellipsis from "lucide-solid/icons/ellipsis";
import Hash from "lucide-solid/icons/hash";
import Lock from "lucide-solid/icons/lock";
import Trash from "lucide-solid/icons/trash";
import { createSignal, For, onMount, Show, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { number_of } from "../../platform/i18n/amounts.ts";
import { Ago } from "../../platform/ui/ago.tsx";
import { Blank } from "../../platform/ui/blank.tsx";
import { Menu } from "../../platform/ui/menu.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { AdminRoom } from "../../protocol.ts";
import { use_admin } from "./admin_context.ts";
import { AdminPart, Cell, Listing, Table } from "./admin_part.tsx";
import { ConfirmByName } from "./confirm_by_name.tsx";
import { create_pages } from "./pages.ts";
import styles from "./admin.module.css";

export default function AdminRooms(): JSX.Element {
  const admin = use_admin();
  const [erasing, set_erasing] = createSignal<AdminRoom>();
  const pages = create_pages<AdminRoom>(admin.rooms);
  onMount(() => void pages.begin());

  const erase = async (room: AdminRoom): Promise<void> => {
    await admin.drop_room(room.id);
    pages.change((rooms) => rooms.filter(({ id }) => id !== room.id));
    toast(ta.rooms.erased(room.name));
  };

  return (
    <AdminPart title={ta.rooms.title} lead={ta.rooms.lead}>
      <Listing pages={pages} failed={ta.rooms.failed} empty={<Blank title={ta.rooms.empty} />}>
        {(rooms) => (
          <Table
            label={ta.rooms.title}
            columns={[ta.rooms.room, ta.rooms.kind, ta.rooms.members, ta.rooms.messages, ta.rooms.last]}
          >
            <For each={rooms}>{(room) => <RoomRow room={room} erase={() => set_erasing(room)} />}</For>
          </Table>
        )}
      </Listing>
      <Show when={erasing()} keyed>
        {(room) => (
          <ConfirmByName
            title={ta.rooms.erase_title(room.name)}
            lead={ta.rooms.erase_lead(number_of(room.messages), number_of(room.members))}
            name={room.name}
            label={ta.rooms.erase_confirm(room.name)}
            action={ta.rooms.erase_do}
            act={() => erase(room)}
            close={() => set_erasing(undefined)}
          />
        )}
      </Show>
    </AdminPart>
  );
}

function RoomRow(props: { room: AdminRoom; erase: () => void }): JSX.Element {
  return (
    <tr role="row" data-room={props.room.name}>
      <th role="rowheader" scope="row">
        <div class={styles.subject}>
          <span class={styles.sign} aria-hidden="true">
            {props.room.kind === "public" ? (
              <Hash size={17} strokeWidth={1.75} />
            ) : (
              <Lock size={16} strokeWidth={1.75} />
            )}
          </span>
          <div class={styles.line}>
            <bdi class={styles.room}>{props.room.name}</bdi>
            <Show when={props.room.lobby}>
              <span class={styles.badge}>{ta.rooms.lobby}</span>
            </Show>
            <Show when={props.room.archived}>
              <span class={styles.badge}>{ta.rooms.archived}</span>
            </Show>
          </div>
        </div>
      </th>
      <Cell label={ta.rooms.kind}>{ta.rooms.kinds[props.room.kind]}</Cell>
      <Cell label={ta.rooms.members} number>
        {number_of(props.room.members)}
      </Cell>
      <Cell label={ta.rooms.messages} number>
        {number_of(props.room.messages)}
      </Cell>
      <Cell label={ta.rooms.last}>
        <Show when={props.room.last_at} fallback={ta.rooms.quiet}>
          {(at) => <Ago at={at()} />}
        </Show>
      </Cell>
      <td role="cell">
        {/* Everyone is in the lobby: it stays. */}
        <Show when={props.room.lobby !== true}>
          <Menu
            small
            label={ta.rooms.act_on(props.room.name)}
            items={[
              {
                label: ta.rooms.erase,
                icon: () => <Trash size={16} />,
                danger: true,
                act: () => props.erase(),
              },
            ]}
          >
            <Ellipsis size={18} />
          </Menu>
        </Show>
      </td>
    </tr>
  );
}
