# What ./dev says: one line per step with its duration, notes inside a step, and the reason when it gives up.
# Sourced by ./dev.

step_title=
step_silent=

die() {
  close_line
  printf '%s\n' "./dev: $*" >&2
  step_title=
  exit 1
}

# close_line: ends the line of a step that has said nothing yet
close_line() {
  [ -z "$step_silent" ] || printf '\n'
  step_silent=
}

note() {
  close_line
  printf '    %s\n' "$*"
}

# step TITLE COMMAND…: runs the command, says what it is and how long it took. Descriptor 9 is the lock of ./dev up.
step() {
  local begin=${EPOCHREALTIME/[.,]/} took
  step_title=$1
  step_silent=1
  printf '%-46s' "$step_title"
  shift
  "$@" 9>&-
  took=$(((${EPOCHREALTIME/[.,]/} - begin) / 10000))
  [ -n "$step_silent" ] || printf '%-46s' "    done"
  printf '%4d.%02d s\n' $((took / 100)) $((took % 100))
  step_title=
  step_silent=
}

# report_failure STATUS: for the exit trap, so that a failed step is named
report_failure() {
  if [ "$1" != 0 ] && [ -n "$step_title" ]; then
    close_line
    printf '%s\n' "./dev: failed at: $step_title" >&2
  fi
}
