"""What a person writes of a value beside the value itself, each field declared once.

Everything that shows, asks, reads or writes these fields goes through ``CAMPI``: the office's page and its sheet, the
import, the review, the page of the indicator, the downloads, the export of the cycle, the API. How to add one, and what
cannot be declared here: docs/aggiungere-un-campo.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cruscotto.models import Causa, Rilevazione

LUNGO = 2000
"""Longest text of one of them."""


class Genere(StrEnum):
    """What a field holds: a text of some lines, one of its choices, a day."""

    TESTO = "testo"
    SCELTA = "scelta"
    GIORNO = "giorno"


@dataclass(frozen=True, slots=True)
class CampoValore:
    """A field: ``nome`` is that of the model, whose ``verbose_name`` is what the register calls it.

    ``etichetta`` stands over its box, ``titolo`` beside what is read in pages and downloads, ``breve`` where there is
    little room; ``aiuto`` is what the API says. ``intestazione`` heads its column in the sheets, ``larga`` is its width
    there, ``sinonimi`` what others call it. ``manca`` and ``se_manca`` name it and ask for it when the SAL is below the
    threshold; empty for what is never asked. ``letto_da`` is the attribute that pages and downloads read, empty when
    another field says it; a ``coda`` is read in pages at the end of the field before.
    """

    nome: str
    genere: Genere
    etichetta: str
    titolo: str
    aiuto: str
    intestazione: str
    larga: int
    colonna: str
    sinonimi: tuple[str, ...] = ()
    breve: str = ""
    scelte: tuple[tuple[str, str], ...] = ()
    manca: str = ""
    se_manca: str = ""
    letto_da: str | None = None
    coda: bool = False
    vuoto: Any = field(init=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vuoto", None if self.genere is Genere.GIORNO else "")

    @property
    def corto(self) -> bool:
        """Whether its box is of one line: these come first."""
        return self.genere is not Genere.TESTO

    def valore(self, rilevazione: Rilevazione) -> Any:
        """What pages and downloads read of it; empty when another field says it."""
        nome = self.nome if self.letto_da is None else self.letto_da
        return getattr(rilevazione, nome) if nome else self.vuoto

    def scritto(self, rilevazione: Rilevazione) -> str:
        """What stands in its box."""
        valore = getattr(rilevazione, self.nome)
        return valore.isoformat() if isinstance(valore, dt.date) else righe(valore or "")


CAMPI = (
    CampoValore(
        nome="nota",
        genere=Genere.TESTO,
        etichetta="Nota",
        titolo="Nota",
        aiuto="Nota dell'ufficio.",
        intestazione="Nota",
        larga=28,
        colonna="nota",
        sinonimi=("Note", "Commento", "Osservazioni", "Annotazioni"),
    ),
    CampoValore(
        nome="causa",
        genere=Genere.SCELTA,
        etichetta="Causa",
        titolo="",
        aiuto="Tipo di causa dello scostamento.",
        intestazione="Causa",
        larga=26,
        colonna="causa",
        sinonimi=("Tipo di causa", "Tipo causa"),
        scelte=tuple((codice, str(nome)) for codice, nome in Causa.choices),
        manca="la causa",
        se_manca="Il SAL è sotto la soglia dell'ente: scegliete la causa dello scostamento.",
        letto_da="",
    ),
    CampoValore(
        nome="causa_scostamento",
        genere=Genere.TESTO,
        etichetta="Che cosa è successo",
        titolo="Causa dello scostamento",
        breve="Causa",
        aiuto="Causa dello scostamento: che cosa è successo, in parole.",
        intestazione="Motivo",
        larga=34,
        colonna="motivo",
        sinonimi=("Causa scostamento", "Causa dello scostamento", "Motivazione", "Che cosa è successo"),
        manca="che cosa è successo",
        se_manca="Dite in una frase che cosa è successo.",
        letto_da="motivazione",
    ),
    CampoValore(
        nome="azione_correttiva",
        genere=Genere.TESTO,
        etichetta="Azione correttiva",
        titolo="Azione correttiva",
        aiuto="Azione correttiva: che cosa si farà.",
        intestazione="Azione correttiva",
        larga=34,
        colonna="azione_correttiva",
        sinonimi=("Azioni correttive", "Correttivo", "Rimedio"),
        manca="l’azione correttiva",
        se_manca="Dite che cosa farete per recuperare, o perché non si può.",
    ),
    CampoValore(
        nome="azione_entro",
        genere=Genere.GIORNO,
        etichetta="Azione correttiva entro il",
        titolo="Entro il",
        aiuto="Entro quando si farà.",
        intestazione="Entro",
        larga=12,
        colonna="entro",
        sinonimi=("Entro il", "Entro quando", "Azione entro", "Termine"),
        manca="entro quando",
        se_manca="Dite entro quando.",
        coda=True,
    ),
)
PER_NOME = {c.nome: c for c in CAMPI}
SCRITTI = ("testo", *PER_NOME)
"""What a person writes of a value: its text, from which the rest of its fields is read, and these."""
VUOTI: dict[str, Any] = {"testo": "", **{c.nome: c.vuoto for c in CAMPI}}
"""The same when nothing is written."""
MOTIVI = tuple(c for c in CAMPI if c.se_manca)
"""What is asked when the SAL is below the threshold."""
ALTRI = tuple(c for c in CAMPI if not c.se_manca)
IN_TABELLA = tuple(c for c in (*MOTIVI, *ALTRI) if c.letto_da != "")
"""Those of the downloads, in the order of their columns."""
TITOLI = tuple(c.titolo for c in IN_TABELLA)


@dataclass(frozen=True, slots=True)
class Detto:
    """A field as a page reads it: its name, the shorter one, what it says, what ends it."""

    titolo: str
    breve: str
    testo: str
    coda: str = ""


def celle(rilevazione: Rilevazione | None) -> tuple[Any, ...]:
    """The cells of a download under ``TITOLI``."""
    return tuple(c.vuoto if rilevazione is None else c.valore(rilevazione) for c in IN_TABELLA)


def detti(rilevazione: Rilevazione | None, campi: tuple[CampoValore, ...] = CAMPI) -> list[Detto]:
    """The fields that say something, as pages read them."""
    trovati: list[Detto] = []
    prima: CampoValore | None = None
    for c in campi:
        valore = c.valore(rilevazione) if rilevazione is not None else None
        if not valore:
            continue
        testo = f"{valore:%d/%m/%Y}" if isinstance(valore, dt.date) else dict(c.scelte).get(valore, str(valore))
        if c.coda and prima is not None and CAMPI.index(prima) == CAMPI.index(c) - 1:
            ultimo = trovati.pop()
            trovati.append(Detto(ultimo.titolo, ultimo.breve, ultimo.testo, f"{c.titolo} {testo}."))
        else:
            trovati.append(Detto(c.titolo, c.breve or c.titolo, testo))
            prima = c
    return trovati


def da_testi(testi: Mapping[str, str]) -> Rilevazione:
    """A value that says what stands in some boxes, not to be saved; a day that is none is left out."""
    return Rilevazione(**dict(_letti(testi)))


def _letti(testi: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for c in CAMPI:
        scritto = testi.get(c.nome, "")
        if c.genere is not Genere.GIORNO:
            yield c.nome, scritto
            continue
        try:
            yield c.nome, dt.date.fromisoformat(scritto)
        except ValueError:
            yield c.nome, None


def righe(testo: str) -> str:
    """A text with the line ends of here: browsers send theirs."""
    return testo.replace("\r\n", "\n").replace("\r", "\n").strip()
