"""Which rows of a scorecard a page shows, and in which order: all from the address, so that it can be sent.

A filter that matches nothing shows nothing and says so: it is never dropped in silence. Filtering only chooses rows;
the means are always those of the whole scorecard.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from cruscotto.aritmetica.allerte import NOMI
from cruscotto.aritmetica.sal import Stato
from cruscotto.misurazione.livelli import PROSPETTIVE, in_fila
from cruscotto.misurazione.prospetto import ObiettivoMisurato, ProspettivaMisurata, Prospetto, Riga

MAX_CARATTERI = 200
"""Longest value of a parameter that is read."""

STATI = {
    "validata": "Validato",
    "trasmessa": "Trasmesso, da validare",
    "restituita": "Restituito",
    "bozza": "In bozza",
    "neutralizzata": "Neutralizzato",
    "calcolata": "Calcolato da altri indicatori",
    "assente": "Nessun valore nel periodo",
}
QUALSIASI = "qualsiasi"


class Ordine(StrEnum):
    """The orders of the rows. Without values, rows come last."""

    DOCUMENTO = "documento"
    SAL = "sal"
    SCOSTAMENTO = "scostamento"
    NOME = "nome"
    UFFICIO = "ufficio"


ORDINI = {
    Ordine.DOCUMENTO: "Del documento",
    Ordine.SAL: "SAL, dal più basso",
    Ordine.SCOSTAMENTO: "Scostamento, dal peggiore",
    Ordine.NOME: "Nome, dalla A alla Z",
    Ordine.UFFICIO: "Ufficio, dalla A alla Z",
}


@dataclass(frozen=True, slots=True)
class RigaCollocata:
    """A row with the headings it stands under."""

    prospettiva: ProspettivaMisurata
    obiettivo: ObiettivoMisurato
    riga: Riga

    @property
    def sopra(self) -> str:
        """What it stands under, in words; empty when it stands right in the scorecard."""
        return in_fila(self.prospettiva.nome, self.obiettivo.titolo)


@dataclass(frozen=True, slots=True)
class Campo:
    """A choice of the form: its name in the address, its label, what it says when nothing is chosen, its options
    (value, text, how many rows where it says it), the value chosen."""

    nome: str
    etichetta: str
    vuoto: str
    opzioni: tuple[tuple[str, str, int | None], ...]
    scelto: str

    @property
    def detto(self) -> str:
        """The value chosen, in words."""
        return next((testo for valore, testo, _ in self.opzioni if valore == self.scelto), self.scelto)


@dataclass(frozen=True, slots=True)
class Selezione:
    """The rows chosen, and the way to say and to change the choice. ``fissi`` is what the address says besides."""

    percorso: str
    fissi: Mapping[str, str]
    scelti: Mapping[str, str]
    cerca: str
    ordine: Ordine
    campi: tuple[Campo, ...]
    posti: tuple[RigaCollocata, ...]
    totale: int

    @property
    def filtrata(self) -> bool:
        return bool(self.scelti or self.cerca)

    @property
    def parametri(self) -> dict[str, str]:
        """The whole choice as parameters of an address; what is at its default is left out."""
        ordine = "" if self.ordine is Ordine.DOCUMENTO else self.ordine.value
        tutti = {**self.fissi, **self.scelti, "cerca": self.cerca, "ordine": ordine}
        return {nome: valore for nome, valore in tutti.items() if valore}

    def con(self, **cambi: str) -> str:
        """The address of the same page with some parameters changed; an empty value takes one away."""
        return indirizzo(self.percorso, self.parametri | cambi)

    def solo(self, **parametri: str) -> str:
        """The address of the page with these filters alone, at the same period and comparison."""
        return indirizzo(self.percorso, {**self.fissi, **parametri})

    @property
    def senza_filtri(self) -> str:
        return self.solo(ordine=self.parametri.get("ordine", ""))

    @property
    def ordine_in_parole(self) -> str:
        return ORDINI[self.ordine]

    @property
    def attivi(self) -> list[tuple[str, str, str]]:
        """What is chosen, as (name, value in words, address without it)."""
        voci = [(c.etichetta, c.detto, self.con(**{c.nome: ""})) for c in self.campi if c.scelto]
        return voci + ([("Testo", f"«{self.cerca}»", self.con(cerca=""))] if self.cerca else [])

    @property
    def parole(self) -> str:
        """The filters and the order in words, for print and for the empty result."""
        filtri = [f"{nome.lower()}: {valore}" for nome, valore, _ in self.attivi]
        if self.ordine is not Ordine.DOCUMENTO:
            filtri.append(f"ordine: {self.ordine_in_parole}")
        return "; ".join(filtri)


def indirizzo(percorso: str, parametri: Mapping[str, str]) -> str:
    """An address with the parameters that have a value."""
    interrogazione = urlencode({nome: valore for nome, valore in parametri.items() if valore})
    return f"{percorso}?{interrogazione}" if interrogazione else percorso


def stato_di(riga: Riga) -> str:
    """The state of a row's value in the period, one of ``STATI``."""
    return "neutralizzata" if riga.stato is Stato.NEUTRALIZZATO else riga.stato_valore or "assente"


def posti_di(prospetto: Prospetto) -> tuple[RigaCollocata, ...]:
    """The rows of a scorecard with their headings, in document order."""
    return tuple(RigaCollocata(p, o, r) for p in prospetto.prospettive for o in p.obiettivi for r in o.righe)


