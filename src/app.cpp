#include "app.hpp"

#include <chatelier/admin.hpp>
#include <chatelier/auth.hpp>
#include <chatelier/chat.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/cluster.hpp>
#include <chatelier/db.hpp>
#include <chatelier/dispatcher.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/installation.hpp>
#include <chatelier/log.hpp>
#include <chatelier/migrations.hpp>
#include <chatelier/missed_news.hpp>
#include <chatelier/ops.hpp>
#include <chatelier/people.hpp>
#include <chatelier/rate_limit.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/rooms.hpp>
#include <chatelier/router.hpp>
#include <chatelier/server.hpp>
#include <chatelier/session_commands.hpp>
#include <chatelier/shard.hpp>
#include <chatelier/shared_buckets.hpp>
#include <chatelier/tail.hpp>
#include <chatelier/workers.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <optional>
#include <thread>
#include <utility>

namespace chatelier {
namespace {

constexpr std::chrono::milliseconds pause_before_next_migration{500};
constexpr std::chrono::seconds between_sweeps{10};
// Hashing of passwords takes both cores of a small machine if it may: a tenth of a shard's weight to the
// kernel.
constexpr int crypto_niceness = 10;

DatabaseSettings database_settings(const Config& config) {
  DatabaseSettings settings;
  settings.url = config.database_url;
  settings.connections = config.db_connections;
  return settings;
}

LogSettings log_settings(const Config& config) {
  LogSettings settings;
  settings.database_url = config.database_url;
  settings.writers = config.log_writers;
  settings.batch_events = config.log_batch_events;
  settings.batch_bytes = config.log_batch_bytes;
  settings.queue_bytes = config.log_queue_bytes;
  return settings;
}

AuthSettings auth_settings(const Config& config) {
  AuthSettings settings;
  settings.registration = config.registration;
  settings.secure_cookies = config.secure();
  settings.idle_limit = config.session_idle;
  settings.absolute_limit = config.session_absolute;
  return settings;
}

ServerSettings server_settings(const Config& config, std::uint16_t port) {
  ServerSettings settings;
  settings.public_origin = config.public_origin(port);
  settings.loopback_names = config.listens_on_loopback();
  settings.trusted_proxies = config.trusted_proxies;
  settings.max_connections = config.max_connections;
  settings.header_timeout = config.http_header_timeout;
  settings.idle_timeout = config.http_idle_timeout;
  settings.heartbeat = config.heartbeat;
  settings.outbox_bytes = config.outbox_bytes;
  settings.drain = config.drain;
  settings.web_dir = config.web_dir;
  return settings;
}

std::vector<const EventType*> all_event_types() {
  std::vector<const EventType*> types = Rooms::event_types();
  const std::vector<const EventType*> chat = Chat::event_types();
  types.insert(types.end(), chat.begin(), chat.end());
  return types;
}

}  // namespace

struct App::Parts {
  explicit Parts(const Config& config);
  ~Parts();

  AuthHooks auth_hooks();
  AdminHooks admin_hooks();
  void mount();
  void run_backbone();
  Task<void> sweep_again_and_again();
  void migrate_until_done();
  int serve();
  void drain();
  std::vector<Server::Place> places();

