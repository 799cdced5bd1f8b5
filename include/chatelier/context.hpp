// What a handler knows about the request or frame it serves: made once by the router or the dispatcher, never
// changed.
#pragma once

#include <chatelier/logger.hpp>
#include <chatelier/ports.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace chatelier {

class Connection;

/// Cross-cutting concerns only: who, from where, under which trace, until when.
struct Context {
  std::string trace_id;              // 32 hexadecimal digits (W3C trace context), also the X-Request-Id
  std::string address;               // the client's, after trusted proxies
  std::string user_agent;            // what the client calls itself, cut to 200 bytes
  IdentityPtr identity;              // null at most on routes with access `anyone`
  StandingPtr standing;              // set when the route or command names a room
  Connection* connection = nullptr;  // the socket that sent the frame, on its own shard; null for REST
  std::chrono::steady_clock::time_point deadline;
  Logger logger;
};

}  // namespace chatelier
