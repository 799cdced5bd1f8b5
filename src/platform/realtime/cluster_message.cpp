#include "cluster_message.hpp"

#include <array>
#include <charconv>

namespace chatelier {
namespace {

constexpr std::array<std::string_view, 8> kind_names{
    "events", "screens", "room", "frame", "room_added", "room_removed", "session_ended", "unheard"};
constexpr std::string_view nobody = "-";

std::string_view or_dash(const std::string& word) { return word.empty() ? nobody : std::string_view(word); }

// Takes the word before the next space off the line; null when there is none.
std::optional<std::string> take_word(std::string_view& line) {
  const auto end = line.find(' ');
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end + 1);
  return word == nobody ? std::string() : std::string(word);
}

}  // namespace

std::string encode(const ClusterMessage& message) {
  std::string text;
  text.reserve(192 + message.payload.size());
  text.append(message.node).append(" ").append(kind_names[static_cast<std::size_t>(message.kind)]);
  text.append(" ").append(or_dash(message.room)).append(" ").append(or_dash(message.user));
  text.append(" ").append(or_dash(message.session)).append(" ").append(std::to_string(message.seq));
  text.append("\n").append(message.payload);
  return text;
}

std::optional<ClusterMessage> decode(std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  const auto node = take_word(line);
  const auto kind = take_word(line);
  const auto room = take_word(line);
  const auto user = take_word(line);
  const auto session = take_word(line);
  if (!node || node->empty() || !kind || !room || !user || !session) return std::nullopt;

  ClusterMessage message{*node, {}, *room, *user, *session, 0, std::string(text.substr(end + 1))};
  const auto number = std::from_chars(line.data(), line.data() + line.size(), message.seq);
  if (number.ec != std::errc() || std::to_string(message.seq) != line) return std::nullopt;
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] != *kind) continue;
    message.kind = static_cast<ClusterMessage::Kind>(i);
    return message;
  }
  return std::nullopt;
}

}  // namespace chatelier
