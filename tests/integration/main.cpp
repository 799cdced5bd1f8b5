// The one translation unit of integration_tests that compiles Catch2's runner.
// Each test makes its own database at TEST_DATABASE_URL and keys at TEST_REDIS_URL; none touches another's.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
