"""The composed document as OpenDocument text, for who goes on writing it elsewhere: headings, paragraphs, tables with
their header rows, figures as SVG with their alternative text, references as links, the marks at the foot of each page.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from html import escape as in_xml
from itertools import count
from typing import Any

from odfdo import Document, Element

from ente.logo import esamina_logo, lati_logo
from relazione.documento import figure
from relazione.documento.blocchi import Blocco, Composto, SezioneComposta
from relazione.documento.html import approvazione, giorno, in_frase
from relazione.documento.odt_stili import LARGHEZZA, NUMERATO, PUNTATO, colonne, veste
from relazione.documento.righe import TabellaPiana, in_tabella
from relazione.documento.testo import Nodo, Tipo

MISURE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
ALTEZZA = 22.0
"""Centimetres that a figure may take of the height of a page."""
LINGUA, PAESE = "it", "IT"
NON_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What no XML may hold, however it is written: a form takes it, a pasted text brings it."""
CIFRA = re.compile(r"(?:€ )?[-−+]?\d[\d.]*(?:,\d+)?(?: ?[%€])?|[–-]|n\.p\.|")
LETTERE, LETTERA = 22, 0.19
"""The letters of a word that a column makes room for, at most; and about how wide one is, in centimetres."""


def escape(testo: str) -> str:
    """A text as XML writes it, in an attribute too."""
    return in_xml(_scrivibile(testo))


def _scrivibile(testo: str) -> str:
    return NON_XML.sub("", testo)


def scrivi_odt(composto: Composto) -> bytes:
    """The bytes of the document as ``.odt``. The same composed document gives the same bytes."""
    documento: Any = Document("text")
    corpo = documento.body
    corpo.clear()
    disegni = _Disegni(documento, composto)
    veste(documento, composto.foto.ente.tema)
    for pezzo in _testata(composto, disegni):
        corpo.append(Element.from_tag(pezzo))
    for sezione in composto.sezioni:
        for pezzo in _sezione(sezione, disegni):
            corpo.append(Element.from_tag(pezzo))
    _pie_di_pagina(documento, composto)
    _firma(documento, composto)
    uscita = io.BytesIO()
    documento.save(uscita)
    return _fermo(uscita.getvalue())


class _Disegni:
    """What is put in the file beside the text: figures, the logo, the widths of the columns."""

    def __init__(self, documento: Any, composto: Composto) -> None:
        self.documento, self.tema, self.numeri = documento, composto.foto.ente.tema, count(1)
        self.automatici = documento.get_part("content.xml").root.get_element("office:automatic-styles")

    def aggiungi(self, blocco: Blocco) -> str:
        svg = figure.disegna(blocco.dati, self.tema)
        misure = MISURE.search(svg)
        larghezza, altezza = (float(misure[1]), float(misure[2])) if misure else (680.0, 300.0)
        largo = min(LARGHEZZA, ALTEZZA * larghezza / altezza)
        nome = self._metti(f"figura-{next(self.numeri)}.svg", svg.encode(), "image/svg+xml")
        quadro = _quadro(
            nome, blocco.etichetta, (largo, largo * altezza / larghezza), blocco.titolo, blocco.alternativa
        )
        return _paragrafo(quadro, "Standard")

    def logo(self, contenuto: bytes, di_chi: str) -> str:
        formato = esamina_logo(contenuto)
        nome = self._metti(f"logo.{formato.estensione}", contenuto, formato.tipo)
        lati = lati_logo(contenuto)
        scala = 1.8 / max(lati)
        return _paragrafo(_quadro(nome, "Logo", (lati[0] * scala, lati[1] * scala), f"Logo: {di_chi}", ""), "Standard")

    def colonne(self, nome: str, larghezze: Sequence[float]) -> None:
        for stile in colonne(nome, larghezze):
            self.automatici.append(Element.from_tag(stile))

    def _metti(self, file: str, contenuto: bytes, tipo: str) -> str:
        nome = f"Pictures/{file}"
        self.documento.container.set_part(nome, contenuto)
        self.documento.manifest.add_full_path(nome, tipo)
        return nome


