#!/usr/bin/env bash
# Publishes a directory as a release, all or nothing: an engine with SQLite, a private RabbitMQ and two worker
# processes, one of which is killed halfway. Then the same with an injected failure, to show that nothing is left.
# Builds what is needed, and stops and removes everything that it started.
# usage: deploy/quickstart.sh [DIRECTORY] [--no-chaos] [--local]
#   DIRECTORY    what to publish; default: the sources of this project
#   --no-chaos   kill no worker
#   --local      no broker: engine and workers in one JVM, over the in-memory transport
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
for part in messages jdk maven packages broker examples; do
  # shellcheck source=/dev/null
  source "$ROOT/deploy/lib/$part.sh"
done

WORK=
CONTAINER=
SHOW=

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

# Stops and removes everything that was started, however the script ends.
clean_up() {
  local status=$?
  trap - EXIT INT TERM
  if [[ -n $SHOW ]] && kill -0 "$SHOW" 2>/dev/null; then
    kill "$SHOW" 2>/dev/null || true
    wait "$SHOW" 2>/dev/null || true
  fi
  if [[ -n $CONTAINER ]]; then
    docker rm --force "$CONTAINER" >/dev/null 2>&1 || true
  fi
  if [[ -n $WORK ]]; then
    if [[ -d $WORK/broker ]]; then
      "$PRIVATE_NODE" stop "$WORK/broker" >/dev/null 2>&1 || true
    fi
    if [[ $status -ne 0 && $status -ne 130 ]]; then
      show_logs
    fi
    rm -rf "$WORK"
  fi
  exit "$status"
}

show_logs() {
  local log
  for log in "$WORK"/*.log; do
    if [[ -s $log ]]; then
      say "--- the end of ${log##*/}:"
      tail -n 15 "$log" >&2
    fi
  done
}

start_broker() {
  (ensure_broker "${TASKFLOW_TEST_RABBITMQ:-}") ||
    fail "no RabbitMQ can be had here. The same runs without one: deploy/quickstart.sh --local"
  ensure_broker "${TASKFLOW_TEST_RABBITMQ:-}"
  if [[ $BROKER == docker ]]; then
    start_container
  else
    say "Starting a private RabbitMQ ..."
    "$PRIVATE_NODE" start "$WORK/broker" --owner-pid $$ >"$WORK/broker.properties" ||
      fail "RabbitMQ did not start; the reason is above. Without a broker: deploy/quickstart.sh --local"
    BROKER_URI=amqp://guest:guest@127.0.0.1:$(sed -n 's/^amqp\.port=//p' "$WORK/broker/node.properties")
  fi
}

start_container() {
  local image=${TASKFLOW_TEST_RABBITMQ_IMAGE:-rabbitmq:4.1} port
  say "Starting RabbitMQ in a container ($image) ..."
  CONTAINER=$(docker run --detach --rm --publish 127.0.0.1::5672 "$image") ||
    fail "the container did not start; the reason is above. Without a broker: deploy/quickstart.sh --local"
  port=$(docker port "$CONTAINER" 5672/tcp | sed -n '1s/.*://p')
  timeout 90 docker exec "$CONTAINER" sh -c \
    'until rabbitmqctl await_startup >/dev/null 2>&1; do sleep 1; done' ||
    fail "RabbitMQ in the container was not ready within 90 s. Without a broker: deploy/quickstart.sh --local"
  BROKER_URI=amqp://guest:guest@127.0.0.1:$port
}

columns() {
  if [[ -t 1 ]]; then
    tput cols 2>/dev/null || echo 80
  else
    echo 0
  fi
}

main() {
  local directory='' arguments=() local_only=false
  while [[ $# -gt 0 ]]; do
    case $1 in
      --no-chaos) arguments+=(--no-chaos) ;;
      --local) local_only=true ;;
      -h | --help) usage && exit 0 ;;
      -*) fail "unknown option '$1'; see deploy/quickstart.sh --help" ;;
      *)
        [[ -z $directory ]] || fail "one directory expected, but got '$directory' and '$1'"
        directory=$1
        ;;
    esac
    shift
  done
  if [[ -z $directory ]]; then
    directory=$ROOT
    arguments+=(--exclude .git --exclude target)
  fi
  [[ -d $directory ]] || fail "there is no directory '$directory'"

  use_jdk
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/taskflow-quickstart.XXXXXX")
  build_examples
  use_examples
  if [[ $local_only == false ]]; then
    start_broker
    arguments+=(--broker "$BROKER_URI")
  fi

  "${JAVA_COMMAND[@]}" -Djava.io.tmpdir="$WORK" io.taskflow.examples.quickstart.Quickstart \
    --work "$WORK" --columns "$(columns)" "${arguments[@]}" -- "$directory" &
  SHOW=$!
  wait "$SHOW"
}

main "$@"
