/** Somebody in front of a browser: what a person does and sees, by the names that the page itself gives to things. */
import { join } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { en } from "../../web/src/platform/i18n/en.ts";
import { patient } from "../server/deadline.ts";
import { output_dir } from "../server/place.ts";
import { axe_findings } from "./axe.ts";
import { browser } from "./chromium.ts";
import { Watch } from "./watch.ts";

export interface Sight {
  colours?: "light" | "dark";
  phone?: boolean;
}

export interface SeenMessage {
  seq: number | undefined;
  state: string | undefined;
  text: string;
}

const SEEN_WITHIN_MS = 10_000;
const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

export class Person {
  readonly name: string;
  readonly password: string;
  readonly page: Page;
  readonly watch: Watch;
  readonly origin: string;
  readonly #context: BrowserContext;

  private constructor(name: string, origin: string, context: BrowserContext, page: Page, watch: Watch) {
    this.name = name;
    this.password = `orchard lantern ${name}`;
    this.origin = origin;
    this.#context = context;
    this.page = page;
    this.watch = watch;
  }

  static async sit_down(name: string, origin: string, sight: Sight = {}): Promise<Person> {
    const context = await (await browser()).newContext({
      ...(sight.phone === true ? phone : desktop),
      colorScheme: sight.colours ?? "light",
      locale: "en-GB",
      baseURL: origin,
    });
    context.setDefaultTimeout(patient(SEEN_WITHIN_MS));
    const page = await context.newPage();
    return new Person(name, origin, context, page, await Watch.on(page));
  }

  /** Another window of the same browser. */
  async second_window(): Promise<Person> {
    const page = await this.#context.newPage();
    return new Person(this.name, this.origin, this.#context, page, await Watch.on(page));
  }

  async get_up(): Promise<void> {
    await this.#context.close();
  }

  // ---- what a person does

  async register(): Promise<void> {
    await this.page.goto("/register");
    await this.page.getByLabel(en.auth.username, { exact: true }).fill(this.name);
    await this.password_field().fill(this.password);
    await this.button(en.auth.register).click();
    await this.sees_room("lobby");
  }

  async sign_in(): Promise<void> {
    await this.page.getByLabel(en.auth.login, { exact: true }).fill(this.name);
    await this.password_field().fill(this.password);
    await this.button(en.auth.sign_in).click();
  }

  async opens_new_room(name: string, topic = ""): Promise<void> {
    await this.button(en.rooms.create).first().click();
    await this.page.getByLabel(en.rooms.create_name, { exact: true }).fill(name);
    if (topic !== "") await this.page.getByLabel(en.rooms.create_topic, { exact: true }).fill(topic);
    await this.button(en.rooms.create_do).click();
    await this.sees_room(name);
  }

  async joins(name: string): Promise<void> {
    await this.page.goto("/rooms");
    await this.button(en.rooms.join_room(name)).click();
    await this.sees_room(name);
  }

  /** Out of a menu: what opens it, and what is done. */
  async chooses(menu: string, item: string): Promise<void> {
    await this.button(menu).first().click();
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
  }

  /** The people column, or its tab on a phone, says of somebody what can be done. */
  async does_to(name: string, item: string): Promise<void> {
    await this.page
      .getByRole("button", { name: en.governing.member_actions(name), exact: true })
      .first()
      .focus();
    await this.chooses(en.governing.member_actions(name), item);
  }

  /** Makes a link to the room on the screen. */
  async makes_link(): Promise<string> {
    await this.chooses(en.rooms.actions, en.invites.title);
    await this.button(en.invites.make).click();
    const link = this.page.getByLabel(en.invites.link, { exact: true }).first();
    await link.waitFor();
    const address = await link.inputValue();
    await this.button(en.common.close).click();
    return address;
  }

  async writes(text: string): Promise<void> {
    await this.composer().fill(text);
  }

  /** The device loses its network, or finds it again. */
  async offline(lost: boolean): Promise<void> {
    await this.#context.setOffline(lost);
  }

  async says(text: string): Promise<void> {
    await this.writes(text);
    await this.composer().press("Enter");
  }

  // ---- what a person sees

  composer(): Locator {
    return this.page.locator("[data-composer]");
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  password_field(): Locator {
    return this.page.locator('input[autocomplete="new-password"], input[autocomplete="current-password"]');
  }

  async sees(text: string): Promise<void> {
    await this.page.getByText(text, { exact: true }).first().waitFor();
  }

  async sees_room(name: string): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    await this.composer().waitFor();
  }

  messages(): Promise<SeenMessage[]> {
    return this.page.locator("article[data-key]").evaluateAll((articles) =>
      articles.map((article) => {
        const { seq, state } = (article as HTMLElement).dataset;
        const parts = [...article.querySelectorAll("p[dir], pre, li, td")];
        const text = parts.map((part) => part.textContent).join("\n");
        return { seq: seq === undefined ? undefined : Number(seq), state, text };
      }),
    );
  }

  /** Waits until exactly these stand there, in this order, each stored. */
  async sees_messages(texts: readonly string[]): Promise<void> {
    await this.page
      .waitForFunction(
        (wanted) => {
          const articles = [...document.querySelectorAll<HTMLElement>("article[data-key]")];
          const shown = articles.map((article) => article.querySelector("p[dir], pre")?.textContent ?? "");
          const stored = articles.every((article) => article.dataset["state"] === "sent");
          return stored && JSON.stringify(shown) === JSON.stringify(wanted);
        },
        texts,
        { timeout: patient(SEEN_WITHIN_MS * 3) },
      )
      .catch(async (error: unknown) => {
        throw new Error(
          `${this.name} was to see ${JSON.stringify(texts)}, and sees ${JSON.stringify(await this.messages())}`,
          {
            cause: error,
          },
        );
      });
    const seqs = (await this.messages()).map(({ seq }) => seq ?? 0);
    if (seqs.some((seq, index) => index > 0 && seq <= (seqs[index - 1] ?? 0)))
      throw new Error(`out of order: ${seqs.join(", ")}`);
  }

  /** Nothing on the screen is out of somebody's reach. */
  async passes_axe(what: string): Promise<void> {
    const findings = await axe_findings(this.page);
    if (findings.length > 0) throw new Error(`axe on ${what}:\n${findings.join("\n")}`);
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(output_dir, `e2e-${name}.png`) });
  }
}
