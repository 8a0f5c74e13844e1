#!/usr/bin/env bash
# Disturbs engines, workers, broker and database, all real processes, while flows run whose tasks write to a ledger.
# Then waits until everything rests, and checks: each flow all or nothing, no effect twice, none missing,
# notifications complete and in order. Builds what is needed, and stops everything that it started.
# Exit status 1 if something does not hold; the ledger and the logs stay then.
# usage: deploy/chaos.sh [--minutes M] [--seed S] [OPTION...]
#   --minutes M        how long faults happen; default: 3
#   --seed S           of the flows, the faults and what they hit; default: a new one, which is printed
#   --engines N        engine processes, from 2; default: 2
#   --workers N        worker processes, from 2; default: 3
#   --lease-millis T   how long a partition stays an engine's that can't renew its lease; default: 10000
#   --rest-seconds T   how long coming to rest may take; default: 180
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven packages broker examples; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

# How long the campaign may take to stop what it has started when it is interrupted.
readonly STOP_SECONDS=20

WORK=
CAMPAIGN=

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

# A process of this campaign: its command line or environment names the directory of it.
is_ours() { # PID
  grep -qsF "$WORK" "/proc/$1/cmdline" "/proc/$1/environ"
}

kill_hard() { # PID
  if [[ $1 =~ ^[0-9]+$ ]] && is_ours "$1"; then
    kill -KILL "$1" 2>/dev/null || true
  fi
}

# The campaign ends what it has started. If it could not, it is done here, by the ids that it has left.
clean_up() {
  local status=$? file seconds
  trap - EXIT INT TERM
  if [[ -n $CAMPAIGN ]] && kill -TERM "$CAMPAIGN" 2>/dev/null; then
    for ((seconds = 0; seconds < STOP_SECONDS; seconds++)); do
      kill -0 "$CAMPAIGN" 2>/dev/null || break
      sleep 1
    done
    kill -KILL "$CAMPAIGN" 2>/dev/null || true
    wait "$CAMPAIGN" 2>/dev/null || true
  fi
  if [[ -n $WORK ]]; then
    for file in "$WORK"/*.pid "$WORK"/taskflow-postgres*/data/postmaster.pid; do
      if [[ -e $file ]]; then
        kill_hard "$(head -n 1 "$file")"
      fi
    done
    if [[ $status -eq 1 ]]; then
      rm -rf "$WORK"/taskflow-* "$WORK"/embedded-pg
      say "The ledger and the logs are in $WORK"
    else
      rm -rf "$WORK"
    fi
  fi
  exit "$status"
}

# Compiles, and copies what everything runs with: the database's binaries, too, which only tests need otherwise.
build_campaign() {
  local stamp=$ROOT/testkit/target/chaos-built
  if [[ ! -d $ROOT/testkit/target/lib ]] || ! is_built "$stamp" protocol engine executor-worker testkit; then
    build "$stamp" -pl testkit -am test-compile dependency:copy-dependencies -DincludeScope=test \
      -DexcludeGroupIds=io.taskflow "-DoutputDirectory=$ROOT/testkit/target/lib"
  fi
}

main() {
  local argument module path=
  for argument in "$@"; do
    case $argument in
      -h | --help) usage && exit 0 ;;
    esac
  done
  use_jdk
  ensure_broker "${TASKFLOW_TEST_RABBITMQ:-}"
  export TASKFLOW_TEST_RABBITMQ=$BROKER
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  build_campaign
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/taskflow-chaos.XXXXXX")
  for module in protocol engine executor-worker testkit; do
    path+=$ROOT/$module/target/classes:
  done
  "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir="$WORK" \
    -cp "$path$ROOT/testkit/target/lib/*" io.taskflow.testkit.chaos.Chaos --directory "$WORK" "$@" &
  CAMPAIGN=$!
  local status=0
  wait "$CAMPAIGN" || status=$?
  CAMPAIGN=
  exit "$status"
}

main "$@"
