#!/usr/bin/env bash
# Runs private RabbitMQ nodes for development and tests: own directory, own loopback ports, own epmd.
# Nothing of the system's own RabbitMQ service is read or touched. See README.md beside this file.
set -euo pipefail

readonly SELF=${BASH_SOURCE[0]}
readonly LOOPBACK=127.0.0.1
readonly STOP_SECONDS=30
readonly PORT_REGISTRY=${XDG_RUNTIME_DIR:-/tmp}/taskflow-ports-$UID

usage() {
  cat <<'USAGE'
usage: private-node.sh start DIR [OPTION...]      start a node, or the node of DIR again with its data
       private-node.sh epmd DIR [--owner-pid PID] start only a port mapper, to be shared by a cluster
       private-node.sh stop DIR                   clean stop; data and ports are kept for the next start
       private-node.sh kill DIR                   SIGKILL, as a crash
       private-node.sh pause|resume DIR           SIGSTOP, SIGCONT
       private-node.sh status DIR                 settings and state; exit status 3 if it does not run
       private-node.sh ctl|diagnostics|queues|plugins DIR ARG...   the node's own rabbitmqctl and so on
       private-node.sh eval DIR EXPRESSION        as 'ctl DIR eval', in milliseconds where erl_call is there
       private-node.sh available                  is there a RabbitMQ program? exit status 1 and a hint if not

options of start (name, ports, cookie and cluster are fixed by the first start of DIR):
  --name NODE        node name, default taskflow (a host part other than localhost is not possible)
  --port P           AMQP port, default: a free one
  --epmd-port P      port of the port mapper; one that listens there already is used and left alone
  --cookie C         Erlang cookie, default: a random one
  --cluster N1,N2    names of all nodes of the cluster to form; they need the same cookie and port mapper
  --plugins A,B      plug-ins to enable
  --conf FILE        further lines for rabbitmq.conf
  --advanced FILE    advanced.config
  --owner-pid PID    stop everything, hard, when this process is gone
  --temporary        then remove DIR, too
  --timeout SECONDS  how long to wait until the node is ready, default 120
USAGE
}

fail() {
  printf 'private-node.sh: %s\n' "$*" >&2
  exit 1
}

# --- The program ------------------------------------------------------------------------------------

# The distributions' commands on the path switch to the user rabbitmq; the scripts behind them do not.
rabbitmq_bin() {
  local command dir
  command=$(command -v rabbitmq-server || true)
  set -- ${command:+"$(dirname "$(readlink -f "$command")")"} /usr/lib/rabbitmq/bin /opt/rabbitmq/sbin
  [[ -z ${TASKFLOW_RABBITMQ_BIN:-} ]] || set -- "$TASKFLOW_RABBITMQ_BIN" # named: that one or none
  for dir; do
    if [[ -r $dir/rabbitmq-env && -x $dir/rabbitmq-server ]]; then
      printf '%s\n' "$dir"
      return
    fi
  done
  return 1
}

erlang_program() { # NAME
  local program
  for program in "$(command -v "$1" || true)" "/usr/lib/erlang/bin/$1" /usr/lib/erlang/erts-*/bin/"$1"; do
    if [[ -x $program ]]; then
      printf '%s\n' "$program"
      return
    fi
  done
  return 1
}

require_program() {
  local needed
  for needed in flock setsid; do
    command -v "$needed" >/dev/null || fail "the program '$needed' is missing: install the package util-linux"
  done
  if ! rabbitmq_bin >/dev/null || ! erlang_program epmd >/dev/null || ! command -v erl >/dev/null; then
    fail "no RabbitMQ server program on this machine.
  Debian, Ubuntu:  apt-get install rabbitmq-server
  (To keep the package from starting a system service, have /usr/sbin/policy-rc.d exit with 101 meanwhile.)
  Elsewhere: install RabbitMQ and Erlang, and set TASKFLOW_RABBITMQ_BIN to the directory of rabbitmq-server."
  fi
}

