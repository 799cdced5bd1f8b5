#include "static_files.hpp"

#include "field_text.hpp"

#include <chatelier/ids.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace chatelier {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
}};

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : types)
    if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending) return type;
  return "application/octet-stream";
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// In thousandths; 1000 when there is none, 0 when it cannot be read.
int weight_of(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == std::string_view::npos) return 1'000;
  double weight = 0;
  const std::string_view text = trimmed(parameters.substr(q + 2));
  std::from_chars(text.data(), text.data() + text.size(), weight);
  // Also what is no number, or one that no int holds (RFC 9110, 12.4.2: from 0 to 1).
  if (!(weight >= 0 && weight <= 1)) return 0;
  return static_cast<int>(weight * 1'000);
}

bool matches(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    std::string_view candidate = trimmed(if_none_match.substr(0, comma));
    if (candidate.substr(0, 2) == "W/") candidate.remove_prefix(2);
    if (candidate == "*" || candidate == etag) return true;
    if (comma == std::string_view::npos) break;
    if_none_match.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

std::string_view choose_coding(std::string_view accept_encoding, bool has_br, bool has_gzip) {
  int br = 0, gzip = 0, any = 0;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const std::string_view item = accept_encoding.substr(0, comma);
    const auto semicolon = item.find(';');
    const std::string_view name = trimmed(item.substr(0, semicolon));
    const int weight = semicolon == std::string_view::npos ? 1'000 : weight_of(item.substr(semicolon + 1));
    if (name == "br")
      br = weight;
    else if (name == "gzip")
      gzip = weight;
    else if (name == "*")
      any = weight;
    if (comma == std::string_view::npos) break;
    accept_encoding.remove_prefix(comma + 1);
  }
  br = std::max(br, any);
  gzip = std::max(gzip, any);
  if (has_br && br > 0 && br >= gzip) return "br";
  if (has_gzip && gzip > 0) return "gzip";
  return "identity";
}

StaticFiles::StaticFiles(const std::string& directory, const Logger& logger) {
  load(directory, logger);
  if (files_.contains("/index.html")) return;
  logger.warning("page.missing",
                 {{"directory", directory}, {"hint", "build it with ./dev up or npm run build"}});
  File notice;
  notice.content_type = "text/plain; charset=utf-8";
  notice.identity.bytes = std::make_shared<const std::string>(
      "The server runs, but its page was not built. `./dev up` builds it; --web-dir says where it is.\n");
  notice.identity.etag = "\"no-page\"";
  files_.emplace("/index.html", std::move(notice));
}

void StaticFiles::load(const std::string& directory, const Logger& logger) {
  namespace fs = std::filesystem;
  std::error_code unreadable;
  for (fs::recursive_directory_iterator it(directory, unreadable), end; !unreadable && it != end;
       it.increment(unreadable)) {
    if (!it->is_regular_file()) continue;
    std::string path = "/" + fs::relative(it->path(), directory).generic_string();
    std::string coding = "identity";
    if (path.ends_with(".br")) coding = "br";
    if (path.ends_with(".gz")) coding = "gzip";
    if (coding != "identity") path.erase(path.size() - 3);
    std::string bytes = read_file(it->path());
    Variant variant{nullptr, "\"" + sha256_hex(bytes).substr(0, 32) + "\""};
    variant.bytes = std::make_shared<const std::string>(std::move(bytes));
    File& file = files_[path];
    file.content_type = type_of(path);
    if (coding == "identity")
      file.identity = std::move(variant);
    else
      file.encoded.emplace(coding, std::move(variant));
  }
  if (unreadable)
    logger.warning("page.unreadable", {{"directory", directory}, {"why", unreadable.message()}});
  // A variant without its original is a leftover of another build.
  std::erase_if(files_, [](const auto& it) { return it.second.identity.bytes == nullptr; });
}

bool StaticFiles::has(std::string_view path) const { return files_.contains(std::string(path)); }

Result<Response> StaticFiles::answer(std::string_view path, std::string_view accept_encoding,
                                     std::string_view if_none_match) const {
  const bool hashed = path.substr(0, 8) == "/assets/";
  auto found = files_.find(std::string(path));
  if (found == files_.end() && hashed) return fail(ErrorCode::request_not_found);
  if (found == files_.end()) found = files_.find(std::string(path).append(".html"));
  if (found == files_.end()) found = files_.find("/index.html");

  const File& file = found->second;
  const std::string_view coding =
      choose_coding(accept_encoding, file.encoded.contains("br"), file.encoded.contains("gzip"));
  const Variant& variant = coding == "identity" ? file.identity : file.encoded.at(std::string(coding));
  Response response;
  response.content_type = file.content_type;
  response.headers.emplace_back("ETag", variant.etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
  if (matches(if_none_match, variant.etag)) {
    response.status = 304;
    return response;
  }
  if (coding != "identity") response.headers.emplace_back("Content-Encoding", coding);
  response.shared_body = variant.bytes;
  return response;
}

}  // namespace chatelier
