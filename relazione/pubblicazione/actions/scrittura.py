"""The text of a section: written, accepted, put back as it was. Each text is kept, none is written over another that
the person has not seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import blocca_ciclo
from ente.actions.registro import differenze, registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.models import Documento, Origine, Sezione, StatoSezione, VersioneSezione
from relazione.pubblicazione.scrittoio import Scrittoio, chi_scrive, codici_aperti, esige_scrivibile, leggi_sezioni
from relazione.pubblicazione.storia import conserva

SEDUTA = dt.timedelta(minutes=30)
"""Within it the texts that one person saves one after the other are one act of the register: the page saves by itself
every few seconds. The history keeps each of them."""
LUNGHEZZA = 200_000
TITOLO = 300


class ScritturaRifiutata(ErroreUtente):
    """The text cannot be kept as it is; the message says why. Nothing was written."""


class SezioneCambiata(ErroreUtente):
    """Somebody else wrote the section meanwhile: ``attuale`` is it as it is now."""

    def __init__(self, attuale: Sezione) -> None:
        self.attuale = attuale
        chi = attuale.scritta_da or "un'altra persona"
        super().__init__(f"Nel frattempo la sezione è stata scritta da {chi}: guardate i due testi e scegliete.")


class SezioneTolta(ErroreUtente):
    """The section is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            "Nel frattempo la sezione è stata tolta dal documento: copiate il vostro testo, e chiedete a chi cura il "
            "documento di rimetterla."
        )


@transaction.atomic
def scrivi_sezione(*, sezione: Sezione, titolo: str, testo: str, versione: int, da: Utente) -> Sezione:
    """Give a section a title and a text, if it is still at the ``versione`` that the person was looking at. What is as
    it was writes nothing, whatever the version. Without powers on the whole document the title stays as it is.

    Raises:
        PermissionDenied: the person does not write the section.
        NonModificabile: the document cannot change any more.
        SezioneCambiata, SezioneTolta, ScritturaRifiutata
    """
    scrittoio, attuale = _blocca(sezione, da)
    titolo, testo = pulisci_titolo(titolo) if scrittoio.scrive_tutto else attuale.titolo, pulisci_testo(testo)
    if (titolo, testo) == (attuale.titolo, attuale.testo):
        return attuale
    if versione != attuale.versione:
        raise SezioneCambiata(attuale)
    return _scrivi(scrittoio, attuale, titolo, testo, Origine.SCRITTA, da)


@transaction.atomic
def ripristina_versione(*, sezione: Sezione, numero: int, versione: int, da: Utente) -> Sezione:
    """Give a section the text of one of its versions again, as a new version.

    Raises:
        As ``scrivi_sezione``; ScritturaRifiutata also when there is no such version.
    """
    scrittoio, attuale = _blocca(sezione, da)
    vecchia = VersioneSezione.objects.visibili_a(da).filter(
        documento=attuale.documento_id, codice=attuale.codice, numero=numero
    )
    trovata = vecchia.first()
    if trovata is None:
        raise ScritturaRifiutata(f"La versione {numero} di questa sezione non c'è: scegliete fra quelle in elenco.")
    if versione != attuale.versione:
        raise SezioneCambiata(attuale)
    titolo = trovata.titolo if scrittoio.scrive_tutto else attuale.titolo
    if (titolo, trovata.testo) == (attuale.titolo, attuale.testo):
        return attuale
    return _scrivi(scrittoio, attuale, titolo, trovata.testo, Origine.RIPRISTINATA, da, numero)


@transaction.atomic
def accetta_frase(*, sezione: Sezione, frase: str, versione: int, da: Utente) -> Sezione:
    """Put at the end of a section a sentence computed from the data, which the person has read and answers for.

    Raises:
        As ``scrivi_sezione``; a sentence that is already in the text writes nothing.
    """
    scrittoio, attuale = _blocca(sezione, da)
    if frase in attuale.testo:
        return attuale
    if versione != attuale.versione:
        raise SezioneCambiata(attuale)
    testo = pulisci_testo(f"{attuale.testo}\n\n{frase}")
    scritta = _scrivi(scrittoio, attuale, attuale.titolo, testo, Origine.FRASE, da)
    ente = scrittoio.documento.ciclo.ente
    registra(ente=ente, da=da, azione="accetta frase", oggetto=scritta, versione=scritta.versione, frase=frase[:500])
    return scritta


