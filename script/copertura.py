"""Says what the tests do not run, from SlipCover's JSON, and fails under the two thresholds."""

from __future__ import annotations

import json
import sys
from fnmatch import fnmatch
from pathlib import Path

OVUNQUE = 90
PIENI = [
    "contesto/numeri.py",
    "cruscotto/valori/*",
    "cruscotto/aritmetica/sal.py",
    "cruscotto/aritmetica/regole.py",
    "cruscotto/aritmetica/performance.py",
    "cruscotto/aritmetica/punteggio.py",
    "cruscotto/aritmetica/media.py",
    "cruscotto/aritmetica/accumulo.py",
    "cruscotto/aritmetica/formule.py",
    "cruscotto/aritmetica/passo.py",
    "cruscotto/aritmetica/plausibilita.py",
]
"""The arithmetic of the SAL and the reading of written values: lines and branches, all of them."""


def main(scritto: str) -> None:
    dati = json.loads(Path(scritto).read_text(encoding="utf-8"))
    file, somma = dati["files"], dati["summary"]
    for nome, uno in sorted(file.items()):
        mancano = [str(riga) for riga in uno["missing_lines"]] + [f"{a}→{b}" for a, b in uno["missing_branches"]]
        if mancano:
            print(f"{nome}: {uno['summary']['percent_covered']:.1f}%  {', '.join(mancano)}")
    righe, rami = (
        f"{somma[f'covered_{c}']}/{somma[f'covered_{c}'] + somma[f'missing_{c}']}" for c in ("lines", "branches")
    )
    print(f"copertura: {somma['percent_covered']:.2f}% (righe {righe}, rami {rami})")
    cercati = {modello: [nome for nome in file if fnmatch(nome, modello)] for modello in PIENI}
    guasti = [f"nessun file è {modello}" for modello, trovati in cercati.items() if not trovati]
    for nome in sorted({nome for trovati in cercati.values() for nome in trovati}):
        if file[nome]["summary"]["percent_covered"] < 100:
            guasti.append(f"{nome} deve essere coperto per intero")
    if somma["percent_covered"] < OVUNQUE:
        guasti.append(f"la copertura deve essere almeno del {OVUNQUE}%")
    if guasti:
        sys.exit("✗ " + "\n✗ ".join(guasti))


if __name__ == "__main__":
    main(*sys.argv[1:])