def _quadro(nome: str, etichetta: str, lati: tuple[float, float], titolo: str, alternativa: str) -> str:
    return (
        f'<draw:frame draw:name="{escape(etichetta)}" text:anchor-type="as-char" svg:width="{lati[0]:.2f}cm" '
        f'svg:height="{lati[1]:.2f}cm"><draw:image xlink:href="{nome}" xlink:type="simple" xlink:show="embed" '
        f'xlink:actuate="onLoad"/><svg:title>{escape(titolo)}</svg:title>'
        f"<svg:desc>{escape(alternativa)}</svg:desc></draw:frame>"
    )


def _testata(composto: Composto, disegni: _Disegni) -> Iterator[str]:
    foto = composto.foto
    if foto.ente.logo:
        yield disegni.logo(foto.ente.logo, foto.ente.denominazione)
    yield _paragrafo(f'<text:span text:style-name="Forte">{escape(foto.ente.denominazione)}</text:span>', "Standard")
    yield _paragrafo(escape(foto.titolo), "Title")
    for riga in (approvazione(composto), foto.data_documento):
        if riga:
            yield _paragrafo(escape(riga))
    if composto.marchi:
        yield _paragrafo(_segnale(in_frase(composto.marchi)))
    if not composto.breve:
        yield _indice(composto)


def _indice(composto: Composto) -> str:
    """The contents: every entry is a link, with the number of its page as a field that the program fills."""
    voci = "".join(
        _paragrafo(
            f'<text:a xlink:type="simple" text:style-name="Voce" text:visited-style-name="Voce" '
            f'xlink:href="#{escape(s.ancora)}">{escape(s.nome)}<text:tab/>'
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="{escape(s.ancora)}"/></text:a>',
            f"Contents_20_{min(s.livello, 3)}",
        )
        for s in composto.sezioni
        if s.livello < 3 or s.prospetto
    )
    return (
        '<text:table-of-content text:name="Indice" text:protected="false"><text:table-of-content-source '
        'text:outline-level="3"/><text:index-body><text:index-title text:name="Indice_titolo">'
        f"{_paragrafo('Indice', 'Contents_20_Heading')}</text:index-title>{voci}</text:index-body>"
        "</text:table-of-content>"
    )


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
            yield from _capoverso(nodo, disegni)
        return
    if blocco.didascalia:
        yield _paragrafo(f"{_segnalibro(blocco.ancora)}{escape(blocco.didascalia)}", "Caption")
    elif blocco.ancora:
        yield _paragrafo(_segnalibro(blocco.ancora), "Ancora")
    if blocco.tipo == "figura":
        yield disegni.aggiungi(blocco)
    elif blocco.tipo == "avviso":
        yield _paragrafo(escape(blocco.dati))
    else:
        stile = "Firma" if blocco.tipo == "firme" else "Text_20_body"
        for n, piana in enumerate(in_tabella(blocco)):
            yield from _tabella(piana, f"{blocco.ancora or blocco.tipo}-{n}", disegni, stile)


def _tabella(piana: TabellaPiana, nome: str, disegni: _Disegni, stile: str = "Text_20_body") -> Iterator[str]:
    if piana.titolo:
        yield _paragrafo(escape(piana.titolo), "Caption")
    if not piana.colonne:
        yield from (_paragrafo(escape(" ".join(riga)), stile) for riga in piana.righe)
        return
    disegni.colonne(nome, _larghezze(piana))
    cifre = [all(CIFRA.fullmatch(riga[n]) for riga in piana.righe) for n in range(len(piana.colonne))]
    testata = _riga(piana.colonne, cifre, "Testata")
    righe = "".join(_riga(riga, cifre) for riga in piana.righe)
    quali = "".join(f'<table:table-column table:style-name="{escape(nome)}.{n}"/>' for n in range(len(cifre)))
    yield (
        f'<table:table table:name="{escape(nome)}" table:style-name="Tabella">{quali}'
        f"<table:table-header-rows>{testata}</table:table-header-rows>{righe}</table:table>"
    )
    for nota in piana.note:
        yield _paragrafo(escape(nota), "Nota")


