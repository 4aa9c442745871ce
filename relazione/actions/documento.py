"""The PDF of a Relazione written in the background, once for each request."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.documento.genera import genera_relazione
from relazione.models import Documento, StatoDocumento

S = StatoDocumento
ABBANDONATO = dt.timedelta(minutes=30)
INTERROTTO = "La scrittura si è interrotta: il PDF è stato chiesto di nuovo."
GUASTO = "Qualcosa è andato storto nello scrivere il PDF: riprovate, o avvisate chi cura l'installazione."


@transaction.atomic
def richiedi_documento(*, ciclo: Ciclo, da: Utente) -> Documento:
    """Put in the queue the writing of the PDF of a cycle. While one of the cycle is waiting, that one is returned.

    Raises:
        PermissionDenied: the person does not read everything of the body.
    """
    esige(
        ciclo.ente_id == da.ente_id and Poteri.di(da).tutto_l_ente,
        "La Relazione contiene le schede individuali: la chiede chi legge tutto l'ente.",
    )
    aperti = Documento.objects.filter(ciclo=ciclo, stato__in=[S.RICHIESTO, S.IN_SCRITTURA])
    aperti.filter(created_at__lt=timezone.now() - ABBANDONATO).update(stato=S.FALLITO, messaggio=INTERROTTO)
    in_attesa = aperti.filter(stato=S.RICHIESTO).first()
    if in_attesa is not None:
        return in_attesa
    documento = Documento.objects.create(ciclo=ciclo, richiesto_da=da)
    registra(ente=ciclo.ente, da=da, azione="richiede documento", oggetto=documento, anno=ciclo.anno)
    scrivi_documento.enqueue(documento.pk)
    return documento


@task()
def scrivi_documento(pk: int) -> None:
    """The job: run twice, or after a crash, it writes the PDF once."""
    if Documento.objects.filter(pk=pk, stato__in=[S.RICHIESTO, S.IN_SCRITTURA]).update(stato=S.IN_SCRITTURA) != 1:
        return
    documento = Documento.objects.select_related("ciclo__ente").get(pk=pk)
    try:
        contenuto = genera_relazione(documento.ciclo)
    except ErroreUtente as errore:
        fallisci_documento(pk, str(errore))
        return
    except Exception:
        logging.getLogger(__name__).exception("documento %s", pk)
        fallisci_documento(pk, GUASTO)
        return
    documento.impronta = hashlib.sha256(contenuto).hexdigest()
    documento.dimensione, documento.stato, documento.scritto_il = len(contenuto), S.PRONTO, timezone.now()
    nome = f"relazione-{documento.ciclo.ente.codice}-{documento.ciclo.anno}.pdf"
    documento.file.save(nome, ContentFile(contenuto), save=False)
    documento.save()


def fallisci_documento(pk: int, frase: str) -> None:
    """End a document that cannot be written, with the sentence that says why."""
    Documento.objects.filter(pk=pk).update(stato=S.FALLITO, messaggio=frase)
