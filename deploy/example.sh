#!/usr/bin/env bash
# Runs one of the example programs, and builds it before if that is needed. docs/examples.md shows what to try.
# usage: deploy/example.sh PROGRAM [ARGUMENT...]     for instance: deploy/example.sh vmboot --help
#   release         publish a directory as a release, check it, list releases
#   vmboot          boot a virtual machine in a simulated cloud
#   maintenance-v1  upgrade a fleet: the first version of its controller
#   maintenance-v2  the second version, which goes on with the jobs of the first
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
  local program
  case ${1:-} in
    release) program=release.ReleaseExample ;;
    vmboot) program=vmboot.VmBootExample ;;
    maintenance-v1) program=maintenance.v1.Controller ;;
    maintenance-v2) program=maintenance.v2.Controller ;;
    -h | --help) usage && exit 0 ;;
    *)
      usage >&2
      fail "a program is expected, not '${1:-}'"
      ;;
  esac
  shift
  use_jdk
  build_examples
  use_examples
  exec "${JAVA_COMMAND[@]}" "io.taskflow.examples.$program" "$@"
}

main "$@"
