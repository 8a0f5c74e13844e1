#!/usr/bin/env bash
# Builds the images of engine host and worker as files, without Docker, and checks how they are laid out.
# usage: deploy/images.sh [BASE-IMAGE]
#   BASE-IMAGE  what they begin with; default: the pom's image.base. With "scratch" they have no Java and need no network:
#               good for the check, not for running
# Then: docker load --input executor-worker/target/taskflow-worker.tar, and the same for controller/target/taskflow-engine.tar
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

# FILE TEXT: fails if the image's configuration does not hold the text
require_config() {
  [[ $CONFIG == *"$2"* ]] || fail "the image $1 does not say $2: $CONFIG"
}

check() { # FILE MAIN-CLASS
  local file=$1 directory name layer files=''
  directory=$(mktemp -d)
  tar --warning=no-unknown-keyword -xf "$file" -C "$directory"
  CONFIG=$(<"$directory/config.json")
  require_config "$file" '"User":"65532:65532"'
  require_config "$file" '"ExposedPorts":{"8080/tcp":{}}'
  require_config "$file" '"TASKFLOW_HTTP_HOST=0.0.0.0"'
  require_config "$file" '"-XX:MaxRAMPercentage=70"'
  require_config "$file" '"-XX:+ExitOnOutOfMemoryError"'
  require_config "$file" "\"-cp\",\"@/app/jib-classpath-file\",\"$2\"]"
  for layer in "$directory"/*.tar.gz; do
    # Files that the process could change, or that run as somebody else, have no place here.
    name=$(tar --warning=no-unknown-keyword -tvzf "$layer" | awk '$1 ~ /^-..s|^-.....s|^-.......w/ {print $NF; exit}')
    [[ -z $name ]] || fail "in the image $file, $name can be written by everybody or changes the user"
    files+=$(tar --warning=no-unknown-keyword -tzf "$layer")$'\n'
    # Layers of the base have nothing there.
    tar --warning=no-unknown-keyword -xzf "$layer" -C "$directory" --wildcards 'app/*' 2>/dev/null || true
  done
  [[ $files == *app/libs/taskflow-protocol-* ]] || fail "the image $file holds no library of the project"
  [[ $files == *"app/classes/${2//.//}.class"* ]] || fail "the image $file does not hold the class $2"
  [[ $files != *-tests.jar* && $files != *junit* ]] || fail "the image $file holds tests"
  "$JAVA_HOME/bin/java" -cp "$(sed "s|/app|$directory/app|g" "$directory/app/jib-classpath-file")" "$2" --help >/dev/null ||
    fail "the program of the image $file does not start: the reason is above"
  rm -r "$directory"
  say "$file: $(wc -l <<<"$files") files, $(($(stat -c %s "$file") / 1024 / 1024)) MiB"
}

use_jdk
run_maven "$ROOT" --quiet -pl executor-worker,controller -am package -Pimages -Dmaven.test.skip -Dspotless.check.skip ${1:+"-Dimage.base=$1"}
check "$ROOT/executor-worker/target/taskflow-worker.tar" io.taskflow.worker.process.Main
check "$ROOT/controller/target/taskflow-engine.tar" io.taskflow.controller.host.Main
