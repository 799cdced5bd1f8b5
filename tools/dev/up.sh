# ./dev up: everything from an empty machine to an address, then watching over what it started until Ctrl-C.
# Sourced by ./dev. One `up` per checkout: it holds a lock on .dev/state/up.lock (descriptor 9, closed in every child),
# which the kernel lets go when it dies, however it dies.

server_pid=
port=${CHATELIER_PORT:-}
server_flags=()

up_command() {
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:?--port needs a number}; shift 2 ;;
      --port=*) port=${1#*=}; shift ;;
      --preset) set_preset "${2:?--preset needs a name}"; shift 2 ;;
      --) shift; server_flags=("$@"); break ;;
      *) die "up does not know $1 (flags for the server come after --)" ;;
    esac
  done
  find_place
  take_lock || return 0
  echo $$ >"$state/up.pid"
  rm -f "$state/address"
  trap 'stop_everything $?' EXIT
  trap 'exit 0' INT TERM HUP

  step "Debian packages" install_packages "${packages_build[@]}"
  step "Node.js and npm packages" javascript_ready
  step "the server (C++, preset $preset)" build_server chatelier
  step "the page (Vite)" build_page
  step "stopping what a killed run left behind" stop_services "$state"
  step "Postgres, private, in .dev/state" start_postgres "$state"
  step "Redis, private, in .dev/state" start_redis "$state"
  choose_port
  step "migrating and serving" start_server
  echo "http://localhost:$port" >"$state/address"
  printf '\nChatelier is at  http://localhost:%s   (Ctrl-C or ./dev down stops it)\n\n' "$port"
  watch_over
}

# take_lock: fails when another `up` runs here, and says its address; waits while that one is still building. One that was
# killed has left its number and address behind, and perhaps a child that holds the lock for a moment.
take_lock() {
  exec 9>"$state/up.lock"
  local said=
  until flock -n 9; do
    if kill -0 "$(cat "$state/up.pid" 2>/dev/null)" 2>/dev/null; then
      if [ -s "$state/address" ]; then
        printf 'Chatelier is running already, at  %s   (./dev down stops it)\n' "$(cat "$state/address")"
        return 1
      fi
      [ -n "$said" ] || echo "another ./dev up is starting here; waiting for its address"
      said=1
    fi
    sleep 0.1
  done
}

answers() { (exec 3<>"/dev/tcp/$1/$port") 2>/dev/null; }

# choose_port: 8080 moves on while it is taken; a port that was asked for does not
choose_port() {
  if [ -n "$port" ]; then
    if answers 127.0.0.1 || answers ::1; then die "port $port is taken: something answers there"; fi
    return
  fi
  for port in {8080..8179}; do
    answers 127.0.0.1 || answers ::1 || return 0
  done
  die "no free port between 8080 and 8179: name one with --port"
}

start_server() {
  local binary=$root/build/$preset/chatelier run=("${as_owner[@]}")
  # A checkout below a home folder that is closed to others cannot be read by the services' user.
  if [ ${#run[@]} -gt 0 ] && ! "${run[@]}" test -x "$binary" -a -r "$root/web/dist/index.html"; then
    note "the server runs as $(id -un), because $owner_name may not read $root"
    run=()
  fi
  note "from here on the server's own log"
  (
    cd "$state/data" || exit
    CHATELIER_PORT=$port CHATELIER_PUBLIC_URL=http://localhost:$port \
      CHATELIER_DATABASE_URL=$(database_url chatelier) CHATELIER_REDIS_URL=$(redis_url) \
      CHATELIER_DATA_DIR=$state/data CHATELIER_WEB_DIR=$root/web/dist CHATELIER_MIGRATIONS_DIR=$root/migrations \
      exec setsid "${run[@]}" "$binary" serve "${server_flags[@]}"
  ) 9>&- &
  server_pid=$!
  comes_up "$server_pid" ready || die "the server did not start or is not ready: see above, or http://localhost:$port/readyz"
}

ready() {
  curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:$port/readyz"
}

# watch_over: streams nothing itself; ends with the server, brings Postgres or Redis back when one of them dies
watch_over() {
  local ended status
  while true; do
    status=0
    # bash would report a killed child in its own words.
    wait -n -p ended "$server_pid" "$postgres_pid" "$redis_pid" 2>/dev/null || status=$?
    case ${ended:-} in
      "$server_pid")
        server_pid=
        [ $status = 0 ] || die "the server ended with status $status; ./dev up starts it again, nothing acknowledged is lost"
        return ;;
      "$postgres_pid")
        echo "./dev: Postgres ended with status $status; starting it again" >&2
        start_postgres "$state" 9>&- ;;
      "$redis_pid")
        echo "./dev: Redis ended with status $status; starting it again" >&2
        start_redis "$state" 9>&- ;;
    esac
  done
}

# stop_everything STATUS: for the exit trap; a second Ctrl-C does not interrupt it
stop_everything() {
  trap '' INT TERM HUP
  report_failure "$1"
  rm -f "$state/address" "$state/up.pid"
  if [ -n "$server_pid" ]; then echo "./dev: stopping"; fi
  stop_services "$state" 9>&-
}
