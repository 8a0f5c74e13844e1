#!/usr/bin/env bash
# Makes the passwords and the broker's users for compose.yaml; what is there already stays.
# usage: deploy/compose/prepare.sh
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE SECRETS=$HERE/secrets

random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

main() {
  local name
  # The directory keeps other users of the machine out. The files are readable, since the users in the containers are others.
  mkdir -p "$SECRETS"
  chmod 700 "$SECRETS"
  umask 022
  for name in engine worker subscriber monitor administrator postgres grafana; do
    [[ -s $SECRETS/$name.password ]] || random >"$SECRETS/$name.password"
  done
  "$HERE/../rabbitmq/definitions.sh" "$SECRETS" --vhost taskflow >"$SECRETS/definitions.json.new"
  mv "$SECRETS/definitions.json.new" "$SECRETS/definitions.json"
  if [[ ! -e $HERE/.env ]]; then
    (umask 077 && printf 'TASKFLOW_ERLANG_COOKIE=%s\n' "$(random)" >"$HERE/.env")
  fi
  printf 'The passwords are in %s; the management page takes taskflow-administrator, Grafana admin.\n' "$SECRETS"
}

main
