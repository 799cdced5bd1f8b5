// A REST request from its target and body to what a handler gets: the first line is METHOD and target, the
// second the Idempotency-Key, the rest is the body. Every route of the schema.
#include "json_tree.hpp"
#include "platform/net/route_table.hpp"
#include "protocol/node.hpp"
#include "target.hpp"

#include <chatelier/protocol.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace {

using namespace chatelier;
using namespace protocol::routes;
using fuzz::require;

using Outcome = std::optional<Error>;
using Read = Outcome (*)(const wire::RouteInput&);

template <class... Routes>
std::map<std::size_t, Read> readers_of() {
  return {{Routes::spec.index, [](const wire::RouteInput& input) -> Outcome {
             const auto in = Routes::read(input);
             return in ? std::nullopt : std::optional(in.error());
           }}...};
}

const std::map<std::size_t, Read>& readers() {
  static const auto all =
      readers_of<AdminHealth, AdminPeople, AdminPerson, AdminReset, AdminErase, AdminRooms, AdminDrop,
                 AdminActions, AuthRegister, AuthLogin, AuthLogout, MeGet, MeDelete, MeUpdate, MePassword,
                 SessionsList, SessionsEnd, AuthReset, MessagesList, MessagesSend, MessagesGet, EventsList,
                 RoomsJoin, RoomsLeave, RoomsMembers, MembersPut, MembersRemove, BansList, BansPut,
                 BansRemove, InvitesList, InvitesCreate, InvitesRevoke, InvitesGet, InvitesAccept, DmsOpen,
                 UsersGet, UsersList, BlocksList, BlocksPut, BlocksRemove, RoomsList, RoomsCreate, RoomsGet,
                 RoomsRead, RoomsUpdate, RoomsDelete>();
  for (const protocol::RouteSpec* spec : protocol::all_routes())
    require(all.contains(spec->index), "a route is missing in readers(): " + std::string(spec->name));
  return all;
}

const RouteTable& table() {
  static const RouteTable made = [] {
    RouteTable routes;
    for (const protocol::RouteSpec* spec : protocol::all_routes())
      routes.add(spec->method, spec->path, spec->index);
    return routes;
  }();
  return made;
}

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

bool names(const Error& error, std::string_view field) {
  return std::any_of(error.fields.begin(), error.fields.end(),
                     [field](const FieldError& it) { return it.field == field && it.code == "unknown"; });
}

void check_refusal(const Error& error) {
  // An address that nothing can have is one at which there is nothing.
  require(error.code == ErrorCode::request_invalid || error.code == ErrorCode::request_malformed_json ||
              info(error.code).status == 404,
          "a reader refuses a request, nothing else");
  require(error.code != ErrorCode::request_invalid || !error.fields.empty(), "a problem has a place");
  const auto problem = nlohmann::json::parse(protocol::problem_json(error, "0"));
  require(problem["status"] == info(error.code).status, "a refusal is a problem document");
}

// P16: what the schema does not know is refused by name, wherever it stands.
void check_unknown_is_refused(Read read, wire::RouteInput input) {
  const std::string body(input.body);
  if (const auto document = wire::Document::parse(body); document && !body.empty()) {
    const wire::Node& root = document->root();
    const std::string again = fuzz::json_of(root);
    input.body = again;
    require(!read(input), "a body written again is accepted again");
    if (root.kind == wire::Node::Kind::object) {
      const std::string more =
          again.substr(0, again.size() - 1) + (root.keys.empty() ? "" : ",") + "\"not ours\":0}";
      input.body = more;
      const Outcome refused = read(input);
      require(refused && names(*refused, "not ours"), "an unknown member is refused by name");
    }
    input.body = body;
  }
  input.query.emplace_back("not ours", "");
  const Outcome refused = read(input);
  require(refused && names(*refused, "not ours"), "an unknown parameter is refused by name");
}

void run(std::string_view input) {
  std::string_view first = take_line(input);
  const auto blank = std::min(first.find(' '), first.size());
  const std::string_view method = first.substr(0, blank);
  const std::string_view target = first.substr(std::min(blank + 1, first.size()));
  if (!target.starts_with('/')) return;
  const auto question = std::min(target.find('?'), target.size());
  const auto found = table().find(method, target.substr(0, question));
  const auto query = parse_query(target.substr(std::min(question + 1, target.size())));
  if (!found.match || !query) return;

  wire::RouteInput request;
  request.path = found.match->parameters;
  request.query = *query;
  request.idempotency_key = take_line(input);
  request.body = input;
  const Read read = readers().at(found.match->value);
  if (const Outcome refused = read(request))
    check_refusal(*refused);
  else
    check_unknown_is_refused(read, request);
}

const fuzz::Registration registered("request_reader", run);

}  // namespace
