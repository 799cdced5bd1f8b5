# ./dev bench: builds what is released and measures it: the server on one core, everything else on the other.
# Sourced by ./dev. Nothing else should run meanwhile; Postgres, Redis and the servers are the benchmark's own.

bench_command() {
  local words=()
  while [ $# -gt 0 ]; do
    case $1 in
      --) shift; words+=("$@"); break ;;
      *) words+=("$1"); shift ;;
    esac
  done
  set_preset release
  find_place
  mkdir -p .dev/bench/logs
  step "Debian packages" install_packages "${packages_build[@]}" "${packages_bench[@]}"
  step "Node.js and npm packages" javascript_ready
  step "the server (preset $preset)" build_server chatelier
  step "the load generator" build_server bench_load
  step "the page (Vite)" build_page

  # What somebody has set for their own server must not reach the servers under test.
  local name
  for name in ${!CHATELIER_@}; do unset "$name"; done
  export TEST_SERVER=$root/build/$preset/chatelier TEST_WEB_DIR=$root/web/dist
  export TEST_MIGRATIONS_DIR=$root/migrations TEST_OUTPUT_DIR=$root/.dev/bench/logs
  export BENCH_SERVER_CORES=${BENCH_SERVER_CORES:-0} BENCH_OTHER_CORES=${BENCH_OTHER_CORES:-1}
  # Thousands of sockets on both sides; the soft limit of a shell is for neither.
  ulimit -n "$(ulimit -Hn)"
  printf '\n'
  taskset -c "$BENCH_OTHER_CORES" npm run --silent bench -- "${words[@]}"
}
