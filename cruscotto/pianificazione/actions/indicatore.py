"""An indicator of the Plan, with its placements, weights and targets: defined, changed, taken out, in one act each."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from contesto.numeri import formatta_numero
from cruscotto.ciclo.blocchi import NonModificabile, Superato, blocca_regole
from cruscotto.ciclo.codici import codice_generato, ultimo_generato
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    FaseIndicatore,
    Indicatore,
    Rilevazione,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.pianificazione.actions.target import TargetScritto, leggi_target, rimodula_target, togli_target
from cruscotto.pianificazione.definizione_in_corso import DefinizioneInCorso, campi_partenza
from cruscotto.pianificazione.errori_indicatore import esige_corretto
from cruscotto.pianificazione.in_preparazione import esige_in_preparazione
from cruscotto.pianificazione.nel_piano import (
    DEFINITI,
    IndicatoreScritto,
    con_la_liberta,
    dell_ente,
    leggi_nel_piano,
    puo_collocare,
    puo_definire,
)
from cruscotto.pianificazione.righe_scritte import scrivi_posti, togli_riga
from ente.actions.registro import differenze, registra
from ente.models import Ufficio, Utente
from ente.poteri import Poteri, esige

CHI_DEFINISCE = (
    "Un indicatore lo definisce il controllo di gestione o chi amministra; il dirigente, quelli degli uffici della "
    "propria area nel cruscotto della propria area."
)
SOLO_DELLE_REGOLE = (
    "Questo indicatore ha già valori o sta in altri anni: lo ridefinisce il controllo di gestione o chi amministra."
)


@transaction.atomic
def definisci_indicatore(
    *,
    ciclo: Ciclo,
    scritto: IndicatoreScritto,
    indicatore: Indicatore | None = None,
    visto: str = "",
    da: Utente,
    poteri: Poteri | None = None,
) -> Indicatore | None:
    """Write an indicator with its placements, weights and targets in a cycle that is being planned; a new one without
    ``indicatore``. None when it already is so.

    ``visto`` is the ``impronta`` of what the person was looking at. The placements that the person may not write stay.
    Weights need not sum yet: what they lack is listed, and stops the Plan (``completezza``).

    Raises:
        ValoreRifiutato: by field; those of a placement begin with the ``chiave`` of its row.
        Superato: somebody else changed it meanwhile.
        NonModificabile: the planning of the cycle is over, or a placement that goes has values.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    atto = _apri(ciclo, indicatore, scritto, da, poteri)
    if atto.prima is not None:
        if scritto == atto.prima_scritto:
            return None
        if visto != atto.prima.impronta:
            raise Superato(f"Nel frattempo «{atto.indicatore}» è cambiato: guardate com'è ora e ripetete.")
    esige_corretto(atto)
    _scrivi_definizione(atto)
    scrivi_posti(atto)
    _scrivi_target(atto)
    return atto.indicatore


def _apri(
    ciclo: Ciclo, indicatore: Indicatore | None, scritto: IndicatoreScritto, da: Utente, poteri: Poteri
) -> DefinizioneInCorso:
    """Everything read again under the lock, and the power to do it.

    Raises:
        NonModificabile, PermissionDenied
    """
    blocca_regole(ciclo.ente_id)
    ciclo = Ciclo.objects.select_related("ente").get(pk=ciclo.pk)
    esige(ciclo.ente_id == da.ente_id, CHI_DEFINISCE)
    esige_in_preparazione(ciclo)
    cruscotti = {c.pk: c for c in Cruscotto.objects.filter(ciclo=ciclo).select_related("ciclo")}
    if indicatore is None:
        codici = Indicatore.objects.filter(ente=ciclo.ente).values_list("codice", flat=True)
        nuovo = Indicatore(ente=ciclo.ente, codice=codice_generato(1 + ultimo_generato(codici)))
        atto = DefinizioneInCorso(ciclo, nuovo, None, scritto, da, poteri, cruscotti)
    else:
        letto = con_la_liberta(ciclo).get(pk=indicatore.pk, ente=ciclo.ente)
        prima = leggi_nel_piano(ciclo, letto)
        sue = {c.pk: c for c in prima.righe if puo_collocare(poteri, c.cruscotto)}
        esige(puo_definire(poteri, letto.ufficio), CHI_DEFINISCE)
        # The row that changes is another one: what was read stays as it was, to tell the differences.
        atto = DefinizioneInCorso(
            ciclo, Indicatore.objects.get(pk=letto.pk), prima, scritto, da, poteri, cruscotti, sue
        )
    _esige_poteri(atto)
    return atto


