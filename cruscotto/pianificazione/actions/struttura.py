"""The tree of a cycle and its scorecards, while it is planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Max, ProtectedError

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato, blocca_ciclo
from cruscotto.ciclo.codici import libero
from cruscotto.models import (
    Ciclo,
    EsitoRiporto,
    ObiettivoInProspettiva,
    ObiettivoRiportato,
    ObiettivoStrategico,
    Prospettiva,
)
from cruscotto.pianificazione.in_preparazione import esige_in_preparazione
from cruscotto.pianificazione.nel_piano import dell_ente
from cruscotto.pianificazione.voci import CAMPI, MODELLI, PROSPETTIVE, Voce, impronta_voce, righe_di, scritta
from ente.actions.registro import differenze, registra
from ente.models import Utente
from ente.poteri import Poteri, esige

CHI_STRUTTURA = "Obiettivi, programmi e cruscotti li scrive il controllo di gestione o chi amministra."
CAMBIATA = "Nel frattempo «{}» è cambiato: guardate com'è ora e ripetete."


@transaction.atomic
def definisci_voce(
    *,
    ciclo: Ciclo,
    voce: Voce,
    campi: Mapping[str, Any],
    pk: int | None = None,
    visto: str = "",
    motivo: str = "",
    da: Utente,
    poteri: Poteri | None = None,
) -> models.Model | None:
    """Write something of the tree, or a scorecard, in a cycle that is being planned; a new one without ``pk``. None
    when it already is so. ``campi`` are those of ``CAMPI``, for an objective with ``PROSPETTIVE``.

    An objective of the year before that changes its name says why (``motivo``), as when the year was opened.

    Raises:
        ValoreRifiutato: by field.
        Superato: somebody else changed it meanwhile, or took it away.
        NonModificabile: the planning is over, or an objective leaves a prospettiva where something stands under it.
        PermissionDenied
    """
    ciclo = _apri(ciclo, da, poteri)
    campi = dict(campi)
    prima = None if pk is None else _trova(ciclo, voce, pk)
    era = {} if prima is None else scritta(voce, prima)
    if prima is not None and era == campi:
        return None
    if prima is not None and visto != impronta_voce(era):
        raise Superato(CAMBIATA.format(prima))
    riga: Any = MODELLI[voce](**_proprie(ciclo, voce, campi)) if prima is None else _trova(ciclo, voce, prima.pk)
    for nome in CAMPI[voce]:
        setattr(riga, nome, campi[nome])
    riportato = None if prima is None or era.get("nome") == campi.get("nome") else _riportato(prima)
    _esige_corretta(ciclo, voce, riga, campi, riportato, motivo)
    riga.save()
    if voce is Voce.OBIETTIVO:
        _scrivi_nodi(ciclo, riga, campi[PROSPETTIVE])
    if riportato is not None and motivo:
        ObiettivoRiportato.objects.filter(pk=riportato.pk).update(esito=EsitoRiporto.MODIFICATO, motivo=motivo)
    _annota(ciclo, "modifica" if prima else "aggiunge", riga, _parole(voce, era), _parole(voce, campi), da, motivo)
    return riga  # type: ignore[no-any-return]


@transaction.atomic
def togli_voce(
    *,
    ciclo: Ciclo,
    voce: Voce,
    pk: int,
    visto: str,
    motivo: str = "",
    da: Utente,
    poteri: Poteri | None = None,
) -> None:
    """Take away something of the tree, or a scorecard, that nothing stands under, while the cycle is planned.

    An objective of the year before says why it goes (``motivo``).

    Raises:
        ValoreRifiutato: the reason is missing.
        Superato: somebody else changed it meanwhile, or took it away.
        NonModificabile: the planning is over, or something stands under it.
        PermissionDenied
    """
    ciclo = _apri(ciclo, da, poteri)
    riga = _trova(ciclo, voce, pk)
    era = scritta(voce, riga)
    if visto != impronta_voce(era):
        raise Superato(CAMBIATA.format(riga))
    riportato = _riportato(riga)
    if riportato is not None:
        if not motivo:
            raise ValoreRifiutato({"motivo": f"Dite perché «{riga}» non c'è più: era nell'anno prima."})
        ObiettivoRiportato.objects.filter(pk=riportato.pk).update(esito=EsitoRiporto.ELIMINATO, motivo=motivo)
    try:
        with transaction.atomic():
            if voce is Voce.OBIETTIVO:
                ObiettivoInProspettiva.objects.filter(obiettivo=riga).delete()
            riga.delete()
    except ProtectedError as errore:
        raise NonModificabile(_sotto(riga, errore)) from None
    riga.pk = pk
    _annota(ciclo, "elimina", riga, _parole(voce, era), {}, da, motivo)


def _apri(ciclo: Ciclo, da: Utente, poteri: Poteri | None) -> Ciclo:
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    esige(ciclo.ente_id == da.ente_id and dell_ente(poteri or Poteri.di(da)), CHI_STRUTTURA)
    esige_in_preparazione(ciclo)
    return ciclo


def _trova(ciclo: Ciclo, voce: Voce, pk: int) -> Any:
    riga = righe_di(ciclo, voce).filter(pk=pk).first()
    if riga is None:
        raise Superato("Nel frattempo la voce è stata tolta: guardate che cosa c'è ora.")
    return riga


def _riportato(riga: Any) -> ObiettivoRiportato | None:
    """How an objective came from the year before; None when it did not, or is none."""
    if not isinstance(riga, ObiettivoStrategico):
        return None
    return ObiettivoRiportato.objects.filter(dopo=riga).first()


def _proprie(ciclo: Ciclo, voce: Voce, campi: dict[str, Any]) -> dict[str, Any]:
    """What a new row has that nobody writes: its cycle, its code, its place; its number, where none is written."""
    if voce in (Voce.PROGRAMMA, Voce.OPERATIVO):
        return {}
    conta = "numero" if "numero" in CAMPI[voce] else "ordine"
    tutte = MODELLI[voce]._default_manager.filter(ciclo=ciclo)
    prossimo = 1 + (tutte.aggregate(ultimo=Max(conta))["ultimo"] or 0)
    if conta == "numero":
        campi["numero"] = campi["numero"] or prossimo
        return {"ciclo": ciclo}
    codici = set(tutte.values_list("codice", flat=True))
    nome = campi["titolo"] if voce is Voce.CRUSCOTTO else campi["nome"]
    return {"ciclo": ciclo, "ordine": prossimo, "codice": libero(nome, codici, str(voce))}


def _esige_corretta(
    ciclo: Ciclo, voce: Voce, riga: Any, campi: Mapping[str, Any], riportato: ObiettivoRiportato | None, motivo: str
) -> None:
    errori: dict[str, str] = {}
    nome = "titolo" if voce is Voce.CRUSCOTTO else "nome"
    if not campi[nome]:
        errori[nome] = "Scrivete il nome."
    if "numero" in campi and not campi["numero"]:
        errori["numero"] = "Scrivete il numero."
    if riportato is not None and riportato.esito == EsitoRiporto.CONFERMATO and not motivo:
        errori["motivo"] = "Era nell'anno prima con un altro nome: dite perché cambia."
    sconosciute = set(campi.get(PROSPETTIVE, ())) - set(righe_di(ciclo, Voce.PROSPETTIVA).values_list("pk", flat=True))
    if sconosciute:
        errori[PROSPETTIVE] = "Scegliete fra le prospettive dell'elenco."
    for sopra, genere in (("nodo_id", None), ("programma_id", Voce.PROGRAMMA)):
        if sopra in campi and not _e_del_ciclo(ciclo, campi[sopra], genere):
            errori[sopra.removesuffix("_id")] = "Scegliete una voce dell'elenco."
    if not errori:
        errori = _errori_del_modello(riga)
    if errori:
        raise ValoreRifiutato(errori)


def _e_del_ciclo(ciclo: Ciclo, pk: int | None, voce: Voce | None) -> bool:
    insieme = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo) if voce is None else righe_di(ciclo, voce)
    return pk is not None and insieme.filter(pk=pk).exists()


def _errori_del_modello(riga: models.Model) -> dict[str, str]:
    try:
        riga.full_clean()
    except ValidationError as errore:
        detti = errore.message_dict
        return {"" if nome == NON_FIELD_ERRORS else nome: " ".join(frasi) for nome, frasi in detti.items()}
    return {}


def _scrivi_nodi(ciclo: Ciclo, obiettivo: ObiettivoStrategico, prospettive: list[int]) -> None:
    """The prospettive that an objective stands under; none is the one without a name, which is made when it is not
    there. A new place has no weight: what lacks is listed."""
    nodi = {n.prospettiva_id: n for n in ObiettivoInProspettiva.objects.filter(obiettivo=obiettivo)}
    volute = set(prospettive) or {_senza_nome(ciclo).pk}
    for chiave in volute - nodi.keys():
        ObiettivoInProspettiva.objects.create(obiettivo=obiettivo, prospettiva_id=chiave)
    for chiave in nodi.keys() - volute:
        try:
            with transaction.atomic():
                nodi[chiave].delete()
        except ProtectedError as errore:
            raise NonModificabile(_sotto(nodi[chiave], errore)) from None


def _senza_nome(ciclo: Ciclo) -> Prospettiva:
    senza, _ = Prospettiva.objects.get_or_create(ciclo=ciclo, nome="", codice="", defaults={"ordine": 0})
    return senza


def _sotto(riga: models.Model, errore: ProtectedError) -> str:
    """What keeps a row where it is, counted by kind."""
    conti = Counter((o._meta.verbose_name, o._meta.verbose_name_plural) for o in errore.protected_objects)
    detti = ", ".join(f"{n} {uno if n == 1 else molti}" for (uno, molti), n in sorted(conti.items(), key=str))
    return f"«{riga}» non si toglie, perché ne dipendono: {detti}. Prima spostate o togliete quelli."


def _parole(voce: Voce, campi: Mapping[str, Any]) -> dict[str, str]:
    """What a row says as the register tells it, by field: of what it points to, the name."""
    detti = {}
    for nome, valore in campi.items():
        if nome == PROSPETTIVE:
            nomi = Prospettiva.objects.filter(pk__in=valore).order_by("ordine").values_list("nome", flat=True)
            detti[nome] = ", ".join(nomi)
        elif nome.endswith("_id"):
            campo: Any = MODELLI[voce]._meta.get_field(nome.removesuffix("_id"))
            punta = campo.related_model._base_manager.filter(pk=valore).first() if valore else None
            detti[nome.removesuffix("_id")] = str(punta or "")
        else:
            detti[nome] = "" if valore is None else str(valore)
    return detti


def _annota(
    ciclo: Ciclo,
    verbo: str,
    riga: models.Model,
    prima: Mapping[str, str],
    dopo: Mapping[str, str],
    da: Utente,
    motivo: str,
) -> None:
    cambi: dict[str, Any] = {**differenze(prima, dopo)} if dopo else {"prima": {n: v for n, v in prima.items() if v}}
    azione = f"{verbo} {riga._meta.verbose_name}"
    registra(ente=ciclo.ente, da=da, azione=azione, oggetto=riga, nome=f"{riga}, {ciclo.anno}", motivo=motivo, **cambi)
