"""The items of *Amministrazione trasparente › Performance* (D.Lgs. 33/2013, arts 10 and 20) and what is there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from cruscotto.models import DocumentoCiclo
from ente.models import Ente
from relazione.models import FileSigillato, GenereSigillato
from relazione.pubblico.vicenda import Vicenda

DATA = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Obbligo:
    """What the law asks to publish: how it is called elsewhere, or how the name of the sealed file begins."""

    codice: str
    titolo: str
    altrove: re.Pattern[str]
    sigillato: str = ""


def _come(modello: str) -> re.Pattern[str]:
    return re.compile(modello, re.IGNORECASE)


# The order of recognition is not that of the page: «Relazione di validazione» is the OIV's.
AMMONTARE = Obbligo("ammontare", "Ammontare complessivo dei premi", _come(r"\bammontare\b.*\bpremi"))
PREMI = Obbligo("premi", "Dati relativi ai premi", _come(r"\bpremi(ali)?\b"))
ACCOMPAGNAMENTO = Obbligo(
    "accompagnamento", "Relazione che accompagna la validazione", _come(r"\baccompagna"), "accompagnamento-"
)
VALIDAZIONE = Obbligo("validazione", "Documento di validazione dell’OIV", _come(r"\bvalida"), "validazione-")
FUNZIONAMENTO = Obbligo(
    "funzionamento",
    "Relazione dell’OIV sul funzionamento del sistema",
    _come(r"\bfunzionamento\b.*\bsistema\b"),
    "funzionamento-",
)
SISTEMA = Obbligo(
    "sistema",
    "Sistema di misurazione e valutazione della performance",
    _come(r"\bsistema\b.*\b(misurazione|valutazione)\b|\bsmvp\b"),
)
PIANO = Obbligo(
    "piano",
    "Piano della performance",
    _come(r"\bpiano\b.*\bperformance\b|\bpiano integrato\b.*\borganizzazione|\bpiao\b"),
)
RELAZIONE = Obbligo("relazione", "Relazione sulla performance", _come(r"\brelazione\b.*\bperformance\b"), "relazione-")
PAGINA = (SISTEMA, PIANO, RELAZIONE, VALIDAZIONE, ACCOMPAGNAMENTO, FUNZIONAMENTO, AMMONTARE, PREMI)
RICONOSCI = (AMMONTARE, PREMI, ACCOMPAGNAMENTO, VALIDAZIONE, FUNZIONAMENTO, SISTEMA, PIANO, RELAZIONE)


@dataclass(frozen=True, slots=True)
class Pubblicato:
    """A document that is published: on this site, sealed, or elsewhere. ``data`` is that of publication here, of the
    act elsewhere; ``dimensione`` is in bytes, None where it is not ours."""

    anno: int
    titolo: str
    indirizzo: str
    formato: str
    data: dt.date | None
    dimensione: int | None = None
    impronta: str = ""
    edizione: int = 0
    atto: str = ""
    firma: bool = False

    @property
    def eta(self) -> str:
        """«3 mesi», by today; empty when there is no date."""
        return eta(self.data) if self.data else ""


@dataclass(frozen=True, slots=True)
class Voce:
    """An item of the page: what is published of it, latest year first, and the years for which nothing is."""

    codice: str
    titolo: str
    pubblicati: Sequence[Pubblicato]
    mancano: Sequence[int]


def eta(giorno: dt.date) -> str:
    """How long ago a day was: «oggi», «3 mesi fa»."""
    oggi = timezone.localdate()
    return "oggi" if giorno >= oggi else f"{timesince(giorno, oggi, depth=1)} fa"


def leggi_voci(ente: Ente, vicende: Iterable[Vicenda]) -> tuple[list[Voce], list[Pubblicato]]:
    """The items in the order of the page, and the other documents of the cycles. Two queries.

    Only the edition in force of each year counts; of a cycle without one nothing is said.
    """
    in_vigore = [v for v in vicende if not v.superata]
    anni = sorted({v.edizione.ciclo.anno for v in in_vigore}, reverse=True)
    trovati: dict[str, list[Pubblicato]] = {o.codice: [] for o in PAGINA}
    altri: list[Pubblicato] = []
    for codice, pubblicato in (*_sigillati([v for v in in_vigore if not v.sospesa]), *_altrove(ente, in_vigore)):
        trovati.get(codice, altri).append(pubblicato)
    for voce in (*trovati.values(), altri):
        voce.sort(key=lambda p: (-p.anno, p.formato != "HTML"))  # what is read at once comes first
    voci = [
        Voce(o.codice, o.titolo, trovati[o.codice], [a for a in anni if a not in {p.anno for p in trovati[o.codice]}])
        for o in PAGINA
    ]
    return voci, altri


def file_pubblicati(vicenda: Vicenda, file: Iterable[FileSigillato]) -> list[Pubblicato]:
    """The sealed files of an edition as they are shown."""
    return [_pubblicato(vicenda, f) for f in file]


def _sigillati(vicende: Sequence[Vicenda]) -> Iterator[tuple[str, Pubblicato]]:
    delle = {v.edizione.pk: v for v in vicende}
    file = FileSigillato.objects.filter(approvata__in=delle).exclude(genere=GenereSigillato.DATI).order_by("pk")
    for f in file.select_related("firma_di"):
        nome = f.firma_di.nome if f.firma_di else f.nome
        obbligo = next((o for o in PAGINA if o.sigillato and nome.startswith(o.sigillato)), None)
        if obbligo is not None:
            yield obbligo.codice, _da_leggere(_pubblicato(delle[f.approvata_id], f), delle[f.approvata_id])


def _pubblicato(vicenda: Vicenda, file: FileSigillato) -> Pubblicato:
    edizione = vicenda.edizione
    return Pubblicato(
        anno=edizione.ciclo.anno,
        titolo=file.titolo,
        indirizzo=indirizzo_del_file(edizione.ciclo.ente.codice, edizione.ciclo.anno, edizione.numero, file.nome),
        formato=formato(file.nome),
        data=max(vicenda.giorno, timezone.localtime(file.created_at).date()),
        dimensione=file.dimensione,
        impronta=file.impronta,
        edizione=edizione.numero,
        firma=file.genere == GenereSigillato.FIRMA,
    )


def _da_leggere(pubblicato: Pubblicato, vicenda: Vicenda) -> Pubblicato:
    """The sealed HTML is read on the page made of it, which says what it is."""
    if pubblicato.formato != "HTML":
        return pubblicato
    ciclo = vicenda.edizione.ciclo
    pagina = reverse("pubblico:relazione", args=[ciclo.ente.codice, ciclo.anno])
    return replace(pubblicato, indirizzo=pagina, titolo=f"{pubblicato.titolo}, da leggere sul sito")


def _altrove(ente: Ente, vicende: Sequence[Vicenda]) -> Iterator[tuple[str, Pubblicato]]:
    """What the cycle says to be published elsewhere: a document without an address of the web is not published."""
    cicli = [v.edizione.ciclo_id for v in vicende]
    for d in DocumentoCiclo.objects.di(ente).filter(ciclo__in=cicli, url__iregex="^https?://").select_related("ciclo"):
        obbligo = next((o for o in RICONOSCI if o.altrove.search(d.titolo)), None)
        yield (
            obbligo.codice if obbligo else "",
            Pubblicato(
                anno=d.ciclo.anno,
                titolo=d.titolo,
                indirizzo=d.url,
                formato=formato(urlsplit(d.url).path, "pagina web"),
                data=data_dell_atto(d.atto),
                atto=d.atto,
            ),
        )


def indirizzo_del_file(ente: str, anno: int, numero: int, nome: str) -> str:
    """Where a sealed file is."""
    return reverse("pubblico:file", args=[ente, anno, numero, nome])


def data_dell_atto(atto: str) -> dt.date | None:
    """The latest day that an act says: the one of its last change."""
    giorni = []
    for giorno, mese, anno in DATA.findall(atto):
        try:
            giorni.append(dt.date(int(anno), int(mese), int(giorno)))
        except ValueError:
            continue
    return max(giorni, default=None)


FORMATI: Mapping[str, str] = {"htm": "HTML", "html": "HTML", "p7m": "firma P7M"}


def formato(nome: str, ignoto: str = "file") -> str:
    """«PDF», «CSV», by the end of a name."""
    fine = PurePosixPath(nome).suffix.lower().lstrip(".")
    return FORMATI.get(fine, fine.upper()) if 0 < len(fine) <= 4 else ignoto
