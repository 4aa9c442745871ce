"""The file of a document given to who asks: an attachment, never a page of the site, never kept on the way."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.http import FileResponse

from ente.allegati.consegna import protetta
from ente.errori import ErroreUtente
from relazione.models import Formato, Stesura

TIPI_FILE: Mapping[str, str] = {
    Formato.PDF: "application/pdf",
    Formato.HTML: "text/html; charset=utf-8",
    Formato.ODT: "application/vnd.oasis.opendocument.text",
    Formato.JSON: "application/json",
}
registro = logging.getLogger(__name__)


class FilePerduto(ErroreUtente):
    """The row is there and the file is not."""


def nome_del_file(stesura: Stesura) -> str:
    """What it is called on the computer of who downloads it: ``relazione-2019-pubblica.pdf``, made of slugs."""
    documento = stesura.documento
    quale = documento.periodo.numero if documento.periodo else documento.cruscotto.codice if documento.cruscotto else ""
    parti = [documento.tipo.replace("_", "-"), str(documento.ciclo.anno), str(quale), stesura.edizione]
    return f"{'-'.join(filter(None, parti))}.{stesura.formato}"


def consegna_stesura(stesura: Stesura, *, testa: bool = False) -> FileResponse:
    """The answer that gives the file of one that is ready; with ``testa`` only what stands before the bytes.

    Raises:
        FilePerduto: the file is not on the disk.
    """
    try:
        contenuto = stesura.file.open("rb")
    except OSError:
        registro.exception("Manca il file della stesura %s", stesura.pk)
        raise FilePerduto(
            f"Il file «{nome_del_file(stesura)}» non si trova più sul disco: chiedete di nuovo il documento, "
            "o chiedete a chi cura l'installazione di ripristinarlo."
        ) from None
    risposta = FileResponse(
        contenuto, as_attachment=True, filename=nome_del_file(stesura), content_type=TIPI_FILE[stesura.formato]
    )
    if testa:
        risposta.streaming_content = ()
    return protetta(risposta)
