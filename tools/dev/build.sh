# Building the server (CMake, one of its presets) and the page (Vite, only when something under web/ is newer).
# Sourced by ./dev.

preset=dev

set_preset() {
  preset=$1
  [ "$(sed -n "s/.*\"configurePreset\": \"\($preset\)\".*/\1/p" CMakePresets.json)" = "$preset" ] ||
    die "no such preset: $preset"
}

# build_server [TARGET…]
build_server() {
  local quiet=()
  [ -t 1 ] || quiet=(-- --quiet)
  if [ ! -f "build/$preset/build.ninja" ]; then
    note "configuring in build/$preset"
    cmake --preset "$preset" >/dev/null
  fi
  if ! ninja -C "build/$preset" -n "$@" | grep -q 'no work to do'; then
    note "compiling; the first time takes minutes"
    cmake --build --preset "$preset" --target "${@:-all}" "${quiet[@]}"
  fi
}

build_page() {
  local built=web/dist/index.html
  if [ -f $built ] && [ -z "$(find web package-lock.json -newer $built -type f -not -path 'web/dist/*' -print -quit)" ]; then
    return
  fi
  note "building it with Vite"
  npm run --silent build
}
