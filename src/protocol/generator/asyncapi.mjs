// asyncapi.json: the WebSocket's commands and events, as AsyncAPI 3. Pure and deterministic.
import { errorsOfCommand } from "./answers.mjs";
import { commandSchema, eventSchema, schemasFor } from "./json_schema.mjs";

const about = `Text frames, each one JSON object with a \`type\`. A command with an \`id\` is answered by \`ack\` or \`error\` with the
same \`id\`. The first frame is \`ready\`; no event of a room is sent before the client has sent \`resume\`. How a client
converges is told at [/docs](/docs#converge); routes stand in [openapi.json](/api/v1/openapi.json).`;

const channel = { $ref: "#/channels/socket" };
const onChannel = (name) => ({ $ref: `#/channels/socket/messages/${name}` });
const commandName = (command) => `${command.tag}Command`;
const eventName = (event) => `${event.tag}Event`;

const tag = (feature) => ({ $ref: `#/components/tags/${feature}` });

const message = (entry, payload) => ({
  name: entry.type,
  title: entry.type,
  summary: entry.description,
  tags: [tag(entry.feature)],
  "x-delivery": entry.delivery,
  payload,
});

const received = (model, command) => ({
  action: "receive",
  channel,
  summary: command.description,
  messages: [onChannel(commandName(command))],
  reply: { messages: [onChannel("AckEvent"), onChannel("ErrorEvent")] },
  "x-access": command.access,
  "x-rate": command.rate,
  "x-errors": errorsOfCommand(model, command).map((error) => error.code),
});

const sent = (event) => ({
  action: "send",
  channel,
  summary: event.description,
  messages: [onChannel(eventName(event))],
});

export function emitAsyncApi(model, { guide }) {
  const messages = Object.fromEntries([
    ...model.commands.map((it) => [commandName(it), message(it, commandSchema(it))]),
    ...model.events.map((it) => [eventName(it), message(it, eventSchema(it))]),
  ]);
  const spoken = Object.keys(guide.features).filter((feature) =>
    [...model.commands, ...model.events].some((entry) => entry.feature === feature),
  );
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: "Chatelier",
      version: "1",
      description: about,
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
      tags: spoken.map(tag),
    },
    defaultContentType: "application/json",
    servers: {
      here: {
        host: "{host}",
        pathname: "/api/v1",
        protocol: "wss",
        variables: {
          host: { default: "localhost", description: "Where the server is; ws over plain http." },
        },
        security: [
          { $ref: "#/components/securitySchemes/cookie" },
          { $ref: "#/components/securitySchemes/bearer" },
        ],
      },
    },
    channels: {
      socket: {
        address: "/ws",
        description: "One connection of one device: subprotocol chatelier.v1.",
        servers: [{ $ref: "#/servers/here" }],
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
        "x-close-codes": guide.closes,
      },
    },
    operations: Object.fromEntries([
      ...model.commands.map((it) => [`receive.${it.type}`, received(model, it)]),
      ...model.events.map((it) => [`send.${it.type}`, sent(it)]),
    ]),
    components: {
      securitySchemes: {
        cookie: {
          type: "httpApiKey",
          in: "cookie",
          name: "__Host-chatelier",
          description:
            "With an allowed Origin. Over plain http, on this machine only, its name is `chatelier`.",
        },
        bearer: { type: "http", scheme: "bearer", description: "A token for scripts; needs no Origin." },
      },
      tags: Object.fromEntries(
        spoken.map((name) => [name, { name, description: guide.features[name].title }]),
      ),
      messages,
    },
  };
  document.components.schemas = schemasFor(model, document);
  return `${JSON.stringify(document, undefined, 1)}\n`;
}
