// protocol.gen.cpp: the tables, the writers and the readers behind protocol.hpp and error_code.hpp.
import { accesses } from "./check.mjs";
import { emitErrorTable, generatedBy } from "./cpp_errors.mjs";
import { answersOf } from "./cpp_header.mjs";
import { commandReader, routeReader } from "./cpp_readers.mjs";
import { unusedIt, writeMembers } from "./cpp_types.mjs";
import { identifier, quoted } from "./names.mjs";

const defaultBodyLimit = 64 * 1024;

const limit = (given) =>
  given ? `{${given.burst}, std::chrono::milliseconds{${given.interval_ms}}}` : "{0, {}}";

const rate = (entry, index) =>
  `constinit const RateSpec ${identifier(entry.name)}{${quoted(entry.name)}, ${index}, ${limit(entry.person)}, ${limit(entry.address)}};`;

const routeSpec = (entry, index) =>
  `constinit const RouteSpec ${entry.tag}::spec{${[
    quoted(entry.name),
    index,
    quoted(entry.method),
    quoted(entry.path),
    `Access::${entry.access}`,
    `rates::${identifier(entry.rate)}`,
    entry.status,
    entry.body_limit ?? defaultBodyLimit,
    entry.takesBody,
    Boolean(entry.nonce),
  ].join(", ")}};`;

const commandSpec = (entry, index) =>
  `constinit const CommandSpec ${entry.tag}::spec{${[
    quoted(entry.type),
    index,
    `Access::${entry.access}`,
    `rates::${identifier(entry.rate)}`,
    `Delivery::${entry.delivery}`,
  ].join(", ")}};`;

const eventSpec = (entry, index) => {
  const values = `{${quoted(entry.type)}, ${index}, Delivery::${entry.delivery}, ${quoted(entry.wraps ?? "")}}`;
  return entry.answers
    ? `constinit const EventSpec ${identifier(entry.type)}_spec${values};`
    : `constinit const EventSpec ${entry.tag}::spec${values};`;
};

const eventName = (entry) =>
  entry.answers ? `events::${identifier(entry.type)}_spec` : `events::${entry.tag}::spec`;

function table(type, name, entries) {
  const rows = entries.map((entry) => `    &${entry},`);
  return `namespace {
constexpr std::array<const ${type}*, ${entries.length}> ${name}_table{
${rows.join("\n")}
};
}  // namespace
std::span<const ${type}* const> all_${name}() noexcept { return ${name}_table; }`;
}

const find = (type, name, list) => `const ${type}* ${name}(std::string_view type) noexcept {
  for (const ${type}* spec : ${list}_table)
    if (spec->type == type) return spec;
  return nullptr;
}`;

function enumeration(entry) {
  const names = `${entry.name}_names`;
  return `namespace {
constexpr std::array<std::string_view, ${entry.values.length}> ${names}{${entry.values.map(quoted).join(", ")}};
}  // namespace
std::string_view to_string(${entry.name} value) noexcept { return ${names}[static_cast<std::size_t>(value)]; }
bool from_string(std::string_view text, ${entry.name}& value) noexcept {
  const auto found = std::find(${names}.begin(), ${names}.end(), text);
  if (found == ${names}.end()) return false;
  value = static_cast<${entry.name}>(found - ${names}.begin());
  return true;
}
void write(wire::Writer& out, ${entry.name} value) { out.value(to_string(value)); }`;
}

const object = (signature, members) => `${signature} {
  out.begin_object();
${members}
  out.end_object();
}`;

const toJson = (name) => `std::string to_json(const ${name}& it) { return json_of(it); }`;

function structWriter(entry) {
  const writer = object(
    `void write(wire::Writer& out, const ${entry.name}&${unusedIt(entry.fields)})`,
    writeMembers(entry.fields),
  );
  return `${writer}\n${toJson(entry.name)}`;
}

function eventWriter(entry) {
  const it = unusedIt(entry.allFields);
  if (entry.delivery === "durable")
    return `std::string body_json(const ${entry.tag}&${it}) {
  std::string text;
  wire::Writer out{text};
  out.begin_object();
${writeMembers(entry.allFields)}
  out.end_object();
  return text;
}`;
  const members = `  out.member("type", ${quoted(entry.type)});\n${writeMembers(entry.allFields)}`;
  return `${object(`void write(wire::Writer& out, const ${entry.tag}&${it})`, members)}\n${toJson(entry.tag)}`;
}

const ack = (model) => (name) =>
  `std::string ack_frame(std::string_view id, const ${name}& it) {
  std::string text;
  wire::Writer out{text};
  out.begin_object();
  out.member("type", "ack");
  out.key("id");
  out.raw(id);
${writeMembers(model.types.get(name).fields)}
  out.end_object();
  return text;
}`;

function tables(model) {
  return [
    table(
      "RateSpec",
      "rates",
      model.rates.map((entry) => `rates::${identifier(entry.name)}`),
    ),
    table(
      "RouteSpec",
      "routes",
      model.routes.map((entry) => `routes::${entry.tag}::spec`),
    ),
    table(
      "CommandSpec",
      "commands",
      model.commands.map((entry) => `commands::${entry.tag}::spec`),
    ),
    table("EventSpec", "events", model.events.map(eventName)),
    find("CommandSpec", "find_command", "commands"),
    find("EventSpec", "find_event", "events"),
  ].join("\n\n");
}

export function emitSource(model) {
  const types = [...model.types.values()];
  return `${generatedBy("// Tables, writers and readers of the contract. Constants and pure functions; any thread.")}
#include <chatelier/protocol.hpp>

#include "reader.hpp"

#include <algorithm>
#include <array>

${emitErrorTable(model)}
namespace chatelier::protocol {
namespace {

template <class T>
std::string json_of(const T& it) {
  std::string text;
  wire::Writer out{text};
  write(out, it);
  return text;
}

constexpr std::array<std::string_view, ${accesses.length}> access_names{${accesses.map(quoted).join(", ")}};

}  // namespace

std::string_view to_string(Access access) noexcept { return access_names[static_cast<std::size_t>(access)]; }

namespace rates {
${model.rates.map(rate).join("\n")}
}  // namespace rates

namespace routes {
${model.routes.map(routeSpec).join("\n")}
}  // namespace routes

namespace commands {
${model.commands.map(commandSpec).join("\n")}
}  // namespace commands

namespace events {
${model.events.map(eventSpec).join("\n")}
}  // namespace events

${tables(model)}

${types.map((entry) => (entry.values ? enumeration(entry) : structWriter(entry))).join("\n\n")}

${answersOf(model).map(ack(model)).join("\n\n")}

namespace routes {

${model.routes.map((entry) => routeReader(model, entry)).join("\n\n")}

}  // namespace routes

namespace commands {

${model.commands.map((entry) => commandReader(model, entry)).join("\n\n")}

}  // namespace commands

namespace events {

${model.events
  .filter((entry) => !entry.answers)
  .map(eventWriter)
  .join("\n\n")}

}  // namespace events

}  // namespace chatelier::protocol
`;
}
