"""script/bench pdf: what the whole pipeline costs beside WeasyPrint alone on the same final HTML, laid out whole.

Each measure runs in a process of its own, cold as the command is: Django and WeasyPrint are loaded before the clock
starts, the renderer's fonts are not. Whole pipeline and WeasyPrint alone take turns; the medians make the ratios, of
wall and of CPU (that of the processes that lay out parts included). Then the same process writes the document again as
it is, and with a paragraph more in its shortest chapter and in its longest. The memory is the largest sum over all the
processes of what each has for itself and its share of what they have together (PSS), sampled in a run of its own.
Without the demo in the database, it is loaded into a temporary SQLite database.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

ENTE, ANNO = "arezzo-siena", 2019
LIMITE = 1.0
SENZA_DEMO = 3
Misure = dict[str, tuple[float, float]]


def _cronometra(lavoro: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall and of CPU."""
    inizio, prima = time.perf_counter(), os.times()
    lavoro()
    dopo = os.times()
    return time.perf_counter() - inizio, sum(dopo[:4]) - sum(prima[:4])


def misura_tutto() -> Misure:
    """From the database to the bytes of the full edition, then again: as it is, and with one chapter changed."""
    from cruscotto.ciclo.trova import trova_ciclo
    from relazione.documento.componi import componi
    from relazione.documento.dati_aperti import allegati
    from relazione.documento.genera import fotografa_edizione, genera, momento, scrivi, trova_richiesta
    from relazione.documento.html import scrivi_html
    from relazione.documento.parti.divisione import dividi
    from relazione.documento.pdf import scrivi_pdf

    richiesta = trova_richiesta(trova_ciclo(ENTE, ANNO), "relazione")
    misure = {"da nulla": _cronometra(lambda: genera(richiesta, "integrale"))}
    foto, _ = fotografa_edizione(richiesta, "integrale")
    misure["di nuovo, com'è"] = _cronometra(lambda: scrivi(foto, "pdf"))
    diviso = dividi(scrivi_html(componi(foto)))
    if diviso is None:
        return misure
    parti = sorted(diviso.parti, key=lambda parte: parte.peso)
    for nome, parte in (("un capoverso in più nel capitolo breve", parti[0]), ("nel più lungo", parti[-1])):

        def cambiato(vecchia: str = parte.html, nuova: str = parte.html.replace("</p>", "</p><p>Più.</p>", 1)) -> None:
            composto = componi(foto)
            scrivi_pdf(scrivi_html(composto).replace(vecchia, nuova), allegati(composto), momento(foto))

        misure[nome] = _cronometra(cambiato)
    return misure


def misura_weasyprint(html: Path) -> Misure:
    """What WeasyPrint alone takes for an HTML already written, with its own PDF/A output."""
    from weasyprint import HTML

    from relazione.documento.cartelle import cartelle_ammesse

    testo, base = html.read_text(encoding="utf-8"), cartelle_ammesse()[0].as_uri() + "/"
    return {
        "da solo": _cronometra(
            lambda: HTML(string=testo, base_url=base).write_pdf(io.BytesIO(), pdf_variant="pdf/a-3a"),
        )
    }


def massimo_pss(argomenti: list[str]) -> float:
    """The largest sum of PSS over a command and the processes under it, in MB."""
    massimo = 0
    with subprocess.Popen([sys.executable, __file__, *argomenti], stdout=subprocess.DEVNULL) as processo:
        while processo.poll() is None:
            massimo = max(massimo, sum(map(_pss, _famiglia(processo.pid))))
            time.sleep(0.05)
    return massimo / 1024


def _famiglia(pid: int) -> list[int]:
    try:
        figli = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(p for figlio in figli for p in _famiglia(int(figlio)))]


def _pss(pid: int) -> int:
    try:
        righe = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(r.split()[1]) for r in righe if r.startswith("Pss:")), 0)


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
    """Print the medians, the pages and the ratios; exit 1 when the pipeline takes longer than WeasyPrint alone."""
    with tempfile.TemporaryDirectory() as nome:
        html = Path(nome) / "relazione.html"
        pagine = _con_la_demo(Path(nome), html)
        giri: dict[str, list[tuple[float, float]]] = {}
        for _ in range(volte):
            for argomenti in (["--tutto"], ["--weasyprint", str(html)]):
                for voce, misura in json.loads(_processo(*argomenti)).items():
                    giri.setdefault(voce, []).append(misura)
        memoria = massimo_pss(["--tutto"]), massimo_pss(["--weasyprint", str(html)])
    mediane = {v: tuple(statistics.median(g) for g in zip(*misure, strict=True)) for v, misure in giri.items()}
    solo = mediane.pop("da solo")
    print(f"{pagine} pagine, mediane di {volte}; processori {len(os.sched_getaffinity(0))}")
    print(f"{'WeasyPrint da solo, intero':42}{solo[0]:7.2f} s  CPU {solo[1]:6.2f} s  {memoria[1]:4.0f} MB")
    for voce, (durata, cpu) in mediane.items():
        quanto = f"{memoria[0]:4.0f} MB" if voce == "da nulla" else "       "
        rapporti = f"rapporti {durata / solo[0]:.2f}, CPU {cpu / solo[1]:.2f}"
        print(f"{voce:42}{durata:7.2f} s  CPU {cpu:6.2f} s  {quanto}  {rapporti}")
    if mediane["da nulla"][0] > LIMITE * solo[0]:
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
        print(json.dumps(misura_tutto() if scelte.tutto else misura_weasyprint(scelte.weasyprint)))


if __name__ == "__main__":
    main()
