"""The composed document as HTML: one string, no reference outside the allowed folders; what the PDF is made from."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.template.loader import render_to_string

from contesto.colori import Tema, con_luce
from ente.logo import esamina_logo
from relazione.documento import figure
from relazione.documento.blocchi import Blocco, Composto
from relazione.documento.testo import Nodo, Tipo
from relazione.fotografia import Fotografia
from relazione.models import TipoDocumento

SVG = "image/svg+xml"
SULLA_RELAZIONE = frozenset(
    {TipoDocumento.VALIDAZIONE.value, TipoDocumento.ACCOMPAGNAMENTO.value, TipoDocumento.FUNZIONAMENTO.value}
)
"""Kinds that are about an approved Relazione, and name its act."""
MESI = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Luce:
    """A traffic light as a style: the word stands in the text, the shape is decoration beside it."""

    codice: str
    immagine: str


@dataclass(frozen=True, slots=True)
class Anello:
    """A ring of the cover, in millimetres: the tubes of a spyglass seen from the front."""

    x: int
    y: int
    raggio: int
    colore: str


@dataclass(frozen=True, slots=True)
class Pezzo:
    """A block as a template reads it: ``corpo`` is what is already HTML or SVG, made here from the block's data."""

    blocco: Blocco
    corpo: str

    @property
    def modello(self) -> str:
        """The template that prints the block."""
        return f"relazione/blocchi/{self.blocco.tipo}.html"

    @property
    def dati(self) -> Any:
        return self.blocco.dati

    @property
    def ancora(self) -> str:
        return self.blocco.ancora

    @property
    def didascalia(self) -> str:
        return self.blocco.didascalia

    @property
    def testata(self) -> str:
        return self.blocco.testata

    @property
    def manca(self) -> str:
        return self.blocco.manca


def scrivi_html(composto: Composto) -> str:
    """The HTML of the whole document. The same composed document gives the same string.

    Raises:
        LogoRifiutato: the logo cannot be drawn, or could run or read something.
    """
    foto = composto.foto
    tema = foto.ente.tema
    return render_to_string(
        "relazione/relazione.html",
        {
            "foto": foto,
            "breve": composto.breve,
            "larga": any(s.larga for s in composto.sezioni),
            "continuo": composto.continuo,
            "sezioni": [
                (s, min(s.livello, 3) + composto.breve, [_pezzo(b, tema) for b in s.blocchi]) for s in composto.sezioni
            ],
            "indice": [s for s in composto.sezioni if s.livello < 3 or s.prospetto],
            "marchi": in_frase(composto.marchi),
            "logo": _logo(foto.ente.logo),
            "approvazione": approvazione(composto),
            "creato": _istante(foto),
            "luci": [Luce(codice, _dati(figure.luce(codice).encode(), SVG)) for codice in figure.CODICI_LUCI],
            "colori": colori(tema),
            "copertina": _dati(_copertina(tema).encode(), SVG),
        },
    )


def scrivi_frammento(blocchi: Iterable[Blocco], tema: Tema) -> str:
    """The HTML of some blocks, without the document around them: a preview."""
    return "".join(render_to_string(p.modello, {"b": p}) for p in (_pezzo(b, tema) for b in blocchi))


def _pezzo(blocco: Blocco, tema: Tema) -> Pezzo:
    if blocco.manca:
        return Pezzo(blocco, "")
    if blocco.tipo in ("testo", "riquadro"):
        return Pezzo(blocco, "".join(_html(n) for n in blocco.dati.nodi))
    if blocco.tipo == "figura":
        return Pezzo(blocco, figure.disegna(blocco.dati, tema))
    return Pezzo(blocco, "")


ELEMENTI = {
    Tipo.PARAGRAFO: ("<p>", "</p>\n"),
    Tipo.STRETTO: ("", ""),
    Tipo.TITOLO: ("<h4>", "</h4>\n"),
    Tipo.ELENCO: ("<ul>\n", "</ul>\n"),
    Tipo.VOCE: ("<li>", "</li>\n"),
    Tipo.CITAZIONE: ("<blockquote>\n", "</blockquote>\n"),
    Tipo.TABELLA: ("<table>\n", "</table>\n"),
    Tipo.TESTATA: ("<thead>\n", "</thead>\n"),
    Tipo.CORPO: ("<tbody>\n", "</tbody>\n"),
    Tipo.FILA: ("<tr>\n", "</tr>\n"),
    Tipo.INTESTAZIONE: ('<th scope="col">', "</th>\n"),
    Tipo.CELLA: ("<td>", "</td>\n"),
    Tipo.FORTE: ("<strong>", "</strong>"),
    Tipo.CORSIVO: ("<em>", "</em>"),
    Tipo.LETTERALE: ("<code>", "</code>"),
    Tipo.CODICE: ("<pre><code>", "</code></pre>\n"),
    Tipo.RIGA: ("<hr>\n", ""),
    Tipo.SPAZIO: ("\n", ""),
    Tipo.A_CAPO: ("<br>\n", ""),
    Tipo.TESTO: ("", ""),
    Tipo.CIFRA: ("", ""),
    Tipo.SLEGATA: ('<span class="slegata">', "</span>"),
}


