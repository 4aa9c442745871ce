"""What the tests of the downloads share: every table of the site, a sheet read back, a body whose texts are marked."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from openpyxl import load_workbook
from python_calamine import load_workbook as load_ods

from cruscotto.models import Riapertura, Rilevazione, StatoRilevazione
from ente.models import Atto, Ente
from relazione.models import FileSigillato, FotografiaSalvata, VersioneSezione
from tests.mondi.due_enti import APERTO, DueEnti
from tests.mondi.fabbrica import MODELLI
from tests.mondi.scena import ANNO, fra

FORMATI = ("xlsx", "ods", "csv")

TABELLE = {
    f"/cruscotti/{ANNO}/": ("",),
    f"/cruscotti/{ANNO}/ente/scarica/": ("",),
    f"/cruscotti/{ANNO}/ente/pesi/": ("",),
    f"/elenco/{ANNO}/scarica/": ("",),
    f"/albero/{ANNO}/": ("",),
    f"/matrice/{ANNO}/": ("",),
    f"/mappa/{ANNO}/": ("",),
    f"/indicatori/{ANNO}/i1/": ("valori", "perche", "target", "posti", "anni", "evidenze", "storia"),
    f"/contesto/{ANNO}/": ("",),
    f"/contesto/{ANNO}/tavola/scarica/": ("",),
    f"/personale/{ANNO}/": ("",),
    f"/personale/{ANNO}/genere/": ("",),
    f"/bilancio/{ANNO}/scarica/": ("",),
    f"/interventi/{ANNO}/scarica/": ("",),
    f"/revisione/{ANNO}/": ("coda", "attese"),
    f"/valori/{ANNO}/": ("",),
    f"/chiusura/{ANNO}/": ("stato", "mancano", "anteprime", "periodi", "riaperture"),
    "/registro/scarica/": ("",),
    "/misura/": ("",),
    "/ente/sostituti/": ("",),
    "/ente/persone/": ("",),
}
"""The address of every table, with the names of those of a page that has more than one; in a ``DueEnti``."""

SCARICHI = [(pagina, tabella) for pagina, tabelle in TABELLE.items() for tabella in tabelle]

Griglia = list[list[Any]]


def indirizzo(pagina: str, tabella: str, formato: str) -> str:
    segue = "&" if "?" in pagina else "?"
    return f"{pagina}{segue}formato={formato}{f'&tabella={tabella}' if tabella else ''}"


def leggi(formato: str, dati: bytes) -> Griglia:
    """The cells of a sheet, headings first: numbers and dates as the format keeps them, the texts of a csv."""
    if formato == "csv":
        testo = io.StringIO(dati.decode("utf-8-sig"), newline="")
        return [list(riga) for riga in csv.reader(testo, delimiter=";")]
    if formato == "ods":
        return load_ods(io.BytesIO(dati)).get_sheet_by_index(0).to_python()
    return [["" if v is None else v for v in riga] for riga in load_workbook(io.BytesIO(dati)).active.values]


def in_italiano(valore: Any) -> str:
    """A cell of a workbook as the csv writes it."""
    if isinstance(valore, dt.datetime):
        return f"{valore:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    if isinstance(valore, dt.date):
        return f"{valore:%d/%m/%Y}"
    if isinstance(valore, int | float):
        numero = Decimal(str(valore))
        return f"{numero.normalize():f}".replace(".", ",")
    return str(valore)


def prepara(mondo: DueEnti) -> None:
    """Something in every list: a value handed in, one validated, one that lacks, an office open again."""
    valori = Rilevazione.objects.filter(periodo__ciclo=mondo.casa.ciclo, periodo__numero=APERTO)
    valori.filter(indicatore__codice__in=("i1", "i2")).update(
        stato=StatoRilevazione.TRASMESSA, inserita_da=mondo.persone["redattore"], causa_scostamento="C", nota="N"
    )
    Riapertura.objects.filter(periodo__ciclo=mondo.casa.ciclo).update(fino_al=fra(3))
    mondo.casa.ciclo.ente.tavole.update(tema="personale")
    colonne: Any = mondo.casa.ciclo.ente.tavole.get().colonne
    colonne.filter(ordine=1).update(sesso="Donne")


NON_TESTI = (models.SlugField, models.URLField, models.EmailField)
LEGATI = ("password", "impronta", "approvazione_numero", "piano_numero", "atto_numero", "tema", "sesso")
"""Fields that a constraint ties to another, or that choose what a page shows."""


def marca(ente: Ente, testo: str) -> None:
    """Every text that people write, in all the tables of a body, begins with ``testo``; different in each row."""
    for modello in MODELLI:
        righe: Any = modello._default_manager
        if modello in (Ente, Atto, VersioneSezione, FileSigillato, FotografiaSalvata) or not hasattr(
            righe.get_queryset(), "di"
        ):
            continue
        campi = [
            c
            for c in modello._meta.concrete_fields
            if isinstance(c, models.CharField | models.TextField)
            and not isinstance(c, NON_TESTI)
            and not c.choices
            and c.name not in LEGATI
            and (c.max_length or 100) >= 12
        ]
        fine = Cast(F("pk"), CharField())
        nuovi = {
            c.name: Concat(Value(testo[: (c.max_length or 400) - 8]), fine, output_field=CharField()) for c in campi
        }
        if nuovi:
            righe.get_queryset().di(ente).update(**nuovi)


def parole(griglia: Sequence[Sequence[Any]]) -> list[str]:
    return [v for riga in griglia for v in riga if isinstance(v, str)]
