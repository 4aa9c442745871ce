"""How a body measures: the settings of its SMVP and the bands of its traffic light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.punteggio import Fascia, Punteggio, RegolaNonValida, controlla_fasce
from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato, blocca_regole
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.misurazione.effetto import impronta_di
from cruscotto.models import FasciaSemaforo, ImpostazioniMisura
from cruscotto.models.misura import leggi_fasce_punteggio
from cruscotto.pianificazione.actions.regole_indicatore import DEI_NUMERI
from ente.actions.registro import differenze, registra
from ente.models import Ente, Utente
from ente.poteri import Poteri, esige

CAMPI = (
    "regola",
    "punteggio",
    "minimo",
    "massimo",
    "uguale_mancato",
    "penalita_giorno",
    "penalita_mese",
    "penalita_minima",
    "fasce_punteggio",
    "mancanti",
    "arrotondamento",
    "decimali",
    "soglia_scostamento",
    "chi_inserisce_valida",
    "totale_pesi",
)
"""What a person chooses of the settings; the names are those of their fields."""


def scelte_attuali(ente_id: int) -> tuple[dict[str, Any], tuple[Fascia, ...]]:
    """The settings of a body and the bands of its traffic light; the defaults and no bands when it has none."""
    misura = ImpostazioniMisura.objects.filter(ente=ente_id).first()
    scelte = {nome: _letto(getattr(misura or ImpostazioniMisura(), nome)) for nome in CAMPI}
    fasce = misura.fasce.all() if misura else ()
    return scelte, tuple(Fascia(essenziale(f.da), essenziale(f.a), f.codice, f.nome) for f in fasce)


def _letto(valore: Any) -> Any:
    return essenziale(Decimal(valore)) if isinstance(valore, Decimal) else valore


def impronta_misura(scelte: Mapping[str, Any], fasce: Sequence[Fascia]) -> str:
    """What a form carries to say which settings the person was looking at."""
    return impronta_di([_parole(scelte), [_parole_fascia(f) for f in fasce]])


@transaction.atomic
def imposta_misura(
    *,
    ente: Ente,
    scelte: Mapping[str, Any],
    fasce: Sequence[Fascia],
    viste: str,
    motivo: str,
    da: Utente,
    poteri: Poteri | None = None,
) -> ImpostazioniMisura | None:
    """Choose how a body measures, in every year but those whose Relazione has been adopted.

    ``scelte`` names all of ``CAMPI``; ``fasce`` are the bands of the traffic light in order. ``viste`` is the
    ``impronta_misura`` of what the person was looking at. None when everything already is so.

    Raises:
        ValoreRifiutato: on the fields, or on ``fasce``, that cannot be.
        Superato: somebody else changed the settings meanwhile.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    permesso = da.ente_id == ente.pk and (poteri.controllo or poteri.amministratore)
    esige(permesso, "Come misura l'ente lo decide il controllo di gestione o chi amministra.")
    blocca_regole(ente.pk)
    Ente.objects.select_for_update(no_key=True).get(pk=ente.pk)
    prima, fasce_prima = scelte_attuali(ente.pk)
    dopo = {nome: _letto(scelte[nome]) for nome in CAMPI}
    if (dopo, tuple(fasce)) == (prima, fasce_prima):
        return None
    if viste != impronta_misura(prima, fasce_prima):
        raise Superato("Nel frattempo le impostazioni di misura sono cambiate: guardate come sono ora e ripetete.")
    misura = ImpostazioniMisura.objects.filter(ente=ente).first() or ImpostazioniMisura(ente=ente)
    for nome, valore in dopo.items():
        setattr(misura, nome, valore)
    errori = _errori(misura, fasce) | ({} if motivo else {"motivo": "Dite in una frase perché la misura cambia."})
    if errori:
        raise ValoreRifiutato(errori)
    conserva_regole(ente.pk)
    misura.save()
    if tuple(fasce) != fasce_prima:
        _scrivi_fasce(misura, fasce)
    diversi = differenze(_parole(prima) | _semaforo(fasce_prima), _parole(dopo) | _semaforo(fasce))
    registra(ente=ente, da=da, azione="imposta misura", oggetto=misura, nome=str(ente), **diversi, motivo=motivo)
    return misura


