#include "people.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace chatelier::bench {

std::vector<Participant> read_people(const std::string& file) {
  std::ifstream lines(file);
  std::vector<Participant> people;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Participant person;
    words >> person.secret;
    for (std::string room; words >> room;)
      person.rooms.push_back(room);
    if (!person.secret.empty()) people.push_back(std::move(person));
  }
  if (people.empty()) throw std::runtime_error("nobody stands in " + file);
  return people;
}

}  // namespace chatelier::bench
