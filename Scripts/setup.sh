# Sourced by ./apus and ./test: makes sure that a Swift toolchain and the system's libraries are
# there, and builds. Installs missing apt packages as root or through sudo; where it may not, prints
# the one command to run.

fail() {
  echo "apus: $*" >&2
  exit 1
}

# The file that shows that a package is there (a header, a library or a font), and the package.
needed_packages() {
  local place file package missing=""
  while read -r file package; do
    local found=""
    for place in /usr/include /usr/local/include /usr/include/"$(uname -m)"-linux-gnu \
      /usr/lib/"$(uname -m)"-linux-gnu /usr/lib /usr/lib64 /usr/local/lib /usr/share/fonts; do
      [ -e "$place/$file" ] && found=yes && break
    done
    [ -n "$found" ] || missing="$missing $package"
  done <<'LIST'
dnnl.h libdnnl-dev
jpeglib.h libjpeg-dev
png.h libpng-dev
zlib.h zlib1g-dev
sqlite3.h libsqlite3-dev
kissfft/kissfft.hh libkissfft-dev
librsvg-2.so.2 librsvg2-2
truetype/dejavu/DejaVuSans.ttf fonts-dejavu-core
LIST
  echo "$missing"
}

set_up() {
  command -v swift >/dev/null 2>&1 ||
    fail "no Swift toolchain found: install Swift 6.2 or newer (https://www.swift.org/install)" \
      "and put it on PATH"
  [ "$(uname -s)" = Linux ] || return 0
  local missing
  missing=$(needed_packages)
  [ -n "$missing" ] || return 0
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=sudo
    else
      fail "these packages are missing; install them with: sudo apt-get install -y$missing"
    fi
  fi
  command -v apt-get >/dev/null 2>&1 ||
    fail "these Debian packages, or your system's equivalents, are missing:$missing"
  echo "apus: installing$missing" >&2
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086 # the list is words
  if ! {
    $as_root apt-get update &&
      DEBIAN_FRONTEND=noninteractive \
        $as_root apt-get install -y --no-install-recommends $missing
  } >"$log" 2>&1; then
    tail -n 3 "$log" >&2
    rm -f "$log"
    fail "could not install the packages; try: ${as_root:+$as_root }apt-get install -y$missing"
  fi
  rm -f "$log"
}

# build LOG SCRATCH ARGUMENTS…: `swift build -c release` of the package in $root into the folder
# SCRATCH, its words into LOG. After a change of interfaces the package manager may keep objects of
# the old ones, which do not link: then it builds anew.
build() {
  local log=$1 scratch=$2
  shift 2
  swift_build() {
    swift build --package-path "$root" --scratch-path "$scratch" -c release "$@" >"$log" 2>&1
  }
  swift_build "$@" && return
  grep -q "undefined reference" "$log" || return
  swift package --package-path "$root" --scratch-path "$scratch" clean && swift_build "$@"
}
