"""The rows that a measure reads, as tuples: thousands of them are read for a page and thrown away (ADR 64).

A tuple has the names that its model has, and only the columns that measuring looks at, so that what measures does not
know which of the two it is given. What many placements share, indicator, office, objective, is one instance of its
model for all of them, read with the placements in one query.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import Case, F, Model, QuerySet, TextField, When
from django.db.models.functions import Cast

from cruscotto.ciclo.scatto_fotografia import aree_di_chi_valida
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    Periodo,
    Programma,
    Rilevazione,
    SeguitoAzione,
    ValoreAtteso,
)
from cruscotto.models.rilevazione import RilevazioneQuerySet, motivazione, stessa_persona, valuta_chi_valida


class RilevazioneLetta(NamedTuple):
    """A ``Rilevazione`` of a period that is not a photograph's, with what became of its action."""

    pk: int
    indicatore_id: int
    periodo_id: int
    collocazione_id: int | None
    stato: str
    testo: str
    tipo: str
    valore: Decimal | None
    data: dt.date | None
    livello: str
    numeratore: Decimal | None
    denominatore: Decimal | None
    unita: str
    nota: str
    motivo_restituzione: str
    causa: str
    causa_scostamento: str
    azione_correttiva: str
    azione_entro: dt.date | None
    neutralizzata: bool
    motivo_neutralizzazione: str
    inserita_da_id: int | None
    validata_da_id: int | None
    fasi: tuple[str, ...]
    avvisi: tuple[str, ...]
    seguito: SeguitoAzione | None
    periodo: Periodo
    area_di_chi_valida: int | None = None

    @property
    def seguito_letto(self) -> bool:
        return True

    @property
    def motivazione(self) -> str:
        return motivazione(self)

    @property
    def stessa_persona(self) -> bool:
        return stessa_persona(self)

    def valuta_chi_valida(self, area_id: int | None) -> bool:
        return valuta_chi_valida(self, area_id)


class AttesoLetto(NamedTuple):
    """A ``ValoreAtteso``."""

    pk: int
    ciclo_id: int
    indicatore_id: int
    collocazione_id: int | None
    versione: int
    testo: str
    tipo: str
    verso: str
    valore: Decimal | None
    data: dt.date | None
    livello: str
    tolleranza: Decimal | None
    tolleranza_relativa: bool
    stretto: bool
    uguale: bool
    unita: str
    atto_data: dt.date | None
    fasi: tuple[str, ...]
    avvisi: tuple[str, ...]


class CollocazioneLetta(NamedTuple):
    """A ``Collocazione``. Its objective and what only names it may not have been read."""

    pk: int
    cruscotto_id: int
    indicatore_id: int
    nodo_id: int
    blocco: int
    etichetta: str
    pira: bool
    peso: Decimal | None
    rilevata_a_parte: bool
    sal_pubblicato: str
    riga_fonte: int | None
    regole_congelate: dict[str, Any] | None
    cruscotto: Cruscotto
    indicatore: Indicatore
    nodo: ObiettivoInProspettiva | None = None
    programma: Programma | None = None
    obiettivo_operativo: ObiettivoOperativo | None = None


# -- values and targets ------------------------------------------------------------------------------------------------
def _lista(testo: str) -> tuple[str, ...]:
    """A list as the database writes it: nearly all are empty, and to parse them would take longer than to read them."""
    return () if testo == "[]" else tuple(json.loads(testo))


def _testo(campo: str) -> Cast:
    return Cast(campo, TextField())


def leggi_rilevazioni(insieme: RilevazioneQuerySet, periodi: Mapping[int, Periodo]) -> list[Rilevazione]:
    """The values of a set, whose periods are ``periodi``; one query, one more when somebody validated their own."""
    *colonne, _, _, _, _, _ = RilevazioneLetta._fields
    insieme = insieme.order_by()
    di_uno = Case(When(validata_da=F("inserita_da"), then=F("validata_il")))
    righe = insieme.values_list(
        *colonne,
        _testo("fasi"),
        _testo("avvisi"),
        di_uno,
        "seguito__pk",
        "seguito__stato",
        "seguito__entro",
        "seguito__nota",
    )
    n, quando = len(colonne), {}
    lette: list[RilevazioneLetta] = []
    for riga in righe:
        fasi, avvisi, validata_il, seguito, stato, entro, nota = riga[n:]
        detto = None if seguito is None else SeguitoAzione(pk=seguito, stato=stato, entro=entro, nota=nota)
        lette.append(RilevazioneLetta._make((*riga[:n], _lista(fasi), _lista(avvisi), detto, periodi[riga[2]], None)))
        if validata_il is not None:
            quando[riga[0]] = validata_il
    if quando:
        di_chi = (r for r in lette if r.pk in quando)
        aree = aree_di_chi_valida((r.pk, r.inserita_da_id, r.validata_da_id, quando[r.pk]) for r in di_chi)
        lette = [r._replace(area_di_chi_valida=aree[r.pk]) if r.pk in aree else r for r in lette]
    return cast("list[Rilevazione]", lette)


