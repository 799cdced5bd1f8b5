// The coroutine type of every asynchronous function in the server.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace chatelier {

/// A lazy coroutine: it runs on the executor of whoever awaits it, one shard's or the backbone's, and never
/// moves.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace chatelier
