#!/usr/bin/env bash
# Builds the same sources twice, in different directories, and compares the jars byte for byte.
# usage: deploy/reproducible.sh [MAVEN-ARGUMENT...]     exit status 1 if a jar differs; with -Prelease also those of sources and documentation
set -euo pipefail
shopt -s inherit_errexit # or a build that fails inside $(...) would be overlooked

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

WORK=$(mktemp -d)
readonly WORK
trap 'rm -rf "$WORK"' EXIT

# Prints hash and path of each jar of a fresh copy's build.
hashes_of_build() { # COPY MAVEN-ARGUMENT...
  local copy=$WORK/$1/taskflow
  shift
  mkdir -p "$copy"
  tar -C "$ROOT" --exclude=target --exclude=.git -cf - . | tar -C "$copy" -xf -
  run_maven "$copy" --quiet package -DskipTests "$@" >&2
  (cd "$copy" && find . -path '*/target/*.jar' -print0 | sort -z | xargs -0 sha256sum)
}

use_jdk
first=$(hashes_of_build first "$@")
second=$(hashes_of_build another-directory "$@")
[[ -n $first ]] || fail "the build made no jar"
if [[ $first != "$second" ]]; then
  diff <(printf '%s\n' "$first") <(printf '%s\n' "$second") >&2 || true
  fail "two builds of the same sources differ in the jars above.
  Look for a plugin that is not pinned, or that writes a time, a path or a random order."
fi
printf '%s\n' "$first"
say "Two builds of the same sources gave the same jars."
