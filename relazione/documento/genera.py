"""A cycle becomes its Relazione: the whole way from the database to the bytes of the PDF."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

from cruscotto.models import Ciclo
from relazione.documento.dati_aperti import dati_aperti
from relazione.documento.html import scrivi_html
from relazione.documento.pdf import scrivi_pdf
from relazione.fotografia import Fotografia, fotografa


def genera_relazione(ciclo: Ciclo) -> bytes:
    """The Relazione of a cycle as a PDF: snapshot → HTML → PDF, with the data of its scorecards attached.

    Raises:
        ErroreUtente: something is missing or named wrong; the message says what.
    """
    with _raccolta_rada():
        foto = fotografa(ciclo)
        return scrivi_pdf(scrivi_html(foto), dati_aperti(foto), momento(foto))


@contextmanager
def _raccolta_rada() -> Iterator[None]:
    """Collect cyclic garbage seldom while a document is made.

    A layout keeps nearly all of its many small objects to the end: looking for garbage among them took an eighth of
    the time and freed nothing (the peak of memory is the same, 460 MB).
    """
    soglie = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*soglie)
        gc.unfreeze()


def momento(foto: Fotografia) -> datetime:
    """The date of the document: that of the act that approved it, or the first day after the year."""
    giorno = foto.approvazione[2] if foto.approvazione else datetime(foto.anno + 1, 1, 1, tzinfo=UTC).date()
    return datetime.combine(giorno, time(), tzinfo=UTC)
