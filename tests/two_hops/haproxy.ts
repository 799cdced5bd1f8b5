/** The haproxy of this machine with one way through it, in a folder of its own; it must never read /etc/haproxy. */
import { connect } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child } from "../server/child.ts";
import { eventually } from "../server/deadline.ts";
import { new_folder } from "../server/place.ts";

export interface HaproxyOptions {
  port: number;
  server: number;
  /** Lets pass what is no HTTP, as some have to for the sake of an old client. */
  lenient: boolean;
}

const ANSWERS_WITHIN_MS = 10_000;

// One thread and whatever connection is free: everybody's requests share as few connections as can be.
const configuration = ({ port, server, lenient }: HaproxyOptions): string => `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 30s
  timeout http-keep-alive 10s
  option http-keep-alive
  ${lenient ? "option accept-invalid-http-request" : ""}
frontend chat
  bind 127.0.0.1:${port}
  default_backend chatelier
backend chatelier
  http-reuse always
  server one 127.0.0.1:${server}
`;

function listens(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const line = connect({ port, host: "127.0.0.1" }, () => {
      line.destroy();
      resolve(true);
    });
    line.once("error", () => resolve(undefined));
  });
}

export async function start_haproxy(options: HaproxyOptions): Promise<Child> {
  const file = join(new_folder("haproxy"), "haproxy.cfg");
  writeFileSync(file, configuration(options));
  const child = new Child({ name: "haproxy", program: "/usr/sbin/haproxy", args: ["-db", "-f", file] });
  await eventually(() => listens(options.port), ANSWERS_WITHIN_MS, "haproxy to listen");
  return child;
}
