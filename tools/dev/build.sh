# Building the server (CMake, one of its presets) and the page (Vite, only when something under web/ is newer).
# Sourced by ./dev.

preset=dev

set_preset() {
  preset=$1
  [ "$(sed -n "s/.*\"configurePreset\": \"\($preset\)\".*/\1/p" CMakePresets.json)" = "$preset" ] ||
    die "no such preset: $preset"
}

# one_at_a_time COMMAND…: two commands of ./dev may run beside each other, but not two builds in one folder
one_at_a_time() {
  local status=0
  exec 8>.dev/build.lock
  flock 8
  "$@" 8>&- || status=$?
  exec 8>&-
  return $status
}

# build_server [TARGET]: everything, tests too, without one
build_server() { one_at_a_time compile "${1:-all}"; }
build_page() { one_at_a_time bundle; }

compile() {
  local quiet=()
  [ -t 1 ] || quiet=(-- --quiet)
  if [ ! -f "build/$preset/build.ninja" ]; then
    note "configuring in build/$preset"
    cmake --preset "$preset" >/dev/null || return
  fi
  if ! ninja -C "build/$preset" -n "$1" | grep -q 'no work to do'; then
    note "compiling; the first time takes minutes"
    cmake --build --preset "$preset" --target "$1" "${quiet[@]}"
  fi
}

bundle() {
  local built=web/dist/index.html
  if [ -f $built ] && [ -z "$(find web src/protocol package-lock.json -newer $built -type f -not -path 'web/dist/*' -print -quit)" ]; then
    return
  fi
  note "bundling with Vite"
  npm run --silent build
}
