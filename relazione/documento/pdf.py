"""From HTML to PDF: tagged and archival at once (PDF/A-3a and PDF/UA-1), closed to the network and to other folders."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pydyf
from weasyprint import HTML, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from ente.errori import ErroreUtente
from relazione.documento.caratteri import esige_caratteri, stampabile
from relazione.documento.cartelle import cartelle_ammesse
from relazione.documento.dati_aperti import Allegato
from relazione.documento.flussi import comprimi, senza_ritorni
from relazione.documento.marcatura import prepara

VARIANTE = "pdf/a-3a"
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


class RisorsaVietata(ErroreUtente):
    """The document asked for a file or an address outside the allowed folders: nothing is rendered."""


class LettoreChiuso(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """Lets the renderer read ``data:`` addresses and files under ``cartelle``, and nothing else."""

    def __init__(self, cartelle: Sequence[Path]) -> None:
        # An error while reading stops the rendering: WeasyPrint would only log it and print a document with holes.
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
        self.cartelle = [cartella.resolve() for cartella in cartelle]
        self.rifiutate: list[RisorsaVietata] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Raises RisorsaVietata for any other address, also through a symbolic link or ``..``."""
        parti = urlsplit(url)
        if parti.scheme != "data":
            percorso = Path(unquote(parti.path)).resolve()
            if parti.scheme != "file" or not any(percorso.is_relative_to(c) for c in self.cartelle):
                rifiuto = RisorsaVietata(
                    f"Il documento chiede «{url[:120]}», fuori dalle cartelle ammesse: toglietelo."
                )
                self.rifiutate.append(rifiuto)
                raise rifiuto
        return super().fetch(url, headers)


def scrivi_pdf(html: str, allegati: Sequence[Allegato], creato: datetime) -> bytes:
    """The PDF of a document's HTML, valid for PDF/A-3a and PDF/UA-1. The same input gives the same bytes.

    Raises:
        RisorsaVietata: the HTML asks for something outside ``cartelle_ammesse``.
    """
    return stampa(impagina(html), allegati, creato)


def impagina(html: str) -> Any:
    """The pages of a document's HTML, laid out by WeasyPrint.

    Raises:
        RisorsaVietata: the HTML asks for something outside ``cartelle_ammesse``.
        CarattereMancante: a font of the project is missing.
    """
    esige_caratteri()
    documento = HTML(
        string=stampabile(html),
        base_url=cartelle_ammesse()[0].as_uri() + "/",
        url_fetcher=LettoreChiuso(cartelle_ammesse()),
    )
    try:
        return documento.render(pdf_variant=VARIANTE)
    except FatalURLFetchingError as errore:
        if isinstance(errore.__cause__, RisorsaVietata):
            raise errore.__cause__ from None
        raise RisorsaVietata(f"Il documento usa un file che non si può leggere ({errore}).") from errore


def stampa(pagine: Any, allegati: Sequence[Allegato], creato: datetime) -> bytes:
    """The bytes of the PDF of pages already laid out.

    Raises:
        RisorsaVietata: a picture asks for something outside ``cartelle_ammesse``.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    prepara(pagine.pages)
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
