"""The photograph of a closed period: the rows that measuring it needs, as they were when it closed (ADR 28).

``cruscotto.ciclo.scatto_fotografia`` writes those rows as versioned JSON, a table after the other, with the names of
the columns; opening it makes the same model instances again, linked to each other, without queries. What measures a
period asks ``fotografia_di`` first, so that everything that shows a closed period is made of its photograph and never
of today's tables.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

from django.db import models
from django.db.models import prefetch_related_objects

from cruscotto.ciclo.regole_adottate import ripristina
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Cruscotto,
    FasciaSemaforo,
    FaseIndicatore,
    Fotografia,
    ImpostazioniMisura,
    Indicatore,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Operando,
    Periodo,
    Programma,
    Prospettiva,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    ValoreAtteso,
    ValoreStorico,
)
from ente.models import Area, Ente, Ufficio, Utente

FORMA = 1
"""The version of the shape of what is written; a reader of the next one still reads this."""

M = TypeVar("M", bound=models.Model)

TAVOLE: dict[str, type[models.Model]] = {
    "ciclo": Ciclo,
    "periodi": Periodo,
    "prospettive": Prospettiva,
    "aree_strategiche": AreaStrategica,
    "obiettivi": ObiettivoStrategico,
    "nodi": ObiettivoInProspettiva,
    "nessi": Nesso,
    "programmi": Programma,
    "obiettivi_operativi": ObiettivoOperativo,
    "aree": Area,
    "uffici": Ufficio,
    "cruscotti": Cruscotto,
    "indicatori": Indicatore,
    "fasi": FaseIndicatore,
    "operandi": Operando,
    "collocazioni": Collocazione,
    "attesi": ValoreAtteso,
    "persone": Utente,
    "rilevazioni": Rilevazione,
    "dichiarati": SalDichiarato,
    "storico": ValoreStorico,
    "misura": ImpostazioniMisura,
    "fasce": FasciaSemaforo,
}
"""The tables of a photograph, by the name that they have in it; who is linked to comes before who links."""

CHI_VALIDA = "area_di_chi_valida"
"""What a value carries besides its columns: see ``Rilevazione``."""


# -- open --------------------------------------------------------------------------------------------------------------


def fotografia_di(periodo: Periodo | None) -> Aperta | None:
    """The photograph of a closed period, open; None for a period that is open, or was never photographed.

    One query, made once for each instance of a period: see ``prefetch_fotografie`` for many.
    """
    if periodo is None or periodo.stato != StatoPeriodo.CHIUSO:
        return None
    foto: Fotografia | None = getattr(periodo, "fotografia", None)
    if foto is None:
        return None
    if foto.aperta is None:
        foto.aperta = Aperta(foto.contenuto, periodo.ciclo)
    return cast("Aperta", foto.aperta)


def scattata_il(periodo: Periodo | None) -> dt.datetime | None:
    """When the photograph of a closed period was taken; None for a period that has none."""
    if fotografia_di(periodo) is None or periodo is None:
        return None
    quando: dt.datetime = periodo.fotografia.scattata_il
    return quando


def prefetch_fotografie(periodi: Iterable[Periodo | None]) -> None:
    """Read the photographs of those of the periods that are closed, in one query."""
    chiusi = [p for p in periodi if p is not None and p.stato == StatoPeriodo.CHIUSO]
    mancano = [p for p in chiusi if not Periodo.fotografia.is_cached(p)]
    if mancano:
        prefetch_related_objects(mancano, "fotografia")


def dimentica(periodi: Iterable[Periodo | None]) -> None:
    """Read again, the next time, the photographs of periods that an act may have touched."""
    for p in periodi:
        if p is not None and Periodo.fotografia.is_cached(p):
            Periodo.fotografia.related.delete_cached_value(p)


class Aperta:
    """The rows of a photograph as model instances linked to each other, each table made when it is first asked for.

    They are to be read: nobody saves them. The cycle that they are linked to is today's, whose state is asked.
    """

    def __init__(self, testo: str, ciclo: Ciclo) -> None:
        self.testo, self._tavole = testo, _tavole(testo)
        self._fatte: dict[str, dict[int, Any]] = {"ciclo": {ciclo.pk: ciclo}}
        self.ciclo = ciclo

    @property
    def testi(self) -> dict[str, str]:
        """Mandate, mission and vision of the cycle."""
        tavola = self._tavole["ciclo"]
        return dict(zip(tavola["colonne"], tavola["righe"][0], strict=True))

    def righe(self, nome: str) -> dict[int, Any]:
        """The rows of a table by key, in the order of the keys."""
        if nome not in self._fatte:
            self._fatte[nome] = self._fai(nome)
        return self._fatte[nome]

    def _fai(self, nome: str) -> dict[int, Any]:
        modello = TAVOLE[nome]
        tavola = self._tavole.get(nome, {"colonne": [], "righe": []})
        scritte: list[str] = tavola["colonne"]
        campi: Sequence[Any] = modello._meta.concrete_fields
        posti = {colonna: n for n, colonna in enumerate(scritte)}
        letti = [(posti.get(c.attname), _lettore(c), c.get_default) for c in campi]
        nomi = [c.attname for c in campi]
        legami = [
            (c, c.attname, altra)
            for c in campi
            if c.is_relation and (altra := _TAVOLA_DI.get(c.related_model)) and altra != nome
        ]
        altro = posti.get(CHI_VALIDA)
        ente = next((c for c in campi if c.related_model is Ente and Ciclo.ente.is_cached(self.ciclo)), None)
        fatte: dict[int, Any] = {}
        for n, riga in enumerate(tavola["righe"]):
            valori = [
                vuoto() if posto is None else leggi(riga[posto]) if leggi and riga[posto] is not None else riga[posto]
                for posto, leggi, vuoto in letti
            ]
            fatta = modello.from_db(None, nomi, valori)
            for campo, attname, altra in legami:
                legata = self.righe(altra).get(getattr(fatta, attname))
                if legata is not None:
                    campo.set_cached_value(fatta, legata)
            if ente is not None:
                ente.set_cached_value(fatta, self.ciclo.ente)
            if altro is not None:
                fatta.area_di_chi_valida = riga[altro]  # type: ignore[attr-defined]
            fatte[-n if fatta.pk is None else fatta.pk] = fatta  # what an adopted cycle kept has no keys
        return fatte

    @cached_property
    def cruscotti(self) -> list[Cruscotto]:
        """The scorecards in their order, with their area."""
        return sorted(self.righe("cruscotti").values(), key=lambda c: c.ordine)

    @cached_property
    def collocazioni(self) -> list[Collocazione]:
        """The placements in document order, each with the rules that the photograph keeps for its indicator."""
        tutte: list[Collocazione] = list(self.righe("collocazioni").values())
        for c in tutte:
            if c.regole_congelate:
                ripristina(c)
        return sorted(tutte, key=lambda c: (c.cruscotto.ordine, c.ordine))

    def posti_di(self, indicatore_id: int) -> list[Collocazione]:
        """The placements of an indicator, in document order."""
        return self._per_indicatore.get(indicatore_id, [])

    @cached_property
    def _per_indicatore(self) -> dict[int, list[Collocazione]]:
        posti: dict[int, list[Collocazione]] = {}
        for c in self.collocazioni:
            posti.setdefault(c.indicatore_id, []).append(c)
        return posti

    @cached_property
    def indicatori(self) -> dict[int, Indicatore]:
        """The indicators that stand in a scorecard, by key, with their office and its area."""
        return {c.indicatore_id: c.indicatore for c in self.collocazioni}

    @cached_property
    def misura(self) -> tuple[ImpostazioniMisura, list[FasciaSemaforo]]:
        """How the body measured, with its bands in order."""
        (misura,) = self.righe("misura").values()
        fasce = list(self.righe("fasce").values()) or []
        return misura, sorted(fasce, key=lambda f: (f.da is not None, f.da or 0))

    def con_fasi(self, indicatori: Iterable[Indicatore]) -> None:
        """Give indicators their phases, as a prefetch would."""
        fasi: list[FaseIndicatore] = sorted(self.righe("fasi").values(), key=lambda f: f.ordine)
        for i in indicatori:
            insieme = i.fasi.all()
            insieme._result_cache = [f for f in fasi if f.indicatore_id == i.pk]
            insieme._prefetch_done = True  # type: ignore[attr-defined]
            i.__dict__.setdefault("_prefetched_objects_cache", {})["fasi"] = insieme


@lru_cache(maxsize=8)
def _tavole(testo: str) -> dict[str, Any]:
    """The tables of a photograph, to be read: the same text is the same photograph, whoever asks for it."""
    tavole: dict[str, Any] = json.loads(testo)["tavole"]
    return tavole


_TAVOLA_DI: dict[Any, str] = {modello: nome for nome, modello in TAVOLE.items()}


def _lettore(campo: Any) -> Callable[[Any], Any] | None:
    """How to read what JSON has no kind for."""
    if isinstance(campo, models.DecimalField):
        return Decimal
    if isinstance(campo, models.DateTimeField):
        return dt.datetime.fromisoformat
    return dt.date.fromisoformat if isinstance(campo, models.DateField) else None
