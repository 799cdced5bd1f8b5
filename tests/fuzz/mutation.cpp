#include "mutation.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace chatelier::fuzz {
namespace {

using namespace std::string_literals;

std::size_t below(std::size_t end, Random& random) {
  return end == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// `name="w\"or\x64"`: the word between the first and the last quote.
std::string word_of(const std::string& line) {
  const auto begin = line.find('"');
  const auto end = line.rfind('"');
  std::string word;
  for (std::size_t i = begin + 1; begin != std::string::npos && i < end; ++i) {
    const bool escaped = line[i] == '\\';
    if (escaped) ++i;
    if (!escaped || line[i] != 'x') {
      word += line[i];
      continue;
    }
    word += static_cast<char>(std::stoi(line.substr(i + 1, 2), nullptr, 16));
    i += 2;
  }
  return word;
}

void change(std::string& bytes, const Material& material, Random& random) {
  static const std::string interesting = "\0\x01\x7f\x80\xff\r\n \t,;:=\"\\%/-0129{}[]"s;
  const std::size_t at = below(bytes.size() + 1, random);
  const std::size_t length = below(std::min<std::size_t>(bytes.size() - at, 64) + 1, random);
  switch (below(8, random)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8, random)));
      break;
    case 1:
      if (at < bytes.size()) bytes[at] = interesting[below(interesting.size(), random)];
      break;
    case 2: bytes.insert(at, 1, static_cast<char>(below(256, random))); break;
    case 3: bytes.erase(at, length); break;
    case 4: bytes.insert(below(bytes.size() + 1, random), bytes.substr(at, length)); break;
    case 5:
      if (!material.words.empty()) bytes.insert(at, material.words[below(material.words.size(), random)]);
      break;
    case 6: {
      const std::string& other = material.inputs[below(material.inputs.size(), random)].bytes;
      bytes.replace(at, std::string::npos, other.substr(below(other.size() + 1, random)));
      break;
    }
    default: bytes.insert(at, bytes.substr(at, length).append(bytes.substr(at, length))); break;
  }
}

}  // namespace

Material load(const std::string& folder, const std::string& name) {
  namespace fs = std::filesystem;
  Material material;
  const fs::path corpus = fs::path(folder) / "corpus" / name;
  if (fs::is_directory(corpus))
    for (const auto& entry : fs::directory_iterator(corpus))
      material.inputs.push_back({entry.path().filename().string(), contents(entry.path())});
  std::sort(material.inputs.begin(), material.inputs.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  std::ifstream dictionary(fs::path(folder) / "dict" / (name + ".dict"));
  for (std::string line; std::getline(dictionary, line);)
    if (!line.empty() && line.front() != '#') material.words.push_back(word_of(line));
  return material;
}

std::string mutated(const Material& material, Random& random, std::size_t most) {
  std::string bytes = material.inputs[below(material.inputs.size(), random)].bytes;
  const std::size_t changes = 1 + below(5, random);
  for (std::size_t i = 0; i < changes; ++i)
    change(bytes, material, random);
  if (bytes.size() > most) bytes.resize(most);
  return bytes;
}

}  // namespace chatelier::fuzz
