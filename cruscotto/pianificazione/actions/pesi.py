"""Weights: of the indicators of a scorecard, and of the objectives and prospettive that a cycle's scorecards share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.media import controlla_pesi
from cruscotto.aritmetica.punteggio import CENTO, RegolaNonValida
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato, blocca_regole, esige_ciclo_modificabile
from cruscotto.misurazione.effetto import impronta_di
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    ImpostazioniMisura,
    ObiettivoInProspettiva,
    Prospettiva,
)
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige

Pesi = Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class PesiScelti:
    """Weights by key of what they weigh; what is not named keeps its own. None is no weight."""

    collocazioni: Pesi = field(default_factory=dict)
    nodi: Pesi = field(default_factory=dict)
    prospettive: Pesi = field(default_factory=dict)


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


RIGA, NODO, PROSPETTIVA = "r", "n", "p"


def leggi_pesi(cruscotto: Cruscotto) -> tuple[list[Fratelli], list[Fratelli]]:
    """The weights of a scorecard by objective, and those shared by the scorecards of its cycle. Three queries."""
    righe = Collocazione.objects.filter(cruscotto=cruscotto).per_cruscotto()
    per_nodo: dict[int, list[Collocazione]] = {}
    for c in righe:
        per_nodo.setdefault(c.nodo_id, []).append(c)
    proprie = [_delle_righe(gruppo) for gruppo in per_nodo.values()]
    nodi = ObiettivoInProspettiva.objects.filter(prospettiva__ciclo=cruscotto.ciclo_id).select_related("obiettivo")
    prospettive = list(Prospettiva.objects.filter(ciclo=cruscotto.ciclo_id).order_by("ordine"))
    per_prospettiva: dict[int, list[Pesato]] = {p.pk: [] for p in prospettive}
    for n in nodi.order_by("obiettivo__numero"):
        per_prospettiva[n.prospettiva_id].append(Pesato(NODO, n.pk, str(n.obiettivo), essenziale(n.peso)))
    comuni = [
        Fratelli(p.nome, "Obiettivi della prospettiva", tuple(per_prospettiva[p.pk]))
        for p in prospettive
        if per_prospettiva[p.pk]
    ]
    voci = tuple(Pesato(PROSPETTIVA, p.pk, p.nome, essenziale(p.peso)) for p in prospettive)
    return proprie, [Fratelli("Prospettive", "Le prospettive del cruscotto", voci), *comuni]


def _delle_righe(gruppo: Sequence[Collocazione]) -> Fratelli:
    nodo = gruppo[0].nodo
    voci = tuple(
        Pesato(RIGA, c.pk, c.etichetta, essenziale(c.peso), c.indicatore.tipo == Tipo.PREREQUISITO) for c in gruppo
    )
    return Fratelli(str(nodo.obiettivo), nodo.prospettiva.nome, voci)


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

    Raises:
        ValoreRifiutato: by the name of the first field of each group of siblings whose weights do not stand together.
        Superato: somebody else changed them meanwhile.
        NonModificabile: the Relazione of the cycle has been adopted.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    permesso = da.ente_id == cruscotto.ciclo.ente_id and (poteri.controllo or poteri.amministratore)
    esige(permesso, "I pesi li cambia il controllo di gestione o chi amministra.")
    blocca_regole(cruscotto.ciclo.ente_id)
    cruscotto = Cruscotto.objects.select_related("ciclo__ente").get(pk=cruscotto.pk)
    proprie, comuni = leggi_pesi(cruscotto)
    gruppi = [*proprie, *comuni]
    nuovi = _nuovi(gruppi, scelti)
    diversi = [v for g in gruppi for v in g.voci if nuovi[v.campo] != v.peso]
    if not diversi:
        return None
    esige_ciclo_modificabile(cruscotto.ciclo)
    if visti != impronta_pesi(gruppi):
        raise Superato(
            "Nel frattempo i pesi sono cambiati: accanto a ogni voce c'è quello di ora. Guardateli e ripetete."
        )
    errori = _errori(gruppi, nuovi, {v.campo for v in diversi}, totale_atteso(cruscotto.ciclo.ente_id))
    if errori := errori | ({} if motivo else {"motivo": "Dite in una frase perché i pesi cambiano."}):
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
    for modello, prefisso in ((Collocazione, RIGA), (ObiettivoInProspettiva, NODO), (Prospettiva, PROSPETTIVA)):
        righe = [modello(pk=v.pk, peso=nuovi[v.campo]) for v in diversi if v.prefisso == prefisso]
        modello._default_manager.bulk_update(righe, ["peso"], batch_size=200)  # type: ignore[arg-type]


def _nuovi(gruppi: Iterable[Fratelli], scelti: PesiScelti) -> dict[str, Decimal | None]:
    """The weight of everything after the act, by field. Keys that are not of this scorecard are left alone."""
    per_prefisso = {RIGA: scelti.collocazioni, NODO: scelti.nodi, PROSPETTIVA: scelti.prospettive}
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
