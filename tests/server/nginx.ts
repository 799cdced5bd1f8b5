/**
 * The nginx of this machine with deploy/nginx/chatelier.conf as it stands, but
 * for its name, its ports and a certificate of one hour. Lives in a folder of
 * its own; must never read or write /etc/nginx.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.ts";
import { eventually } from "./deadline.ts";

const example = join(import.meta.dirname, "../../deploy/nginx/chatelier.conf");
const ANSWERS_WITHIN_MS = 10_000;

export interface Ports {
  http: number;
  https: number;
  server: number;
}

export class Nginx {
  readonly certificate: string;
  readonly #folder: string;
  readonly #child: Child;

  private constructor(folder: string, child: Child) {
    this.#folder = folder;
    this.#child = child;
    this.certificate = join(folder, "cert.pem");
  }

  static async start(ports: Ports): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), "chatelier-nginx-"));
    chmodSync(folder, 0o755); // its workers are another user
    make_certificate(folder);
    writeFileSync(join(folder, "nginx.conf"), frame(folder, adapted(folder, ports)));
    const words = ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")];
    const args = [...words, "-g", "daemon off;"];
    const child = new Child({ name: "nginx", program: "/usr/sbin/nginx", args });
    const nginx = new Nginx(folder, child);
    await eventually(
      () => fetch(`http://localhost:${ports.http}/`, { redirect: "manual" }).catch(() => undefined),
      ANSWERS_WITHIN_MS,
      "nginx to answer",
    );
    return nginx;
  }

  async stop(): Promise<void> {
    await this.#child.end("SIGTERM");
    rmSync(this.#folder, { recursive: true });
  }
}

function make_certificate(folder: string): void {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files],
    {
      stdio: "ignore",
    },
  );
}

/** The example with every place that a reader would fill in. */
function adapted(folder: string, ports: Ports): string {
  return readFileSync(example, "utf8")
    .replaceAll(/^.*listen \[::\].*\n/gm, "")
    .replaceAll(/\/etc\/letsencrypt\S+fullchain\.pem/g, join(folder, "cert.pem"))
    .replaceAll(/\/etc\/letsencrypt\S+privkey\.pem/g, join(folder, "key.pem"))
    .replaceAll("chat.example.org", "localhost")
    .replaceAll("listen 80;", `listen 127.0.0.1:${ports.http};`)
    .replaceAll("listen 443 ", `listen 127.0.0.1:${ports.https} `)
    .replaceAll("127.0.0.1:8080", `127.0.0.1:${ports.server}`)
    .replaceAll("https://$host", `https://$host:${ports.https}`)
    .replaceAll(/(Host|X-Forwarded-Host) \$host;/g, "$1 $$host:$$server_port;");
}

function frame(folder: string, site: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${join(folder, name)};`)
    .join("\n");
  return `pid ${join(folder, "pid")};
events {}
http {
  access_log off;
${temporary}
${site}
}
`;
}
