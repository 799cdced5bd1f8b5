#include "invite_store.hpp"

#include "sql_timestamp.hpp"

namespace chatelier::rooms {
namespace {

#define COLUMNS "code, by_id, " TIMESTAMP("created_at") ", " TIMESTAMP("expires_at") ", max_uses, uses"

constexpr Query insert{"rooms.insert_invite",
                       "insert into invites (room_id, id, code, by_id, created_at, expires_at, max_uses)"
                       " select s.room_id, $2::uuid, $3, s.user_id, now(),"
                       " now() + $5::bigint * interval '1 second', $6::int from seats s"
                       " where s.room_id = $1::uuid and s.user_id = $4::uuid and s.rank >= 3"
                       " and (select count(*) from invites o where o.room_id = s.room_id) < 200"
                       " returning " COLUMNS};
constexpr Query list{
    "rooms.invites",
    "select " COLUMNS
    " from invites where room_id = $1"
    " and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)"
    " order by created_at desc, id"};
constexpr Query remove{"rooms.delete_invite", "delete from invites where room_id = $1 and code = $2"};
constexpr Query by_code{
    "rooms.invite_by_code",
    "select i.id, i.room_id, r.name, r.topic, (select count(*) from members m where m.room_id = r.id),"
    " case when u.deleted_at is null then u.display_name end, " TIMESTAMP("i.expires_at") ","
    " coalesce(i.expires_at <= now(), false), coalesce(i.uses >= i.max_uses, false)"
    " from invites i join rooms r on r.id = i.room_id join users u on u.id = i.by_id"
    " where i.code = $1 and r.deleted_at is null"};

#undef COLUMNS

protocol::Invite invite_of(const pqxx::row& row) {
  protocol::Invite invite;
  invite.code = row[0].c_str();
  invite.by = row[1].c_str();
  invite.created_at = row[2].c_str();
  if (!row[3].is_null()) invite.expires_at = row[3].c_str();
  if (!row[4].is_null()) invite.max_uses = row[4].as<std::int64_t>();
  invite.uses = row[5].as<std::int64_t>();
  return invite;
}

std::optional<std::string> text_of(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<std::string>());
}

const char* or_null(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

std::optional<std::string> digits(const std::optional<std::int64_t>& number) {
  return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

}  // namespace

std::optional<protocol::Invite> insert_invite(Transaction& tx, const NewInvite& invite) {
  const auto seconds = digits(invite.seconds);
  const auto max_uses = digits(invite.max_uses);
  const auto rows =
      tx.exec(insert, invite.room, invite.id, invite.code, invite.by, or_null(seconds), or_null(max_uses));
  if (rows.empty()) return std::nullopt;
  return invite_of(rows[0]);
}

std::vector<protocol::Invite> list_invites(Transaction& tx, const std::string& room) {
  std::vector<protocol::Invite> out;
  for (const auto& row : tx.exec(list, room))
    out.push_back(invite_of(row));
  return out;
}

bool delete_invite(Transaction& tx, const std::string& room, const std::string& code) {
  return tx.exec(remove, room, code).affected_rows() > 0;
}

std::optional<FoundInvite> find_invite(Transaction& tx, const std::string& code) {
  const auto rows = tx.exec(by_code, code);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  FoundInvite found;
  found.id = row[0].c_str();
  found.invitation.room = row[1].c_str();
  found.invitation.name = row[2].as<std::string>();
  found.invitation.topic = text_of(row[3]);
  found.invitation.members = row[4].as<std::int64_t>();
  found.invitation.invited_by = text_of(row[5]);
  found.invitation.expires_at = text_of(row[6]);
  if (row[7].as<bool>())
    found.refused = ErrorCode::invite_expired;
  else if (row[8].as<bool>())
    found.refused = ErrorCode::invite_used_up;
  return found;
}

}  // namespace chatelier::rooms
