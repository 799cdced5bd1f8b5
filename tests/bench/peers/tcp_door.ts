/**
 * A port of 127.0.0.1 that leads to the Unix socket of Postgres, for a peer that knows TCP only. It lives in the
 * benchmark's own process, so that it costs the peer nothing but the way: two hops per stored message.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class TcpDoor {
  readonly port: number;
  readonly #server: Server;
  readonly #open: Set<Socket>;

  private constructor(server: Server, open: Set<Socket>) {
    this.#server = server;
    this.#open = open;
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(socket_path: string): Promise<TcpDoor> {
    const open = new Set<Socket>();
    const server = createServer({ noDelay: true }, (outside) => {
      const inside = connect(socket_path);
      for (const [end, other] of [
        [outside, inside],
        [inside, outside],
      ] as const) {
        open.add(end);
        end.pipe(other);
        end.on("error", () => other.destroy());
        end.on("close", () => open.delete(end));
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new TcpDoor(server, open);
  }

  close(): void {
    this.#server.close();
    for (const end of this.#open) end.destroy();
  }
}