def _scrivi_fasce(misura: ImpostazioniMisura, fasce: Sequence[Fascia]) -> None:
    misura.fasce.all().delete()
    FasciaSemaforo.objects.bulk_create(
        FasciaSemaforo(misura=misura, codice=f.codice, nome=f.nome, da=f.da, a=f.a) for f in fasce
    )


def _errori(misura: ImpostazioniMisura, fasce: Sequence[Fascia]) -> dict[str, str]:
    """What cannot be, one sentence a field."""
    errori = _dei_campi(misura)
    if "regola" not in errori and misura.regola not in DEI_NUMERI:
        errori["regola"] = "Questa regola non si calcola sui numeri: sceglietene un'altra."
    if "minimo" not in errori and "massimo" not in errori and misura.massimo <= misura.minimo:
        errori["massimo"] = "Il SAL massimo dev'essere più alto del minimo."
    if misura.penalita_giorno is not None and misura.penalita_mese is not None:
        errori["penalita_mese"] = "Scegliete la penalità al giorno oppure al mese, non entrambe."
    for nome in ("penalita_giorno", "penalita_mese", "penalita_minima", "totale_pesi", "soglia_scostamento"):
        valore = getattr(misura, nome)
        if nome not in errori and valore is not None and valore < 0:
            errori[nome] = "Scrivete un numero da zero in su."
    if "decimali" not in errori and not 0 <= misura.decimali <= 4:
        errori["decimali"] = "Si mostrano da 0 a 4 decimali."
    if not misura.totale_pesi:
        errori["totale_pesi"] = "I pesi devono sommare a qualcosa: di solito 100."
    if detto := _dei_punteggi(misura):
        errori["fasce_punteggio"] = detto
    try:
        controlla_fasce(fasce)
    except RegolaNonValida as errore:
        errori["fasce"] = str(errore)
    if len({f.codice for f in fasce}) != len(fasce) or not all(f.nome.strip() for f in fasce):
        errori["fasce"] = "Date un nome a ogni fascia del semaforo."
    return errori


def _dei_campi(misura: ImpostazioniMisura) -> dict[str, str]:
    try:
        misura.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as errore:
        return {nome: " ".join(frasi) for nome, frasi in errore.message_dict.items()}
    return {}


def _dei_punteggi(misura: ImpostazioniMisura) -> str:
    """What the score bands lack for the way chosen to go from a result to the SAL."""
    if misura.punteggio not in (Punteggio.FASCIA, Punteggio.FASCIA_PROPORZIONALE):
        return ""
    fasce = leggi_fasce_punteggio(misura.fasce_punteggio)
    if not fasce:
        return "Con i punteggi a fasce servono le fasce: scrivetene almeno una."
    if any(f.punti is None for f in fasce):
        return "Scrivete i punti di ogni fascia."
    estremi = [valore for f in fasce for valore in (f.da, f.a, f.punti_fine)]
    if misura.punteggio == Punteggio.FASCIA_PROPORZIONALE and None in estremi:
        return "Con le fasce proporzionali ogni fascia vuole i due limiti e i due punteggi."
    return ""


def _parole(scelte: Mapping[str, Any]) -> dict[str, str]:
    """The settings as the register says them, by the name that people read."""
    scritte = {}
    for nome in CAMPI:
        campo, valore = ImpostazioniMisura._meta.get_field(nome), scelte[nome]
        assert isinstance(campo, models.Field)  # noqa: S101 - CAMPI are columns
        if isinstance(valore, bool):
            testo = "sì" if valore else "no"
        elif isinstance(valore, Decimal):
            testo = formatta_numero(valore)
        elif isinstance(valore, list):
            testo = "; ".join(_parole_punti(voce) for voce in valore)
        else:
            testo = "" if valore is None else str(valore).replace("_", " ")
        scritte[str(campo.verbose_name)] = testo
    return scritte


def _parole_punti(voce: Mapping[str, str | None]) -> str:
    punti = " → ".join(str(voce[nome]) for nome in ("punti", "punti_fine") if voce.get(nome) is not None)
    return f"{voce.get('da') or '…'}–{voce.get('a') or '…'}: {punti}"


def _semaforo(fasce: Sequence[Fascia]) -> dict[str, str]:
    return {"semaforo": "; ".join(map(_parole_fascia, fasce))}


def _parole_fascia(f: Fascia) -> str:
    da, a = ("…" if v is None else formatta_numero(v) for v in (f.da, f.a))
    return f"{f.nome} da {da} a {a}"
