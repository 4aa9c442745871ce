"""A small body whose values many people enter at once, and the ways to have them act together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Barrier, Event
from typing import Any, TypeVar

from django.db import connections, transaction

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Indicatore, Periodo, Rilevazione, StatoPeriodo, ValoreAtteso
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore, riammetti_valore
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, riprendi_valore, salva_valore, trasmetti_valore
from ente.models import Area, Atto, Ente, Incarico, Ruolo, Ufficio, Utente

T = TypeVar("T")
ATTESA = 0.3
"""Seconds after which an act that has not ended is taken to be waiting for another."""
NUMERO = 900
"""The generated body: no other test has this number."""


@dataclass
class Folla:
    """A body with an open period, one office with many indicators that nobody has entered yet, and its people."""

    periodo: Periodo
    indicatori: list[Indicatore]
    persone: dict[str, Utente]

    def nuovo(self) -> Indicatore:
        """An indicator that no test has used."""
        return self.indicatori.pop()

    def salva(self, indicatore: Indicatore, testo: str, versione: int, chi: str = "anna") -> Rilevazione:
        fatta = self.prova_a_salvare(indicatore, testo, versione, chi)
        assert fatta is not None
        return fatta

    def prova_a_salvare(self, indicatore: Indicatore, testo: str, versione: int, chi: str) -> Rilevazione | None:
        return salva_valore(
            periodo=self.periodo,
            indicatore=indicatore,
            scritto=ValoreScritto(testo=testo),
            versione=versione,
            da=self.persone[chi],
        )

    def trasmessa(self) -> Rilevazione:
        """A value in the hands of the dirigente, as good as its target: version 2, two acts."""
        indicatore = self.nuovo()
        return self.trasmetti(self.salva(indicatore, raggiunto(indicatore), 0))

    def trasmetti(self, rilevazione: Rilevazione, versione: int = 1, chi: str = "anna") -> Rilevazione:
        return trasmetti_valore(rilevazione=rilevazione, versione=versione, da=self.persone[chi])

    def riprendi(self, rilevazione: Rilevazione, versione: int = 2, chi: str = "bruno") -> Rilevazione:
        return riprendi_valore(rilevazione=rilevazione, versione=versione, da=self.persone[chi])

    def valida(self, valori: Sequence[Rilevazione], chi: str = "diana", versione: int = 2) -> list[Rilevazione]:
        return valida_valori(valori=[DaValidare(v.pk, versione) for v in valori], da=self.persone[chi])

    def restituisci(self, rilevazione: Rilevazione, chi: str = "dario", versione: int = 2) -> Rilevazione:
        da, motivo = self.persone[chi], f"Motivo di {chi}."
        return restituisci_valore(rilevazione=rilevazione, versione=versione, motivo=motivo, da=da)

    def neutralizza(self, indicatore: Indicatore, chi: str = "carla", versione: int = 2) -> Rilevazione:
        return neutralizza_valore(
            periodo=self.periodo,
            indicatore=indicatore,
            motivo=f"Motivo di {chi}.",
            versione=versione,
            da=self.persone[chi],
        )

    def riammetti(self, valore: Rilevazione, chi: str = "carla", versione: int = 3) -> Rilevazione:
        da, motivo = self.persone[chi], f"Motivo di {chi}."
        return riammetti_valore(rilevazione=valore, versione=versione, motivo=motivo, da=da)


def raggiunto(indicatore: Indicatore, oltre: int = 0) -> str:
    """A value as good as the target, or better."""
    atteso = ValoreAtteso.objects.get(indicatore=indicatore, collocazione=None)
    assert atteso.valore is not None
    return formatta_numero(essenziale(atteso.valore) + oltre)


def crea_folla(collocazioni: int = 450) -> Folla:
    """A body with an office that has every indicator whose value may be its target; who enters, who reviews."""
    genera(Piano(enti=1, anni=1, periodi=2, collocazioni=collocazioni, primo=NUMERO))
    ente = Ente.objects.get(codice=f"carico-{NUMERO:04}")
    periodo = Periodo.objects.di(ente).get(stato=StatoPeriodo.APERTO)
    Rilevazione.objects.filter(periodo=periodo).delete()
    area, altra, *_ = Area.objects.di(ente).order_by("numero")
    ufficio = Ufficio.objects.create(ente=ente, area=area, codice="concorrenza", nome="Ufficio di molti")
    semplici = Indicatore.objects.di(ente).filter(tipo__in=["numero", "percentuale"], direzione="crescente")
    semplici.filter(accumulo__in=[Accumulo.ULTIMO, Accumulo.CUMULATO]).update(ufficio=ufficio)
    suo, altrui = {"ufficio": ufficio}, {"ufficio": Ufficio.objects.filter(area=altra)[0]}
    incarichi: dict[str, list[tuple[Ruolo, dict[str, Any]]]] = {
        "anna": [(Ruolo.REDATTORE, suo)],
        "bruno": [(Ruolo.REDATTORE, suo)],
        "diana": [(Ruolo.DIRIGENTE, {"area": area})],
        "dario": [(Ruolo.DIRIGENTE, {"area": area})],
        "carla": [(Ruolo.CONTROLLO, {})],
        "fabia": [(Ruolo.REDATTORE, suo), (Ruolo.DIRIGENTE, {"area": area})],
        "ester": [(Ruolo.REDATTORE, altrui)],
        "elio": [(Ruolo.DIRIGENTE, {"area": altra})],
        "olga": [(Ruolo.OIV, {})],
    }
    persone = {n: Utente.objects.create(ente=ente, username=n, qualifica=n.capitalize()) for n in incarichi}
    for nome, suoi in incarichi.items():
        for ruolo, dove in suoi:
            Incarico.objects.create(utente=persone[nome], ruolo=ruolo, **dove)
    return Folla(periodo, list(Indicatore.objects.filter(ufficio=ufficio).order_by("pk")), persone)


def insieme(*compiti: Callable[[], T]) -> list[T | Exception]:
    """Do all at once, each in a thread with a database connection of its own; what each gave, or what it raised."""
    partenza = Barrier(len(compiti))

    def svolgi(compito: Callable[[], T]) -> T | Exception:
        partenza.wait(60)
        try:
            return compito()
        except Exception as errore:
            return errore
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(compiti)) as fili:
        return list(fili.map(svolgi, compiti))


def accavalla(
    primo: Callable[[], T], secondo: Callable[[], T], attesa: float = ATTESA
) -> tuple[T | Exception, T | Exception]:
    """``secondo`` begins when ``primo`` has done its act and not yet committed it; what each gave, or raised."""
    fatto, lascia = Event(), Event()

    def tieni() -> T:
        try:
            with transaction.atomic():
                esito = primo()
                fatto.set()
                lascia.wait(30)
            return esito
        finally:
            fatto.set()

    def esegui(compito: Callable[[], T]) -> T | Exception:
        try:
            return compito()
        except Exception as errore:
            return errore
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as fili:
        a = fili.submit(esegui, tieni)
        assert fatto.wait(30)
        b = fili.submit(esegui, secondo)
        wait([b], timeout=attesa)
        lascia.set()
        return a.result(), b.result()


def atti(rilevazione: Rilevazione) -> list[Atto]:
    """The lines of the register about a value, in order."""
    return list(Atto.objects.filter(modello="rilevazione", chiave=rilevazione.pk).order_by("pk"))


def adesso(rilevazione: Rilevazione) -> Rilevazione:
    """The value on the database, after checking that each version of it has its line in the register."""
    attuale = Rilevazione.objects.get(pk=rilevazione.pk)
    assert len(atti(attuale)) == attuale.versione
    return attuale


def fatti_e_rifiuti(esiti: Sequence[object]) -> tuple[list[object], list[Exception]]:
    rifiuti = [e for e in esiti if isinstance(e, Exception)]
    return [e for e in esiti if not isinstance(e, Exception)], rifiuti
