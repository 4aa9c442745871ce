#!/usr/bin/env bash
# Keyset pages on SQLite: (a, b) < (x, y) uses the first column of the index alone.
#
# Guess: a comparison of row values is sought in an index on the same columns, as PostgreSQL does: the second column too.
# Behaviour: only the first column bounds the search; the rows of an equal hour are all read and thrown away, one by one. Where
#   a million acts have been written in one transaction, hence at one hour, each page reads them all. Two branches, (a = x AND b < y)
#   and (a < x), joined by UNION ALL, are sought each to its place.
# Seen: 2026-11-29, SQLite 3.50.4 (of the package apsw 3.50.4.0).
# Source: sqlite.org/rowvalue.html, "Row value comparisons" (says that indexes are used, not how far); EXPLAIN QUERY PLAN.
# Output seen:
#   row values: SEARCH atto USING COVERING INDEX quando (quando<?)
#   two branches: SEARCH atto USING COVERING INDEX quando (quando=? AND id<?)
#   two branches: SEARCH atto USING COVERING INDEX quando (quando<?)
#   steps for a page of 50 among 100000 of one hour: over 100 times more with row values
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q apsw==3.50.4.0 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import apsw

base = apsw.Connection(":memory:")
base.execute("CREATE TABLE atto (id INTEGER PRIMARY KEY, quando TEXT NOT NULL); CREATE INDEX quando ON atto (quando, id)")
with base:
    for n in range(100_000):
        base.execute("INSERT INTO atto VALUES (?, '2026-01-02 10:00')", (n,))

INSIEME = "SELECT id FROM atto WHERE (quando, id) < ('2026-01-02 10:00', 60) ORDER BY quando DESC, id DESC LIMIT 50"
RAMI = (
    "SELECT * FROM (SELECT quando, id FROM atto WHERE quando = '2026-01-02 10:00' AND id < 60 ORDER BY id DESC LIMIT 50) "
    "UNION ALL "
    "SELECT * FROM (SELECT quando, id FROM atto WHERE quando < '2026-01-02 10:00' ORDER BY quando DESC, id DESC LIMIT 50) "
    "LIMIT 50"
)
for nome, domanda in (("row values", INSIEME), ("two branches", RAMI)):
    for *_, come in base.execute(f"EXPLAIN QUERY PLAN {domanda}"):
        if come.startswith("SEARCH"):
            print(f"{nome}: {come}")


def passi(domanda: str) -> int:
    """How many times the machine of SQLite makes a hundred steps."""
    contati = [0]
    base.set_progress_handler(lambda: contati.__setitem__(0, contati[0] + 1) or False, 100)
    assert len(list(base.execute(domanda))) == 50
    base.set_progress_handler(None)
    return contati[0]


quante = passi(INSIEME) / max(passi(RAMI), 1)
print("steps for a page of 50 among 100000 of one hour:", "over 100 times more with row values" if quante > 100 else quante)
PY
diff esito.txt - <<'ATTESO'
row values: SEARCH atto USING COVERING INDEX quando (quando<?)
two branches: SEARCH atto USING COVERING INDEX quando (quando=? AND id<?)
two branches: SEARCH atto USING COVERING INDEX quando (quando<?)
steps for a page of 50 among 100000 of one hour: over 100 times more with row values
ATTESO
