# Where this checkout's private services live, and as whom they run. Sourced by ./dev.
#
# State survives a reboot, so it is not in /tmp: /var/lib/chatelier-dev/ID for root, ~/.local/state/chatelier-dev/ID
# for anybody else, ID from the checkout's path. A server of Postgres refuses to run as root: then everything belongs to
# the system user chatelier-dev and runs as that.

owner_name=chatelier-dev
as_owner=()
state=
sockets=

own() {
  if [ ${#as_owner[@]} -gt 0 ]; then chown "$owner_name:" "$@"; fi
}

# find_place: sets state, sockets and as_owner, and makes the folders
find_place() {
  local id base
  id=$(printf %s "$root" | sha256sum | cut -c1-8)
  if [ "$(id -u)" = 0 ]; then
    base=/var/lib/chatelier-dev
    id -u $owner_name >/dev/null 2>&1 ||
      useradd --system --user-group --no-create-home --home-dir $base --shell /usr/sbin/nologin $owner_name
    as_owner=(setpriv --reuid "$owner_name" --regid "$owner_name" --init-groups --)
    install -d -m 755 "$base"
  else
    base=${XDG_STATE_HOME:-$HOME/.local/state}/chatelier-dev
  fi
  state=$base/$id
  mkdir -p "$state/run" "$state/data"
  chmod 700 "$state"
  own "$state" "$state/run" "$state/data"
  mkdir -p .dev
  ln -sfn "$state" .dev/state
  use_sockets "$state"
}

# use_sockets FOLDER: sets sockets. A socket's path may have 107 bytes and Postgres adds .s.PGSQL.5432.new
use_sockets() {
  sockets=$1/run
  [ ${#sockets} -gt 85 ] || return 0
  if [ ! -d "$sockets/short" ]; then
    local short
    short=$(mktemp -d /tmp/chatelier-dev.XXXXXX)
    own "$short"
    ln -sfn "$short" "$1/run/short"
  fi
  sockets=$(readlink "$1/run/short")
}
