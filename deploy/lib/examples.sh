# shellcheck shell=bash
# Builds the programs of the examples, and starts them. Needs messages, jdk and maven; ROOT is the project's directory.

readonly EXAMPLES_BUILT=$ROOT/examples/target/built

examples_are_built() {
  [[ -e $EXAMPLES_BUILT && -d $ROOT/examples/target/lib ]] &&
    [[ -z $(find "$ROOT"/pom.xml "$ROOT"/{protocol,engine,executor-worker,examples}/{pom.xml,src/main} \
      -newer "$EXAMPLES_BUILT" -print -quit) ]]
}

# Builds what is not built yet or is older than its sources; the build speaks only if it fails.
build_examples() {
  local output
  examples_are_built && return
  say "Building (a first build downloads its dependencies) ..."
  if ! output=$(run_maven "$ROOT" --quiet --threads 2 -pl examples -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip 2>&1); then
    printf '%s\n' "$output" >&2
    fail "the build failed; the reason is above."
  fi
  touch "$EXAMPLES_BUILT"
}

# Sets JAVA_COMMAND to what runs a class of the examples that follows it.
use_examples() {
  # They end before the optimising compiler would pay: without it a short one takes half the processor time.
  JAVA_COMMAND=("$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx768m -XX:TieredStopAtLevel=1
    -cp "$ROOT/examples/target/lib/*:$ROOT/examples/target/classes")
}
