"""The structure of a PDF as a reader with a screen reader gets it: what a checker of standards does not look at."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pikepdf

DIPINGE = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Tj", "TJ", "'", '"', "Do", "sh", "BI", "INLINE IMAGE", "EI"}
"""Operators that leave ink (ISO 32000-1, table 51)."""


@dataclass
class Elemento:
    """A structure element: the marks that it holds by page and identifier, its children, its annotations."""

    tipo: str
    oggetto: Any
    padre: Elemento | None
    figli: list[Elemento] = field(default_factory=list)
    parti: list[Any] = field(default_factory=list)  # (page, mcid) or children, in reading order
    annotazioni: list[tuple[int, Any]] = field(default_factory=list)

    def tutti(self, tipo: str = "") -> Iterator[Elemento]:
        """The elements of a kind under this one, itself included, in reading order."""
        if not tipo or self.tipo == tipo:
            yield self
        for figlio in self.figli:
            yield from figlio.tutti(tipo)

    def segni(self) -> Iterator[tuple[int, int]]:
        """The marks under the element, in reading order."""
        for parte in self.parti:
            if isinstance(parte, Elemento):
                yield from parte.segni()
            else:
                yield parte

    def __repr__(self) -> str:
        return self.tipo


class Struttura:
    """A PDF read as a tree of elements, with the text of each mark and what is wrong in its pages."""

    def __init__(self, contenuto: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(contenuto))
        self.pagine = {p.obj.objgen: n for n, p in enumerate(self.pdf.pages)}
        self.guasti: list[str] = []
        self.testi: dict[tuple[int, int], str] = {}
        self.artifici: list[list[str]] = []
        self._veri: set[tuple[int, int | None]] = set()  # marks whose text is declared
        self._caratteri: dict[Any, dict[int, str]] = {}
        for numero, pagina in enumerate(self.pdf.pages):
            self._leggi_pagina(numero, pagina)
        self.radice = self._elemento(self.pdf.Root.StructTreeRoot.K[0], None)
        self._confronta()

    def testo(self, elemento: Elemento) -> str:
        """What a screen reader says of an element: soft hyphens join what they broke."""
        return "".join(self.testi[segno] for segno in elemento.segni()).replace("\u00ad", "")

    def tutti(self, tipo: str) -> list[Elemento]:
        return list(self.radice.tutti(tipo))

    def _elemento(self, oggetto: Any, padre: Elemento | None) -> Elemento:
        elemento = Elemento(str(oggetto.S)[1:], oggetto, padre)
        if padre is not None and oggetto.P.objgen != padre.oggetto.objgen:
            self.guasti.append(f"{elemento.tipo}: il padre è un altro")
        figli = oggetto.get("/K", [])
        for figlio in figli if isinstance(figli, pikepdf.Array) else [figli]:
            if isinstance(figlio, pikepdf.Dictionary) and "/S" in figlio:
                elemento.figli.append(self._elemento(figlio, elemento))
                elemento.parti.append(elemento.figli[-1])
            elif isinstance(figlio, pikepdf.Dictionary) and figlio.Type == "/OBJR":
                elemento.annotazioni.append((self.pagine[figlio.Pg.objgen], figlio.Obj))
            elif isinstance(figlio, pikepdf.Dictionary):
                elemento.parti.append((self.pagine[figlio.Pg.objgen], int(figlio.MCID)))
            else:
                elemento.parti.append((self.pagine[oggetto.Pg.objgen], int(figlio)))
        return elemento

    def _leggi_pagina(self, numero: int, pagina: Any) -> None:
        """Every operator that leaves ink stands in one mark of its page or in an artifact, and in no mark twice."""
        pila: list[tuple[str, int | None]] = []
        font: dict[int, str] = {}
        artifici: list[str] = []
        for istruzione in pikepdf.parse_content_stream(pagina):
            operandi: Any = istruzione.operands
            nome = str(istruzione.operator)
            if nome in ("BDC", "BMC"):
                self._apri(numero, pila, operandi)
            elif nome == "EMC":
                pila.pop()
            elif nome == "Tf":
                font = self._caratteri_di(pagina.Resources.Font[operandi[0]])
            elif nome in DIPINGE:
                if not any(tag == "Artifact" or mcid is not None for tag, mcid in pila):
                    self.guasti.append(f"pagina {numero + 1}: {nome} fuori da ogni segno")
                if nome in ("Tj", "TJ"):
                    testo = _testo(operandi[0], font)
                    if pila and pila[-1][1] is None:
                        artifici.append(testo)
                    elif pila and (numero, pila[-1][1]) not in self._veri:
                        self.testi[numero, pila[-1][1] or 0] += testo
        if pila:
            self.guasti.append(f"pagina {numero + 1}: segni non chiusi")
        self.artifici.append(artifici)

    def _apri(self, numero: int, pila: list[tuple[str, int | None]], operandi: Any) -> None:
        tag = str(operandi[0])[1:]
        voci = operandi[1] if len(operandi) > 1 else {}
        mcid = int(voci["/MCID"]) if "/MCID" in voci else None
        if mcid is not None:
            if any(tag == "Artifact" or altro is not None for tag, altro in pila):
                self.guasti.append(f"pagina {numero + 1}: il segno {mcid} sta dentro un altro")
            if (numero, mcid) in self.testi:
                self.guasti.append(f"pagina {numero + 1}: il segno {mcid} compare due volte")
            self.testi[numero, mcid] = str(voci.get("/ActualText", ""))
            if "/ActualText" in voci:
                self._veri.add((numero, mcid))
        pila.append((tag, mcid))

    def _caratteri_di(self, font: Any) -> dict[int, str]:
        chiave = font.objgen
        if chiave not in self._caratteri:
            self._caratteri[chiave] = _mappa(font.ToUnicode.read_bytes().decode("latin-1"))
        return self._caratteri[chiave]

    def _confronta(self) -> None:
        """The marks of the pages are those of the elements, once each, and the parent tree says the same."""
        per_elemento = Counter(
            parte for e in self.radice.tutti() for parte in e.parti if not isinstance(parte, Elemento)
        )
        self.guasti += [f"segno {s} in {n} elementi" for s, n in per_elemento.items() if n > 1]
        self.guasti += [f"segno {s} senza elemento" for s in self.testi.keys() - per_elemento.keys()]
        self.guasti += [f"segno {s} che nessuna pagina ha" for s in per_elemento.keys() - self.testi.keys()]
        numeri = list(self.pdf.Root.StructTreeRoot.ParentTree.Nums)
        albero = dict(zip(map(int, numeri[::2]), numeri[1::2], strict=True))
        for elemento in self.radice.tutti():
            for parte in elemento.parti:
                if not isinstance(parte, Elemento):
                    suo = albero[int(self.pdf.pages[parte[0]].StructParents)][parte[1]]
                    if suo.objgen != elemento.oggetto.objgen:
                        self.guasti.append(f"segno {parte}: l'albero dei padri dice un altro elemento")
            for pagina, annotazione in elemento.annotazioni:
                if albero[int(annotazione.StructParent)].objgen != elemento.oggetto.objgen:
                    self.guasti.append(f"annotazione a pagina {pagina + 1}: il padre è un altro")


def guasti_di_tabelle(struttura: Struttura) -> list[str]:
    """Every table is one element with one caption, rows in the order of the pages, headers that say something."""
    guasti = []
    tabelle = struttura.tutti("Table")
    for tabella in tabelle:
        nome = struttura.testo(tabella.figli[0])[:60]
        if [e.tipo for e in tabella.tutti("Caption")] != ["Caption"] or tabella.figli[0].tipo != "Caption":
            guasti.append(f"{nome}: la didascalia non è una, la prima")
        if {e.tipo for e in tabella.figli[1:]} - {"THead", "TBody"}:
            guasti.append(f"{nome}: contiene {tabella.figli[1:]}")
        delle_note = {segno for nota in tabella.tutti("Note") for segno in nota.segni()}  # at the foot of the page
        righe = [(s[0], s[-1]) for r in tabella.tutti("TR") if (s := sorted(set(r.segni()) - delle_note))]
        guasti += [f"{nome}: righe in disordine" for (_, a), (b, _) in pairwise(righe) if a >= b]
        guasti += [f"{nome}: testata vuota" for e in tabella.tutti("TH") if not struttura.testo(e).strip()]
        nomi = {str(e.oggetto.ID) for e in tabella.tutti("TH")}
        guasti += [f"{nome}: cella senza testate" for e in tabella.tutti("TD") if set(_nomi(e)) - nomi]
    numerate = [d.split(" – ")[0] for t in tabelle if (d := struttura.testo(t.figli[0])).startswith("Tabella")]
    if numerate != [f"Tabella {n}" for n in range(1, len(numerate) + 1)]:
        guasti.append(f"tabelle numerate {numerate}")
    return guasti


def _nomi(cella: Elemento) -> list[str]:
    return [str(h) for h in cella.oggetto.A.Headers]


def guasti_di_link(struttura: Struttura) -> list[str]:
    """Every link is one annotation, named by its text; no annotation is outside a link."""
    link = struttura.tutti("Link")
    guasti = [f"{struttura.testo(e)}: {len(e.annotazioni)} annotazioni" for e in link if len(e.annotazioni) != 1]
    delle_pagine = sorted(a.objgen for p in struttura.pdf.pages for a in p.obj.get("/Annots", []))
    if sorted(a.objgen for e in link for _, a in e.annotazioni) != delle_pagine:
        guasti.append("annotazioni fuori dai link")
    for elemento in link:
        for _, annotazione in elemento.annotazioni:
            if not struttura.testo(elemento).startswith(str(annotazione.Contents)):
                guasti.append(f"{struttura.testo(elemento)}: l'annotazione dice {annotazione.Contents}")
    return guasti


def guasti_di_figure(struttura: Struttura) -> list[str]:
    """Every figure has an alternative, stands on one page and its box lies there."""
    guasti = []
    for figura in struttura.tutti("Figure"):
        nome = str(figura.oggetto.get("/Alt", ""))
        pagine = {pagina for pagina, _ in figura.segni()}
        if len(nome) <= 5 or len(pagine) != 1:
            guasti.append(f"«{nome[:60]}» sulle pagine {pagine}")
            continue
        foglio = [float(v) for v in struttura.pdf.pages[pagine.pop()].MediaBox]
        x1, y1, x2, y2 = (float(v) for v in figura.oggetto.A.BBox)
        if not (foglio[0] <= x1 < x2 <= foglio[2] and foglio[1] <= y1 < y2 <= foglio[3]):
            guasti.append(f"«{nome[:60]}» fuori dalla pagina")
    return guasti


def _testo(operando: Any, font: dict[int, str]) -> str:
    pezzi = operando if isinstance(operando, pikepdf.Array) else [operando]
    grezzo = b"".join(bytes(p) for p in pezzi if isinstance(p, pikepdf.String))
    return "".join(font.get(int.from_bytes(grezzo[i : i + 2]), "\ufffd") for i in range(0, len(grezzo), 2))


def _mappa(cmap: str) -> dict[int, str]:
    """The characters of a font by their codes, from its ToUnicode (only ``bfchar``: WeasyPrint writes no ranges)."""
    mappa = {}
    for blocco in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for codice, testo in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", blocco):
            mappa[int(codice, 16)] = bytes.fromhex(testo).decode("utf-16-be")
    return mappa
