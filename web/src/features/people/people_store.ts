/**
 * What the people's screens can do: search, look somebody up, block. Who is
 * blocked lives with the app; the server says it to all my devices.
 */
import type { Accessor } from "solid-js";
import type { Api } from "../../platform/api/api.ts";
import type { User } from "../../protocol.ts";
import type { Blocks } from "./blocks.ts";

export interface PeoplePorts {
  api: Api;
  me: Accessor<string | undefined>;
  blocks: Accessor<Blocks>;
  person: (id: string) => User | undefined;
  meet: (users: readonly User[]) => void;
}

export interface PeopleStore {
  me: Accessor<string | undefined>;
  person: (id: string) => User | undefined;
  blocked: (id: string) => boolean;
  /** People whose name begins so, without me. */
  search: (words: string, signal: AbortSignal) => Promise<readonly User[]>;
  look_up: (id: string) => Promise<User>;
  block: (id: string) => Promise<void>;
  unblock: (id: string) => Promise<void>;
}

const FOUND_AT_MOST = 20;

export function create_people(ports: PeoplePorts): PeopleStore {
  return {
    me: ports.me,
    person: ports.person,
    blocked: (id) => ports.blocks().has(id),
    async search(words, signal) {
      const { users } = await ports.api.ask("users.list", { q: words, limit: FOUND_AT_MOST }, signal);
      ports.meet(users);
      return users.filter((user) => user.id !== ports.me() && user.deleted !== true);
    },
    async look_up(id) {
      const { user } = await ports.api.ask("users.get", { user: id });
      ports.meet([user]);
      return user;
    },
    block: (id) => ports.api.ask("blocks.put", { user: id }),
    unblock: (id) => ports.api.ask("blocks.remove", { user: id }),
  };
}
