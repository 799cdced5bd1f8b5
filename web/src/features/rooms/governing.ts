/**
 * What moderators and owners do with a room: its people, bans, invitations and
 * settings. Every change comes back as an event of the room; nothing is held here.
 */
import type { Api } from "../../platform/api/api.ts";
import type { Ban, Invite, Role, Routes, User } from "../../protocol.ts";

export type RoomChanges = Omit<Routes["rooms.update"]["in"], "room">;

/** Both absent: for ever, for everybody. */
export interface InviteTerms {
  expires_in?: number;
  max_uses?: number;
}

export interface Governing {
  bring: (room: string, user: string, role?: Role) => Promise<void>;
  remove: (room: string, user: string) => Promise<void>;
  ban: (room: string, user: string) => Promise<void>;
  unban: (room: string, user: string) => Promise<void>;
  bans: (room: string) => Promise<readonly Ban[]>;
  invite: (room: string, terms: InviteTerms) => Promise<Invite>;
  invites: (room: string) => Promise<readonly Invite[]>;
  revoke: (room: string, code: string) => Promise<void>;
  change: (room: string, changes: RoomChanges) => Promise<void>;
  erase: (room: string) => Promise<void>;
}

export function govern(api: Api, meet: (users: readonly User[]) => void): Governing {
  return {
    bring: (room, user, role) =>
      api.ask("members.put", { room, user, ...(role === undefined ? {} : { role }) }),
    remove: (room, user) => api.ask("members.remove", { room, user }),
    ban: (room, user) => api.ask("bans.put", { room, user }),
    unban: (room, user) => api.ask("bans.remove", { room, user }),
    async bans(room) {
      const { bans, users } = await api.ask("bans.list", { room });
      meet(users);
      return bans;
    },
    invite: (room, terms) => api.ask("invites.create", { room, ...terms }),
    async invites(room) {
      const { invites, users } = await api.ask("invites.list", { room });
      meet(users);
      return invites;
    },
    revoke: (room, code) => api.ask("invites.revoke", { room, code }),
    async change(room, changes) {
      await api.ask("rooms.update", { room, ...changes });
    },
    erase: (room) => api.ask("rooms.delete", { room }),
  };
}
