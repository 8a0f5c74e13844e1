#!/usr/bin/env bash
# Installs Debian packages and leaves no service behind that runs now or starts at the next boot. Needs root.
# usage: install-packages.sh PACKAGE...
set -euo pipefail

# The file that packages ask before they start a service; exit status 101 means no.
readonly POLICY=/usr/sbin/policy-rc.d
# Services of the packages that we install and of what these depend on.
readonly SERVICES=(rabbitmq-server.service epmd.service epmd.socket)

forbid_service_starts() {
  if [[ ! -e $POLICY ]]; then
    trap 'rm -f "$POLICY"' EXIT
    printf '#!/bin/sh\n# Temporary: packages are being installed that must not start services.\nexit 101\n' >"$POLICY"
    chmod 755 "$POLICY"
  fi
}

unit_exists() { # UNIT
  [[ -e /lib/systemd/system/$1 || -e /etc/systemd/system/$1 ]]
}

disable_service() { # UNIT
  if command -v systemctl >/dev/null; then
    systemctl disable --quiet "$1" 2>/dev/null || true
  fi
  if [[ -x /etc/init.d/${1%.*} ]] && command -v update-rc.d >/dev/null; then
    update-rc.d "${1%.*}" disable >/dev/null 2>&1 || true
  fi
}

# Shows what a command printed only if it failed.
quietly() { # COMMAND ARG...
  local output
  if ! output=$("$@" 2>&1); then
    printf '%s\n' "$output" >&2
    return 1
  fi
}

main() {
  local unit new=()
  for unit in "${SERVICES[@]}"; do
    # A service that was there before belongs to somebody: it stays as it is.
    if ! unit_exists "$unit"; then
      new+=("$unit")
    fi
  done
  forbid_service_starts
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get -o DPkg::Lock::Timeout=300 -q update
  quietly apt-get -o DPkg::Lock::Timeout=300 -q install -y --no-install-recommends "$@"
  for unit in "${new[@]}"; do
    if unit_exists "$unit"; then
      disable_service "$unit"
    fi
  done
}

main "$@"
