#!/usr/bin/env bash
# The command line for flows that are written as documents, built before if that is needed. docs/flow-language.md shows what to try.
# usage: deploy/taskflow.sh COMMAND [ARGUMENT...]     for instance: deploy/taskflow.sh validate examples/flows/tutorial/01-hello.yaml
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven examples; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

use_jdk
build_controller
use_controller
exec "${JAVA_COMMAND[@]}" "$@"
