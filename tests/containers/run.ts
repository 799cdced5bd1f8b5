/**
 * The composition as an operator runs it: built, brought up, talked through,
 * killed, restarted, backed up, restored, put behind nginx. Not part of
 * ./dev test: it needs a container engine, nginx, openssl and some minutes.
 *   [COMPOSE=podman-compose] [BUILT=1] node tests/containers/run.ts
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Nginx } from "../server/nginx.ts";
import { Session } from "../server/session.ts";
import { run_suite, type Test } from "../server/suite.ts";
import { Composition } from "./composition.ts";
import { Conversation } from "./talk.ts";

const run = promisify(execFile);
const MOST_ABOVE_BASE = 200_000_000;
const ports = { server: 18080, http: 18081, https: 18443 };
const origin = `http://localhost:${ports.server}`;
const folder = mkdtempSync(join(tmpdir(), "chatelier-containers-"));

const composition = new Composition({
  POSTGRES_PASSWORD: "p@ss:w/rd 'of' the #test?",
  CHATELIER_PUBLISH: `127.0.0.1:${ports.server}`,
  CHATELIER_PUBLIC_URL: origin,
  CHATELIER_RATE_LIMITS: "on",
});
let conversation: Conversation;

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function fails(command: Promise<string>): Promise<string> {
  return command.then(
    (said) => Promise.reject(new Error(`it went well: ${said}`)),
    (error: Error & { stderr?: string }) => error.stderr ?? error.message,
  );
}

async function image_is_small(): Promise<void> {
  const image = await composition.engine(
    "inspect",
    await composition.container("server"),
    "--format",
    "{{.Image}}",
  );
  const size = async (name: string): Promise<number> =>
    Number(await composition.engine("image", "inspect", name, "--format", "{{.Size}}"));
  const above = (await size(image)) - (await size("debian:bookworm-slim"));
  console.log(`the image has ${(above / 1e6).toFixed(1)} MB above its base`);
  expect(above < MOST_ABOVE_BASE, "that is too much");
}

async function is_locked_down(): Promise<void> {
  const id = await composition.inside("server", "id");
  console.log(id.trim());
  expect(!id.includes("uid=0"), "the server runs as root");
  const refusal = await fails(composition.inside("server", "touch", "/x"));
  expect(refusal.includes("Read-only file system"), `touch /x says: ${refusal}`);
  await composition.inside("server", "touch", "/tmp/x", "/var/lib/chatelier/x");
  await composition.inside("server", "rm", "/var/lib/chatelier/x");
  const status = await composition.inside("server", "cat", "/proc/1/status");
  for (const line of [/^CapEff:\s*0+$/m, /^CapBnd:\s*0+$/m, /^NoNewPrivs:\s*1$/m])
    expect(line.test(status), `/proc/1/status has no ${String(line)}`);
}

async function talks_through_a_kill(): Promise<void> {
  conversation = await Conversation.begin(origin);
  await conversation.talk("good morning");
  const server = await composition.container("server");
  await composition.engine("kill", "--signal", "KILL", server);
  const away = conversation.talk("are you there?");
  await composition.engine("start", server);
  await away;
  await composition.ready();
  await composition.engine("restart", server);
  await conversation.talk("here again");
  await conversation.check(origin);
}

async function gets_an_administrator(): Promise<void> {
  const password = join(folder, "password");
  writeFileSync(password, "orchard lantern dora\n");
  await composition.stream("server", ["chatelier", "admin", "create", "dora"], { from: password });
  const dora = await Session.sign_in(origin, { username: "dora", password: "orchard lantern dora" });
  await dora.must("GET", "/admin/health");
}

async function survives_a_restart_of_everything(): Promise<void> {
  await composition.down();
  await composition.up();
  await conversation.talk("all of it was gone");
  await conversation.check(origin);
}

/** The commands of docs/deploy.md. */
async function is_restored_from_a_backup(): Promise<void> {
  await conversation.end();
  const dump = join(folder, "chatelier.dump");
  const uploads = join(folder, "uploads.tar");
  const tar = ["tar", "-C", "/var/lib/chatelier"];
  const user = ["-U", "chatelier"];
  await composition.inside("server", "mkdir", "-p", "/var/lib/chatelier/a/b");
  await composition.stream("postgres", ["pg_dump", ...user, "-Fc", "chatelier"], { to: dump });
  await composition.stream("server", [...tar, "-c", "."], { to: uploads });
  await composition.erase();
  await composition.up();
  await composition.stream("server", [...tar, "-x"], { from: uploads });
  await composition.compose("stop", "server", "redis");
  await composition.inside("postgres", "dropdb", ...user, "--force", "chatelier");
  await composition.inside("postgres", "createdb", ...user, "chatelier");
  await composition.stream("postgres", ["pg_restore", ...user, "-d", "chatelier", "--exit-on-error"], {
    from: dump,
  });
  await composition.up();
  await conversation.check(origin);
}

async function stands_behind_nginx(): Promise<void> {
  const https = `https://localhost:${ports.https}`;
  composition.set({
    CHATELIER_PUBLIC_URL: https,
    CHATELIER_TRUSTED_PROXIES: "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16",
  });
  await composition.down();
  await composition.up();
  const nginx = await Nginx.start(ports);
  try {
    const script = join(import.meta.dirname, "through_tls.ts");
    const given = [script, https, `http://localhost:${ports.http}`, conversation.room];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: nginx.certificate };
    const { said, trace } = JSON.parse((await run(process.execPath, given, { env })).stdout) as {
      said: string[];
      trace: string;
    };
    conversation.said.push(...said);
    const log = await composition.log("server");
    const line = log.split("\n").find((text) => text.includes(trace)) ?? "";
    expect(
      line.includes('"from":"127.0.0.0"'),
      `the server took the caller's address to be another: ${line}`,
    );
  } finally {
    await nginx.stop();
  }
}

const tests: Test[] = [
  {
    name: "a password for Postgres is asked for",
    run: async () => {
      const refusal = await fails(new Composition({ POSTGRES_PASSWORD: undefined }).compose("up", "-d"));
      expect(refusal.includes("set POSTGRES_PASSWORD in .env"), refusal);
    },
  },
  {
    name: "it is built and comes up",
    run: async () => {
      if (process.env["BUILT"] === undefined) await composition.compose("build");
      await composition.up();
    },
  },
  { name: "the image is small", run: image_is_small },
  { name: "the server is nobody, and writes only where it should", run: is_locked_down },
  { name: "two people talk while the server is killed and restarted", run: talks_through_a_kill },
  { name: "an administrator is made inside", run: gets_an_administrator },
  { name: "what they said survives a restart of everything", run: survives_a_restart_of_everything },
  { name: "a backup brings it back", run: is_restored_from_a_backup },
  { name: "they talk through nginx and TLS", run: stands_behind_nginx },
];

await composition.erase().catch(() => undefined);
await run_suite(tests, async () => {
  await composition.erase();
  rmSync(folder, { recursive: true });
});
