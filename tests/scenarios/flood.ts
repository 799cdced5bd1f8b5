/** Many messages of one person to one room, over its socket: what it takes to fall far behind. */
import { randomUUID } from "node:crypto";
import type { World } from "./world.ts";

/** Little enough that nobody who reads is taken for slow. */
const BYTES_UNDER_WAY_AT_MOST = 64 * 1024;

export interface Flood {
  room: string;
  count: number;
  text: string;
}

export async function flood(world: World, actor: string, { room, count, text }: Flood): Promise<void> {
  const device = world.device(actor);
  const open = new Set<string>();
  const nonces = new Set<string>();
  let looked = device.inbox.received.length;
  /** Answers since the last look; undefined while too many are outstanding. */
  const room_for_more = (most: number): true | undefined => {
    for (; looked < device.inbox.received.length; looked += 1) {
      const entry = device.inbox.received[looked];
      if (entry?.frame.type === "error")
        throw new Error(`the flood was refused: ${JSON.stringify(entry.frame)}`);
      if (entry?.frame.type !== "ack" || !open.delete(String(entry.frame.id))) continue;
      entry.told = true;
    }
    return open.size <= most ? true : undefined;
  };
  for (let sent = 0; sent < count; sent += 1) {
    await device.inbox.when(
      () => room_for_more(BYTES_UNDER_WAY_AT_MOST / Buffer.byteLength(text)),
      "acks of the flood",
    );
    const [id, nonce] = [`flood-${sent}`, randomUUID()];
    open.add(id);
    nonces.add(nonce);
    const frame = { type: "message.send", id, room, nonce, text: `${sent + 1}: ${text}` };
    device.send(frame);
  }
  await device.inbox.when(() => room_for_more(0), "the last acks of the flood");
  await device.fence();
  device.inbox.tell_all((frame) => frame.type === "message.created" && nonces.has(frame.message.nonce));
}
