// Names as people see them and as they are compared: Unicode forms by ICU, never by hand. Pure functions; any
// thread.
#pragma once

#include <chatelier/result.hpp>

#include <string>
#include <string_view>

namespace chatelier::auth {

/// A user name in the three forms that are stored.
struct Username {
  std::string shown;     // NFKC, as its owner writes it
  std::string key;       // without regard to case (NFKC_Casefold): unique, signs in
  std::string skeleton;  // what it looks like (UTS 39 skeleton, case-folded): unique too, so that nobody can
                         // pose as another
};

/// 2–32 letters, digits, `_ . -`, with a letter or digit among them, and one script or a usual mixture (UTS
/// 39 "highly restrictive"). Errors: auth/username_invalid; auth/username_taken for names that only the
/// server itself may bear.
[[nodiscard]] Result<Username> read_username(std::string_view name);

/// 1–64 code points without control and bidirectional characters, something of it visible; trimmed.
/// Errors: request/invalid.
[[nodiscard]] Result<std::string> read_display_name(std::string_view name);

/// Text without regard to case and compatibility forms (NFKC_Casefold): equal for what people take for the
/// same.
[[nodiscard]] std::string folded(std::string_view text);

/// What somebody types to sign in, a user name or an e-mail address, as it is looked up. The two never
/// collide: only addresses have an `@`.
[[nodiscard]] std::string login_key(std::string_view login);

}  // namespace chatelier::auth
