"""The public value of a Plan: goals outside the body, with their impact; the objectives that are selective."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato, blocca_ciclo
from cruscotto.models import Ciclo, ObiettivoStrategico, ValorePubblico
from cruscotto.models.valore_pubblico import ANNI
from ente.actions.registro import differenze, registra
from ente.models import Utente
from ente.poteri import Poteri, esige

CHI = "Il valore pubblico del Piano lo scrive il controllo di gestione."
ADOTTATO = "Il Piano {anno} è adottato o in corso: il suo valore pubblico non si cambia più."
CAMBIATO = "Nel frattempo qualcun altro l'ha cambiato: guardate che cosa c'è ora e riscrivete."
CAMBIATI = "Nel frattempo qualcun altro ha segnato altri obiettivi selettivi: guardate quali sono ora e ripetete."
CAMPI = ("obiettivo", "dimensione", "indicatore", "base", "fonte")


@dataclass(frozen=True, slots=True)
class ImpattoScritto:
    """A goal of public value as a person writes it; ``target`` by year, ``obiettivo_strategico`` by key."""

    obiettivo: str
    indicatore: str
    dimensione: str = ""
    base: str = ""
    fonte: str = ""
    obiettivo_strategico: int | None = None
    target: Mapping[str, str] = field(default_factory=dict)


def anni_del_piano(ciclo: Ciclo) -> tuple[str, ...]:
    """The years that the Plan of a cycle looks at."""
    return tuple(str(ciclo.anno + n) for n in range(ANNI))


def scritto_ora(valore: ValorePubblico) -> dict[str, Any]:
    """What is written of one, to be compared with what a person was looking at."""
    return asdict(
        ImpattoScritto(
            **{c: getattr(valore, c) for c in CAMPI},
            obiettivo_strategico=valore.obiettivo_strategico_id,
            target=dict(valore.target),
        )
    )


@transaction.atomic
def scrivi_valore_pubblico(
    *, ciclo: Ciclo, chiave: int | None, scritto: ImpattoScritto, visto: Mapping[str, Any] | None = None, da: Utente
) -> ValorePubblico | None:
    """Add a goal of public value to a Plan that is being made, or write the one of ``chiave`` again; None when it
    already says so. ``visto`` is what the person was looking at.

    Raises:
        ValoreRifiutato: what lacks, by field.
        Superato: it has changed, or gone, meanwhile.
        NonModificabile: the Plan is adopted.
        PermissionDenied: the person is not controllo di gestione.
    """
    ciclo = _aperto(ciclo, da)
    _controlla(ciclo, scritto)
    valore = ValorePubblico(ciclo=ciclo)
    if chiave is not None:
        trovato = ValorePubblico.objects.filter(ciclo=ciclo, pk=chiave).first()
        if trovato is None or (visto is not None and scritto_ora(trovato) != visto):
            raise Superato(CAMBIATO)
        valore = trovato
    prima = scritto_ora(valore) if chiave is not None else {}
    dopo = asdict(scritto) | {"target": {a: t for a, t in scritto.target.items() if t}}
    if prima == dopo:
        return None
    for campo in CAMPI:
        setattr(valore, campo, dopo[campo])
    valore.target, valore.obiettivo_strategico_id = dopo["target"], scritto.obiettivo_strategico
    valore.save()
    cambi: dict[str, Any] = differenze(_detto(prima), _detto(dopo))
    registra(
        ente=ciclo.ente,
        da=da,
        azione="modifica valore pubblico" if prima else "aggiunge valore pubblico",
        oggetto=valore,
        **cambi,
    )
    return valore


def _detto(scritto: Mapping[str, Any]) -> dict[str, str]:
    """For the register: the targets by year, the objective left to the page."""
    campi = {c: scritto[c] for c in CAMPI if scritto.get(c)}
    return campi | {f"target {anno}": testo for anno, testo in scritto.get("target", {}).items()}


def _aperto(ciclo: Ciclo, da: Utente) -> Ciclo:
    esige(Poteri.di(da).controllo and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    if not ciclo.in_pianificazione:
        raise NonModificabile(ADOTTATO.format(anno=ciclo.anno))
    return ciclo


def _controlla(ciclo: Ciclo, scritto: ImpattoScritto) -> None:
    errori = {}
    if not scritto.obiettivo:
        errori["obiettivo"] = "Scrivete che cosa volete cambiare, per chi."
    if not scritto.indicatore:
        errori["indicatore"] = "Scrivete l'indicatore che dirà se è cambiato."
    for campo in CAMPI:
        lungo: int | None = getattr(ValorePubblico._meta.get_field(campo), "max_length", None)
        if len(getattr(scritto, campo)) > (lungo or 0):
            errori[campo] = f"Al massimo {lungo} caratteri: accorciate."
    chiave = scritto.obiettivo_strategico
    if chiave is not None and not ObiettivoStrategico.objects.con_nome().filter(ciclo=ciclo, pk=chiave).exists():
        errori["obiettivo_strategico"] = "Scegliete un obiettivo del ciclo."
    if errori:
        raise ValoreRifiutato(errori)


@transaction.atomic
def togli_valore_pubblico(*, ciclo: Ciclo, chiave: int, da: Utente) -> bool:
    """Take a goal out of a Plan that is being made; whether it was there: twice is once.

    Raises:
        NonModificabile: the Plan is adopted.
        PermissionDenied: the person is not controllo di gestione.
    """
    ciclo = _aperto(ciclo, da)
    valore = ValorePubblico.objects.filter(ciclo=ciclo, pk=chiave).first()
    if valore is None:
        return False
    prima = _detto(scritto_ora(valore))
    registra(ente=ciclo.ente, da=da, azione="toglie valore pubblico", oggetto=valore, prima=prima)
    valore.delete()
    return True


@transaction.atomic
def segna_selettivi(*, ciclo: Ciclo, scelti: Collection[int], visti: Collection[int] | None = None, da: Utente) -> int:
    """Say which strategic objectives of a Plan that is being made are selective: those, and no other; how many changed.
    ``visti`` are those that the person was looking at.

    Raises:
        Superato: somebody else marked others meanwhile.
        NonModificabile: the Plan is adopted.
        PermissionDenied: the person is not controllo di gestione.
    """
    ciclo = _aperto(ciclo, da)
    obiettivi = list(ObiettivoStrategico.objects.con_nome().filter(ciclo=ciclo))
    cambiati = [o for o in obiettivi if o.selettivo != (o.pk in scelti)]
    if cambiati and visti is not None and set(visti) != {o.pk for o in obiettivi if o.selettivo}:
        raise Superato(CAMBIATI)
    for obiettivo in cambiati:
        obiettivo.selettivo = not obiettivo.selettivo
        obiettivo.save(update_fields=["selettivo"])
        cambi: dict[str, Any] = differenze({"selettivo": not obiettivo.selettivo}, {"selettivo": obiettivo.selettivo})
        registra(ente=ciclo.ente, da=da, azione="segna obiettivo selettivo", oggetto=obiettivo, **cambi)
    return len(cambiati)