def _html(nodo: Nodo) -> str:
    """A node of the narrative; every text and every address is escaped here."""
    dentro = escape(nodo.testo) + "".join(_html(f) for f in nodo.figli)
    indirizzo = escape(nodo.indirizzo)
    if nodo.tipo in (Tipo.COLLEGAMENTO, Tipo.RIMANDO):
        return f'<a href="{indirizzo}">{dentro}</a>'
    if nodo.tipo in (Tipo.MANCANTE, Tipo.IMMAGINE):
        return f'<span class="da-completare">[da completare: {dentro}]</span>'
    if nodo.tipo is Tipo.NUMERATO:
        voci = "".join(_html(f) for f in nodo.figli)
        inizio = "" if nodo.testo == "1" else f' start="{escape(nodo.testo)}"'
        return f"<ol{inizio}>\n{voci}</ol>\n"
    prima, dopo = ELEMENTI[nodo.tipo]
    return f"{prima}{dentro}{dopo}"


def colori(tema: Tema) -> dict[str, str]:
    """The colours of the style sheet: the two of the body and pale tints of the first."""
    return {
        "primario": tema.primario,
        "secondario": tema.secondario,
        "velo": con_luce(tema.primario, 97, croma_massimo=3),
        "tinta": con_luce(tema.primario, 93, croma_massimo=6),
        "filo": con_luce(tema.primario, 80, croma_massimo=10),
    }


def _copertina(tema: Tema) -> str:
    """The picture of the cover: rings of a spyglass, each one drawn out of the one around it, in the body's colours."""
    passi = [(150, 26), (118, 31), (88, 37), (60, 44), (35, 52)]
    anelli = [
        Anello(196 - i * 5, 220 - i * 4, raggio, con_luce(tema.primario, luce))
        for i, (raggio, luce) in enumerate(passi)
    ]
    anelli.append(Anello(172, 201, 14, con_luce(tema.secondario, 66)))
    return render_to_string("relazione/copertina.svg", {"tema": tema, "anelli": anelli})


def _dati(contenuto: bytes, tipo: str) -> str:
    return f"data:{tipo};base64,{b64encode(contenuto).decode()}" if contenuto else ""


def _logo(contenuto: bytes) -> str:
    """The logo as an address of data, judged by its content: what cannot be drawn stops the document."""
    return _dati(contenuto, esamina_logo(contenuto).tipo) if contenuto else ""


def in_frase(marchi: Iterable[str]) -> str:
    """The marks as one sentence: «Dati dimostrativi · bozza»."""
    frase = " · ".join(marchi)
    return frase[:1].upper() + frase[1:]


def approvazione(composto: Composto) -> str:
    """The line under the title that says what the document is worth, or which Relazione it is about."""
    foto = composto.foto
    if foto.approvazione is not None and foto.tipo == TipoDocumento.PIANO:
        organo, numero, data = foto.approvazione
        return f"Adottato con atto di {organo} n. {numero} del {data.day} {MESI[data.month - 1]} {data.year}"
    if foto.approvazione is not None and (
        foto.tipo in SULLA_RELAZIONE or (foto.tipo == TipoDocumento.RELAZIONE and foto.adottato)
    ):
        organo, numero, data = foto.approvazione
        atto = f"pprovata con delibera di {organo} n. {numero} del {data.day} {MESI[data.month - 1]} {data.year}"
        return f"Relazione a{atto}" if foto.tipo in SULLA_RELAZIONE else f"A{atto}"
    if foto.periodo is not None:
        return f"{foto.periodo.nome}, al {foto.periodo.fine:%d/%m/%Y}"
    return "Bozza non ancora approvata" if composto.bozza and not composto.breve else ""


def _istante(foto: Fotografia) -> str:
    """The document's date is that of its act, not of the machine: the same content gives the same bytes."""
    return f"{giorno(foto).isoformat()}T00:00:00Z"


def giorno(foto: Fotografia) -> date:
    """The date of the document: that of the act that approved it, the end of its period, or the first day after the
    year; of a Piano that nobody has adopted yet, the first day of the year."""
    if foto.tipo == "piano" and foto.approvazione is None:
        return date(foto.anno, 1, 1)
    if foto.periodo is not None:
        return foto.periodo.fine
    return foto.approvazione[2] if foto.approvazione else date(foto.anno + 1, 1, 1)
