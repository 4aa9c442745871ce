"""The OIV's two documents, the validation and the report that goes with it (ANAC asks for both), sealed when it has
validated the Relazione. One that is not finished is not: the page of the edition says what is missing."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from relazione.documento.componi import componi
from relazione.documento.controllo import controlla_pubblica
from relazione.documento.genera import fotografa_edizione, richiesta_del_documento, scrivi
from relazione.edizioni.actions.sigillo import TIPI, DaSigillare, conserva_file
from relazione.edizioni.salvate import salva_fotografia
from relazione.fotografia import leggi_json
from relazione.models import (
    Documento,
    Edizione,
    FileSigillato,
    Formato,
    GenereSigillato,
    RelazioneApprovata,
    TipoDocumento,
)

DELL_OIV = (TipoDocumento.VALIDAZIONE, TipoDocumento.ACCOMPAGNAMENTO)


@task()
def sigilla_documenti_oiv(pk: int) -> None:
    """The job: each of the two that is begun and complete, once."""
    edizione = RelazioneApprovata.objects.select_related("ciclo__ente").get(pk=pk)
    for tipo in DELL_OIV:
        nome = f"{tipo}-{edizione.ciclo.anno}.pdf"
        documento = Documento.objects.filter(ciclo=edizione.ciclo, tipo=tipo, sezioni__isnull=False).first()
        if documento is None or FileSigillato.objects.filter(approvata=edizione, nome=nome).exists():
            continue
        foto, vietate = fotografa_edizione(richiesta_del_documento(documento), Edizione.PUBBLICA)
        if componi(foto).incompletezze:
            continue
        contenuto = scrivi(leggi_json(salva_fotografia(documento, foto).contenuto), Formato.PDF)
        controlla_pubblica(contenuto, Formato.PDF, vietate)
        file = DaSigillare(GenereSigillato.OIV, nome, foto.titolo, TIPI[Formato.PDF], contenuto)
        with transaction.atomic():
            RelazioneApprovata.objects.select_for_update().get(pk=pk)
            if not FileSigillato.objects.filter(approvata=edizione, nome=nome).exists():
                conserva_file(edizione, file)
