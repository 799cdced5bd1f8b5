# A private Postgres and a private Redis on unix sockets, for ./dev up and for each run of ./dev test.
# Sourced by ./dev. What belongs to a folder is known by /proc (program and working folder), never by a pid file alone:
# a pid file may be stale. Must never signal a process that runs elsewhere.

postgres_bin=/usr/lib/postgresql/15/bin
postgres_pid=
redis_pid=

# processes_of FOLDER PROGRAM: pids of that program (a pattern) working inside the folder
processes_of() {
  # Inside a container root may not look into another user's process, so both look.
  { process_links; [ ${#as_owner[@]} -eq 0 ] || "${as_owner[@]}" "$BASH" -c "$(declare -f process_links); process_links"; } |
    sort -u | while read -r path kind target; do
    if [ "$kind" = cwd ]; then
      case $target in "$1" | "$1"/*) inside=$path ;; *) inside= ;; esac
    elif [ "$path" = "$inside" ]; then
      # shellcheck disable=SC2254
      case $target in */$2 | */$2" (deleted)") echo "${path#/proc/}" ;; esac
    fi
  done
}

# process_links: "/proc/PID cwd FOLDER" and "/proc/PID exe PROGRAM" of every process that may be looked into
process_links() {
  find /proc -maxdepth 2 \( -path '/proc/[0-9]*/cwd' -o -path '/proc/[0-9]*/exe' \) -printf '%h %f %l\n' 2>/dev/null || true
}

# stop_processes FOLDER PROGRAM SIGNAL SECONDS: asks the oldest, waits, then kills what is left
stop_processes() {
  local pids tries=$(($4 * 20))
  mapfile -t pids < <(processes_of "$1" "$2")
  [ ${#pids[@]} -gt 0 ] || return 0
  # The oldest is the postmaster; its children end with it.
  kill "-$3" "$(oldest "${pids[@]}")" 2>/dev/null || true
  while [ ${#pids[@]} -gt 0 ] && [ $((tries--)) -gt 0 ]; do
    sleep 0.05
    mapfile -t pids < <(still_alive "${pids[@]}")
  done
  mapfile -t pids < <(processes_of "$1" "$2")
  [ ${#pids[@]} -eq 0 ] || kill -KILL "${pids[@]}" 2>/dev/null || true
}

# still_alive PID…: those that are neither gone nor dead children that nobody has waited for yet
still_alive() {
  local pid stat
  for pid; do
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    case ${stat##*) } in Z* | X*) ;; *) echo "$pid" ;; esac
  done
}

oldest() {
  local pid stat
  for pid; do
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    stat=${stat##*) }
    # Field 22, the start time; the name before it may hold spaces.
    echo "$(cut -d' ' -f20 <<<"$stat") $pid"
  done | sort -n -k1,1 -k2,2 | sed -n '1s/.* //p'
}

# stop_services FOLDER: server, Redis, Postgres, in this order
stop_services() {
  stop_processes "$1/data" chatelier TERM 35
  # Debian's redis-server is a link to redis-check-rdb.
  stop_processes "$1/redis" 'redis-*' TERM 5
  stop_processes "$1/postgres" postgres INT 15
}

make_cluster() {
  rm -rf "$1/postgres" "$1/postgres.new"
  local log=$1/initdb.log
  (
    cd "$1" || exit
    "${as_owner[@]}" $postgres_bin/initdb -D "$1/postgres.new" -U chatelier -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    echo 'CREATE DATABASE chatelier' | "${as_owner[@]}" $postgres_bin/postgres --single -D "$1/postgres.new" postgres
    sync -f "$1/postgres.new"
  ) >"$log" 2>&1 || { cat "$log" >&2; die "no Postgres cluster could be made in $1"; }
  # In place only when whole: a run that was killed half way leaves nothing that looks like a cluster.
  mv "$1/postgres.new" "$1/postgres"
}

# start_postgres FOLDER
start_postgres() {
  local data=$1/postgres
  [ -s "$data/PG_VERSION" ] || make_cluster "$1"
  # Backends of a killed postmaster go by themselves, but a new one does not start before they have gone.
  stop_processes "$data" postgres INT 15
  launch_postgres "$1"
  if ! comes_up "$postgres_pid" postgres_answers; then
    # A killed ./dev may have been starting one at that very moment; Postgres lets only one of two in.
    stop_processes "$data" postgres INT 15
    launch_postgres "$1"
    comes_up "$postgres_pid" postgres_answers || give_up Postgres "$1/postgres.log"
  fi
}

launch_postgres() {
  local data=$1/postgres pid
  # Postgres sees itself whether the process that this file names is dead, but not whether it is a stranger by now.
  pid=$(sed -n 1p "$data/postmaster.pid" 2>/dev/null) || pid=
  if [ -n "$pid" ] && [ -e "/proc/$pid" ] && [ "$(cat "/proc/$pid/comm")" != postgres ]; then
    rm -f "$data/postmaster.pid"
  fi
  (
    cd "$1" || exit
    exec setsid "${as_owner[@]}" $postgres_bin/postgres -D "$data" -k "$sockets" \
      -c listen_addresses= -c timezone=UTC -c log_timezone=UTC
  ) >"$1/postgres.log" 2>&1 9>&- &
  postgres_pid=$!
}

postgres_answers() {
  $postgres_bin/pg_isready -q -h "$sockets" -U chatelier
}

# start_redis FOLDER: nothing on disk, because what is in Redis may be lost at any time
start_redis() {
  mkdir -p "$1/redis"
  own "$1/redis"
  (
    cd "$1/redis" || exit
    exec setsid "${as_owner[@]}" redis-server --port 0 --unixsocket "$sockets/redis.sock" --unixsocketperm 700 \
      --dir "$1/redis" --save '' --appendonly no --daemonize no
  ) >"$1/redis.log" 2>&1 9>&- &
  redis_pid=$!
  comes_up "$redis_pid" redis_answers || give_up Redis "$1/redis.log"
}

redis_answers() {
  [ "$(redis-cli -s "$sockets/redis.sock" ping 2>/dev/null)" = PONG ]
}

# comes_up PID COMMAND…: waits until the command succeeds; fails when the process ends before, or after a minute
comes_up() {
  local pid=$1 tries=1200
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null && [ $((tries--)) -gt 0 ] || return 1
    sleep 0.05
  done
}

# give_up NAME LOG
give_up() {
  close_line
  tail -n 20 "$2" >&2
  die "$1 did not start; its log: $2"
}

database_url() { echo "postgresql:///$1?host=$sockets&user=chatelier"; }
redis_url() { echo "unix://$sockets/redis.sock"; }

psql_command() {
  find_place
  [ -S "$sockets/.s.PGSQL.5432" ] || die "the database is not running: start ./dev up first"
  exec $postgres_bin/psql "$(database_url chatelier)" "$@"
}