def _esige_poteri(atto: DefinizioneInCorso) -> None:
    campi, prima = atto.scritto.campi, atto.prima_scritto
    ufficio = Ufficio.objects.filter(pk=campi["ufficio_id"]).first() if campi["ufficio_id"] else None
    esige(puo_definire(atto.poteri, ufficio), CHI_DEFINISCE)
    for posto in atto.scritto.posti:
        cruscotto = atto.cruscotti.get(posto.cruscotto or 0)
        suo = posto.pk is None or posto.pk in atto.di_ora
        esige(suo and (cruscotto is None or puo_collocare(atto.poteri, cruscotto)), CHI_DEFINISCE)
    if atto.prima is not None and not atto.prima.libero:
        stessa = (campi, atto.scritto.fasi, atto.scritto.partenza) == (prima.campi, prima.fasi, prima.partenza)
        esige(stessa or dell_ente(atto.poteri), SOLO_DELLE_REGOLE)


def _scrivi_definizione(atto: DefinizioneInCorso) -> None:
    indicatore, ora, prima = atto.indicatore, atto.scritto, atto.prima_scritto
    if ora.campi != prima.campi:
        indicatore.save(update_fields=None if atto.prima is None else list(DEFINITI))
    if ora.fasi != prima.fasi:
        FaseIndicatore.objects.filter(indicatore=indicatore).delete()
        FaseIndicatore.objects.bulk_create(
            FaseIndicatore(indicatore=indicatore, ordine=n, nome=nome, peso=peso)
            for n, (nome, peso) in enumerate(ora.fasi, 1)
        )
    if ora.partenza != prima.partenza or (ora.partenza and atto.riletti):
        _scrivi_partenza(atto)
    cambi: dict[str, Any] = {**differenze(_parole(prima), _parole(ora))}
    if cambi:
        azione = "modifica indicatore" if atto.prima else "aggiunge indicatore"
        registra(ente=atto.ciclo.ente, da=atto.da, azione=azione, oggetto=indicatore, **cambi)


def _scrivi_partenza(atto: DefinizioneInCorso) -> None:
    ora, prima = atto.scritto.partenza, atto.prima_scritto.partenza
    storico = ValoreStorico.objects.filter(indicatore=atto.indicatore, benchmark=False)
    if prima is not None and (ora is None or ora.anno != prima.anno):
        storico.filter(anno=prima.anno).delete()
    if ora is not None:
        campi = {"testo": ora.testo, "fonte": ora.fonte, "valore": campi_partenza(atto, ora)["valore"]}
        storico.update_or_create(indicatore=atto.indicatore, benchmark=False, anno=ora.anno, defaults=campi)


def _parole(scritto: IndicatoreScritto) -> dict[str, str]:
    """A definition as the register tells it, by field."""
    if not scritto.campi:
        return {}
    detti = {nome: valore for nome, valore in scritto.campi.items() if nome != "ufficio_id"}
    detti |= {nome: ", ".join(map(str, detti[nome])) for nome in ("scala", "punti_scala")}
    ufficio = Ufficio.objects.filter(pk=scritto.campi["ufficio_id"]).first() if scritto.campi["ufficio_id"] else None
    detti["ufficio"] = ufficio or ""
    detti["fasi"] = "; ".join(f"{nome} = {formatta_numero(peso)}" for nome, peso in scritto.fasi)
    partenza = scritto.partenza
    detti["valore di partenza"] = f"{partenza.testo} ({partenza.anno}) {partenza.fonte}".strip() if partenza else ""
    return {nome: "sì" if v is True else "" if v in (False, None) else str(v) for nome, v in detti.items()}


