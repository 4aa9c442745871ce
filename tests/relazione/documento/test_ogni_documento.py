"""Every kind of document of the real 2019, as it comes out of the printer: the two standards, tags, layout, what the
public edition says, the same bytes on another day. The Relazione with its narrative is looked at in ``test_documento``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import page
import pytest
from django.conf import settings
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.models import Ciclo
from relazione.documento.blocchi import Composto
from relazione.documento.componi import componi
from relazione.documento.confronto import confronta
from relazione.documento.dati_aperti import allegati
from relazione.documento.genera import momento, scrivi, trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.documento.modelli import scegli_modello, sezioni_del_modello, titolo_del_modello
from relazione.documento.parti.divisione import dividi
from relazione.documento.pdf import impagina, scrivi_pdf, stampa
from relazione.fotografia import ConfrontoFoto, Fotografia, Richiesta, fotografa, fotografa_entrambe, scrivi_json
from relazione.models import Edizione, TipoDocumento
from tests.mondi import impaginato
from tests.mondi.detto import solo_individuali, stretto, tutto
from tests.mondi.pdf_uguali import differenze
from tests.mondi.struttura_pdf import Struttura, guasti_di_figure, guasti_di_link, guasti_di_tabelle

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
T, E = TipoDocumento, Edizione
UNIONCAMERE = "unioncamere-2020"
CASI = [
    *[(T.RELAZIONE, UNIONCAMERE, e) for e in E],
    *[(tipo, "", e) for tipo in (T.PIANO, T.MONITORAGGIO) for e in E],
    (T.SCHEDA_INDIVIDUALE, "", E.INTEGRALE),
    *[(tipo, "", E.PUBBLICA) for tipo in (T.PIRA, T.VALIDAZIONE, T.ACCOMPAGNAMENTO, T.FUNZIONAMENTO, T.CONFRONTO)],
]
FORMATI = ("pdf", "html", "odt", "json")
PUBBLICI = [
    *[(T.RELAZIONE, "", formato) for formato in FORMATI[1:]],  # its PDF is read in ``test_documento``
    *[(tipo, modello, formato) for tipo, modello, e in CASI if e == E.PUBBLICA for formato in FORMATI],
]
SENZA_INDICE = {T.SCHEDA_INDIVIDUALE, T.PIRA, T.VALIDAZIONE, T.ACCOMPAGNAMENTO, T.FUNZIONAMENTO, T.CONFRONTO}
STESSI = """
import datetime as dt, hashlib, pathlib, sys, time
VERO = time.time
time.time = lambda: VERO() + 400 * 86400
class Altrove(dt.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    today = utcnow = now
class Domani(dt.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
dt.datetime, dt.date = Altrove, Domani
import django
django.setup()
from relazione.documento.genera import scrivi
from relazione.fotografia import leggi_json
for nome in sys.argv[1:]:
    foto = leggi_json(pathlib.Path(nome).read_text(encoding="utf-8"))
    for formato in ("pdf", "html", "odt", "json"):
        print(pathlib.Path(nome).stem, formato, hashlib.sha256(scrivi(foto, formato)).hexdigest())
"""
"""Each snapshot written again, 400 days later by the clock of the process, with no database to read."""


@dataclass(frozen=True)
class Fotografati:
    """The snapshots of every kind by edition: the full one and the public one, where there is one."""

    foto: dict[tuple[str, str], tuple[Fotografia, Fotografia | None]]
    carte: dict[tuple[str, str, str], Carta] = field(default_factory=dict)

    def carta(self, *caso: str) -> Carta:
        """The document printed, once for the tests that look at it."""
        tipo, modello, edizione = caso
        if (tipo, modello, edizione) not in self.carte:
            self.carte[tipo, modello, edizione] = Carta(self[tipo, modello, edizione])
        return self.carte[tipo, modello, edizione]

    def __getitem__(self, caso: tuple[str, str, str]) -> Fotografia:
        tipo, modello, edizione = caso
        completa, pubblica = self.foto[tipo, modello]
        scelta = completa if edizione == E.INTEGRALE else pubblica
        assert scelta is not None
        return scelta


class Carta:
    """A document laid out and printed, and what is read back of it."""

    def __init__(self, foto: Fotografia) -> None:
        self.composto: Composto = componi(foto)
        html = scrivi_html(self.composto)
        impaginate = impagina(html)
        self.pagine = [p._page_box for p in impaginate.pages]
        self.intero = stampa(impaginate, allegati(self.composto), momento(foto))
        in_parti = dividi(html) is not None
        self.pdf = scrivi_pdf(html, allegati(self.composto), momento(foto)) if in_parti else self.intero

    @cached_property
    def struttura(self) -> Struttura:
        return Struttura(self.pdf)


def _richiesta(ciclo: Ciclo, tipo: str, modello: str) -> Richiesta:
    parti: dict[str, Any] = {}
    if tipo == T.MONITORAGGIO:
        parti = {"periodo": ciclo.periodi.get(numero=3)}
    elif tipo == T.SCHEDA_INDIVIDUALE:
        parti = {"cruscotto": ciclo.cruscotti.get(codice="ind_dir2")}
    richiesta = trova_richiesta(ciclo, tipo, **parti)
    if modello:
        scelto = scegli_modello(tipo, modello)
        titolo, sezioni = titolo_del_modello(scelto, ciclo), sezioni_del_modello(scelto, ciclo)
        richiesta = replace(richiesta, titolo=titolo, sezioni=sezioni)
    if tipo == T.CONFRONTO:
        dopo = fotografa(trova_richiesta(ciclo, T.RELAZIONE), E.PUBBLICA)
        prima = replace(dopo, titolo="Prima stesura", sezioni=dopo.sezioni[3:], interventi=dopo.interventi[:-1])
        richiesta = replace(richiesta, confronto=ConfrontoFoto("a", "b", confronta(prima, dopo)))
    return richiesta


@pytest.fixture(scope="module")
def fotografati(django_db_setup: None, django_db_blocker: DjangoDbBlocker, cartella_media: Path) -> Fotografati:
    casi = {(tipo, modello) for tipo, modello, _ in CASI} | {(T.RELAZIONE, "")}
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        ciclo = trova_ciclo("arezzo-siena", 2019)
        return Fotografati({(t, m): fotografa_entrambe(_richiesta(ciclo, t, m)) for t, m in sorted(casi)})


@pytest.mark.parametrize(("tipo", "modello", "edizione"), CASI)
def test_a_printed_document_meets_the_standards_and_is_well_laid_out(
    fotografati: Fotografati, tipo: str, modello: str, edizione: str, tmp_path: Path
) -> None:
    carta = fotografati.carta(tipo, modello, edizione)
    file = tmp_path / "documento.pdf"
    file.write_bytes(carta.pdf)
    for profilo in ("pdfa-3a", "pdfua-1"):
        esito = page.validate_pdf(str(file), profile=profilo)
        assert [f"{g.rule_id}: {g.message}" for g in esito.failures] == []
        assert esito.is_compliant
    assert carta.pdf is carta.intero or differenze(carta.intero, carta.pdf) == []
    struttura = carta.struttura
    assert struttura.pdf.check_pdf_syntax() == []
    assert struttura.guasti == []
    assert {pagina for pagina, _ in struttura.testi} == set(range(len(struttura.pdf.pages)))
    assert guasti_di_tabelle(struttura) == []
    assert guasti_di_link(struttura) == []
    assert guasti_di_figure(struttura) == []
    assert str(struttura.pdf.pages[0].label) == ("1" if tipo in SENZA_INDICE else "Copertina")
    assert struttura.pdf.Root.PageMode == "/UseOutlines"
    titoli = [struttura.testo(e).strip() for e in struttura.radice.tutti() if e.tipo[0] == "H" and e.tipo[1:].isdigit()]
    attesi = [s.nome for s in carta.composto.sezioni]
    assert [t for t in titoli if t in attesi] == attesi, "every section has its heading, in order"
    assert [g for controllo in CONTROLLI for g in controllo(carta.pagine)] == []
    assert impaginato.righe_sole(carta.pagine)[1] == []


CONTROLLI = (
    impaginato.fuori_pagina,
    impaginato.celle_strette,
    impaginato.titoli_in_fondo,
    impaginato.pagine_vuote,
)


@pytest.mark.parametrize(("tipo", "modello", "formato"), PUBBLICI)
def test_no_public_document_says_anything_of_an_individual_sheet(
    fotografati: Fotografati, tipo: str, modello: str, formato: str
) -> None:
    completa, _ = fotografati.foto[tipo, modello]
    vietate = [stretto(v) for v in solo_individuali(completa)]
    assert len(vietate) > 12
    if formato == "pdf":
        scritto = fotografati.carta(tipo, modello, E.PUBBLICA).pdf
    else:
        scritto = scrivi(fotografati[tipo, modello, E.PUBBLICA], formato)
    for dove, testo in tutto(scritto, formato):
        ridotto = stretto(testo)
        assert [v for v in vietate if v in ridotto] == [], dove


def test_the_same_eye_finds_an_individual_sheet_in_every_part_of_the_full_one(fotografati: Fotografati) -> None:
    """Otherwise the test above could not fail."""
    foto = fotografati[T.SCHEDA_INDIVIDUALE, "", E.INTEGRALE]
    titolo = stretto(foto.titolo.rsplit(",", 1)[0])
    for formato, parti in (
        ("pdf", {"testo letto", "margini", "stringhe", "flussi"}),
        ("odt", {"content.xml", "meta.xml"}),
        ("html", {"sorgente", "testo"}),
        ("json", {"sorgente", "testo"}),
    ):
        assert {d for d, t in tutto(scrivi(foto, formato), formato) if titolo in stretto(t)} >= parti, formato


def test_another_process_on_another_day_writes_the_same_bytes_from_what_is_stored(
    fotografati: Fotografati, tmp_path: Path
) -> None:
    brevi = {f"{tipo}-{edizione}": fotografati[tipo, m, edizione] for tipo, m, edizione in CASI if tipo in SENZA_INDICE}
    assert len(brevi) == len(SENZA_INDICE)
    for nome, foto in brevi.items():
        (tmp_path / f"{nome}.json").write_text(scrivi_json(foto), encoding="utf-8")
    attesi = {
        f"{nome} {formato} {hashlib.sha256(scrivi(foto, formato)).hexdigest()}"
        for nome, foto in brevi.items()
        for formato in FORMATI
    }
    altrove = {
        "PYTHONPATH": str(settings.BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/che-non-c-e/x.sqlite3",
        "PYTHONHASHSEED": "20190519",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PATH": os.environ["PATH"],
    }
    for nome in ("ENV_FILE", "SECRET_KEY", "ALLOWED_HOSTS"):
        if nome in os.environ:
            altrove[nome] = os.environ[nome]
    esito = subprocess.run(
        [sys.executable, "-c", STESSI, *sorted(str(f) for f in tmp_path.glob("*.json"))],
        cwd=tmp_path,
        env=altrove,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(esito.stdout.splitlines()) == attesi, esito.stderr[-2000:]
