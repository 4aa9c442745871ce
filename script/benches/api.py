"""script/bench api: a thousand rows of the API beside ``json.dumps`` of the same rows read by one ``values()``.

On a loaded SQLite and on a temporary PostgreSQL, each in a process of its own with the settings of production; the two
ways take turns, and the medians make the ratio. The columns of a list have a limit. The SAL is no column: it is
measured when it is asked, from targets, values and rules, and stands beside the same columns to say what it costs.

``--contro COMMIT`` asks instead the same lists of this build and of another commit in turn, each on a database of its
own with the same load, with the fields that both have: the medians of the CPU make the ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from script.benches._lavoratore import (
    PRODUZIONE,
    QUESTO,
    Build,
    Lavoratore,
    Richiesta,
    a_turno,
    build,
    mediana_cpu,
    opzioni_contro,
)
from script.benches.pages import prepara, temporaneo

LIMITE = 3.0
RIGHE = 1000
CARICO = ("--enti=3", "--anni=3", "--collocazioni=700")
CHI = "carico-0002.controllo"
LISTE = ("collocazioni", "rilevazioni", "indicatori", "cruscotti", "uffici")


# -- databases ---------------------------------------------------------------------------------------------------------
@contextmanager
def sqlite(chi: Build = QUESTO) -> Iterator[str]:
    """A loaded SQLite database, in a file of its own."""
    with tempfile.TemporaryDirectory() as cartella:
        url = f"sqlite:///{Path(cartella) / 'misura.sqlite3'}"
        for comando in (["migrate", "-v0"], ["genera_carico", "--forza", *CARICO]):
            chi.manage(*comando, DATABASE_URL=url)
        yield url


@contextmanager
def postgresql(chi: Build = QUESTO) -> Iterator[str]:
    """A loaded PostgreSQL database, on a server of its own."""
    with temporaneo() as url:
        yield prepara(url, "cannocchiale_api", *CARICO, build=chi)


# -- the process that measures -----------------------------------------------------------------------------------------
def lavora(volte: int) -> None:
    """Print a line of JSON for each measure: name, milliseconds of the two ways, sizes, whether it has a limit."""
    import django

    django.setup()
    from django.test import Client

    from cruscotto.api.collocazioni import CollocazioneSerializer
    from cruscotto.api.rilevazioni import RilevazioneSerializer
    from cruscotto.models import Collocazione, Rilevazione
    from ente.models import Utente

    utente = Utente.objects.select_related("ente").get(username=CHI)
    assert utente.ente
    client = Client()
    client.force_login(utente)

    def chiedi(nome: str, campi: list[str]) -> bytes:
        risposta = client.get(f"/api/v1/{nome}/?quanti={RIGHE}&campi={','.join(campi)}", secure=True)
        assert risposta.status_code == 200, risposta.content[:500]
        return bytes(risposta.content)

    posti, valori = Collocazione.objects.di(utente.ente), Rilevazione.objects.di(utente.ente)
    colonne, tutti = _colonne(CollocazioneSerializer), list(CollocazioneSerializer().fields)
    dei_valori = _colonne(RilevazioneSerializer)
    for nome, api, base, limite in (
        ("collocazioni", lambda: chiedi("collocazioni", list(colonne)), lambda: _nude(posti, colonne), True),
        ("rilevazioni", lambda: chiedi("rilevazioni", list(dei_valori)), lambda: _nude(valori, dei_valori), True),
        ("collocazioni con target e SAL", lambda: chiedi("collocazioni", tutti), lambda: _nude(posti, colonne), False),
    ):
        print(json.dumps([nome, *_misura(api, base, volte), limite]), flush=True)


def _colonne(serializer: Any) -> dict[str, str]:
    """The fields that are columns of the database, and their paths."""
    campi = serializer().fields
    altri = serializer.calcolati | serializer.espressioni.keys()
    return {n: str(c.source).replace(".", "__") for n, c in campi.items() if n not in altri}


def _nude(righe: Any, colonne: dict[str, str]) -> bytes:
    from django.core.serializers.json import DjangoJSONEncoder

    lette = list(righe.order_by("pk").values(*colonne.values())[:RIGHE])
    assert len(lette) == RIGHE
    return json.dumps(lette, cls=DjangoJSONEncoder).encode()


def _misura(api: Callable[[], bytes], base: Callable[[], bytes], volte: int) -> tuple[float, float, int, int]:
    """Median milliseconds of the two, in turn after a warm-up, and the size of what they give."""
    tempi: tuple[list[float], list[float]] = ([], [])
    for giro in range(-3, volte):
        for misure, modo in list(zip(tempi, (api, base), strict=True))[:: 1 if giro % 2 else -1]:
            inizio = time.perf_counter()
            modo()
            if giro >= 0:
                misure.append((time.perf_counter() - inizio) * 1000)
    return statistics.median(tempi[0]), statistics.median(tempi[1]), len(api()), len(base())


# -- table -------------------------------------------------------------------------------------------------------------
def misura(nome: str, url: str, volte: int) -> bool:
    """Measure on a database and print the table; whether every limit holds."""
    ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": url}
    comando = [sys.executable, __file__, "--lavora", f"--volte={volte}"]
    esito = subprocess.run(comando, env=ambiente, stdout=subprocess.PIPE, text=True, check=True)
    print(f"\n{f'{nome}, {RIGHE} righe':44}{'API ms':>8}{'kB':>6}{'json.dumps':>12}{'kB':>6}{'rapporto':>10}")
    bene = True
    for linea in esito.stdout.splitlines():
        cosa, api, base, byte, byte_base, limite = json.loads(linea)
        oltre = limite and api / base > LIMITE
        bene = bene and not oltre
        coda = f"  oltre {LIMITE:.0f}" if oltre else "" if limite else "  senza limite: il SAL si misura"
        print(f"{cosa:44}{api:8.1f}{byte // 1000:6}{base:12.1f}{byte_base // 1000:6}{api / base:10.2f}{coda}")
    return bene


def contro(apri: Callable[[Build], Any], nome: str, builds: list[Build], volte: int) -> bool:
    """Ask the lists of two builds in turn and print their CPU; whether this one is never slower."""
    with ExitStack() as pila:
        lavoratori = []
        for chi in builds:
            statici = pila.enter_context(tempfile.TemporaryDirectory())
            lavoratore = Lavoratore(pila.enter_context(apri(chi)), statici, chi)
            pila.callback(lavoratore.chiudi)
            lavoratori.append(lavoratore)
        print(f"\n{f'{nome}: ms di CPU':44}{'questo':>9}{builds[1].nome:>9}{'rapporto':>10}")
        bene = True
        for lista in LISTE:
            dove = f"/api/v1/{lista}/?quanti={RIGHE}"
            campi = [set(json.loads(x.leggi(CHI, dove.replace(str(RIGHE), "1")))["results"][0]) for x in lavoratori]
            comuni = ",".join(sorted(set.intersection(*campi)))
            misure = a_turno([Richiesta(x, CHI, f"{dove}&campi={comuni}") for x in lavoratori], volte)
            if misure is None:
                return False
            a, b = (mediana_cpu(m) for m in misure)
            bene = bene and a <= b
            print(f"{lista:44}{a:9.1f}{b:9.1f}{a / b:10.2f}{'' if a <= b else '  più lento'}")
    return bene


def main() -> None:
    parser = argparse.ArgumentParser(description="Mille righe dell'API accanto a json.dumps delle stesse righe.")
    parser.add_argument("--volte", type=int, default=30, help="richieste misurate per parte (30)")
    parser.add_argument("--solo", choices=["sqlite", "postgresql"], help="una base dati sola")
    opzioni_contro(parser)
    parser.add_argument("--lavora", action="store_true", help=argparse.SUPPRESS)
    scelte = parser.parse_args()
    if scelte.lavora:
        lavora(scelte.volte)
        return
    bene = True
    for nome, apri in {"SQLite": sqlite, "PostgreSQL": postgresql}.items():
        if scelte.solo not in (None, nome.lower()):
            continue
        if scelte.contro:
            with build(scelte.contro, scelte.python) as altro:
                bene = contro(apri, nome, [QUESTO, altro], scelte.volte) and bene
        else:
            with apri() as url:
                bene = misura(nome, url, scelte.volte) and bene
    if not bene:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
