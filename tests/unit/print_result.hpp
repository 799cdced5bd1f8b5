// How a failed check shows a Result: Catch2 would otherwise ask for an operator<< of every T and of Error.
// Include it before the first CHECK of a Result.
#pragma once

#include <chatelier/result.hpp>

#include <catch2/catch.hpp>

#include <string>

namespace Catch {

template <class T>
struct StringMaker<boost::system::result<T, chatelier::Error>> {
  static std::string convert(const boost::system::result<T, chatelier::Error>& result) {
    if (result) return "(a value)";
    return std::string{chatelier::info(result.error().code).code} + ": " + result.error().detail;
  }
};

}  // namespace Catch
