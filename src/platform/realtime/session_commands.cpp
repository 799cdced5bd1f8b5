#include <chatelier/dispatcher.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/session_commands.hpp>

namespace chatelier {

void mount_session_commands(Dispatcher& dispatcher) {
  using namespace protocol::commands;
  using Done = Task<Result<protocol::Nothing>>;

  dispatcher.on<Resume>([](const Context& context, ResumeIn in) -> Done {
    context.connection->hearing().hub->resume(*context.connection, in.rooms);
    co_return protocol::Nothing{};
  });
  dispatcher.on<Ping>([](const Context& context, Ping::In) -> Done {
    static const FramePtr pong = text_frame(to_json(protocol::events::Pong{}));
    context.connection->sink().push(pong, FrameSink::Delivery::durable);
    co_return protocol::Nothing{};
  });
  dispatcher.on<RoomOpen>([](const Context& context, RoomOpenIn in) -> Done {
    context.connection->hearing().hub->show(*context.connection, in.room);
    co_return protocol::Nothing{};
  });
  dispatcher.on<RoomClose>([](const Context& context, RoomCloseIn in) -> Done {
    context.connection->hearing().hub->hide(*context.connection, in.room);
    co_return protocol::Nothing{};
  });
}

}  // namespace chatelier
