// Who takes part in a run, as the provisioning wrote it into a file: one line per person, the secret of a
// session and then the rooms into which that person writes, separated by spaces.
#pragma once

#include <string>
#include <vector>

namespace chatelier::bench {

struct Participant {
  std::string secret;
  std::vector<std::string> rooms;
};

/// Throws std::runtime_error when the file cannot be read or names nobody.
[[nodiscard]] std::vector<Participant> read_people(const std::string& file);

}  // namespace chatelier::bench
