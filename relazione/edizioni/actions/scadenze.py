"""The two deadlines of the year, told to who has the next step 60, 30 and 7 days before: the Plan by 31 January (D.L.
80/2021, art. 6), the Relazione approved and validated by 30 June (D.Lgs. 150/2009, art. 10, c. 1, lett. b)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cruscotto.chiusura.situazione import termine_relazione
from cruscotto.models import Ciclo, StatoCiclo
from cruscotto.pianificazione.actions.piano import termine_piano
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Atto, Ente, Ruolo
from relazione.edizioni.lettere import manda, persone_con
from relazione.edizioni.stato import stato_edizione
from relazione.models import RelazioneApprovata, StatoApprovata

PRIMA = (60, 30, 7)
"""Days before a deadline."""
RECUPERO = 5
"""Days for which a letter that nobody sent, because the machine was off, is still sent."""
AZIONE = "ricorda scadenza"


@dataclass(frozen=True, slots=True)
class Scadenza:
    """A deadline that somebody has to meet: what, by when, whose the next step is, and the page where it is done."""

    che_cosa: str
    entro: dt.date
    ruolo: Ruolo
    passo: str
    pagina: str


def ricorda_scadenze(*, ente: Ente, giorno: dt.date, prova: bool = False) -> list[str]:
    """Write to who has the next step of what is due in 60, 30 or 7 days, or in a little less if it was not done on the
    day; the user names, by deadline and person. Twice is once. ``prova`` writes to nobody.

    Raises:
        ErroreUtente: the address of the site, for the links, is not set.
    """
    if not settings.SITE_URL:
        raise ErroreUtente(
            "Manca SITE_URL, l'indirizzo del sito: serve per i collegamenti nelle lettere (.env.example)."
        )
    scritte = []
    for scadenza in scadenze(ente, giorno):
        persone = persone_con(ente, scadenza.ruolo, giorno)
        if persone and (prova or _prenota(ente, scadenza, giorno, [p.username for p in persone])):
            scritte += [f"{p.username} ({scadenza.che_cosa})" for p in persone]
            if not prova:
                _scrivi(ente, scadenza, giorno, [p.email for p in persone])
    return scritte


def soglia(entro: dt.date, giorno: dt.date) -> int | None:
    """Which of the three letters about a deadline is to be sent on a day: 60, 30, 7, or none."""
    restano = (entro - giorno).days
    return next((p for p in PRIMA if p - RECUPERO < restano <= p), None)


def scadenze(ente: Ente, giorno: dt.date) -> Iterator[Scadenza]:
    """What is not done yet and is due in about 60, 30 or 7 days from a day."""
    cicli = list(Ciclo.objects.di(ente).select_related("ente"))
    yield from _dei_piani(cicli, giorno)
    for ciclo in cicli:
        if soglia(termine_relazione(ciclo.anno), giorno) and not _pubblicata(ciclo):
            yield _della_relazione(ciclo)


def _dei_piani(cicli: list[Ciclo], giorno: dt.date) -> Iterator[Scadenza]:
    """Of the year whose Plan is due: not adopted yet, or not even begun by a body that had one the year before."""
    per_anno = {c.anno: c for c in cicli}
    for anno in (giorno.year, giorno.year + 1):
        if soglia(termine_piano(anno), giorno) is None:
            continue
        ciclo = per_anno.get(anno)
        if ciclo is not None and ciclo.in_pianificazione:
            passo = "Il Piano, nella sezione Performance del PIAO, non è ancora adottato."
            pagina = reverse("cruscotto:piano", args=[anno])
        elif ciclo is None and anno - 1 in per_anno:
            passo = (
                f"Il ciclo {anno} non è ancora aperto: apritelo da quello prima. Il Piano va nella sezione "
                "Performance del PIAO."
            )
            pagina = reverse("apertura:apertura")
        else:
            continue
        yield Scadenza(f"Piano della performance {anno}", termine_piano(anno), Ruolo.CONTROLLO, passo, pagina)


def _pubblicata(ciclo: Ciclo) -> bool:
    """Whether its Relazione has been published: in time or not, no deadline comes back with a correction."""
    return ciclo.stato == StatoCiclo.PUBBLICATA or RelazioneApprovata.objects.pubbliche().filter(ciclo=ciclo).exists()


def _della_relazione(ciclo: Ciclo) -> Scadenza:
    situazione = stato_edizione(ciclo)
    ruolo, passo = Ruolo.CONTROLLO, "La Relazione non è ancora approvata: poi l'OIV la deve validare."
    if situazione is not None:
        passo = situazione.passo
        tocca_all_oiv = situazione.edizione.stato == StatoApprovata.APPROVATA or (
            situazione.edizione.stato == StatoApprovata.RESTITUITA and not situazione.senza_risposta
        )
        ruolo = Ruolo.OIV if tocca_all_oiv and not situazione.in_correzione else Ruolo.CONTROLLO
    pagina = reverse("relazione:edizioni", args=[ciclo.anno])
    return Scadenza(f"Relazione sulla performance {ciclo.anno}", termine_relazione(ciclo.anno), ruolo, passo, pagina)


@transaction.atomic
def _prenota(ente: Ente, scadenza: Scadenza, giorno: dt.date, persone: list[str]) -> bool:
    """Write the line of the register that lets this run, and no other, send one of the letters about a deadline."""
    Ente.objects.select_for_update().get(pk=ente.pk)
    quale = soglia(scadenza.entro, giorno)
    fatte = Atto.objects.filter(ente=ente, azione=AZIONE, oggetto=scadenza.che_cosa)
    if fatte.filter(dettagli__giorni_prima=quale).exists():
        return False
    registra(
        ente=ente,
        da=None,
        azione=AZIONE,
        oggetto=scadenza.che_cosa,
        giorno=giorno.isoformat(),
        giorni_prima=quale,
        persone=persone,
    )
    return True


def _scrivi(ente: Ente, scadenza: Scadenza, giorno: dt.date, indirizzi: list[str]) -> None:
    restano = (scadenza.entro - giorno).days
    manda(
        f"{scadenza.che_cosa}: {restano} giorni al {scadenza.entro:%d/%m/%Y}",
        "email/scadenza.txt",
        {"ente": ente, "scadenza": scadenza, "restano": restano},
        scadenza.pagina,
        indirizzi,
    )
