"""script/bench pdf: what the whole pipeline costs beside WeasyPrint alone on the same final HTML.

Each measure runs in a process of its own, cold as the command is: Django and WeasyPrint are loaded before the clock
starts, the renderer's fonts are not. Whole pipeline and WeasyPrint alone take turns; the medians make the
ratio. Without the demo in the database, it is loaded into a temporary SQLite database.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

ENTE, ANNO = "arezzo-siena", 2019
LIMITE = 1.25
SENZA_DEMO = 3


def misura_tutto() -> float:
    """Seconds from the database to the bytes of the full edition; the public one is also read back to be checked."""
    from cruscotto.ciclo.trova import trova_ciclo
    from relazione.documento.genera import genera, trova_richiesta

    ciclo = trova_ciclo(ENTE, ANNO)
    inizio = time.perf_counter()
    genera(trova_richiesta(ciclo, "relazione"), "integrale")
    return time.perf_counter() - inizio


def misura_weasyprint(html: Path) -> float:
    """Seconds that WeasyPrint alone takes for an HTML already written, with its own PDF/A output."""
    from weasyprint import HTML

    from relazione.documento.cartelle import cartelle_ammesse

    testo = html.read_text(encoding="utf-8")
    inizio = time.perf_counter()
    HTML(string=testo, base_url=cartelle_ammesse()[0].as_uri() + "/").write_pdf(io.BytesIO(), pdf_variant="pdf/a-3a")
    return time.perf_counter() - inizio


def prepara(html: Path) -> int:
    """Write the final HTML and return the pages of its PDF; exit SENZA_DEMO when the demo is not there."""
    from django.db import DatabaseError
    from pypdf import PdfReader

    from cruscotto.ciclo.trova import trova_ciclo
    from ente.errori import ErroreUtente
    from relazione.documento.componi import componi
    from relazione.documento.genera import fotografa_edizione, scrivi, trova_richiesta
    from relazione.documento.html import scrivi_html

    try:
        ciclo = trova_ciclo(ENTE, ANNO)
    except (ErroreUtente, DatabaseError):
        raise SystemExit(SENZA_DEMO) from None
    foto, _ = fotografa_edizione(trova_richiesta(ciclo, "relazione"), "integrale")
    html.write_text(scrivi_html(componi(foto)), encoding="utf-8")
    return len(PdfReader(io.BytesIO(scrivi(foto, "pdf"))).pages)


def _processo(*argomenti: str) -> str:
    """Run one measure in a process of its own and return its last line."""
    esito = subprocess.run([sys.executable, __file__, *argomenti], capture_output=True, text=True, check=False)
    if esito.returncode:
        if esito.returncode != SENZA_DEMO:
            sys.stderr.write(esito.stderr)
        raise SystemExit(esito.returncode)
    return esito.stdout.strip().splitlines()[-1]


def _con_la_demo(cartella: Path, html: Path) -> int:
    try:
        return int(_processo("--prepara", str(html)))
    except SystemExit as uscita:
        if uscita.code != SENZA_DEMO:
            raise
        os.environ["DATABASE_URL"] = f"sqlite:///{cartella / 'misura.sqlite3'}"
        os.environ["MEDIA_ROOT"] = str(cartella / "media")
        subprocess.run([sys.executable, "manage.py", "demo", "--forza"], stdout=subprocess.DEVNULL, check=True)
        return int(_processo("--prepara", str(html)))


def confronta(volte: int) -> None:
    """Print the medians, the pages and the ratio; exit 1 when it is over the limit."""
    with tempfile.TemporaryDirectory() as nome:
        html = Path(nome) / "relazione.html"
        pagine = _con_la_demo(Path(nome), html)
        tutto, solo = [], []
        for _ in range(volte):
            tutto.append(float(_processo("--tutto")))
            solo.append(float(_processo("--weasyprint", str(html))))
    a, b = statistics.median(tutto), statistics.median(solo)
    print(f"pagine                   {pagine}")
    print(f"pipeline intera          {a:.2f} s  (mediana di {volte}: {', '.join(f'{s:.2f}' for s in tutto)})")
    print(f"WeasyPrint da solo       {b:.2f} s  (mediana di {volte}: {', '.join(f'{s:.2f}' for s in solo)})")
    print(f"rapporto                 {a / b:.2f}  (limite {LIMITE})")
    if a / b > LIMITE:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Costo della Relazione in PDF rispetto al solo WeasyPrint.")
    parser.add_argument("--volte", type=int, default=3, help="quante misure per parte (3)")
    parser.add_argument("--tutto", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--weasyprint", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--prepara", type=Path, help=argparse.SUPPRESS)
    scelte = parser.parse_args()
    if not (scelte.tutto or scelte.weasyprint or scelte.prepara):
        confronta(scelte.volte)
        return
    import django

    django.setup()
    import weasyprint  # noqa: F401  # loaded before every clock

    if scelte.prepara:
        print(prepara(scelte.prepara))
    else:
        print(misura_tutto() if scelte.tutto else misura_weasyprint(scelte.weasyprint))


if __name__ == "__main__":
    main()
