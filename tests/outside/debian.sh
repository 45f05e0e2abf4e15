# Sourced by the install scripts: where the outside readers live, and packages of another Debian release without installing them.
#
#   outside            the folder of everything outside: $SMTP_WIZARD_OUTSIDE, else tests/outside/.env
#   from_release SUITE FOLDER PACKAGE…     unpack packages of a Debian release below FOLDER, without what they depend on
#   from_this_release FOLDER PACKAGE…      the same from this machine's own release, with all that is not installed here

outside="${SMTP_WIZARD_OUTSIDE:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/.env}"
mkdir -p "$outside"
outside="$(cd "$outside" && pwd)"

mirror() {
  # The one that this machine's apt is set to; a project names no host.
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 -E '/debian/?$' \
    || { echo "this machine's apt knows no Debian mirror" >&2; return 1; }
}

unpack() { # FOLDER DEB…
  local folder="$1" package
  shift
  mkdir -p "$folder"
  for package in "$@"; do dpkg -x "$package" "$folder"; done
}

from_release() { # SUITE FOLDER PACKAGE…
  local suite="$1" folder="$2" apt="$outside/.apt-$1"
  shift 2
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/downloads"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) $suite main" > "$apt/sources.list"
  : > "$apt/status"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$apt/lists"
    -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  rm -f "$apt"/downloads/*.deb
  (cd "$apt/downloads" && apt-get "${options[@]}" download "$@")
  unpack "$folder" "$apt"/downloads/*.deb
}

from_this_release() { # FOLDER PACKAGE…
  local folder="$1" downloads="$1/.downloads" missing
  shift
  missing="$(apt-get -s install --no-install-recommends "$@" | awk '/^Inst/ {print $2}')"
  [ -n "$missing" ] || return 0
  mkdir -p "$downloads"
  # shellcheck disable=SC2086 # one word a package
  (cd "$downloads" && apt-get -qq -o APT::Sandbox::User=root download $missing)
  unpack "$folder" "$downloads"/*.deb
}
