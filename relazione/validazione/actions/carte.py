"""The working papers of the OIV: notes and files that nobody else reads. The register says that there is one, and not
what it says."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from cruscotto.ciclo.blocchi import ValoreRifiutato
from ente.actions.registro import registra
from ente.allegati.contenuto import AllegatoRifiutato, nome_di, nome_pulito, riconosci
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.models import CartaDiLavoro, EsameOiv

CHI = "Le carte di lavoro sono dell'OIV."
CARTELLA = "carte"
NOTA_MASSIMA = 4000
QUANTE = 100
"""As many as an examination may have."""


def aggiungi_carta(
    *, esame: EsameOiv, criterio: str = "", testo: str = "", file: UploadedFile | None = None, da: Utente
) -> CartaDiLavoro:
    """Add a note, a file, or both, to an examination, also when it is over.

    Raises:
        ValoreRifiutato: there is neither, the note is too long, or the criterion is not of the examination; the file is
            too large, or of no accepted kind.
        PermissionDenied: the person is not of the OIV.
    """
    esige(Poteri.di(da).oiv and esame.approvata.ciclo.ente_id == da.ente_id, CHI)
    nuova = CartaDiLavoro(esame=esame, criterio=criterio, testo=testo.strip(), scritta_da=da)
    _esige_detta(nuova, file)
    if file is not None:
        _leggi(nuova, file)
    try:
        with transaction.atomic():
            EsameOiv.objects.select_for_update().get(pk=esame.pk)
            if esame.carte.presenti().count() >= QUANTE:
                raise ValoreRifiutato({"testo": f"Le carte di lavoro sono già {QUANTE}: toglietene qualcuna."})
            if file is not None:
                default_storage.save(str(nuova.file.name), file)
            nuova.save(force_insert=True)
            _annota("aggiunge carta di lavoro", nuova, da)
    except BaseException:
        if nuova.file.name:
            default_storage.delete(nuova.file.name)
        raise
    return nuova


def _esige_detta(nuova: CartaDiLavoro, file: UploadedFile | None) -> None:
    errori = {}
    if not nuova.testo and file is None:
        errori["testo"] = "Scrivete una nota, o scegliete un file."
    if len(nuova.testo) > NOTA_MASSIMA:
        errori["testo"] = f"Al più {NOTA_MASSIMA} caratteri."
    if nuova.criterio and not nuova.esame.criteri.filter(codice=nuova.criterio).exists():
        errori["criterio"] = "Scegliete un criterio di questo esame."
    if errori:
        raise ValoreRifiutato(errori)


def _leggi(nuova: CartaDiLavoro, file: UploadedFile) -> None:
    """What the file is, judged by its content, and the random name under which it is kept."""
    nome, peso, massimo = file.name or "", file.size or 0, settings.EVIDENZA_MASSIMA
    if peso > massimo:
        detto = f"«{nome_pulito(nome)}» pesa {filesizeformat(peso)}: al più {filesizeformat(massimo)}."
        raise ValoreRifiutato({"file": detto})
    contenuto: Any = file.file
    try:
        formato = riconosci(contenuto, nome)
    except AllegatoRifiutato as rifiuto:
        raise ValoreRifiutato({"file": str(rifiuto)}) from None
    contenuto.seek(0)
    nuova.impronta = hashlib.file_digest(contenuto, "sha256").hexdigest()
    contenuto.seek(0)
    nuova.nome, nuova.dimensione, nuova.contenuto = nome_di(nome, formato), peso, formato.tipo
    nuova.file.name = f"{CARTELLA}/{nuova.esame.approvata.ciclo.ente_id}/{uuid.uuid4().hex}"


@transaction.atomic
def togli_carta(*, carta: CartaDiLavoro, da: Utente) -> CartaDiLavoro:
    """Take a working paper away: its row stays and is shown to nobody; its file goes. Twice is once.

    Raises:
        PermissionDenied: the person is not of the OIV.
    """
    esige(Poteri.di(da).oiv and carta.esame.approvata.ciclo.ente_id == da.ente_id, CHI)
    attuale = CartaDiLavoro.objects.select_for_update().get(pk=carta.pk)
    if attuale.rimossa_il is not None:
        return attuale
    nome = attuale.file.name or ""
    attuale.rimossa_da, attuale.rimossa_il = da, timezone.now()
    attuale.save(update_fields=["rimossa_da", "rimossa_il"])
    _annota("toglie carta di lavoro", carta, da)
    if nome:
        transaction.on_commit(lambda: default_storage.delete(nome), robust=True)
    return attuale


def _annota(azione: str, carta: CartaDiLavoro, da: Utente) -> None:
    ciclo = carta.esame.approvata.ciclo
    registra(ente=ciclo.ente, da=da, azione=azione, oggetto=carta, anno=ciclo.anno)
