"""script/bench crescita: what ten times the placements cost, page by page, just after a save.

The same pages as ``script/bench home``, of bodies with 250 and 2,500 placements (25,000 too with ``--fino 25000``),
each with a process of its own, asked in turn. The ratio is to the smallest body; ``--contro COMMIT`` says beside it the
ratio that another commit has.
"""

from __future__ import annotations

from contextlib import ExitStack

from script.benches._lavoratore import QUESTO, Richiesta, a_turno, build, mediana_cpu
from script.benches.home import ENTE, PAGINE, Pagina, Sede, opzioni, sedi, server

MISURE = (250, 2500, 25_000)
LIMITE = 2.0
"""The CPU of 2,500 placements, in times that of 250."""


def cresce(grandezze: list[Sede], pagina: Pagina, volte: int) -> list[float] | None:
    """The CPU of a page for each size, in turn."""
    with ExitStack() as pila:
        lavoratori = [s.lavoratore() for s in grandezze]
        for x in lavoratori:
            pila.callback(x.chiudi)
        chi = f"{ENTE}.{pagina.ruolo}"
        misure = a_turno([Richiesta(x, chi, pagina.indirizzo, salva=True) for x in lavoratori], volte)
        return [mediana_cpu(m) for m in misure] if misure else None


def main() -> None:
    parser = opzioni("La CPU delle pagine quando le collocazioni sono dieci volte tante.")
    parser.add_argument("--fino", type=int, choices=MISURE[1:], default=2500, help="fino a quante (2500)")
    scelte = parser.parse_args()
    misure = [n for n in MISURE if n <= scelte.fino]
    bene = True
    with ExitStack() as pila:
        builds = [QUESTO, *([pila.enter_context(build(scelte.contro, scelte.python))] if scelte.contro else [])]
        url = pila.enter_context(server(scelte.base))
        per_misura = [sedi(pila, builds, url, n) for n in misure]
        print(f"\n{f'{scelte.base}: ms di CPU dopo un salvataggio':34}{'build':>9}", end="")
        print("".join(f"{n:>10}" for n in misure) + "".join(f"{f'{n}:{misure[0]}':>11}" for n in misure[1:]))
        for pagina in [p for p in PAGINE if not scelte.pagine or p.nome in scelte.pagine]:
            for sue in zip(*per_misura, strict=True):
                tempi = cresce(list(sue), pagina, scelte.volte)
                if tempi is None:
                    bene = False
                    continue
                rapporti = [t / tempi[0] for t in tempi[1:]]
                oltre = sue[0].chi is QUESTO and rapporti[0] > LIMITE
                bene = bene and not oltre
                print(
                    f"{pagina.nome:34}{sue[0].chi.nome:>9}"
                    + "".join(f"{t:10.1f}" for t in tempi)
                    + "".join(f"{r:11.2f}" for r in rapporti)
                    + (f"  oltre {LIMITE:.0f}" if oltre else "")
                )
    if not bene:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
