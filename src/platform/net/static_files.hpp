// The page: every file of the built web directory in memory, with the variants that the build compressed.
// Immutable after start; any thread.
#pragma once

#include "response.hpp"

#include <chatelier/logger.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace chatelier {

class StaticFiles {
 public:
  /// `directory`: with index.html, assets/…; beside each file perhaps `.br` and `.gz`. A missing one is
  /// logged, and the page then says how it is built.
  StaticFiles(const std::string& directory, const Logger& logger);

  /// Whether this very path is a file of the build: also under /api, where the documents of the contract
  /// stand.
  [[nodiscard]] bool has(std::string_view path) const;

  /// For GET and HEAD. `/docs` is docs.html; a path without a file is a page of the application and gets
  /// index.html, but not under /assets.
  [[nodiscard]] Result<Response> answer(std::string_view path, std::string_view accept_encoding,
                                        std::string_view if_none_match) const;

 private:
  struct Variant {
    std::shared_ptr<const std::string> bytes;
    std::string etag;  // strong, of these very bytes
  };
  struct File {
    std::string content_type;
    Variant identity;
    std::unordered_map<std::string, Variant> encoded;  // by content coding
  };
  void load(const std::string& directory, const Logger& logger);

  std::unordered_map<std::string, File> files_;  // by path with a leading slash
};

/// Which of `br`, `gzip` and `identity` the field prefers among those offered (RFC 9110, 12.5.3).
[[nodiscard]] std::string_view choose_coding(std::string_view accept_encoding, bool has_br, bool has_gzip);

}  // namespace chatelier
