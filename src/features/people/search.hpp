// Finding people by what they are called. Blocking; called on the database's workers.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/protocol.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace chatelier::people {

/// Whom `me` may write to: everybody with an account that is in use, but not oneself. Every word of `text`
/// begins a word of the user name or of the display name, without regard to case. First those whose user name
/// begins with the text.
[[nodiscard]] std::vector<protocol::User> find_people(Transaction& tx, const std::string& text,
                                                      const std::string& me, std::int64_t limit);

}  // namespace chatelier::people
