# shellcheck shell=bash
# Makes sure that a real RabbitMQ can be had: in a container, or as a program that is started privately.

readonly PRIVATE_NODE=${BASH_SOURCE[0]%/*}/../rabbitmq/private-node.sh

docker_is_reachable() {
  command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1
}

rabbitmq_program_exists() {
  "$PRIVATE_NODE" available 2>/dev/null
}

install_rabbitmq_program() {
  can_install_packages || fail "there is no RabbitMQ: no Docker engine answers, the program rabbitmq-server is not installed,
  and it cannot be installed from here (that takes apt-get, and root or sudo).
  Install RabbitMQ, or start Docker, and run this again."
  say "Installing rabbitmq-server (no service will be left running) ..."
  install_packages rabbitmq-server || fail "rabbitmq-server could not be installed; the reason is above.
  Install RabbitMQ by hand, or start Docker, and run this again."
  rabbitmq_program_exists || fail "rabbitmq-server was installed, but cannot be run:
$("$PRIVATE_NODE" available 2>&1 || true)"
}

# Sets BROKER to docker or program: the one that is asked for, else Docker where it answers, else the program.
ensure_broker() { # [docker|program]
  case ${1:-} in
    docker) docker_is_reachable || fail "Docker is asked for, but no Docker engine answers: start it, or ask for program." ;;
    program | '') ;;
    *) fail "unknown source of RabbitMQ '$1': docker or program expected" ;;
  esac
  BROKER=${1:-}
  if [[ -z $BROKER ]]; then
    if docker_is_reachable; then BROKER=docker; else BROKER=program; fi
  fi
  if [[ $BROKER == program ]] && ! rabbitmq_program_exists; then
    install_rabbitmq_program
  fi
}
