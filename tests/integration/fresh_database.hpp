// A database of its own inside the cluster that TEST_DATABASE_URL names; dropped at the end.
#pragma once

#include <chatelier/ids.hpp>

#include <pqxx/pqxx>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace chatelier::test {

class FreshDatabase {
 public:
  FreshDatabase() { run_on(server_url(), "create database " + name_); }
  ~FreshDatabase() { run_on(server_url(), "drop database " + name_ + " with (force)"); }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;

  [[nodiscard]] std::string url() const {
    const std::string base = server_url();
    const auto query = base.find('?');
    const auto path = base.rfind('/', query);
    return base.substr(0, path + 1) + name_ +
           (query == std::string::npos ? std::string() : base.substr(query));
  }
  pqxx::result run(const std::string& sql) const { return run_on(url(), sql); }

  /// The superuser's view of the whole cluster.
  static std::string server_url() {
    const char* url = std::getenv("TEST_DATABASE_URL");
    if (url == nullptr) throw std::runtime_error("TEST_DATABASE_URL is not set; ./dev test sets it");
    return url;
  }
  static pqxx::result run_on(const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    return pqxx::nontransaction(connection).exec(sql);
  }

 private:
  const std::string name_ = "test_" + new_trace_id();
};

}  // namespace chatelier::test
