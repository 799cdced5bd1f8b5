/** Every command of the socket as everybody, in every kind of room (requirements 24 and 41). */
import assert from "node:assert/strict";
import { Socket, UpgradeRefused } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";
import { refused_by_handler } from "./answers.ts";
import type { Cast } from "./cast.ts";
import { commands, type Command } from "./contract.ts";
import { everybody_listens, type Ear } from "./ear.ts";
import { accounts, gate, kinds, rank_of, type Kind } from "./roles.ts";
import { frame_of, sample_id } from "./samples.ts";
import { counts, the_cast } from "./stage.ts";

async function try_command(cast: Cast, command: Command, ear: Ear, kind: Kind): Promise<string[]> {
  const { role } = ear;
  const of = { role, kind, rank: rank_of(role, kind) };
  const expected = gate(command.access, role, kind) ?? refused_by_handler(command.type, of);
  const situation = {
    cast,
    role,
    session: cast.session(role),
    place: await cast.shared(kind),
    through: true,
  };
  const code = await ear.command(command.type, await frame_of(command.type, command.properties, situation));
  counts.add(command.type, role, code);
  return code === expected ? [] : [`${role}, ${kind}: ${code ?? "done"}, not ${expected ?? "done"}`];
}

/** Nobody has no socket to send it with. */
async function refused_upgrade(cast: Cast, command: Command): Promise<string[]> {
  const { origin } = cast.server;
  const refusal: unknown = await Socket.open({ origin, headers: { origin } }).then(
    async (socket) => socket.close(),
    (error: unknown) => error,
  );
  if (!(refusal instanceof UpgradeRefused)) return [`nobody has a socket: ${String(refusal)}`];
  const { code } = JSON.parse(refusal.text) as { code: string };
  counts.add(command.type, "nobody", code);
  return code === "auth/required" && refusal.status === 401 ? [] : [`nobody: ${refusal.status} ${code}`];
}

async function unknown_rooms(command: Command, ear: Ear): Promise<string[]> {
  const wrong: string[] = [];
  for (const room of [sample_id, "nonsense", "", 7, null]) {
    const code = await ear.command(command.type, { text: "x", seq: 1, room });
    const expected = room === sample_id ? ["room/not_found"] : ["room/not_found", "request/invalid"];
    if (code === undefined || !expected.includes(code)) wrong.push(`room ${String(room)}: ${code ?? "done"}`);
  }
  return wrong;
}

export const command_tests: readonly Test[] = commands.map((command) => ({
  name: `the command ${command.type} is for ${command.access} [req-24] [req-41]`,
  async run() {
    const cast = await the_cast();
    const wrong = await refused_upgrade(cast, command);
    const ears = await everybody_listens(cast, accounts);
    for (const kind of kinds)
      for (const ear of ears) wrong.push(...(await try_command(cast, command, ear, kind)));
    const owner = ears.find(({ role }) => role === "owner");
    if (command.access !== "user" && owner !== undefined)
      wrong.push(...(await unknown_rooms(command, owner)));
    assert.deepEqual(wrong, []);
  },
}));
