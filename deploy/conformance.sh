#!/usr/bin/env bash
# Holds the flow machine against recorded facts: conformance vectors, one JSON document a line, in files or in all
# files of a directory. Prints for each vector that does not hold its id and the facts that differ, then
# 'N passed, N failed'. Exit status: 0 if all hold, 1 if any does not, 2 if it was called wrongly.
# usage: deploy/conformance.sh [--seeds N | --seed SEED] FILE_OR_DIRECTORY...
#   --seeds N     how many runs of each vector with a random scheduler, besides one in order; default: 5
#   --seed SEED   only that one random run, besides the one in order
# The project's own vectors: deploy/conformance.sh testkit/src/test/conformance
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven examples; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

main() {
  local argument
  for argument in "$@"; do
    case $argument in
      -h | --help) usage && exit 0 ;;
    esac
  done
  if [[ $# -eq 0 ]]; then
    usage >&2
    exit 2
  fi
  use_jdk
  build_testkit
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC \
    -cp "$ROOT/testkit/target/classes:$ROOT/examples/target/lib/*" \
    io.taskflow.testkit.conformance.Conformance "$@"
}

main "$@"