def _scrivi_target(atto: DefinizioneInCorso) -> None:
    """The shared target, then those of the rows; each through its own act, with its line."""
    nuove = Collocazione.objects.filter(cruscotto__ciclo=atto.ciclo, indicatore=atto.indicatore)
    righe = {(c.cruscotto_id, c.nodo_id, c.programma_id, c.obiettivo_operativo_id): c for c in nuove.per_cruscotto()}
    per_chiave = {c.pk: c for c in righe.values()} | {c.pk: c for c in nuove.select_related("cruscotto__ciclo")}
    _un_target(atto, None, atto.scritto.target)
    for p in atto.scritto.posti:
        riga = per_chiave[p.pk] if p.pk else righe[p.cruscotto or 0, p.nodo or 0, p.programma, p.operativo]
        _un_target(atto, riga, p.target)


def _un_target(atto: DefinizioneInCorso, riga: Collocazione | None, testo: str) -> None:
    ultima = atto.prima.attesi.get(riga.pk if riga else None) if atto.prima else None
    chi: dict[str, Any] = {"indicatore": atto.indicatore, "ciclo": atto.ciclo, "collocazione": riga}
    chi |= {"da": atto.da, "poteri": atto.poteri}
    if ultima is not None and not testo:
        togli_target(visto=ultima.testo, **chi)
    elif ultima is not None and testo == ultima.testo:
        if atto.riletti:
            ValoreAtteso.objects.filter(pk=ultima.pk).update(**leggi_target(atto.indicatore, testo, atto.ciclo))
    elif testo:
        scritto = TargetScritto(testo, visto=ultima.testo if ultima else "")
        rimodula_target(scritto=scritto, versione=ultima.versione if ultima else 0, **chi)


@transaction.atomic
def togli_indicatore(
    *, ciclo: Ciclo, indicatore: Indicatore, visto: str, da: Utente, poteri: Poteri | None = None
) -> bool:
    """Take an indicator out of a cycle that is being planned, with its placements and targets there; and altogether,
    when nothing else of the body speaks of it. Whether it was altogether.

    Raises:
        Superato: somebody else changed it meanwhile.
        NonModificabile: the planning of the cycle is over, or the indicator has values in it.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    blocca_regole(ciclo.ente_id)
    ciclo = Ciclo.objects.select_related("ente").get(pk=ciclo.pk)
    prima = leggi_nel_piano(ciclo, con_la_liberta(ciclo).get(pk=indicatore.pk, ente=ciclo.ente))
    indicatore = prima.indicatore
    sue = all(puo_collocare(poteri, c.cruscotto) for c in prima.righe)
    esige(da.ente_id == ciclo.ente_id and sue and puo_definire(poteri, indicatore.ufficio), CHI_DEFINISCE)
    esige_in_preparazione(ciclo)
    if not prima.righe and not prima.attesi:
        return False
    if visto != prima.impronta:
        raise Superato(f"Nel frattempo «{indicatore}» è cambiato: guardate com'è ora e ripetete.")
    if Rilevazione.objects.filter(indicatore=indicatore, periodo__ciclo=ciclo).exists():
        raise NonModificabile(f"«{indicatore}» ha già valori nel {ciclo.anno}: non si toglie più.")
    for riga in prima.righe:
        togli_riga(riga, da, poteri)
    if None in prima.attesi:
        togli_target(indicatore=indicatore, ciclo=ciclo, visto=prima.testo(None), da=da, poteri=poteri)
    chiave, nome = indicatore.pk, f"{indicatore}, {ciclo.anno}"
    via = prima.libero and _elimina(indicatore)
    indicatore.pk = chiave
    registra(
        ente=ciclo.ente,
        da=da,
        azione="elimina indicatore" if via else "toglie dal Piano",
        oggetto=indicatore,
        nome=nome,
    )
    return via


def _elimina(indicatore: Indicatore) -> bool:
    """Delete an indicator that nothing measures; kept when something still speaks of it."""
    try:
        with transaction.atomic():
            ValoreStorico.objects.filter(indicatore=indicatore).delete()
            indicatore.delete()
    except ProtectedError:
        return False
    return True
