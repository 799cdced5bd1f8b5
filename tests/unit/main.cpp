// The one translation unit of unit_tests that compiles Catch2's runner. Unit tests do no I/O.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
