// Unicode normalisation (UAX 15), identifiers and confusables (UTS 39), all by ICU.
#include "names.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace chatelier::auth {
namespace {

constexpr int shortest_username = 2;
constexpr int longest_username = 32;
constexpr int longest_display_name = 64;

// Names that would speak for the server. Compared as they look.
constexpr std::array reserved_names{
    "admin", "administrator", "bot",       "chatelier", "deleted", "everyone", "guest",    "here",
    "lobby", "mod",           "moderator", "me",        "nobody",  "null",     "operator", "owner",
    "root",  "security",      "server",    "staff",     "support", "system",   "undefined"};
constexpr std::string_view tombstone_prefix = "deleted-";

/// ICU reports through a status; none of our calls can fail on valid input, so a failure is broken
/// infrastructure.
struct Status {
  UErrorCode code = U_ZERO_ERROR;
  void check() const {
    if (U_FAILURE(code)) throw std::runtime_error(std::string("ICU: ") + u_errorName(code));
  }
};

std::string normalized(const icu::Normalizer2& form, std::string_view text) {
  Status status;
  std::string result;
  icu::StringByteSink<std::string> sink(&result);
  form.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr,
                     status.code);
  status.check();
  return result;
}

/// Immutable once made, so every thread may use it.
template <const icu::Normalizer2* (*get)(UErrorCode&)>
const icu::Normalizer2& form() {
  static const icu::Normalizer2& made = *[] {
    Status status;
    const icu::Normalizer2* instance = get(status.code);
    status.check();
    return instance;
  }();
  return made;
}

std::string nfkc(std::string_view text) {
  return normalized(form<&icu::Normalizer2::getNFKCInstance>(), text);
}

/// The rules of UTS 39 for identifiers. Immutable once made, so every thread may use it.
const USpoofChecker* spoof_checker() {
  static const USpoofChecker* const checker = [] {
    Status status;
    USpoofChecker* made = uspoof_open(&status.code);
    uspoof_setChecks(made,
                     USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS | USPOOF_CHAR_LIMIT,
                     &status.code);
    uspoof_setRestrictionLevel(made, USPOOF_HIGHLY_RESTRICTIVE);
    // A copy would stay frozen like the original, and ignore in silence what is done to it.
    const std::unique_ptr<icu::UnicodeSet> allowed(
        uspoof_getRecommendedUnicodeSet(&status.code)->cloneAsThawed());
    // Letters, the marks that some scripts write them with, and digits.
    icu::UnicodeSet written(icu::UnicodeString(u"[[:L:][:M:][:Nd:]]"), status.code);
    allowed->retainAll(written).addAll(icu::UnicodeString(u"_.-"));
    uspoof_setAllowedUnicodeSet(made, allowed.get(), &status.code);
    status.check();
    return made;
  }();
  return checker;
}

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
}

std::string uts39_skeleton(std::string_view text) {
  Status status;
  icu::UnicodeString result;
  uspoof_getSkeletonUnicodeString(spoof_checker(), 0, utf16(text), result, &status.code);
  status.check();
  std::string skeleton;
  result.toUTF8String(skeleton);
  return skeleton;
}

std::string skeleton(std::string_view name) {
  // Before folding, since a capital I looks like an l and a small i does not; and after, since a small m
  // looks like rn and a capital M does not.
  return uts39_skeleton(folded(uts39_skeleton(name)));
}

bool passes_spoof_checks(const icu::UnicodeString& name) {
  Status status;
  const int32_t failed = uspoof_check2UnicodeString(spoof_checker(), name, nullptr, &status.code);
  status.check();
  return failed == 0;
}

template <class Predicate>
bool any_code_point(const icu::UnicodeString& text, Predicate predicate) {
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    if (predicate(text.char32At(i))) return true;
  return false;
}

bool reserved(const Username& name) {
  if (name.key.starts_with(tombstone_prefix)) return true;
  // By both: ADMIN has another skeleton than admin, and one with a Cyrillic letter another key.
  return std::any_of(reserved_names.begin(), reserved_names.end(), [&](const char* taken) {
    return name.key == taken || name.skeleton == skeleton(taken);
  });
}

Error username_invalid() {
  return Error{ErrorCode::auth_username_invalid, {}, {FieldError{"username", "format"}}};
}

/// Controls, line separators and what turns the direction of the text around it.
bool disrupts(UChar32 c) {
  const auto category = u_charType(c);
  return category == U_CONTROL_CHAR || category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR ||
         category == U_SURROGATE || u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL);
}

bool visible(UChar32 c) {
  return u_isgraph(c) && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
         !u_hasBinaryProperty(c, UCHAR_WHITE_SPACE);
}

}  // namespace

std::string folded(std::string_view text) {
  return normalized(form<&icu::Normalizer2::getNFKCCasefoldInstance>(), text);
}

Result<Username> read_username(std::string_view name) {
  Username username{nfkc(name), {}, {}};
  const icu::UnicodeString text = utf16(username.shown);
  const int32_t length = text.countChar32();
  if (length < shortest_username || length > longest_username || !any_code_point(text, u_isalnum) ||
      !passes_spoof_checks(text))
    return username_invalid();
  username.key = folded(username.shown);
  username.skeleton = skeleton(username.shown);
  if (reserved(username))
    return fail(ErrorCode::auth_username_taken, "This user name is kept for the server itself.");
  return username;
}

Result<std::string> read_display_name(std::string_view name) {
  icu::UnicodeString text = utf16(name);
  text.trim();
  const int32_t length = text.countChar32();
  if (length > longest_display_name) return fail_field("display_name", "too_long");
  if (any_code_point(text, disrupts) || !any_code_point(text, visible))
    return fail_field("display_name", "text");
  std::string result;
  text.toUTF8String(result);
  return result;
}

std::string login_key(std::string_view login) { return folded(login); }

}  // namespace chatelier::auth
