"""Taking the photograph of a period that closes, and renewing what an act touches of it (ADR 28)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from cruscotto.aritmetica.formule import solo_di
from cruscotto.ciclo.fotografie import CHI_VALIDA, FORMA, TAVOLE
from cruscotto.ciclo.regole_adottate import misura_conservata
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
from cruscotto.valori.calcolati import leggi_grafo
from ente.models import Area, Incarico, Ruolo, Ufficio, Utente

SOLO: dict[str, tuple[str, ...]] = {
    "persone": ("id", "username", "first_name", "last_name", "qualifica"),
    "ciclo": ("id", "ente_id", "anno", "mandato", "mission", "vision"),
}
"""Of these tables a few columns are enough; of the others all of them."""


class Manomessa(Exception):
    """What is kept is not what was written: its SHA-256 is another one."""


# -- take --------------------------------------------------------------------------------------------------------------


def scatta(periodo: Periodo, *, differita: bool = False) -> Fotografia | None:
    """Take the photograph of a period as it is now, or take it again; None when its body has not said how it measures.

    Call it inside the transaction of the act, when the period is already closed.
    """
    contenuto = _contenuto(periodo)
    if contenuto is None:
        return None
    testo = _scrivi(contenuto)
    foto = Fotografia.objects.filter(periodo=periodo).first() or Fotografia(periodo=periodo)
    foto.forma, foto.contenuto, foto.impronta = FORMA, testo, impronta(testo)
    foto.scattata_il, foto.rinnovata_il, foto.differita = timezone.now(), None, differita
    foto.save()
    return foto


def scatta_mancanti() -> int:
    """Take the photograph of the closed periods that have none, as they are now and marked so; how many."""
    mancano = senza_fotografia().select_related("ciclo__ente").order_by("pk")
    return sum(scatta(p, differita=True) is not None for p in mancano)


def senza_fotografia() -> models.QuerySet[Periodo]:
    """The closed periods that have no photograph."""
    return Periodo.objects.filter(stato=StatoPeriodo.CHIUSO, fotografia=None)


def impronta(testo: str) -> str:
    """The SHA-256 of what a photograph keeps."""
    return hashlib.sha256(testo.encode()).hexdigest()


def verifica(foto: Fotografia) -> None:
    """Raise Manomessa when what is kept is not what was written."""
    if impronta(foto.contenuto) != foto.impronta:
        raise Manomessa(f"La {str(foto).lower()} non è più quella che fu scritta.")


def _contenuto(periodo: Periodo) -> dict[str, Any] | None:
    ciclo = periodo.ciclo
    misura = _misura(ciclo)
    if misura is None:
        return None
    nel_ciclo = Collocazione.objects.filter(cruscotto__ciclo=ciclo)
    posti = set(nel_ciclo.values_list("indicatore", flat=True))
    indicatori = posti | solo_di(posti, leggi_grafo(ciclo.ente_id)).keys()
    operandi = Operando.objects.filter(indicatore__in=indicatori)
    rilevazioni = Rilevazione.objects.filter(
        periodo__ciclo=ciclo, periodo__numero__lte=periodo.numero, indicatore__in=indicatori
    )
    dichiarati = SalDichiarato.objects.filter(periodo=periodo)
    insiemi: dict[str, models.QuerySet[Any]] = {
        "ciclo": Ciclo.objects.filter(pk=ciclo.pk),
        "periodi": Periodo.objects.filter(ciclo=ciclo),
        "prospettive": Prospettiva.objects.filter(ciclo=ciclo),
        "aree_strategiche": AreaStrategica.objects.filter(ciclo=ciclo),
        "obiettivi": ObiettivoStrategico.objects.filter(ciclo=ciclo),
        "nodi": ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo),
        "nessi": Nesso.objects.filter(da__obiettivo__ciclo=ciclo),
        "programmi": Programma.objects.filter(nodo__obiettivo__ciclo=ciclo),
        "obiettivi_operativi": ObiettivoOperativo.objects.filter(programma__nodo__obiettivo__ciclo=ciclo),
        "aree": Area.objects.filter(ente=ciclo.ente_id),
        "uffici": Ufficio.objects.filter(ente=ciclo.ente_id),
        "cruscotti": Cruscotto.objects.filter(ciclo=ciclo),
        "indicatori": Indicatore.objects.filter(pk__in=indicatori),
        "fasi": FaseIndicatore.objects.filter(indicatore__in=posti),
        "operandi": operandi,
        "collocazioni": nel_ciclo,
        "attesi": ValoreAtteso.objects.filter(ciclo=ciclo, indicatore__in=posti),
        "rilevazioni": rilevazioni,
        "dichiarati": dichiarati,
        "storico": ValoreStorico.objects.filter(indicatore__in=posti, anno__lte=ciclo.anno),
    }
    tavole = {nome: _tavola(nome, insieme) for nome, insieme in insiemi.items()}
    _segna_valutati(tavole["rilevazioni"])
    tavole["persone"] = _tavola("persone", _persone(tavole["rilevazioni"], tavole["dichiarati"]))
    return {"forma": FORMA, "tavole": tavole | misura}


def _misura(ciclo: Ciclo) -> dict[str, Any] | None:
    """How the cycle is measured: as the body does now, or as an adopted cycle keeps."""
    conservata = misura_conservata(ciclo)
    if conservata is not None:
        righe, fasce = [conservata[0]], list(conservata[1])
    else:
        righe = list(ImpostazioniMisura.objects.filter(ente=ciclo.ente_id))
        fasce = list(FasciaSemaforo.objects.filter(misura__ente=ciclo.ente_id))
    if not righe or not fasce:
        return None
    return {
        nome: {"colonne": _colonne(nome), "righe": [[_in_json(getattr(r, c)) for c in _colonne(nome)] for r in di]}
        for nome, di in (("misura", righe), ("fasce", fasce))
    }


def _colonne(nome: str) -> list[str]:
    return list(SOLO.get(nome, ())) or [c.attname for c in TAVOLE[nome]._meta.concrete_fields]


def _tavola(nome: str, insieme: models.QuerySet[Any]) -> dict[str, Any]:
    colonne = _colonne(nome)
    righe = [[_in_json(v) for v in riga] for riga in insieme.order_by("pk").values_list(*colonne)]
    return {"colonne": colonne, "righe": righe}


def _persone(*tavole: Mapping[str, Any]) -> models.QuerySet[Utente]:
    """Who entered, validated or declared what the tables say: shown by name."""
    chiavi = {
        riga[n]
        for t in tavole
        for n, colonna in enumerate(t["colonne"])
        if colonna in ("inserita_da_id", "validata_da_id", "da_id")
        for riga in t["righe"]
    }
    return Utente.objects.filter(pk__in=chiavi - {None})


def _segna_valutati(tavola: dict[str, Any]) -> None:
    """Add to the values the area that who both entered and validated each led on that day."""
    posti = {nome: n for n, nome in enumerate(tavola["colonne"])}
    aree = aree_di_chi_valida(
        (riga[posti["id"]], riga[posti["inserita_da_id"]], riga[posti["validata_da_id"]], riga[posti["validata_il"]])
        for riga in tavola["righe"]
    )
    tavola["colonne"] = [*tavola["colonne"], CHI_VALIDA]
    tavola["righe"] = [[*riga, aree.get(riga[posti["id"]])] for riga in tavola["righe"]]


def aree_di_chi_valida(valori: Iterable[tuple[int, int | None, int | None, Any]]) -> dict[int, int | None]:
    """Of values (key, who entered, who validated, when) entered and validated by one person, the area that this person
    led on that day. A query, and only when there are such values."""
    di_uno = [(pk, chi, quando) for pk, da, chi, quando in valori if chi is not None and chi == da]
    if not di_uno:
        return {}
    dirigenti = Incarico.objects.filter(ruolo=Ruolo.DIRIGENTE, sostituto=False).order_by("pk")
    incarichi = list(dirigenti.filter(utente__in={chi for _, chi, _ in di_uno}))
    aree: dict[int, int | None] = {}
    for pk, chi, quando in di_uno:
        istante = dt.datetime.fromisoformat(quando) if isinstance(quando, str) else quando
        giorno = timezone.localdate(istante)
        suoi = (i for i in incarichi if i.utente_id == chi and i.vale_il(giorno))
        aree[pk] = next((i.area_id for i in suoi), None)
    return aree


def _in_json(valore: Any) -> Any:
    if isinstance(valore, Decimal):
        return str(valore)
    return valore.isoformat() if isinstance(valore, dt.date) else valore


def _scrivi(contenuto: Mapping[str, Any]) -> str:
    return json.dumps(contenuto, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# -- renew -------------------------------------------------------------------------------------------------------------


def rinnova_valori(periodo: Periodo, indicatori: Collection[int]) -> list[Fotografia]:
    """Put in the photographs of a closed period, and of the closed ones after it, the values that some indicators have
    in it now; the photographs that changed.

    Nothing else of them changes. Call it inside the transaction of the act on those values, which is possible because
    the period was reopened for their office. Nothing to do when the period is open.

    Raises:
        NonFotografato: an indicator with a value was not in the period when it closed.
    """
    if periodo.stato != StatoPeriodo.CHIUSO:
        return []
    foto = Fotografia.objects.filter(periodo__ciclo=periodo.ciclo_id, periodo__numero__gte=periodo.numero)
    nuova = _tavola("rilevazioni", Rilevazione.objects.filter(periodo=periodo, indicatore__in=indicatori))
    _segna_valutati(nuova)
    persone = _tavola("persone", _persone(nuova))["righe"]
    di_chi = nuova["colonne"].index("indicatore_id")
    rinnovate = []
    for f in foto.select_for_update(of=("self",)).select_related("periodo").order_by("periodo__numero"):
        contenuto = json.loads(f.contenuto)
        tavole = contenuto["tavole"]
        posti = set(_colonna(tavole["indicatori"], "id"))
        if f.periodo_id == periodo.pk and any(riga[di_chi] not in posti for riga in nuova["righe"]):
            raise NonFotografato
        suoi = nuova | {"righe": [riga for riga in nuova["righe"] if riga[di_chi] in posti]}
        tavole["rilevazioni"] = _sostituita(tavole["rilevazioni"], suoi, periodo.pk, indicatori)
        note = set(_colonna(tavole["persone"], "id"))
        tavole["persone"]["righe"] += [riga for riga in persone if riga[0] not in note]
        testo = _scrivi(contenuto)
        if testo != f.contenuto:
            f.contenuto, f.impronta, f.rinnovata_il = testo, impronta(testo), timezone.now()
            f.save(update_fields=["contenuto", "impronta", "rinnovata_il"])
            rinnovate.append(f)
    return rinnovate


def _colonna(tavola: Mapping[str, Any], nome: str) -> list[Any]:
    posto = tavola["colonne"].index(nome)
    return [riga[posto] for riga in tavola["righe"]]


class NonFotografato(Exception):
    """The indicator was not in the period when it closed: it has no value there."""


def _sostituita(
    tavola: Mapping[str, Any], nuova: Mapping[str, Any], periodo: int, indicatori: Collection[int]
) -> dict[str, Any]:
    """A table of values with those of some indicators in a period replaced; a column that only one of the two has is
    empty in the other."""
    colonne = list(dict.fromkeys((*tavola["colonne"], *nuova["colonne"])))
    vecchie, nuove = ([dict(zip(t["colonne"], riga, strict=True)) for riga in t["righe"]] for t in (tavola, nuova))
    restano = [r for r in vecchie if r["periodo_id"] != periodo or r["indicatore_id"] not in indicatori]
    righe = sorted([*restano, *nuove], key=lambda riga: int(riga["id"]))
    return {"colonne": colonne, "righe": [[riga.get(c) for c in colonne] for riga in righe]}
