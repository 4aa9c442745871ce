"""script/bench save: what saving one value costs to 20 people at once, beside saving one bare row in the same way.

Its own temporary PostgreSQL and its own gunicorn, with the settings of production; people sign in, read the sheet of
their office and save its values one after the other, without pausing to think, as nobody would. In the same run and on
the same server the same people do as much on a view that only reads a row and saves it. Server, database and people
share the machine. The two take turns, the rounds are put together, and the medians make the ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread

from script.benches.pages import prepara, temporaneo
from tests.servitore import PRODUZIONE, Persona, Risposta, prepara_folla, servitore

LIMITE = 300
"""Milliseconds: the p95 that saving a value aims at, with 20 people on 2 cores."""
CARICO = ("--enti=3", "--anni=3", "--collocazioni=700")
ENTE = "carico-0002"
APPLICAZIONE = "script.benches._riga_nuda:applicazione()"
NASCOSTO = re.compile(r'name="(v[0-9-]+-(?:versione|prima))" value="([^"]*)"')


# -- databases ---------------------------------------------------------------------------------------------------------
@contextmanager
def sqlite() -> Iterator[str]:
    """A loaded SQLite database, in a file of its own."""
    with tempfile.TemporaryDirectory() as cartella:
        url = f"sqlite:///{Path(cartella) / 'misura.sqlite3'}"
        for comando in (["migrate", "-v0"], ["genera_carico", "--forza", *CARICO]):
            _processo(url, "manage.py", *comando)
        yield url


@contextmanager
def postgresql() -> Iterator[str]:
    """A loaded PostgreSQL database, on a server of its own."""
    with temporaneo() as url:
        yield prepara(url, "cannocchiale_salvataggio", *CARICO)


def _processo(url: str, *argomenti: str) -> str:
    ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": url}
    esito = subprocess.run([sys.executable, *argomenti], env=ambiente, stdout=subprocess.PIPE, text=True, check=True)
    return esito.stdout


def folla(persone: int, valori: int) -> None:
    """Print who saves what: user name, keys of the values, keys of the rows of an earlier period for the bare view."""
    import django

    django.setup()
    from cruscotto.models import Periodo, Rilevazione, StatoPeriodo
    from ente.models import Ente

    ente = Ente.objects.get(codice=ENTE)
    periodo = Periodo.objects.di(ente).select_related("ciclo").get(stato=StatoPeriodo.APERTO)
    gente = prepara_folla(ente, quanti=persone, ciascuno=valori)
    nude = list(Rilevazione.objects.di(ente).values_list("pk", flat=True)[: persone * valori])
    lavori = [[r.username, list(r.indicatori), nude[n * valori :][:valori]] for n, r in enumerate(gente)]
    print(json.dumps([periodo.ciclo.anno, periodo.numero, lavori]))


# -- people ------------------------------------------------------------------------------------------------------------
class Tastiera:
    """One person with the sheet of their office open; ``valori`` and ``nude`` are what there is to save."""

    def __init__(self, porta: int, foglio: tuple[int, int], lavoro: tuple[str, list[int], list[int]]) -> None:
        username, self.valori, self.nude = lavoro
        anno, numero = foglio
        self.radice = f"/valori/{anno}/{numero}/"
        self.persona = Persona(porta).entra(username)
        self.campi = self.persona.leggi(f"/valori/{anno}/?periodo={numero}").campi()

    def salva(self, quale: int, testo: str) -> float:
        """Save a value as the page does; milliseconds."""
        chiave = self.valori[quale]
        dati = {nome: valore for nome, valore in self.campi.items() if nome.startswith(f"v{chiave}-")}
        dati[f"v{chiave}-valore"] = testo
        risposta, durata = self._manda(f"{self.radice}{chiave}/", dati)
        nuovi = dict(NASCOSTO.findall(risposta.testo))
        if int(nuovi.get(f"v{chiave}-versione", 0)) != int(dati[f"v{chiave}-versione"]) + 1:
            raise RuntimeError(f"Il valore {chiave} non si salva: {risposta.stato} {risposta.testo[:300]}")
        self.campi |= nuovi
        return durata

    def salva_nuda(self, quale: int, testo: str) -> float:
        """Save a bare row; milliseconds."""
        risposta, durata = self._manda(f"/banco/{self.nude[quale]}/", {"testo": testo})
        if risposta.testo != "salvata":
            raise RuntimeError(f"La riga nuda non si salva: {risposta.stato} {risposta.testo[:300]}")
        return durata

    def _manda(self, indirizzo: str, dati: dict[str, str]) -> tuple[Risposta, float]:
        inizio = time.perf_counter()
        risposta = self.persona.manda(indirizzo, dati, htmx=True)
        return risposta, (time.perf_counter() - inizio) * 1000


Salva = Callable[[Tastiera, int, str], float]


def giro(gente: Sequence[Tastiera], salva: Salva, testo: str) -> tuple[list[float], float]:
    """All save all their values, each in turn and all at once: milliseconds of each, seconds of the whole."""
    partenza, tempi = Barrier(len(gente) + 1), list[float]()

    def lavora(persona: Tastiera) -> None:
        partenza.wait()
        for quale in range(len(persona.valori)):
            tempi.append(salva(persona, quale, testo))

    fili = [Thread(target=lavora, args=[persona]) for persona in gente]
    for filo in fili:
        filo.start()
    partenza.wait()
    inizio = time.perf_counter()
    for filo in fili:
        filo.join()
    if len(tempi) != sum(len(p.valori) for p in gente):
        raise SystemExit("✗ Non tutti hanno finito.")
    return tempi, time.perf_counter() - inizio


# -- measure -----------------------------------------------------------------------------------------------------------
def misura(url: str, persone: int, valori: int, giri: int, processi: int, fili: int) -> tuple[float, float]:
    """Print the table of one database; the p95 of the save and its ratio to the bare row."""
    anno, numero, lavori = json.loads(_processo(url, __file__, "--folla", str(persone), str(valori)))
    with servitore(url, applicazione=APPLICAZIONE, processi=processi, fili=fili) as porta:
        gente = [Tastiera(porta, (anno, numero), tuple(lavoro)) for lavoro in lavori]
        giro(gente, Tastiera.salva, "1")
        giro(gente, Tastiera.salva_nuda, "1")
        salvati, nudi, durate = list[float](), list[float](), [0.0, 0.0]
        for n in range(giri):
            turni = [(Tastiera.salva, salvati, 0), (Tastiera.salva_nuda, nudi, 1)]
            for salva, tempi, quale in reversed(turni) if n % 2 else turni:
                suoi, durata = giro(gente, salva, str(n + 2))
                tempi.extend(suoi)
                durate[quale] += durata
        for tastiera in gente:
            tastiera.persona.chiudi()
    for nome, tempi, durata in (("un valore", salvati, durate[0]), ("una riga nuda", nudi, durate[1])):
        p50, p95, p99 = (_quantile(tempi, q) for q in (50, 95, 99))
        print(f"  {nome:24}{p50:8.0f}{p95:8.0f}{p99:8.0f}{len(tempi) / durata:12.0f}")
    return _quantile(salvati, 95), statistics.median(salvati) / statistics.median(nudi)


def _quantile(tempi: list[float], quale: int) -> float:
    return statistics.quantiles(tempi, n=100, method="inclusive")[quale - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Tempi del salvataggio di un valore, e di una riga nuda.")
    parser.add_argument("--persone", type=int, default=20, help="quante salvano insieme (20)")
    parser.add_argument("--valori", type=int, default=10, help="quanti valori ciascuna, a giro (10)")
    parser.add_argument("--giri", type=int, default=5, help="quante volte, oltre alla prima che non conta (5)")
    parser.add_argument("--processi", type=int, default=2, help="processi di gunicorn (2)")
    parser.add_argument("--fili", type=int, default=4, help="fili di ciascun processo (4)")
    parser.add_argument("--basi", nargs="*", default=["postgresql", "sqlite"], help="postgresql, sqlite, o tutte e due")
    parser.add_argument("--folla", nargs=2, type=int, help=argparse.SUPPRESS)
    scelte = parser.parse_args()
    if scelte.folla:
        folla(*scelte.folla)
        return
    come = (scelte.persone, scelte.valori, scelte.giri, scelte.processi, scelte.fili)
    bene = True
    for base in scelte.basi:
        with {"postgresql": postgresql, "sqlite": sqlite}[base]() as url:
            print(f"\n{f'{base}, ms a salvataggio':26}{'p50':>8}{'p95':>8}{'p99':>8}{'al secondo':>12}")
            p95, rapporto = misura(url, *come)
            print(f"  {'rapporto delle mediane':24}{rapporto:8.2f}")
            bene = bene and (base != "postgresql" or p95 <= LIMITE)
    chi = (
        f"{scelte.persone} persone insieme, gunicorn {scelte.processi} × {scelte.fili}, {os.cpu_count()} core per tutti"
    )
    print(f"\n{chi}. Obiettivo su PostgreSQL: p95 entro {LIMITE} ms, {'raggiunto' if bene else 'mancato'}.")
    if not bene:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
