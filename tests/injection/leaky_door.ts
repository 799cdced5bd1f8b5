/** A door that pastes what it is told into its SQL: whoever cannot find this hole finds none. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "../server/postgres.ts";
import type { Stage } from "./stage.ts";

export class LeakyDoor {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open({ server }: Stage): Promise<LeakyDoor> {
    const door = createServer((request, answer) => {
      const name = new URL(request.url ?? "/", "http://door").searchParams.get("name") ?? "";
      sql(server.options.database_url, `select id from users where username = '${name}'`).then(
        (found) => answer.end(found === "" ? "nobody" : "somebody"),
        () => answer.writeHead(500).end("an error"),
      );
    });
    await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening));
    return new LeakyDoor(door);
  }

  request(name: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `GET /?name=${name} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
