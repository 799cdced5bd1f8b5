/** What administrators ask of the server. It keeps nothing: the pages hold what they show. */
import type { Api } from "../../platform/api/api.ts";
import { ApiError } from "../../platform/api/problem.ts";
import { ta } from "../../platform/i18n/admin.ts";
import { error_text } from "../../platform/i18n/index.ts";
import type {
  AdminActions,
  AdminPerson,
  AdminRoom,
  ResetLink,
  Routes,
  ServerHealth,
} from "../../protocol.ts";
import type { Slice } from "./pages.ts";

type Change = Omit<Routes["admin.person"]["in"], "user">;

export interface Admin {
  people: (words: string, cursor: string | undefined, signal: AbortSignal) => Promise<Slice<AdminPerson>>;
  change_person: (user: string, change: Change) => Promise<void>;
  reset_link: (user: string) => Promise<ResetLink>;
  erase_person: (user: string) => Promise<void>;
  rooms: (cursor: string | undefined, signal: AbortSignal) => Promise<Slice<AdminRoom>>;
  drop_room: (room: string) => Promise<void>;
  health: () => Promise<ServerHealth>;
  actions: (cursor: string | undefined, signal: AbortSignal) => Promise<AdminActions>;
}

const from = (cursor: string | undefined): { cursor?: string } => (cursor === undefined ? {} : { cursor });

export function create_admin(api: Pick<Api, "ask">): Admin {
  return {
    async people(words, cursor, signal) {
      const search = words === "" ? {} : { q: words };
      const page = await api.ask("admin.people", { ...search, ...from(cursor) }, signal);
      return { items: page.people, next: page.next_cursor };
    },
    async change_person(user, change) {
      await api.ask("admin.person", { user, ...change });
    },
    reset_link: (user) => api.ask("admin.reset", { user }),
    async erase_person(user) {
      await api.ask("admin.erase", { user });
    },
    async rooms(cursor, signal) {
      const page = await api.ask("admin.rooms", from(cursor), signal);
      return { items: page.rooms, next: page.next_cursor };
    },
    async drop_room(id) {
      await api.ask("admin.drop", { id });
    },
    health: () => api.ask("admin.health", {}),
    actions: (cursor, signal) => api.ask("admin.actions", from(cursor), signal),
  };
}

/** Some codes mean something nearer to an administrator than to everybody. */
export function admin_error(error: unknown): string {
  const code = error instanceof ApiError ? error.code : "internal";
  return ta.errors[code] ?? error_text(code);
}
