"""Weights: of the indicators of a scorecard, and of the objectives and prospettive that a cycle's scorecards share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.media import controlla_pesi
from cruscotto.aritmetica.punteggio import CENTO, RegolaNonValida
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato, blocca_regole, esige_ciclo_modificabile
from cruscotto.misurazione.effetto import impronta_di
from cruscotto.misurazione.livelli import AREE, PROSPETTIVE, SENZA_LIVELLO, posto_di, primo_livello, rango
from cruscotto.models import (
    AreaStrategica,
    Collocazione,
    Cruscotto,
    ImpostazioniMisura,
    ObiettivoInProspettiva,
    Prospettiva,
)
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige

CHI_PESA = "I pesi li cambia il controllo di gestione o chi amministra."
CAMBIATI = "Nel frattempo i pesi sono cambiati: accanto a ogni voce c'è quello di ora. Guardateli e ripetete."
Pesi = Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class PesiScelti:
    """Weights by key of what they weigh; what is not named keeps its own. None is no weight."""

    collocazioni: Pesi = field(default_factory=dict)
    nodi: Pesi = field(default_factory=dict)
    prospettive: Pesi = field(default_factory=dict)
    aree: Pesi = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pesato:
    """Something that has a weight among its siblings. ``prefisso`` and ``pk`` name it in a form."""

    prefisso: str
    pk: int
    nome: str
    peso: Decimal | None
    prerequisito: bool = False

    @property
    def campo(self) -> str:
        return f"{self.prefisso}{self.pk}"


@dataclass(frozen=True, slots=True)
class Fratelli:
    """What is weighed together: the weights of ``voci`` are all there or none is, and sum to the body's total."""

    titolo: str
    sotto: str
    voci: tuple[Pesato, ...]

    @property
    def somma(self) -> Decimal | None:
        """None when nothing has a weight."""
        pesi = [v.peso for v in self.voci if v.peso is not None]
        return sum(pesi, Decimal(0)) if pesi else None


RIGA, NODO, PROSPETTIVA, AREA = "r", "n", "p", "a"


def leggi_pesi(cruscotto: Cruscotto) -> tuple[list[Fratelli], list[Fratelli]]:
    """The weights of a scorecard by objective, and those shared by the scorecards of its cycle. Three queries.

    Of the levels that the cycle has: what has no name is weighed only beside what has one.
    """
    righe = Collocazione.objects.filter(cruscotto=cruscotto).per_cruscotto()
    per_nodo: dict[int, list[Collocazione]] = {}
    for c in righe:
        per_nodo.setdefault(c.nodo_id, []).append(c)
    proprie = [_delle_righe(gruppo, cruscotto.titolo) for gruppo in per_nodo.values()]
    return proprie, leggi_pesi_comuni(cruscotto.ciclo_id)


def leggi_pesi_comuni(ciclo_id: int) -> list[Fratelli]:
    """The weights that the scorecards of a cycle share. Two queries."""
    nodi = ObiettivoInProspettiva.objects.filter(prospettiva__ciclo=ciclo_id)
    prospettive = list(Prospettiva.objects.filter(ciclo=ciclo_id).order_by("ordine"))
    gruppi: dict[str, list[ObiettivoInProspettiva]] = {p.codice: [] for p in prospettive if p.nome}
    chi: dict[str, Pesato] = {p.codice: Pesato(PROSPETTIVA, p.pk, p.nome, essenziale(p.peso)) for p in prospettive}
    for n in nodi.select_related("prospettiva", "obiettivo__area_strategica").order_by("obiettivo__numero"):
        codice, nome = posto_di(n)
        gruppi.setdefault(codice, []).append(n)
        if primo_livello([codice]) is AREE and n.obiettivo.area_strategica is not None:
            chi[codice] = Pesato(
                AREA, n.obiettivo.area_strategica.pk, nome, essenziale(n.obiettivo.area_strategica.peso)
            )
        elif not nome:
            chi[codice] = replace(chi[codice], nome=SENZA_LIVELLO)
    livello = primo_livello(gruppi) or PROSPETTIVE
    comuni = [_degli_obiettivi(suoi, f"Obiettivi {livello.della}") for suoi in gruppi.values() if _si_pesano(suoi)]
    voci = tuple(chi[codice] for codice in sorted(gruppi, key=lambda codice: _ordine(gruppi[codice])))
    if list(gruppi) != [""] and voci:
        comuni.insert(0, Fratelli(livello.molti.capitalize(), f"Le {livello.molti} del cruscotto", voci))
    return comuni


def _ordine(nodi: Sequence[ObiettivoInProspettiva]) -> int:
    return rango(nodi[0]) if nodi else 0


def _si_pesano(nodi: Sequence[ObiettivoInProspettiva]) -> bool:
    """Whether nodes are weighed together: not what stands alone for no objective."""
    return len(nodi) > 1 or any(n.obiettivo.nome for n in nodi)


def _degli_obiettivi(nodi: Sequence[ObiettivoInProspettiva], sotto: str) -> Fratelli:
    nome = posto_di(nodi[0])[1]
    voci = tuple(Pesato(NODO, n.pk, n.obiettivo.titolo or SENZA_LIVELLO, essenziale(n.peso)) for n in nodi)
    return Fratelli(nome or "Obiettivi", sotto if nome else "Gli obiettivi del cruscotto", voci)


def _delle_righe(gruppo: Sequence[Collocazione], cruscotto: str) -> Fratelli:
    nodo = gruppo[0].nodo
    voci = tuple(
        Pesato(RIGA, c.pk, c.etichetta, essenziale(c.peso), c.indicatore.tipo == Tipo.PREREQUISITO) for c in gruppo
    )
    sopra = posto_di(nodo)[1]
    if not nodo.obiettivo.nome:
        return Fratelli(sopra or cruscotto, "", voci)
    return Fratelli(nodo.obiettivo.titolo, sopra, voci)


