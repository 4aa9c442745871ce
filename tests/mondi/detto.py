"""All that a written file says to who looks into it, and what of it only the managers' sheets know. Independent of the
check that the product makes on its own files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf

from relazione.fotografia import Fotografia
from tests.mondi.struttura_pdf import Struttura


def stretto(testo: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"[\W_]", "", testo).casefold()


def solo_individuali(completa: Fotografia) -> list[str]:
    """What only the managers' sheets say: their titles, and the indicators that stand in no other scorecard."""
    altri = stretto(
        " ".join(
            f"{r.etichetta} {r.programma} {r.obiettivo_operativo} {r.motivo}"
            for p in completa.prospetti
            if p.tipo != "individuale"
            for r in p.righe
        )
    )
    trovate = []
    for p in completa.prospetti:
        if p.tipo == "individuale":
            trovate += [p.titolo, p.sottotitolo, p.titolo_sintesi]
            trovate += [r.etichetta for r in p.righe if stretto(r.etichetta) not in altri]
    return [t for t in trovate if t]


def tutto(contenuto: bytes, formato: str) -> Iterator[tuple[str, str]]:
    """Every text that a file carries, whole and without marks, by where it stands."""
    if formato == "odt":
        with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
            for nome in archivio.namelist():
                testo = archivio.read(nome).decode("utf-8", "replace")
                yield nome, f"{nome} {testo}"
                yield f"testo di {nome}", re.sub(r"<[^>]+>", "", testo)
    elif formato == "pdf":
        yield from _pdf(contenuto)
    else:
        testo = contenuto.decode()
        yield "sorgente", testo
        yield "testo", re.sub(r"<[^>]+>", "", testo)


def _pdf(contenuto: bytes) -> Iterator[tuple[str, str]]:
    struttura = Struttura(contenuto)
    yield "testo letto", struttura.testo(struttura.radice)
    yield "margini", " ".join(t for testi in struttura.artifici for t in testi)
    for oggetto in struttura.pdf.objects:
        yield "stringhe", " ".join(_stringhe(oggetto))
        if isinstance(oggetto, pikepdf.Stream):
            # A stream holds metadata, an attachment, a drawing, a page: whatever it is, in clear.
            try:
                yield "flussi", oggetto.read_bytes().decode("utf-8", "replace")
            except pikepdf.PdfError:
                yield "flussi", oggetto.read_raw_bytes().decode("utf-8", "replace")


def _stringhe(oggetto: Any) -> Iterator[str]:
    """The strings of an object, its own only: outline, alternative texts, names of attachments, information."""
    if isinstance(oggetto, pikepdf.String):
        yield str(oggetto)
    elif isinstance(oggetto, pikepdf.Array):
        for parte in oggetto:
            if not getattr(parte, "is_indirect", False):
                yield from _stringhe(parte)
    elif isinstance(oggetto, pikepdf.Dictionary | pikepdf.Stream):
        for parte in oggetto.values():
            if not getattr(parte, "is_indirect", False):
                yield from _stringhe(parte)
