#!/usr/bin/env bash
# Measures what a task costs, and prints a table and one line of JSON for each row of it.
# usage: deploy/benchmark.sh PROGRAM [OPTION...]     for instance: deploy/benchmark.sh machine --turns 15
#   machine   the flow machine alone, in random graphs of 1,000, 10,000 and 100,000 tasks
# Each program says with --help what can be set. Figures mean little while the machine does something else.
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

build_benchmarks() {
  local stamp=$ROOT/benchmarks/target/built
  if [[ ! -d $ROOT/benchmarks/target/lib ]] || ! is_built "$stamp" protocol engine benchmarks; then
    build "$stamp" -pl benchmarks -am package -Dmaven.test.skip=true
  fi
}

main() {
  local program
  case ${1:-} in
    machine) program=machine.MachineBenchmark ;;
    -h | --help) usage && exit 0 ;;
    *)
      usage >&2
      fail "a program is expected, not '${1:-}'"
      ;;
  esac
  shift
  use_jdk
  build_benchmarks
  exec "$JAVA_HOME/bin/java" -Xms2g -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$ROOT/benchmarks/target/classes:$ROOT/benchmarks/target/lib/*" "io.taskflow.benchmarks.$program" "$@"
}

main "$@"
