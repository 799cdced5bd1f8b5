/** Administrators as an operator makes them: by the command on the server's own terminal. */
import { spawn } from "node:child_process";
import { product } from "../server/place.ts";
import type { Person, Sight } from "./person.ts";
import type { Scene } from "./scene.ts";

/** Has an account that administrates, and is signed in. */
export async function administrator(stage: Scene, name: string, sight: Sight = {}): Promise<Person> {
  const person = await stage.person(name, sight);
  const { database_url, redis_url } = stage.server.options;
  const args = ["admin", "create", "--database-url", database_url, "--redis-url", redis_url];
  args.push("--migrations-dir", product.migrations_dir, name);
  const child = spawn(product.server(), args, { stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.end(`${person.password}\n`);
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  if (code !== 0) throw new Error(`chatelier admin create ended with ${code}:\n${said}`);
  await person.page.goto("/sign-in");
  await person.sign_in();
  await person.sees_room("lobby");
  return person;
}
