// The few ports through which platform and features meet without knowing each other. app.cpp plugs them
// together.
#pragma once

#include <chatelier/result.hpp>
#include <chatelier/task.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

class Transaction;
struct Signal;
namespace protocol {
struct Preferences;
struct User;
}  // namespace protocol

/// Who a request or a socket belongs to, as one session of one person saw it at most a second ago. Immutable.
struct Identity {
  std::string user;     // id
  std::string session;  // id, not the secret
  std::string username;
  std::string display_name;
  std::string csrf_token;
  std::string secret_hash;  // what the session is remembered by
  bool admin = false;
  bool cookie = true;  // false: a bearer token, which needs no CSRF token
};
using IdentityPtr = std::shared_ptr<const Identity>;

/// The secret that came with a request: a cookie's value or a bearer token.
struct Credential {
  std::string_view secret;
  bool cookie = true;
};

/// Implemented by features/auth.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// `auth/required` for a secret that is unknown, ended or expired. Cached in the process for at most a
  /// second.
  virtual Task<Result<IdentityPtr>> authenticate(Credential credential) = 0;
  /// Whether the session still stands; sockets ask on every frame and when a revocation is announced.
  virtual Task<bool> still_valid(const Identity& identity) = 0;
  /// Those of the sessions (ids) that no longer stand: signed out, expired, of an account that was disabled
  /// or deleted. One question however many there are; looked up, never remembered.
  virtual Task<std::vector<std::string>> ended(std::vector<std::string> sessions) = 0;
};

/// Implemented by features/people: who the people are that rooms and messages name by id, and what a greeting
/// tells each of them about themselves.
class People {
 public:
  virtual ~People() = default;
  /// In the caller's transaction, so that a page and its people are one state. Unknown ids are left out.
  virtual std::vector<protocol::User> named(Transaction& tx, const std::vector<std::string>& ids) = 0;
  /// Of one person; defaults for an id that nobody has.
  virtual protocol::Preferences preferences(Transaction& tx, const std::string& user) = 0;
  /// Ids of those whom this person does not want to hear.
  virtual std::vector<std::string> blocked_by(Transaction& tx, const std::string& user) = 0;
};

enum class Role : std::uint8_t { none, reader, member, moderator, owner };

/// One person's standing in one room with the room's settings: immutable, at most a second old.
struct Standing {
  std::string room;
  std::string name;
  bool is_public = false;
  Role role = Role::none;
  Role posting = Role::member;  // the least role that may write
  Role drawing = Role::member;  // … and draw
  std::chrono::seconds slow_mode{0};
  bool archived = false;
};
using StandingPtr = std::shared_ptr<const Standing>;

/// Implemented by features/rooms.
class RoomAccess {
 public:
  virtual ~RoomAccess() = default;
  /// `room/not_found` when there is no such room or this person may not know of it: the two are the same
  /// answer.
  virtual Task<Result<StandingPtr>> standing(std::string_view user, std::string_view room) = 0;
  /// An event has changed the room: what this node remembers of it is out of date.
  virtual void changed(std::string_view room) = 0;
  /// Those of the users who may not read the room; looked up, never remembered.
  virtual Task<std::vector<std::string>> strangers(std::string room, std::vector<std::string> users) = 0;
};

/// Implemented by features/rooms: who has come into which room, for a node that may not have been told.
class Arrivals {
 public:
  struct Arrival {
    std::string user;
    std::string room;
  };
  virtual ~Arrivals() = default;
  /// Those of the last so many seconds, on any node; looked up, never remembered.
  virtual Task<std::vector<Arrival>> lately(std::chrono::seconds time) = 0;
  /// What the person's sockets would have been told; null when the person has left again.
  virtual Task<std::optional<Signal>> news(Arrival arrival) = 0;
};

/// What a socket hears first and where its rooms stand at that moment, from one snapshot.
struct Greeting {
  struct Room {
    std::string id;
    std::int64_t last_seq = 0;
  };
  std::string ready;  // the whole `ready` frame
  std::vector<Room> rooms;
};

/// Implemented by features/rooms.
class Greeter {
 public:
  virtual ~Greeter() = default;
  virtual Task<Greeting> greet(const Identity& identity) = 0;
};

}  // namespace chatelier
