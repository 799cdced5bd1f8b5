// The commands that concern the socket itself: resume, ping, which room is on screen.
#pragma once

namespace chatelier {

class Dispatcher;

void mount_session_commands(Dispatcher& dispatcher);

}  // namespace chatelier
