/** Whom I do not want to hear. The server says it whole each time. Pure. */
import type { ServerEvent } from "../../protocol.ts";

export type Blocks = ReadonlySet<string>;

export const no_blocks: Blocks = new Set();

export type BlocksFrame = Extract<ServerEvent, { type: "ready" | "blocks.changed" }>;

export function reduce_blocks(blocks: Blocks, frame: BlocksFrame): Blocks {
  const told = frame.type === "ready" ? frame.blocks : frame.users;
  const same = told.length === blocks.size && told.every((user) => blocks.has(user));
  return same ? blocks : new Set(told);
}
