"""Whether two PDF are the same document: what is painted, read, pointed at and carried, whatever their bytes."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pypdf import PdfReader

from tests.mondi.struttura_pdf import Elemento, Struttura
from tests.mondi.tratti_pdf import tratti


def differenze(atteso: bytes, avuto: bytes) -> list[str]:
    """What of the second PDF is not as in the first."""
    uno, altro = Struttura(atteso), Struttura(avuto)
    prima, dopo = tratti(atteso), tratti(avuto)
    trovate = [f"pagina {n}: dipinta diversa" for n, (a, b) in enumerate(zip(prima, dopo, strict=False), 1) if a != b]
    confronti = {
        "pagine": (len(prima), len(dopo)),
        "marche fuori dall'albero": ([], altro.guasti),
        "struttura": (_forma(uno.radice, uno), _forma(altro.radice, altro)),
        "segnalibri": (_segnalibri(atteso), _segnalibri(avuto)),
        "collegamenti": (_collegamenti(atteso), _collegamenti(avuto)),
        "allegati": (PdfReader(io.BytesIO(atteso)).attachments, PdfReader(io.BytesIO(avuto)).attachments),
        "notizie": (PdfReader(io.BytesIO(atteso)).metadata, PdfReader(io.BytesIO(avuto)).metadata),
        "caratteri": (_caratteri(uno), _caratteri(altro)),
    }
    return trovate + [nome for nome, (a, b) in confronti.items() if a != b]


def _forma(elemento: Elemento, struttura: Struttura) -> Any:
    """An element with its text and attributes, and those in it; identifiers count too."""
    voci = {k: v.unparse() for k, v in elemento.oggetto.items() if k in ("/A", "/Alt", "/ID", "/S")}
    pagine = sorted({pagina for pagina, _ in elemento.segni()})
    return voci, pagine, struttura.testo(elemento), [_forma(f, struttura) for f in elemento.figli]


def _segnalibri(contenuto: bytes) -> list[tuple[int, str, int | None, float, float]]:
    lettore = PdfReader(io.BytesIO(contenuto))

    def scendi(voci: Any, livello: int) -> Any:
        for voce in voci:
            if isinstance(voce, list):
                yield from scendi(voce, livello + 1)
            else:
                pagina = lettore.get_destination_page_number(voce)
                yield livello, str(voce.title), pagina, round(float(voce.left), 2), round(float(voce.top), 2)

    return list(scendi(lettore.outline, 1))


def _collegamenti(contenuto: bytes) -> list[tuple[Any, ...]]:
    """The annotations of each page: where they lie, what they say, where they lead."""
    pdf = Struttura(contenuto).pdf
    numeri = {p.obj.objgen: n for n, p in enumerate(pdf.pages)}
    nomi: Any = pdf.Root.Names.Dests.Names if "/Dests" in pdf.Root.get("/Names", {}) else []
    mete = {str(nomi[n]): nomi[n + 1] for n in range(0, len(nomi), 2)}
    trovati: list[tuple[Any, ...]] = []
    for n, foglio in enumerate(pdf.pages):
        for a in foglio.obj.get("/Annots", []):
            meta: Any = str(a.A.URI) if "/A" in a else mete[str(a.Dest)]
            if "/A" not in a:
                meta = (str(a.Dest), numeri[meta[0].objgen], [float(v) for v in list(meta)[2:]])
            zone = [float(v) for v in a.get("/QuadPoints", [])]
            trovati.append((n, [float(v) for v in a.Rect], zone, str(a.Contents), int(a.F), meta))
    return sorted(trovati, key=repr)


def _caratteri(struttura: Struttura) -> list[tuple[str, str]]:
    """The fonts, each as many times as it is there, with the advances of their glyphs."""
    voci = [o for o in struttura.pdf.objects if isinstance(o, pikepdf.Dictionary)]
    return sorted((str(o.BaseFont), o.W.unparse().decode()) for o in voci if o.get("/Subtype") == "/CIDFontType2")