def leggi_attesi(insieme: QuerySet[ValoreAtteso]) -> list[ValoreAtteso]:
    """The targets of a set, in its order; one query."""
    *colonne, _, _ = AttesoLetto._fields
    righe = insieme.values_list(*colonne, _testo("fasi"), _testo("avvisi"))
    lette = [AttesoLetto._make((*riga[:-2], _lista(riga[-2]), _lista(riga[-1]))) for riga in righe]
    return cast("list[ValoreAtteso]", lette)


# -- placements --------------------------------------------------------------------------------------------------------
CHI_MISURA = ("tipo", "unita", "direzione", "accumulo", "scala", "punti_scala", "regola", "calcolo")
DELL_INDICATORE = ("codice", "ufficio_id", *CHI_MISURA, "soglia_minima", "soglia_massima", "soglia_eccellente")
MISURATE: dict[str, tuple[str, ...]] = {
    "cruscotto": ("ciclo_id", "tipo", "area_id"),
    "indicatore": DELL_INDICATORE,
}
"""What a placement is measured with: paths of foreign keys, and their columns."""
MOSTRATE: dict[str, tuple[str, ...]] = MISURATE | {
    "indicatore__ufficio": ("nome", "codice", "area_id"),
    "indicatore__ufficio__area": ("codice", "numero", "nome"),
    "programma": ("nome",),
    "obiettivo_operativo": ("nome",),
    "nodo": ("prospettiva_id", "obiettivo_id", "peso"),
    "nodo__prospettiva": ("ordine", "codice", "nome", "peso"),
    "nodo__obiettivo": ("numero", "nome", "area_strategica_id"),
    "nodo__obiettivo__area_strategica": ("numero", "nome", "peso"),
}
"""The same, with what names the placement and what it stands under."""


class _Legata:
    """The rows that a path of foreign keys leads to, each made once."""

    def __init__(self, percorso: str, colonne: tuple[str, ...], inizio: int) -> None:
        modello: type[Model] = Collocazione
        campo: Any = None
        for passo in percorso.split("__"):
            campo = modello._meta.get_field(passo)
            modello = campo.related_model
        self.modello, self.campo = modello, campo
        scelte = {"id", *colonne}
        self.nomi = [c.attname for c in modello._meta.concrete_fields if c.attname in scelte]  # as ``from_db`` wants
        self.percorsi = [f"{percorso}__{nome}" for nome in self.nomi]
        self.sopra, _, _ = percorso.rpartition("__")
        self.inizio, self.fine = inizio, inizio + len(self.nomi)
        self.fatte: dict[Any, Model] = {}

    def di(self, riga: tuple[Any, ...], variante: object) -> Model | None:
        """The row at this path; ``variante`` tells apart copies of one."""
        chiave = riga[self.inizio]  # the key comes first
        if chiave is None:
            return None
        fatta = self.fatte.get((chiave, variante))
        if fatta is None:
            fatta = self.fatte[chiave, variante] = self.modello.from_db(None, self.nomi, riga[self.inizio : self.fine])
        return fatta


def leggi_collocazioni(
    insieme: QuerySet[Collocazione], legate: Mapping[str, tuple[str, ...]] = MOSTRATE
) -> list[Collocazione]:
    """The placements of a set, in its order, in one query. Those that keep other rules for their indicator
    (``regole_congelate``) have a copy of it, which may be given these rules."""
    colonne = CollocazioneLetta._fields[: CollocazioneLetta._fields.index("regole_congelate")]
    copia, inizio = len(colonne), len(colonne) + 1
    percorsi: dict[str, _Legata] = {}
    for percorso, sue in legate.items():
        percorsi[percorso] = _Legata(percorso, sue, inizio)
        inizio = percorsi[percorso].fine
    tutte = [p for legata in percorsi.values() for p in legata.percorsi]
    congelate: dict[str | None, dict[str, Any] | None] = {None: None}
    lette = []
    for riga in insieme.values_list(*colonne, _testo("regole_congelate"), *tutte):
        scritta = riga[copia]
        if scritta not in congelate:
            congelate[scritta] = json.loads(scritta)
        trovate = _collega(riga, percorsi, scritta)
        lette.append(
            CollocazioneLetta._make(
                (
                    *riga[:copia],
                    congelate[scritta],
                    trovate["cruscotto"],
                    trovate["indicatore"],
                    trovate.get("nodo"),
                    trovate.get("programma"),
                    trovate.get("obiettivo_operativo"),
                )
            )
        )
    return cast("list[Collocazione]", lette)


def _collega(riga: tuple[Any, ...], percorsi: Mapping[str, _Legata], copia: str | None) -> dict[str, Any]:
    """The rows that one row of the join is made of, linked to each other."""
    trovate: dict[str, Any] = {}
    for percorso, legata in percorsi.items():
        if legata.sopra and trovate[legata.sopra] is None:
            trovate[percorso] = None
            continue
        variante = (copia, trovate["cruscotto"].ciclo_id) if copia and percorso == "indicatore" else None
        trovate[percorso] = legata.di(riga, variante)
        if legata.sopra:
            legata.campo.set_cached_value(trovate[legata.sopra], trovate[percorso])
    return trovate
