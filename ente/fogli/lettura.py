"""A spreadsheet as rows of cells, each as its author sees it: numbers with a comma, dates as day/month/year."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from ente.fogli.aspetto import data_iso, giorno_numerato, nota_di_durata, pulito, scrivi
from ente.fogli.contenitore import (
    FoglioRifiutato,
    FormatoDiFoglio,
    percorri,
    percorri_xml,
    riconosci,
    rovinato,
)
from ente.fogli.esame import ERRORI, Area, Esame, Posto, esamina_xlsx, esige_insieme, esige_pochi
from ente.fogli.inglese import FINE, Scrittura, candidato, guarda, in_italiano
from ente.fogli.ods_letto import LettoreOds
from ente.fogli.testo import leggi_testo
from ente.fogli.xls import con_testi_in_utf_16, esamina_xls

CON_ERRORE = "il foglio dà un errore di calcolo: correggete la formula o scrivete il valore."
RIGA_FUORI = (
    "il foglio dà un errore di calcolo: questa riga resta fuori e le altre entrano. Per farla entrare correggete la "
    "formula o scrivete il valore."
)
CASELLA_VUOTA = "il foglio dà un errore di calcolo: la casella resta vuota. Correggete la formula o scrivete il valore."
SENZA_VALORE = "la formula non ha un valore: aprite il file con il vostro programma, ricalcolate e salvate di nuovo."
COPERTA = "sotto le celle unite c'è {}, che non si vede: non è stato letto."
IN_DUE_MODI = (
    "nel file ci sono numeri all'inglese ({} «{}») e all'italiana ({} «{}»): scrivete questo senza separare le "
    "migliaia e con la virgola per i decimali."
)
LETTI_ALL_INGLESE = "i numeri sono scritti all'inglese («{}»): la virgola separa le migliaia, il punto i decimali."
VIRGOLA_DECIMALE = "la virgola è letta come decimale, «{}» è {}: se separa le migliaia scrivete il numero senza."
DATE = (dt.date, dt.time, dt.timedelta)
QUANTE = 20
"""How many cells of a file are spoken of one by one, for a remark that holds for all."""

Righe = tuple[tuple[str, ...], ...]
Nota = tuple[Posto, str]


@dataclass(frozen=True, slots=True)
class Foglio:
    """One sheet: its rows of written cells, the first one being row ``1`` of the file; short rows are not padded.

    ``guaste`` are the cells (from 0) whose value cannot be known, and why; ``note`` what the reader did of others that
    their author should know. Hidden rows and columns are read like the others: which they are is told here, with the
    names of the hidden sheets of the file, which are not. ``file`` is the name of the file; ``colonne`` says which of
    its columns (from 0) these are, when some were left out; ``testata`` the row (from 0) of its headings, when a person
    has said it.
    """

    nome: str
    righe: Righe
    guaste: Mapping[Posto, str] = field(default_factory=dict)
    note: Sequence[Nota] = ()
    righe_nascoste: Sequence[int] = ()
    colonne_nascoste: Sequence[int] = ()
    fogli_nascosti: Sequence[str] = ()
    file: str = ""
    colonne: Sequence[int] = ()
    testata: int | None = None


def leggi_fogli(contenuto: bytes, nome: str = "foglio") -> list[Foglio]:
    """The visible sheets of a file that have something written, in order. A text is one, called ``nome``.

    Raises:
        FileRifiutato: it is no sheet, is dangerous or is larger than a body's data can be.
    """
    fogli, nascosti = _leggi(contenuto, riconosci(contenuto), nome)
    fogli = [f for f in fogli if f.righe]
    if not fogli:
        dove = f", se non nei fogli nascosti ({', '.join(nascosti)}): mostrateli" if nascosti else ""
        raise FoglioRifiutato(f"Nel file non c'è scritto nulla{dove}: scegliete il foglio con i dati.")
    fogli[0] = replace(fogli[0], fogli_nascosti=tuple(pulito(n) for n in nascosti))
    return [replace(f, file=pulito(nome)) for f in fogli]


def posto(riga: int, colonna: int) -> str:
    """The name of a cell (from 0) as spreadsheets call it: (11, 2) is ``C12``."""
    lettere, resto = "", colonna + 1
    while resto:
        resto, cifra = divmod(resto - 1, 26)
        lettere = chr(65 + cifra) + lettere
    return f"{lettere}{riga + 1}"


def _leggi(contenuto: bytes, formato: FormatoDiFoglio, nome: str) -> tuple[list[Foglio], list[str]]:
    if formato is FormatoDiFoglio.CSV:
        nome = pulito(nome)
        righe = leggi_testo(contenuto, nome)
        celle = (((r, c), t) for r, riga in enumerate(righe) for c, t in enumerate(riga) if "," in t or "." in t)
        testi = [(dove, t) for dove, t in celle if t[-1] in FINE]
        return [_foglio(Esame(nome), righe, testi)], []
    if formato in (FormatoDiFoglio.ODS, FormatoDiFoglio.FODS):
        return _opendocument(contenuto, formato)
    try:
        if formato is FormatoDiFoglio.XLS:
            di_posto, nascosti = esamina_xls(contenuto)
            esami = dict(enumerate(di_posto))
        else:
            with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
                visibili, nascosti = esamina_xlsx(archivio)
            esami = dict(enumerate(visibili))
    except ValueError:  # a number that is not one, in the XML
        raise rovinato() from None
    presenti = [e for e in esami.values() if e]
    esige_pochi(len(presenti))
    esige_insieme(presenti)
    if not any(e.righe for e in presenti):
        return [], nascosti
    try:
        da_leggere = con_testi_in_utf_16(contenuto) if formato is FormatoDiFoglio.XLS else contenuto
        return _valori(load_workbook(io.BytesIO(da_leggere)), esami, formato), nascosti
    except (CalamineError, ValueError, OSError, LookupError, OverflowError):
        raise rovinato() from None
    except BaseException as errore:
        if type(errore).__name__ == "PanicException":  # the reader's own failure, which is no Exception
            raise rovinato() from None
        raise


def _opendocument(contenuto: bytes, formato: FormatoDiFoglio) -> tuple[list[Foglio], list[str]]:
    lettore = LettoreOds()
    ascolta: dict[str, Any] = {"inizio": lettore.inizio, "fine": lettore.fine, "testo": lettore.testo}
    if formato is FormatoDiFoglio.FODS:
        percorri_xml(io.BytesIO(contenuto), **ascolta)
    else:
        with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
            percorri(archivio, "content.xml", **ascolta)
    esige_insieme(lettore.esami)
    letti = zip(lettore.esami, lettore.righe, lettore.testi, strict=True)
    return [_foglio(esame, righe, testi) for esame, righe, testi in letti], lettore.fogli_nascosti


def _valori(cartella: CalamineWorkbook, esami: Mapping[int, Esame | None], formato: FormatoDiFoglio) -> list[Foglio]:
    fogli = []
    if formato is FormatoDiFoglio.XLS and len(cartella.sheet_names) != len(esami):
        raise rovinato()
    for n, esame in esami.items():
        if esame is None or not esame.righe:
            continue
        per_posto = formato is FormatoDiFoglio.XLS
        foglio = cartella.get_sheet_by_index(n) if per_posto else cartella.get_sheet_by_name(esame.nome)
        valori = foglio.to_python(skip_empty_area=False)
        righe = [tuple([intern(scrivi(v)) for v in riga]) for riga in valori]
        _ritocca(esame, valori, righe)
        fogli.append(_foglio(esame, righe, _testi(valori)))
    return fogli


def _testi(valori: Sequence[Sequence[object]]) -> list[tuple[Posto, str]]:
    """The cells that are texts and may be numbers. Most sheets have none, and the same texts come back many times."""
    diversi: set[object] = set()
    for riga in valori:
        diversi.update(riga)
    buoni = {v for v in diversi if isinstance(v, str) and candidato(v.strip())}
    if not buoni:
        return []
    celle = (((r, c), v) for r, riga in enumerate(valori) for c, v in enumerate(riga))
    return [(dove, v.strip()) for dove, v in celle if isinstance(v, str) and v in buoni]


def _ritocca(esame: Esame, valori: Sequence[Sequence[object]], righe: list[tuple[str, ...]]) -> None:
    """The cells that their format, or their type, makes other than they are alone."""
    for (r, c), formato in esame.formati.items():
        valore = valori[r][c] if r < len(valori) and c < len(valori[r]) else None
        if isinstance(valore, DATE):
            valore = esame.numeri.get((r, c))
        if isinstance(valore, int | float) and not isinstance(valore, bool):
            _metti(righe, (r, c), scrivi(valore, formato.segno(valore)))
    for (r, c), numero in esame.numeri.items():
        if (r, c) not in esame.formati and r < len(valori) and c < len(valori[r]) and isinstance(valori[r][c], DATE):
            _metti(righe, (r, c), scrivi(numero))
    for (r, c), zero in esame.giorni.items():
        valore = valori[r][c] if r < len(valori) and c < len(valori[r]) else None
        if isinstance(valore, float) and (numerato := giorno_numerato(valore, zero)):
            _metti(righe, (r, c), scrivi(numerato))
    for r, c in esame.date:
        valore = valori[r][c] if r < len(valori) and c < len(valori[r]) else None
        if isinstance(valore, str) and (giorno := data_iso(valore)):
            _metti(righe, (r, c), scrivi(giorno))
    for r, riga in enumerate(valori):
        if dt.timedelta in set(map(type, riga)):
            durate = [c for c, valore in enumerate(riga) if type(valore) is dt.timedelta]
            esame.note.extend(((r, c), nota_di_durata(righe[r][c])) for c in durate)


def _metti(righe: list[tuple[str, ...]], dove: Posto, testo: str) -> None:
    r, c = dove
    righe[r] = (*righe[r][:c], testo, *righe[r][c + 1 :])


def _foglio(esame: Esame, righe: list[tuple[str, ...]], testi: Sequence[tuple[Posto, str]]) -> Foglio:
    """A sheet from its rows; ``testi`` are the cells that are no numbers for the program that wrote it."""
    guaste = dict.fromkeys(esame.errori, CON_ERRORE) | dict.fromkeys(esame.mai_calcolate, SENZA_VALORE)
    for r, riga in enumerate(righe):
        for c, testo in enumerate(riga):
            if testo.startswith("#") and testo in ERRORI:
                guaste[r, c] = CON_ERRORE
    for r, c in esame.formule - guaste.keys():
        if r >= len(righe) or c >= len(righe[r]) or not righe[r][c]:
            guaste[r, c] = SENZA_VALORE
    note = [*esame.note, *_scopri(esame.unite, righe), *_in_italiano(testi, righe, guaste)]
    ultima = max((r for r, _ in guaste), default=-1)
    while len(righe) > ultima + 1 and not any(righe[-1]):
        righe.pop()
    righe.extend(() for _ in range(ultima + 1 - len(righe)))
    nascoste = sorted(c for c in esame.colonne_nascoste if any(c < len(r) and r[c] for r in righe))
    return Foglio(
        pulito(esame.nome),
        tuple(righe),
        guaste,
        tuple(note),
        sorted(r for r in esame.righe_nascoste if r < len(righe) and any(righe[r])),
        nascoste,
    )


def _scopri(unite: Collection[Area], righe: list[tuple[str, ...]]) -> list[Nota]:
    """Take away what stands under merged cells and is not what they show: nobody sees it."""
    note: list[Nota] = []
    restano = sum(map(len, righe))
    for prima_riga, prima, ultima_riga, ultima in unite:
        if prima_riga >= len(righe):
            continue
        mostrato = righe[prima_riga][prima] if prima < len(righe[prima_riga]) else ""
        for r in range(prima_riga, min(ultima_riga + 1, len(righe))):
            coperte = righe[r][prima : ultima + 1]
            restano -= len(coperte) + 1
            if restano < -len(righe):  # areas over one another: a small file that would be read many times
                raise rovinato()
            for c, testo in enumerate(coperte, prima):
                if testo and testo != mostrato:
                    _metti(righe, (r, c), "")
                    note.append(((r, c), COPERTA.format(f"«{testo[:60]}»")))
    return note


def _in_italiano(
    testi: Sequence[tuple[Posto, str]], righe: list[tuple[str, ...]], guaste: dict[Posto, str]
) -> list[Nota]:
    """Read the numbers that are written the English way as what they are, and say so; where a file is written both
    ways, those that could be two numbers are not known."""
    numeri = guarda(testi)
    if numeri.scrittura is Scrittura.INGLESE and numeri.prova:
        for dove, testo in testi:
            _metti(righe, dove, in_italiano(testo))
        return [(numeri.prova[0], LETTI_ALL_INGLESE.format(numeri.prova[1]))]
    if numeri.scrittura is Scrittura.MISTA and numeri.prova and numeri.altra:
        inglese, italiano = numeri.prova, numeri.altra
        perche = IN_DUE_MODI.format(posto(*inglese[0]), inglese[1], posto(*italiano[0]), italiano[1])
        guaste |= dict.fromkeys(numeri.dubbi, perche)
        return []
    if numeri.scrittura is Scrittura.IGNOTA:
        scritti = {dove: righe[dove[0]][dove[1]] for dove in numeri.dubbi[:QUANTE]}
        return [(dove, VIRGOLA_DECIMALE.format(t, t.rstrip("0"))) for dove, t in scritti.items()]
    return []
