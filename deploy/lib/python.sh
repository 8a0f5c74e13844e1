# shellcheck shell=bash
# A Python with the AMQP client pika, for the worker that is written in Python. Optional.

find_python() {
  local python
  for python in "${TASKFLOW_PYTHON:-}" "$(command -v python3 || true)" /usr/bin/python3; do
    if [[ -x $python ]] && "$python" -c 'import pika' 2>/dev/null; then
      printf '%s\n' "$python"
      return
    fi
  done
  return 1
}

# Sets TASKFLOW_PYTHON, for tests, to an interpreter that has pika; leaves it unset if none can be had.
ensure_python() {
  local python
  if ! python=$(find_python) && can_install_packages_silently; then
    install_packages python3-pika || say "python3-pika could not be installed."
    python=$(find_python) || python=''
  fi
  if [[ -n $python ]]; then
    export TASKFLOW_PYTHON=$python
  fi
}
