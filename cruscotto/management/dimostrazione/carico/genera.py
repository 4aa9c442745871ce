"""Writing a load, one body at a time, and taking it away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from graphlib import TopologicalSorter
from typing import TypeVar

from django.apps import apps
from django.db import models, transaction

from cruscotto.aritmetica.valori import Tipo
from cruscotto.management.dimostrazione.carico.ciclo import scrivi_cicli
from cruscotto.management.dimostrazione.carico.piano import AREA_DI, RIGHE, Piano
from cruscotto.management.dimostrazione.carico.valori import SCALA, IndicatoreInventato, genere
from cruscotto.models import FasciaSemaforo, ImpostazioniMisura, Indicatore
from ente.errori import ErroreUtente
from ente.models import Area, Atto, Ente, Incarico, Ruolo, Ufficio, Utente
from ente.querysets import EnteQuerySet

M = TypeVar("M", bound=models.Model)
PREFISSO = "carico-"
LOTTO = 1000
AREE = ("Affari generali", "Regolazione del mercato", "Registro delle imprese", "Personale e promozione")
UFFICI = ("Segreteria", "Sportello", "Controlli", "Progetti")
FASCE = (
    ("non_raggiunto", "Non raggiunto", None, 50),
    ("parziale", "Parzialmente raggiunto", 50, 90),
    ("raggiunto", "Raggiunto", 90, None),
)


class CaricoRifiutato(ErroreUtente):
    """The load cannot be written or taken away; the message says why."""


class Scrittore:
    """Inserts rows in batches and counts them by model."""

    def __init__(self) -> None:
        self.conti: Counter[str] = Counter()

    def __call__(self, righe: Sequence[M]) -> list[M]:
        """Insert rows of one model; they come back with their keys."""
        if not righe:
            return []
        modello = type(righe[0])
        self.conti[str(modello._meta.verbose_name_plural)] += len(righe)
        return modello._base_manager.bulk_create(righe, batch_size=LOTTO)


def genera(piano: Piano, avanza: Callable[[int], None] = lambda numero: None) -> Counter[str]:
    """Write the load, a transaction for each body (so memory does not grow with them); rows written by model.

    Raises:
        CaricoRifiutato: some of its bodies are there already.
    """
    codici = [f"{PREFISSO}{numero:04}" for numero in piano.numeri_enti()]
    if Ente.objects.filter(codice__in=codici).exists():
        raise CaricoRifiutato(f"Gli enti {codici[0]}… ci sono già: toglieteli prima con --togli.")
    scrivi = Scrittore()
    for numero in piano.numeri_enti():
        with transaction.atomic():
            _ente(piano, numero, scrivi)
        avanza(numero)
    return scrivi.conti


def _ente(piano: Piano, numero: int, scrivi: Scrittore) -> None:
    [ente] = scrivi([Ente(codice=f"{PREFISSO}{numero:04}", denominazione=f"Ente di prova {numero:04}")])
    aree = scrivi([Area(ente=ente, codice=f"area{n}", numero=n, nome=nome) for n, nome in enumerate(AREE, 1)])
    uffici = scrivi(
        [
            Ufficio(ente=ente, area=area, codice=f"{area.codice}-{n}", nome=f"{nome}, {area.nome}")
            for area in aree
            for n, nome in enumerate(UFFICI, 1)
        ]
    )
    [misura] = scrivi([ImpostazioniMisura(ente=ente)])
    scrivi([FasciaSemaforo(misura=misura, codice=c, nome=nome, da=da, a=a) for c, nome, da, a in FASCE])
    _utenti(ente, aree, uffici, scrivi)
    generi = [genere(piano, numero, i) for i in range(piano.indicatori)]
    indicatori = scrivi(_indicatori(ente, generi, dict(_uffici_responsabili(piano, uffici))))
    scrivi_cicli(piano, numero, ente, {a.codice: a for a in aree}, list(zip(indicatori, generi, strict=True)), scrivi)


def _utenti(ente: Ente, aree: Sequence[Area], uffici: Sequence[Ufficio], scrivi: Scrittore) -> None:
    """One person a role, without a password; the dirigente and the redattore are of the last area."""
    utenti = scrivi(
        [
            Utente(
                ente=ente,
                username=f"{ente.codice}.{ruolo.value}",
                password="!",  # noqa: S106 - nobody signs in with it
                qualifica=ruolo.label,
                is_staff=ruolo is Ruolo.AMMINISTRATORE,
            )
            for ruolo in Ruolo
        ]
    )
    scrivi(
        [
            Incarico(
                utente=utente,
                ruolo=ruolo,
                area=aree[-1] if ruolo is Ruolo.DIRIGENTE else None,
                ufficio=uffici[-1] if ruolo is Ruolo.REDATTORE else None,
            )
            for utente, ruolo in zip(utenti, Ruolo, strict=True)
        ]
    )


def _uffici_responsabili(piano: Piano, uffici: Sequence[Ufficio]) -> Iterator[tuple[int, Ufficio]]:
    """The office of each indicator: one of the area whose scorecard has it."""
    righe = piano.righe()
    for codice in RIGHE:
        if codice in AREA_DI.values():
            dell_area = [u for u in uffici if u.codice.startswith(codice)]
            yield from ((i, dell_area[i % len(dell_area)]) for i in righe[codice])


def _indicatori(ente: Ente, generi: Sequence[IndicatoreInventato], uffici: dict[int, Ufficio]) -> list[Indicatore]:
    return [
        Indicatore(
            ente=ente,
            codice=f"i{i + 1:04}",
            nome=g.nome,
            tipo=g.tipo.value,
            unita=g.unita,
            direzione=g.direzione,
            accumulo=g.accumulo.value,
            scala=list(SCALA) if g.tipo is Tipo.ORDINALE else [],
            pira=i % 5 == 0,
            ufficio=uffici.get(i),
        )
        for i, g in enumerate(generi)
    ]


def togli() -> int:
    """Take away the bodies of the load with everything of theirs; how many bodies.

    Raises:
        CaricoRifiutato: somebody has worked in them, and the register of acts is not deleted.
    """
    enti = Ente.objects.filter(codice__startswith=PREFISSO)
    if Atto.objects.filter(ente__in=enti).exists():
        raise CaricoRifiutato(f"Negli enti {PREFISSO}* c'è chi ha lavorato: il registro degli atti non si cancella.")
    with transaction.atomic():
        for modello in _dalle_foglie():
            if modello is Utente:
                Utente.objects.filter(ente__in=enti).delete()
            elif modello is not Ente:
                insieme = modello._base_manager.filter(**{f"{_percorso(modello)}__in": enti.values("pk")})
                insieme._raw_delete(insieme.db)  # no cascade to look for: leaves first
        return enti._raw_delete(enti.db)


def _percorso(modello: type[models.Model]) -> str:
    insieme = modello._default_manager.get_queryset()
    assert isinstance(insieme, EnteQuerySet)  # noqa: S101 - _dalle_foglie took only those
    return insieme.percorso_ente


def _dalle_foglie() -> list[type[models.Model]]:
    """The models that belong to a body, each after all those that point to it."""
    di_ente = {
        m
        for m in apps.get_models()
        if m is Utente or (isinstance(m._default_manager.get_queryset(), EnteQuerySet) and m is not Atto)
    }
    ordine: TopologicalSorter[type[models.Model]] = TopologicalSorter()
    for modello in di_ente:
        ordine.add(modello)
        for campo in modello._meta.concrete_fields:
            padre = campo.related_model
            if padre in di_ente and padre is not modello:
                ordine.add(padre, modello)  # type: ignore[arg-type]
    return list(ordine.static_order())
