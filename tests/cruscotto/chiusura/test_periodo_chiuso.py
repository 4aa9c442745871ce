"""A closed period is closed: whatever sequence of acts and of pages of the administration comes after the close, every
page, sheet and answer of the API about it is the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cruscotto.ciclo.fotografie import TAVOLE
from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ValoreAtteso,
)
from ente.models import Area, Ufficio
from tests.mondi.casi import CASI, apparecchia, indirizzo
from tests.mondi.due_enti import APERTO, CHIUSO, DueEnti
from tests.mondi.pagine_chiuse import diversi, fotografa, indirizzi
from tests.mondi.scena import ANNO
from tests.mondi.serrature import annullato

pytestmark = pytest.mark.django_db

LETTORI = ("redattore", "dirigente", "controllo")


@pytest.fixture
def mondo(db: None) -> DueEnti:
    """A body with a period closed and photographed, and one open."""
    mondo = DueEnti()
    scatta(mondo.casa.periodo(CHIUSO))
    scatta(mondo.altrove.periodo(CHIUSO))
    return mondo


def dove(mondo: DueEnti) -> list[str]:
    """The addresses at the closed period, as its links have them."""
    cruscotti = {c.codice: c.pk for c in Cruscotto.objects.filter(ciclo=mondo.casa.ciclo)}
    return list(indirizzi(mondo.casa.ente, ANNO, CHIUSO, cruscotti, list(mondo.casa.indicatori)))


def lettori(mondo: DueEnti) -> dict[str, Client]:
    """Browsers of the same people that have done nothing: a page tells once what the person has just done."""
    clienti = {chi: Client(raise_request_exception=False) for chi in LETTORI}
    for chi, cliente in clienti.items():
        cliente.force_login(mondo.persone[chi])
    return clienti


# -- what may happen after the close -----------------------------------------------------------------------------------

Mossa = Callable[[DueEnti], None]


def nuovi_indicatori(mondo: DueEnti) -> None:
    """Five indicators on every scorecard, with targets; two of them with a value in the open period."""
    scena = mondo.casa
    for n in range(5):
        nuovo = Indicatore.objects.create(
            ente=scena.ente,
            codice=f"nuovo-{Indicatore.objects.count()}-{n}",
            nome=f"Nuovo {n}",
            tipo="numero",
            direzione="crescente",
            ufficio=scena.uffici["anagrafe"],
        )
        ValoreAtteso.objects.create(ciclo=scena.ciclo, indicatore=nuovo, testo="10", tipo="numero", valore=10)
        for cruscotto in Cruscotto.objects.filter(ciclo=scena.ciclo):
            nodo = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=scena.ciclo).order_by("pk").last()
            if nodo is None:
                return
            ultima = Collocazione.objects.filter(cruscotto=cruscotto).aggregate(n=models.Max("ordine"))["n"] or 0
            Collocazione.objects.create(
                cruscotto=cruscotto, indicatore=nuovo, nodo=nodo, ordine=ultima + 1, etichetta=f"Nuovo {n}"
            )


def _riga(scelta: int, insieme: models.QuerySet[Any]) -> Any:
    righe = list(insieme.order_by("pk"))
    return righe[scelta % len(righe)] if righe else None


def riscritta(nome: str, scelta: int) -> Mossa:
    """Every free text, number and choice of a row of a table becomes another one, as an administrator could write."""

    def mossa(mondo: DueEnti) -> None:
        riga = _riga(scelta, TAVOLE[nome]._default_manager.filter(**del_mondo(mondo, nome)))
        if riga is None:
            return
        campi = dict(cambiati(riga))
        if campi:
            type(riga)._default_manager.filter(pk=riga.pk).update(**campi)

    return mossa


def del_mondo(mondo: DueEnti, nome: str) -> dict[str, Any]:
    """What of a table hangs from the body, the values of the closed period apart: those are behind their own lock."""
    modello = TAVOLE[nome]
    percorso = getattr(modello._default_manager.get_queryset(), "percorso_ente", "ente")
    chi: dict[str, Any] = {percorso: mondo.casa.ente}
    if nome == "rilevazioni":
        chi["periodo__numero"] = APERTO
    if nome == "dichiarati":
        chi["periodo__numero__gt"] = CHIUSO
    return chi


DI_SISTEMA = {"id", "stato", "ente", "username", "password", "email", "versione", "tipo", "numero", "anno", "ordine"}


def cambiati(riga: models.Model) -> Iterator[tuple[str, Any]]:
    for campo in riga._meta.concrete_fields:
        valore = getattr(riga, campo.attname)
        if campo.primary_key or campo.is_relation or campo.name in DI_SISTEMA or campo.choices:
            continue
        if isinstance(campo, models.SlugField):
            yield campo.name, f"{valore[:30]}-x"
        elif isinstance(campo, models.CharField | models.TextField) and not isinstance(campo, models.FileField):
            yield campo.name, f"{valore}x"[: getattr(campo, "max_length", None) or 400]
        elif isinstance(campo, models.DecimalField) and campo.name == "peso":
            yield campo.name, (valore or Decimal(0)) + 7
        elif isinstance(campo, models.BooleanField) and campo.name in ("pira",):
            yield campo.name, not valore


def tolta(nome: str, scelta: int) -> Mossa:
    """A row goes away with what hangs from it, where the database lets it."""

    def mossa(mondo: DueEnti) -> None:
        riga = _riga(scelta, TAVOLE[nome]._default_manager.filter(**del_mondo(mondo, nome)))
        if riga is not None:
            with suppress(ProtectedError):
                riga.delete()

    return mossa


def spostata(scelta: int) -> Mossa:
    """A placement goes under another node, or to another scorecard; an indicator to another office or area."""

    def mossa(mondo: DueEnti) -> None:
        scena = mondo.casa
        collocazione = _riga(scelta, Collocazione.objects.filter(cruscotto__ciclo=scena.ciclo))
        if collocazione is not None:
            nodi = type(collocazione.nodo).objects.filter(obiettivo__ciclo=scena.ciclo)
            collocazione.nodo = _riga(scelta + 1, nodi)
            collocazione.ordine += 50
            collocazione.save()
        indicatore = _riga(scelta, Indicatore.objects.filter(ente=scena.ente))
        indicatore.ufficio = _riga(scelta // 2, Ufficio.objects.filter(ente=scena.ente))
        indicatore.direzione = "decrescente"
        indicatore.accumulo = "somma"
        indicatore.save()
        ufficio = _riga(scelta, Ufficio.objects.filter(ente=scena.ente))
        ufficio.area = _riga(scelta + 1, Area.objects.filter(ente=scena.ente))
        if scelta % 3 == 0:
            ufficio.save()

    return mossa


def atto(nome: str) -> Mossa:
    """An act as a browser sends it, on the open period or on the rules of the body."""

    def mossa(mondo: DueEnti) -> None:
        try:
            spediti = apparecchia(mondo, nome)
        except (AssertionError, LookupError, models.ObjectDoesNotExist, AttributeError):
            return  # what it was to be sent on has gone away
        mondo.clienti[CASI[nome].chi].post(indirizzo(mondo, nome, CASI[nome].numero), spediti)

    return mossa


ATTI = [
    *("cruscotto:valori", "cruscotto:valore-save", "cruscotto:valore-transmit", "cruscotto:revisione"),
    *("cruscotto:indicatore-assign", "cruscotto:target-edit", "cruscotto:regola-edit", "cruscotto:misura-edit"),
    *("cruscotto:pesi-edit", "cruscotto:valore-neutralize", "cruscotto:valore-readmit", "cruscotto:evidenza-add"),
]
TOCCATE = [n for n in TAVOLE if n not in ("ciclo", "persone", "misura", "fasce", "periodi")]
"""The other periods of the year and the names of people are not of the closed period: pages name them as they are."""

mosse = st.one_of(
    st.just(nuovi_indicatori),
    st.builds(riscritta, st.sampled_from([*TOCCATE, "misura", "fasce"]), st.integers(0, 20)),
    st.builds(tolta, st.sampled_from(TOCCATE), st.integers(0, 20)),
    st.builds(spostata, st.integers(0, 20)),
    st.builds(atto, st.sampled_from(ATTI)),
)


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(mosse, min_size=1, max_size=6))
def test_nothing_that_comes_after_the_close_changes_a_closed_period(mondo: DueEnti, sequenza: list[Mossa]) -> None:
    indirizzi_chiusi = dove(mondo)
    with annullato():
        prima = fotografa(lettori(mondo), indirizzi_chiusi)
        assert sum(stato == 200 for stato, _ in prima.values()) > len(prima) / 2
        for mossa in sequenza:
            with suppress(IntegrityError), transaction.atomic():  # what the database refuses has not happened
                mossa(mondo)
        assert diversi(prima, fotografa(lettori(mondo), indirizzi_chiusi)) == ""


def test_five_indicators_added_later_are_not_of_the_closed_period(mondo: DueEnti) -> None:
    """What was found: due 81 → 85, late 23 → 27, list 133 → 138."""
    controllo = lettori(mondo)["controllo"]
    dove_elenco = f"/elenco/{ANNO}/?periodo={CHIUSO}"
    prima = controllo.get(dove_elenco).context["totale"]
    nuovi_indicatori(mondo)
    assert controllo.get(dove_elenco).context["totale"] == prima
    assert controllo.get(f"/elenco/{ANNO}/?periodo={APERTO}").context["totale"] == prima + 5
