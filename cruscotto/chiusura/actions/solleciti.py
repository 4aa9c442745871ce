"""The letter of the day: what waits for a person and what happened, one a person a day, claimed in the database before
it leaves."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cruscotto.avvisi.actions.invio import da_riepilogare, segna_detti
from cruscotto.avvisi.fatti import Cronista, Notizia
from cruscotto.avvisi.lettera import con_indirizzo, indirizzo_preferenze, oggetto_notizie, testo_notizie
from cruscotto.chiusura.solleciti import Cosa, Sospeso, impostazioni_di, in_sospeso, oggetto_lettera, tocca
from cruscotto.models import Avviso, Periodo, Sollecito
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Ente, Ufficio, Utente
from ente.posta import indirizzo_valido
from ente.poteri import Poteri, esige

logger = logging.getLogger(__name__)
PAGINE = {Cosa.INSERIRE: "cruscotto:valori", Cosa.VALIDARE: "cruscotto:revisione", Cosa.CHIUDERE: "cruscotto:chiusura"}
ERRORE_MASSIMO = 300


@dataclass(slots=True)
class EsitoSolleciti:
    """What a run did, by user name: letters that left (or would), persons already reminded that day, persons without
    an address that works, letters that did not leave with the reason."""

    inviati: list[str] = field(default_factory=list)
    gia: list[str] = field(default_factory=list)
    senza_indirizzo: list[str] = field(default_factory=list)
    falliti: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lettera:
    """What a person is reminded of and told of; ``avvisi`` are the rows that say it, true no more those not told."""

    utente: Utente
    ente: Ente
    sospesi: tuple[Sospeso, ...]
    notizie: tuple[Notizia, ...] = ()
    avvisi: tuple[Avviso, ...] = ()

    @property
    def oggetto(self) -> str:
        return oggetto_lettera(self.sospesi) if self.sospesi else oggetto_notizie(self.notizie, self.ente)

    @property
    def testo(self) -> str:
        if not self.sospesi:
            return testo_notizie(self.notizie, self.ente)
        contesto = {
            "voci": [(s, _indirizzo(s)) for s in self.sospesi],
            "notizie": con_indirizzo(self.notizie),
            "ente": self.ente,
            "preferenze": indirizzo_preferenze(),
        }
        return render_to_string("email/sollecito.txt", contesto).strip() + "\n"


def invia_solleciti(
    *,
    ente: Ente,
    giorno: dt.date,
    da: Utente | None,
    subito: bool = False,
    ufficio: Ufficio | None = None,
    prova: bool = False,
) -> EsitoSolleciti:
    """Remind the people of a body of what waits for them on a day, and tell them in the same letter what happened since
    the last one; call it outside a transaction.

    A letter is claimed by its row and then sent, so two runs at once send one; one that fails is written down with its
    error and tried again on a later day, and never stops the others. ``subito`` does not wait for the days that the
    body chose, ``ufficio`` reminds only those for whom something of that office waits, ``prova`` sends nothing.
    Asked by a person, it writes only to those for whom something waits.

    Raises:
        ErroreUtente: the address of the site, for the links, is not set.
        PermissionDenied: ``da`` is not controllo di gestione.
    """
    if da is not None:
        esige(Poteri.di(da).controllo and da.ente_id == ente.pk, "Solleciti: spettano al controllo di gestione.")
    if not settings.SITE_URL:
        raise ErroreUtente(
            "Manca SITE_URL, l'indirizzo del sito: serve per i collegamenti nei messaggi (.env.example)."
        )
    esito = EsitoSolleciti()
    lettere = _lettere(ente, giorno, da, subito, ufficio)
    with Posta() as posta:
        for lettera in lettere:
            _invia(lettera, giorno, posta, esito, prova)
    if not prova and (esito.inviati or esito.falliti):
        periodo = next((lettera.sospesi[0].periodo for lettera in lettere if lettera.sospesi), None)
        _annota(ente, da, periodo, giorno, ufficio, esito)
    return esito


def _annota(
    ente: Ente,
    da: Utente | None,
    periodo: Periodo | None,
    giorno: dt.date,
    ufficio: Ufficio | None,
    esito: EsitoSolleciti,
) -> None:
    di_che = f"{periodo.nome} {periodo.ciclo.anno}" if periodo else f"riepilogo del {giorno:%d/%m/%Y}"
    registra(
        ente=ente,
        da=da,
        azione="sollecita",
        oggetto=periodo or di_che,
        nome=f"{di_che}{f', {ufficio}' if ufficio else ''}",
        inviati=esito.inviati,
        falliti=esito.falliti,
        senza_indirizzo=esito.senza_indirizzo,
    )


def _lettere(ente: Ente, giorno: dt.date, da: Utente | None, subito: bool, ufficio: Ufficio | None) -> list[Lettera]:
    """The letters of a day. Who presses the button does not write to himself."""
    accaduti, lettore = da_riepilogare(ente), Cronista(ente, giorno)
    trovate = []
    for utente, sospesi in _da_sollecitare(ente, giorno, da, subito, ufficio).items():
        avvisi = accaduti.pop(utente, [])
        trovate.append(Lettera(utente, ente, tuple(sospesi), tuple(lettore.notizie(utente, avvisi)), tuple(avvisi)))
    for utente, avvisi in accaduti.items() if da is None else ():
        trovate.append(Lettera(utente, ente, (), tuple(lettore.notizie(utente, avvisi)), tuple(avvisi)))
    return trovate


def _da_sollecitare(
    ente: Ente, giorno: dt.date, da: Utente | None, subito: bool, ufficio: Ufficio | None
) -> dict[Utente, list[Sospeso]]:
    regole = impostazioni_di(ente)
    ultimi = dict(
        Sollecito.objects.di(ente)
        .filter(inviato_il__isnull=False, giorno__lte=giorno, periodo__isnull=False)
        .order_by()
        .values_list("utente")
        .annotate(Max("giorno"))
    )
    trovati = {}
    for utente, sospesi in in_sospeso(ente, giorno).items():
        if da is not None and utente.pk == da.pk:
            continue
        if ufficio is not None and not any(ufficio.pk in s.ufficio_ids for s in sospesi):
            continue
        if subito or tocca(giorno, [s.scadenza for s in sospesi], ultimi.get(utente.pk), regole):
            trovati[utente] = sospesi
    return trovati


def _invia(lettera: Lettera, giorno: dt.date, posta: Posta, esito: EsitoSolleciti, prova: bool) -> None:
    utente = lettera.utente
    if not lettera.sospesi and not lettera.notizie:
        if not prova:
            segna_detti(lettera.avvisi, inviati=False)
        return
    if not indirizzo_valido(utente.email):
        esito.senza_indirizzo.append(utente.username)
        return
    if prova:
        esito.inviati.append(utente.username)
        return
    sollecito = _prenota(lettera, giorno)
    if sollecito is None:
        esito.gia.append(utente.username)
        return
    try:
        posta.invia(EmailMessage(lettera.oggetto, lettera.testo, to=[utente.email]))
    except Exception as errore:  # whatever the mail server says, the others must be written to
        motivo = f"{type(errore).__name__}: {errore}"[:ERRORE_MASSIMO]
        logger.warning("Sollecito a %s non inviato: %s", utente.username, motivo)
        Sollecito.objects.filter(pk=sollecito.pk).update(errore=motivo)
        esito.falliti[utente.username] = motivo
    else:
        Sollecito.objects.filter(pk=sollecito.pk).update(inviato_il=timezone.now())
        segna_detti(lettera.avvisi, inviati=True)
        esito.inviati.append(utente.username)


def _prenota(lettera: Lettera, giorno: dt.date) -> Sollecito | None:
    """The row that lets this run, and no other, write to the person today; None when another did."""
    try:
        with transaction.atomic():
            return Sollecito.objects.create(
                utente=lettera.utente,
                periodo=lettera.sospesi[0].periodo if lettera.sospesi else None,
                giorno=giorno,
                valori=sum(s.quanti for s in lettera.sospesi),
            )
    except IntegrityError:
        return None


def _indirizzo(sospeso: Sospeso) -> str:
    periodo = sospeso.periodo
    try:
        pagina = reverse(PAGINE[sospeso.cosa], args=[periodo.ciclo.anno])
    except NoReverseMatch:
        pagina = reverse("cruscotto:inizio")
    return f"{settings.SITE_URL.rstrip('/')}{pagina}?periodo={periodo.numero}"


class Posta:
    """One connection for all the letters of a run. When the server does not answer, it is not asked again."""

    def __init__(self) -> None:
        self.connessione = get_connection()
        self.guasto: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *errore: object) -> None:
        self._chiudi()

    def invia(self, messaggio: EmailMessage) -> None:
        """Send a message.

        Raises:
            Exception: whatever the server, or the library, has to say.
        """
        if self.guasto is not None:
            raise self.guasto
        try:
            self.connessione.open()
        except OSError as errore:
            self.guasto = errore
            raise
        messaggio.connection = self.connessione
        try:
            messaggio.send()
        except Exception:
            self._chiudi()
            raise

    def _chiudi(self) -> None:
        with contextlib.suppress(Exception):
            self.connessione.close()
