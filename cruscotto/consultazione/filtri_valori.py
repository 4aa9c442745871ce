"""The filters of the list of values, read from the address.

A filter that matches nothing shows nothing and says so: it is never dropped in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cruscotto.aritmetica.allerte import NOMI
from cruscotto.misurazione.livelli import PROSPETTIVE, primo_livello
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.stato_dei_valori import DA_FARE, FATTI, IMPORTANZA, NON_DOVUTE, SENZA, STATI, ValoreDaSeguire

TESTO_MASSIMO = 100
GRUPPI_DI_STATI = {
    "da_fare": ("Da fare (mancante, bozza o restituita)", DA_FARE),
    "fatte": ("Inserita (trasmessa o validata)", FATTI),
    "dovute": ("Dovuta nel periodo", tuple(s for s in STATI if s not in NON_DOVUTE)),
}
"""States that a count puts together, for its link."""
NEUTRALIZZATE = "neutralizzate"

COLONNE = {
    "indicatore": "Indicatore",
    "ufficio": "Ufficio",
    "": "Target",
    "valore": "Valore",
    "sal": "SAL",
    "stato": "Stato e allerte",
    "azione": "Che cosa fare",
}
CAMPI = {
    "stato": ("Stato", "Tutti"),
    "allerta": ("Allerta", "Tutte e nessuna"),
    "area": ("Area", "Tutte"),
    "ufficio": ("Ufficio", "Tutti"),
    "prospettiva": ("Prospettiva", "Tutte"),
    "manca": ("Manca", "Niente in particolare"),
}
"""The filters that are a choice: name, and how the page says that nothing is chosen."""

ORDINI: dict[str, Callable[[ValoreDaSeguire], Any]] = {
    "indicatore": lambda v: _piano(v.etichetta),
    "ufficio": lambda v: (v.ufficio == "", _piano(v.ufficio)),
    "stato": lambda v: list(STATI).index(v.stato),
    "sal": lambda v: (v.sal is None, v.sal or Decimal(0)),
}


@dataclass(frozen=True, slots=True)
class ScelteValori:
    """What can be chosen in each filter: code and name, in the order of the page."""

    allerta: dict[str, str]
    stato: dict[str, str]
    area: dict[str, str]
    ufficio: dict[str, str]
    prospettiva: dict[str, str]
    manca: dict[str, str]

    @classmethod
    def da(cls, voci: Sequence[ValoreDaSeguire], prospetti: Iterable[Prospetto]) -> ScelteValori:
        """The choices that the values of the page offer."""
        return cls(
            allerta={c.value: nome for c, nome in NOMI.items()},
            stato=STATI
            | {codice: nome for codice, (nome, _) in GRUPPI_DI_STATI.items()}
            | {NEUTRALIZZATE: "Neutralizzata (fra le validate)"},
            area=_per_nome((v.area_codice or SENZA, v.area or "Senza area") for v in voci),
            ufficio=_per_nome((v.ufficio_codice, v.ufficio) for v in voci),
            prospettiva={p.codice: p.nome for prospetto in prospetti for p in prospetto.prospettive if p.nome},
            manca={"target": "Il target", "ufficio": "L'ufficio"},
        )


def _per_nome(coppie: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(sorted((c for c in set(coppie) if c[0]), key=lambda c: c[1].casefold()))


@dataclass(frozen=True, slots=True)
class FiltriValori:
    """What the address asks for; empty is everything. ``ordine`` is a column, with ``-`` before it to go down."""

    allerta: str = ""
    stato: str = ""
    area: str = ""
    ufficio: str = ""
    prospettiva: str = ""
    manca: str = ""
    pira: bool = False
    testo: str = ""
    ordine: str = ""

    @classmethod
    def leggi(cls, parametri: Mapping[str, str]) -> FiltriValori:
        """Read the parameters of an address."""

        def una(nome: str) -> str:
            return parametri.get(nome, "").replace("\0", "").strip()[:TESTO_MASSIMO]

        ordine = parametri.get("ordine", "")
        return cls(
            allerta=una("allerta"),
            stato=una("stato"),
            area=una("area"),
            ufficio=una("ufficio"),
            prospettiva=una("prospettiva"),
            manca=una("manca"),
            pira=parametri.get("pira") == "1",
            testo=una("testo"),
            ordine=ordine if ordine.removeprefix("-") in ORDINI else "",
        )

    def campi(self, scelte: ScelteValori) -> list[dict[str, Any]]:
        """The choices of the form."""
        return [
            {
                "codice": codice,
                "nome": nome,
                "vuoto": vuoto,
                "scelte": getattr(scelte, codice),
                "scelto": getattr(self, codice),
            }
            for codice, (nome, vuoto) in _campi(scelte).items()
            if codice != "prospettiva" or getattr(scelte, codice) or getattr(self, codice)
        ]

    def scelti(self, scelte: ScelteValori) -> list[dict[str, str]]:
        """What is filtered, in words, so that the page and the paper say it."""
        trovati = [
            {
                "campo": codice,
                "nome": nome,
                "valore": getattr(scelte, codice).get(getattr(self, codice), getattr(self, codice)),
            }
            for codice, (nome, _) in _campi(scelte).items()
            if getattr(self, codice)
        ]
        if self.pira:
            trovati.append({"campo": "pira", "nome": "Solo", "valore": "PIRA"})
        if self.testo:
            trovati.append({"campo": "testo", "nome": "Testo", "valore": self.testo})
        return trovati

    def colonne(self) -> list[dict[str, str]]:
        """The columns with the order that their heading asks for: the same column again turns it round."""
        colonne = []
        for codice, nome in COLONNE.items():
            verso = {codice: "ascending", f"-{codice}": "descending"}.get(self.ordine, "") if self.ordine else ""
            ordine = (f"-{codice}" if verso == "ascending" else codice) if codice in ORDINI else ""
            colonne.append({"nome": nome, "ordine": ordine, "verso": verso})
        return colonne

    def senza_allerta(self) -> FiltriValori:
        return replace(self, allerta="")

    @property
    def attivi(self) -> bool:
        """Whether something is left out."""
        return replace(self, ordine="") != FiltriValori()

    def applica(self, voci: Iterable[ValoreDaSeguire]) -> list[ValoreDaSeguire]:
        """The values that pass, in the order asked: by default the most important alert first."""
        trovate = [v for v in voci if self._passa(v)]
        if not self.ordine:
            return sorted(trovate, key=_importanza)
        chiave = ORDINI[self.ordine.removeprefix("-")]
        return sorted(trovate, key=chiave, reverse=self.ordine.startswith("-"))

    def _passa(self, voce: ValoreDaSeguire) -> bool:
        parole = _piano(self.testo).split()
        dove = _piano(f"{voce.etichetta} {voce.codice} {voce.ufficio}")
        return (
            (not self.allerta or any(a.codice == self.allerta for a in voce.allerte))
            and (not self.stato or self._nello_stato(voce))
            and self.area in ("", voce.area_codice or SENZA)
            and self.ufficio in ("", voce.ufficio_codice)
            and (not self.prospettiva or any(p.prospettiva == self.prospettiva for p in voce.posti))
            and (not self.manca or voce.manca(self.manca))
            and (voce.pira or not self.pira)
            and all(parola in dove for parola in parole)
        )

    def _nello_stato(self, voce: ValoreDaSeguire) -> bool:
        if self.stato == NEUTRALIZZATE:
            return voce.neutralizzata
        return voce.stato in GRUPPI_DI_STATI.get(self.stato, ("", (self.stato,)))[1]


def _campi(scelte: ScelteValori) -> dict[str, tuple[str, str]]:
    """``CAMPI`` with the first level of the cycle as it is called there."""
    livello = primo_livello(scelte.prospettiva) or PROSPETTIVE
    return CAMPI | {"prospettiva": (livello.uno.capitalize(), CAMPI["prospettiva"][1])}


def _piano(testo: str) -> str:
    """Without accents and capitals: who searches «qualita» finds «Qualità»."""
    scomposto = unicodedata.normalize("NFKD", testo.casefold())
    return "".join(c for c in scomposto if not unicodedata.combining(c))


def _importanza(voce: ValoreDaSeguire) -> int:
    return min((IMPORTANZA[a.codice] for a in voce.allerte), default=len(IMPORTANZA))
