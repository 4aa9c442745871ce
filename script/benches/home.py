"""script/bench home: the CPU that the pages of every day cost, just after a save, asked again, and in a new process.

The pages are asked of a body of the invented load (250 and 2,500 placements), on SQLite or on a temporary PostgreSQL,
of processes with the settings of production. ``--contro COMMIT`` builds another commit in a worktree of its own, with
its own databases of the same load, and asks the two in turn: medians make the ratio. CPU is that of the process that
serves the page: on PostgreSQL what the database server spends is not in it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from script.benches._lavoratore import (
    QUESTO,
    Build,
    Lavoratore,
    Misurata,
    Richiesta,
    a_turno,
    build,
    mediana_cpu,
    opzioni_contro,
)
from script.benches.pages import prepara, temporaneo

ENTE = "carico-0001"
ANNO = 2025
LIMITI_DOPO = {250: 0.30, 2500: 0.12}
LIMITE_CALDA = 0.05
LIMITE_FREDDA = 0.5
FREDDE = 3
"""How many new processes are asked for the first page."""


class Pagina(NamedTuple):
    """A page of every day: who opens it, and where."""

    nome: str
    ruolo: str
    indirizzo: str


PAGINE = (
    Pagina("home", "controllo", "/"),
    Pagina("home del redattore", "redattore", "/"),
    Pagina("elenco", "controllo", f"/elenco/{ANNO}/"),
    Pagina("albero", "controllo", f"/albero/{ANNO}/"),
    Pagina("cruscotti", "controllo", f"/cruscotti/{ANNO}/"),
    Pagina("un'area", "controllo", f"/cruscotti/{ANNO}/area4/"),
    Pagina("chiusura", "controllo", f"/chiusura/{ANNO}/"),
    Pagina("revisione", "dirigente", f"/revisione/{ANNO}/"),
    Pagina("valori", "redattore", f"/valori/{ANNO}/"),
)


# -- databases ---------------------------------------------------------------------------------------------------------
def carico(collocazioni: int, anni: int = 2) -> tuple[str, ...]:
    """What the load of one body is asked with."""
    return ("--enti=1", f"--anni={anni}", f"--collocazioni={collocazioni}")


@contextmanager
def server(nome: str) -> Iterator[str | None]:
    """A PostgreSQL of its own; None where the databases are files."""
    with temporaneo() if nome == "postgresql" else nullcontext() as url:
        yield url


def base(url: str | None, cartella: str, chi: Build, collocazioni: int) -> str:
    """A database of a build with the load, its closed periods photographed as an installation has them."""
    nome = f"misura_{chi.nome}_{collocazioni}"
    if url is None:
        indirizzo = f"sqlite:///{Path(cartella) / nome}.sqlite3"
        chi.manage("migrate", "-v0", DATABASE_URL=indirizzo)
        chi.manage("genera_carico", "--forza", *carico(collocazioni), DATABASE_URL=indirizzo)
    else:
        indirizzo = prepara(url, nome, *carico(collocazioni), build=chi)
    chi.manage("migrate", "-v0", DATABASE_URL=indirizzo)
    return indirizzo


class Sede(NamedTuple):
    """A build with a database of its own."""

    chi: Build
    url: str
    statici: str

    def lavoratore(self) -> Lavoratore:
        return Lavoratore(self.url, self.statici, self.chi)


def sedi(pila: ExitStack, builds: list[Build], url: str | None, collocazioni: int) -> list[Sede]:
    """The builds with their databases and their static files."""
    cartella = pila.enter_context(tempfile.TemporaryDirectory())
    trovate = []
    for chi in builds:
        statici = pila.enter_context(tempfile.TemporaryDirectory())
        chi.statici(statici)
        trovate.append(Sede(chi, base(url, cartella, chi, collocazioni), statici))
    return trovate


# -- measure -----------------------------------------------------------------------------------------------------------
def _prima_pagina(sede: Sede, pagina: Pagina) -> Misurata:
    lavoratore = sede.lavoratore()
    try:
        return lavoratore.chiedi(f"{ENTE}.{pagina.ruolo}", pagina.indirizzo)
    finally:
        lavoratore.chiudi()


def fredde(sede: list[Sede], pagina: Pagina) -> list[float] | None:
    """The CPU of the first page of a new process, of each build."""
    misure: list[list[Misurata]] = [[] for _ in sede]
    for _ in range(FREDDE):
        for sue, dove in zip(misure, sede, strict=True):
            sue.append(_prima_pagina(dove, pagina))
    return [mediana_cpu(m) for m in misure] if all(x.stato == 200 for m in misure for x in m) else None


def calde(lavoratori: list[Lavoratore], pagina: Pagina, volte: int, *, salva: bool) -> list[float] | None:
    """The CPU of a page, of each build in turn; after a value has been written each time, or asked again."""
    chi = f"{ENTE}.{pagina.ruolo}"
    misure = a_turno([Richiesta(x, chi, pagina.indirizzo, salva) for x in lavoratori], volte)
    return [mediana_cpu(m) for m in misure] if misure else None


def riga(nome: str, tempi: list[float] | None, limite: float | None) -> bool:
    """Print what a page costs, beside the other build; whether it is within the limit."""
    if tempi is None:
        return False
    questo, *altro = tempi
    if not altro:
        print(f"{nome:44}{questo:9.1f}")
        return True
    rapporto = questo / altro[0]
    bene = limite is None or rapporto <= limite
    print(f"{nome:44}{questo:9.1f}{altro[0]:9.1f}{rapporto:10.2f}  {'' if bene else f'oltre {limite}'}".rstrip())
    return bene


def misura(
    pila: ExitStack, builds: list[Build], url: str | None, collocazioni: int, scelte: argparse.Namespace
) -> bool:
    """Measure the pages on a load and print the table; whether every limit holds."""
    pagine = [p for p in PAGINE if not scelte.pagine or p.nome in scelte.pagine]
    dove = sedi(pila, builds, url, collocazioni)
    print(f"\n{f'{scelte.base}, {collocazioni} collocazioni: ms di CPU':44}{'questo':>9}", end="")
    print(f"{builds[1].nome:>9}{'rapporto':>10}" if len(builds) > 1 else "")
    bene = True
    lavoratori = [s.lavoratore() for s in dove]
    for x in lavoratori:
        pila.callback(x.chiudi)
    for pagina in pagine:
        tempi = calde(lavoratori, pagina, scelte.volte, salva=True)
        bene = riga(f"{pagina.nome}, dopo un salvataggio", tempi, LIMITI_DOPO.get(collocazioni)) and bene
    for pagina in pagine:
        tempi = calde(lavoratori, pagina, scelte.volte, salva=False)
        bene = riga(f"{pagina.nome}, chiesta di nuovo", tempi, LIMITE_CALDA) and bene
    for pagina in pagine if scelte.fredde else ():
        bene = riga(f"{pagina.nome}, processo nuovo", fredde(dove, pagina), LIMITE_FREDDA) and bene
    return bene


def opzioni(descrizione: str) -> argparse.ArgumentParser:
    """What every measure of the pages may be asked."""
    parser = argparse.ArgumentParser(description=descrizione)
    opzioni_contro(parser)
    parser.add_argument("--base", choices=["sqlite", "postgresql"], default="sqlite", help="su che base dati")
    parser.add_argument("--volte", type=int, default=15, help="richieste misurate per pagina e per parte (15)")
    parser.add_argument("--pagine", nargs="*", default=[], help="solo queste, con il nome che hanno nella tabella")
    return parser


def main() -> None:
    parser = opzioni("La CPU delle pagine di ogni giorno, accanto a quella di un altro commit.")
    parser.add_argument("--collocazioni", type=int, nargs="*", default=[250, 2500], help="quante (250 e 2500)")
    parser.add_argument("--fredde", action="store_true", help="anche la prima pagina di un processo nuovo")
    scelte = parser.parse_args()
    with ExitStack() as pila:
        builds = [QUESTO, *([pila.enter_context(build(scelte.contro, scelte.python))] if scelte.contro else [])]
        url = pila.enter_context(server(scelte.base))
        esiti = [misura(pila, builds, url, n, scelte) for n in scelte.collocazioni]
    if not all(esiti):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
