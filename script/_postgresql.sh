# shellcheck shell=bash
# A PostgreSQL cluster for one run of the tests: in its own temporary directory, reached by its own socket only (so there is no port
# to collide on), without durability. `avvia_postgresql` exports DATABASE_URL; `spegni_postgresql` leaves nothing behind.

cluster=""
come_postgres=()

avvia_postgresql() {
  local bin=$1
  cluster=$(mktemp -d /tmp/cannocchiale-pg.XXXXXX)
  if [ "$(id -u)" -eq 0 ]; then # the server refuses to run as root
    local utente=postgres
    id postgres >/dev/null 2>&1 || utente=nobody
    chown "$utente" "$cluster"
    come_postgres=(setpriv --reuid="$utente" --regid="$(id -g "$utente")" --clear-groups env HOME="$cluster")
  fi
  (
    cd "$cluster"
    ${come_postgres[@]+"${come_postgres[@]}"} "$bin/initdb" -D "$cluster/dati" -U prova -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
      ${come_postgres[@]+"${come_postgres[@]}"} "$bin/pg_ctl" -D "$cluster/dati" -l "$cluster/server.log" -w -t 60 \
        -o "-c listen_addresses='' -k $cluster -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
          -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off" start
  ) >"$cluster/avvio.log" 2>&1 || {
    tail -n 3 "$cluster/avvio.log" >&2
    return 1
  }
  postgresql_bin=$bin
  export DATABASE_URL="postgres://prova@/cannocchiale?host=$cluster"
}

spegni_postgresql() {
  [ -n "$cluster" ] || return 0
  if [ -n "${postgresql_bin:-}" ]; then
    (cd / && ${come_postgres[@]+"${come_postgres[@]}"} "$postgresql_bin/pg_ctl" -D "$cluster/dati" -m immediate -w stop) >/dev/null 2>&1 || true
  fi
  rm -rf "$cluster"
  cluster=""
}
