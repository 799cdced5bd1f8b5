/** One Chromium for a whole suite; each person has a context of their own in it, as if on another machine. */
import { chromium, type Browser } from "playwright-core";

const program = process.env["TEST_CHROMIUM"] ?? "/usr/bin/chromium";

/** What would make it talk to anybody but the server under test. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let running: Promise<Browser> | undefined;

export function browser(): Promise<Browser> {
  running ??= chromium.launch({ executablePath: program, headless: true, args: flags });
  return running;
}

export async function close_browser(): Promise<void> {
  const last = running;
  // Whoever asks after this gets a new one.
  running = undefined;
  await (await last)?.close();
}
