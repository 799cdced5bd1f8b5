// A chat server as many are written: socket.io on Node, every message stored in Postgres by one INSERT, then given
// to everybody in its room. Run by the fan-out benchmark only; it knows nothing of Chatelier.
// node server.mjs --port 0 --database-url postgresql://...
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { Server } from "socket.io";

const { values } = parseArgs({
  options: { port: { type: "string", default: "0" }, "database-url": { type: "string" } },
});

const LONGEST_TEXT = 4_000;

const database = new Pool({ connectionString: values["database-url"] });
await database.query(`
  create table if not exists messages (
    id serial primary key,
    room text not null,
    author text not null,
    text text not null,
    at timestamptz not null default now()
  )`);

/** Prepared once per connection of the pool; each call commits by itself. */
const store = {
  name: "store",
  text: "insert into messages (room, author, text) values ($1, $2, $3) returning id, at",
};

const http = createServer();
// Compression of frames is off by default, as is everything else that costs and that a chat does not need.
const io = new Server(http, { transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => {
  const author = String(socket.handshake.auth.name ?? socket.id);

  socket.on("join", async (room, joined) => {
    await socket.join(String(room));
    joined?.();
  });

  socket.on("message", async ({ room, text }) => {
    if (!socket.rooms.has(room) || typeof text !== "string" || text.length > LONGEST_TEXT) {
      socket.emit("refused", { room });
      return;
    }
    try {
      const { rows } = await database.query({ ...store, values: [room, author, text] });
      io.to(room).emit("message", { id: rows[0].id, room, author, text, at: rows[0].at });
    } catch (error) {
      console.error(error);
      socket.emit("refused", { room });
    }
  });
});

http.listen({ port: Number(values.port), host: "127.0.0.1", backlog: 4_096 }, () => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});

process.once("SIGTERM", () => {
  void io.close().then(() => database.end());
});