@transaction.atomic
def accetta_sezione(*, sezione: Sezione, versione: int, da: Utente) -> Sezione:
    """Say that the person has read the text again and that it is good for this year. Asked again it does nothing.

    Raises:
        As ``scrivi_sezione``.
    """
    _, attuale = _blocca(sezione, da)
    if attuale.stato == StatoSezione.ACCETTATA:
        return attuale
    if versione != attuale.versione:
        raise SezioneCambiata(attuale)
    attuale.stato, attuale.accettata_da, attuale.accettata_il = StatoSezione.ACCETTATA, da, timezone.now()
    attuale.save(update_fields=["stato", "accettata_da", "accettata_il"])
    registra(ente=attuale.documento.ciclo.ente, da=da, azione="accetta sezione", oggetto=attuale, versione=versione)
    return attuale


def _scrivi(
    scrittoio: Scrittoio, attuale: Sezione, titolo: str, testo: str, origine: Origine, da: Utente, numero: int = 0
) -> Sezione:
    prima = {"titolo": attuale.titolo}
    attuale.titolo, attuale.testo, attuale.versione = titolo, testo, attuale.versione + 1
    if not scrittoio.legge_tutto:
        sezioni = [attuale if s.pk == attuale.pk else s for _, s in scrittoio.sezioni]
        if attuale.codice not in codici_aperti(scrittoio.documento, sezioni):
            raise ScritturaRifiutata(
                "Così la sezione diventerebbe riservata e non la vedreste più: togliete il passo riservato o la scheda "
                "individuale, o chiedete a chi cura il documento di scriverli."
            )
    seduta = origine == Origine.SCRITTA and attuale.scritta_da_id == da.pk and _da_poco(attuale.scritta_il)
    attuale.scritta_da, attuale.scritta_il = da, timezone.now()
    attuale.save(update_fields=["titolo", "testo", "versione", "scritta_da", "scritta_il"])
    conserva([attuale], origine, da)
    cambi: dict[str, Any] = dict(differenze(prima, {"titolo": titolo}))
    if origine != Origine.FRASE and (not seduta or cambi):
        azione = "ripristina sezione" if numero else "scrive sezione"
        versione = numero or attuale.versione
        registra(ente=scrittoio.documento.ciclo.ente, da=da, azione=azione, oggetto=attuale, versione=versione, **cambi)
    return attuale


def _da_poco(quando: dt.datetime | None) -> bool:
    return quando is not None and timezone.now() - quando < SEDUTA


def _blocca(sezione: Sezione, da: Utente) -> tuple[Scrittoio, Sezione]:
    """The document and the section as they are now, that nobody else changes before the end of the transaction."""
    scrittoio = blocca_documento(sezione.documento, da)
    attuale = next((s for _, s in scrittoio.sezioni if s.pk == sezione.pk), None)
    if attuale is None:
        esige(scrittoio.scrive_tutto, "La sezione non vi è assegnata.")
        raise SezioneTolta
    visibile = attuale.pk in {s.pk for _, s in scrittoio.visibili}
    suo = scrittoio.scrive_tutto or (visibile and attuale.assegnata_a_id == da.pk)
    chi = chi_scrive(scrittoio.documento.tipo)
    esige(suo, f"Questa sezione la scrive {chi}, o la persona a cui è assegnata.")
    esige_scrivibile(scrittoio.documento)
    attuale.documento = scrittoio.documento
    return scrittoio, attuale


def blocca_documento(documento: Documento, da: Utente) -> Scrittoio:
    """A document as it is now, that nobody else writes before the end of the transaction, seen by a person."""
    ciclo = blocca_ciclo(documento.ciclo_id)
    insieme = Documento.objects.di(ciclo.ente).select_for_update(no_key=True, of=("self",))
    bloccato = insieme.select_related("periodo", "cruscotto").get(pk=documento.pk)
    bloccato.ciclo = ciclo
    return Scrittoio(bloccato, Poteri.di(da), leggi_sezioni(bloccato))


def pulisci_titolo(titolo: str) -> str:
    """A title on one line.

    Raises:
        ScritturaRifiutata: it is empty, or longer than a heading can be.
    """
    pulito = " ".join(titolo.split())
    if not pulito:
        raise ScritturaRifiutata("La sezione non ha titolo: scrivetelo.")
    if len(pulito) > TITOLO:
        raise ScritturaRifiutata(f"Il titolo ha {len(pulito)} caratteri: il massimo è {TITOLO}, accorciatelo.")
    return pulito


def pulisci_testo(testo: str) -> str:
    """A text with the ends of line of the file, without blank space around it.

    Raises:
        ScritturaRifiutata: it is too long, or holds a character that a text cannot have.
    """
    pulito = testo.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(pulito) > LUNGHEZZA:
        raise ScritturaRifiutata(
            f"Il testo ha {len(pulito)} caratteri: il massimo è {LUNGHEZZA}, dividetelo in più sezioni."
        )
    if "\0" in pulito:
        raise ScritturaRifiutata("Il testo contiene un carattere nullo, che non si stampa: toglietelo.")
    return pulito
