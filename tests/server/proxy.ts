/**
 * A line between a client and a server that can be made bad: late, cut with a
 * reset, half-open (both ends stand, not a byte passes), not read. Forwards
 * bytes and knows nothing of what they mean.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { pause } from "./deadline.ts";

interface Line {
  client: Socket;
  server: Socket;
  /** Bytes were swallowed: it can never be a good line again. */
  broken: boolean;
}

export class Proxy {
  /** Milliseconds that every piece of data is held. */
  latency = 0;
  readonly #server: Server;
  readonly #target: number;
  readonly #lines = new Set<Line>();
  #half_open = false;
  #stalled = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.accept(client));
  }

  static async to(port: number): Promise<Proxy> {
    const proxy = new Proxy(port);
    await new Promise<void>((done) => {
      proxy.#server.listen(0, "127.0.0.1", done);
    });
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts every line with a reset. */
  reset(): void {
    for (const line of this.#lines) this.cut(line);
  }

  /** While on, every byte vanishes and nobody is told; who was on the line then is cut when it ends. */
  set half_open(on: boolean) {
    this.#half_open = on;
    if (on) for (const line of this.#lines) line.broken = true;
    else for (const line of this.#lines) if (line.broken) this.cut(line);
  }

  /** While on, nothing is read from the server: a client that has stopped reading. */
  set stalled(on: boolean) {
    this.#stalled = on;
    for (const { server } of this.#lines)
      if (on) server.pause();
      else server.resume();
  }

  clear(): void {
    this.latency = 0;
    this.half_open = false;
    this.stalled = false;
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise<void>((done) => {
      this.#server.close(() => done());
    });
  }

  private accept(client: Socket): void {
    const server = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const line = { client, server, broken: this.#half_open };
    this.#lines.add(line);
    this.forward(line, client, server);
    this.forward(line, server, client);
    if (this.#stalled) server.pause();
    for (const end of [client, server]) {
      end.setNoDelay(true);
      end.on("error", () => this.cut(line));
      end.on("close", () => {
        if (client.destroyed && server.destroyed) this.#lines.delete(line);
      });
    }
  }

  private forward(line: Line, from: Socket, to: Socket): void {
    let before = Promise.resolve();
    let full = false;
    const in_order = (pass: () => void): void => {
      before = this.pass_after(before, to, pass);
    };
    from.on("data", (data) => {
      if (this.#half_open) {
        line.broken = true;
        return;
      }
      in_order(() => {
        if (to.write(data) || full) return;
        full = true;
        from.pause();
        to.once("drain", () => {
          full = false;
          if (!(this.#stalled && from === line.server)) from.resume();
        });
      });
    });
    from.on("end", () => in_order(() => to.end()));
  }

  private async pass_after(before: Promise<void>, to: Socket, pass: () => void): Promise<void> {
    await before;
    if (this.latency > 0) await pause(this.latency);
    if (!this.#half_open && !to.destroyed) pass();
  }

  private cut({ client, server }: Line): void {
    client.resetAndDestroy();
    server.resetAndDestroy();
  }
}
