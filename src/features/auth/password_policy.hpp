// Which passwords an account may have: 8–128 code points, any characters, no rules of composition; but none
// that guessers try first. Used wherever a password is chosen. Pure functions; any thread.
#pragma once

#include <chatelier/result.hpp>

#include <initializer_list>
#include <optional>
#include <string_view>

namespace chatelier::auth {

/// `names`: what others know of the person (user name, display name, e-mail address). `field`: where the
/// password stands in the request. Errors: request/invalid for the length, auth/password_common,
/// auth/password_names. Nothing is cut or folded away from the password itself.
[[nodiscard]] std::optional<Error> refusal(std::string_view password,
                                           std::initializer_list<std::string_view> names,
                                           std::string_view field = "password");

/// Whether the password stands in the list of common ones, without regard to case.
[[nodiscard]] bool is_common(std::string_view password);

}  // namespace chatelier::auth
