/** What a page fetches, counted from Chromium's own account of its network: bytes on the wire with headers, by kind. */
import type { CDPSession } from "playwright-core";

export type Kind = "document" | "script" | "style" | "font" | "image" | "api" | "other";
export const kinds: readonly Kind[] = ["document", "script", "style", "font", "image", "api", "other"];

export interface Amount {
  requests: number;
  /** As they came: compressed, headers included. */
  bytes: number;
}

export type Transferred = Readonly<Record<Kind, Amount>>;

const kind_of_resource: Readonly<Record<string, Kind>> = {
  Document: "document",
  Script: "script",
  Stylesheet: "style",
  Font: "font",
  Image: "image",
  Fetch: "api",
  XHR: "api",
};

export class Transfer {
  readonly #kinds = new Map<string, Kind>();
  readonly #amounts: Record<Kind, Amount>;

  private constructor() {
    const nothing = kinds.map((kind): [Kind, Amount] => [kind, { requests: 0, bytes: 0 }]);
    this.#amounts = Object.fromEntries(nothing) as Record<Kind, Amount>;
  }

  /** Counts from here on. What the socket carries is no request and is left out. */
  static async on(wire: CDPSession): Promise<Transfer> {
    const transfer = new Transfer();
    wire.on("Network.responseReceived", ({ requestId, type, response }) => {
      transfer.#kinds.set(requestId, kind_of(type, response.mimeType, response.url));
    });
    wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const kind = transfer.#kinds.get(requestId);
      if (kind === undefined) return;
      transfer.#kinds.delete(requestId);
      transfer.#amounts[kind].requests += 1;
      transfer.#amounts[kind].bytes += encodedDataLength;
    });
    await wire.send("Network.enable");
    return transfer;
  }

  taken(): Transferred {
    return structuredClone(this.#amounts);
  }
}

/** A preload has no type of its own: then what it carries says what it is. */
function kind_of(type: string, mime: string, url: string): Kind {
  if (new URL(url).pathname.startsWith("/api/")) return "api";
  const known = kind_of_resource[type];
  if (known !== undefined) return known;
  if (/javascript/.test(mime)) return "script";
  if (/css/.test(mime)) return "style";
  if (/font|woff/.test(mime)) return "font";
  return mime.startsWith("image/") ? "image" : "other";
}
