/** What is asked before something is done to a person, and what the list shows afterwards. */
import { createEffect, Match, on, Switch, type JSX } from "solid-js";
import { ta } from "../../platform/i18n/admin.ts";
import { Confirm } from "../../platform/ui/confirm.tsx";
import { toast } from "../../platform/ui/toast.tsx";
import type { AdminPerson } from "../../protocol.ts";
import { use_admin } from "./admin_context.ts";
import { admin_error } from "./admin_store.ts";
import { ConfirmByName } from "./confirm_by_name.tsx";
import { ResetLink } from "./reset_link.tsx";

export type PersonAct = "disable" | "enable" | "promote" | "demote" | "reset" | "erase";

export interface PersonDialog {
  act: PersonAct;
  person: AdminPerson;
}

export function PersonDialogs(props: {
  dialog: PersonDialog | undefined;
  me: string | undefined;
  close: () => void;
  update: (user: string, change: Partial<AdminPerson>) => void;
  remove: (user: string) => void;
}): JSX.Element {
  const admin = use_admin();
  const asked = (act: PersonAct): AdminPerson | undefined =>
    props.dialog?.act === act ? props.dialog.person : undefined;
  const change = async (
    { user }: AdminPerson,
    to: { disabled: boolean } | { admin: boolean },
    done: string,
  ): Promise<void> => {
    await admin.change_person(user.id, to);
    props.update(user.id, to);
    toast(done);
  };

  // Letting somebody in again harms nobody: it is not asked about.
  const enable = async (person: AdminPerson): Promise<void> => {
    props.close();
    try {
      await change(person, { disabled: false }, ta.people.enabled_now(person.user.display_name));
    } catch (error) {
      toast(admin_error(error));
    }
  };
  createEffect(
    on(
      () => asked("enable"),
      (person) => person !== undefined && void enable(person),
    ),
  );

  return (
    <Switch>
      <Match when={asked("disable")} keyed>
        {(person) => (
          <Confirm
            question={{
              title: ta.people.disable_title(person.user.display_name),
              lead: ta.people.disable_lead,
              action: ta.people.disable,
              act: () => change(person, { disabled: true }, ta.people.disabled_now(person.user.display_name)),
              failing: admin_error,
            }}
            close={props.close}
          />
        )}
      </Match>
      <Match when={asked("promote")} keyed>
        {(person) => (
          <Confirm
            question={{
              title: ta.people.promote_title(person.user.display_name),
              lead: ta.people.promote_lead,
              action: ta.people.promote,
              act: () => change(person, { admin: true }, ta.people.promoted(person.user.display_name)),
              failing: admin_error,
            }}
            close={props.close}
          />
        )}
      </Match>
      <Match when={asked("demote")} keyed>
        {(person) => {
          const mine = person.user.id === props.me;
          return (
            <Confirm
              question={{
                title: mine ? ta.people.demote_self_title : ta.people.demote_title(person.user.display_name),
                lead: mine ? ta.people.demote_self_lead : ta.people.demote_lead,
                action: ta.people.demote,
                act: () => change(person, { admin: false }, ta.people.demoted(person.user.display_name)),
                failing: admin_error,
              }}
              close={props.close}
            />
          );
        }}
      </Match>
      <Match when={asked("reset")} keyed>
        {(person) => <ResetLink user={person.user.id} name={person.user.display_name} close={props.close} />}
      </Match>
      <Match when={asked("erase")} keyed>
        {(person) => (
          <ConfirmByName
            title={ta.people.erase_title(person.user.display_name)}
            lead={ta.people.erase_lead}
            name={person.user.username}
            label={ta.people.erase_confirm(person.user.username)}
            action={ta.people.erase_do}
            act={async () => {
              await admin.erase_person(person.user.id);
              props.remove(person.user.id);
              toast(ta.people.erased(person.user.display_name));
            }}
            close={props.close}
          />
        )}
      </Match>
    </Switch>
  );
}
