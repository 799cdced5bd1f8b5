// An answer on its way to the wire: status, headers, body, and what every answer of this server carries.
#pragma once

#include <chatelier/router.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace chatelier {

struct Response {
  unsigned status = 200;
  std::string content_type;
  Headers headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`: a file in memory
  bool close = false;                              // the connection ends after it

  [[nodiscard]] std::string_view content() const {
    return shared_body ? *shared_body : std::string_view(body);
  }
};

/// What the origin decides of every answer.
struct ResponsePolicy {
  bool https = false;  // Strict-Transport-Security is sent
};

[[nodiscard]] Response response_of(Answer answer);

/// To a request or a connection that reaches no handler: the problem, `trace` as its id, and no cache keeps
/// it.
[[nodiscard]] Response refusal_of(const Error& error, const std::string& trace);

/// Status line and headers up to the empty line. The body follows it unless the request was HEAD.
[[nodiscard]] std::string encode_head(const Response& response, const ResponsePolicy& policy,
                                      bool keep_alive);

}  // namespace chatelier
