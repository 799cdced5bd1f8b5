/**
 * The flood of sign-ins, a process of its own: `node login_flood.ts ORIGIN ACCOUNTS VISITORS`, where ACCOUNTS are the
 * JSON of those that exist. Says "flooding" at the first answer, when all are under way; ends at SIGTERM and then says, as
 * one line of JSON, how often each answer came.
 */
import { pause } from "../server/deadline.ts";
import { Session, type Credentials } from "../server/session.ts";

/** Who was refused and came back at once would be a flood of requests; this one is of passwords. */
const REFUSED_PAUSE_MS = 250;

const [origin = "", accounts = "[]", visitors = "1"] = process.argv.slice(2);
const known = JSON.parse(accounts) as Credentials[];
const answers = new Map<string, number>();
let flooding = false;
const ending = new AbortController();
process.on("SIGTERM", () => ending.abort());

/** Rightly and wrongly by turns, each time from another address. */
async function visit(number: number): Promise<void> {
  const session = new Session(origin);
  const { username, password } = known[number % known.length] ?? { username: "", password: "" };
  for (let attempt = 0; !ending.signal.aborted; attempt += 1) {
    const right = (number + attempt) % 2 === 0;
    const { status } = await session.request("POST", "/auth/login", {
      body: { login: right ? username : `nobody${number}.${attempt}`, password },
      headers: { cookie: null, "x-forwarded-for": `203.${attempt >> 8}.${number}.${attempt & 255}` },
    });
    const answer = `${right ? "right" : "wrong"} ${status}`;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    if (!flooding) console.log("flooding");
    flooding = true;
    if (status >= 429) await pause(REFUSED_PAUSE_MS);
  }
}

await Promise.all(Array.from({ length: Number(visitors) }, (_, number) => visit(number)));
console.log(JSON.stringify(Object.fromEntries(answers)));
