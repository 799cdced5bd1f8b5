// protocol.hpp: every struct of the contract, what reads and writes it, and the table entry of every route, command, event.
import { accesses, deliveries } from "./check.mjs";
import { generatedBy } from "./cpp_errors.mjs";
import { struct } from "./cpp_types.mjs";
import { identifier } from "./names.mjs";

const specs = `enum class Access : std::uint8_t { ${accesses.join(", ")} };
enum class Delivery : std::uint8_t { ${deliveries.join(", ")} };

[[nodiscard]] std::string_view to_string(Access access) noexcept;

// A bucket holds \`burst\` tokens and gets one back every \`interval\`; burst 0 means no limit of this kind.
struct RateLimit {
  std::uint32_t burst;
  std::chrono::milliseconds interval;
};

struct RateSpec {
  std::string_view name;
  std::size_t index;  // in all_rates()
  RateLimit person;
  RateLimit address;
};

struct RouteSpec {
  std::string_view name;
  std::size_t index;  // in all_routes()
  std::string_view method;
  std::string_view path;  // under /api/v1, with {name} for each parameter
  Access access;          // reader, member, moderator, owner: of the room that {room} names
  const RateSpec& rate;
  unsigned status;         // when it succeeds
  std::size_t body_limit;  // bytes
  bool takes_body;
  bool nonce;  // Idempotency-Key counts
};

struct CommandSpec {
  std::string_view type;
  std::size_t index;  // in all_commands()
  Access access;      // reader, member, moderator, owner: of the room in the frame
  const RateSpec& rate;
  Delivery delivery;
};

struct EventSpec {
  std::string_view type;
  std::size_t index;  // in all_events()
  Delivery delivery;
  std::string_view wraps;  // name of the object that holds the stored body, room, seq, at, author, rev; or empty
};

[[nodiscard]] std::span<const RateSpec* const> all_rates() noexcept;
[[nodiscard]] std::span<const RouteSpec* const> all_routes() noexcept;
[[nodiscard]] std::span<const CommandSpec* const> all_commands() noexcept;
[[nodiscard]] std::span<const EventSpec* const> all_events() noexcept;

// Null when there is no such type.
[[nodiscard]] const CommandSpec* find_command(std::string_view type) noexcept;
[[nodiscard]] const EventSpec* find_event(std::string_view type) noexcept;

// The answer of a 204 and of a command that has nothing to say.
struct Nothing {};

// What the dispatcher needs before it knows which command a frame is.
struct FrameHead {
  std::string type{};
  std::string id{};    // raw JSON, to be echoed; empty when the client wants no answer
  std::string room{};  // empty when there is none or it is no id
};

// Errors: protocol/frame_invalid.
[[nodiscard]] Result<FrameHead> read_frame_head(const wire::Document& frame);

// \`id\` is FrameHead::id; an error may have none.
[[nodiscard]] std::string ack_frame(std::string_view id, const Nothing& answer);
[[nodiscard]] std::string error_frame(std::string_view id, const Error& error);
[[nodiscard]] std::string problem_json(const Error& error, std::string_view request_id);
`;

function enumeration(entry) {
  const comment = entry.description ? `// ${entry.description}\n` : "";
  return `${comment}enum class ${entry.name} : std::uint8_t { ${entry.values.map(identifier).join(", ")} };
[[nodiscard]] std::string_view to_string(${entry.name} value) noexcept;
[[nodiscard]] bool from_string(std::string_view text, ${entry.name}& value) noexcept;
void write(wire::Writer& out, ${entry.name} value);`;
}

function type(model, entry) {
  if (entry.values) return enumeration(entry);
  return `${struct(entry.name, entry.fields, entry)}
void write(wire::Writer& out, const ${entry.name}& it);
[[nodiscard]] std::string to_json(const ${entry.name}& it);`;
}

const outOf = (answer) => answer ?? "Nothing";

function received(entry, fields, input, spec) {
  const members = (inType) => [
    `using In = ${inType};`,
    // Qualified: a route may bear the name of what it answers.
    `using Out = protocol::${outOf(entry.answer)};`,
    `static const ${spec} spec;`,
    `[[nodiscard]] static Result<In> read(${input});`,
  ];
  const inType = fields.length === 0 ? "Nothing" : `${entry.tag}In`;
  const tag = struct(entry.tag, [], { description: entry.description, members: members(inType) });
  return fields.length === 0 ? tag : `${struct(inType, fields)}\n${tag}`;
}

const route = (entry) =>
  received(
    entry,
    [...entry.params, ...entry.query, ...entry.body],
    "const wire::RouteInput& input",
    "RouteSpec",
  );

const command = (entry) => received(entry, entry.fields, "const wire::Document& frame", "CommandSpec");

function event(entry) {
  const options = {
    description: entry.description,
    base: entry.extends,
    members: ["static const EventSpec spec;"],
  };
  const declared = struct(entry.tag, entry.fields, options);
  if (entry.delivery === "durable")
    return `${declared}\n[[nodiscard]] std::string body_json(const ${entry.tag}& it);`;
  return `${declared}
void write(wire::Writer& out, const ${entry.tag}& it);
[[nodiscard]] std::string to_json(const ${entry.tag}& it);`;
}

export const answersOf = (model) =>
  [...new Set(model.commands.map((entry) => entry.answer).filter((answer) => answer !== null))].sort();

const blocks = (entries, emit) => entries.map(emit).join("\n\n");

export function emitHeader(model) {
  const acks = answersOf(model).map(
    (name) => `[[nodiscard]] std::string ack_frame(std::string_view id, const ${name}& answer);\n`,
  );
  return `${generatedBy(`// The contract: what REST and WebSocket carry, with access, rate and delivery of every entry.
// Plain values and pure functions; any thread. A \`read\` refuses whatever the schema does not allow (request/invalid,
// request/malformed_json); \`to_json\` of an event is its whole frame, \`body_json\` what the log stores of it.`)}#pragma once

#include <chatelier/result.hpp>
#include <chatelier/wire.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier::protocol {

${specs}
namespace rates {

${model.rates.map((rate) => `extern const RateSpec ${identifier(rate.name)};  // ${rate.description}`).join("\n")}

}  // namespace rates

${blocks([...model.types.values()], (entry) => type(model, entry))}

${acks.join("")}
namespace routes {

${blocks(model.routes, route)}

}  // namespace routes

namespace commands {

${blocks(model.commands, command)}

}  // namespace commands

namespace events {

${blocks(
  model.events.filter((entry) => !entry.answers),
  event,
)}

}  // namespace events

}  // namespace chatelier::protocol
`;
}