def impronta_pesi(gruppi: Iterable[Fratelli]) -> str:
    """What a form carries to say which weights the person was looking at."""
    return impronta_di([[v.campo, v.peso] for g in gruppi for v in g.voci])


def totale_atteso(ente_id: int) -> Decimal:
    """What the weights of siblings sum to, as the body chose; 100 when it has not."""
    scelto = ImpostazioniMisura.objects.filter(ente=ente_id).values_list("totale_pesi", flat=True).first()
    return CENTO if scelto is None else essenziale(scelto)


@transaction.atomic
def cambia_pesi(
    *, cruscotto: Cruscotto, scelti: PesiScelti, visti: str, motivo: str, da: Utente, poteri: Poteri | None = None
) -> int | None:
    """Change weights of a scorecard and of its cycle; how many changed, None when all already were so.

    ``visti`` is the ``impronta_pesi`` of what the person was looking at. The siblings of what changes are checked.
    While the cycle is planned no reason is needed, as for a target.

    Raises:
        ValoreRifiutato: by the name of the first field of each group of siblings whose weights do not stand together.
        Superato: somebody else changed them meanwhile.
        NonModificabile: the Relazione of the cycle has been adopted.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    permesso = da.ente_id == cruscotto.ciclo.ente_id and (poteri.controllo or poteri.amministratore)
    esige(permesso, CHI_PESA)
    blocca_regole(cruscotto.ciclo.ente_id)
    cruscotto = Cruscotto.objects.select_related("ciclo__ente").get(pk=cruscotto.pk)
    gruppi = [fratelli for parte in leggi_pesi(cruscotto) for fratelli in parte]
    nuovi = _nuovi(gruppi, scelti)
    diversi = [v for g in gruppi for v in g.voci if nuovi[v.campo] != v.peso]
    if not diversi:
        return None
    esige_ciclo_modificabile(cruscotto.ciclo)
    if visti != impronta_pesi(gruppi):
        raise Superato(CAMBIATI)
    errori = _errori(gruppi, nuovi, {v.campo for v in diversi}, totale_atteso(cruscotto.ciclo.ente_id))
    if not motivo and not cruscotto.ciclo.in_pianificazione:
        errori["motivo"] = "Dite in una frase perché i pesi cambiano."
    if errori:
        raise ValoreRifiutato(errori)
    _scrivi(diversi, nuovi)
    registra(
        ente=cruscotto.ciclo.ente,
        da=da,
        azione="cambia pesi",
        oggetto=cruscotto,
        nome=f"{cruscotto.titolo}, {cruscotto.ciclo.anno}",
        prima={_nome(v): _detto(v.peso) for v in diversi},
        dopo={_nome(v): _detto(nuovi[v.campo]) for v in diversi},
        motivo=motivo,
    )
    return len(diversi)


def _scrivi(diversi: Sequence[Pesato], nuovi: Mapping[str, Decimal | None]) -> None:
    modelli = (Collocazione, RIGA), (ObiettivoInProspettiva, NODO), (Prospettiva, PROSPETTIVA), (AreaStrategica, AREA)
    for modello, prefisso in modelli:
        righe = [modello(pk=v.pk, peso=nuovi[v.campo]) for v in diversi if v.prefisso == prefisso]
        modello._default_manager.bulk_update(righe, ["peso"], batch_size=200)  # type: ignore[arg-type]


def _nuovi(gruppi: Iterable[Fratelli], scelti: PesiScelti) -> dict[str, Decimal | None]:
    """The weight of everything after the act, by field. Keys that are not of this scorecard are left alone."""
    per_prefisso = {RIGA: scelti.collocazioni, NODO: scelti.nodi, PROSPETTIVA: scelti.prospettive, AREA: scelti.aree}
    return {v.campo: per_prefisso[v.prefisso].get(v.pk, v.peso) for g in gruppi for v in g.voci}


def _errori(
    gruppi: Iterable[Fratelli], nuovi: Mapping[str, Decimal | None], diversi: set[str], totale: Decimal
) -> dict[str, str]:
    """One sentence for each group that changes and does not stand together, on its first field."""
    errori = {}
    for gruppo in gruppi:
        if not any(v.campo in diversi for v in gruppo.voci):
            continue
        contano = [v for v in gruppo.voci if not v.prerequisito]
        for v in gruppo.voci:
            if v.prerequisito and nuovi[v.campo] is not None:
                errori[v.campo] = f"«{v.nome}» è un prerequisito: va rispettato e non pesa. Lasciate vuoto."
        detto = perche_non_stanno([nuovi[v.campo] for v in contano], totale)
        if detto and contano:
            errori[contano[0].campo] = f"{gruppo.titolo}: {detto}"
    return errori


def perche_non_stanno(pesi: Sequence[Decimal | None], totale: Decimal) -> str:
    """Why the weights of what is weighed together do not stand: some have none, one is negative, their sum is not the
    body's; empty when they do, or when nothing has one."""
    scritti = [p for p in pesi if p is not None]
    if not scritti:
        return ""
    if len(scritti) < len(pesi):
        return "date un peso a tutte le voci, o a nessuna."
    try:
        controlla_pesi(scritti, totale)
    except RegolaNonValida as errore:
        return f"{str(errore)[:1].lower()}{str(errore)[1:]}"
    return ""


def _nome(v: Pesato) -> str:
    return f"{v.nome} ({v.campo})"


def _detto(peso: Decimal | None) -> str:
    return "" if peso is None else formatta_numero(peso)
