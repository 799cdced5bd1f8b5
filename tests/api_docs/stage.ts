/** The server that the examples talk to, and the people whom they take for granted. */
import { Chatelier } from "../server/chatelier.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import { Session } from "../server/session.ts";

let running: Promise<Chatelier> | undefined;

async function start(): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  return Chatelier.start({ database_url: await new_database(), redis_url, rate_limits: "on" });
}

export function server(): Promise<Chatelier> {
  running ??= start();
  return running;
}

export async function stop_server(): Promise<void> {
  const stopped = await (await running)?.stop();
  if (stopped !== undefined && stopped.code !== 0) throw new Error(`the server ended with ${stopped.code}`);
}

/** The variables of the reader's shell. */
export type Variables = Map<string, string>;

const password = "orchard lantern";
const ada = { username: "ada", password: "analytical engine" };

interface Made {
  room: { id: string };
}

/** What happens beside an example, by the name that examples.json gives it. */
export const besides: Readonly<Record<string, (variables: Variables) => Promise<void>>> = {
  /** Somebody administers the server already, and names ada too. */
  async administrators() {
    const { origin, options } = await server();
    await Session.register(origin, { username: "keeper", password });
    await sql(options.database_url, "update users set admin = true where username in ('keeper', 'ada')");
  },

  /** ada signs in on another device. */
  async elsewhere(variables) {
    const other = await Session.sign_in((await server()).origin, ada);
    const { sessions } = (await other.must("GET", "/me/sessions")) as {
      sessions: { id: string; current?: boolean }[];
    };
    variables.set("session", sessions.find(({ current }) => current)?.id ?? "");
  },

  /** grace comes, and opens a room for everybody. */
  async somebody(variables) {
    const grace = await Session.register((await server()).origin, { username: "grace", password });
    const { room } = (await grace.must("POST", "/rooms", { name: "compilers" })) as Made;
    variables.set("user", grace.user_id);
    variables.set("open", room.id);
  },
};
