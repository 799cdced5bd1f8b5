/**
 * Repairs what a room's log is seen to miss: reads the events after the cursor
 * and feeds them in as if they had come by the socket. One read per room at a
 * time; a room that may no longer be read is left alone until it moves again.
 */
import type { Api } from "../platform/api/api.ts";
import { ApiError } from "../platform/api/problem.ts";
import { backoff_ms } from "../platform/socket/backoff.ts";
import type { ServerEvent } from "../protocol.ts";
import { gaps, type ClientState } from "./model.ts";

export interface GapPorts {
  api: Pick<Api, "ask">;
  state(): ClientState;
  receive(event: ServerEvent): void;
}

const EVENTS = 500;
const RETRY = { base_ms: 1_000, cap_ms: 15_000 };

export function fill_gaps(ports: GapPorts): { look(): void } {
  const filling = new Set<string>();

  const fill = async (room: string): Promise<void> => {
    for (let attempt = 0; ; ) {
      const after = gaps(ports.state()).get(room);
      if (after === undefined) return;
      try {
        const { events } = await ports.api.ask("events.list", { room, after, limit: EVENTS });
        for (const event of events) ports.receive(event);
        if (gaps(ports.state()).get(room) === after) attempt += 1;
        else attempt = 0;
      } catch (error) {
        if (error instanceof ApiError && error.status >= 400 && error.status < 429) return;
        attempt += 1;
      }
      if (attempt > 0)
        await new Promise((done) => setTimeout(done, backoff_ms(attempt, RETRY, Math.random())));
    }
  };

  return {
    look() {
      for (const room of gaps(ports.state()).keys()) {
        if (filling.has(room)) continue;
        filling.add(room);
        void fill(room).finally(() => filling.delete(room));
      }
    },
  };
}
