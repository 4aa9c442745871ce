"""A whole cycle written as one workbook or as one JSON: see docs/manuale/formato-ciclo.md for what it says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from contesto.models import Tavola
from contesto.numeri import leggi_cella
from contesto.stampa import TavolaFoto, fotografa_tavola
from cruscotto.ciclo.regole_adottate import misura_conservata
from cruscotto.esportazione.ciclo_intero.elenchi import elenchi
from cruscotto.esportazione.ciclo_intero.elenco import Elenco, in_parole
from cruscotto.esportazione.ciclo_intero.misure import elenchi_misurati, misura
from cruscotto.esportazione.contesto import righe_tavola, titoli_tavola
from cruscotto.esportazione.indicatori import numero as esatto
from cruscotto.misurazione.celle import numero
from cruscotto.models import Ciclo, Collocazione, FasciaSemaforo, ImpostazioniMisura
from cruscotto.models.cruscotto import CruscottoQuerySet
from ente.fogli.celle import Cella, Tabella, nomi_di_foglio
from ente.fogli.scrittura import FORMATI as FOGLI
from ente.fogli.scrittura import libro_xlsx

VERSIONE = 1
"""Of the JSON: it grows when a key changes its meaning or goes, not when one is added."""
FORMATI = {"xlsx": FOGLI["xlsx"], "json": "application/json"}

DEL_CICLO = (
    *("anno", "triennio", "stato", "cadenza", "dimostrativo", "mandato", "mission", "vision", "approvazione_organo"),
    *("approvazione_numero", "approvazione_data", "motivo_ritardo"),
)
FASCIA = ("codice", "nome", "da", "a")
DELLA_TAVOLA = (
    *("codice", "titolo", "didascalia", "tema", "sezione", "unita", "anno_dati", "territorio", "misura", "fonte"),
    *("note", "nota_redazione"),
)


@dataclass(frozen=True, slots=True)
class CicloIntero:
    """What is written. ``ciclo`` and ``misura`` are names with a value; ``tavole`` are the context tables."""

    ente: Mapping[str, Any]
    ciclo: Mapping[str, Any]
    misura: Mapping[str, Any]
    fasce: Sequence[Mapping[str, Any]]
    elenchi: Sequence[Elenco]
    tavole: Sequence[tuple[Tavola, TavolaFoto]]


def leggi_ciclo(ciclo: Ciclo, cruscotti: CruscottoQuerySet) -> CicloIntero:
    """Read a cycle with what hangs from some of its scorecards, in a constant number of queries.

    Raises:
        MisuraNonDefinita: the body has not said how it measures.
    """
    scelti = list(cruscotti.order_by("ordine"))
    poste = list(Collocazione.objects.filter(cruscotto__in=cruscotti).only("pk", "ordine", "rilevata_a_parte", "nota"))
    letti = {e.codice: e for e in elenchi(ciclo, cruscotti)}
    misurati = {e.codice: e for e in elenchi_misurati(misura(ciclo, scelti), poste)}
    dopo_i_cruscotti = list(letti).index("cruscotti") + 1
    ordine = [*list(letti)[:dopo_i_cruscotti], *misurati, *list(letti)[dopo_i_cruscotti:]]
    righe, fasce = _misura_di(ciclo)
    tavole = Tavola.objects.di(ciclo.ente).filter(anno=ciclo.anno).prefetch_related("righe", "colonne", "celle")
    campi = [c for c in ImpostazioniMisura._meta.concrete_fields if not c.primary_key and not c.is_relation]
    return CicloIntero(
        ente={"codice": ciclo.ente.codice, "denominazione": ciclo.ente.denominazione},
        ciclo={nome: getattr(ciclo, nome) for nome in DEL_CICLO},
        misura={c.name: getattr(righe, c.name) for c in campi} if righe else {},
        fasce=[{nome: getattr(f, nome) for nome in FASCIA} for f in fasce],
        elenchi=[(letti | misurati)[codice] for codice in ordine],
        tavole=[(t, fotografa_tavola(t)) for t in tavole.order_by("ordine", "codice")],
    )


def _misura_di(ciclo: Ciclo) -> tuple[ImpostazioniMisura | None, list[FasciaSemaforo]]:
    """The settings that the cycle is measured with: its own copy once adopted, else those of the body."""
    if copia := misura_conservata(ciclo):
        return copia
    fasce = list(FasciaSemaforo.objects.di(ciclo.ente).select_related("misura"))
    return (fasce[0].misura if fasce else None), fasce


# -- JSON --------------------------------------------------------------------------------------------------------------


def in_json(intero: CicloIntero) -> bytes:
    """UTF-8, keys in a fixed order, the same bytes for the same data. Decimals are strings, exact and with a point;
    days are ISO 8601, instants in UTC."""
    documento = {
        "formato": "cannocchiale/ciclo",
        "versione": VERSIONE,
        "ente": intero.ente,
        "ciclo": intero.ciclo,
        "misura": {**intero.misura, "fasce": intero.fasce},
        **{e.codice: [dict(zip(e.chiavi, riga, strict=True)) for riga in e.righe] for e in intero.elenchi},
        "contesto": [_tavola(tavola, foto) for tavola, foto in intero.tavole],
    }
    return f"{json.dumps(documento, ensure_ascii=False, indent=1, default=_in_json)}\n".encode()


def _in_json(valore: object) -> str:
    if isinstance(valore, Decimal):
        return esatto(valore)
    if isinstance(valore, dt.datetime):
        return valore.astimezone(dt.UTC).isoformat()
    if isinstance(valore, dt.date):
        return valore.isoformat()
    raise TypeError(f"{type(valore).__name__} non ha una scrittura in JSON.")


def _tavola(tavola: Tavola, foto: TavolaFoto) -> dict[str, Any]:
    """A context table: its cells as printed, and beside them the numbers, null for what is not one."""
    return {
        **{nome: getattr(tavola, nome) for nome in DELLA_TAVOLA},
        "colonne": [{"livello_superiore": c.livello_superiore, "etichetta": c.etichetta} for c in foto.colonne],
        "righe": [riga.celle for riga in foto.righe],
        "valori": [
            [leggi_cella(testo) if e_numero else None for testo, e_numero in zip(riga.celle, riga.numeri, strict=True)]
            for riga in foto.righe
        ],
    }


# -- workbook ----------------------------------------------------------------------------------------------------------


def in_xlsx(intero: CicloIntero) -> bytes:
    """A sheet a list, then a sheet a context table; the list of the tables says which is whose."""
    ciclo = {f"ente_{nome}": valore for nome, valore in intero.ente.items()} | dict(intero.ciclo)
    tabelle = [
        _verticale("Ciclo", ciclo),
        *(
            Tabella(e.nome, e.titoli, [[_cella(v) for v in riga] for riga in e.righe])
            for e in _dei_suoi_livelli(intero)
        ),
        _verticale("Misura", intero.misura),
        Tabella("Semaforo", [in_parole(n) for n in FASCIA], [[_cella(f[n]) for n in FASCIA] for f in intero.fasce]),
    ]
    fogli = [Tabella(tavola.codice, titoli_tavola(foto), list(righe_tavola(foto))) for tavola, foto in intero.tavole]
    nomi = nomi_di_foglio([*(t.nome for t in tabelle), "Tavole", *(f.nome for f in fogli)])[len(tabelle) + 1 :]
    indice = [
        [nome, *(_cella(getattr(tavola, campo)) for campo in DELLA_TAVOLA)]
        for nome, (tavola, _) in zip(nomi, intero.tavole, strict=True)
    ]
    tavole = Tabella("Tavole", ["Foglio", *map(in_parole, DELLA_TAVOLA)], indice)
    return libro_xlsx([*tabelle, tavole, *fogli])


def _dei_suoi_livelli(intero: CicloIntero) -> Iterator[Elenco]:
    """The lists without what speaks of prospettive, in a cycle that has none: no sheet and no column of them. What is
    divided by area strategica says so."""
    if any(e.righe for e in intero.elenchi if e.codice == "prospettive"):
        yield from intero.elenchi
        return
    for e in intero.elenchi:
        if "prospettive" in e.codice:
            continue
        di_prospettive = [n for n, chiave in enumerate(e.chiavi) if chiave.endswith("prospettiva")]
        via = {n for n in di_prospettive if not any(riga[n] for riga in e.righe)}
        titoli = ["Area strategica" if n in di_prospettive else titolo for n, titolo in enumerate(e.titoli)]
        restano = [n for n in range(len(titoli)) if n not in via]
        righe = [[riga[n] for n in restano] for riga in e.righe]
        yield Elenco(e.codice, tuple(e.chiavi[n] for n in restano), tuple(titoli[n] for n in restano), righe)


def _verticale(nome: str, voci: Mapping[str, Any]) -> Tabella:
    return Tabella(nome, ("Voce", "Valore"), [(in_parole(chiave), _cella(valore)) for chiave, valore in voci.items()])


def _cella(valore: Any) -> Cella:
    """A value as a cell: a list in words, an instant in the time of the body."""
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, Decimal):
        return numero(valore)
    if isinstance(valore, dt.datetime):
        return timezone.make_naive(valore)
    if isinstance(valore, list) and not any(isinstance(v, list | dict) for v in valore):
        return "; ".join(map(str, valore))
    if isinstance(valore, list | dict):
        return json.dumps(valore, ensure_ascii=False)
    cella: Cella = valore
    return cella


def scrivi_ciclo(formato: str, ciclo: Ciclo, cruscotti: CruscottoQuerySet) -> bytes:
    """The cycle in one of ``FORMATI``.

    Raises:
        MisuraNonDefinita: the body has not said how it measures.
    """
    intero = leggi_ciclo(ciclo, cruscotti)
    return in_json(intero) if formato == "json" else in_xlsx(intero)
