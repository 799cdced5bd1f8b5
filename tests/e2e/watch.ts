/**
 * Listens to everything that a page complains of: console errors, exceptions,
 * violations of its Content-Security-Policy, crashes. Whatever a test has not
 * announced fails it.
 */
import type { Page } from "playwright-core";

/** What Chromium says of an answer that is not 2xx, or of none. */
const refused = /Failed to load resource: the server responded with a status of (\d+)/;
const unreachable = /net::ERR_|WebSocket connection to .* failed/;

export class Watch {
  readonly troubles: string[] = [];
  /** While the server is away, that it cannot be reached is no trouble. */
  outage = false;
  readonly #expected = new Map<string, number>();

  static async on(page: Page): Promise<Watch> {
    const watch = new Watch();
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
        console.error(`CSP violation: ${violatedDirective} ${blockedURI} ${sample}`);
      });
    });
    page.on("console", (message) => {
      if (message.type() === "error") watch.complaint(message.text(), message.location().url);
    });
    page.on("pageerror", (error) => watch.troubles.push(`exception: ${error.stack ?? error.message}`));
    page.on("crash", () => watch.troubles.push("the page crashed"));
    return watch;
  }

  /** An answer with this status from such an address belongs to the test. */
  expect_status(status: number, path: string): void {
    this.#expected.set(path, status);
  }

  check(): void {
    if (this.troubles.length > 0) throw new Error(`the page complained:\n${this.troubles.join("\n")}`);
  }

  private complaint(text: string, url: string): void {
    if (this.outage && unreachable.test(text)) return;
    const status = Number(refused.exec(text)?.[1]);
    // A server that has just come back says so until its database answers.
    if (this.outage && status === 503) return;
    const path = url === "" ? "" : new URL(url).pathname;
    // Who is not signed in yet asks who it is, and is told.
    if (status === 401 && path === "/api/v1/me") return;
    if (this.#expected.get(path) === status) return;
    this.troubles.push(`${text} ${url}`);
  }
}
