"""The page of one indicator as values: its placements, its targets, how one of them climbs to the whole.

Made without queries from what one ``Lettura`` read for the scorecards where the indicator is placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from contesto.grafici import Grafico, Punto, TipoGrafico
from contesto.numeri import essenziale
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import Formula, OperandoAllaData, in_parole
from cruscotto.aritmetica.sal import Sal, VoceDellaMedia
from cruscotto.aritmetica.spiegazione import (
    Limite,
    MediaDaSpiegare,
    PassoDellaSalita,
    Scelta,
    limite,
    risali,
    scelta_regola,
)
from cruscotto.aritmetica.valori import NUMERICI, Tipo, formatta_numero
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Lettura, Richiesta, Storico, ValoriCiclo
from cruscotto.misurazione.livelli import SENZA_LIVELLO, in_fila, posto_di
from cruscotto.misurazione.prospetto import (
    ObiettivoMisurato,
    Prospetto,
    e_sola,
    misura_valori,
    voce_di_parte,
    voce_di_riga,
)
from cruscotto.misurazione.riga import Riga, misura_riga
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Evidenza,
    Indicatore,
    Operando,
    Periodo,
    Rilevazione,
    SalDichiarato,
    ValoreAtteso,
)
from cruscotto.models.indicatore import OperandoQuerySet
from cruscotto.valori.accumulati import CONTANO
from cruscotto.valori.campi import Detto, detti

ACCUMULO = {
    Accumulo.ALLA_DATA: "conta il valore rilevato proprio alla data richiesta",
    Accumulo.ULTIMO: "conta l'ultimo valore rilevato",
    Accumulo.CUMULATO: "ogni valore comprende già i periodi precedenti: conta l'ultimo",
    Accumulo.SOMMA: "i valori dei periodi si sommano",
    Accumulo.MEDIA: "si fa la media dei valori dei periodi",
}


SI_CALCOLA = "in ogni periodo si calcola dai valori che gli operandi hanno a quella data"


@dataclass(frozen=True, slots=True)
class CollocazioneMisurata:
    """A placement that the user may see, as measured. ``proprio``: with a target, or a value, of its own."""

    collocazione: Collocazione
    cruscotto: Cruscotto
    riga: Riga
    target_proprio: bool
    valore_proprio: bool
    dichiarato: SalDichiarato | None

    @property
    def sopra(self) -> str:
        """What it stands under, from the top of its scorecard; empty when it stands right in it."""
        nodo = self.collocazione.nodo
        return in_fila(posto_di(nodo)[1], nodo.obiettivo.titolo, self.riga.programma, self.riga.obiettivo_operativo)


@dataclass(frozen=True, slots=True)
class Perche:
    """Everything that made the SAL of a row. ``regola`` is None when there is no target that can be read."""

    regola: Scelta | None
    limite: Limite | None
    passi: tuple[PassoDellaSalita, ...]


@dataclass(frozen=True, slots=True)
class AllertaConDove:
    """An alert with the placements it is of; ``dove`` is empty when it is of all of them."""

    codice: str
    nome: str
    perche: str
    dove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RigaPeriodo:
    """A period of the year with what was entered for it, or computed; ``valore`` is None when nothing was, and of what
    cannot be computed ``perche`` says why."""

    periodo: Periodo
    valore: Rilevazione | None
    perche: str = ""

    @property
    def detti(self) -> list[Detto]:
        """What was written beside the value."""
        return detti(self.valore)


@dataclass(frozen=True, slots=True)
class Provato:
    """A value with what proves it; ``dove`` names the scorecard of one that is not shared."""

    valore: Rilevazione
    dove: str
    evidenze: Sequence[Evidenza]


@dataclass(frozen=True, slots=True)
class Scheda:
    """The page of an indicator. ``scelto`` is the placement that is explained; ``versioni`` are groups of versions of
    one target, named by the placement it is of (empty: shared by all of them); ``in_vigore`` are the keys of those in
    force at the period. ``operandi`` are those of a computed one, in order, and ``operandi_letti`` their rows.
    """

    indicatore: Indicatore
    posti: tuple[CollocazioneMisurata, ...]
    scelto: CollocazioneMisurata
    perche: Perche
    avvisi: tuple[AllertaConDove, ...]
    accumulo: str
    versioni: tuple[tuple[str, tuple[ValoreAtteso, ...]], ...]
    in_vigore: frozenset[int]
    rilevati: tuple[Rilevazione, ...]
    provati: tuple[Provato, ...]
    dichiarati: tuple[SalDichiarato, ...]
    periodi: tuple[RigaPeriodo, ...]
    grafico: Grafico | None
    senza_proiezione: str
    storico: tuple[Storico, ...]
    benchmark: tuple[Storico, ...]
    operandi: tuple[OperandoAllaData, ...]
    operandi_letti: tuple[Operando, ...]

    @property
    def numerico(self) -> bool:
        """Whether its values are numbers: only these have a direction, a chart and a projection."""
        return Tipo(self.indicatore.tipo) in NUMERICI

    @property
    def formula(self) -> str:
        """How a computed indicator is made from its operands, in words; empty for one that is entered."""
        calcolo = self.indicatore.calcolo
        return in_parole(Formula(calcolo), len(self.operandi)) if calcolo else ""

    @property
    def annotati(self) -> tuple[RigaPeriodo, ...]:
        """The periods whose value carries a note, a cause, an action or the reason why it does not count."""
        return tuple(p for p in self.periodi if p.valore and (p.detti or p.valore.neutralizzata))


def prepara(
    richiesta: Richiesta, codice: str, riga: str, misura: Misura, operandi: OperandoQuerySet | None = None
) -> Scheda:
    """The page of the indicator ``codice``, placed in the scorecards of ``richiesta``; seven queries at most.
    ``operandi`` as in ``Lettura``."""
    lettura = Lettura([richiesta], operandi=operandi, intere=True)
    letto = lettura.di(richiesta.ciclo, richiesta.periodo)
    valori = ValoriCiclo(richiesta.ciclo, richiesta.periodo, richiesta.cruscotti, lettura)
    posti = trova_posti(richiesta.cruscotti, codice, valori, misura)
    scelto = scegli(posti, riga)
    indicatore = scelto.collocazione.indicatore
    visti = {None, *(p.collocazione.pk for p in posti)}
    attesi = [a for a in letto.attesi if a.indicatore_id == indicatore.pk and a.collocazione_id in visti]
    inseriti = () if indicatore.calcolo else letto.rilevazioni  # a computed one keeps what was entered when it was not
    rilevati = tuple(r for r in inseriti if r.indicatore_id == indicatore.pk and r.collocazione_id in visti)
    return Scheda(
        indicatore=indicatore,
        posti=tuple(posti),
        scelto=scelto,
        perche=spiega(scelto, valori, misura),
        avvisi=avvisi_di(posti),
        accumulo=SI_CALCOLA if indicatore.calcolo else ACCUMULO[Accumulo(indicatore.accumulo)],
        versioni=versioni(posti, attesi),
        in_vigore=valori.in_vigore,
        rilevati=rilevati,
        provati=_provati(posti, rilevati),
        dichiarati=tuple(d for d in letto.dichiarati if d.collocazione_id in visti),
        periodi=per_periodo(scelto, valori),
        grafico=grafico_valori(scelto, valori),
        senza_proiezione="" if scelto.riga.proiezione else senza_proiezione(scelto, valori),
        storico=tuple(valori.storico(scelto.collocazione)),
        benchmark=tuple(s for s in letto.storico if s.benchmark and s.indicatore_id == indicatore.pk),
        operandi=valori.operandi(scelto.collocazione),
        operandi_letti=tuple(o for o in letto.operandi if o.indicatore_id == indicatore.pk),
    )


def _provati(posti: Sequence[CollocazioneMisurata], rilevati: Sequence[Rilevazione]) -> tuple[Provato, ...]:
    """The values that somebody attached something to, in order of period."""
    evidenze = Evidenza.objects.per_rilevazione([r.pk for r in rilevati])
    dove = {p.collocazione.pk: p.cruscotto.titolo for p in posti}
    provati = [Provato(r, dove.get(r.collocazione_id or 0, ""), evidenze[r.pk]) for r in rilevati if r.pk in evidenze]
    return tuple(sorted(provati, key=lambda p: (p.valore.periodo.numero, p.dove)))


def trova_posti(
    cruscotti: Sequence[Cruscotto], codice: str, valori: ValoriCiclo, misura: Misura
) -> list[CollocazioneMisurata]:
    """The placements of an indicator in ``cruscotti``, in document order."""
    return [
        _posto(c, cruscotto, valori, misura)
        for cruscotto in cruscotti
        for c in valori.collocazioni[cruscotto.pk]
        if c.indicatore.codice == codice
    ]


def _posto(c: Collocazione, cruscotto: Cruscotto, valori: ValoriCiclo, misura: Misura) -> CollocazioneMisurata:
    atteso = valori.atteso(c)
    return CollocazioneMisurata(
        collocazione=c,
        cruscotto=cruscotto,
        riga=misura_riga(c, valori, misura),
        target_proprio=atteso is not None and atteso.collocazione_id is not None,
        valore_proprio=any(r.collocazione_id is not None for r in valori.serie(c)),
        dichiarato=valori.dichiarato(c),
    )


def scegli(posti: Sequence[CollocazioneMisurata], cercata: str) -> CollocazioneMisurata:
    """The placement named by ``?riga=``; the first one when there is no such placement among those one may see."""
    return next((p for p in posti if str(p.collocazione.pk) == cercata), posti[0])


def spiega(posto: CollocazioneMisurata, valori: ValoriCiclo, misura: Misura) -> Perche:
    """Why the SAL of a placement is what it is, up to the whole scorecard."""
    indicatore, riga = posto.collocazione.indicatore, posto.riga
    regole = misura.regole_di(indicatore)
    atteso = valori.atteso(posto.collocazione)
    calcolato = Sal(riga.sal_grezzo, riga.sal_calcolato, riga.spiegazione)
    (prospetto,) = misura_valori([posto.cruscotto], valori, misura)
    return Perche(
        regola=scelta_regola(regole, bool(indicatore.regola), Tipo(atteso.tipo)) if atteso and atteso.tipo else None,
        limite=limite(calcolato, regole),
        passi=risali(_livelli(prospetto, riga), periodo_aperto=valori.aperto, mancanti=misura.mancanti),
    )


def _livelli(prospetto: Prospetto, riga: Riga) -> tuple[MediaDaSpiegare, ...]:
    """The means on the way of a row: its objective, its prospettiva, the scorecard; of those that there are."""
    i, j, k = next(
        (i, j, k)
        for i, p in enumerate(prospetto.prospettive)
        for j, o in enumerate(p.obiettivi)
        for k, r in enumerate(o.righe)
        if r.collocazione == riga.collocazione
    )
    prospettiva = prospetto.prospettive[i]
    obiettivo = prospettiva.obiettivi[j]
    gruppo = prospetto.livello.uno if prospetto.livello else ""
    passi = [MediaDaSpiegare("obiettivo", obiettivo.titolo or SENZA_LIVELLO, righe_di(obiettivo), k, "Riga")]
    salite = (
        (prospettiva.obiettivi, gruppo, prospettiva.nome or SENZA_LIVELLO, j, "Obiettivo"),
        (prospetto.prospettive, "cruscotto", prospetto.titolo, i, gruppo.capitalize()),
    )
    for parti, dove, nome, posto, parte in salite:
        if e_sola(parti):
            passi[-1] = replace(passi[-1], dove=dove, nome=nome)
        else:
            passi.append(MediaDaSpiegare(dove, nome, tuple(map(voce_di_parte, parti)), posto, parte))
    return tuple(passi)


def righe_di(obiettivo: ObiettivoMisurato) -> tuple[VoceDellaMedia, ...]:
    """The rows of an objective as parts of its mean."""
    return tuple(map(voce_di_riga, obiettivo.righe))


def avvisi_di(posti: Sequence[CollocazioneMisurata]) -> tuple[AllertaConDove, ...]:
    """The alerts of all placements, each said once."""
    dove: dict[tuple[str, str, str], list[str]] = {}
    for posto in posti:
        for a in posto.riga.allerte:
            titoli = dove.setdefault((a.codice.value, a.nome, a.perche), [])
            titoli.append(posto.cruscotto.titolo)
    return tuple(
        AllertaConDove(codice, nome, perche, () if len(titoli) == len(posti) else tuple(dict.fromkeys(titoli)))
        for (codice, nome, perche), titoli in dove.items()
    )


def per_periodo(posto: CollocazioneMisurata, valori: ValoriCiclo) -> tuple[RigaPeriodo, ...]:
    """The periods of the year in order, each with what was entered up to the one that is looked at."""
    rilevati = {r.periodo.numero: r for r in valori.serie(posto.collocazione)}
    periodi = sorted(valori.periodi.values(), key=lambda p: p.numero)
    fino = valori.periodo.numero if valori.periodo else 0
    righe = [(p, valori.calcolo_al(posto.collocazione, p)) for p in periodi if p.numero <= fino]
    return tuple(RigaPeriodo(p, rilevati.get(p.numero), c.frase if c else "") for p, c in righe)


def grafico_valori(posto: CollocazioneMisurata, valori: ValoriCiclo) -> Grafico | None:
    """The values by period beside the target; None when they are not numbers or are fewer than two."""
    punti = _punti(posto, valori)
    if len(punti) < 2:
        return None
    atteso = valori.atteso(posto.collocazione)
    target = essenziale(atteso.valore) if atteso else None
    unita = (atteso.unita if atteso else "") or posto.riga.unita
    serie = [Punto(nome, "Valore", valore) for nome, valore in punti]
    if target is not None:
        serie += [Punto(nome, "Target", target) for nome, _ in punti]
    detti = ", ".join(f"{nome} {formatta_numero(valore)}" for nome, valore in punti)
    coda = "" if target is None else f"; target {formatta_numero(target)}"
    return Grafico(
        TipoGrafico.LINEE, "", f"Valori per periodo: {detti}{coda}.", unita, tuple(serie), larghezza=420, altezza=240
    )


def senza_proiezione(posto: CollocazioneMisurata, valori: ValoriCiclo) -> str:
    """Why a placement has no projection."""
    if Tipo(posto.riga.tipo) not in NUMERICI:
        return "Si proiettano solo i numeri."
    fino = valori.periodo.numero if valori.periodo else 0
    if all(p.numero <= fino for p in valori.periodi.values()):
        return "L'anno è arrivato all'ultimo periodo: non resta nulla da proiettare."
    if len(_punti(posto, valori)) < 2:
        return "Nulla si proietta da un solo punto: servono i valori di almeno due periodi."
    return "Manca un target che si possa leggere: senza, la proiezione non avrebbe con che confrontarsi."


def _punti(posto: CollocazioneMisurata, valori: ValoriCiclo) -> list[tuple[str, Decimal]]:
    """The numbers that count, by name of period."""
    return [
        (r.periodo.nome, essenziale(r.valore))
        for r in valori.serie(posto.collocazione)
        if r.stato in CONTANO and r.valore is not None and not r.neutralizzata
    ]


def versioni(
    posti: Sequence[CollocazioneMisurata], attesi: Sequence[ValoreAtteso]
) -> tuple[tuple[str, tuple[ValoreAtteso, ...]], ...]:
    """Every version of every target: the shared one first, then those of single placements that the user may see."""
    gruppi = [("", tuple(a for a in attesi if a.collocazione_id is None))]
    for p in posti:
        propri = tuple(a for a in attesi if a.collocazione_id == p.collocazione.pk)
        gruppi.append((f"{p.cruscotto.titolo}, «{p.collocazione.etichetta}»", propri))
    return tuple((nome, righe) for nome, righe in gruppi if righe)
