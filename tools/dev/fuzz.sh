# ./dev fuzz: one target or all in turn. The server's are libFuzzer's, built by Clang under AddressSanitizer and
# UndefinedBehaviorSanitizer in a folder of their own; the page's, in TypeScript, are searched by Node with V8's counters.
# Sourced by ./dev. What it learns stays in .dev/fuzz; only --keep changes the corpora of the tree.

fuzz_seconds=60
fuzz_keep=

fuzz_command() {
  local names=() all=(tests/fuzz/corpus/*)
  all=("${all[@]##*/}")
  while [ $# -gt 0 ]; do
    case $1 in
      --keep) fuzz_keep=1 ;;
      [0-9]*) fuzz_seconds=$1 ;;
      *)
        [ -d "tests/fuzz/corpus/$1" ] || die "no such target: $1 (there are: ${all[*]})"
        names+=("$1") ;;
    esac
    shift
  done
  [ ${#names[@]} -gt 0 ] || names=("${all[@]}")
  trap 'report_failure $?' EXIT
  local name page=() server=() found=()
  for name in "${names[@]}"; do
    if [ -f "tests/fuzz/targets/$name.ts" ]; then page+=("$name"); else server+=("$name"); fi
  done
  if [ ${#page[@]} -gt 0 ]; then step "Node.js and npm packages" javascript_ready; fi
  if [ ${#server[@]} -gt 0 ]; then
    step "Debian packages" install_packages "${packages_build[@]}" "${packages_fuzz[@]}"
    set_preset fuzz
    step "the targets (preset fuzz)" build_server fuzz_tests
  fi
  for name in "${server[@]}"; do fuzz_target "$name" || found+=("$name"); done
  for name in "${page[@]}"; do fuzz_page_target "$name" || found+=("$name"); done
  [ ${#found[@]} -eq 0 ] || die "something was found: ${found[*]} (the inputs lie in .dev/fuzz)"
}

# fuzz_target NAME: false when it found something
fuzz_target() {
  local learned=.dev/fuzz/$1 log=.dev/fuzz/$1.log status=0
  local program=(build/fuzz/fuzz_tests "--target=$1" -max_len=16384)
  mkdir -p "$learned"
  ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
    "${program[@]}" "-dict=tests/fuzz/dict/$1.dict" "-max_total_time=$fuzz_seconds" -timeout=10 \
    "-artifact_prefix=.dev/fuzz/$1-" -print_final_stats=1 "$learned" "tests/fuzz/corpus/$1" >"$log" 2>&1 || status=$?
  if [ $status = 0 ]; then
    awk -v name="$1" '
      / cov: [0-9]+ / { for (i = 1; i < NF; ++i) if ($i == "cov:") cov = $(i + 1) }
      /number_of_executed_units/ { runs = $2 }
      /average_exec_per_sec/ { speed = $2 }
      END { printf "%-16s %10d runs, %7d a second, cov %d\n", name, runs, speed, cov }' "$log"
    [ -z "$fuzz_keep" ] || keep_learned "$1" "${program[@]}"
    return 0
  fi
  sed 's/^/    /' "$log" | tail -40
  return 1
}

# fuzz_page_target NAME: false when it found something
fuzz_page_target() {
  node tests/fuzz/page/search.ts "$1" "--seconds=$fuzz_seconds" ${fuzz_keep:+--keep}
}

# keep_learned NAME PROGRAM…: of what was learned, the few inputs that together reach more than the tree's corpus
keep_learned() {
  local corpus=tests/fuzz/corpus/$1 learned=.dev/fuzz/$1 file
  shift
  "$@" -set_cover_merge=1 "$corpus" "$learned" >/dev/null 2>&1
  for file in "$corpus"/*; do
    [[ ! ${file##*/} =~ ^[0-9a-f]{40}$ ]] || mv "$file" "${file%/*}/found_$(cut -c1-8 <<<"${file##*/}")"
  done
}
