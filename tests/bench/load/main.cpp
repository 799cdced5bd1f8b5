// bench_load: loads one server over WebSockets and prints what it measured as one line of JSON. Which
// servers, rooms and processes there are, and what is compared with what, is the business of
// tests/bench/run.ts.
#include "chatelier_speaker.hpp"
#include "connections.hpp"
#include "floors.hpp"
#include "socketio_speaker.hpp"
#include "talk.hpp"
#include "xmpp_speaker.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace chatelier::bench;

// Thousands of sockets are more than the soft limit of a shell.
void raise_open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

struct Options {
  std::string speak = "chatelier";
  std::vector<std::uint16_t> ports;
  std::string people;
  std::vector<std::string> cpu;  // name=pid
  std::size_t sockets = 0;       // 0: one for each person
  std::size_t at_once = 32;
  std::size_t hearing = std::numeric_limits<std::size_t>::max();
  TalkSettings talk;
  ConnectionsSettings connections;
  FloorSettings floor;
};

Processes processes_of(const std::vector<std::string>& pairs) {
  Processes processes{{"generator", {::getpid()}}};
  for (const std::string& pair : pairs) {
    const std::size_t split = pair.find('=');
    if (split == std::string::npos) throw std::runtime_error("--cpu wants name=pid, not " + pair);
    processes[pair.substr(0, split)].push_back(std::stoi(pair.substr(split + 1)));
  }
  return processes;
}

std::unique_ptr<Speaker> speaker_of(const Options& options, std::size_t& people) {
  if (options.speak == "socketio") return std::make_unique<SocketIoSpeaker>("bench");
  if (options.speak == "xmpp") return std::make_unique<XmppSpeaker>("localhost", "bench");
  if (options.speak != "chatelier") throw std::runtime_error("nobody speaks " + options.speak);
  std::vector<Participant> participants = read_people(options.people);
  people = participants.size();
  return std::make_unique<ChatelierSpeaker>(std::move(participants), options.hearing);
}

nlohmann::json run_talk(Options options) {
  std::size_t people = 0;
  const auto speaker = speaker_of(options, people);
  options.talk.processes = processes_of(options.cpu);
  options.talk.acknowledged = options.speak == "chatelier";
  Talk talk(options.talk);
  Crowd crowd(*speaker, options.ports, [&talk](const Crowd::Stamped& news) { talk.hear(news); });
  Histogram ready_after;
  crowd.open(options.sockets == 0 ? people : options.sockets, options.at_once, ready_after);
  return talk.run(crowd);
}

nlohmann::json run_connections(Options options) {
  std::size_t people = 0;
  const auto speaker = speaker_of(options, people);
  options.connections.processes = processes_of(options.cpu);
  options.connections.sockets = options.sockets == 0 ? people : options.sockets;
  options.connections.at_once = options.at_once;
  Crowd crowd(*speaker, options.ports, [](const Crowd::Stamped&) {});
  return connections(crowd, options.connections);
}

void add_sockets(CLI::App& command, Options& options) {
  command.add_option("--speak", options.speak, "chatelier, socketio or xmpp");
  command.add_option("--port", options.ports, "of a server; sockets go to them in turn")->required();
  command.add_option("--people", options.people, "file of sessions and rooms");
  command.add_option("--sockets", options.sockets);
  command.add_option("--at-once", options.at_once, "sockets on their way to ready");
  command.add_option("--cpu", options.cpu, "name=pid of a process whose time is reported");
}

}  // namespace

int main(int argc, char** argv) {
  raise_open_files_limit();
  Options options;
  std::function<nlohmann::json()> run;
  CLI::App app("loads a chat server and measures it");
  app.require_subcommand(1);

  CLI::App& talk = *app.add_subcommand("talk", "messages at a fixed rate");
  add_sockets(talk, options);
  talk.add_option("--rate", options.talk.rates, "messages per second; several are steps")->required();
  talk.add_option("--warm-up", options.talk.warm_up_seconds);
  talk.add_option("--seconds", options.talk.seconds);
  talk.add_option("--patience", options.talk.patience_seconds, "seconds for what has not come yet");
  talk.add_option("--senders", options.talk.senders);
  talk.add_option("--hearers", options.talk.hearers, "sockets that hear each message");
  talk.add_option("--hearing", options.hearing, "only the first so many sockets hear their rooms");
  talk.add_option("--text-bytes", options.talk.text_bytes);
  talk.callback([&] { run = [&] { return run_talk(options); }; });

  CLI::App& idle = *app.add_subcommand("connections", "many sockets that say nothing");
  add_sockets(idle, options);
  idle.add_option("--idle", options.connections.idle_seconds, "seconds");
  idle.callback([&] { run = [&] { return run_connections(options); }; });

  CLI::App& sends = *app.add_subcommand("floor-send", "a bare sendmsg loop");
  CLI::App& echo = *app.add_subcommand("floor-echo", "a bare socket's echo");
  CLI::App& hash = *app.add_subcommand("floor-hash", "Argon2id alone");
  for (CLI::App* floor : {&sends, &echo, &hash})
    floor->add_option("--seconds", options.floor.seconds);
  sends.add_option("--sockets", options.floor.sockets);
  sends.add_option("--frame-bytes", options.floor.frame_bytes);
  sends.callback([&] { run = [&] { return floor_send(options.floor); }; });
  echo.callback([&] { run = [&] { return floor_echo(options.floor); }; });
  hash.callback([&] { run = [&] { return floor_hash(options.floor); }; });

  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << run() << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench_load: " << error.what() << std::endl;
    return 1;
  }
}
