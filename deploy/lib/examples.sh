# shellcheck shell=bash
# Builds the programs of the examples, and starts them. Needs messages, jdk and maven; ROOT is the project's directory.

# Whether what a file stands for is there and newer than the sources of modules.
is_built() { # STAMP MODULE...
  local stamp=$1 module sources=("$ROOT/pom.xml")
  shift
  for module in "$@"; do
    sources+=("$ROOT/$module/pom.xml" "$ROOT/$module/src/main")
  done
  [[ -e $stamp && -z $(find "${sources[@]}" -newer "$stamp" -print -quit) ]]
}

# Builds without a word, or shows everything that Maven says, and ends the script.
build() { # STAMP MAVEN-ARGUMENT...
  local stamp=$1 output
  shift
  # Sources as they were published have been checked. What is changed afterwards is checked by later builds.
  [[ -d $ROOT/protocol/target/classes ]] || set -- -Dcompile.checks=-Xlint:none "$@"
  say "Building (a first build downloads its dependencies) ..."
  if ! output=$(run_maven "$ROOT" --quiet --threads 2 -Dspotless.check.skip "$@" 2>&1); then
    printf '%s\n' "$output" >&2
    fail "the build failed; the reason is above."
  fi
  touch "$stamp"
}

# Builds what is not built yet or is older than its sources.
build_examples() {
  local stamp=$ROOT/examples/target/built
  if [[ ! -d $ROOT/examples/target/lib ]] || ! is_built "$stamp" protocol engine executor-worker examples; then
    build "$stamp" -pl examples -am package -Dmaven.test.skip=true
  fi
}

# As build_examples, the command line.
build_controller() {
  local stamp=$ROOT/controller/target/built
  if [[ ! -d $ROOT/controller/target/lib ]] || ! is_built "$stamp" protocol engine executor-worker controller; then
    build "$stamp" -pl controller -am package -Dmaven.test.skip=true
    use_controller
    archive_classes
  fi
}

# Sets JAVA_COMMAND to what runs the command line, whose arguments follow it.
use_controller() {
  local jar path='' archive=$ROOT/controller/target/taskflow.jsa
  for jar in "$ROOT"/controller/target/taskflow-controller-*.jar "$ROOT"/controller/target/lib/*.jar; do
    [[ $jar != *-@(sources|javadoc|tests).jar ]] || continue
    path+=${path:+:}$jar
    [[ $archive -nt $jar ]] || archive='' # It would be passed over, and that of Java itself with it.
  done
  JAVA_OPTIONS=(--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx512m -XX:TieredStopAtLevel=1 -cp "$path")
  JAVA_COMMAND=("$JAVA_HOME/bin/java")
  # What the JVM says of archives is for nobody who uses the command line.
  [[ -z $archive ]] || JAVA_COMMAND+=(-Xlog:disable -Xlog:all=error:stderr "-XX:SharedArchiveFile=$archive")
  JAVA_COMMAND+=("${JAVA_OPTIONS[@]}" io.taskflow.controller.Main)
}

# Stores the classes that the command line begins with in the form that the JVM has them in memory: it starts in half the time then.
# Without that it is slower, and nothing else.
archive_classes() {
  local directory archive=$ROOT/controller/target/taskflow.jsa
  rm -f "$archive"
  directory=$(mktemp -d)
  (
    cd "$directory"
    (noting_classes run --local "$ROOT/examples/flows/tutorial/01-hello.yaml")
    noting_classes dev --local >said &
    for _ in {1..600}; do
      grep -q '^ready in' said && break
      sleep 0.1
    done
    kill "$!"
    wait "$!"
    (noting_classes workers --amqp-uri amqp://127.0.0.1:1) || true
    # As one list: with the numbers that they have for themselves, several would not fit together.
    sed -E "s/ id: [0-9]+\$//; /^#/d; / super: /d" classes.* | sort -u >classes
    "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}" -Xshare:dump -Xlog:disable -XX:SharedClassListFile=classes "-XX:SharedArchiveFile=$archive"
  ) >/dev/null 2>&1 || rm -f "$archive"
  rm -r "$directory"
}

# Becomes the command line, with nobody's settings, and notes which classes it loads.
noting_classes() { # ARGUMENT...
  exec env -i "PATH=$PATH" "$JAVA_HOME/bin/java" "-XX:DumpLoadedClassList=classes.$1" "${JAVA_OPTIONS[@]}" io.taskflow.controller.Main "$@"
}

# Sets JAVA_COMMAND to what runs a class of the examples that follows it.
use_examples() {
  # They end before the optimising compiler would pay: without it a short one takes half the processor time.
  JAVA_COMMAND=("$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx768m -XX:TieredStopAtLevel=1
    -cp "$ROOT/examples/target/lib/*:$ROOT/examples/target/classes")
}

# Builds the classes of the testkit; the examples bring what they run with.
build_testkit() {
  local stamp=$ROOT/testkit/target/runner-built
  build_examples
  if ! is_built "$stamp" protocol engine executor-worker testkit; then
    build "$stamp" -pl testkit -am compile
  fi
}
