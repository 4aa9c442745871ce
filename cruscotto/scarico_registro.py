"""The register of acts as a sheet: one line an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from contesto.numeri import formatta_numero
from cruscotto.atti import racconta
from cruscotto.scarico import FORMATI, Cella, csv_a_pezzi
from cruscotto.scarico_contesto import risposta
from ente.models import Atto
from ente.models.atto import AttoQuerySet

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
AL_PIU = {"xlsx": 10_000, "ods": 2_000}
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
    quanti = AL_PIU[formato]
    letti = list(atti[: quanti + 1])
    righe = list(righe_registro(letti[:quanti]))
    if len(letti) > quanti:
        righe.append((troppi(), *("" for _ in TITOLI[1:])))
    return risposta(formato, nome, TITOLI, righe)


def troppi() -> str:
    """What a workbook that is cut says, on the page too."""
    xlsx, ods = (formatta_numero(Decimal(AL_PIU[formato])) for formato in ("xlsx", "ods"))
    return (
        f"Un foglio xlsx tiene i {xlsx} atti più recenti, un foglio ods {ods}: per gli altri restringete i filtri, "
        "oppure scaricate il csv, che li ha tutti."
    )
