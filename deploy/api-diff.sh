#!/usr/bin/env bash
# Says what changed in the Java API of protocol, engine and executor-worker since another state of the sources.
# usage: deploy/api-diff.sh GIT-REVISION [--strict]
#   --strict    exit status 1 if something changed that breaks programs which were written or compiled for that state
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT MODULES=protocol,engine,executor-worker
for part in messages jdk maven; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

[[ $# -ge 1 && $# -le 2 && ${2:---strict} == --strict ]] || fail "usage: deploy/api-diff.sh GIT-REVISION [--strict]"
WORK=$(mktemp -d)
readonly WORK
trap 'rm -rf "$WORK"' EXIT

build() { # DIRECTORY MAVEN-ARGUMENT...
  local directory=$1
  shift
  run_maven "$directory" --quiet -pl "$MODULES" package -Dmaven.test.skip -Dspotless.check.skip "$@"
}

use_jdk
mkdir -p "$WORK/old" "$WORK/jars"
git -C "$ROOT" archive "$1" | tar -C "$WORK/old" -xf -
build "$WORK/old"
for module in ${MODULES//,/ }; do
  cp "$WORK/old/$module/target/taskflow-$module"-*.jar "$WORK/jars/taskflow-$module.jar"
done
build "$ROOT" -Papi-diff -Dapi.old="$WORK/jars" ${2:+-Dapi.strict=true}
for module in ${MODULES//,/ }; do
  cat "$ROOT/$module/target/japicmp/api-diff.diff" && echo
done
