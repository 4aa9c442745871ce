"""The forms of a page, as a browser without scripts would send them."""

from __future__ import annotations

from html.parser import HTMLParser


class _Lettore(HTMLParser):
    """Fields by form. A field outside every form goes with the form that its ``form`` attribute names."""

    def __init__(self) -> None:
        super().__init__()
        self.moduli: list[dict[str, list[str]]] = []
        self.per_id: dict[str, dict[str, list[str]]] = {}
        self.aperto: dict[str, list[str]] | None = None
        self.scelta: tuple[dict[str, list[str]], str] | None = None
        self.opzioni: list[tuple[str, bool]] = []
        self.area: tuple[dict[str, list[str]], str] | None = None
        self.testo = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        nome = a.get("name") or ""
        if tag == "form":
            self.aperto = self.per_id.setdefault(a.get("id") or f"#{len(self.moduli)}", {})
            self.moduli.append(self.aperto)
        modulo = self.per_id.get(a.get("form") or "") if a.get("form") else self.aperto
        if modulo is None or "disabled" in a:
            return
        if tag == "input" and nome and a.get("type") not in ("submit", "button", "image", "reset", "file"):
            if a.get("type") not in ("checkbox", "radio") or "checked" in a or "required" in a:
                modulo.setdefault(nome, []).append(a.get("value") or ("on" if a.get("type") == "checkbox" else ""))
        elif tag == "select" and nome:
            self.scelta, self.opzioni = (modulo, nome), []
        elif tag == "option" and self.scelta:
            self.opzioni.append((a.get("value") or "", "selected" in a))
        elif tag == "textarea" and nome:
            self.area, self.testo = (modulo, nome), ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.testo += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.aperto = None
        elif tag == "select" and self.scelta:
            modulo, nome = self.scelta
            scelte = [v for v, scelta in self.opzioni if scelta] or [v for v, _ in self.opzioni[:1]]
            modulo.setdefault(nome, []).extend(scelte)
            self.scelta = None
        elif tag == "textarea" and self.area:
            modulo, nome = self.area
            modulo.setdefault(nome, []).append(self.testo.removeprefix("\n"))
            self.area = None


def leggi_moduli(html: str) -> list[dict[str, list[str]]]:
    """The fields of each form of a page, with what stands in them; a select says its first choice when it has none,
    and a box that must be ticked is."""
    lettore = _Lettore()
    lettore.feed(html)
    return lettore.moduli
