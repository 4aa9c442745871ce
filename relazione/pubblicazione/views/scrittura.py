"""The page of a document that is being written: its sections, how far they are, who writes what by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ente.richiesta import utente_di
from relazione.documento.mancanze import per_sezione
from relazione.models import Sezione, StatoSezione
from relazione.pubblicazione.bozza import componi_bozza, edizione_per
from relazione.pubblicazione.forms.scrittura import ModuloNuova
from relazione.pubblicazione.riportabile import documento_prima
from relazione.pubblicazione.scrittoio import Scrittoio, apri_scrittoio


@dataclass(frozen=True, slots=True)
class RigaSezione:
    """A section in the list."""

    numero: str
    sezione: Sezione
    scrive: bool

    @property
    def stato(self) -> str:
        """How it is: to be read again, empty, done."""
        if self.sezione.stato == StatoSezione.DA_RIVEDERE:
            return "da_rivedere"
        return "scritta" if self.sezione.testo else "vuota"

    @property
    def in_ritardo(self) -> bool:
        """Whether its day has passed and it is not done."""
        entro = self.sezione.entro
        return entro is not None and entro < timezone.localdate() and self.stato != "scritta"


@require_safe
def scrittura(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """The sections of a document that the person may read, with what may be done on each."""
    return pagina_scrittura(request, apri_scrittoio(utente_di(request), anno, pk))


def pagina_scrittura(
    request: HttpRequest, scrittoio: Scrittoio, nuova: ModuloNuova | None = None, status: int = 200
) -> HttpResponse:
    """The page; after a section that could not be added, with its form as it was written."""
    documento = scrittoio.documento
    righe = [RigaSezione(n, s, scrittoio.scrive(s)) for n, s in scrittoio.visibili]
    da_rivedere = sum(r.stato == "da_rivedere" for r in righe)
    cura = scrittoio.scrive_tutto and not scrittoio.chiuso
    contesto = contesto_documento(scrittoio) | {
        "righe": righe,
        "da_rivedere": da_rivedere,
        "vuote": sum(r.stato == "vuota" for r in righe),
        "assegnate": sum(r.sezione.assegnata_a_id is not None for r in righe),
        "in_ritardo": sum(r.in_ritardo for r in righe),
        "pronte": sum(r.stato != "da_rivedere" for r in righe),
        "cura": cura,
        "prima": documento_prima(documento) if cura else None,
        "nuova": (nuova or ModuloNuova(sezioni=scelte_sezioni(scrittoio))) if cura else None,
    }
    return render(request, "relazione/pubblicazione/scrittura/scrittura.html", contesto, status=status)


@require_safe
def da_completare(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """What there is still to complete, section by section: a part of the page, or a page of its own."""
    scrittoio = apri_scrittoio(utente_di(request), anno, pk)
    edizione = edizione_per(scrittoio.documento, scrittoio.legge_tutto)
    composto = componi_bozza(scrittoio.documento, [s for _, s in scrittoio.sezioni], edizione)
    visibili = {s.codice for _, s in scrittoio.visibili}
    motivi = per_sezione(i for i in composto.incompletezze if i.codice in visibili)
    mancano = [(n, s, motivi[s.codice]) for n, s in scrittoio.visibili if s.codice in motivi]
    contesto = contesto_documento(scrittoio) | {"mancano": mancano, "quante": sum(len(m) for _, _, m in mancano)}
    nome = "_da_completare" if getattr(request, "htmx", False) else "da_completare"
    return render(request, f"relazione/pubblicazione/scrittura/{nome}.html", contesto)


def contesto_documento(scrittoio: Scrittoio) -> dict[str, Any]:
    """What every page of a document says of it."""
    return {
        "scrittoio": scrittoio,
        "documento": scrittoio.documento,
        "ciclo": scrittoio.documento.ciclo,
        "chiuso": scrittoio.chiuso,
        "oggi_e": timezone.localdate(),
    }


def scelte_sezioni(scrittoio: Scrittoio) -> list[tuple[str, str]]:
    """The sections after which a new one may go."""
    return [(s.codice, f"{n} {s.titolo}".strip()) for n, s in scrittoio.visibili]


def versione_vista(request: HttpRequest) -> int:
    """The version of a section that the person was looking at, 0 when the form does not say."""
    versione = request.POST.get("versione", "")
    return int(versione) if versione.isdecimal() and versione.isascii() and len(versione) < 10 else 0
