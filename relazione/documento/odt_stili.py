"""The styles of the ODT: those that every office program knows by name, in the body's colours, and a few of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from odfdo import Element

from contesto.colori import Tema, con_luce

LARGHEZZA = 17.0
"""Centimetres of the text on the page: A4 between two margins of two."""
CARATTERE = "Liberation Sans"
ROSSO = "#8a1c1c"
PUNTATO, NUMERATO = "Puntato", "Numerato"
"""The lists of the narrative. One without a style of its own is shown by each program as it likes."""

_PARAGRAFO = (
    '<style:style style:name="{nome}" style:display-name="{mostrato}" style:family="paragraph" '
    'style:parent-style-name="{padre}" style:class="text"{altro}><style:paragraph-properties {paragrafo}>{dentro}'
    "</style:paragraph-properties><style:text-properties {testo}/></style:style>"
)


def veste(documento: Any, tema: Tema) -> None:
    """Give a new document its styles, and take away the numbers that its template would put before ours."""
    radice = documento.get_part("styles.xml").root
    stili = radice.get_element("office:styles")
    for stile in _stili(tema):
        _sostituisci(stili, Element.from_tag(stile))
    automatici = documento.get_part("content.xml").root.get_element("office:automatic-styles")
    for stile in _automatici(tema):
        automatici.append(Element.from_tag(stile))
    for livello in radice.get_elements("descendant::text:outline-level-style"):
        livello.set_attribute("style:num-format", "")
        for suo in ("style:num-suffix", "style:num-prefix", "loext:num-list-format", "text:display-levels"):
            if livello.get_attribute(suo) is not None:
                livello.del_attribute(suo)


def _sostituisci(stili: Any, stile: Any) -> None:
    nome = stile.get_attribute("style:name")
    for vecchio in stili.get_elements("style:style"):
        suoi = vecchio.get_attribute("style:name"), vecchio.get_attribute("style:family")
        if suoi == (nome, stile.get_attribute("style:family")):
            stili.delete(vecchio)
    stili.append(stile)


def _paragrafo(nome: str, padre: str, paragrafo: str, testo: str, dentro: str = "", altro: str = "") -> str:
    return _PARAGRAFO.format(
        nome=nome.replace(" ", "_20_"),
        mostrato=nome,
        padre=padre.replace(" ", "_20_"),
        paragrafo=paragrafo,
        testo=testo,
        dentro=dentro,
        altro=altro,
    )


def _stili(tema: Tema) -> list[str]:
    colore = f'fo:color="{tema.primario}"'
    return [
        _paragrafo("Standard", "", "", f'style:font-name="{CARATTERE}" fo:font-size="10pt"').replace(
            ' style:parent-style-name=""', ""
        ),
        _paragrafo("Text body", "Standard", 'fo:margin-bottom="0.22cm" fo:line-height="120%"', ""),
        *_titoli(colore),
        *_indice(colore),
        _paragrafo("Caption", "Standard", _lega("0.35cm", "0.15cm"), f'{colore} fo:font-size="9pt" {GRASSETTO}'),
        _paragrafo("Cella", "Standard", "", 'fo:font-size="8.5pt"'),
        _paragrafo("Cifra", "Cella", 'fo:text-align="end"', ""),
        _paragrafo("Ancora", "Standard", _lega("0cm", "0cm"), 'fo:font-size="2pt"'),
        _paragrafo("Nota", "Standard", 'fo:margin-top="0.1cm" fo:margin-bottom="0.2cm"', 'fo:font-size="8pt"'),
        _paragrafo("Piede", "Standard", "", 'fo:font-size="8pt"', _a_destra(LARGHEZZA)),
        _paragrafo("Firma", "Standard", 'fo:margin-top="0.9cm" fo:keep-together="always"', ""),
    ]


def _titoli(colore: str) -> Iterator[str]:
    yield _paragrafo(
        "Title",
        "Standard",
        'fo:margin-top="0.6cm" fo:margin-bottom="0.4cm" fo:text-align="start"',
        f'{colore} fo:font-size="24pt"',
    )
    for n, corpo, sopra, sotto in ((1, 18, 0.9, 0.35), (2, 14, 0.7, 0.25), (3, 11.5, 0.5, 0.2)):
        yield _paragrafo(
            f"Heading {n}",
            "Standard",
            _lega(f"{sopra}cm", f"{sotto}cm"),
            f'{colore} fo:font-size="{corpo}pt" {GRASSETTO}',
            altro=f' style:default-outline-level="{n}" style:next-style-name="Text_20_body"',
        )


def _indice(colore: str) -> Iterator[str]:
    come = f'{colore} fo:font-size="18pt" {GRASSETTO}'
    yield _paragrafo("Contents Heading", "Standard", _lega("0.6cm", "0.3cm"), come)
    for n in (1, 2, 3):
        rientro = 0.6 * (n - 1)
        yield _paragrafo(
            f"Contents {n}",
            "Standard",
            f'fo:margin-left="{rientro:.1f}cm" fo:margin-top="{0.15 if n == 1 else 0.02}cm"',
            GRASSETTO if n == 1 else "",
            _a_destra(LARGHEZZA - rientro, ' style:leader-style="dotted" style:leader-text="."'),
        )
    yield _segno("Voce", f'{colore} style:text-underline-style="none"')


def _a_destra(dove: float, guida: str = "") -> str:
    fermo = f'<style:tab-stop style:position="{dove:.1f}cm" style:type="right"{guida}/>'
    return f"<style:tab-stops>{fermo}</style:tab-stops>"


GRASSETTO = 'fo:font-weight="bold"'


def _lega(sopra: str, sotto: str) -> str:
    return f'fo:margin-top="{sopra}" fo:margin-bottom="{sotto}" fo:keep-with-next="always"'


def _automatici(tema: Tema) -> list[str]:
    filo = con_luce(tema.primario, 80, croma_massimo=10)
    tinta = con_luce(tema.primario, 93, croma_massimo=6)
    return [
        _cella("Cella", f'fo:border-bottom="0.5pt solid {filo}" fo:padding="0.08cm"'),
        _cella(
            "Testata",
            f'fo:background-color="{tinta}" fo:border-bottom="1pt solid {tema.primario}" fo:padding="0.08cm" '
            'style:vertical-align="bottom"',
        ),
        '<style:style style:name="Riga" style:family="table-row"><style:table-row-properties '
        'fo:keep-together="always"/></style:style>',
        '<style:style style:name="Tabella" style:family="table"><style:table-properties '
        f'style:width="{LARGHEZZA}cm" table:align="left" fo:margin-bottom="0.25cm"/></style:style>',
        _lista(PUNTATO, "bullet", 'text:bullet-char="•"'),
        _lista(NUMERATO, "number", 'style:num-format="1" style:num-suffix="."'),
        _segno("Forte", GRASSETTO),
        _segno("Corsivo", 'fo:font-style="italic"'),
        _segno("Segnale", f'fo:color="{ROSSO}" {GRASSETTO}'),
    ]


def _cella(nome: str, come: str) -> str:
    testa = f'<style:style style:name="{nome}" style:family="table-cell">'
    return f"{testa}<style:table-cell-properties {come}/></style:style>"


def _lista(nome: str, genere: str, come: str) -> str:
    livelli = "".join(
        f'<text:list-level-style-{genere} text:level="{n}" {come}><style:list-level-properties '
        f'text:space-before="{0.6 * (n - 1):.1f}cm" text:min-label-width="0.6cm"/></text:list-level-style-{genere}>'
        for n in range(1, 11)
    )
    return f'<text:list-style style:name="{nome}">{livelli}</text:list-style>'


def _segno(nome: str, come: str) -> str:
    return f'<style:style style:name="{nome}" style:family="text"><style:text-properties {come}/></style:style>'


def colonne(nome: str, larghezze: Sequence[float]) -> list[str]:
    """The styles of the columns of a table, in centimetres."""
    return [
        f'<style:style style:name="{nome}.{n}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{larga:.2f}cm"/></style:style>'
        for n, larga in enumerate(larghezze)
    ]
