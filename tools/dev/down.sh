# ./dev down: ends the `up` of this checkout, or what a killed one left behind. Sourced by ./dev.

down_command() {
  find_place
  exec 9>"$state/up.lock"
  if flock -n 9; then
    stop_services "$state" 9>&-
    echo "nothing of this checkout is running"
    return
  fi
  # The lock is held, so the number is that of its holder, or of one that was killed and left a child.
  kill -TERM "$(cat "$state/up.pid")" 2>/dev/null || true
  flock 9
  stop_services "$state" 9>&-
  echo "stopped"
}
