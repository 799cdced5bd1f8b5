/**
 * What must hold behind nginx, for run.ts, which starts this with the test's
 * certificate in NODE_EXTRA_CA_CERTS: through_tls.ts HTTPS-ORIGIN HTTP-ORIGIN ROOM
 * Prints what was said, one message a line.
 */
import { randomBytes } from "node:crypto";
import { Conversation } from "./talk.ts";

const [https = "", http = "", room = ""] = process.argv.slice(2);

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const redirect = await fetch(`${http}/rooms/1?a=b`, { redirect: "manual" });
expect(redirect.status === 301, `http is answered with ${redirect.status}`);
expect(redirect.headers.get("location") === `${https}/rooms/1?a=b`, "the redirect leads elsewhere");

const page = await fetch(https);
expect(page.ok && (await page.text()).includes("<!doctype html>"), "the page does not come");
expect(page.headers.get("strict-transport-security") !== null, "no Strict-Transport-Security");
expect((page.headers.get("server") ?? "") === "nginx", `Server says ${page.headers.get("server") ?? ""}`);
expect((await fetch(`${https}/metrics`)).status === 404, "/metrics can be read by everybody");

const large = await fetch(`${https}/api/v1/auth/login`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: `{"login":"${"x".repeat(1_500_000)}"}`,
});
expect(large.status === 413, `a body of 1.5 MB is answered with ${large.status}`);
expect(large.headers.get("content-type") === "application/problem+json", "it is nginx that refuses it");

// Whose address the server writes down: the caller's, whatever the caller claims.
const trace = randomBytes(16).toString("hex");
await fetch(`${https}/api/v1/me`, {
  headers: { traceparent: `00-${trace}-00000000000000ab-01`, "x-forwarded-for": "203.0.113.7" },
});

const conversation = await Conversation.resume(https, room);
const cookie = conversation.alice.session.cookie ?? "";
expect(cookie.startsWith("__Host-chatelier="), "the cookie is not bound to this host");
await conversation.talk("through nginx");
await conversation.end();
console.log(JSON.stringify({ said: conversation.said, trace }));
process.exit(0);
