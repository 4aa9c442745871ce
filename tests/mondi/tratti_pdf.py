"""What the pages of a PDF paint, operator by operator with all that decides how it looks: two files that paint the same
marks look the same, by whatever names they call their resources and in whatever order a footer comes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

Matrice = tuple[float, float, float, float, float, float]
CAMMINO = {"m", "l", "c", "v", "y", "re", "h"}
DIPINTO = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"}
COLORE = {"g", "rg", "k", "sc", "scn"}
TRATTO = {"G", "RG", "K", "SC", "SCN"}
LINEA = {"w", "J", "j", "M", "d", "i", "ri"}
UNITA: Matrice = (1, 0, 0, 1, 0, 0)


def per(a: Matrice, b: Matrice) -> Matrice:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def tratti(contenuto: bytes) -> list[list[str]]:
    """For each page, in no order, what it paints."""
    pdf = pikepdf.open(io.BytesIO(contenuto))
    return [sorted(_Pittura(p.obj.Resources, UNITA).leggi(p.obj)) for p in pdf.pages]


class _Pittura:
    """The state of a page, or of a form or pattern on it, while it is painted."""

    def __init__(self, risorse: Any, matrice: Matrice, stato: dict[str, Any] | None = None) -> None:
        self.risorse = risorse
        self.stato: dict[str, Any] = {**(stato or {}), "ctm": matrice}
        self.pila: list[dict[str, Any]] = []
        self.testo: Matrice = UNITA
        self.cammino: list[str] = []
        self.taglio = ""

    def leggi(self, flusso: Any) -> Iterator[str]:
        for istruzione in pikepdf.parse_content_stream(flusso):
            yield from self._uno(str(istruzione.operator), list(istruzione.operands))
        assert not self.pila, "stati della grafica non chiusi"

    def _uno(self, op: str, valori: list[Any]) -> Iterator[str]:
        s = self.stato
        if op == "q":
            self.pila.append(dict(s))
        elif op == "Q":
            self.stato = self.pila.pop()
        elif op == "cm":
            s["ctm"] = per(_matrice(valori), s["ctm"])
        elif op in COLORE | {"cs"}:
            s["fondo"] = s.get("fondo", "") * (op != "cs" and op in ("sc", "scn")) + self._scritti(valori)
        elif op in TRATTO | {"CS"}:
            s["bordo"] = s.get("bordo", "") * (op != "CS" and op in ("SC", "SCN")) + self._scritti(valori)
        elif op in LINEA:
            s[op] = _scritti(valori)
        elif op == "gs":
            s.update({str(k): self._stato(v) for k, v in self.risorse.ExtGState[valori[0]].items()})
        elif op in CAMMINO:
            self.cammino.append(f"{_scritti(valori)} {op}")
        elif op in ("W", "W*"):
            self.taglio = op
        elif op in DIPINTO:
            yield from self._dipinto(op)
        else:
            yield from self._scritto(op, valori)

    def _dipinto(self, op: str) -> Iterator[str]:
        if op != "n":
            yield self._segno(op, " ".join(self.cammino))
        if self.taglio:
            self.stato["taglio"] = (
                self.stato.get("taglio", "") + f"{_tonda(self.stato['ctm'])} {self.cammino} {self.taglio}"
            )
        self.cammino, self.taglio = [], ""

    def _scritto(self, op: str, valori: list[Any]) -> Iterator[str]:
        if op == "BT":
            self.testo = UNITA
        elif op == "Tm":
            self.testo = _matrice(valori)
        elif op == "Td":
            self.testo = per((1, 0, 0, 1, float(valori[0]), float(valori[1])), self.testo)
        elif op == "Tf":
            self.stato["Tf"] = f"{self.risorse.Font[valori[0]].BaseFont} {_scritti(valori[1:])}"
        elif op in ("Tr", "Ts", "Tc", "Tw", "Tz"):
            self.stato[op] = _scritti(valori)
        elif op in ("Tj", "TJ"):
            yield self._segno(op, f"{_tonda(self.testo)} {self.stato['Tf']} {_scritti(valori)}")
        elif op == "Do":
            yield from self._oggetto(self.risorse.XObject[valori[0]])
        elif op == "sh":
            yield self._segno(op, _intero(self.risorse.Shading[valori[0]]))
        elif op not in ("ET", "BDC", "BMC", "EMC"):
            raise AssertionError(f"operatore che nessuno sa leggere: {op}")

    def _segno(self, op: str, cosa: str) -> str:
        tenuti = {k: v for k, v in self.stato.items() if k not in ("ctm", "Tf")}
        return f"{op} {_tonda(self.stato['ctm'])} {cosa} {sorted(tenuti.items())}"

    def _oggetto(self, oggetto: Any) -> Iterator[str]:
        if oggetto.Subtype == "/Image":
            yield self._segno("Do", f"{oggetto.Width}x{oggetto.Height} {hash(oggetto.read_raw_bytes())}")
            return
        matrice = per(_matrice(oggetto.get("/Matrix", UNITA)), self.stato["ctm"])
        yield from _Pittura(oggetto.Resources, matrice, self.stato).leggi(oggetto)

    def _scritti(self, valori: list[Any]) -> str:
        """Operands of a colour, a pattern by what it paints."""
        return " ".join(
            self._motivo(v) if isinstance(v, pikepdf.Name) and v in self.risorse.get("/Pattern", {}) else _scritti([v])
            for v in valori
        )

    def _motivo(self, nome: Any) -> str:
        motivo = self.risorse.Pattern[nome]
        voci = {k: _intero(v) for k, v in motivo.items() if k not in ("/Resources", "/Length", "/Filter")}
        return f"{sorted(voci.items())} {list(_Pittura(motivo.Resources, UNITA).leggi(motivo))}"

    def _stato(self, valore: Any) -> str:
        if isinstance(valore, pikepdf.Dictionary) and "/G" in valore:
            gruppo = valore.G
            return f"{valore.S} {list(_Pittura(gruppo.Resources, self.stato['ctm']).leggi(gruppo))}"
        return _intero(valore)


def _matrice(valori: Any) -> Matrice:
    a, b, c, d, e, f = (float(v) for v in valori)
    return (a, b, c, d, e, f)


def _tonda(matrice: Matrice) -> tuple[float, ...]:
    return tuple(round(v, 3) + 0.0 for v in matrice)


def _scritti(valori: list[Any]) -> str:
    return " ".join(_intero(v) for v in valori)


def _intero(valore: Any) -> str:
    """A value with all that it refers to, but for the profile of the colours."""
    if isinstance(valore, pikepdf.Array):
        if len(valore) and valore[0] == "/ICCBased":
            return "/ICCBased"
        return f"[{' '.join(_intero(v) for v in valore)}]"
    if isinstance(valore, pikepdf.Dictionary):
        return f"<{' '.join(f'{k} {_intero(v)}' for k, v in sorted(valore.items()))}>"
    if isinstance(valore, pikepdf.Object):
        return valore.unparse().decode("latin-1")
    return str(round(float(valore), 3)) if isinstance(valore, float) or hasattr(valore, "as_tuple") else str(valore)