PROVE: dict[str, Callable[[RigaCollocata, str], bool]] = {
    "prospettiva": lambda p, valore: p.prospettiva.codice == valore,
    "obiettivo": lambda p, valore: str(p.obiettivo.numero) == valore,
    "ufficio": lambda p, valore: p.riga.ufficio_codice == valore,
    "pira": lambda p, valore: valore == ("si" if p.riga.pira else "no"),
    "stato": lambda p, valore: stato_di(p.riga) == valore,
    "allerta": lambda p, valore: bool(p.riga.allerte) if valore == QUALSIASI else valore in _codici(p.riga),
}


def seleziona(prospetto: Prospetto, parametri: Mapping[str, str], percorso: str, fissi: Mapping[str, str]) -> Selezione:
    """Choose the rows of a scorecard by the parameters of an address."""
    tutti = posti_di(prospetto)
    letti = {nome: parametri.get(nome, "").strip()[:MAX_CARATTERI] for nome in (*PROVE, "cerca", "ordine")}
    scelti = {nome: letti[nome] for nome in PROVE if letti[nome]}
    ordine = Ordine(letti["ordine"]) if letti["ordine"] in ORDINI else Ordine.DOCUMENTO
    parole = _piano(letti["cerca"]).split()
    trovati = [
        posto
        for posto in tutti
        if all(PROVE[nome](posto, valore) for nome, valore in scelti.items())
        and (not parole or _contiene(posto.riga, parole))
    ]
    return Selezione(
        percorso=percorso,
        fissi=fissi,
        scelti=scelti,
        cerca=letti["cerca"],
        ordine=ordine,
        campi=_campi(prospetto, tutti, scelti),
        posti=tuple(ordina(trovati, ordine)),
        totale=len(tutti),
    )


def ordina(posti: Sequence[RigaCollocata], ordine: Ordine) -> list[RigaCollocata]:
    """The rows in an order; those that tie stay as in the document.

    Deviations of different units compare by their share of the target: the SAL before floor and cap.
    """
    if ordine is Ordine.SAL:
        return sorted(posti, key=lambda p: (p.riga.sal is None, p.riga.sal or 0))
    if ordine is Ordine.SCOSTAMENTO:
        return sorted(posti, key=lambda p: (p.riga.sal_grezzo is None, p.riga.sal_grezzo or 0))
    if ordine is Ordine.NOME:
        return sorted(posti, key=lambda p: _piano(p.riga.etichetta))
    if ordine is Ordine.UFFICIO:
        return sorted(posti, key=lambda p: (not p.riga.ufficio, _piano(p.riga.ufficio)))
    return list(posti)


def _campi(prospetto: Prospetto, posti: Sequence[RigaCollocata], scelti: Mapping[str, str]) -> tuple[Campo, ...]:
    obiettivi = {o.numero: o.titolo for p in prospetto.prospettive for o in p.obiettivi if o.nome}
    livello = prospetto.livello or PROSPETTIVE
    uffici = {p.riga.ufficio_codice: p.riga.ufficio for p in posti if p.riga.ufficio}
    stati = Counter(stato_di(p.riga) for p in posti)
    allerte = Counter(codice for p in posti for codice in _codici(p.riga))
    per_nome = sorted(uffici.items(), key=lambda u: _piano(u[1]))
    quante_allerte = [(a.value, nome, allerte[a.value]) for a, nome in NOMI.items()]
    opzioni: dict[str, tuple[str, str, list[tuple[str, str, int | None]]]] = {
        "prospettiva": (
            livello.uno.capitalize(),
            f"Tutte le {livello.molti}",
            [(p.codice, p.nome, None) for p in prospetto.prospettive if p.nome],
        ),
        "obiettivo": (
            "Obiettivo",
            "Tutti gli obiettivi",
            [(str(n), obiettivi[n], None) for n in sorted(obiettivi)],
        ),
        "ufficio": ("Ufficio", "Tutti gli uffici", [(codice, nome, None) for codice, nome in per_nome]),
        "pira": ("PIRA", "PIRA e non PIRA", [("si", "Solo PIRA", None), ("no", "Solo non PIRA", None)]),
        "stato": ("Stato del valore", "Tutti gli stati", [(s, nome, stati[s]) for s, nome in STATI.items()]),
        "allerta": ("Allerta", "Con e senza allerte", [(QUALSIASI, "Almeno una", None), *quante_allerte]),
    }
    campi = []
    for nome, (etichetta, vuoto, voci) in opzioni.items():
        scelto = scelti.get(nome, "")
        if not voci and not scelto and nome in ("prospettiva", "obiettivo"):
            continue  # a level that the scorecard does not have
        if scelto and all(valore != scelto for valore, _, _ in voci):
            voci = [*voci, (scelto, scelto, 0)]
        campi.append(Campo(nome, etichetta, vuoto, tuple(voci), scelto))
    return tuple(campi)


def _codici(riga: Riga) -> list[str]:
    return [a.codice.value for a in riga.allerte]


def _contiene(riga: Riga, parole: Sequence[str]) -> bool:
    testo = _piano(" ".join((riga.etichetta, riga.codice, riga.ufficio, riga.programma, riga.obiettivo_operativo)))
    return all(parola in testo for parola in parole)


def _piano(testo: str) -> str:
    """Lower case without accents: «attività» is found by «attivita»."""
    return "".join(c for c in unicodedata.normalize("NFKD", testo.casefold()) if not unicodedata.combining(c))
