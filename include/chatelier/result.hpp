// The outcome of everything that can fail in an expected way: Result<T>, Error and the fields it names.
// Plain values, usable on every thread. Broken infrastructure is not an Error; it throws.
#pragma once

#include <chatelier/error_code.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier {

// `field` is a path as the client wrote it (`rooms`, `attachments[2].id`); `code` says what is wrong with it:
// unknown, missing, type, too_long, too_short, too_small, too_large, too_many, too_few, enum, format, text,
// duplicate, exclusive, conflict.
struct FieldError {
  std::string field;
  std::string code;

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail{};  // for people; empty means that the title of the code says it all
  std::vector<FieldError> fields{};
  std::chrono::milliseconds retry_after{0};  // 0: the answer names no time
};

template <class T>
using Result = boost::system::result<T, Error>;

[[nodiscard]] inline Error fail(ErrorCode code, std::string detail = {}) {
  return Error{code, std::move(detail)};
}

[[nodiscard]] inline Error fail_after(ErrorCode code, std::chrono::milliseconds retry_after,
                                      std::string detail = {}) {
  return Error{code, std::move(detail), {}, retry_after};
}

[[nodiscard]] inline Error fail_field(std::string_view field, std::string_view code) {
  return Error{ErrorCode::request_invalid, {}, {FieldError{std::string{field}, std::string{code}}}};
}

// What `result.value()` throws when there is none; router and dispatcher catch it and answer with the error
// in it.
class ErrorException : public std::runtime_error {
 public:
  explicit ErrorException(Error error)
      : std::runtime_error{std::string{info(error.code).code} + ": " + error.detail},
        error_{std::move(error)} {}

  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw ErrorException{error};
}

}  // namespace chatelier
