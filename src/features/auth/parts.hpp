// What the handlers of accounts share: made once by Auth, complete before the first request. Any thread.
#pragma once

#include "failure_limiter.hpp"
#include "password_hash.hpp"
#include "sessions.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>

#include <utility>

namespace chatelier::auth {

struct Parts {
  Parts(Database& db, Workers& crypto, const Clock& time, Bus& signals, Logger to, AuthSettings chosen,
        AuthHooks others, SharedBuckets* shared)
      : database(db),
        clock(time),
        bus(signals),
        logger(std::move(to)),
        settings(chosen),
        hooks(std::move(others)),
        passwords(crypto),
        sessions(db, time, signals, chosen),
        failures(time, shared) {}

  Database& database;
  const Clock& clock;
  Bus& bus;
  const Logger logger;  // for what happens without a request
  const AuthSettings settings;
  const AuthHooks hooks;
  const PasswordHash passwords;
  Sessions sessions;
  FailureLimiter failures;
};

}  // namespace chatelier::auth
