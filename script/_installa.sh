# shellcheck shell=bash
# Sourced by script/setup, after _comune.sh: how the locked Python packages get into the environment.

# invariato FILE STAMP: true when FILE is what was installed the last time.
invariato() { [ -f "$2" ] && [ "$(cat "$2")" = "$(sha256sum <"$1")" ]; }
segna() { sha256sum <"$1" >"$2"; }

# installa LOCK: what the lock names and nothing else. With --no-deps pip never weighs one release against another, so an old pip
# installs the lock of any year (docs/dipendenze.md); `pip check` says whether what is there is whole.
installa() {
  local lock=$1 nome segno registro
  nome=$(basename "$lock")
  segno=$venv/.$nome.sha256 registro=$venv/$nome.log
  invariato "$lock" "$segno" && return
  dice "installo le librerie Python ($nome, con gli hash)"
  "$python" -m pip install -q --no-deps --require-hashes -r "$lock" >"$registro" 2>&1 || ferma_pip "$registro"
  "$python" -m pip check >"$registro" 2>&1 || ferma "Le librerie di $nome non stanno insieme: $(head -n 1 "$registro") Rifate il lock: ./script/lock"
  segna "$lock" "$segno"
}

# installa_a_parte LOCK FOLDER: the same into a folder that no environment knows.
installa_a_parte() {
  local registro
  registro=$venv/$(basename "$1").log
  "$python" -m pip install -q --no-deps --no-compile --require-hashes --target "$2" -r "$1" >"$registro" 2>&1 || ferma_pip "$registro"
}

ferma_pip() { # LOG
  local dettagli="Dettagli in ${1#"$radice/"}"
  if grep -qiE 'NewConnectionError|Name or service|name resolution|ConnectTimeout|Connection (refused|broken)|ReadTimeout|ProxyError|SSLError|Max retries|from versions: none' "$1"; then
    ferma "L'indice dei pacchetti Python non risponde: controllate la rete (o il proxy) e ripetete. $dettagli"
  fi
  ferma "Le librerie Python non si installano: $(grep -m1 -E '^ERROR' "$1" || tail -n 1 "$1") $dettagli"
}
