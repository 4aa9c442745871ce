"""The document as one HTML file that stands alone: the same page that becomes the PDF, with its style inside."""

from __future__ import annotations

import re

from relazione.documento.blocchi import Composto
from relazione.documento.cartelle import cartelle_ammesse
from relazione.documento.html import scrivi_html

COLLEGAMENTO = '<link rel="stylesheet" href="relazione.css">'
CARATTERI = re.compile(r"@font-face\s*\{[^}]*\}\s*")
SCHERMO = """
html { font-family: "Titillium Web", system-ui, sans-serif; }
code, pre { font-family: monospace; }
@media screen {
  body { max-width: 178mm; margin: 0 auto; padding: 0 4mm 20mm; }
  .copertina { width: auto; height: auto; background: none !important; padding: 12mm 0; }
  .copertina > * { position: static; width: auto; height: auto; }
  .copertina-titolo { color: var(--primario); font-size: 28pt; }
  .logo { width: 18mm; height: 18mm; }
  .copertina-marchi { position: sticky; top: 0; background: #fff; padding: 1mm 0; }
  .cruscotto, figure { overflow-x: auto; }
  .legenda { flex-wrap: wrap; }
  .legenda li { flex-basis: 40mm; }
  .cruscotto .righe { min-width: 150mm; }
  .testata-titolo { font-family: Lora, Georgia, serif; }
}
"""


def scrivi_pagina(composto: Composto) -> bytes:
    """The HTML of the document with its style inside it and the fonts of who reads: nothing else is asked for."""
    stile = CARATTERI.sub("", (cartelle_ammesse()[0] / "relazione.css").read_text(encoding="utf-8"))
    html = scrivi_html(composto)
    return html.replace(COLLEGAMENTO, f"<style>{stile}{SCHERMO}</style>").encode()
