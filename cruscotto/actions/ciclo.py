"""Definition of a cycle: its acts, periods, perspectives, objectives, links and scorecards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Cruscotto,
    FasciaSemaforo,
    ImpostazioniMisura,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    StatoPeriodo,
)
from cruscotto.sal import Arrotondamento, Fascia, Regola, controlla_fasce
from ente.actions.registro import registra
from ente.importazione import Errore, Esito, ImportazioneRifiutata, aggiorna_o_crea
from ente.models import Area, Ente, Utente

ARROTONDAMENTI = {"half_up": Arrotondamento.META_SU, "troncato": Arrotondamento.TRONCATO}
DECRESCENTE = {"(2T-A)/T": Regola.PERCENTUALE_TARGET, "T/A": Regola.RAPPORTO_INVERSO}


@transaction.atomic
def definisci_misura(*, ente: Ente, dati: Mapping[str, Any], da: Utente | None) -> Esito:
    """Set how the body measures (the ``misura`` of ``ente.yaml``): rule, limits, rounding, traffic light bands.

    Raises:
        ImportazioneRifiutata: the bands of the traffic light leave a gap or overlap.
    """
    esito = Esito()
    impostazioni = aggiorna_o_crea(
        ImpostazioniMisura.objects.di(ente),
        esito,
        {"ente": ente},
        {
            "regola": DECRESCENTE[dati.get("regola_decrescente", "(2T-A)/T")].value,
            "minimo": Decimal(dati["minimo"]),
            "massimo": Decimal(dati["massimo"]),
            "uguale_mancato": dati.get("uguale_mancato", False),
            "mancanti": dati.get("mancanti", "escluso"),
            "arrotondamento": ARROTONDAMENTI[dati.get("arrotondamento", "half_up")].value,
            "decimali": dati.get("decimali", 1),
        },
    )
    for voce in dati["semaforo"]:
        aggiorna_o_crea(
            FasciaSemaforo.objects.di(ente),
            esito,
            {"misura": impostazioni, "codice": voce["codice"]},
            {"nome": voce["nome"], "da": _estremo(voce["da"]), "a": _estremo(voce["a"])},
        )
    impostazioni.refresh_from_db()
    try:
        controlla_fasce([Fascia(da=f.da, a=f.a, codice=f.codice, nome=f.nome) for f in impostazioni.fasce.all()])
    except ValueError as errore:
        raise ImportazioneRifiutata([Errore("misura!semaforo", str(errore))]) from None
    if esito.creati or esito.modificati:
        registra(ente=ente, da=da, azione="definisci misura", oggetto=impostazioni, esito=str(esito))
    return esito


def _estremo(testo: str | None) -> Decimal | None:
    return None if testo is None else Decimal(testo)


@transaction.atomic
def definisci_ciclo(*, ente: Ente, dati: Mapping[str, Any], da: Utente | None) -> tuple[Ciclo, Esito]:
    """Create or update a cycle and its tree down to the scorecards (the shape of ``ciclo.yaml``)."""
    esito = Esito()
    atto = dati.get("approvazione", {})
    ciclo = aggiorna_o_crea(
        Ciclo.objects.di(ente),
        esito,
        {"ente": ente, "anno": dati["anno"]},
        {
            **{c: dati.get(c, "") for c in ("triennio", "stato", "cadenza", "mandato", "mission", "vision")},
            "approvazione_organo": atto.get("organo", ""),
            "approvazione_numero": atto.get("numero", ""),
            "approvazione_data": atto.get("data"),
        },
    )
    _periodi(ciclo, dati.get("periodi", []), esito)
    _prospettive(ciclo, dati, esito)
    nodi = _nodi(ciclo, dati["nodi"], esito)
    for nesso in dati.get("nessi", {}).get("elenco", []):
        aggiorna_o_crea(Nesso.objects.di(ente), esito, {"da": nodi[nesso["da"]], "a": nodi[nesso["a"]]}, {})
    _cruscotti(ciclo, dati["cruscotti"], esito)
    if esito.creati or esito.modificati:
        registra(ente=ente, da=da, azione="definisci ciclo", oggetto=ciclo, esito=str(esito))
    return ciclo, esito


def _periodi(ciclo: Ciclo, voci: Sequence[Mapping[str, Any]], esito: Esito) -> None:
    chiuso = ciclo.stato not in ("pianificazione", "monitoraggio")
    for voce in voci:
        aggiorna_o_crea(
            Periodo.objects.di(ciclo.ente),
            esito,
            {"ciclo": ciclo, "numero": voce["numero"]},
            {
                "nome": voce["nome"],
                "inizio": voce["dal"],
                "fine": voce["al"],
                "stato": StatoPeriodo.CHIUSO if chiuso else voce.get("stato", StatoPeriodo.FUTURO),
            },
        )


def _prospettive(ciclo: Ciclo, dati: Mapping[str, Any], esito: Esito) -> None:
    for voce in dati["prospettive"]:
        aggiorna_o_crea(
            Prospettiva.objects.filter(ciclo=ciclo),
            esito,
            {"ciclo": ciclo, "codice": voce["codice"]},
            {
                "ordine": voce["ordine"],
                "nome": voce["nome"],
                "descrizione": voce.get("descrizione", ""),
                "sal_pubblicato": voce.get("sal_stampato") or "",
            },
        )
    for voce in dati["aree_strategiche"]:
        aggiorna_o_crea(
            AreaStrategica.objects.filter(ciclo=ciclo),
            esito,
            {"ciclo": ciclo, "numero": voce["numero"]},
            {"nome": voce["nome"], "sal_pubblicato": voce.get("sal_stampato") or ""},
        )
    aree = {area.numero: area.pk for area in ciclo.aree_strategiche.all()}
    for voce in dati["obiettivi_strategici"]:
        aggiorna_o_crea(
            ObiettivoStrategico.objects.filter(ciclo=ciclo),
            esito,
            {"ciclo": ciclo, "numero": voce["numero"]},
            {"nome": voce["nome"], "area_strategica_id": aree.get(voce.get("area_strategica"))},
        )


def _nodi(ciclo: Ciclo, voci: Sequence[Mapping[str, Any]], esito: Esito) -> dict[str, ObiettivoInProspettiva]:
    prospettive = {p.codice: p for p in ciclo.prospettive.all()}
    obiettivi = {o.numero: o for o in ciclo.obiettivi.all()}
    return {
        f"{voce['prospettiva']}/{voce['obiettivo']}": aggiorna_o_crea(
            ObiettivoInProspettiva.objects.di(ciclo.ente),
            esito,
            {"prospettiva": prospettive[voce["prospettiva"]], "obiettivo": obiettivi[voce["obiettivo"]]},
            {"sal_pubblicato": voce.get("sal_stampato") or ""},
        )
        for voce in voci
    }


def _cruscotti(ciclo: Ciclo, voci: Sequence[Mapping[str, Any]], esito: Esito) -> None:
    aree = {area.codice: area.pk for area in Area.objects.di(ciclo.ente)}
    for ordine, voce in enumerate(voci, 1):
        aggiorna_o_crea(
            Cruscotto.objects.di(ciclo.ente),
            esito,
            {"ciclo": ciclo, "codice": voce["codice"]},
            {
                "ordine": ordine,
                "tipo": voce["tipo"],
                "area_id": aree[voce["area"]] if voce.get("area") else None,
                "titolo": voce["titolo"],
                **{c: voce.get(c) or "" for c in ("lettera", "sottotitolo", "titolo_sintesi", "titolare")},
                "sal_pubblicati": voce.get("sal_stampati") or [],
            },
        )