# --- Processes: a pid file holds the process id and, against reuse of ids, the start time -----------------

start_time() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra stat <<<"${stat##*) }"
  # A process that has ended but was not collected by its parent counts as gone.
  [[ ${stat[0]} != [ZX] ]] && printf '%s\n' "${stat[19]}"
}

record_process() { # FILE PID-OF-A-BACKGROUND-JOB
  printf '%s\n%s\n' "$2" "$(start_time "$2" || echo 0)" >"$1"
  disown "$2" 2>/dev/null || true # or the shell would report its end
}

pid_of() { # FILE: prints the process id if that very process runs
  local lines
  [[ -r $1 ]] || return 1
  mapfile -t lines <"$1"
  [[ ${#lines[@]} -eq 2 && $(start_time "${lines[0]}" || true) == "${lines[1]}" ]] && printf '%s\n' "${lines[0]}"
}

await_gone() { # FILE SECONDS
  local deadline=$((SECONDS + $2))
  while pid_of "$1" >/dev/null; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

end_process() { # FILE: TERM, bounded wait, KILL
  local pid
  pid=$(pid_of "$1") || { rm -f "$1"; return 0; }
  kill -TERM "$pid" 2>/dev/null || true
  kill -CONT "$pid" 2>/dev/null || true # a paused process would not see the TERM
  await_gone "$1" "$STOP_SECONDS" || kill_process "$1"
  rm -f "$1"
}

kill_process() { # FILE
  local pid
  pid=$(pid_of "$1") || { rm -f "$1"; return 0; }
  kill -KILL "$pid" 2>/dev/null || true
  await_gone "$1" "$STOP_SECONDS" || fail "process $pid does not end after SIGKILL (it is in the kernel: full disk, lost mount?)"
  rm -f "$1"
}

# --- Ports --------------------------------------------------------------------------------------------

port_used() {
  local hex
  printf -v hex '%04X' "$1"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qE "^ *[0-9]+: [0-9A-F]+:$hex "
}

port_open() {
  (exec 3<>"/dev/tcp/$LOOPBACK/$1") 2>/dev/null
}

# A port is reserved for its directory as long as that exists: a node that is down keeps its ports.
reserve_port() { # DIR
  local registry=$PORT_REGISTRY first=15000 last candidate holder
  (umask 077; mkdir -p "$registry")
  [[ -O $registry && ! -L $registry ]] || fail "$registry is not a directory of this user: remove it"
  read -r last _ </proc/sys/net/ipv4/ip_local_port_range
  ((last >= first + 2000)) || last=60000 # few ports below those given to clients: use these as well
  (
    flock 9
    for _ in {1..500}; do
      candidate=$((first + (RANDOM * 32768 + RANDOM) % (last - first)))
      holder=$(cat "$registry/$candidate" 2>/dev/null || true)
      if ! port_used "$candidate" && [[ -z $holder || ! -d $holder ]]; then
        printf '%s\n' "$1" >"$registry/$candidate"
        printf '%s\n' "$candidate"
        exit 0
      fi
    done
    exit 1
  ) 9>"$registry/lock" || fail "found no free TCP port between $first and $last in 500 tries"
}

release_ports() { # DIR
  grep -lxF -- "$1" "$PORT_REGISTRY"/[0-9]* 2>/dev/null | xargs -r rm -f --
}

# --- Settings: written by the first start, kept by all others ---------------------------------------------

setting() { # KEY
  sed -n "s/^${1//./\\.}=//p" "$DIR/settings" 2>/dev/null || true
}

settle() { # KEY GIVEN: keeps what the first start decided, else takes what is given
  local kept
  kept=$(setting "$1")
  if [[ -z $kept ]]; then
    printf '%s=%s\n' "$1" "$2" >>"$DIR/settings"
  elif [[ -n $2 && $kept != "$2" ]]; then
    fail "$1 of the node in $DIR is $kept and cannot become $2: use another directory"
  fi
}

settle_port() { # KEY GIVEN: as settle, with a free port where none is given
  local port=$2
  if [[ -z $port && -z $(setting "$1") ]]; then
    port=$(reserve_port "$DIR")
  fi
  settle "$1" "$port"
}

settle_node() {
  local name=${OPTION[name]}
  if [[ -z $name && -z $(setting node.name) ]]; then name=taskflow; fi
  if [[ -n $name && $name != *@localhost ]]; then name=$name@localhost; fi
  [[ $name =~ ^([A-Za-z0-9_-]+@localhost)?$ ]] || fail "node name '$name': letters, digits, _ and - only"
  settle node.name "$name"
  settle amqp.host $LOOPBACK
  settle_port amqp.port "${OPTION[port]}"
  settle amqp.uri "amqp://guest:guest@$LOOPBACK:$(setting amqp.port)"
  settle_port dist.port ''
  if [[ -n ${OPTION[cluster]} ]]; then settle cluster "${OPTION[cluster]}"; fi
  if [[ -n ${OPTION[conf]} ]] && grep -q '^ *ssl_options\.certfile' "${OPTION[conf]}"; then settle_port amqps.port ''; fi
  for name in management prometheus; do
    if [[ ,${OPTION[plugins]}, == *,rabbitmq_$name,* ]]; then settle_port "$name.port" ''; fi
  done
}

# What others read: the settings, and the process ids of what runs.
publish_properties() {
  local key pid
  {
    printf 'node.directory=%s\n' "$DIR"
    cat "$DIR/settings" 2>/dev/null || true
    for key in node epmd watcher; do
      if pid=$(pid_of "$DIR/$key.pid"); then printf '%s.pid=%s\n' "$key" "$pid"; fi
    done
  } >"$DIR/node.properties.new"
  mv "$DIR/node.properties.new" "$DIR/node.properties"
}

write_configuration() {
  local conf=$DIR/conf cookie=$DIR/home/.erlang.cookie cluster name number=0
  mkdir -p "$DIR"/{home,mnesia,log,conf}
  if [[ ! -e $cookie ]]; then
    (umask 077; printf '%s' "${OPTION[cookie]:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}" >"$cookie")
    chmod 400 "$cookie"
  elif [[ -n ${OPTION[cookie]} && ${OPTION[cookie]} != "$(<"$cookie")" ]]; then
    fail "the node in $DIR has another cookie: use another directory"
  fi
  : >"$conf/rabbitmq-env.conf" # read instead of the system's
  [[ -n ${OPTION[plugins]} || ! -e $conf/enabled_plugins ]] && printf '[%s].\n' "${OPTION[plugins]}" >"$conf/enabled_plugins"
  [[ -n ${OPTION[conf]} ]] && cp -- "${OPTION[conf]}" "$conf/extra.conf"
  [[ -n ${OPTION[advanced]} ]] && cp -- "${OPTION[advanced]}" "$conf/advanced.config"
  touch "$conf/extra.conf"
  {
    printf 'listeners.tcp.1 = %s:%s\n' "$LOOPBACK" "$(setting amqp.port)"
    [[ -z $(setting amqps.port) ]] || printf 'listeners.ssl.1 = %s:%s\n' "$LOOPBACK" "$(setting amqps.port)"
    # Limits that do not depend on the machine: a small or full one must raise no alarm.
    grep -q '^ *disk_free_limit' "$conf/extra.conf" || echo 'disk_free_limit.absolute = 50MB'
    grep -q '^ *vm_memory_high_watermark' "$conf/extra.conf" || echo 'vm_memory_high_watermark.absolute = 1GiB'
    for name in management prometheus; do
      if grep -qw "rabbitmq_$name" "$conf/enabled_plugins"; then
        printf '%s.tcp.ip = %s\n%s.tcp.port = %s\n' "$name" "$LOOPBACK" "$name" "$(setting "$name.port")"
      fi
    done
    cluster=$(setting cluster)
    if [[ -n $cluster ]]; then
      echo 'cluster_formation.peer_discovery_backend = classic_config'
      for name in ${cluster//,/ }; do
        printf 'cluster_formation.classic_config.nodes.%s = %s@localhost\n' "$((++number))" "${name%@localhost}"
      done
    fi
    cat "$conf/extra.conf"
  } >"$conf/rabbitmq.conf"
}

# Runs one of RabbitMQ's own scripts with an environment that holds the node's settings and nothing else.
in_node_environment() { # COMMAND ARG...
  local conf=$DIR/conf epmd erl
  epmd=$(dirname "$(erlang_program epmd)") && erl=$(dirname "$(command -v erl)")
  exec env -i HOME="$DIR/home" PATH="$erl:$epmd:/usr/bin:/bin" LANG=C.UTF-8 \
    RABBITMQ_CONF_ENV_FILE="$conf/rabbitmq-env.conf" RABBITMQ_NODENAME="$(setting node.name)" \
    RABBITMQ_NODE_IP_ADDRESS=$LOOPBACK RABBITMQ_NODE_PORT="$(setting amqp.port)" RABBITMQ_DIST_PORT="$(setting dist.port)" \
    RABBITMQ_MNESIA_BASE="$DIR/mnesia" RABBITMQ_LOG_BASE="$DIR/log" RABBITMQ_LOGS="$DIR/log/node.log" \
    RABBITMQ_CONFIG_FILE="$conf/rabbitmq.conf" RABBITMQ_ADVANCED_CONFIG_FILE="$conf/advanced.config" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$conf/enabled_plugins" RABBITMQ_GENERATED_CONFIG_DIR="$conf/generated" \
    RABBITMQ_PID_FILE="$DIR/rabbitmq.pid" ERL_EPMD_PORT="$(setting epmd.port)" ERL_EPMD_ADDRESS=$LOOPBACK ERL_CRASH_DUMP_SECONDS=0 \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}' \
    RABBITMQ_CTL_ERL_ARGS='-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}' RABBITMQ_CTL_DIST_PORT_MAX=60000 \
    "$@"
}

# --- Start and stop -------------------------------------------------------------------------------------

# Long-lived processes: own session, so that a signal to the caller's process group does not reach them; no lock inherited.
start_epmd() {
  local port
  port=$(setting epmd.port)
  ! port_open "$port" || return 0
  setsid env -i PATH=/usr/bin:/bin "$(erlang_program epmd)" -port "$port" -address $LOOPBACK </dev/null >>"$DIR/log/epmd.log" 2>&1 9>&- &
  record_process "$DIR/epmd.pid" $!
  for _ in {1..200}; do
    port_open "$port" && return
    sleep 0.05
  done
  fail "the port mapper did not open port $port within 10 s: $(tail -n 5 "$DIR/log/epmd.log")"
}

start_watcher() {
  local owner=${OPTION[owner-pid]} since
  [[ -n $owner ]] || return 0
  since=$(start_time "$owner") || fail "the owner, process $owner, does not run"
  setsid bash "$SELF" watch "$DIR" "$owner" "$since" "${OPTION[temporary]}" </dev/null >>"$DIR/log/watcher.log" 2>&1 9>&- &
  record_process "$DIR/watcher.pid" $!
}

watch_owner() { # DIR OWNER START-TIME TEMPORARY
  DIR=$1
  while [[ $(start_time "$2" || true) == "$3" ]]; do sleep 0.5; done
  exec 9>"$DIR/lock" && flock 9 # a start that is under way ends first: it sees that its owner is gone
  kill_process "$DIR/node.pid"
  kill_process "$DIR/epmd.pid"
  rm -f "$DIR/watcher.pid"
  publish_properties
  if [[ -n $4 ]]; then
    release_ports "$DIR"
    rm -rf -- "$DIR"
  fi
}

start_node() {
  local bin log=$DIR/log/node.log offset
  bin=$(cd "$(rabbitmq_bin)" && pwd)
  offset=$(stat -c %s "$log" 2>/dev/null || echo 0)
  # detached: the script becomes the broker, so that the recorded process is the broker itself.
  # In its own directory: what it dumps when it dies is not to lie about.
  (cd "$DIR" && in_node_environment detached=1 setsid "$bin/rabbitmq-server") </dev/null >"$DIR/log/console.log" 2>&1 9>&- &
  record_process "$DIR/node.pid" $!
  await_ready "$((offset + 1))" "$((SECONDS + OPTION[timeout]))" && require_plugins "$((offset + 1))" && return
  end_all kill
  fail "$PROBLEM
--- the first errors of $DIR/log/console.log
$(grep -m 8 -F '[error]' "$DIR/log/console.log" || echo '(none)')
--- the last lines of $log
$(tail -n 25 "$log" 2>/dev/null || echo '(none)')
---
What to do: correct the setting that is named above; a port in use: start in another directory;
on a busy machine: --timeout SECONDS. Nothing was left running."
}

# A plug-in that is not installed is passed over by the broker with a warning only.
require_plugins() { # LOG-OFFSET
  local plugin
  for plugin in ${OPTION[plugins]//,/ }; do
    if ! tail -c "+$1" "$DIR/log/node.log" | grep -q "^.* \* $plugin\$"; then
      PROBLEM="the plug-in '$plugin' did not start: is it installed?"
      return 1
    fi
  done
}

owner_gone() {
  [[ -n ${OPTION[owner-pid]} ]] && ! start_time "${OPTION[owner-pid]}" >/dev/null
}

await_ready() { # LOG-OFFSET DEADLINE
  until tail -c "+$1" "$DIR/log/node.log" 2>/dev/null | grep -q 'Server startup complete' && port_open "$(setting amqp.port)"; do
    if ! pid_of "$DIR/node.pid" >/dev/null; then
      PROBLEM="the node in $DIR ended while it started"
    elif ((SECONDS >= $2)); then
      PROBLEM="the node in $DIR was not ready within ${OPTION[timeout]} s"
    elif owner_gone; then
      PROBLEM="the owner, process ${OPTION[owner-pid]}, ended while the node in $DIR started"
    else
      sleep 0.1
      continue
    fi
    return 1
  done
}

end_all() { # end|kill
  "$1_process" "$DIR/node.pid"
  "$1_process" "$DIR/epmd.pid"
  owner_gone || kill_process "$DIR/watcher.pid" # else it is waiting for the lock, to clean up
  publish_properties
}

declare -A OPTION=([name]='' [port]='' [epmd-port]='' [cookie]='' [cluster]='' [plugins]='' [conf]=''
  [advanced]='' [owner-pid]='' [temporary]='' [timeout]=120)

parse_options() {
  local key
  while (($#)); do
    key=${1#--}
    [[ $1 == --* && -v OPTION[$key] ]] || fail "unknown option '$1'; without arguments the usage is shown"
    if [[ $key == temporary ]]; then
      OPTION[temporary]=yes
      shift
    else
      [[ $# -ge 2 && -n $2 ]] || fail "option $1 needs a value"
      OPTION[$key]=$2
      shift 2
    fi
  done
  for key in port epmd-port owner-pid timeout; do
    [[ ${OPTION[$key]} =~ ^[0-9]{0,7}$ ]] || fail "option --$key needs a number, not '${OPTION[$key]}'"
  done
  for key in conf advanced; do
    [[ -z ${OPTION[$key]} || -r ${OPTION[$key]} ]] || fail "option --$key: cannot read ${OPTION[$key]}"
  done
  [[ -z ${OPTION[temporary]} || -n ${OPTION[owner-pid]} ]] || fail "option --temporary needs --owner-pid"
}

command_start() { # node|epmd
  require_program
  pid_of "$DIR/node.pid" >/dev/null && fail "the node in $DIR runs already, as process $(pid_of "$DIR/node.pid")"
  kill_process "$DIR/watcher.pid" # of a node that ended by itself
  trap 'end_all kill' EXIT
  mkdir -p "$DIR/log"
  settle_port epmd.port "${OPTION[epmd-port]}"
  if [[ $1 == node ]]; then settle_node; fi
  start_watcher
  if [[ $1 == node ]]; then write_configuration; fi
  start_epmd
  if [[ $1 == node ]]; then start_node; fi
  publish_properties
  trap - EXIT
  cat "$DIR/node.properties"
}

signal_node() { # SIGNAL
  local pid
  pid=$(pid_of "$DIR/node.pid") || fail "the node in $DIR does not run"
  kill "-$1" "$pid"
}

# rabbitmqctl starts an Erlang runtime of its own, which takes a second or two of processor time; erl_call does not.
evaluate() { # EXPRESSION
  local program answer='' expression=$1
  expression=${expression%"${expression##*[![:space:]]}"}
  if program=$(erlang_program erl_call); then
    # Says that it has begun, so that what failed on the way to the node may be tried otherwise.
    answer=$(in_node_environment timeout 50 "$program" -R -sname "$(setting node.name)" -fetch_stdout -no_result_term -e \
      2>/dev/null <<<'io:format("begun~n"), try begin '"${expression%.}"' end of
        TaskflowValue -> io:format("value~n~p~n", [TaskflowValue])
      catch
        TaskflowClass:TaskflowReason -> io:format("~p: ~p~n", [TaskflowClass, TaskflowReason])
      end.') || true
  fi
  case $answer in
    begun$'\n'value$'\n'*) printf '%s\n' "${answer#*value$'\n'}" ;;
    begun*) fail "the node failed to evaluate
  $1
${answer#begun}" ;;
    *) in_node_environment "$(rabbitmq_bin)/rabbitmqctl" eval --silent "$1" ;;
  esac
}

main() {
  local command=${1:-} tool
  case $command in
    '' | help | -h | --help) usage; return ;;
    available) require_program; return ;;
    watch) shift; watch_owner "$@"; return ;;
  esac
  [[ $# -ge 2 && -n $2 ]] || fail "'$command' needs a directory; without arguments the usage is shown"
  shift
  case $command in start | epmd) mkdir -p "$1" ;; esac
  [[ -d $1 ]] || fail "there is no directory $1"
  DIR=$(cd "$1" && pwd -P)
  shift
  case $command in
    ctl) tool=rabbitmqctl ;;
    diagnostics | queues | plugins) tool=rabbitmq-$command ;;
    start | epmd) parse_options "$@" ;;
    eval) (($# == 1)) || fail "'eval' takes one expression" ;;
    stop | kill | pause | resume | status) (($# == 0)) || fail "'$command' takes no further arguments" ;;
    *) fail "unknown command '$command'; without arguments the usage is shown" ;;
  esac
  case $command in
    start | epmd) exec 9>"$DIR/lock" && flock 9 ;;
    *) [[ -e $DIR/settings ]] || fail "there is no node in $DIR" ;;
  esac
  case $command in stop | kill) exec 9>"$DIR/lock" && flock 9 ;; esac
  case $command in
    start) command_start node ;;
    epmd) command_start epmd ;;
    stop) end_all end ;;
    kill) end_all kill ;;
    pause) signal_node STOP ;;
    resume) signal_node CONT ;;
    status) publish_properties; cat "$DIR/node.properties"; pid_of "$DIR/node.pid" >/dev/null || exit 3 ;;
    *)
      # Without its node the tool would start a port mapper that stays behind.
      pid_of "$DIR/node.pid" >/dev/null || fail "the node in $DIR does not run"
      if [[ $command == eval ]]; then evaluate "$1"; else in_node_environment "$(rabbitmq_bin)/$tool" "$@"; fi
      ;;
  esac
}

main "$@"
