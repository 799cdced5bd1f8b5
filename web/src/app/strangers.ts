/** Asks the server for names of people that only an id is known of, many at once, each once. */
import type { Api } from "../platform/api/api.ts";
import type { User } from "../protocol.ts";

export interface StrangerPorts {
  api: Pick<Api, "ask">;
  known(id: string): boolean;
  introduce(users: readonly User[]): void;
}

const GATHER_MS = 40;
const AT_ONCE = 50;
/** Somebody whom the server does not know either is not asked about for a while. */
const ASK_AGAIN_MS = 60_000;

export function create_strangers(ports: StrangerPorts): { who_is(id: string): void } {
  const asked = new Map<string, number>();
  let waiting: string[] = [];

  const ask = async (): Promise<void> => {
    const ids = waiting.filter((id) => !ports.known(id));
    waiting = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const part = ids.slice(start, start + AT_ONCE);
      try {
        ports.introduce((await ports.api.ask("users.list", { ids: part })).users);
      } catch {
        // Names come again with the next page or the next connection.
      }
    }
  };

  return {
    who_is(id) {
      const now = Date.now();
      if (now - (asked.get(id) ?? -ASK_AGAIN_MS) < ASK_AGAIN_MS) return;
      asked.set(id, now);
      if (waiting.length === 0) setTimeout(() => void ask(), GATHER_MS);
      waiting.push(id);
    },
  };
}
