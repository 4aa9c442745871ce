"""Definition of a cycle: its acts, periods, perspectives, objectives, links and scorecards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from cruscotto.aritmetica.sal import Arrotondamento, Fascia, Regola, controlla_fasce
from cruscotto.ciclo.blocchi import NonModificabile, blocca_ciclo, esige_ciclo_modificabile
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.ciclo.scatto_fotografia import scatta
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
    StatoCiclo,
    StatoPeriodo,
)
from ente.actions.registro import registra
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata, aggiorna_o_crea
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
    conserva_regole(ente.pk)
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
        raise ImportazioneRifiutata([ErroreNelFile("misura!semaforo", str(errore))]) from None
    if esito.creati or esito.modificati:
        registra(ente=ente, da=da, azione="definisci misura", oggetto=impostazioni, esito=str(esito))
    return esito


def _estremo(testo: str | None) -> Decimal | None:
    return None if testo is None else Decimal(testo)


@transaction.atomic
def definisci_ciclo(*, ente: Ente, dati: Mapping[str, Any], da: Utente | None) -> tuple[Ciclo, Esito]:
    """Create or update a cycle and its tree down to the scorecards (the shape of ``ciclo.yaml``).

    The state of the cycle and of its periods is that of the file only for a new cycle; one whose year is over is made
    with its periods open, to be loaded, until ``concludi_caricamento``. Later they change by their own acts.

    Raises:
        NonModificabile: something would change in a cycle whose Relazione has been adopted, or in a closed period.
    """
    esito = Esito()
    campi = {c: dati.get(c, "") for c in ("triennio", "cadenza", "mandato", "mission", "vision")}
    esistente = Ciclo.objects.di(ente).filter(anno=dati["anno"]).first()
    if esistente is None:
        campi["stato"] = StatoCiclo.MONITORAGGIO if anno_concluso(dati) else dati["stato"]
    elif blocca_ciclo(esistente.pk, esclusivo=True).congelato and dati.get("approvazione"):
        campi |= _approvazione(dati)
    ciclo = aggiorna_o_crea(Ciclo.objects.di(ente), esito, {"ente": ente, "anno": dati["anno"]}, campi)
    _periodi(ciclo, dati, esito, nuovo=esistente is None)
    _prospettive(ciclo, dati, esito)
    nodi = _nodi(ciclo, dati["nodi"], esito)
    for nesso in dati.get("nessi", {}).get("elenco", []):
        aggiorna_o_crea(Nesso.objects.di(ente), esito, {"da": nodi[nesso["da"]], "a": nodi[nesso["a"]]}, {})
    _cruscotti(ciclo, dati["cruscotti"], esito)
    if esito.creati or esito.modificati:
        esige_ciclo_modificabile(ciclo)
        registra(ente=ente, da=da, azione="definisci ciclo", oggetto=ciclo, esito=str(esito))
    return ciclo, esito


@transaction.atomic
def concludi_caricamento(*, ciclo: Ciclo, dati: Mapping[str, Any], da: Utente | None) -> Ciclo:
    """Put the cycle of a past year, just made and loaded, in the state that its file declares; its periods are closed.

    A cycle that people work in is concluded by their acts instead. Nothing to do when the declared year is not over.

    Raises:
        NonModificabile: the Relazione of the cycle has been adopted.
    """
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    if not anno_concluso(dati):
        return ciclo
    esige_ciclo_modificabile(ciclo)
    ciclo.periodi.update(stato=StatoPeriodo.CHIUSO)
    for nome, valore in {"stato": StatoCiclo(dati["stato"]), **_approvazione(dati)}.items():
        setattr(ciclo, nome, valore)
    ciclo.save()
    conserva_regole(ciclo.ente_id)
    for periodo in ciclo.periodi.select_related("ciclo__ente").order_by("numero"):
        scatta(periodo)
    registra(ente=ciclo.ente, da=da, azione="conclude caricamento", oggetto=ciclo, stato=ciclo.stato)
    return ciclo


def anno_concluso(dati: Mapping[str, Any]) -> bool:
    """Whether the file tells of a year that is over."""
    return dati["stato"] not in (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO)


def _approvazione(dati: Mapping[str, Any]) -> dict[str, Any]:
    atto = dati.get("approvazione", {})
    return {
        "approvazione_organo": atto.get("organo", ""),
        "approvazione_numero": atto.get("numero", ""),
        "approvazione_data": atto.get("data"),
    }


def _periodi(ciclo: Ciclo, dati: Mapping[str, Any], esito: Esito, *, nuovo: bool) -> None:
    esistenti = {p.numero: p for p in ciclo.periodi.all()}
    for voce in dati.get("periodi", []):
        campi = {"nome": voce["nome"], "inizio": voce["dal"], "fine": voce["al"]}
        periodo = esistenti.get(voce["numero"])
        if periodo is None:
            stato = voce.get("stato", StatoPeriodo.FUTURO)
            campi["stato"] = StatoPeriodo.APERTO if nuovo and anno_concluso(dati) else stato
        elif periodo.stato == StatoPeriodo.CHIUSO and any(getattr(periodo, n) != v for n, v in campi.items()):
            esige_ciclo_modificabile(ciclo)
            raise NonModificabile(f"{periodo.nome} {ciclo.anno} è chiuso: il suo nome e le sue date non si cambiano.")
        aggiorna_o_crea(Periodo.objects.di(ciclo.ente), esito, {"ciclo": ciclo, "numero": voce["numero"]}, campi)


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
