# shellcheck shell=bash
# Finds a JDK that is new enough: the default java of a machine may be older than what we need.

readonly MINIMUM_JDK=21

# Prints the feature release of the JDK in a directory, such as 25; nothing if there is no JDK with a compiler.
jdk_release() { # DIRECTORY
  local version=''
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  if [[ -r $1/release ]]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  if [[ -z $version ]]; then
    version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  fi
  printf '%s\n' "$version"
}

# Prints the home of a JDK: JAVA_HOME if that is new enough, else that of the java on the path, else the newest
# in the places where systems keep theirs.
find_jdk() {
  local home release best='' best_release=0 on_path=''
  if command -v javac >/dev/null; then
    on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  for home in "${JAVA_HOME:-}" "$on_path"; do
    if [[ -n $home ]] && (($(jdk_release "$home") >= MINIMUM_JDK)); then
      printf '%s\n' "$home"
      return
    fi
  done
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    release=$(jdk_release "$home")
    if ((release > best_release)); then
      best=$home
      best_release=$release
    fi
  done
  ((best_release >= MINIMUM_JDK)) || return 1
  printf '%s\n' "$best"
}

# Sets JAVA_HOME for everything that the script starts.
use_jdk() {
  local home
  home=$(find_jdk) || fail "found no JDK $MINIMUM_JDK or newer in JAVA_HOME, on the path or in /usr/lib/jvm.
  Debian, Ubuntu:  apt-get install openjdk-21-jdk-headless   (where the release has it)
  Elsewhere: https://adoptium.net; then set JAVA_HOME to its directory."
  export JAVA_HOME=$home
}
