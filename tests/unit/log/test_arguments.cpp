// Arrays as Postgres takes them in binary: the bytes that array_recv expects, and what is refused before it
// goes out.
#include "platform/log/pipeline.hpp"

#include <catch2/catch.hpp>

using namespace chatelier::log;

namespace {

std::string hex(const std::string& bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string encoded(const Arguments& arguments) { return hex(arguments.encoded().front()); }

constexpr const char* one_dimension_no_nulls = "0000000100000000";
constexpr const char* first_index = "00000001";

}  // namespace

TEST_CASE("an array names its element type, its size and each element's bytes") {
  const std::vector<std::int64_t> numbers{1, -2};
  CHECK(encoded(Arguments().integers(numbers)) == std::string(one_dimension_no_nulls) + "00000014" +
                                                      "00000002" + first_index + "00000008" +
                                                      "0000000000000001" + "00000008" + "fffffffffffffffe");
  const std::vector<std::string> words{"", "né"};
  CHECK(encoded(Arguments().texts(words)) == std::string(one_dimension_no_nulls) + "00000019" + "00000002" +
                                                 first_index + "00000000" + "00000003" + "6ec3a9");
  const std::vector<std::string> ids{"01970000-0000-7000-8000-00000000000F"};
  CHECK(encoded(Arguments().uuids(ids)) == std::string(one_dimension_no_nulls) + "00000b86" + "00000001" +
                                               first_index + "00000010" + "0197000000007000800000000000000f");
}

TEST_CASE("a time is counted from the year 2000") {
  const std::vector<std::int64_t> times{946'684'800'000'000};
  CHECK(encoded(Arguments().times(times)).substr(48) == "0000000000000000");
}

TEST_CASE("an array of nothing has no dimension") {
  CHECK(encoded(Arguments().integers({})) ==
        "0000000000000000"
        "00000014");
}

TEST_CASE("what is no uuid is refused before it is sent") {
  for (const std::string text :
       {"", "x", "01970000-0000-7000-8000-00000000000", "01970000-0000-7000-8000-0000000000000",
        "01970000-0000-7000-8000-00000000000g", "01970000-0000-7000-8000-00000000000\n"}) {
    const std::vector<std::string> ids{text};
    CHECK_THROWS_AS(Arguments().uuids(ids), std::invalid_argument);
  }
}
