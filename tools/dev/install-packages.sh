#!/usr/bin/env bash
# Installs Debian packages as root; servers among them are neither started nor enabled, and no Postgres cluster is made.
# Called by packages.sh with the names of packages that are not installed yet. Puts back every setting that it changes.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

apt() { apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"; }

log=$(mktemp)
undo=("rm -f '$log'")
on_exit() { for command in "${undo[@]}"; do eval "$command"; done; }
trap on_exit EXIT

install() {
  apt install --yes --no-install-recommends "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}

# dpkg asks this file before it starts or restarts any service.
policy=/usr/sbin/policy-rc.d
if [ -e "$policy" ]; then
  mv "$policy" "$policy.chatelier-saved"
  undo+=("mv '$policy.chatelier-saved' '$policy'")
else
  undo+=("rm -f '$policy'")
fi
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"

apt update
names=" $* "
case $names in *" postgresql-15 "*)
  install postgresql-common
  conf=/etc/postgresql-common/createcluster.conf
  cp -p "$conf" "$conf.chatelier-saved"
  undo+=("mv '$conf.chatelier-saved' '$conf'")
  echo "create_main_cluster = false" >> "$conf" ;;
esac

# Boost 1.81 and Debian's default 1.74 exclude each other.
removed=$(apt-get install --simulate --no-install-recommends "$@" | sed -n 's/^Remv \([^ ]*\).*/\1/p' | paste -sd' ')
[ -z "$removed" ] || echo "    they take the place of: $removed"
install "$@"

for service in redis-server ejabberd nginx haproxy; do
  case $names in *" $service "*) ;; *) continue ;; esac
  if command -v systemctl >/dev/null; then systemctl disable --quiet "$service" || true; fi
  if command -v update-rc.d >/dev/null; then update-rc.d "$service" disable >/dev/null || true; fi
done
