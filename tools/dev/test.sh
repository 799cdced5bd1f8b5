# ./dev test: a private Postgres (fsync on) and Redis for this run alone, then the suites in order, beside a running `up`.
# Sourced by ./dev. A suite is a command that ends with its own count; one that ran nothing has failed.

suites=(tree unit web integration scenarios matrix http two_hops conformance fuzz api_docs fire e2e history)
suite_timeout=600
suite_args=()
tests_passed=0
tests_failed=0
failed_suites=()
summary=()

test_command() {
  local chosen=()
  while [ $# -gt 0 ]; do
    case $1 in
      --asan) set_preset asan; shift ;;
      --tsan) set_preset tsan; shift ;;
      --preset) set_preset "${2:?--preset needs a name}"; shift 2 ;;
      --) shift; suite_args=("$@"); break ;;
      -*) die "test does not know $1" ;;
      *)
        [[ " ${suites[*]} " = *" $1 "* ]] || die "no such suite: $1 (there are: ${suites[*]})"
        chosen+=("$1"); shift ;;
    esac
  done
  # The browser adds nothing under a sanitizer, and the tree is the same.
  if [ ${#chosen[@]} -eq 0 ]; then
    case $preset in
      asan) chosen=(unit integration scenarios fuzz history) ;;
      tsan) chosen=(unit integration scenarios history) ;;
      *) chosen=("${suites[@]}") ;;
    esac
  fi
  local begin=$SECONDS
  prepare_run "${chosen[@]}"
  printf '\n'
  local suite
  for suite in "${chosen[@]}"; do run_suite "$suite"; done
  printf '\n%s\n' "${summary[@]}"
  printf '%-14s %6s   %4d s\n\n' together "" $((SECONDS - begin))
  [ ${#failed_suites[@]} -eq 0 ] || printf 'failed: %s\n' "${failed_suites[*]}"
  printf '%d passed, %d failed\n' $tests_passed $tests_failed
  [ ${#failed_suites[@]} -eq 0 ] && [ $tests_failed = 0 ]
}

# prepare_run SUITE…: builds, starts the services, exports what the suites read
prepare_run() {
  local wanted=("${packages_build[@]}")
  if [[ " $* " = *" e2e "* ]]; then wanted+=("${packages_test[@]}"); fi
  if [[ " $* " = *" history "* ]]; then wanted+=("${packages_history[@]}"); fi
  if [[ " $* " = *" two_hops "* ]]; then wanted+=("${packages_two_hops[@]}"); fi
  if [[ " $* " = *" tree "* ]]; then wanted+=("${packages_tree[@]}"); fi
  find_place
  folder=$(mktemp -d /tmp/chatelier-test.XXXXXX)
  trap 'status=$?; trap "" INT TERM HUP; report_failure $status; end_run' EXIT
  trap 'exit 130' INT TERM HUP
  output=$root/.dev/test/$(date +%m%d-%H%M%S)-$$
  mkdir -p "$output"
  ln -sfn "$output" .dev/test/latest
  find .dev/test -mindepth 1 -maxdepth 1 -type d -mtime +2 -exec rm -rf {} +
  chmod 711 "$folder"
  mkdir "$folder/run" "$folder/data"
  own "$folder" "$folder/run" "$folder/data"

  step "Debian packages" install_packages "${wanted[@]}"
  step "Node.js and npm packages" javascript_ready
  step "the server and its tests (preset $preset)" build_server
  step "the page (Vite)" build_page
  use_sockets "$folder"
  step "Postgres, for this run alone" start_postgres "$folder"
  step "Redis, for this run alone" start_redis "$folder"

  # What somebody has set for their own server must not reach the servers under test.
  local name
  for name in ${!CHATELIER_@}; do unset "$name"; done
  TEST_DATABASE_URL=$(database_url postgres)
  TEST_REDIS_URL=$(redis_url)
  export TEST_DATABASE_URL TEST_REDIS_URL
  export TEST_SERVER=$root/build/$preset/chatelier TEST_WEB_DIR=$root/web/dist
  export TEST_MIGRATIONS_DIR=$root/migrations TEST_OUTPUT_DIR=$output
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$root/tests/sanitizers/races.supp
  export LSAN_OPTIONS=suppressions=$root/tests/sanitizers/leaks.supp:print_suppressions=0
  # A sanitizer makes everything slower, so every deadline longer.
  if [ "$preset" = asan ] || [ "$preset" = tsan ]; then export TEST_PATIENCE=${TEST_PATIENCE:-4}; fi
  export NO_COLOR=1
}

end_run() {
  stop_services "$folder"
  rm -rf "$folder"
}

# suite_command SUITE: sets the array `run`
suite_command() {
  local program=build/$preset
  # GCC 12's TSan cannot place its shadow under the address randomisation of newer kernels.
  local fixed=()
  [ "$preset" != tsan ] || fixed=(setarch "$(uname -m)" -R)
  case $1 in
    tree) run=(tests/check_tree) ;;
    unit | integration | fuzz) run=("${fixed[@]}" "$program/$1_tests") ;;
    *) run=("${fixed[@]}" npm run --silent "test:$1" --) ;;
  esac
}

run_suite() {
  local suite=$1 log=$output/$1.log begin=${EPOCHREALTIME/[.,]/} status=0 run took passed failed
  printf '%-14s ' "$suite"
  suite_command "$suite"
  timeout -k 10 $suite_timeout "${run[@]}" "${suite_args[@]}" >"$log" 2>&1 </dev/null || status=$?
  took=$(((${EPOCHREALTIME/[.,]/} - begin) / 100000))
  read -r passed failed < <(count_tests "$log")
  if [ $((passed + failed)) = 0 ] && [ $status = 0 ]; then
    echo "the suite ran nothing" >>"$log"
    status=1
  fi
  # A suite that broke off has failed, whatever it had counted by then.
  if [ $status != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  tests_passed=$((tests_passed + passed))
  tests_failed=$((tests_failed + failed))
  local line
  line=$(printf '%6d passed, %d failed   %3d.%d s' "$passed" "$failed" $((took / 10)) $((took % 10)))
  echo "$line"
  summary+=("$(printf '%-14s %s' "$suite" "$line")")
  if [ $status != 0 ]; then
    failed_suites+=("$suite")
    [ $status != 124 ] || echo "the suite was ended after $suite_timeout s" >>"$log"
    sed 's/^/    /' "$log"
    echo "    (status $status; the whole log: ${log#"$root"/})"
  fi
}

# count_tests LOG: "passed failed", from the closing line of Catch2, of Vitest, or "N passed, N failed"
count_tests() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    function number(text, before) { return match(text, "[0-9]+ " before) ? substr(text, RSTART) + 0 : 0 }
    /^All tests passed \(/ { match($0, /in [0-9]+ test case/); passed = substr($0, RSTART + 3) + 0; failed = 0 }
    /^test cases: /        { passed = number($0, "passed"); failed = number($0, "failed") }
    /^ +Tests  /           { passed = number($0, "passed"); failed = number($0, "failed") }
    /^[0-9]+ passed, [0-9]+ failed$/ { passed = $1; failed = $3 }
    END { print passed + 0, failed + 0 }'
}
