"""The register of acts as a sheet: one line an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from contesto.numeri import formatta_numero
from cruscotto.ciclo.atti_in_parole import racconta
from ente.fogli.celle import Cella
from ente.fogli.scrittura import FORMATI, csv_a_pezzi
from ente.models import Atto
from ente.models.atto import AttoQuerySet
from ente.scarico import risposta

TITOLI = (
    "Giorno",
    "Ora",
    "Chi",
    "Nome utente",
    "Atto",
    "Tipo di oggetto",
    "Oggetto",
    "Che cosa è cambiato",
    "Perché",
    "Altro",
)
AL_PIU = 10_000
"""Acts that a workbook, made whole in memory, holds. A csv goes out line by line and holds them all."""
LOTTO = 2000


def righe_registro(atti: Iterable[Atto]) -> Iterator[tuple[Cella, ...]]:
    """The cells under ``TITOLI``; the person is read with each act."""
    for atto in atti:
        detto = racconta(atto)
        yield (
            detto.quando.date(),
            f"{detto.quando:%H:%M:%S}",
            detto.chi,
            atto.utente.username if atto.utente else "",
            detto.azione,
            detto.tipo,
            detto.oggetto,
            "; ".join(map(str, detto.cambi)),
            detto.motivo,
            "; ".join(f"{nome}: {valore}" for nome, valore in detto.altro),
        )


def scarica_atti(formato: str, atti: AttoQuerySet) -> HttpResponseBase:
    """The acts, the latest first, in one of ``FORMATI``. A workbook that cannot hold them all says so at its end."""
    nome = f"registro-{timezone.localdate():%Y-%m-%d}"
    if formato == "csv":
        pezzi = csv_a_pezzi(TITOLI, righe_registro(atti.iterator(LOTTO)))
        pagina = StreamingHttpResponse(pezzi, content_type=FORMATI[formato])
        pagina["Content-Disposition"] = f'attachment; filename="{nome}.csv"'
        return pagina
    letti = list(atti[: AL_PIU + 1])
    righe = list(righe_registro(letti[:AL_PIU]))
    if detto := troppi(len(letti)):
        righe.append((detto, *("" for _ in TITOLI[1:])))
    return risposta(formato, nome, TITOLI, righe)


def troppi(quanti: int | None) -> str:
    """What a workbook that cannot hold so many acts says, on the page too; empty when it can. None are many."""
    if quanti is not None and quanti <= AL_PIU:
        return ""
    return (
        f"Un foglio xlsx o ods tiene i {formatta_numero(Decimal(AL_PIU))} atti più recenti: per gli altri restringete "
        "i filtri, oppure scaricate il csv, che li ha tutti."
    )
