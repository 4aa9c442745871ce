#!/usr/bin/env bash
# `pip check` and `uv pip check` do not see that a package needed through an extra is missing.
#
# Guess: "No broken requirements found" after an installation with --no-deps means that every installed package finds all that its
#   unconditional requirements name.
# Behaviour: WeasyPrint 70.0 requires fonttools[woff], without any marker, and that extra requires brotli and zopfli. With everything
#   installed but these two, both checks are content: they look at fonttools' requirements as if no extra had been asked for.
#   When zopfli or brotli is needed, at the first WOFF2 font, it is not there. A missing plain requirement (pydyf) is found.
#   So a lock that is installed with --no-deps must be whole when it is written: the check afterwards does not prove it.
# Seen: 2026-11-28, pip 23.2.1 and 26.3, uv 0.13.9, WeasyPrint 70.0, fonttools 4.59.2.
# Source: the sources of pip 26.3, pip/_internal/operations/check.py: create_package_set_from_installed() calls
#   dist.iter_dependencies() without extras; the same in 23.2.1.
# Output seen:
#   senza brotli e zopfli, pip 23.2.1: 0, pip 26.3: 0, uv 0.13.9: 0
#   senza pydyf, pip 23.2.1: 1, pip 26.3: 1, uv 0.13.9: 1
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
export PIP_DISABLE_PIP_VERSION_CHECK=1
python3 -m venv v
python3 -m venv strumenti
strumenti/bin/python -m pip install -q uv==0.13.9 2>/dev/null
v/bin/python -m pip install -q --no-deps weasyprint==70.0 fonttools==4.59.2 pydyf==0.11.0 cffi==2.0.0 pycparser==2.23 tinyhtml5==2.0.0 \
  tinycss2==1.5.0 webencodings==0.5.1 cssselect2==0.8.0 pyphen==0.17.2 pillow==11.3.0 2>/dev/null
v/bin/python -c 'import importlib.metadata as m; print("fonttools[woff]" in " ".join(m.requires("weasyprint")))' | grep -q True

esiti() { # the exit codes of the three checks
  local testo="" versione esito
  for versione in 23.2.1 26.3; do
    v/bin/python -m pip install -q --no-deps "pip==$versione" 2>/dev/null
    esito=0
    v/bin/python -m pip check >/dev/null 2>&1 || esito=1
    testo+="pip $versione: $esito, "
  done
  esito=0
  strumenti/bin/uv pip check --python v/bin/python >/dev/null 2>&1 || esito=1
  printf '%suv 0.13.9: %s\n' "$testo" "$esito"
}
confronta() {
  printf '%s\n' "$1"
  [ "$1" = "$2" ] || { printf 'atteso: %s\n' "$2"; exit 1; }
}
confronta "senza brotli e zopfli, $(esiti)" 'senza brotli e zopfli, pip 23.2.1: 0, pip 26.3: 0, uv 0.13.9: 0'
v/bin/python -m pip uninstall -q -y pydyf
confronta "senza pydyf, $(esiti)" 'senza pydyf, pip 23.2.1: 1, pip 26.3: 1, uv 0.13.9: 1'
