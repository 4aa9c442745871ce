"""The placements of an indicator in a cycle that is being planned, put, changed, taken out: a part of the act of its
definition (``actions.indicatore``), under its locks; each with its line of the register."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from contesto.numeri import formatta_numero
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Collocazione, ValoreAtteso
from cruscotto.pianificazione.actions.target import togli_target
from cruscotto.pianificazione.definizione_in_corso import DefinizioneInCorso, campi_posto
from ente.actions.registro import differenze, registra
from ente.models import Utente
from ente.poteri import Poteri


def scrivi_posti(atto: DefinizioneInCorso) -> None:
    """The rows as they were written; those that the person may not write stay.

    Raises:
        NonModificabile: a row that goes has values or declared SALs.
    """
    restano = {posto.pk for posto in atto.scritto.posti if posto.pk}
    for pk, riga in atto.di_ora.items():
        if pk not in restano:
            togli_riga(riga, atto.da, atto.poteri)
    era = atto.prima_scritto.campi
    for posto in atto.scritto.posti:
        campi = campi_posto(atto, posto)
        attuale = atto.di_ora.get(posto.pk or 0)
        if attuale is None:
            _aggiungi(atto, campi)
            continue
        if attuale.pira == era["pira"]:
            campi["pira"] = atto.indicatore.pira
        _cambia(atto, attuale, campi)
    if atto.prima is not None and era["nome"] != atto.indicatore.nome:  # those of others keep following the name
        altre = Collocazione.objects.filter(cruscotto__ciclo=atto.ciclo, indicatore=atto.indicatore)
        altre.exclude(pk__in=atto.di_ora).filter(etichetta=era["nome"]).update(etichetta=atto.indicatore.nome)


def _aggiungi(atto: DefinizioneInCorso, campi: Mapping[str, Any]) -> None:
    ultima = Collocazione.objects.filter(cruscotto=campi["cruscotto_id"]).order_by("-ordine").first()
    posto = {"ordine": 1 + ultima.ordine, "blocco": ultima.blocco} if ultima else {"ordine": 1}
    nuova = Collocazione.objects.create(**campi, **posto, indicatore=atto.indicatore, pira=atto.indicatore.pira)
    _annota(nuova, atto.da, "aggiunge collocazione", **differenze({}, _detta(nuova)))


def _cambia(atto: DefinizioneInCorso, riga: Collocazione, campi: dict[str, Any]) -> None:
    prima = _detta(riga)
    if campi["cruscotto_id"] != riga.cruscotto_id:
        ultima = Collocazione.objects.filter(cruscotto=campi["cruscotto_id"]).order_by("-ordine").first()
        campi["ordine"] = 1 + ultima.ordine if ultima else 1
    Collocazione.objects.filter(pk=riga.pk).update(**campi)
    nuova = Collocazione.objects.per_cruscotto().get(pk=riga.pk)
    cambi = differenze(prima, _detta(nuova))
    if cambi:
        _annota(nuova, atto.da, "modifica collocazione", **cambi)


def _detta(c: Collocazione) -> dict[str, str]:
    return {
        "cruscotto": c.cruscotto.titolo,
        "nodo": str(c.nodo),
        "programma": str(c.programma or ""),
        "obiettivo_operativo": str(c.obiettivo_operativo or ""),
        "peso": "" if c.peso is None else formatta_numero(Decimal(c.peso)),
        "etichetta": c.etichetta,
        "pira": "sì" if c.pira else "",
    }


def _annota(c: Collocazione, da: Utente, azione: str, **cambi: Any) -> None:
    ciclo = c.cruscotto.ciclo
    nome = f"{c.indicatore.codice}, {ciclo.anno}, {c.cruscotto.titolo}"
    registra(ente=ciclo.ente, da=da, azione=azione, oggetto=c, nome=nome, **cambi)


def togli_riga(riga: Collocazione, da: Utente, poteri: Poteri) -> None:
    """Take a placement out of a cycle that is being planned, with the targets of its own.

    Raises:
        NonModificabile: it has values or declared SALs.
    """
    indicatore, ciclo = riga.indicatore, riga.cruscotto.ciclo
    propri = ValoreAtteso.objects.filter(collocazione=riga).order_by("-versione")
    for atteso in propri:
        togli_target(indicatore=indicatore, ciclo=ciclo, collocazione=riga, visto=atteso.testo, da=da, poteri=poteri)
    if riga.ha_dati_propri:
        raise NonModificabile(f"«{riga}» in {riga.cruscotto.titolo} ha già valori: la riga non si toglie più.")
    _annota(riga, da, "elimina collocazione", **_tolte(_detta(riga)))
    riga.delete()


def _tolte(prima: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What a row that goes said, as the ``prima`` of its act."""
    return {"prima": {nome: valore for nome, valore in prima.items() if valore}}
