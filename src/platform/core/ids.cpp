// Identifiers and digests, all from libsodium. Any thread; never a weaker source of randomness.
#include <chatelier/ids.hpp>

#include <sodium.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace chatelier {
namespace {

void use_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium could not be initialised");
}

constexpr char hexadecimal[] = "0123456789abcdef";

constexpr bool is_hyphen_place(std::size_t index) {
  return index == 8 || index == 13 || index == 18 || index == 23;
}

template <std::size_t Size>
std::string to_hex(const std::array<unsigned char, Size>& bytes) {
  std::string hex;
  hex.reserve(Size * 2);
  for (const unsigned char byte : bytes) {
    hex += hexadecimal[byte >> 4];
    hex += hexadecimal[byte & 0x0f];
  }
  return hex;
}

}  // namespace

std::string new_id() {
  use_sodium();
  std::array<std::uint8_t, 16> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::floor<std::chrono::milliseconds>(now).count());
  for (std::size_t i = 0; i < 6; ++i)
    bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0f));  // RFC 9562, 5.7: version 7
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));  // variant 10

  std::string id;
  id.reserve(36);
  for (const auto byte : bytes) {
    if (is_hyphen_place(id.size())) id += '-';
    id += hexadecimal[byte >> 4];
    id += hexadecimal[byte & 0x0f];
  }
  return id;
}

bool is_id(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_hyphen_place(i) ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

std::string new_trace_id() {
  use_sodium();
  std::array<unsigned char, 16> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

std::string random_token(std::size_t bytes) {
  use_sodium();
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string token(sodium_base64_encoded_len(bytes, variant), '\0');  // counts the terminating zero
  sodium_bin2base64(token.data(), token.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                    raw.size(), variant);
  token.pop_back();
  return token;
}

std::string sha256_hex(std::string_view text) {
  use_sodium();
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_hex(digest);
}

}  // namespace chatelier
