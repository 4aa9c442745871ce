"""What proves a value, added and taken away by its office while the value can be changed. Every act is registered.

A file is kept under a random name where no address leads; it is written before the row and taken back when the
transaction fails. What proves a value is not part of what is written in it: its version stays, so that who is typing in
another page does not find a conflict.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, blocca_periodo, blocca_valore, esige_inseribile, esige_scrivibile
from cruscotto.ciclo.passaggi_valore import SALVA, annota, permesso, ricarica
from cruscotto.models import Collocazione, Evidenza, Indicatore, Periodo, Rilevazione
from ente.allegati.contenuto import (
    AllegatoRifiutato,
    host_di,
    indirizzo_valido,
    nome_di,
    nome_pulito,
    pulisci_testo,
    riconosci,
)
from ente.errori import ErroreUtente
from ente.models import Ente, Utente
from ente.poteri import Poteri, esige

CARTELLA = "evidenze"
LUNGO_NOME = 200
RECENTE = dt.timedelta(days=1)
"""A file younger than this may belong to a transaction that has not ended yet."""


@dataclass(frozen=True, slots=True)
class ValoreDaProvare:
    """The value that an evidence proves, entered or not yet; the period comes with its cycle and body."""

    periodo: Periodo
    indicatore: Indicatore
    collocazione: Collocazione | None = None

    def valore(self) -> dict[str, Any]:
        """How its value is looked up."""
        return {"periodo": self.periodo, "indicatore": self.indicatore, "collocazione": self.collocazione}


class Aggiunta(NamedTuple):
    """``nuova`` is False when the value already had it."""

    evidenza: Evidenza
    nuova: bool


class TroppeEvidenze(ErroreUtente):
    """The value has as many as it may have."""


def aggiungi_file(*, posto: ValoreDaProvare, file: UploadedFile, da: Utente, poteri: Poteri | None = None) -> Aggiunta:
    """Attach a file to a value; a value not yet entered becomes an empty draft. The same file twice is once.

    Raises:
        FileRifiutato: empty, too large, or of no accepted kind.
        TroppeEvidenze, NonModificabile, PermissionDenied
    """
    _esige_ufficio(posto, da, poteri)
    nuova = _letta(file)
    nuova.file.name = f"{CARTELLA}/{posto.periodo.ciclo.ente_id}/{uuid.uuid4().hex}"

    def scrivi() -> None:
        default_storage.save(nuova.file.name, file)

    try:
        aggiunta = _aggiungi(posto, nuova, scrivi, da)
    except BaseException:
        default_storage.delete(nuova.file.name)
        raise
    return aggiunta


def aggiungi_indirizzo(
    *, posto: ValoreDaProvare, indirizzo: str, nome: str = "", da: Utente, poteri: Poteri | None = None
) -> Aggiunta:
    """Attach to a value the address of a document kept elsewhere, which the site never opens. Twice is once.

    Raises:
        IndirizzoRifiutato: it is not that of a web page, or carries a password.
        TroppeEvidenze, NonModificabile, PermissionDenied
    """
    _esige_ufficio(posto, da, poteri)
    url = indirizzo_valido(indirizzo)
    detto = pulisci_testo(nome)[:LUNGO_NOME] or host_di(url)[:LUNGO_NOME]
    return _aggiungi(posto, Evidenza(nome=detto, url=url), lambda: None, da)


def _esige_ufficio(posto: ValoreDaProvare, da: Utente, poteri: Poteri | None) -> None:
    poteri = poteri or Poteri.di(da)
    propri = {posto.indicatore.ente_id, posto.periodo.ciclo.ente_id} == {da.ente_id}
    suo = propri and poteri.inserisce_per(posto.indicatore.ufficio_id)
    esige(suo, "Le evidenze le aggiunge l'ufficio dell'indicatore.")


def _letta(file: UploadedFile) -> Evidenza:
    """The row of a file, not yet saved, once its content has been looked at."""
    nome, peso, massimo = file.name or "", file.size or 0, settings.EVIDENZA_MASSIMA
    if peso > massimo:
        pesa = f"«{nome_pulito(nome)}» pesa {filesizeformat(peso)}"
        raise AllegatoRifiutato(f"{pesa}: ogni file può pesare al più {filesizeformat(massimo)}.")
    contenuto: Any = file.file
    formato = riconosci(contenuto, nome)
    contenuto.seek(0)
    impronta = hashlib.file_digest(contenuto, "sha256").hexdigest()
    contenuto.seek(0)
    return Evidenza(nome=nome_di(nome, formato), impronta=impronta, dimensione=peso, contenuto=formato.tipo)


def _aggiungi(posto: ValoreDaProvare, nuova: Evidenza, scrivi: Callable[[], None], da: Utente) -> Aggiunta:
    with transaction.atomic():
        rilevazione = _valore_modificabile(posto)
        presenti = Evidenza.objects.presenti().filter(rilevazione=rilevazione)
        uguale = presenti.filter(impronta=nuova.impronta, url=nuova.url).first()
        if uguale is not None:
            return Aggiunta(uguale, nuova=False)
        if presenti.count() >= settings.EVIDENZE_PER_VALORE:
            raise TroppeEvidenze(
                f"«{nuova.nome}» non entra: un valore ha al più {settings.EVIDENZE_PER_VALORE} evidenze."
            )
        scrivi()
        nuova.rilevazione, nuova.aggiunta_da = rilevazione, da
        nuova.save(force_insert=True)
        annota(rilevazione, "aggiunge evidenza", da, _detta(nuova))
    return Aggiunta(nuova, nuova=True)


def _detta(evidenza: Evidenza) -> dict[str, Any]:
    return {"evidenza": evidenza.nome, "indirizzo": evidenza.url, "impronta": evidenza.impronta}


def _valore_modificabile(posto: ValoreDaProvare) -> Rilevazione:
    """The value, that nobody else changes before the end of the transaction: an empty draft when there was none.

    The empty draft has version 0, as for a form no value has: who opened one before can still save it.
    """
    periodo = blocca_periodo(posto.periodo.pk)
    esige_inseribile(posto.indicatore)
    esige_scrivibile(periodo, posto.indicatore.ufficio_id)
    righe = Rilevazione.objects.select_for_update().order_by()
    rilevazione, _ = righe.get_or_create(**posto.valore(), defaults={"versione": 0})
    rilevazione.periodo, rilevazione.indicatore = periodo, posto.indicatore
    esige_in_mano_all_ufficio(rilevazione)
    return rilevazione


def esige_in_mano_all_ufficio(rilevazione: Rilevazione) -> None:
    """Refuse to change what proves a value that its office has handed on.

    Raises:
        NonModificabile
    """
    if rilevazione.stato not in SALVA.da:
        stato = rilevazione.get_stato_display().lower()
        raise NonModificabile(
            f"Il valore di «{rilevazione.indicatore}» è in stato «{stato}»: per cambiarne le evidenze riprendetelo, o "
            "chiedete al dirigente di restituirlo."
        )


@transaction.atomic
def togli_evidenza(*, evidenza: Evidenza, da: Utente, poteri: Poteri | None = None) -> Evidenza:
    """Take an evidence away from a value that can still be changed. Its row stays; its file goes. Twice is once.

    Raises:
        NonModificabile, PermissionDenied
    """
    blocca_valore(evidenza.rilevazione)
    rilevazione = ricarica(evidenza.rilevazione_id)
    esige(permesso(SALVA.chi, poteri or Poteri.di(da), rilevazione), "Le evidenze le toglie l'ufficio dell'indicatore.")
    attuale = Evidenza.objects.get(pk=evidenza.pk)
    if attuale.rimossa_il is not None:
        return attuale
    esige_scrivibile(rilevazione.periodo, rilevazione.indicatore.ufficio_id)
    esige_in_mano_all_ufficio(rilevazione)
    attuale.rimossa_da, attuale.rimossa_il = da, timezone.now()
    attuale.save(update_fields=["rimossa_da", "rimossa_il"])
    annota(rilevazione, "toglie evidenza", da, _detta(attuale))
    # After the commit, and without undoing it: a file that stays behind is found by ``file_orfani``.
    transaction.on_commit(partial(_cancella, attuale.file.name or ""), robust=True)
    return attuale


def _cancella(nome: str) -> None:
    if nome and not Evidenza.objects.da_conservare().filter(file=nome).exists():
        default_storage.delete(nome)


def file_orfani(adesso: dt.datetime | None = None) -> Iterator[str]:
    """The files of a day ago or more that no evidence wants: a process was killed before it could delete them."""
    limite = (adesso or timezone.now()) - RECENTE
    for ente in Ente.objects.order_by("pk"):
        cartella = f"{CARTELLA}/{ente.pk}"
        if not default_storage.exists(cartella):
            continue
        tenuti = set(Evidenza.objects.di(ente).da_conservare().exclude(file="").values_list("file", flat=True))
        for nome in sorted(default_storage.listdir(cartella)[1]):
            percorso = f"{cartella}/{nome}"
            if percorso not in tenuti and default_storage.get_modified_time(percorso) < limite:
                yield percorso
