"""The check of the public edition on the bytes that were written, whoever wrote them: no string of an individual sheet
in the text, in the metadata, in the attachments. It shares nothing with what applies the edition.

The comparison looks at letters and digits only: neither a broken line, nor a hyphen, nor an entity hides anything.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from html import unescape
from multiprocessing import get_context
from threading import local

from ente.errori import ErroreUtente
from relazione.documento.parti.quanti import quanti_processi
from relazione.fotografia import Fotografia

CORTA = 12
"""Letters and digits below which a string says nothing: «100», «Dirigente»."""
FRASE = re.compile(r"[.;:!?\n]+")
PASSO = re.compile(r"\{\{\s*riservato:((?:\{\{[^{}]*\}\}|(?!\}\}).)*)", re.DOTALL)
RICHIAMO = re.compile(r"\{\{(?!\s*riservato:)[^{}]*\}\}")
MARCATURA = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]|[*_`>#]|\{\{\s*riservato:", re.DOTALL)
ETICHETTA = re.compile(r"<[^>]*>")
DATI = re.compile(r"data:[^\"')]*")
FLUSSO = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
ESADECIMALE = re.compile(rb"<([0-9A-Fa-f]{8,})>")
LETTERALE = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
SCAPPATO = re.compile(rb"\\(.)", re.DOTALL)


_aperto = local()
"""The file that is being read, in this process and thread."""


class EdizioneNonPubblica(ErroreUtente):
    """A file that should be public holds something of an individual sheet: it must not leave."""


def stringhe_vietate(completa: Fotografia, pubblica: Fotografia) -> tuple[str, ...]:
    """What only the full snapshot says of who is assessed: titles of the individual sheets, what stands in them and
    nowhere else, the sentences of the reserved sections and passages, the rows of the masked tables. Comparable.
    """
    dette = comparabile(" ".join(_organizzative(pubblica)))
    # A sentence may stand both in a reserved section and in another; the title of a sheet is never excused that way.
    scritte = dette + comparabile(" ".join(f"{s.titolo} {MARCATURA.sub(' ', s.testo)}" for s in pubblica.sezioni))
    trovate = {s for s in map(comparabile, _individuali(completa)) if s not in dette}
    trovate |= {s for s in map(comparabile, _riservate(completa, pubblica)) if s not in scritte}
    return tuple(sorted(s for s in trovate if len(s) >= CORTA))


def _organizzative(pubblica: Fotografia) -> Iterator[str]:
    """What the organisational scorecards and the documents of the cycle say anyway."""
    yield pubblica.titolo
    for p in pubblica.prospetti:
        yield from (p.titolo, p.sottotitolo, p.titolo_sintesi)
        for r in p.righe:
            yield from (r.etichetta, r.target, r.actual, r.motivo, r.programma, r.obiettivo_operativo, r.spiegazione)
    for d in pubblica.documenti:
        yield from (d.titolo, d.atto)


def _individuali(completa: Fotografia) -> Iterator[str]:
    for p in completa.prospetti:
        if p.tipo == "individuale":
            yield from (p.titolo, p.sottotitolo, p.titolo_sintesi, f"{p.titolare} SAL")
            for r in p.righe:
                yield from (r.etichetta, r.motivo, r.programma, r.obiettivo_operativo)


def _riservate(completa: Fotografia, pubblica: Fotografia) -> Iterator[str]:
    restano = {s.codice for s in pubblica.sezioni}
    for s in completa.sezioni:
        passi = [s.testo] if s.codice not in restano else PASSO.findall(s.testo)
        if s.codice not in restano:
            yield s.titolo
        for passo in passi:
            # What a recall prints is not in the text: the words before it and after it are looked for apart.
            yield from FRASE.split(MARCATURA.sub(" ", RICHIAMO.sub("\n", passo)))
    mascherate = {t.codice: t for t in pubblica.tavole}
    for t in completa.tavole:
        for prima, dopo in zip(t.righe, mascherate[t.codice].righe, strict=True):
            if prima != dopo:
                yield " ".join(prima.celle)


def controlla_pubblica(contenuto: bytes, formato: str, vietate: Iterable[str]) -> None:
    """Refuse a written file that says something forbidden.

    Raises:
        EdizioneNonPubblica: with what was found and where. Nobody must receive the file.
    """
    vietate = tuple(vietate)
    for dove, testo in parti(contenuto, formato) if vietate else ():
        ridotto = comparabile(testo)
        for vietata in vietate:
            if vietata in ridotto:
                raise EdizioneNonPubblica(
                    f"L'edizione pubblica contiene nel {dove} qualcosa delle schede individuali o dei dati nascosti "
                    f"(«{vietata[:40]}…»): non è stata scritta. Segnate come riservata la sezione che lo dice."
                )


def parti(contenuto: bytes, formato: str) -> Iterator[tuple[str, str]]:
    """All the text that a file carries, with where it stands: text, metadata, attachments."""
    if formato == "pdf":
        yield from _di_pdf(contenuto)
    elif formato == "odt":
        with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
            for nome in archivio.namelist():
                if nome.endswith((".xml", ".rdf", ".svg")):
                    yield f"file {nome}", _senza_marcatura(archivio.read(nome).decode())
    elif formato == "html":
        testo = contenuto.decode()
        yield "testo", _senza_marcatura(testo)
        yield "codice della pagina", unescape(DATI.sub("", testo))
    else:
        yield "testo", contenuto.decode()


def _di_pdf(contenuto: bytes) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader

    lettore = PdfReader(io.BytesIO(contenuto))
    # Whole pages together: a sentence may begin on one and end on the next.
    yield "testo", "".join(_testi(contenuto, len(lettore.pages)))
    yield "corredo del PDF", " ".join(str(v) for v in (lettore.metadata or {}).values())
    for nome, versioni in lettore.attachments.items():
        yield f"nome dell'allegato {nome}", nome
        for versione in versioni:
            yield f"file allegato {nome}", versione.decode("utf-8", "replace")
    # Everything else that the file says somewhere: bookmarks, alternative texts, metadata, whatever holds them.
    for flusso in FLUSSO.findall(contenuto):
        try:
            grezzo = zlib.decompress(flusso)
        except zlib.error:
            grezzo = flusso
        yield "corredo del PDF", unescape(grezzo.decode("utf-8", "replace"))
        yield "corredo del PDF", " ".join(_stringhe(grezzo))


def _testi(contenuto: bytes, pagine: int) -> Sequence[str]:
    """The text of each page, read by more processes where there are: it takes as long as the layout."""
    processi = min(quanti_processi(), pagine)
    if processi < 2:
        _apri(contenuto)
        try:
            return [_testo(n) for n in range(pagine)]
        finally:
            del _aperto.lettore
    with ProcessPoolExecutor(processi, get_context("fork"), _apri, (contenuto,)) as gruppo:
        return list(gruppo.map(_testo, range(pagine), chunksize=8))


def _apri(contenuto: bytes) -> None:
    from pypdf import PdfReader

    _aperto.lettore = PdfReader(io.BytesIO(contenuto))


def _testo(pagina: int) -> str:
    testo: str = _aperto.lettore.pages[pagina].extract_text()
    return testo


def _stringhe(grezzo: bytes) -> Iterator[str]:
    """The strings of PDF objects, hexadecimal and literal."""
    for esadecimale in ESADECIMALE.findall(grezzo):
        yield _decodifica(bytes.fromhex(esadecimale.decode() + "0" * (len(esadecimale) % 2)))
    for letterale in LETTERALE.findall(grezzo):
        yield _decodifica(SCAPPATO.sub(rb"\1", letterale))


def _decodifica(stringa: bytes) -> str:
    if stringa.startswith(b"\xfe\xff"):
        return stringa[2:].decode("utf-16-be", "replace")
    return stringa.decode("latin-1")


def _senza_marcatura(testo: str) -> str:
    return unescape(ETICHETTA.sub(" ", DATI.sub("", testo)))


def comparabile(testo: str) -> str:
    """Letters and digits only, in lower case and without their compatibility forms."""
    return "".join(c for c in unicodedata.normalize("NFKC", testo).casefold() if c.isalnum())
