// Lets hiredis wait on an Asio loop. One object per redisAsyncContext; it lives until hiredis calls its
// cleanup hook. The loop's thread only.
#pragma once

#include <boost/asio/io_context.hpp>

struct redisAsyncContext;  // NOLINT(readability-identifier-naming): hiredis names it

namespace chatelier {

/// Registers the hooks. The descriptor stays hiredis' own: it is never closed here.
void attach_to_loop(boost::asio::io_context& loop, redisAsyncContext& context);

}  // namespace chatelier
