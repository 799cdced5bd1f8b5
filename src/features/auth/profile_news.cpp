#include "profile_news.hpp"

#include <utility>

namespace chatelier::auth {

void tell_own_pages(Bus& bus, const OwnProfile& profile) {
  const protocol::events::MeUpdated event{profile.user, profile.preferences, profile.admin};
  bus.signal(Signal{Signal::Kind::frame, profile.user.id, {}, {}, 0, text_frame(to_json(event))});
}

}  // namespace chatelier::auth
