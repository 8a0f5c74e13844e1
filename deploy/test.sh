#!/usr/bin/env bash
# Makes sure of a JDK and a RabbitMQ, then builds everything and runs all tests; without arguments it also builds the images.
# usage: deploy/test.sh [MAVEN-ARGUMENT...]     for instance: deploy/test.sh -pl engine -am
# TASKFLOW_TEST_RABBITMQ=docker|program chooses where RabbitMQ comes from; default: Docker where it answers.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven packages broker python; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

use_jdk
ensure_broker "${TASKFLOW_TEST_RABBITMQ:-}"
ensure_python
export TASKFLOW_TEST_RABBITMQ=$BROKER
say "JDK:      $JAVA_HOME"
case $BROKER in
  docker) say "RabbitMQ: containers, by Testcontainers, on the Docker engine that answers" ;;
  program) say "RabbitMQ: private nodes of the installed program, on free loopback ports" ;;
esac
say "Python:   ${TASKFLOW_PYTHON:-none with pika: the Python worker is not tested}"

# While one module compiles, which is a matter of one processor, another one tests.
run_maven "$ROOT" --threads 2 verify "$@"
if (($# == 0)); then
  # On no base image, so that no registry is asked: what is ours in them is all there.
  "$ROOT/deploy/images.sh" scratch
fi
