# shellcheck shell=bash
# How scripts speak to people. Sourced, like everything here without the right to be executed.

say() {
  printf '%s\n' "$*" >&2
}

# Says what went wrong and what to do next, and ends the script.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}