def _larghezze(piana: TabellaPiana) -> list[float]:
    """How wide the columns are, in centimetres: each holds its longest word, the rest goes by the longest text."""
    minimi, pesi = [], []
    for n, colonna in enumerate(piana.colonne):
        testi = [colonna, *(riga[n] for riga in piana.righe)]
        parola = max(len(p) for testo in testi for p in testo.split() or [""])
        minimi.append(min(parola, LETTERE) * LETTERA + 0.3)
        pesi.append(min(LETTERE * 2, max(map(len, testi))))
    resto = LARGHEZZA - sum(minimi)
    if resto < 0:
        return [LARGHEZZA * minimo / sum(minimi) for minimo in minimi]
    return [minimo + resto * peso / sum(pesi) for minimo, peso in zip(minimi, pesi, strict=True)]


def _riga(celle: Sequence[str], cifre: Sequence[bool], stile: str = "Cella") -> str:
    dentro = "".join(
        f'<table:table-cell table:style-name="{stile}" office:value-type="string">'
        + _paragrafo(
            f'<text:span text:style-name="Forte">{escape(testo)}</text:span>' if stile == "Testata" else escape(testo),
            "Cifra" if cifra else "Cella",
        )
        + "</table:table-cell>"
        for testo, cifra in zip(celle, cifre, strict=True)
    )
    return f'<table:table-row table:style-name="Riga">{dentro}</table:table-row>'


def _capoverso(nodo: Nodo, disegni: _Disegni, stile: str = "Text_20_body") -> Iterator[str]:
    """A block of the narrative."""
    if nodo.tipo in (Tipo.PARAGRAFO, Tipo.STRETTO):
        yield _paragrafo(_in_riga(nodo.figli), stile)
    elif nodo.tipo is Tipo.TITOLO:
        yield _paragrafo(f'<text:span text:style-name="Forte">{_in_riga(nodo.figli)}</text:span>')
    elif nodo.tipo in (Tipo.ELENCO, Tipo.NUMERATO):
        yield _lista(nodo, disegni)
    elif nodo.tipo is Tipo.CITAZIONE:
        for figlio in nodo.figli:
            yield from _capoverso(figlio, disegni, "Quotations")
    elif nodo.tipo is Tipo.TABELLA:
        righe = [tuple(_solo(c) for c in fila.figli) for parte in nodo.figli for fila in parte.figli]
        yield from _tabella(TabellaPiana(righe[0], tuple(righe[1:])), f"tabella-{next(disegni.numeri)}", disegni)
    elif nodo.testo:
        yield _paragrafo(escape(nodo.testo))


def _lista(nodo: Nodo, disegni: _Disegni) -> str:
    """A list with its dots, or with its numbers from the first that the text has."""
    numerata = nodo.tipo is Tipo.NUMERATO
    voci = []
    for n, voce in enumerate(nodo.figli):
        primo = f' text:start-value="{int(nodo.testo)}"' if numerata and n == 0 else ""
        dentro = "".join(x for f in voce.figli for x in _capoverso(f, disegni))
        voci.append(f"<text:list-item{primo}>{dentro}</text:list-item>")
    return f'<text:list text:style-name="{NUMERATO if numerata else PUNTATO}">{"".join(voci)}</text:list>'


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
        elif n.tipo in (Tipo.MANCANTE, Tipo.IMMAGINE):
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


def _pie_di_pagina(documento: Any, composto: Composto) -> None:
    """Title, marks and number at the foot of every page."""
    testo = " – ".join(p for p in (composto.foto.titolo, in_frase(composto.marchi)) if p)
    piede = f'{escape(testo)}<text:tab/><text:page-number text:select-page="current">1</text:page-number>'
    radice = documento.get_part("styles.xml").root
    for pagina in radice.get_elements("descendant::style:master-page"):
        pagina.append(Element.from_tag(f"<style:footer>{_paragrafo(piede, 'Piede')}</style:footer>"))


def _firma(documento: Any, composto: Composto) -> None:
    """Title, language and date: those of the document, not of the machine that writes it."""
    quando = datetime.combine(giorno(composto.foto), time())
    corredo = documento.meta
    corredo.title = _scrivibile(f"{composto.foto.titolo} – {composto.foto.ente.denominazione}")
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
