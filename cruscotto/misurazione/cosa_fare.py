"""What a value asks for, said to who reads: what the reader can do, or who does it. Never advice without the power."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Self

from cruscotto.aritmetica.allerte import CodiceAllerta
from ente.models import Ruolo, Utente


class Parte(Enum):
    """What a reader is to a value: enters it, reviews it, runs the cycle, only reads."""

    UFFICIO = "ufficio"
    DIRIGENTE = "dirigente"
    CONTROLLO = "controllo"
    LEGGE = "legge"


@dataclass(frozen=True, slots=True)
class Lettore:
    """Who reads: the codes of the offices whose values the person enters and of the areas that the person reviews.
    ``chiuso``: the period is closed, and nobody writes in it."""

    uffici: frozenset[str] = frozenset()
    aree: frozenset[str] = frozenset()
    controllo: bool = False
    chiuso: bool = False

    @classmethod
    def di(cls, utente: Utente, *, chiuso: bool) -> Self:
        """The person of the session: the assignments have been read with the person, and cost no query."""
        _, incarichi = utente.incarichi_letti
        uffici = (i.ufficio.codice for i in incarichi if i.ruolo == Ruolo.REDATTORE and i.ufficio)
        aree = (i.area.codice for i in incarichi if i.ruolo == Ruolo.DIRIGENTE and i.area)
        return cls(frozenset(uffici), frozenset(aree), any(i.ruolo == Ruolo.CONTROLLO for i in incarichi), chiuso)

    def parte(self, ufficio: str, area: str) -> Parte:
        """The part of the reader in a value of an office and an area (their codes; empty when it has none)."""
        if ufficio and ufficio in self.uffici:
            return Parte.UFFICIO
        if area in self.aree or (self.controllo and not area):  # controllo reviews what is of no area
            return Parte.DIRIGENTE
        return Parte.CONTROLLO if self.controllo else Parte.LEGGE


Frasi = dict[Parte, str]
U, D, C, L = Parte.UFFICIO, Parte.DIRIGENTE, Parte.CONTROLLO, Parte.LEGGE

PER_STATO: dict[str, Frasi] = {
    "mancante": {
        U: "Inserite il valore del periodo.",
        D: "Chiedete il valore all’ufficio.",
        C: "Sollecitate l’ufficio, o inserite il valore.",
        L: "L’ufficio deve ancora inserire il valore.",
    },
    "bozza": {
        U: "Trasmettete la bozza.",
        D: "Chiedete all’ufficio di trasmettere la bozza.",
        C: "Sollecitate l’ufficio: la bozza è da trasmettere.",
        L: "L’ufficio deve ancora trasmettere la bozza.",
    },
    "restituita": {
        U: "Correggete il valore e ritrasmettetelo.",
        D: "Aspetta la correzione dell’ufficio.",
        C: "Sollecitate l’ufficio: il valore è da correggere.",
        L: "L’ufficio deve correggere il valore e ritrasmetterlo.",
    },
}
SENZA_UFFICIO = "Assegnate l’indicatore a un ufficio, o inserite il valore."
"""To controllo di gestione, of a value that nobody enters."""
NESSUN_UFFICIO = "L’indicatore non ha un ufficio: lo assegna il controllo di gestione."
CHIUSO = "Il periodo è chiuso: lo riapre all’ufficio il controllo di gestione."
RIAPRITE = "Riaprite il periodo all’ufficio, se il valore serve."

DA_RIVEDERE = "trasmessa"
"""The state in which an office may take a value back and a dirigente may return it."""
PER_ALLERTA: dict[CodiceAllerta, dict[bool, Frasi]] = {
    CodiceAllerta.SENZA_MOTIVAZIONE: {
        True: {
            U: "Riprendete il valore e scrivete la causa dello scostamento.",
            D: "Restituite il valore: manca la causa dello scostamento.",
            C: "Chiedete al dirigente di restituire il valore: manca la causa dello scostamento.",
            L: "Manca la causa dello scostamento: la scrive l’ufficio.",
        },
        False: {
            U: "Chiedete al dirigente di restituire il valore: manca la causa dello scostamento.",
            D: "Restituite il valore: manca la causa dello scostamento.",
            C: "Chiedete al dirigente di restituire il valore: manca la causa dello scostamento.",
            L: "Manca la causa dello scostamento: la scrive l’ufficio.",
        },
    },
    CodiceAllerta.ANOMALO: {
        True: {
            U: "Controllate la digitazione: se è sbagliato, riprendete il valore.",
            D: "Controllate il valore con l’ufficio prima di validarlo.",
            C: "Chiedete al dirigente di controllare il valore.",
            L: "Il valore è da controllare: lo fanno l’ufficio e il dirigente.",
        },
        False: {
            U: "Controllate la digitazione: se è sbagliato, ditelo al dirigente.",
            D: "Controllate il valore con l’ufficio.",
            C: "Controllate il valore con l’ufficio.",
            L: "Il valore è da controllare: lo fanno l’ufficio e il dirigente.",
        },
    },
}
SEMPRE: dict[CodiceAllerta, Frasi] = {
    CodiceAllerta.AZIONE_SCADUTA: {
        U: "Dite a che punto è l’azione correttiva promessa.",
        D: "Dite a che punto è l’azione correttiva promessa.",
        C: "Dite a che punto è l’azione correttiva promessa.",
        L: "Un’azione correttiva è scaduta: a che punto è lo dice chi ne risponde.",
    },
    CodiceAllerta.SENZA_VERSO: {
        C: "Scegliete il verso dell’indicatore.",
        L: "Manca il verso dell’indicatore: lo sceglie il controllo di gestione.",
    },
    CodiceAllerta.TENDENZA_IN_CALO: {
        U: "Cercate la causa del calo.",
        D: "Cercate la causa del calo.",
        C: "Cercate con il dirigente la causa del calo.",
        L: "Il valore si allontana dal target: la causa la cerca chi ne risponde.",
    },
    CodiceAllerta.DICHIARATO_DIVERSO: {
        C: "Controllate il motivo del SAL dichiarato.",
        L: "Il motivo del SAL dichiarato è nella pagina dell’indicatore.",
    },
}
ORDINE = (
    CodiceAllerta.AZIONE_SCADUTA,
    CodiceAllerta.SENZA_MOTIVAZIONE,
    CodiceAllerta.ANOMALO,
    CodiceAllerta.SENZA_VERSO,
    CodiceAllerta.TENDENZA_IN_CALO,
    CodiceAllerta.DICHIARATO_DIVERSO,
)
SOTTO_SOGLIA: Frasi = {
    U: "Decidete con il dirigente un’azione correttiva.",
    D: "Decidete un’azione correttiva.",
    C: "Concordate con il dirigente un’azione correttiva.",
    L: "Manca un’azione correttiva: la decide il dirigente.",
}
IN_ATTESA: Frasi = {
    D: "Validate il valore, o restituitelo.",
    L: "Aspetta la validazione del dirigente.",
}


def cosa_fare(lettore: Lettore, *, stato: str, ufficio: str, area: str, ha: Callable[[str], bool], azione: str) -> str:
    """What to do of a value, in one sentence to a reader; empty when there is nothing. ``azione`` is the corrective
    action already written."""
    parte = lettore.parte(ufficio, area)
    if stato in PER_STATO and lettore.chiuso:
        return RIAPRITE if lettore.controllo else CHIUSO
    if stato in PER_STATO and not ufficio:
        return SENZA_UFFICIO if lettore.controllo else NESSUN_UFFICIO
    if stato in PER_STATO:
        return PER_STATO[stato][parte]
    if lettore.chiuso:
        parte = L
    for codice in ORDINE:
        if ha(codice):
            frasi = PER_ALLERTA[codice][stato == DA_RIVEDERE] if codice in PER_ALLERTA else SEMPRE[codice]
            return frasi.get(parte, frasi[L])
    if ha(CodiceAllerta.SOTTO_SOGLIA):
        return azione or SOTTO_SOGLIA[parte]
    if stato != DA_RIVEDERE:
        return ""
    return IN_ATTESA.get(parte, IN_ATTESA[L])
