#!/usr/bin/env bash
# Prints definitions for RabbitMQ: a virtual host, a user for each role with what it needs and nothing more, and policies.
# usage: deploy/rabbitmq/definitions.sh DIRECTORY [OPTION...] >definitions.json
# DIRECTORY holds a file ROLE.password for each role that gets a user, NAMESPACE-ROLE:
#   engine, worker, subscriber    what users.sh says
#   monitor                       reads queues' lengths over HTTP, for a scaler; no message
#   administrator                 everything, for people
# options:
#   --vhost V         virtual host; default: /
#   --namespace NS    first word of all names at the broker; default: taskflow
# The broker reads it by load_definitions in rabbitmq.conf, or by rabbitmqctl import_definitions FILE. Passwords are in it as
# salted hashes. DefinitionsTest loads it into a real broker.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE

fail() {
  printf 'definitions.sh: %s; without arguments the usage is shown\n' "$*" >&2
  exit 2
}

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

text() { # VALUE: as JSON
  local value=${1//\\/\\\\}
  printf '"%s"' "${value//\"/\\\"}"
}

# FILE: as RabbitMQ stores a password: 4 random bytes, and the SHA-256 of them and the password, in Base64
hash_of() {
  local salt password
  password=$(head -n 1 "$1")
  [[ -n $password ]] || fail "the password in $1 is empty"
  salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  salt="\\x${salt:0:2}\\x${salt:2:2}\\x${salt:4:2}\\x${salt:6:2}"
  # No variable can hold the byte 0, hence printed twice.
  # shellcheck disable=SC2059
  {
    printf "$salt"
    { printf "$salt" && printf '%s' "$password"; } | openssl dgst -sha256 -binary
  } | openssl base64 -A
}

join() { # ITEM...: with commas, one a line
  local first='' item
  for item in "$@"; do
    printf '%s\n    %s' "$first" "$item"
    first=,
  done
}

user() { # ROLE TAG...
  local role=$1
  shift
  USERS+=("{\"name\": $(text "$NAMESPACE-$role"), \"password_hash\": \"$(hash_of "$DIRECTORY/$role.password")\", \"hashing_algorithm\": \"rabbit_password_hashing_sha256\", \"tags\": [${1:+\"$1\"}], \"limits\": {}}")
}

permissions() { # USER CONFIGURE WRITE READ
  PERMISSIONS+=("{\"user\": $(text "$1"), \"vhost\": $(text "$VHOST"), \"configure\": $(text "$2"), \"write\": $(text "$3"), \"read\": $(text "$4")}")
}

# ROLE: what users.sh says, which is one line a command
granted() {
  local line words
  while read -r line; do
    eval "words=($line)"
    case ${words[0]} in
      set_permissions) permissions "${words[3]}" "${words[@]:4}" ;;
      set_topic_permissions)
        TOPIC_PERMISSIONS+=("{\"user\": $(text "${words[3]}"), \"vhost\": $(text "$VHOST"), \"exchange\": $(text "${words[4]}"), \"write\": $(text "${words[5]}"), \"read\": $(text "${words[6]}")}")
        ;;
      *) fail "users.sh says something new: $line" ;;
    esac
  done < <("$HERE/users.sh" "$1" "$NAMESPACE-$1" --vhost "$VHOST" --namespace "$NAMESPACE")
}

main() {
  local role
  if [[ $# -eq 0 || $1 == -h || $1 == --help ]]; then
    usage
    return
  fi
  DIRECTORY=$1 VHOST=/ NAMESPACE=taskflow USERS=() PERMISSIONS=() TOPIC_PERMISSIONS=()
  shift
  while (($#)); do
    [[ $# -ge 2 ]] || fail "'$1' is unknown or needs a value"
    case $1 in
      --vhost) VHOST=$2 ;;
      --namespace) NAMESPACE=$2 ;;
      *) fail "'$1' is unknown" ;;
    esac
    shift 2
  done
  [[ $VHOST != *[[:cntrl:]\']* && $NAMESPACE =~ ^[A-Za-z0-9._-]+$ ]] || fail "the virtual host or the namespace makes no sense"
  for role in engine worker subscriber; do
    if [[ -e $DIRECTORY/$role.password ]]; then
      user "$role"
      granted "$role"
    fi
  done
  if [[ -e $DIRECTORY/monitor.password ]]; then
    user monitor monitoring
    permissions "$NAMESPACE-monitor" '^$' '^$' '^$'
  fi
  if [[ -e $DIRECTORY/administrator.password ]]; then
    user administrator administrator
    permissions "$NAMESPACE-administrator" '.*' '.*' '.*'
  fi
  ((${#USERS[@]})) || fail "there is no ROLE.password in $DIRECTORY"
  # The leaders of quorum queues are spread over the nodes, whoever declares them.
  cat <<END
{
  "vhosts": [{"name": $(text "$VHOST")}],
  "users": [$(join "${USERS[@]}")],
  "permissions": [$(join "${PERMISSIONS[@]}")],
  "topic_permissions": [$(join "${TOPIC_PERMISSIONS[@]}")],
  "policies": [
    {"vhost": $(text "$VHOST"), "name": "$NAMESPACE-leaders", "pattern": $(text "^${NAMESPACE//./\\.}\\.(tasks\\..+|inbox\\..+|dead)\$"), "apply-to": "queues", "priority": 0, "definition": {"queue-leader-locator": "balanced"}}
  ]
}
END
}

main "$@"
