/** The one server of this suite, its people, and what has been counted. */
import { Chatelier } from "../server/chatelier.ts";
import { services } from "../server/services.ts";
import { Cast } from "./cast.ts";
import { Counts } from "./counts.ts";

export const counts = new Counts();

let gathered: Promise<Cast> | undefined;

async function gather(): Promise<Cast> {
  const { new_database, redis_url } = await services();
  const server = await Chatelier.start({ database_url: await new_database(), redis_url, rate_limits: "off" });
  return Cast.gather(server);
}

export function the_cast(): Promise<Cast> {
  gathered ??= gather();
  return gathered;
}

export async function stop_server(): Promise<void> {
  const cast = await gathered;
  if (cast === undefined) return;
  const { code, signal } = await cast.server.stop();
  if (code !== 0)
    throw new Error(`the server ended with ${signal ?? code}:\n${cast.server.child.output(40)}`);
}
