"""From HTML to PDF: tagged and archival at once (PDF/A-3a and PDF/UA-1), closed to the network and to other folders."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from threading import Lock
from typing import Any

import pydyf
from weasyprint import Attachment
from weasyprint.document import Page

from relazione.documento.caratteri import esige_caratteri, stampabile
from relazione.documento.dati_aperti import Allegato
from relazione.documento.flussi import comprimi, senza_ritorni
from relazione.documento.marcatura import prepara
from relazione.documento.parti.dipinta import CaratteriInsoliti
from relazione.documento.parti.divisione import dividi
from relazione.documento.parti.impaginazione import VARIANTE, rendi
from relazione.documento.parti.unione import Unito, unisci

UNO_ALLA_VOLTA = Lock()
"""The fonts that the parts of a document share are not made for two threads."""
ESTENSIONE_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def scrivi_pdf(html: str, allegati: Sequence[Allegato], creato: datetime) -> bytes:
    """The PDF of a document's HTML, valid for PDF/A-3a and PDF/UA-1. The same input gives the same bytes, on whatever
    machine and by however many processes.

    Raises:
        RisorsaVietata: the HTML asks for something outside ``cartelle_ammesse``.
        CarattereMancante: a font of the project is missing.
    """
    diviso = dividi(stampabile(html))
    if diviso is not None:
        with UNO_ALLA_VOLTA, suppress(CaratteriInsoliti):
            return stampa(unisci(diviso), allegati, creato)
    return stampa(impagina(html), allegati, creato)


def impagina(html: str) -> Any:
    """The pages of a document's HTML, laid out whole by WeasyPrint.

    Raises:
        RisorsaVietata: the HTML asks for something outside ``cartelle_ammesse``.
        CarattereMancante: a font of the project is missing.
    """
    esige_caratteri()
    return rendi(stampabile(html))


def stampa(pagine: Any, allegati: Sequence[Allegato], creato: datetime) -> bytes:
    """The bytes of the PDF of pages already laid out.

    Raises:
        RisorsaVietata: a picture asks for something outside ``cartelle_ammesse``.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    prepara([pagina for pagina in pagine.pages if isinstance(pagina, Page)])
    uscita = io.BytesIO()
    pagine.write_pdf(
        uscita,
        finisher=_rifinisci,
        pdf_variant=VARIANTE,
        attachments=[
            Attachment(
                file_obj=io.BytesIO(a.contenuto),
                name=a.nome,
                description=a.descrizione,
                relationship="Data",
                created=creato,
                modified=creato,
            )
            for a in allegati
        ],
    )
    # A picture inside a picture is asked for while drawing, where WeasyPrint swallows every error.
    if pagine.url_fetcher.rifiutate:
        raise pagine.url_fetcher.rifiutate[0]
    return uscita.getvalue()


def _rifinisci(documento: Any, pdf: Any) -> None:
    """Open on the outline, declare PDF/UA in the metadata (the renderer's variants exclude one another), compress."""
    _mostra_indice(pdf, documento.pages[0]._page_box.page_type.name == "copertina")
    if isinstance(documento, Unito):
        documento.completa(pdf)
    _una_volta(pdf)
    _senza_interpolazione(pdf)
    for oggetto in pdf.objects:
        if getattr(oggetto, "extra", {}).get("Type") == "/Metadata":
            oggetto.stream = [b"".join(oggetto.stream).replace(b"</rdf:RDF>", ESTENSIONE_UA + b"</rdf:RDF>")]
            oggetto.compress = False
    comprimi(pdf)
    senza_ritorni(pdf)


def _mostra_indice(pdf: Any, copertina: bool) -> None:
    """A reader opens the outline beside the pages, and calls each page by the number printed on it."""
    pdf.catalog["PageMode"] = "/UseOutlines"
    numeri: list[Any] = [0, pydyf.Dictionary({"S": "/D", "St": 1})]
    if copertina:
        prima = pydyf.Dictionary({"P": pydyf.String("Copertina")})
        numeri = [0, prima, 1, pydyf.Dictionary({"S": "/D", "St": 2})]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(numeri)})


def _una_volta(pdf: Any) -> None:
    """Each attachment once among the associated files: WeasyPrint 70 puts there both the names and the files."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _senza_interpolazione(pdf: Any) -> None:
    """PDF/A forbids smoothed pictures (ISO 19005-3 §6.2.8.1); WeasyPrint 70 asks for it by default in every variant."""
    for oggetto in pdf.objects:
        if isinstance(oggetto, pydyf.Stream) and "Interpolate" in oggetto.extra:
            oggetto.extra["Interpolate"] = "false"
