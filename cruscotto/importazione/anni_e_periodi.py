"""The rows of a file that say their year and their period: each is of that one, and never goes into another.

Those of the year and period that were chosen go in; the others are left out and counted, or written each in its own
period, where it is open, when whoever was asked says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from contesto.numeri import cita
from cruscotto.importazione.cruscotti.nomi import LUNGA, chiave
from cruscotto.importazione.genere import Dove
from cruscotto.models import Periodo, StatoPeriodo
from ente.fogli.periodi import UNITA, PeriodoDetto, leggi_periodo, parte_nominata
from ente.fogli.righe import Letto, RigaDiFoglio
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto

ALTRO = -1
"""A period of another way of dividing the year, or none that the cycle has."""
PER_NUMERO = {2: "semestre", 3: "quadrimestre", 4: "trimestre", 6: "bimestre", 12: "mese"}
FEBBRAIO = 2
FUORI, LORO = "fuori", "loro"
STESSI, ALTRE = "stessi", "altre"
DOVE_VANNO = ((FUORI, "restano fuori"), (LORO, "ciascuna nel suo periodo"))
DOVE_VANNO_GLI_ANNI = ((FUORI, "restano fuori"), (LORO, "ciascuno nel suo anno"))

_ANNO = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class RigaAltrove:
    """A row of another year or period: ``detto`` is the period as written, ``periodo`` the one that it is, if the body
    has it."""

    riga: RigaLetta
    anno: int
    detto: str
    periodo: Periodo | None


@dataclass(slots=True)
class RigheDelPeriodo:
    """The rows of the year and of the period that were chosen; those of others; what is wrong."""

    anno: int
    scelto: Periodo | None = None
    righe: list[RigaLetta] = field(default_factory=list)
    altre: list[RigaAltrove] = field(default_factory=list)
    avvisi: list[ErroreNelFile] = field(default_factory=list)
    errori: list[ErroreNelFile] = field(default_factory=list)

    def per_periodo(self) -> dict[Periodo, list[RigaLetta]]:
        """The rows of other periods that the body has."""
        gruppi: dict[Periodo, list[RigaLetta]] = {}
        for altra in self.altre:
            if altra.periodo is not None:
                gruppi.setdefault(altra.periodo, []).append(altra.riga)
        return gruppi

    def racconta(self, scritti: Collection[Periodo] = ()) -> None:
        """Count the rows that stay out: all of others, but for those of the periods that are written too."""
        fuori = [a for a in self.altre if a.periodo is None or a.periodo not in scritti]
        anni = [a for a in fuori if a.anno != self.anno]
        periodi = [a for a in fuori if a.anno == self.anno]
        if anni:
            quali = ", ".join(str(n) for n in sorted({a.anno for a in anni}))
            self._conta(anni, "anno", f"di altri anni ({quali})", bool(scritti))
        if periodi:
            quali = ", ".join(dict.fromkeys(a.detto for a in periodi))
            self._conta(periodi, "periodo", f"di altri periodi ({quali})", bool(scritti))

    def _conta(self, altre: Sequence[RigaAltrove], campo: str, dette: str, qualcuna: bool) -> None:
        prima = altre[0].riga.posto(campo)
        quello = "quell'anno" if campo == "anno" else "quel periodo"
        rimedio = f"per leggerle scegliete {quello} e caricate lo stesso file."
        if campo == "periodo" and all(a.periodo is None for a in altre):
            in_colonna = all(not _continua(a.riga, "periodo") for a in altre)
            detto = ", se una colonna vale per uno dei suoi ditelo fra le colonne del foglio" if in_colonna else ""
            rimedio = f"il {self.anno} non ha questi periodi{detto}."
        if self.righe or self.errori or qualcuna:
            quante = f"{len(altre)} righe sono {dette}, e restano fuori"
            if len(altre) == 1:
                quante = f"una riga è {dette}, e resta fuori"
            self.avvisi.append(ErroreNelFile(prima, f"{quante}: {rimedio}"))
        else:
            qui = f"del {self.anno}"
            if campo == "periodo" and self.scelto is not None:
                qui = f"di {self.scelto.nome} {self.anno}"
            motivo = f"nel foglio nessuna riga è {qui}, sono {dette}: {rimedio}"
            self.errori.append(ErroreNelFile(prima, motivo))


def del_periodo(letto: Letto, dove: Dove, scelto: Periodo | None, progetto: Progetto) -> RigheDelPeriodo:
    """The rows of a cycle and of a period of it (the last one when None), or that do not say it, and those of others. A
    blank cell goes on as the one above it. A query, when some row says something.

    Rows whose year or period cannot be understood are an error: they could be of any. Bare numbers are of what their
    heading names («Trimestre»); where there are more of them than the year has periods, it is asked.
    """
    righe = letto.righe
    if not any(riga["anno"] or riga["periodo"] for riga in righe):
        return RigheDelPeriodo(dove.anno, scelto, list(righe))
    parti = {p for i in letto.intestazioni if i.campo == "periodo" and (p := parte_nominata(i.testo))}
    divisione = _Divisione(dove, scelto, parti.pop() if len(parti) == 1 else "")
    divisione.chiedi_delle_parti(righe, progetto)
    return divisione.dividi(righe)


def dell_anno(letto: Letto, dove: Dove) -> list[RigaLetta]:
    """The rows of the year of a cycle, or that do not say theirs, of what has no periods; those of other years are left
    out and counted."""
    sue = del_periodo(letto, dove, None, Progetto())
    sue.racconta()
    letto.errori += sue.errori
    letto.avvisi += sue.avvisi
    return sue.righe


class _Divisione:
    """The rows of a file on their way to their periods."""

    def __init__(self, dove: Dove, scelto: Periodo | None, parte: str) -> None:
        self.anno, self.parte = dove.anno, parte
        self.altre_parti = False
        self.periodi: dict[int, list[Periodo]] = {}
        dei_cicli = Periodo.objects.filter(ciclo__ente=dove.ente).select_related("ciclo__ente")
        for p in dei_cicli.order_by("numero"):
            self.periodi.setdefault(p.ciclo.anno, []).append(p)
        del_ciclo = self.periodi.get(self.anno, [])
        trovato = next((p for p in del_ciclo if scelto is not None and p.pk == scelto.pk), None)
        self.scelto = trovato or (del_ciclo[-1] if del_ciclo else None)
        self.esito = RigheDelPeriodo(self.anno, self.scelto)
        self.letti: dict[tuple[int, str], int] = {}

    def chiedi_delle_parti(self, righe: Sequence[RigaLetta], progetto: Progetto) -> None:
        """Ask whether numbers that do not say of what they are, and are more than the periods of the year, are those
        of the year all the same: 1, 2, 3, 4 may be quarters of a year divided in three."""
        periodi = self.periodi.get(self.anno, [])
        if self.parte or not periodi:
            return
        numeri: dict[int, RigaLetta] = {}
        for riga in righe:
            detto = leggi_periodo(riga["periodo"], da_solo=True) if riga["periodo"] else None
            if detto and detto.numero and not detto.unita and detto.anno in (0, self.anno):
                numeri.setdefault(detto.numero, riga)
        massimo = max(numeri, default=0)
        if massimo <= len(periodi) or massimo not in PER_NUMERO or len(numeri) < massimo:
            return
        frase = (
            f"Nel foglio i periodi sono numerati fino a {massimo}, e il {self.anno} ne ha {len(periodi)}: quali sono?"
        )
        uno = f"quelli del {self.anno}: 1 è {periodi[0].nome}"
        altri = f"altre parti dell'anno ({PER_NUMERO[massimo]}): restano fuori"
        posto = numeri[massimo].posto("periodo")
        chiave_sua = f"parti|{self.anno}|{massimo}"
        risposte = ((STESSI, uno), (ALTRE, altri))
        self.altre_parti = progetto.chiedi(chiave_sua, posto, frase, risposte, STESSI) == ALTRE

    def dividi(self, righe: Sequence[RigaLetta]) -> RigheDelPeriodo:
        sopra = {"anno": "", "periodo": ""}
        foglio = ""
        for riga in righe:
            if riga.file != foglio:
                foglio, sopra = riga.file, {"anno": "", "periodo": ""}
            detti = {n: riga[n].strip() or (prima if _continua(riga, n) else "") for n, prima in sopra.items()}
            sopra = {n: detti[n] if _continua(riga, n) else prima for n, prima in sopra.items()}
            self._riga(riga, detti)
        return self.esito

    def _riga(self, riga: RigaLetta, detti: Mapping[str, str]) -> None:
        if detti["anno"] and not _ANNO.fullmatch(detti["anno"]):
            motivo = f"{cita(detti['anno'])} non è un anno: scrivetene uno, per esempio {self.anno}."
            self._sbaglia(riga, "anno", motivo)
            return
        detto = leggi_periodo(detti["periodo"], da_solo=True)
        anno = int(detti["anno"]) if detti["anno"] else detto.anno or self.anno
        if detto.anno and detto.anno != anno:
            motivo = f"{cita(detti['periodo'])} non è del {anno}, che è l'anno della riga: correggete uno dei due."
            self._sbaglia(riga, "periodo", motivo)
            return
        suoi = self.periodi.get(anno, [])
        tutto_l_anno = not detti["periodo"] or (detto.anno and not detto.del_periodo and not detto.resto)
        numero = None if tutto_l_anno else self._numero(anno, detti["periodo"])
        if numero == 0 and (suoi or anno == self.anno):
            nomi = ", ".join(p.nome for p in suoi)
            motivo = f"{cita(detti['periodo'])} non è un periodo del {anno}: scrivetene il numero o il nome ({nomi})."
            self._sbaglia(riga, "periodo", motivo)
        elif anno == self.anno and (numero is None or (self.scelto is not None and numero == self.scelto.numero)):
            self.esito.righe.append(riga)
        else:
            ultimo = suoi[-1] if suoi and numero is None else None
            suo = next((p for p in suoi if p.numero == numero), ultimo)
            self.esito.altre.append(RigaAltrove(riga, anno, " ".join(detti["periodo"].split()), suo))

    def _numero(self, anno: int, testo: str) -> int:
        """``numero_di``, once for each text: sheets have thousands of rows, and few periods."""
        if (anno, testo) not in self.letti:
            periodi = self.periodi.get(anno, [])
            altrove = bool(periodi) and self._di_un_altra_parte(testo, periodi)
            self.letti[anno, testo] = ALTRO if altrove else numero_di(testo, periodi)
        return self.letti[anno, testo]

    def _di_un_altra_parte(self, testo: str, periodi: Sequence[Periodo]) -> bool:
        """Whether a number that does not say of what it is is of a part of the year that the cycle has not."""
        detto = leggi_periodo(testo, da_solo=True)
        if not detto.numero or detto.unita:
            return False
        sua = unita_di(periodi)
        return self.altre_parti or bool(self.parte and sua and self.parte != sua)

    def _sbaglia(self, riga: RigaLetta, campo: str, motivo: str) -> None:
        self.esito.errori.append(ErroreNelFile(riga.posto(campo), motivo))


def _continua(riga: RigaLetta, campo: str) -> bool:
    """Whether a blank cell of a column goes on as the one above: not where it is the heading that says it."""
    return not (isinstance(riga, RigaDiFoglio) and campo in riga.ereditati)


def nei_loro_periodi(
    esito: RigheDelPeriodo, dove: Dove, progetto: Progetto, *, anni: bool = True
) -> dict[Periodo, list[RigaLetta]]:
    """The rows of other periods that are to be written, each in its own: when whoever was asked says so, in those that
    are open; all of them when the site wrote the file. The rest is counted.

    ``anni``: also those of other years. A sheet that has nothing of the chosen period is of another one, and refused.
    """
    scritti: dict[Periodo, list[RigaLetta]] = {}
    altrove = esito.per_periodo()
    altrove = {p: righe for p, righe in altrove.items() if anni or p.ciclo_id == dove.ciclo.pk}
    if dove.del_sito:
        scritti = altrove
    elif esito.righe:
        aperti = {p: righe for p, righe in altrove.items() if scrivibile(p)}
        if aperti and _chiedi(aperti, progetto):
            scritti = aperti
    esito.racconta(scritti)
    return scritti


def _chiedi(aperti: Mapping[Periodo, Sequence[RigaLetta]], progetto: Progetto) -> bool:
    detti = ", ".join(f"{p.nome} {p.ciclo.anno} ({len(righe)})" for p, righe in aperti.items())
    chiave_sua = "|".join(["periodi", *sorted(f"{p.ciclo.anno}.{p.numero}" for p in aperti)])
    posto = next(iter(aperti.values()))[0].posto("periodo")
    frase = f"Nel foglio ci sono anche righe di altri periodi aperti, {detti}: dove vanno?"
    return progetto.chiedi(chiave_sua[:LUNGA], posto, frase, DOVE_VANNO, FUORI) == LORO


def scrivibile(periodo: Periodo) -> bool:
    """Whether values may go into a period that was not the one chosen: it is open for everybody."""
    return periodo.stato == StatoPeriodo.APERTO and not periodo.ciclo.congelato


def numero_di(testo: str, periodi: Sequence[Periodo]) -> int:
    """The number of the period that a text names, by number, by name or by its last day; 0 when it names none,
    ``ALTRO`` when the cycle has not such a period: a quarter is no period of a year that is divided in three."""
    per_nome = {chiave(p.nome): p.numero for p in periodi}
    if chiave(testo) in per_nome:
        return per_nome[chiave(testo)]
    return _quale(leggi_periodo(testo, da_solo=True), periodi)


def _quale(detto: PeriodoDetto, periodi: Sequence[Periodo]) -> int:
    if detto.fine:
        giorno, mese = detto.fine
        fini = ((p, p.fine) for p in periodi)
        trovato = (p for p, f in fini if f.month == mese and (f.day == giorno or mese == FEBBRAIO))
        return next((p.numero for p in trovato), ALTRO)
    if not detto.numero:
        return 0
    sua = unita_di(periodi)
    if (detto.unita and sua and detto.unita != sua) or all(p.numero != detto.numero for p in periodi):
        return ALTRO
    return detto.numero


def unita_di(periodi: Sequence[Periodo]) -> str:
    """The part of the year that the periods of a cycle are: as their names say, else by how many they are."""
    nomi = " ".join(p.nome.casefold() for p in periodi)
    dette = [unita for inizio, unita in UNITA.items() if unita and inizio in nomi]
    return dette[0] if len(dette) == 1 else PER_NUMERO.get(len(periodi), "")
