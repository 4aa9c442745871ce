"""Computed indicators in the small body: declared by the act, measured, their values put by hand."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

from django.test import Client

from cruscotto.misurazione.prospetto import Prospetto, misura_cruscotti
from cruscotto.misurazione.riga import Riga
from cruscotto.models import Ciclo, Cruscotto, Indicatore, Periodo, Rilevazione
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore, cambia_regola
from cruscotto.valori.conversioni import campi_rilevazione
from ente.models import Utente
from tests.mondi.misurato import Piccolo


def calcola(piccolo: Piccolo, n: int, formula: str, *operandi: str, **campi: Any) -> Indicatore:
    """Declare a formula through the act, as a person of controllo would."""
    indicatore = Indicatore.objects.get(pk=piccolo.indicatori[n].pk)
    ora = RegoleIndicatore.di(indicatore)
    nuove = replace(ora, calcolo=formula, operandi=operandi, **campi)
    cambia_regola(indicatore=indicatore, nuove=nuove, viste=ora.impronta, motivo="Prova", da=piccolo.controllo)
    return Indicatore.objects.get(pk=indicatore.pk)


def prospetti(piccolo: Piccolo, numero: int = 2, ciclo: Ciclo | None = None) -> list[Prospetto]:
    ciclo = ciclo or Ciclo.objects.get(pk=piccolo.vivo.pk)
    periodo = Periodo.objects.get(ciclo=ciclo, numero=numero)
    return misura_cruscotti(ciclo, periodo, list(Cruscotto.objects.filter(ciclo=ciclo).order_by("ordine")))


def riga(piccolo: Piccolo, codice: str = "i2", numero: int = 2, ciclo: Ciclo | None = None) -> Riga:
    return next(r for p in prospetti(piccolo, numero, ciclo) for r in p.righe if r.codice == codice)


def scrivi(piccolo: Piccolo, codice: str, numero: int, testo: str, **campi: Any) -> None:
    """Put a value in the place of the one of a period of the living year."""
    chi = {"indicatore": Indicatore.objects.get(codice=codice), "periodo": periodo(piccolo, numero)}
    Rilevazione.objects.filter(**chi, collocazione=None).delete()
    if testo:
        Rilevazione.objects.create(**chi, stato="trasmessa", **campi_rilevazione(testo, ()), **campi)


def periodo(piccolo: Piccolo, numero: int) -> Periodo:
    return Periodo.objects.get(ciclo=piccolo.vivo, numero=numero)


def entra(chi: Utente) -> Client:
    client = Client()
    client.force_login(chi)
    return client


def leggi(risposta: Any) -> str:
    corpo = risposta.content.decode().partition("<main")[2]
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", corpo).split()))
