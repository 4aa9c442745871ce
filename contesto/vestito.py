"""The site in the colours of a body: what can be read, and the style sheet that says so to the browser.

The policy of the site forbids styles inside a page: the colours leave as a file, whose address holds them and the hash
of what it says, so that a cache may keep it for ever and a body that changes them has another address.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from contesto.colori import FONDO, Tema, contrasto, leggibile, piu_scuro, si_legge
from contesto.numeri import formatta_numero

INDIRIZZO = re.compile(r"([0-9a-f]{6})-([0-9a-f]{6})-([0-9a-f]{8})")

REGOLE = """\
:root {{
  --can-blu: {tinta}; --can-blu-scuro: {fascia}; --bs-link-color: {tinta}; --bs-link-hover-color: {tinta_scura};
}}
.it-header-slim-wrapper, .it-footer-small-prints {{ background: {bordo}; }}
.it-header-center-wrapper {{ background: {fascia}; }}
.navigazione {{ background: {bordo}; }}
.btn-primary {{
  --bs-btn-bg: {tinta}; --bs-btn-border-color: {tinta};
  --bs-btn-disabled-bg: {tinta}; --bs-btn-disabled-border-color: {tinta};
  --bs-btn-hover-bg: {tinta_scura}; --bs-btn-hover-border-color: {tinta_scura};
  --bs-btn-active-bg: {tinta_scura}; --bs-btn-active-border-color: {tinta_scura};
}}
.btn-outline-primary {{
  --bs-btn-color: {tinta}; --bs-btn-border-color: {tinta}; --bs-btn-hover-color: {tinta_scura};
  --bs-btn-hover-border-color: {tinta_scura}; --bs-btn-active-color: {tinta_scura};
  --bs-btn-active-border-color: {tinta_scura}; --bs-btn-disabled-color: {tinta}; box-shadow: inset 0 0 0 2px {tinta};
}}
.btn-outline-primary:hover, .btn-outline-primary:active {{ box-shadow: inset 0 0 0 2px {tinta_scura}; }}
"""


@dataclass(frozen=True, slots=True)
class Illeggibile:
    """A colour that cannot be read: which of the two, how much contrast it has, the nearest one that reads."""

    campo: str
    colore: str
    rapporto: str
    proposto: str

    def __str__(self) -> str:
        return (
            f"Il {self.campo.replace('_', ' ')} {self.colore} non si legge: il suo contrasto con il fondo chiaro delle "
            f"pagine è {self.rapporto} a 1, ne serve almeno 4,5. Il più vicino che si legge è {self.proposto}."
        )


def illeggibili(tema: Tema) -> list[Illeggibile]:
    """What of two colours cannot be read on the pages, as text or with white text on it (WCAG 2.2, AA)."""
    return [
        Illeggibile(campo, colore, rapporto(colore), leggibile(colore))
        for campo, colore in (("colore_primario", tema.primario), ("colore_secondario", tema.secondario))
        if not si_legge(colore)
    ]


def rapporto(colore: str) -> str:
    """The contrast of a colour with the light grounds, cut to two decimals: 4,499 is not 4,5."""
    misurato = Decimal(contrasto(colore, FONDO)).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return formatta_numero(misurato)


@lru_cache(maxsize=256)
def foglio_di_stile(tema: Tema) -> str:
    """The rules that dress the site in two colours; those that cannot be read, in the nearest that can."""
    fascia, tinta = leggibile(tema.primario), leggibile(tema.secondario)
    return REGOLE.format(fascia=fascia, bordo=piu_scuro(fascia, 6), tinta=tinta, tinta_scura=piu_scuro(tinta, 8))


def nome_di(tema: Tema) -> str:
    """The name of the file: the two colours and the hash of what it says."""
    impronta = hashlib.sha256(foglio_di_stile(tema).encode()).hexdigest()[:8]
    return f"{tema.primario[1:]}-{tema.secondario[1:]}-{impronta}".lower()


def tema_di(nome: str) -> Tema | None:
    """The colours of a name; None when it is of no file, or of what it said once."""
    trovato = INDIRIZZO.fullmatch(nome)
    tema = Tema(f"#{trovato[1]}", f"#{trovato[2]}") if trovato else None
    return tema if tema and nome_di(tema) == nome else None
