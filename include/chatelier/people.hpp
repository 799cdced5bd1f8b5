// Who the people are that rooms and messages name by id. A face of features/auth, made in app.cpp before all
// features. No state; any thread.
#pragma once

#include <chatelier/ports.hpp>

namespace chatelier {

class PeopleTable final : public People {
 public:
  std::vector<protocol::User> named(Transaction& tx, const std::vector<std::string>& ids) override;
};

}  // namespace chatelier
