#!/usr/bin/env bash
# Prints the rabbitmqctl commands that give a RabbitMQ user what it needs here and nothing more, or runs them.
# usage: deploy/rabbitmq/users.sh ROLE USER [OPTION...]
# roles:
#   engine        stores flows, sends requests, hears answers
#   worker        takes requests from all topics, and declares their queues
#   topic-worker  takes requests from one topic, whose queue an engine declares (EngineBuilder.topics)
#   subscriber    hears notifications
# options:
#   --vhost V         virtual host; default: /
#   --namespace NS    first word of all names at the broker; default: taskflow
#   --topic T         of a topic-worker
#   --name NAME       beginning of the name of an engine, or the name of a worker; default: engine, worker
#   --apply           runs the commands with rabbitmqctl, or with the program that RABBITMQCTL names
# The user must exist: rabbitmqctl add_user USER, which asks for the password.
# docs/security.md explains each item; PermissionsTest holds them against a real broker.
set -euo pipefail

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

fail() {
  printf 'users.sh: %s; without arguments the usage is shown\n' "$*" >&2
  exit 2
}

# NAME: as part of a regular expression
literal() {
  printf '%s' "${1//./\\.}"
}

# ITEM...: what is allowed, as one pattern of names of this namespace
names() {
  local items
  items=$(IFS='|' && printf '%s' "$*")
  printf '^%s\\.(%s)$' "$(literal "$NAMESPACE")" "$items"
}

# ITEM...: what is allowed, as one pattern of routing keys
keys() {
  local items
  if [[ $# -eq 0 ]]; then
    printf '^$'
    return
  fi
  items=$(IFS='|' && printf '%s' "$*")
  printf '^(%s)$' "$items"
}

command_line() { # WORD...: one line that a shell reads back as these words
  local word
  for word in "$@"; do printf " '%s'" "$word"; done | cut -c2-
}

emit() {
  if [[ -n $APPLY ]]; then "${RABBITMQCTL:-rabbitmqctl}" "$@"; else command_line "$@"; fi
}

permissions() { # CONFIGURE WRITE READ
  emit set_permissions -p "$VHOST" "$USER_NAME" "$@"
}

topic_permissions() { # EXCHANGE WRITE READ
  emit set_topic_permissions -p "$VHOST" "$USER_NAME" "$NAMESPACE.$1" "$2" "$3"
}

main() {
  if [[ $# -eq 0 || $1 == -h || $1 == --help ]]; then
    usage
    return
  fi
  [[ $# -ge 2 ]] || fail "a role and a user are needed"
  local role=$1 topic='' name='' own
  USER_NAME=$2 VHOST=/ NAMESPACE=taskflow APPLY=''
  shift 2
  while (($#)); do
    if [[ $1 == --apply ]]; then
      APPLY=yes
      shift
      continue
    fi
    [[ $# -ge 2 ]] || fail "'$1' is unknown or needs a value"
    case $1 in
      --vhost) VHOST=$2 ;;
      --namespace) NAMESPACE=$2 ;;
      --topic) topic=$2 ;;
      --name) name=$2 ;;
      *) fail "'$1' is unknown" ;;
    esac
    shift 2
  done
  [[ "$NAMESPACE$topic$name" =~ ^[A-Za-z0-9._-]+$ ]] || fail "names hold letters, digits, '.', '_' and '-' only"
  own="control\\.$(literal "${name:-${role##*-}}").*"
  topic=$(literal "$topic")
  case $role in
    engine)
      permissions "$(names tasks inbox events control dead 'inbox\.[0-9]+' "$own" 'tasks\..+')" \
        "$(names tasks inbox events control dead 'inbox\.[0-9]+' "$own" 'tasks\..+')" \
        "$(names tasks inbox control dead 'inbox\.[0-9]+' "$own" 'tasks\..+')"
      topic_permissions control "$(keys 'topic\..+' workers)" "$(keys 'worker\.announcement')"
      ;;
    worker)
      permissions "$(names "$own" 'tasks\..+')" \
        "$(names tasks inbox control dead "$own" 'tasks\..+')" \
        "$(names tasks control "$own" 'tasks\..+')"
      topic_permissions control "$(keys 'worker\.announcement')" "$(keys workers 'topic\..+' 'worker\.to\..+')"
      topic_permissions dead "$(keys 'tasks\..+')" "$(keys)"
      ;;
    topic-worker)
      [[ -n $topic ]] || fail "a topic-worker needs --topic"
      permissions "$(names "$own")" \
        "$(names tasks inbox control dead "$own")" \
        "$(names control "$own" "tasks\\.$topic")"
      topic_permissions control "$(keys 'worker\.announcement')" "$(keys workers "topic\\.$topic" 'worker\.to\..+')"
      topic_permissions dead "$(keys "tasks\\.$topic")" "$(keys)"
      ;;
    subscriber)
      permissions "$(names 'subscriber\..+' 'subscription\..+')" \
        "$(names dead 'subscriber\..+' 'subscription\..+')" \
        "$(names events 'subscriber\..+' 'subscription\..+')"
      # To declare a queue whose dead letters go there it must be allowed to write there, but not a single key.
      topic_permissions dead "$(keys)" "$(keys)"
      ;;
    *) fail "there is no role '$role'" ;;
  esac
}

main "$@"
