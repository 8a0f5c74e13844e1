#!/usr/bin/env bash
# Builds what a release consists of, without running tests, into target/release: jars with sources and documentation, poms, a software
# bill of materials (CycloneDX) for each, the licences of what they use, and SHA256SUMS. Fails on a licence that is not allowed.
# usage: deploy/release.sh [MAVEN-ARGUMENT...]
# Nothing is published or signed. deploy/reproducible.sh -Prelease shows that another build gives the same jars.
set -euo pipefail
shopt -s nullglob

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

# What others may depend on; the first is the parent of the others.
readonly MODULES=(. bom protocol engine executor-worker controller testkit)

# Copies the files of a module, each under the name of its artifact.
collect() { # MODULE DIRECTORY
  local module=$ROOT/$1 jar artifact
  artifact=$(sed -n 's:.*<artifactId>\(taskflow-[a-z-]*\)</artifactId>.*:\1:p' "$module/pom.xml" | grep -v -m 1 -x "$(parent_of "$module")")
  cp "$module/pom.xml" "$2/$artifact-$VERSION.pom"
  for jar in "$module/target/$artifact-$VERSION"{,-sources,-javadoc}.jar; do
    [[ -e $jar ]] && cp "$jar" "$2"
  done
  [[ ! -e $module/target/bom.json ]] || cp "$module/target/bom.json" "$2/$artifact-$VERSION-cyclonedx.json"
  [[ ! -e $module/target/generated-sources/license/THIRD-PARTY.txt ]] ||
    cp "$module/target/generated-sources/license/THIRD-PARTY.txt" "$2/$artifact-$VERSION-third-party.txt"
}

# The first artifact in the file of a module with a parent is the parent's.
parent_of() { # MODULE-DIRECTORY
  if grep -q '<parent>' "$1/pom.xml"; then echo taskflow-parent; else echo none; fi
}

use_jdk
VERSION=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' "$ROOT/pom.xml")
run_maven "$ROOT" --quiet -Prelease -DskipTests -Dspotless.check.skip \
  -pl "$(IFS=, && printf '%s' "${MODULES[*]}")" package "$@"
out=$ROOT/target/release
rm -rf "$out" && mkdir -p "$out"
for module in "${MODULES[@]}"; do collect "$module" "$out"; done
(cd "$out" && sha256sum -- * >SHA256SUMS)
say "$(wc -l <"$out/SHA256SUMS") files in $out"
