/** Requests that do not come to an end, all at once: whoever waits for the rest of them takes nobody else's request for it. */
import assert from "node:assert/strict";
import { cut_off } from "../http/patience_tests.ts";
import { Wire } from "../http/wire.ts";
import type { Test } from "../server/suite.ts";
import { ask, strangers } from "./accounts.ts";
import { hop, type HopName } from "./hops.ts";
import { reaching } from "./reaching.ts";

/** Longer than the server waits for any rest. */
const SETTLED_MS = 1_500;
const OTHERS = 5;

export const cut_off_tests = (front: HopName): Test[] => [
  {
    name: `${front}: ${cut_off.length} requests that are cut off swallow nobody else's; ${reaching[front].cut_off} or more reach the server [req-33]`,
    async run() {
      const there = await hop(front, "impatient");
      const before = strangers(there);
      const wires = cut_off.map(([name, bytes]) => {
        const wire = new Wire(there.line());
        wire.send(bytes.replaceAll("{host}", there.host));
        return { name, wire };
      });
      for (let asked = 0; asked < OTHERS; asked += 1) await ask(there);
      await Promise.all(wires.map(({ wire }) => wire.settled(SETTLED_MS)));
      for (const { name, wire } of wires) {
        const { statuses, text } = wire.answers;
        assert.ok(statuses.length <= 1 && !statuses.some((status) => status < 400), `${name}: ${text}`);
      }
      await ask(there);
      for (const { wire } of wires) wire.drop();
      for (let asked = 0; asked < OTHERS; asked += 1) await ask(there);
      const reached = strangers(there) - before;
      console.log(`      ${reached} have reached it`);
      assert.ok(reached >= reaching[front].cut_off, `only ${reached} reached the server`);
    },
  },
];
