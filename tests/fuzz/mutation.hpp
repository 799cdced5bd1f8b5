// Inputs out of inputs: what the suite tries beside the corpus when no libFuzzer is there to learn. Pure, but
// for the folders that `load` reads.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace chatelier::fuzz {

using Random = std::mt19937_64;

/// A target's inputs and the words that it likes.
struct Material {
  struct Input {
    std::string name;
    std::string bytes;
  };
  std::vector<Input> inputs;  // by name
  std::vector<std::string> words;
};

/// `corpus/NAME/*` and `dict/NAME.dict` (as libFuzzer writes it) under `folder`. A missing corpus is empty.
[[nodiscard]] Material load(const std::string& folder, const std::string& name);

/// One of the inputs with a few changes; at most `most` bytes.
[[nodiscard]] std::string mutated(const Material& material, Random& random, std::size_t most);

}  // namespace chatelier::fuzz
