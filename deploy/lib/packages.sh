# shellcheck shell=bash
# Installs packages of the system's package manager, where that is apt.

can_install_packages() {
  command -v apt-get >/dev/null && { ((EUID == 0)) || command -v sudo >/dev/null; }
}

# As above, and nobody is asked for a password.
can_install_packages_silently() {
  can_install_packages && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

# Installs packages without starting a service or having one started at the next boot.
install_packages() { # PACKAGE...
  local script
  script=$(dirname "${BASH_SOURCE[0]}")/install-packages.sh
  if ((EUID == 0)); then
    bash "$script" "$@" >&2
  else
    sudo bash "$script" "$@" >&2
  fi
}
