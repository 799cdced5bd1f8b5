// Puts the configuration together: flags by CLI11, then the environment, then a file, then defaults. Called
// once, before any thread; never prints a secret.
#include "admin_options.hpp"
#include "config_file.hpp"
#include "setting.hpp"

#include <chatelier/config.hpp>

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <filesystem>

namespace chatelier {
namespace {

struct Given {
  std::string text;
  std::string source;
};

struct CommandLine {
  std::vector<std::vector<std::string>> values;  // in the order of settings()
  std::vector<std::string> file;
  bool check = false;
  std::optional<AdminCommand> admin;
};

std::string describe(const Setting& setting) {
  std::string text = setting.help + " [" + setting.variable();
  if (!setting.fallback.empty()) text += ", default " + setting.fallback;
  return text + "]";
}

void declare(CLI::App& app, CommandLine& line) {
  const auto& all = settings();
  line.values.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto name = "--" + all[i].flag;
    CLI::Option* option = nullptr;
    if (all[i].form == Setting::Form::toggle) {
      option = app.add_flag_callback(
          name, [&line, i] { line.values[i] = {"on"}; }, describe(all[i]));
    } else {
      option = app.add_option(name, line.values[i], describe(all[i]))->type_name("")->allow_extra_args(false);
    }
    option->group(all[i].group);
  }
  app.add_option("--config", line.file,
                 "TOML file with any of these settings, named like the flags [CHATELIER_CONFIG]")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_flag("--check-config", line.check,
               "print the effective configuration without secrets, or what is wrong");
  app.set_version_flag("--version", "chatelier " CHATELIER_VERSION);
  app.require_subcommand(0, 1);
  app.add_subcommand("serve", "run the server; this is the default")->fallthrough();
  declare_admin(app, line.admin);
  app.footer("Flags win over the environment, the environment over the file. Sizes take KiB, MiB and GiB.");
}

std::string joined(const Setting& setting, const std::vector<std::string>& values) {
  if (setting.form != Setting::Form::list) return values.back();
  std::string all;
  for (const auto& value : values)
    all += (all.empty() ? "" : ",") + value;
  return all;
}

std::string from(const Environment& environment, const std::string& variable) {
  const char* value = environment(variable.c_str());
  return value == nullptr ? "" : value;
}

std::vector<Given> gather(const CommandLine& line, const Environment& environment) {
  const auto path = line.file.empty() ? from(environment, "CHATELIER_CONFIG") : line.file.back();
  std::map<std::string, std::string> file;
  if (!path.empty()) file = read_config_file(path);

  std::vector<Given> given;
  const auto& all = settings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto variable = from(environment, all[i].variable());
    if (!line.values[i].empty()) {
      given.push_back({joined(all[i], line.values[i]), "flag --" + all[i].flag});
    } else if (!variable.empty()) {
      given.push_back({variable, "environment " + all[i].variable()});
    } else if (const auto found = file.find(all[i].flag); found != file.end()) {
      given.push_back({found->second, "file " + path});
    } else {
      given.push_back({all[i].fallback, "default"});
    }
  }
  return given;
}

Config read(const std::vector<Given>& given) {
  Config config;
  std::string wrong;
  const auto& all = settings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    try {
      all[i].codec.read(config, given[i].text);
    } catch (const BadValue& bad) {
      wrong += (wrong.empty() ? "" : "\n") + ("--" + all[i].flag) + " (" + all[i].variable() + ") " +
               bad.what() + "; it comes from the " + given[i].source;
    }
  }
  if (!wrong.empty()) throw BadValue(wrong);  // all of them at once
  settle(config);
  return config;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void check_folders(const Config& config) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(config.web_dir + "/index.html", ignored)) {
    throw BadValue("--web-dir (CHATELIER_WEB_DIR) holds no index.html: " + config.web_dir);
  }
  if (!std::filesystem::is_directory(config.migrations_dir, ignored)) {
    throw BadValue("--migrations-dir (CHATELIER_MIGRATIONS_DIR) is no folder: " + config.migrations_dir);
  }
}

/// Itself a configuration file, but for the secrets.
std::string effective(const Config& config, const std::vector<Given>& given) {
  std::string out;
  const auto& all = settings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto entry = all[i].flag + " = " + quoted(all[i].codec.write(config));
    if (entry.size() < 48) entry.resize(48, ' ');
    out += entry + "  # " + given[i].source + "\n";
  }
  return out;
}

}  // namespace

std::variant<Config, ConfigExit> parse_config(int argc, const char* const* argv,
                                              const Environment& environment) {
  CLI::App app("Chatelier: self-hosted chat and drawing board", "chatelier");
  CommandLine line;
  declare(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& outcome) {
    std::ostringstream out;
    std::ostringstream err;
    const bool asked = app.exit(outcome, out, err) == 0;
    return ConfigExit{asked ? 0 : 2, asked ? out.str() : err.str()};
  }
  try {
    const auto given = gather(line, environment);
    auto config = read(given);
    config.admin = line.admin;
    if (!line.check) return config;
    check_folders(config);
    return ConfigExit{0, effective(config, given)};
  } catch (const BadValue& bad) {
    return ConfigExit{2, "chatelier: the configuration is not usable:\n" + std::string(bad.what()) + "\n"};
  }
}

std::variant<Config, ConfigExit> parse_config(int argc, const char* const* argv) {
  return parse_config(argc, argv, [](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace chatelier
