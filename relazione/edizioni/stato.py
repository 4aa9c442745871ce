"""Where an approved Relazione is, and who has the next step: for every page that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from cruscotto.models import Ciclo, Rilevazione
from ente.models import Utente
from relazione.models import Correzione, RelazioneApprovata, StatoApprovata

S = StatoApprovata
LETTI = ("pk", "numero", "stato", "sigillata_il", "sigillo_mancato")
PREFISSO, SENZA = "approvata_", "senza"
TAPPE = (S.APPROVATA, S.VALIDATA, S.PUBBLICATA)
"""The road of an edition: one given back is on the first stretch again."""


@dataclass(frozen=True, slots=True)
class StatoEdizione:
    """The last edition of a year and what waits: how many observations without an answer, whether it is being mended.
    Of ``edizione`` only ``LETTI`` may have been read."""

    edizione: RelazioneApprovata
    senza_risposta: int
    in_correzione: bool

    @property
    def stato(self) -> str:
        """The state in words, for a label."""
        return "In correzione" if self.in_correzione else self.edizione.get_stato_display()

    @property
    def passo(self) -> str:
        """Who has to do what now, in a sentence."""
        e = self.edizione
        if self.in_correzione:
            return "Il controllo di gestione la corregge, poi registra l'atto che approva la nuova edizione."
        if e.stato in (S.APPROVATA, S.RESTITUITA) and not e.sigillata:
            return e.sigillo_mancato or "I suoi file si stanno scrivendo e sigillando: qualche minuto."
        if e.stato == S.RESTITUITA and self.senza_risposta:
            quante = "all'osservazione" if self.senza_risposta == 1 else f"a {self.senza_risposta} osservazioni"
            return f"Il controllo di gestione risponde {quante} dell'OIV."
        if e.stato == S.RESTITUITA:
            return "L'OIV legge le risposte, poi la valida."
        return {
            S.APPROVATA: "L'OIV la esamina: la valida, o la restituisce con osservazioni.",
            S.NON_VALIDATA: "Il controllo di gestione la corregge: l'OIV non l'ha validata, e dice perché.",
            S.VALIDATA: "Il controllo di gestione la pubblica.",
            S.PUBBLICATA: "È pubblicata: la legge chiunque.",
            S.SUPERATA: "Ne ha preso il posto un'edizione successiva.",
        }[S(e.stato)]

    @property
    def tappe(self) -> list[tuple[str, str]]:
        """The road with where it is: ``fatto``, ``corrente``, ``futuro``."""
        qui = TAPPE.index(S(self.edizione.stato)) if self.edizione.stato in TAPPE else 0
        quando = ["fatto"] * (qui + 1) + ["corrente"] + ["futuro"] * len(TAPPE)
        return [(str(t.label), quando[n]) for n, t in enumerate(TAPPE)]


def colonne_ultima(ciclo: OuterRef) -> dict[str, Subquery]:
    """What a query on something of a cycle asks besides, to know its last edition: see ``da_colonne``."""
    ultima = RelazioneApprovata.objects.filter(ciclo=ciclo).order_by("-numero")
    senza = ultima.annotate(senza=Count("osservazioni", filter=Q(osservazioni__risposta="")))
    lette = {f"{PREFISSO}{campo}": Subquery(ultima.values(campo)[:1]) for campo in LETTI}
    return lette | {f"{PREFISSO}senza": Subquery(senza.values("senza")[:1])}


def da_colonne(riga: Mapping[str, Any], ciclo: Ciclo) -> StatoEdizione | None:
    """The last edition of a cycle from the columns of ``colonne_ultima``; None when none was approved."""
    if not riga.get(f"{PREFISSO}pk"):
        return None
    edizione = RelazioneApprovata(ciclo=ciclo, **{campo: riga[f"{PREFISSO}{campo}"] for campo in LETTI})
    return StatoEdizione(edizione, riga[f"{PREFISSO}senza"], not ciclo.congelato)


def stato_edizione(ciclo: Ciclo) -> StatoEdizione | None:
    """The last edition of the Relazione of a cycle with what waits; None when none was approved. One query."""
    edizioni = RelazioneApprovata.objects.filter(ciclo=ciclo).order_by("-numero").select_related("ciclo__ente")
    ultima = edizioni.annotate(**{SENZA: Count("osservazioni", filter=Q(osservazioni__risposta=""))}).first()
    return StatoEdizione(ultima, getattr(ultima, SENZA), not ciclo.congelato) if ultima else None


def in_correzione(ciclo: Ciclo) -> RelazioneApprovata | None:
    """The edition of a cycle that is being mended; None when none is. One query."""
    aperte = Correzione.objects.filter(approvata__ciclo=ciclo, nuova=None)
    aperta = aperte.select_related("approvata").first()
    return aperta.approvata if aperta else None


def stessa_persona(edizione: RelazioneApprovata, chi: Utente) -> str:
    """What else the person did of this Relazione, where duties should be of somebody else; empty if nothing."""
    suoi = Rilevazione.objects.filter(periodo__ciclo=edizione.ciclo).filter(Q(inserita_da=chi) | Q(validata_da=chi))
    fatti = [
        ("ha registrato l'approvazione", edizione.approvata_da_id == chi.pk),
        ("ha risposto alle osservazioni", edizione.osservazioni.filter(risposta_da=chi).exists()),
        ("ha inserito o validato valori del ciclo", suoi.exists()),
    ]
    detti = [frase for frase, fatto in fatti if fatto]
    return f"{', '.join(detti[:-1])} e {detti[-1]}" if len(detti) > 1 else "".join(detti)
