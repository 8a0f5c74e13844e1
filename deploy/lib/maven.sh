# shellcheck shell=bash
# Maven: the one on the path if it is new enough, else the wrapper, which downloads one.

readonly MINIMUM_MAVEN=3.8.7

maven_is_new_enough() {
  local version
  command -v mvn >/dev/null || return 1
  version=$(mvn -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  [[ -n $version && $(printf '%s\n' "$MINIMUM_MAVEN" "$version" | sort -V | head -n 1) == "$MINIMUM_MAVEN" ]]
}

# Runs Maven in batch mode on the project. JAVA_HOME has to be set: see use_jdk.
run_maven() { # PROJECT-ROOT ARGUMENT...
  local root=$1 program=mvn
  shift
  maven_is_new_enough || program=$root/mvnw
  (cd "$root" && "$program" --batch-mode --no-transfer-progress "$@")
}
