# Node.js 22 (from npm, in .dev/node, where the system's is older) and the packages of package-lock.json.
# Sourced by ./dev.

node_major=22
node_release=22.23.3

node_is_new() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge $node_major ]
}

# use_node: puts a new enough node first on the PATH
use_node() {
  node_is_new && return
  local arch folder
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) die "no Node.js $node_major for $(uname -m): install it and put it on the PATH" ;;
  esac
  folder=$root/.dev/node/node_modules/node-linux-$arch/bin
  if [ ! -x "$folder/node" ]; then
    command -v npm >/dev/null || install_packages npm
    note "bringing Node.js $node_release from npm"
    mkdir -p .dev/node
    npm install --prefix .dev/node --no-package-lock --loglevel=error "node-linux-$arch@$node_release" >/dev/null
  fi
  PATH=$folder:$PATH
  node_is_new || die "Node.js $node_major could not be put in place"
}

# javascript_ready: node on the PATH and node_modules as the lock file says
javascript_ready() {
  use_node
  local wanted stamp=node_modules/.chatelier-installed
  wanted=$(cat package.json package-lock.json | sha256sum)
  [ "$(cat $stamp 2>/dev/null)" = "$wanted" ] && return
  command -v npm >/dev/null || install_packages npm
  note "npm ci"
  npm ci --loglevel=error
  echo "$wanted" >$stamp
}
