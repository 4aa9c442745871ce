"""Logos where they are kept and drawn: the administration, the import, the page, the PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import page
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cruscotto.models import Ciclo
from ente.actions.ente import definisci_ente
from ente.importazione import ImportazioneRifiutata
from ente.logo import LogoRifiutato
from ente.models import Utente
from relazione.documento.componi import componi
from relazione.documento.genera import trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.documento.pdf import scrivi_pdf
from relazione.fotografia import fotografa
from tests.ente.test_logo_contenuto import punti, svg

GIORNO = datetime(2020, 5, 19, tzinfo=UTC)


@pytest.mark.parametrize("cattivo", [svg("<script/>"), b"GIF89a", punti("JPEG", "CMYK")])
def test_the_administration_refuses_what_cannot_be_a_logo(ciclo: Ciclo, cattivo: bytes) -> None:
    ente = ciclo.ente
    ente.logo = SimpleUploadedFile("logo.svg", cattivo)
    with pytest.raises(ValidationError) as errore:
        ente.full_clean()
    assert set(errore.value.message_dict) == {"logo"}


def test_the_administration_keeps_what_is_a_logo(ciclo: Ciclo) -> None:
    ciclo.ente.logo = SimpleUploadedFile("logo.png", punti("PNG"))
    ciclo.ente.full_clean()


def test_the_import_refuses_and_keeps_the_logo_that_is_there(ciclo: Ciclo, tmp_path: Path) -> None:
    (tmp_path / "nuovo.svg").write_bytes(svg('<image href="x"/>'))
    prima = ciclo.ente.logo.name
    for nome, dice in (("nuovo.svg", "«image»"), ("manca.svg", "non c'è")):
        dati = {"codice": ciclo.ente.codice, "denominazione": ciclo.ente.denominazione, "logo": nome}
        with pytest.raises(ImportazioneRifiutata, match=dice):
            definisci_ente(dati=dati, cartella=tmp_path, da=None)
    ciclo.ente.refresh_from_db()
    assert ciclo.ente.logo.name == prima
    assert ciclo.ente.logo.storage.exists(prima)


def test_the_import_names_a_logo_by_its_content(ciclo: Ciclo, tmp_path: Path, client: Client) -> None:
    (tmp_path / "nuovo.svg").write_bytes(punti("JPEG"))
    dati = {"codice": ciclo.ente.codice, "denominazione": ciclo.ente.denominazione, "logo": "nuovo.svg"}
    ente, _ = definisci_ente(dati=dati, cartella=tmp_path, da=None)
    assert ente.logo.name.endswith(".jpg")
    client.force_login(Utente.objects.get(username="oiv"))
    risposta = client.get(reverse("ente:logo"))
    assert (risposta.status_code, risposta["Content-Type"]) == (200, "image/jpeg")


def _alfa() -> bytes:
    immagine = Image.new("RGBA", (60, 20), (200, 30, 30, 120))
    uscita = io.BytesIO()
    immagine.save(uscita, "PNG")
    return uscita.getvalue()


@pytest.mark.parametrize(
    "logo",
    [_alfa(), punti("PNG", "P"), punti("JPEG"), punti("JPEG", "L")],
    ids=["rgba", "palette", "jpeg", "jpeg-grigio"],
)
def test_a_raster_logo_is_drawn_and_meets_both_standards(ciclo: Ciclo, logo: bytes, tmp_path: Path) -> None:
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "integrale")
    # The name by which it was kept says SVG: only the content counts.
    foto = replace(foto, ente=replace(foto.ente, logo=logo), sezioni=foto.sezioni[-1:])
    file = tmp_path / "logo.pdf"
    file.write_bytes(scrivi_pdf(scrivi_html(componi(foto)), [], GIORNO))
    for profilo in ("pdfa-3a", "pdfua-1"):
        assert [f.message for f in page.validate_pdf(str(file), profile=profilo).failures] == []
    assert b"/Image" in file.read_bytes()


def test_a_logo_that_cannot_be_drawn_stops_the_document_with_a_sentence(ciclo: Ciclo) -> None:
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "integrale")
    with pytest.raises(LogoRifiutato, match="tronco o rovinato"):
        scrivi_html(componi(replace(foto, ente=replace(foto.ente, logo=punti("PNG")[:50]))))
