#!/usr/bin/env bash
# Measures what flows cost, and prints a table. Starts what it needs, and stops it.
# usage: deploy/benchmark.sh PROGRAM [OPTION...]
#   all                  W1 to W5, SHORT, LONG and W8, on both kinds of queues and both stores, and the comparison with the baseline
#   W1 .. W5, W8         one workload, and the raw limit of broker and database in the same run: the two take turns
#   W6                   an engine is killed while flows run; another one takes over
#   W7                   an engine whose journal has 1,000,000 flows, 200,000 of them dormant
#   SHORT, LONG          flows of 10 and of 1,000 tasks, as many at once: what a task costs in each
#   W9                   W3 with 1 and 2 engines and 1, 2 and 4 workers
#   raw                  the raw limit alone, for W1 to W5
#   machine              the flow machine alone, in random graphs of 1,000, 10,000 and 100,000 tasks
#   jmh [PATTERN]        codecs, machine and journal alone
#   plot FILE DIRECTORY  pictures of what --json FILE has written
# for instance: deploy/benchmark.sh W3 --queues quorum,classic --store postgres --seconds 10 --runs 3 --json w3.json
# Each program says with --help what can be set. Figures mean little while the machine does something else: only ratios
# of one run do. Exit status 1 if a ratio is more than a tenth below that of --baseline FILE.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven packages broker examples; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

readonly BASELINE=$ROOT/benchmarks/baseline.json
readonly MODULES=(protocol engine executor-worker testkit benchmarks)
readonly LOGGING=-Dlogback.configurationFile=io/taskflow/benchmarks/logback.xml

WORK=

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

clean_up() {
  local status=$?
  trap - EXIT INT TERM
  if [[ -n $WORK ]]; then
    if [[ $status -eq 0 ]]; then
      rm -rf "$WORK"
    else
      rm -rf "$WORK"/taskflow-postgres* "$WORK"/taskflow-rabbit* "$WORK"/embedded-pg
      say "The logs of the processes are in $WORK"
    fi
  fi
  exit "$status"
}

build_benchmarks() {
  local stamp=$ROOT/benchmarks/target/built
  if [[ ! -d $ROOT/benchmarks/target/lib ]] || ! is_built "$stamp" "${MODULES[@]}"; then
    build "$stamp" -pl benchmarks -am process-classes
  fi
}

# Runs a class of the benchmarks; what it and its servers write goes to a directory of its own.
run_class() { # HEAP CLASS ARGUMENT...
  local heap=$1 class=$2 module path=
  shift 2
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/taskflow-benchmark.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  for module in "${MODULES[@]}"; do
    path+=$ROOT/$module/target/classes:
  done
  "$JAVA_HOME/bin/java" -Xms"$heap" -Xmx"$heap" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED "$LOGGING" \
    -Djava.io.tmpdir="$WORK" -cp "$path$ROOT/benchmarks/target/lib/*" "$class" "$@"
}

with_servers() { # CLASS ARGUMENT...
  ensure_broker "${TASKFLOW_TEST_RABBITMQ:-program}"
  export TASKFLOW_TEST_RABBITMQ=$BROKER
  run_class 1g "io.taskflow.benchmarks.campaign.$1" "${@:2}"
}

main() {
  local program=${1:-}
  case $program in
    -h | --help) usage && exit 0 ;;
    all | W[1-9] | SHORT | LONG | raw | machine | jmh | plot) shift ;;
    *)
      usage >&2
      fail "a program is expected, not '$program'"
      ;;
  esac
  use_jdk
  build_benchmarks
  case $program in
    all)
      local compare=()
      if [[ -e $BASELINE ]]; then compare=(--baseline "$BASELINE"); fi
      with_servers LoadBenchmark W1 W2 W3 W4 W5 SHORT LONG W8_1 W8_16 W8_256 --queues quorum,classic \
        --store postgres,sqlite "${compare[@]}" --json "$ROOT/benchmarks/target/benchmark.json" "$@"
      ;;
    W6) with_servers TakeoverBenchmark "$@" ;;
    W7) with_servers ArchiveBenchmark "$@" ;;
    W8) with_servers LoadBenchmark W8_1 W8_16 W8_256 "$@" ;;
    W9) with_servers LoadBenchmark W3 --engines 1,2 --workers 1,2,4 "$@" ;;
    W* | SHORT | LONG) with_servers LoadBenchmark "$program" "$@" ;;
    raw) with_servers LoadBenchmark --variants RAW,RAW_STORED "$@" ;;
    machine) run_class 2g io.taskflow.benchmarks.machine.MachineBenchmark "$@" ;;
    jmh) run_class 1g org.openjdk.jmh.Main -prof gc "$@" ;;
    plot) run_class 256m io.taskflow.benchmarks.campaign.PlotCommand "$@" ;;
  esac
}

main "$@"
