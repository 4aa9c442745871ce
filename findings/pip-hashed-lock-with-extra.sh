#!/usr/bin/env bash
# pip 23.0.1 and 23.2.1 refuse a complete hashed lock as soon as one of its packages has a newer release, when another
# package of the lock asks for it with an extra.
#
# Guess: a lock in which every package is pinned with == and hashed installs for ever; what appears later on the index
#   cannot matter, since nothing of it is named.
# Behaviour: pytest-cov asks for coverage[toml]>=…; the lock pins coverage==7.10.6; since 7.10.7 is out, the resolver of pip
#   before 23.3 first looks at the newest release for the requirement with the extra, finds it neither pinned nor hashed, and stops.
#   Nothing changed in the lock: it worked on the day it was written. With --no-deps there is nothing to resolve, and it installs.
# Seen: 2026-11-28, pip 23.0.1 (Debian 12's), 23.2.1 (Python 3.11's), 23.3 and 26.3; pytest-cov 7.0.0, coverage 7.10.6.
# Source: https://github.com/pypa/pip/issues/9644, https://github.com/pypa/pip/issues/12345
# Output seen:
#   pip 23.0.1: rifiuta: coverage[toml]>=7.10.6; con --no-deps installa
#   pip 23.2.1: rifiuta: coverage[toml]>=7.10.6; con --no-deps installa
#   pip 23.3: installa; con --no-deps installa
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
export PIP_DISABLE_PIP_VERSION_CHECK=1
python3 -m venv v
python=v/bin/python

# The lock: what pip itself would install today but for coverage, one release behind, as in any lock that was not renewed.
$python -m pip download -q -d scaricati pytest-cov==7.0.0 coverage==7.10.6 2>/dev/null
for ruota in scaricati/*.whl; do
  nome=$(basename "$ruota")
  printf '%s==%s --hash=sha256:%s\n' "$(cut -d- -f1 <<<"$nome")" "$(cut -d- -f2 <<<"$nome")" "$(sha256sum "$ruota" | cut -d' ' -f1)"
done >lock.txt

# prova PIP EXPECTED: what that pip does with the lock.
prova() {
  local come con_extra senza
  $python -m pip install -q "pip==$1" 2>/dev/null
  con_extra=installa
  if ! $python -m pip install -q --dry-run --require-hashes -r lock.txt >esito.txt 2>&1; then
    con_extra="rifiuta: $(grep -oE 'coverage\[toml\]>=[0-9.]+' esito.txt | head -n 1)"
  fi
  senza=rifiuta
  if $python -m pip install -q --dry-run --no-deps --require-hashes -r lock.txt >esito.txt 2>&1; then senza=installa; fi
  come="$con_extra; con --no-deps $senza"
  printf 'pip %s: %s\n' "$1" "$come"
  [ "$come" = "$2" ] || { printf 'atteso: %s\n' "$2"; exit 1; }
}
prova 23.0.1 'rifiuta: coverage[toml]>=7.10.6; con --no-deps installa'
prova 23.2.1 'rifiuta: coverage[toml]>=7.10.6; con --no-deps installa'
prova 23.3 'installa; con --no-deps installa'
