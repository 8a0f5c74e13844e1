#!/usr/bin/env bash
# Runs simulated worlds: real engines and workers on one thread in virtual time, with everything going wrong that can,
# and invariants after every event (docs/simulation.md). Prints how many seeds it ran a second and the faults by kind;
# if an invariant does not hold, the seed, the invariant, the flow and the last events, and it ends with 1.
# usage: deploy/simulate.sh [--seeds N] [--seed SEED] [--threads N]
#   --seeds N     how many; default: 1000
#   --seed SEED   the first one; default: 1. One world alone: --seeds 1 --seed SEED
#   --threads N   how many worlds run at once; default: as many as there are processors
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
  use_jdk
  build_testkit
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC \
    -Dlogback.configurationFile=io/taskflow/testkit/simulation/logback-off.xml \
    -cp "$ROOT/testkit/target/classes:$ROOT/examples/target/lib/*" \
    io.taskflow.testkit.simulation.SimulationMain "$@"
}

main "$@"
