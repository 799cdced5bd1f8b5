// Ranges of addresses: what they hold, and every text that is none.
#include <chatelier/address_range.hpp>

#include <catch2/catch.hpp>

#include <string>

using chatelier::AddressRange;

namespace {

bool holds(const std::string& range, const std::string& address) {
  const auto parsed = AddressRange::parse(range);
  REQUIRE(parsed.has_value());
  return parsed->contains(address);
}

}  // namespace

TEST_CASE("a range holds what lies in it, to the bit") {
  CHECK(holds("10.0.0.0/8", "10.255.255.255"));
  CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  CHECK(holds("192.168.4.0/22", "192.168.7.255"));
  CHECK_FALSE(holds("192.168.4.0/22", "192.168.8.0"));
  CHECK(holds("192.168.4.128/25", "192.168.4.200"));
  CHECK_FALSE(holds("192.168.4.128/25", "192.168.4.127"));
  CHECK(holds("127.0.0.1", "127.0.0.1"));
  CHECK_FALSE(holds("127.0.0.1", "127.0.0.2"));
  CHECK(holds("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  CHECK(holds("::1", "0:0:0:0:0:0:0:1"));
}

TEST_CASE("an IPv4 peer of an IPv6 socket is the same peer, and families do not mix otherwise") {
  CHECK(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(holds("::ffff:10.0.0.0/104", "10.1.2.3"));
  CHECK_FALSE(holds("10.0.0.0/8", "::10.1.2.3"));
  CHECK_FALSE(holds("0.0.0.0/0", "::1"));
  CHECK(holds("0.0.0.0/0", "255.255.255.255"));
  CHECK(holds("::/0", "::1"));
  CHECK(AddressRange::parse("0.0.0.0/0")->is_everything());
  CHECK(AddressRange::parse("::/0")->is_everything());
  CHECK_FALSE(AddressRange::parse("0.0.0.0/1")->is_everything());
  CHECK_FALSE(AddressRange::parse("0.0.0.0")->is_everything());
}

TEST_CASE("what is no address lies in no range") {
  const auto all = {*AddressRange::parse("0.0.0.0/0"), *AddressRange::parse("::/0")};
  for (const std::string text :
       {"", " ", "unknown", "10.0.0.1 ", " 10.0.0.1", "10.0.0.1:80", "[::1]", "10.0.0.1, 10.0.0.2"})
    CHECK_FALSE(chatelier::any_contains(all, text));
  CHECK_FALSE(chatelier::any_contains(all, std::string_view("10.0.0.1\0", 9)));
  CHECK_FALSE(chatelier::any_contains({}, "10.0.0.1"));
}

TEST_CASE("every text that is no range is refused") {
  for (const std::string text : {"",
                                 "/",
                                 "/8",
                                 "10.0.0.0/",
                                 "10.0.0.0/33",
                                 "10.0.0.0/-1",
                                 "10.0.0.0/+8",
                                 "10.0.0.0/08",
                                 "10.0.0.0/8 ",
                                 " 10.0.0.0/8",
                                 "10.0.0.0/8/8",
                                 "10.0.0.0/0x8",
                                 "10.0.0.0/4294967304",
                                 "10.0.0.0/18446744073709551624",
                                 "10.0.0.1/8",
                                 "10.0.0/8",
                                 "10.0.0.0.0/8",
                                 "010.0.0.0/8",
                                 "256.0.0.0/8",
                                 "0x0a000000/8",
                                 "167772160/8",
                                 "10.0.0.*",
                                 "10.0.0.0-10.0.0.9",
                                 "localhost",
                                 "proxy.example",
                                 "fe80::1%eth0",
                                 "fe80::%eth0/10",
                                 ":::1",
                                 "1::2::3",
                                 "12345::/16",
                                 "::/129",
                                 "2001:db8::1/32",
                                 "[::1]/128",
                                 "::ffff:10.0.0.1/96",
                                 "\xd9\xa1\xd9\xa0.0.0.0/8",
                                 "10。0。0。0/8"}) {
    CAPTURE(text);
    CHECK_FALSE(AddressRange::parse(text).has_value());
  }
  CHECK_FALSE(AddressRange::parse(std::string_view("10.0.0.0\0/8", 11)).has_value());
  CHECK_FALSE(AddressRange::parse(std::string(100'000, '1')).has_value());
  CHECK_FALSE(AddressRange::parse("::/" + std::string(100'000, '1')).has_value());
}
