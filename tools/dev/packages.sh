# Debian packages: which ones each command needs, and installing the missing ones.
# Sourced by ./dev; must never start, stop or create a system service, nor upgrade a package that is there.

packages_compile=(  # also what the Dockerfile builds with
  ca-certificates curl g++ cmake ninja-build ccache mold
  libboost1.81-dev libboost-url1.81-dev libpqxx-dev libpq-dev libhiredis-dev libjemalloc-dev nlohmann-json3-dev libsodium-dev
  libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev prometheus-cpp-dev libicu-dev
  libbrotli-dev zlib1g-dev catch2
)
packages_build=("${packages_compile[@]}" postgresql-15 redis-server)
packages_test=(chromium fonts-noto-color-emoji)
packages_bench=(ejabberd erlang-p1-pgsql chromium fonts-noto-color-emoji util-linux linux-perf)  # the peers, the browser, taskset, perf
packages_history=(faketime)  # the clock that jumps
packages_two_hops=(nginx haproxy openssl)  # the first hops, and a certificate for one of them
packages_tree=(git)  # the rules of the tree ask it which files are ours
packages_fuzz=(clang-19 libclang-rt-19-dev)
packages_lint=(git clang-format-14 clang-tidy-19 shellcheck)

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -- "$@"
  else
    die "this needs root (run as root, or install sudo): $*"
  fi
}

# missing_packages NAME…: prints those that are not installed
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

# install_packages NAME…: installs what is missing, as one root process, so that sudo asks once
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  note "installing from Debian: ${missing[*]}"
  as_root bash "$root/tools/dev/install-packages.sh" "${missing[@]}"
}
