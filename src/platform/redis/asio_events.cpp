#include "asio_events.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <hiredis/async.h>

#include <memory>

namespace chatelier {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

// Waits are one-shot in Asio and standing in hiredis, so a wait that ends is begun again while it is still
// wanted. Completions hold the object, because hiredis may free the context, and with it call `cleanup`,
// inside any of them.
class Events : public std::enable_shared_from_this<Events> {
 public:
  Events(boost::asio::io_context& loop, redisAsyncContext& context)
      : context_(&context), descriptor_(loop, context.c.fd) {}

  void want_read(bool wanted) {
    reading_ = wanted;
    if (wanted && !waiting_to_read_) wait_to_read();
  }
  void want_write(bool wanted) {
    writing_ = wanted;
    if (wanted && !waiting_to_write_) wait_to_write();
  }
  void cleanup() {
    context_ = nullptr;
    descriptor_.release();  // cancels the waits and leaves the descriptor to hiredis, which closes it
  }

 private:
  void wait_to_read() {
    waiting_to_read_ = true;
    descriptor_.async_wait(Descriptor::wait_read, [self = shared_from_this()](boost::system::error_code) {
      self->waiting_to_read_ = false;
      if (self->context_ == nullptr || !self->reading_) return;
      redisAsyncHandleRead(self->context_);
      if (self->context_ != nullptr && self->reading_ && !self->waiting_to_read_) self->wait_to_read();
    });
  }
  void wait_to_write() {
    waiting_to_write_ = true;
    descriptor_.async_wait(Descriptor::wait_write, [self = shared_from_this()](boost::system::error_code) {
      self->waiting_to_write_ = false;
      if (self->context_ == nullptr || !self->writing_) return;
      redisAsyncHandleWrite(self->context_);
      if (self->context_ != nullptr && self->writing_ && !self->waiting_to_write_) self->wait_to_write();
    });
  }

  redisAsyncContext* context_;  // null after cleanup
  Descriptor descriptor_;
  bool reading_ = false;
  bool writing_ = false;
  bool waiting_to_read_ = false;
  bool waiting_to_write_ = false;
};

// hiredis keeps one pointer: to a shared_ptr of its own.
Events& events_of(void* data) { return **static_cast<std::shared_ptr<Events>*>(data); }

}  // namespace

void attach_to_loop(boost::asio::io_context& loop, redisAsyncContext& context) {
  context.ev.data = new std::shared_ptr<Events>(std::make_shared<Events>(loop, context));
  context.ev.addRead = [](void* data) { events_of(data).want_read(true); };
  context.ev.delRead = [](void* data) { events_of(data).want_read(false); };
  context.ev.addWrite = [](void* data) { events_of(data).want_write(true); };
  context.ev.delWrite = [](void* data) { events_of(data).want_write(false); };
  context.ev.cleanup = [](void* data) {
    events_of(data).cleanup();
    delete static_cast<std::shared_ptr<Events>*>(data);
  };
}

}  // namespace chatelier
