# ./dev lint and ./dev fmt: formatting, static analysis, types and the rules of the tree. Sourced by ./dev.
# Every check runs, also after one has failed, so that one run shows everything.

lint_failed=()

cpp_files() {
  git ls-files -co --exclude-standard -- '*.cpp' '*.hpp' ':!:*.gen.cpp' | while read -r file; do
    if [ -f "$file" ] && ! head -n 1 "$file" | grep -q GENERATED; then echo "$file"; fi
  done
}

check() {
  local title=$1
  shift
  step "$title" eval "$(printf '%q ' "$@") || lint_failed+=($(printf %q "$title"))"
}

lint_command() {
  trap 'report_failure $?' EXIT
  step "Debian packages" install_packages "${packages_build[@]}" "${packages_lint[@]}"
  step "Node.js and npm packages" javascript_ready
  check "the rules of the tree" quiet tests/check_tree
  check "clang-format" quiet format_is_right
  check "Biome" quiet npx biome format
  check "tsc" quiet npx tsc --noEmit
  check "oxlint" quiet npm run --silent lint
  check "shellcheck" quiet shellcheck -x dev .ci/run tools/dev/*.sh deploy/container/*.sh
  # clang-tidy reads what the build generated and which headers each file saw.
  step "the server and its tests (preset $preset)" build_server
  check "clang-tidy" node tools/dev/tidy.mjs "build/$preset" .dev/tidy
  [ ${#lint_failed[@]} -eq 0 ] || die "not clean: ${lint_failed[*]}"
}

# quiet COMMAND…: its output only when it fails
quiet() {
  local said
  said=$("$@" 2>&1) && return
  close_line
  printf '%s\n' "$said"
  return 1
}

format_is_right() {
  cpp_files | xargs -r clang-format-14 --dry-run -Werror
}

fmt_command() {
  step "Debian packages" install_packages "${packages_lint[@]}"
  step "Node.js and npm packages" javascript_ready
  step "clang-format" eval 'cpp_files | xargs -r clang-format-14 -i'
  step "Biome" npx biome format --write --log-level=warn
}
