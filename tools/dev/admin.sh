# ./dev admin: administrators of the running ./dev up, by the server's own terminal command. Sourced by ./dev.

admin_command() {
  find_place
  [ -s "$state/address" ] || die "Chatelier is not running: start ./dev up first"
  local pids binary
  mapfile -t pids < <(processes_of "$state/data" chatelier)
  [ ${#pids[@]} -gt 0 ] || die "Chatelier is not running: start ./dev up first"
  # The program that serves, whatever preset it was built with; rebuilt meanwhile, it is called deleted.
  binary=$("${as_owner[@]}" readlink "/proc/${pids[0]}/exe" || readlink "/proc/${pids[0]}/exe")
  CHATELIER_PUBLIC_URL=$(cat "$state/address") \
    CHATELIER_DATABASE_URL=$(database_url chatelier) CHATELIER_REDIS_URL=$(redis_url) \
    CHATELIER_MIGRATIONS_DIR=$root/migrations \
    exec "${binary% (deleted)}" admin "$@"
}
