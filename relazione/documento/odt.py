"""The composed document as OpenDocument text, for who goes on writing it elsewhere: headings, paragraphs, tables with
their header rows, figures as SVG with their alternative text, references as links, the marks at the foot of each page.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from html import escape
from itertools import count
from typing import Any

from odfdo import Document, Element

from relazione.documento import figure
from relazione.documento.blocchi import Blocco, Composto, SezioneComposta
from relazione.documento.html import approvazione, giorno, in_frase
from relazione.documento.righe import TabellaPiana, in_tabella
from relazione.documento.testo import Nodo, Tipo

MISURE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
LARGHEZZA = 16.0
"""Centimetres of the text on the page."""
LINGUA, PAESE = "it", "IT"
CELLA = (
    '<style:style style:name="Cella" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #8a99a8" fo:padding="0.08cm"/></style:style>'
)
FORTE = (
    '<style:style style:name="Forte" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
)
CORSIVO = (
    '<style:style style:name="Corsivo" style:family="text">'
    '<style:text-properties fo:font-style="italic"/></style:style>'
)
SEGNALE = (
    '<style:style style:name="Segnale" style:family="text"><style:text-properties fo:color="#8a1c1c" '
    'fo:font-weight="bold"/></style:style>'
)


def scrivi_odt(composto: Composto) -> bytes:
    """The bytes of the document as ``.odt``. The same composed document gives the same bytes."""
    documento: Any = Document("text")
    corpo = documento.body
    corpo.clear()
    disegni = _Disegni(documento, composto)
    for stile in (CELLA, FORTE, CORSIVO, SEGNALE):
        documento.get_part("content.xml").root.get_element("office:automatic-styles").append(Element.from_tag(stile))
    for pezzo in _copertina(composto):
        corpo.append(Element.from_tag(pezzo))
    for sezione in composto.sezioni:
        for pezzo in _sezione(sezione, disegni):
            corpo.append(Element.from_tag(pezzo))
    _rifinisci_stili(documento, composto)
    _firma(documento, composto)
    uscita = io.BytesIO()
    documento.save(uscita)
    return _fermo(uscita.getvalue())


class _Disegni:
    """The figures put in the file, one after the other."""

    def __init__(self, documento: Any, composto: Composto) -> None:
        self.documento, self.tema, self.numeri = documento, composto.foto.ente.tema, count(1)

    def aggiungi(self, blocco: Blocco) -> str:
        svg = figure.disegna(blocco.dati, self.tema)
        nome = f"Pictures/figura-{next(self.numeri)}.svg"
        self.documento.container.set_part(nome, svg.encode())
        self.documento.manifest.add_full_path(nome, "image/svg+xml")
        misure = MISURE.search(svg)
        larghezza, altezza = (float(misure[1]), float(misure[2])) if misure else (680.0, 300.0)
        alto = LARGHEZZA * altezza / larghezza
        return (
            f'<text:p text:style-name="Standard"><draw:frame draw:name="{escape(blocco.etichetta)}" '
            f'text:anchor-type="as-char" svg:width="{LARGHEZZA}cm" svg:height="{alto:.2f}cm">'
            f'<draw:image xlink:href="{nome}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:title>{escape(blocco.titolo)}</svg:title><svg:desc>{escape(blocco.alternativa)}</svg:desc>"
            "</draw:frame></text:p>"
        )


def _copertina(composto: Composto) -> Iterator[str]:
    foto = composto.foto
    yield _paragrafo(escape(foto.ente.denominazione), "Standard")
    yield _paragrafo(escape(foto.titolo), "Title")
    for riga in (approvazione(composto), foto.data_documento):
        if riga:
            yield _paragrafo(escape(riga))
    if composto.marchi:
        yield _paragrafo(_segnale(in_frase(composto.marchi)))


def _sezione(sezione: SezioneComposta, disegni: _Disegni) -> Iterator[str]:
    livello = sezione.livello
    yield (
        f'<text:h text:style-name="Heading_20_{livello}" text:outline-level="{livello}">'
        f"{_segnalibro(sezione.ancora)}{escape(sezione.nome)}</text:h>"
    )
    for blocco in sezione.blocchi:
        yield from _blocco(blocco, disegni)


def _blocco(blocco: Blocco, disegni: _Disegni) -> Iterator[str]:
    if blocco.manca:
        yield _paragrafo(_segnale(f"Da completare: {blocco.manca}."))
        return
    if blocco.tipo in ("testo", "riquadro"):
        for nodo in blocco.dati.nodi:
            yield from _capoverso(nodo)
        return
    if blocco.didascalia:
        yield _paragrafo(f"{_segnalibro(blocco.ancora)}{escape(blocco.didascalia)}", "Caption")
    elif blocco.ancora:
        yield _paragrafo(_segnalibro(blocco.ancora))
    if blocco.tipo == "figura":
        yield disegni.aggiungi(blocco)
    elif blocco.tipo == "avviso":
        yield _paragrafo(escape(blocco.dati))
    else:
        for n, piana in enumerate(in_tabella(blocco)):
            yield from _tabella(piana, f"{blocco.ancora or blocco.tipo}-{n}")


def _tabella(piana: TabellaPiana, nome: str) -> Iterator[str]:
    if piana.titolo:
        yield _paragrafo(escape(piana.titolo), "Caption")
    if not piana.colonne:
        yield from (_paragrafo(escape(" ".join(riga))) for riga in piana.righe)
        return
    testata = "".join(_cella(f'<text:span text:style-name="Forte">{escape(t)}</text:span>') for t in piana.colonne)
    righe = "".join(
        f"<table:table-row>{''.join(_cella(escape(t)) for t in riga)}</table:table-row>" for riga in piana.righe
    )
    yield (
        f'<table:table table:name="{escape(nome)}">'
        f'<table:table-column table:number-columns-repeated="{len(piana.colonne)}"/>'
        f"<table:table-header-rows><table:table-row>{testata}</table:table-row></table:table-header-rows>"
        f"{righe}</table:table>"
    )
    for nota in piana.note:
        yield _paragrafo(escape(nota))


def _cella(dentro: str) -> str:
    testata = '<table:table-cell table:style-name="Cella" office:value-type="string">'
    return f"{testata}<text:p>{dentro}</text:p></table:table-cell>"


def _capoverso(nodo: Nodo, stile: str = "Text_20_body") -> Iterator[str]:
    """A block of the narrative."""
    if nodo.tipo in (Tipo.PARAGRAFO, Tipo.STRETTO):
        yield _paragrafo(_in_riga(nodo.figli), stile)
    elif nodo.tipo is Tipo.TITOLO:
        yield _paragrafo(f'<text:span text:style-name="Forte">{_in_riga(nodo.figli)}</text:span>')
    elif nodo.tipo in (Tipo.ELENCO, Tipo.NUMERATO):
        voci = "".join(
            f"<text:list-item>{''.join(x for f in voce.figli for x in _capoverso(f))}</text:list-item>"
            for voce in nodo.figli
        )
        yield f"<text:list>{voci}</text:list>"
    elif nodo.tipo is Tipo.CITAZIONE:
        for figlio in nodo.figli:
            yield from _capoverso(figlio, "Quotations")
    elif nodo.tipo is Tipo.TABELLA:
        righe = [tuple(_solo(c) for c in fila.figli) for parte in nodo.figli for fila in parte.figli]
        yield from _tabella(TabellaPiana(righe[0], tuple(righe[1:])), "tabella")
    elif nodo.testo:
        yield _paragrafo(escape(nodo.testo))


def _solo(nodo: Nodo) -> str:
    return nodo.testo + "".join(_solo(f) for f in nodo.figli)


def _in_riga(nodi: Iterable[Nodo]) -> str:
    pezzi = []
    for n in nodi:
        dentro = escape(n.testo) + _in_riga(n.figli)
        if n.tipo in (Tipo.COLLEGAMENTO, Tipo.RIMANDO):
            dentro = f'<text:a xlink:type="simple" xlink:href="{escape(n.indirizzo)}">{dentro}</text:a>'
        elif n.tipo is Tipo.FORTE:
            dentro = f'<text:span text:style-name="Forte">{dentro}</text:span>'
        elif n.tipo is Tipo.CORSIVO:
            dentro = f'<text:span text:style-name="Corsivo">{dentro}</text:span>'
        elif n.tipo is Tipo.MANCANTE:
            dentro = _segnale(f"[da completare: {n.testo}]")
        elif n.tipo is Tipo.A_CAPO:
            dentro = "<text:line-break/>"
        elif n.tipo is Tipo.SPAZIO:
            dentro = " "
        pezzi.append(dentro)
    return "".join(pezzi)


def _paragrafo(dentro: str, stile: str = "Text_20_body") -> str:
    return f'<text:p text:style-name="{stile}">{dentro}</text:p>'


def _segnale(testo: str) -> str:
    return f'<text:span text:style-name="Segnale">{escape(testo)}</text:span>'


def _segnalibro(ancora: str) -> str:
    return f'<text:bookmark text:name="{escape(ancora)}"/>' if ancora else ""


def _rifinisci_stili(documento: Any, composto: Composto) -> None:
    """Our numbers, not those of the program that opens it; the marks at the foot of every page."""
    radice = documento.get_part("styles.xml").root
    for livello in radice.get_elements("descendant::text:outline-level-style"):
        livello.set_attribute("style:num-format", "")
    if composto.marchi:
        piede = f"<style:footer>{_paragrafo(escape(in_frase(composto.marchi)), 'Standard')}</style:footer>"
        for pagina in radice.get_elements("descendant::style:master-page"):
            pagina.append(Element.from_tag(piede))


def _firma(documento: Any, composto: Composto) -> None:
    """Title, language and date: those of the document, not of the machine that writes it."""
    quando = datetime.combine(giorno(composto.foto), time())
    corredo = documento.meta
    corredo.title = f"{composto.foto.titolo} – {composto.foto.ente.denominazione}"
    corredo.creation_date = corredo.date = quando
    corredo.generator = "Cannocchiale"
    documento.set_language(f"{LINGUA}-{PAESE}")


def _fermo(contenuto: bytes) -> bytes:
    """The same archive with no hour of this machine in it; the kind of file comes first, as the standard asks."""
    uscita = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenuto)) as letto, zipfile.ZipFile(uscita, "w") as scritto:
        nomi = sorted(letto.namelist(), key=lambda n: (n != "mimetype", n))
        for nome in nomi:
            voce = zipfile.ZipInfo(nome, (1980, 1, 1, 0, 0, 0))
            voce.compress_type = zipfile.ZIP_STORED if nome == "mimetype" else zipfile.ZIP_DEFLATED
            scritto.writestr(voce, letto.read(nome))
    return uscita.getvalue()
