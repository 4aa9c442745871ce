"""The OIV's two documents sealed, when it has validated the Relazione: as they were at the act, whatever is written in
them later. One that was not finished is not: the page says so before the act, and after it."""

from __future__ import annotations

import logging

from django.db import transaction
from django_tasks import task

from cruscotto.models import Ciclo
from ente.errori import ErroreUtente
from relazione.documento.controllo import controlla_pubblica, stringhe_vietate
from relazione.documento.genera import scrivi
from relazione.edizioni.actions.sigillo import GUASTO, SENZA_POSTO, TIPI, DaSigillare, conserva_file
from relazione.edizioni.documenti_oiv import da_sigillare, documenti_oiv, nome_del_file
from relazione.edizioni.salvate import salva_fotografia
from relazione.fotografia import leggi_json
from relazione.models import (
    Documento,
    Edizione,
    FileSigillato,
    Formato,
    FotografiaSalvata,
    GenereSigillato,
    RelazioneApprovata,
)


def fotografa_documenti_oiv(edizione: RelazioneApprovata) -> list[str]:
    """Photograph those of the two that are complete, and put their sealing in the queue; their names.

    Call it inside the transaction of the act, with the edition already validated.
    """
    pronti = [d for d in documenti_oiv(edizione.ciclo) if d.pronto]
    for d in pronti:
        assert d.fotografie is not None  # noqa: S101 - they were composed
        documento = d.documento or _comincia(edizione.ciclo, d.tipo, d.fotografie[0].titolo)
        edizione.dell_oiv.add(*(salva_fotografia(documento, foto) for foto in d.fotografie))
    if pronti:
        sigilla_documenti_oiv.enqueue(edizione.pk)
    return [d.nome for d in pronti]


def _comincia(ciclo: Ciclo, tipo: str, titolo: str) -> Documento:
    """The document that nobody has begun: without sections it is as its outline makes it."""
    documento, _ = Documento.objects.get_or_create(
        ciclo=ciclo, tipo=tipo, periodo=None, cruscotto=None, defaults={"titolo": titolo}
    )
    return documento


@task()
def sigilla_documenti_oiv(pk: int) -> None:
    """The job: each of those that the act photographed, once."""
    edizione = RelazioneApprovata.objects.select_related("ciclo__ente").get(pk=pk)
    try:
        for salvata in da_sigillare(edizione):
            _sigilla(edizione, salvata)
    except ErroreUtente as errore:
        fallisci_sigillo_oiv(pk, str(errore))
    except OSError:
        logging.getLogger(__name__).exception("sigillo dei documenti dell'OIV %s", pk)
        fallisci_sigillo_oiv(pk, SENZA_POSTO)
    except Exception:
        logging.getLogger(__name__).exception("sigillo dei documenti dell'OIV %s", pk)
        fallisci_sigillo_oiv(pk, GUASTO)


def fallisci_sigillo_oiv(pk: int, frase: str) -> None:
    """Say why the documents of the OIV could not be sealed; it may be asked again."""
    RelazioneApprovata.objects.filter(pk=pk).update(sigillo_mancato=frase)


def sigilli_oiv_in_attesa() -> list[int]:
    """The keys of the editions whose OIV's documents wait to be sealed."""
    validate = RelazioneApprovata.objects.filter(dell_oiv__isnull=False, sigillo_mancato="").distinct()
    return [e.pk for e in validate.select_related("ciclo").order_by("pk") if da_sigillare(e)]


def _sigilla(edizione: RelazioneApprovata, salvata: FotografiaSalvata) -> None:
    pubblica = leggi_json(salvata.contenuto)
    completa = edizione.dell_oiv.get(edizione=Edizione.INTEGRALE, documento=salvata.documento_id)
    contenuto = scrivi(pubblica, Formato.PDF)
    controlla_pubblica(contenuto, Formato.PDF, stringhe_vietate(leggi_json(completa.contenuto), pubblica))
    nome = nome_del_file(edizione, salvata.documento.tipo)
    file = DaSigillare(GenereSigillato.OIV, nome, pubblica.titolo, TIPI[Formato.PDF], contenuto)
    with transaction.atomic():
        RelazioneApprovata.objects.select_for_update().get(pk=edizione.pk)
        if not FileSigillato.objects.filter(approvata=edizione, nome=nome).exists():
            conserva_file(edizione, file)