  const Config config;
  const SystemClock clock;
  Logger logger;
  Metrics metrics;
  boost::asio::io_context backbone{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> backbone_works{
      backbone.get_executor()};
  BoundPort port;  // first of all that can fail: a second server must not touch anything

  Database database;
  Workers crypto;
  Redis redis;
  LogReader reader;
  RoomTail tail;
  Cluster cluster;
  Log log;
  SharedBuckets shared_buckets;
  RateLimiter limiter;

  PeopleTable people;
  Contacts contacts;
  Rooms rooms;
  Auth auth;
  Chat chat;
  Admin admin;
  Ops ops;

  Router router;
  Dispatcher dispatcher;
  std::vector<std::unique_ptr<Shard>> shards;
  std::vector<std::unique_ptr<Hub>> hubs;  // after their shards, so that they die before them
  std::vector<std::unique_ptr<MissedNews>> missed_news;
  std::optional<Server> server;

  std::atomic<bool> ending{false};
  boost::asio::steady_timer next_sweep{backbone};
  std::optional<std::string> refused;  // why a migration cannot run; set before SIGTERM is raised
  std::thread backbone_thread;
  std::thread migration_thread;
};

App::Parts::Parts(const Config& c)
    : config(c),
      logger(c.log_level, c.log_format),
      port(backbone, c.host, c.port, logger),
      database(database_settings(c), logger, metrics),
      crypto("crypto", c.crypto_threads, 16, crypto_niceness),
      redis(backbone, c.redis_url, logger, metrics),
      reader(database, all_event_types()),
      tail(backbone, redis, reader, metrics),
      cluster(backbone, ClusterSettings{}, redis, tail, reader, logger, metrics),
      log(log_settings(c), cluster, logger, metrics),
      shared_buckets(backbone, redis, metrics),
      limiter(clock, c.rate_limits, &shared_buckets),
      contacts(database, cluster, people, clock),
      rooms(database, log, cluster, people, clock, logger,
            RoomsSettings{c.heartbeat, c.public_origin(port.port())}),
      auth(database, crypto, clock, cluster, logger, auth_settings(c), auth_hooks(), &shared_buckets),
      chat(database, log, reader, cluster, people),
      admin(database, redis, people, clock, AdminSettings{c.public_origin(port.port()), c.registration},
            admin_hooks()),
      ops(database, redis, metrics, c.metrics_allow),
      router(RouterSettings{c.public_origin(port.port()), c.secure()}, auth, rooms, limiter, metrics, logger),
      dispatcher(auth, rooms, limiter, metrics, logger) {
  HubSettings hub_settings;
  hub_settings.ring_events = c.ring_events;
  for (std::size_t i = 0; i < c.shards; ++i) {
    shards.push_back(
        std::make_unique<Shard>(i, ShardSettings{c.flush_hold_above, c.flush_hold}, clock, logger, metrics));
    hubs.push_back(
        std::make_unique<Hub>(shards[i]->context(), hub_settings, tail, rooms, cluster, logger, metrics));
    cluster.add(shards[i]->context(), *hubs[i]);
    missed_news.push_back(std::make_unique<MissedNews>(
        shards[i]->context(), MissedNewsSettings{}, *hubs[i], auth, rooms, [this] { return cluster.line(); },
        logger));
  }
  mount();
  server.emplace(server_settings(c, port.port()), port, places(), router, dispatcher, rooms, logger, metrics);
}

// Features never meet but here. What a hook captures lives as long as the process serves.
AuthHooks App::Parts::auth_hooks() {
  AuthHooks hooks;
  hooks.welcome = [this](std::string user) { return rooms.welcome(std::move(user)); };
  hooks.announce = [this](protocol::User user) { return rooms.announce(std::move(user)); };
  hooks.farewell = [this](std::string user) -> Task<void> {
    co_await contacts.farewell(user);
    co_await rooms.farewell(std::move(user));
  };
  hooks.invited = [this](std::string code) { return rooms.invited(std::move(code)); };
  hooks.admitted = [this](std::string user, std::string code) {
    return rooms.admitted(std::move(user), std::move(code));
  };
  return hooks;
}

AdminHooks App::Parts::admin_hooks() {
  AdminHooks hooks;
  hooks.set_disabled = [this](std::string user, bool disabled) {
    return auth.set_disabled(std::move(user), disabled);
  };
  hooks.set_admin = [this](std::string user, bool is_admin) {
    return auth.set_admin(std::move(user), is_admin);
  };
  hooks.make_reset_key = [this](std::string user) -> Task<Result<AdminResetKey>> {
    auto link = co_await auth.make_reset_link(std::move(user));
    if (!link) co_return link.error();
    co_return AdminResetKey{std::move(link->token), std::move(link->expires_at)};
  };
  hooks.erase = [this](std::string user) { return auth.erase(std::move(user)); };
  hooks.drop_room = [this](std::string actor, std::string room) {
    return rooms.drop(std::move(actor), std::move(room));
  };
  hooks.connections = [this] { return server->connections(); };
  return hooks;
}

std::vector<Server::Place> App::Parts::places() {
  std::vector<Server::Place> all;
  for (std::size_t i = 0; i < shards.size(); ++i)
    all.push_back(Server::Place{*shards[i], *hubs[i]});
  return all;
}

void App::Parts::mount() {
  auth.mount(router);
  contacts.mount(router);
  rooms.mount(router);
  chat.mount(router);
  admin.mount(router);
  ops.mount(router);
  rooms.mount(dispatcher);
  chat.mount(dispatcher);
  mount_session_commands(dispatcher);
  router.check_complete();
  dispatcher.check_complete();
}

void App::Parts::run_backbone() {
  while (true) {
    try {
      backbone.run();
      return;
    } catch (const std::exception& error) {
      logger.error("backbone.handler_failed", {{"why", error.what()}});
    }
  }
}

// What was interrupted is done in the end: people who have gone leave their rooms, rooms that were deleted
// are erased.
Task<void> App::Parts::sweep_again_and_again() {
  while (!ending) {
    try {
      co_await rooms.sweep();
    } catch (const DatabaseUnavailable& error) {
      logger.debug("rooms.sweep_put_off", {{"why", error.what()}});  // the next one finds the same work
    } catch (const std::exception& error) {
      logger.error("rooms.sweep_failed", {{"why", error.what()}});
    }
    if (ending) co_return;
    next_sweep.expires_after(between_sweeps);
    boost::system::error_code cancelled;
    co_await next_sweep.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
}

// Postgres may come after us: the process stays, says so under /readyz and tries again.
void App::Parts::migrate_until_done() {
  bool said = false;
  while (!ending) {
    try {
      migrate(config.database_url, config.migrations_dir, logger);
      // Before the database, which lets people in.
      const Installation installation = read_installation(config.database_url);
      cluster.open(installation.name);
      shared_buckets.open(installation.secret);
      database.open();
      log.open();
      ops.migrated();
      logger.info("server.ready");
      return;
    } catch (const DatabaseUnavailable& error) {
      if (!std::exchange(said, true)) logger.warning("server.waits_for_postgres", {{"why", error.what()}});
    } catch (const std::exception& error) {
      refused = error.what();
      ::kill(::getpid(), SIGTERM);
      return;
    }
    std::this_thread::sleep_for(pause_before_next_migration);
  }
}

int App::Parts::serve() {
  if (!config.rate_limits) logger.warning("server.rate_limits_off", {{"hint", "for load tests only"}});
  cluster.on_sessions_ended([this](const std::string& user) { auth.ended_elsewhere(user); });
  cluster.start();
  redis.start();
  limiter.start();
  for (const auto& watch : missed_news)
    watch->start();
  boost::asio::co_spawn(backbone, sweep_again_and_again(), boost::asio::detached);
  backbone_thread = std::thread([this] { run_backbone(); });
  for (const auto& shard : shards)
    shard->start();
  migration_thread = std::thread([this] { migrate_until_done(); });
  server->start();
  std::printf("listening on http://%s:%u\n", config.host.c_str(), static_cast<unsigned>(port.port()));
  std::fflush(stdout);

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  int received = 0;
  sigwait(&signals, &received);
  ending = true;
  migration_thread.join();
  if (refused) {
    logger.error("server.refused", {{"why", *refused}});
    std::fprintf(stderr, "chatelier: %s\n", refused->c_str());
  }
  drain();
  return refused ? 1 : 0;
}

// Readiness off → no new sockets → answer what is under way → close sockets → drain the writer → end the
// threads. The sockets end before the writer, so that every acknowledgement that it owes still finds its way
// out.
void App::Parts::drain() {
  logger.info("server.draining");
  ops.draining();
  server->drain();
  rooms.stop();
  log.drain();
  boost::asio::post(backbone, [this] {
    next_sweep.cancel();
    cluster.stop();
    limiter.stop();
    redis.stop();
    backbone_works.reset();
  });
  for (std::size_t i = 0; i < shards.size(); ++i) {
    boost::asio::post(shards[i]->context(), [watch = missed_news[i].get()] { watch->stop(); });
    shards[i]->stop();
  }
  for (const auto& shard : shards)
    shard->join();
  backbone_thread.join();
  logger.info("server.ended");
}

App::Parts::~Parts() = default;

App::App(const Config& config) : parts_(std::make_unique<Parts>(config)) {}

App::~App() = default;

int App::run() { return parts_->serve(); }

}  // namespace chatelier
