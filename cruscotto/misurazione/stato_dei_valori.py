"""What there is to do at a period: one entry for each value, however many scorecards show it, and how many are done.

Pure: it reads what ``cruscotto.misurazione.prospetto`` measured and asks nothing of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cruscotto.aritmetica.allerte import Allerta, CodiceAllerta
from cruscotto.aritmetica.sal import Fascia, Stato
from cruscotto.misurazione.cosa_fare import Lettore, cosa_fare
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.riga import Riga
from cruscotto.models import Cruscotto, StatoRilevazione, TipoCruscotto
from cruscotto.valori.accumulati import CALCOLATA

MANCANTE, NON_RICHIESTA = "mancante", "non_richiesta"
STATI: dict[str, str] = {
    MANCANTE: "Mancante",
    **{s.value: str(s.label) for s in StatoRilevazione},
    CALCOLATA: "Calcolata da altri indicatori",
    NON_RICHIESTA: "Non richiesta nel periodo",
}
"""The states of a value in a period, in the order in which it goes through them."""
NON_DOVUTE = (NON_RICHIESTA, CALCOLATA)
"""The states of the values that the period asks of nobody."""

SENZA = "~"
"""What the filter of the list calls the values of no area."""

DA_FARE = (MANCANTE, StatoRilevazione.BOZZA.value, StatoRilevazione.RESTITUITA.value)
FATTI = (StatoRilevazione.TRASMESSA.value, StatoRilevazione.VALIDATA.value)
IMPORTANZA = {codice: n for n, codice in enumerate(CodiceAllerta)}


NESSUNO = Lettore()
"""Who only reads."""


@dataclass(frozen=True, slots=True)
class CruscottoDelValore:
    """Where a value stands: a scorecard, by its code and short name, and the prospettiva there."""

    codice: str
    nome: str
    prospettiva: str


@dataclass(frozen=True, slots=True)
class ValoreDaSeguire:
    """One value of a period, with the scorecards that show it. ``righe`` differ by target, and so by SAL; ``dove`` are
    the scorecards of each."""

    codice: str
    etichetta: str
    ufficio: str
    ufficio_codice: str
    area: str
    area_codice: str
    pira: bool
    stato: str
    restituzione: str
    righe: tuple[Riga, ...]
    dove: tuple[str, ...]
    posti: tuple[CruscottoDelValore, ...]
    allerte: tuple[Allerta, ...]
    lettore: Lettore = NESSUNO

    @property
    def neutralizzata(self) -> bool:
        """Whether somebody took the value out of the means, in this period; of a computed one, its operands."""
        return self.stato in FATTI and any(r.stato is Stato.NEUTRALIZZATO for r in self.righe)

    @property
    def neutralizzabile(self) -> bool:
        """Whether it may be taken out of the means: the period asks it and nobody has validated it."""
        return self.da_fare or self.stato == StatoRilevazione.TRASMESSA

    @property
    def chiave(self) -> str:
        """How its value is named in addresses: the one that its placements share, where they do."""
        return min((r.chiave for r in self.righe), key=lambda c: "-" in c)

    @property
    def nome_stato(self) -> str:
        if self.stato == MANCANTE and not self.ha(CodiceAllerta.IN_RITARDO):
            return "Da inserire"
        return "Neutralizzata" if self.neutralizzata else STATI[self.stato]

    @property
    def da_fare(self) -> bool:
        """Whether its office still owes it."""
        return self.stato in DA_FARE

    @property
    def peggiore(self) -> Riga:
        """The row with the lowest SAL; the first when none has one."""
        return min(self.righe, key=lambda r: (r.sal is None, r.sal or 0))

    @property
    def sal(self) -> Decimal | None:
        """The lowest of its SALs, 0–100."""
        return self.peggiore.sal

    @property
    def fascia(self) -> Fascia | None:
        """The band of its lowest SAL."""
        return self.peggiore.fascia

    @property
    def ultimo(self) -> str:
        """The last value entered, as written; empty when there is none."""
        serie = self.righe[0].serie
        return serie[-1].testo if serie else ""

    @property
    def di_prima(self) -> str:
        """The period of the value that is shown, when it is an earlier one; empty when it is of this one."""
        contati = [v for v in self.righe[0].serie if v.stato in FATTI]
        return "" if not contati or self.stato in FATTI else contati[-1].nome

    @property
    def allerte_dette(self) -> tuple[Allerta, ...]:
        """The alerts worth a sentence: what is late is not also said to be missing."""
        tardi = self.ha(CodiceAllerta.IN_RITARDO)
        return tuple(a for a in self.allerte if not (tardi and a.codice == CodiceAllerta.NON_RILEVATO))

    @property
    def motivo(self) -> str:
        """The written cause of the deviation; empty when there is none."""
        return next((r.motivo for r in self.righe if r.motivo), "")

    @property
    def nomi_cruscotti(self) -> dict[str, str]:
        """The short names of its scorecards by their code."""
        return {posto.codice: posto.nome for posto in self.posti}

    @property
    def righe_dette(self) -> list[tuple[str, Riga]]:
        """The rows, each with the scorecards that it is of when there are more than one."""
        piu = len(self.righe) > 1
        return [(nome if piu else "", r) for nome, r in zip(self.dove, self.righe, strict=True)]

    @property
    def azione(self) -> str:
        """What to do, in one sentence to who reads; empty when there is nothing."""
        return cosa_fare(
            self.lettore,
            stato=self.stato,
            ufficio=self.ufficio_codice,
            area=self.area_codice,
            ha=self.ha,
            azione=next((r.azione for r in self.righe if r.azione), ""),
        )

    def manca(self, cosa: str) -> bool:
        """Whether it lacks its ``target`` or its ``ufficio``."""
        return not self.ufficio_codice if cosa == "ufficio" else not all(r.target for r in self.righe)

    def ha(self, codice: str) -> bool:
        """Whether it carries the alert."""
        return any(a.codice == codice for a in self.allerte)


@dataclass(frozen=True, slots=True)
class Conto:
    """How a group of values stands. ``codice`` is what the filter of the list calls the group."""

    codice: str
    nome: str
    totale: int
    dovuti: int
    trasmessi: int
    validati: int
    restituiti: int
    da_fare: int
    in_ritardo: int
    sotto_soglia: int

    @property
    def fatti(self) -> int:
        """Entered by the office, whether or not already validated."""
        return self.trasmessi + self.validati


def nome_breve(cruscotto: Cruscotto) -> str:
    """A scorecard in two or three words. Needs its area in the same query."""
    if cruscotto.tipo == TipoCruscotto.ENTE:
        return "Ente"
    if cruscotto.tipo == TipoCruscotto.AREA and cruscotto.area:
        return f"Area {cruscotto.area.numero}"
    return cruscotto.titolare or cruscotto.titolo


def raccogli(
    prospetti: Iterable[Prospetto], nomi: Mapping[str, str], lettore: Lettore = NESSUNO
) -> list[ValoreDaSeguire]:
    """The values of the scorecards in document order, each once. ``nomi`` gives the short name of each scorecard;
    ``lettore`` is to whom they say what to do.

    Rows of one indicator with the same values entered are one thing to do; one with values of its own is another.
    """
    gruppi: dict[object, tuple[list[tuple[str, Riga]], list[CruscottoDelValore]]] = {}
    for prospetto in prospetti:
        for prospettiva in prospetto.prospettive:
            posto = CruscottoDelValore(prospetto.codice, nomi[prospetto.codice], prospettiva.codice)
            for riga in (r for o in prospettiva.obiettivi for r in o.righe):
                righe, posti = gruppi.setdefault((riga.codice, riga.serie), ([], []))
                righe.append((posto.nome, riga))
                if posto not in posti:
                    posti.append(posto)
    return [_voce(righe, posti, lettore) for righe, posti in gruppi.values()]


def _voce(dette: list[tuple[str, Riga]], posti: list[CruscottoDelValore], lettore: Lettore) -> ValoreDaSeguire:
    righe = [r for _, r in dette]
    prima, nomi = righe[0], dict[object, list[str]]()
    for nome, r in dette:
        nomi.setdefault((r.target, r.sal), []).append(nome)
    diverse = tuple({(r.target, r.sal): r for r in reversed(righe)}.values())[::-1]
    allerte = {(a.codice, a.perche): a for r in righe for a in r.allerte}
    manca = any(a.codice == CodiceAllerta.NON_RILEVATO for a in allerte.values())
    return ValoreDaSeguire(
        codice=prima.codice,
        etichetta=prima.etichetta,
        ufficio=prima.ufficio,
        ufficio_codice=prima.ufficio_codice,
        area=prima.area,
        area_codice=prima.area_codice,
        pira=any(r.pira for r in righe),
        stato=prima.stato_valore or (MANCANTE if manca else NON_RICHIESTA),
        restituzione=prima.restituzione,
        righe=diverse,
        dove=tuple(", ".join(dict.fromkeys(nomi[r.target, r.sal])) for r in diverse),
        posti=tuple(posti),
        allerte=tuple(sorted(allerte.values(), key=lambda a: IMPORTANZA[a.codice])),
        lettore=lettore,
    )


def conta(codice: str, nome: str, voci: Sequence[ValoreDaSeguire]) -> Conto:
    """Count a group of values by state and alert."""

    def stati(*quali: str) -> int:
        return sum(v.stato in quali for v in voci)

    return Conto(
        codice=codice,
        nome=nome,
        totale=len(voci),
        dovuti=len(voci) - stati(*NON_DOVUTE),
        trasmessi=stati("trasmessa"),
        validati=stati("validata"),
        restituiti=stati("restituita"),
        da_fare=stati(*DA_FARE),
        in_ritardo=sum(v.ha(CodiceAllerta.IN_RITARDO) for v in voci),
        sotto_soglia=sum(v.ha(CodiceAllerta.SOTTO_SOGLIA) for v in voci),
    )


def conta_per(voci: Sequence[ValoreDaSeguire], gruppo: Callable[[ValoreDaSeguire], tuple[str, str]]) -> list[Conto]:
    """Count by a group, given as (code, name), in the order of the names; values of no group come last."""
    gruppi: dict[tuple[str, str], list[ValoreDaSeguire]] = {}
    for voce in voci:
        gruppi.setdefault(gruppo(voce), []).append(voce)
    ordinati = sorted(gruppi.items(), key=lambda coppia: (coppia[0][1] == "", coppia[0][1]))
    return [conta(codice, nome, gruppo_voci) for (codice, nome), gruppo_voci in ordinati]


def conta_allerte(voci: Iterable[ValoreDaSeguire]) -> dict[CodiceAllerta, int]:
    """How many values carry each alert, in order of importance; all alerts are there, with 0 too."""
    conti = dict.fromkeys(CodiceAllerta, 0)
    for voce in voci:
        for codice in {a.codice for a in voce.allerte}:
            conti[codice] += 1
    return conti
