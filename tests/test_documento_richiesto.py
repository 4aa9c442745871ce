"""The PDF of a Relazione asked for and written in the background: once, with its hash, for who reads everything."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cruscotto.models import Ciclo
from ente.models import Atto, Utente
from relazione.actions.documento import ABBANDONATO, richiedi_documento, scrivi_documento
from relazione.models import Documento, Sezione, StatoDocumento

pytestmark = pytest.mark.django_db
S = StatoDocumento


@pytest.fixture
def breve(ciclo: Ciclo) -> Ciclo:
    """The real cycle with a Relazione of its first sections: the same way to the PDF, in a few seconds."""
    Sezione.objects.filter(relazione__ciclo=ciclo, ordine__gt=2).delete()
    return ciclo


def oiv() -> Utente:
    return Utente.objects.get(username="oiv")


def test_it_is_written_once_with_its_hash(breve: Ciclo) -> None:
    documento = richiedi_documento(ciclo=breve, da=oiv())
    assert richiedi_documento(ciclo=breve, da=oiv()) == documento
    assert Atto.objects.filter(azione="richiede documento").count() == 1
    scrivi_documento.call(documento.pk)
    documento.refresh_from_db()
    with documento.file.open("rb") as file:
        contenuto = file.read()
    assert documento.stato == S.PRONTO and contenuto.startswith(b"%PDF")
    assert documento.impronta == hashlib.sha256(contenuto).hexdigest() and documento.dimensione == len(contenuto)
    scritto_il = documento.scritto_il
    scrivi_documento.call(documento.pk)
    documento.refresh_from_db()
    assert documento.scritto_il == scritto_il
    assert richiedi_documento(ciclo=breve, da=oiv()) != documento


def test_what_cannot_be_written_says_why(ciclo: Ciclo) -> None:
    Sezione.objects.filter(relazione__ciclo=ciclo).update(testo="[[tavola che-non-c-e]]")
    documento = richiedi_documento(ciclo=ciclo, da=oiv())
    scrivi_documento.call(documento.pk)
    documento.refresh_from_db()
    assert documento.stato == S.FALLITO and "che-non-c-e" in documento.messaggio and not documento.file


def test_one_that_nobody_writes_does_not_stop_the_next(breve: Ciclo) -> None:
    fermo = richiedi_documento(ciclo=breve, da=oiv())
    Documento.objects.filter(pk=fermo.pk).update(
        stato=S.IN_SCRITTURA, created_at=timezone.now() - ABBANDONATO - dt.timedelta(minutes=1)
    )
    nuovo = richiedi_documento(ciclo=breve, da=oiv())
    fermo.refresh_from_db()
    assert nuovo != fermo and fermo.stato == S.FALLITO and fermo.messaggio


@pytest.mark.parametrize("chi", ["redattore.area1", "dirigente.area1"])
def test_who_does_not_read_everything_neither_asks_nor_sees(breve: Ciclo, chi: str) -> None:
    utente = Utente.objects.get(username=chi)
    with pytest.raises(PermissionDenied):
        richiedi_documento(ciclo=breve, da=utente)
    richiedi_documento(ciclo=breve, da=oiv())
    assert not Documento.objects.visibili_a(utente).exists()
    assert Documento.objects.visibili_a(oiv()).exists()
