// When those who are sent away come back. Pure but for its chance.
#include <chatelier/come_back.hpp>

#include <cstdint>
#include <random>

namespace chatelier {

std::string come_back(std::string_view why, std::chrono::milliseconds least, std::chrono::milliseconds most) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<std::int64_t> moment(least.count(), most.count());
  return std::string(why) + "; retry=" + std::to_string(moment(random));
}

}  // namespace chatelier
