"""What a copy is, by its SHA-256: the one that was published, a superseded one, or none of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from ente.parole import minuscola
from relazione.models import FileSigillato, RelazioneApprovata, StatoApprovata
from relazione.pubblico.vicenda import Vicenda, racconta
from relazione.pubblico.voci import indirizzo_del_file

SHA256 = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
PUBBLICATA, SUPERATA, SOSPESA, NON_NOSTRA = "pubblicata", "superata", "sospesa", "non_nostra"
TITOLI = {
    PUBBLICATA: "È quella pubblicata",
    SUPERATA: "È superata",
    SOSPESA: "È sospesa",
    NON_NOSTRA: "Non è nostra",
}


@dataclass(frozen=True, slots=True)
class Verdetto:
    """What is said of a copy. ``vicenda`` is None for what is not ours; ``nome`` is that of the file that it is."""

    esito: str
    frase: str
    vicenda: Vicenda | None = None
    nome: str = ""

    @property
    def titolo(self) -> str:
        return TITOLI[self.esito]

    @property
    def originale(self) -> str:
        """Where the file that it is can be had; empty when it is withdrawn or not ours."""
        if self.vicenda is None or self.vicenda.ritirata:
            return ""
        ciclo = self.vicenda.edizione.ciclo
        return indirizzo_del_file(ciclo.ente.codice, ciclo.anno, self.vicenda.edizione.numero, self.nome)

    @property
    def attuale(self) -> str:
        """The page of the edition in force; empty while it is suspended."""
        if self.vicenda is None or self.vicenda.sospesa:
            return ""
        ciclo = self.vicenda.edizione.ciclo
        return reverse("pubblico:relazione", args=[ciclo.ente.codice, ciclo.anno])

    def in_dati(self, assoluto: Callable[[str], str]) -> dict[str, Any]:
        """The same for programs."""
        dati: dict[str, Any] = {"esito": self.esito, "titolo": self.titolo, "frase": self.frase}
        if self.vicenda is None:
            return dati
        edizione, attuale = self.vicenda.edizione, self.vicenda.attuale
        return dati | {
            "ente": edizione.ciclo.ente.codice,
            "anno": edizione.ciclo.anno,
            "edizione": edizione.numero,
            "edizione_in_vigore": attuale.numero,
            "pubblicata_il": self.vicenda.giorno.isoformat(),
            "file": self.nome,
            "originale": assoluto(self.originale) if self.originale else "",
            "relazione": assoluto(self.attuale) if self.attuale else "",
        }


def leggi_impronta(testo: str) -> str:
    """The SHA-256 in what a person has pasted, whatever stands around it; empty where there is none, or two."""
    trovate = {t.lower() for t in SHA256.findall(testo)}
    return trovate.pop() if len(trovate) == 1 else ""


def giudica(impronta: str) -> Verdetto:
    """What a file with this SHA-256 is. Three queries at most.

    The same bytes may be of two editions: then the answer is that of the one in force, or of the latest.
    """
    file = FileSigillato.objects.filter(impronta=impronta, approvata__in=RelazioneApprovata.objects.pubbliche())
    trovati = [(f.approvata, f.nome, f.titolo) for f in file.select_related("approvata__ciclo__ente")]
    if not trovati:
        manifesti = RelazioneApprovata.objects.pubbliche().filter(impronta_manifesto=impronta)
        trovati = [(e, "manifesto.json", "Manifesto") for e in manifesti.select_related("ciclo__ente")]
    if not trovati:
        return Verdetto(
            NON_NOSTRA,
            "Nessun file pubblicato qui ha questa impronta: la copia è stata cambiata, o viene da un’altra parte.",
        )
    edizione, nome, titolo = max(trovati, key=lambda t: (t[0].stato == StatoApprovata.PUBBLICATA, t[0].pubblicata_il))
    sorelle = RelazioneApprovata.objects.filter(ciclo=edizione.ciclo_id).select_related(
        "ciclo__ente", "corregge", "correzione"
    )
    vicenda = racconta(list(sorelle.order_by("numero")), edizione.numero)
    return _di(vicenda, nome, titolo)


def _di(vicenda: Vicenda, nome: str, titolo: str) -> Verdetto:
    ciclo = vicenda.edizione.ciclo
    che = (
        f"«{titolo}», file {nome} ({ciclo.ente}), anno {ciclo.anno}: edizione n. {vicenda.edizione.numero}, "
        f"pubblicata il {date_format(vicenda.giorno, 'j F Y').lower()}"
    )
    if not vicenda.superata and vicenda.sospesa:
        perche = "C’era un dato da non pubblicare: si sta correggendo, e una copia non va diffusa."
        return Verdetto(SOSPESA, f"{che}. {perche}", vicenda, nome)
    if not vicenda.superata:
        return Verdetto(PUBBLICATA, f"{che}. È l’edizione in vigore.", vicenda, nome)
    return Verdetto(SUPERATA, f"{che}. {perche_superata(vicenda)}", vicenda, nome)


def perche_superata(vicenda: Vicenda) -> str:
    """«Superata il 3 giugno 2026 dalla n. 2: un dato era errato.»"""
    quando = date_format(vicenda.superata_giorno, "j F Y").lower() if vicenda.superata_giorno else ""
    motivi = "; poi ".join(dict.fromkeys(minuscola(c.get_codice_display()) for c in vicenda.correzioni))
    ritirata = " Non va diffusa." if vicenda.ritirata else ""
    return f"Superata il {quando} dalla n. {vicenda.attuale.numero}, perché: {motivi}.{ritirata}"
