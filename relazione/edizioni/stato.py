"""Where an approved Relazione is, and who has the next step: for every page that says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from cruscotto.models import Ciclo, Rilevazione
from ente.models import Utente
from relazione.models import Correzione, Osservazione, RelazioneApprovata, StatoApprovata

S = StatoApprovata
TAPPE = (S.APPROVATA, S.VALIDATA, S.PUBBLICATA)
"""The road of an edition: one given back is on the first stretch again."""


@dataclass(frozen=True, slots=True)
class StatoEdizione:
    """The last edition of a year and what waits. ``correzione`` is open when its cycle is being mended."""

    edizione: RelazioneApprovata
    osservazioni: tuple[Osservazione, ...]
    correzione: Correzione | None

    @property
    def senza_risposta(self) -> int:
        return sum(not o.risposta for o in self.osservazioni)

    @property
    def stato(self) -> str:
        """The state in words, for a label."""
        return "In correzione" if self.correzione else self.edizione.get_stato_display()

    @property
    def passo(self) -> str:
        """Who has to do what now, in a sentence."""
        e = self.edizione
        if self.correzione:
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


def stato_edizione(ciclo: Ciclo) -> StatoEdizione | None:
    """The last edition of the Relazione of a cycle with what waits; None when none was approved. Two queries."""
    edizioni = RelazioneApprovata.objects.di(ciclo.ente).filter(ciclo=ciclo)
    ultima = edizioni.select_related("ciclo__ente", "correzione").prefetch_related("osservazioni").first()
    if ultima is None:
        return None
    aperta = getattr(ultima, "correzione", None) if not ciclo.congelato else None
    return StatoEdizione(ultima, tuple(ultima.osservazioni.all()), aperta)


def stessa_persona(edizione: RelazioneApprovata, chi: Utente) -> str:
    """What else the person did of this Relazione, where duties should be of somebody else; empty if nothing."""
    if edizione.approvata_da_id == chi.pk:
        return "ha registrato anche l'approvazione"
    suoi = Rilevazione.objects.filter(periodo__ciclo=edizione.ciclo).filter(Q(inserita_da=chi) | Q(validata_da=chi))
    return "ha inserito o validato anche valori del ciclo" if suoi.exists() else ""
