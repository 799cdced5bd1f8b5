// The real WebSocket session with its outbox, timer wheel, hub and dispatcher on a shard whose loop the
// caller turns and whose time the caller moves, at one end of a socket pair. The log, the doors and the
// sessions behind it are doubles in memory. One thread.
#pragma once

#include "platform/net/http_session.hpp"
#include "platform/net/ws_session.hpp"

#include <chatelier/dispatcher.hpp>
#include <chatelier/rate_limit.hpp>

#include <manual_clock.hpp>
#include <realtime/room_double.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace chatelier::fuzz {

class WebSocketStage {
 public:
  static constexpr std::string_view user = "0192f3a1-7c00-7000-8000-000000000001";
  static constexpr std::string_view room = "0192f3a1-7c00-7000-8000-00000000000a";
  static constexpr std::chrono::milliseconds heartbeat{25'000};

  /// The upgrade is accepted; `already_read` came with its request.
  explicit WebSocketStage(std::string already_read);
  ~WebSocketStage();
  WebSocketStage(const WebSocketStage&) = delete;
  WebSocketStage& operator=(const WebSocketStage&) = delete;

  // ---- what the peer does
  void send(std::string_view bytes);
  void read(std::size_t most);
  void hang_up();
  [[nodiscard]] const std::string& heard() const { return heard_; }

  // ---- what happens around it; `bytes` pad the event, `ends` says for whom it is the last
  void pass(std::chrono::milliseconds time);
  void happen(std::size_t bytes, bool published, const std::string& ends = {});
  void flicker();
  void drain();
  void revoke() { authenticator_.revoked = true; }

  /// Until nothing is left to do at this moment.
  void settle();
  [[nodiscard]] bool ended() const { return ended_; }
  /// Neither side has begun to end it.
  [[nodiscard]] bool open() const;
  /// Whether hub and metrics know nothing of it any more.
  [[nodiscard]] bool forgotten() const;

 private:
  struct Passports final : Authenticator {
    bool revoked = false;
    Task<Result<IdentityPtr>> authenticate(Credential) override { co_return fail(ErrorCode::auth_required); }
    Task<bool> still_valid(const Identity&) override { co_return !revoked; }
    Task<std::vector<std::string>> ended(std::vector<std::string>) override {
      co_return std::vector<std::string>();
    }
  };
  struct Door final : Greeter {
    Task<Greeting> greet(const Identity&) override;
  };

  void mount();
  void check_bound() const;

  test::ManualClock clock_;
  Metrics metrics_;
  prometheus::Gauge& connections_;
  Shard shard_;
  test::MemoryHistory history_;
  test::OpenDoors doors_;
  test::NotedInterest interest_;
  Passports authenticator_;
  Door greeter_;
  RateLimiter limiter_;
  Hub hub_;
  Dispatcher dispatcher_;
  WsSettings settings_;
  WsServices services_;
  int peer_ = -1;
  std::string heard_;
  std::size_t largest_ = 0;  // frame of the server so far
  bool ended_ = false;
};

}  // namespace chatelier::fuzz
