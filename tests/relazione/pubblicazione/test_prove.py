"""The evidence of a year: one list with filters, one archive with an index, for who reads the whole body."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.models import Evidenza, Rilevazione
from relazione.pubblicazione.prove import LUNGO, _scrivibile, archivio, prove_del_ciclo
from tests.mondi.scena import ANNO, Scena, cliente, crea_scena, leggi

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
PAGINA = f"/documenti/{ANNO}/prove/"
ZIP = f"{PAGINA}scarica/"


@pytest.fixture
def scena(settings: Settings, tmp_path: Path) -> Scena:
    settings.MEDIA_ROOT = tmp_path / "media"
    scena = crea_scena()
    for codice, numero, stato in (("i1", 1, "validata"), ("i4", 1, "trasmessa"), ("i1", 2, "bozza")):
        scena.metti(codice, "90", numero, stato=stato)
    return scena


def valore(scena: Scena, codice: str, numero: int = 1) -> Rilevazione:
    return Rilevazione.objects.get(indicatore=scena.indicatori[codice], periodo=scena.periodi[numero - 1])


def prova(scena: Scena, codice: str, nome: str, contenuto: bytes = b"prova", numero: int = 1) -> Evidenza:
    evidenza = Evidenza(
        rilevazione=valore(scena, codice, numero),
        nome=nome,
        impronta=hashlib.sha256(contenuto).hexdigest(),
        dimensione=len(contenuto),
        contenuto="application/pdf",
        aggiunta_da=scena["rita"],
    )
    evidenza.file.save("x.pdf", ContentFile(contenuto))
    return evidenza


def aperto(client: Client, domanda: str = "") -> tuple[zipfile.ZipFile, list[dict[str, str]]]:
    risposta = client.get(ZIP + domanda)
    assert risposta.status_code == 200 and risposta.streaming
    assert risposta["Content-Type"] == "application/zip" and risposta["Cache-Control"] == "private, no-store"
    assert risposta["Content-Disposition"] == f'attachment; filename="evidenze-scena-{ANNO}.zip"'
    letto = zipfile.ZipFile(io.BytesIO(b"".join(risposta)))
    assert letto.testzip() is None
    return letto, indice(letto)


def indice(letto: zipfile.ZipFile) -> list[dict[str, str]]:
    testo = letto.read("indice.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(testo), delimiter=";" if ";" in testo.splitlines()[0] else ","))


def test_one_list_with_its_filters(scena: Scena) -> None:
    uno, due, tre = (
        prova(scena, "i1", "uno.pdf"),
        prova(scena, "i4", "due.pdf"),
        prova(scena, "i1", "tre.pdf", numero=2),
    )
    client = cliente(scena["ugo"])

    def trovate(domanda: str) -> set[str]:
        testo = client.get(PAGINA + domanda).content.decode()
        return {e.nome for e in (uno, due, tre) if f"/evidenze/{e.pk}/" in testo}

    assert trovate("") == {"uno.pdf", "due.pdf", "tre.pdf"}
    assert trovate("?area=area2") == {"due.pdf"}
    assert trovate("?ufficio=anagrafe") == {"uno.pdf", "tre.pdf"}
    assert trovate("?periodo=2") == {"tre.pdf"}
    assert trovate("?indicatore=i1&periodo=1") == {"uno.pdf"}
    assert trovate("?stato=trasmessa") == {"due.pdf"}
    assert trovate("?testo=TRE") == {"tre.pdf"}
    for niente in ("?area=boh", "?periodo=99", "?periodo=-1", "?periodo=²", "?periodo=9999999999999", "?stato=boh"):
        assert trovate(niente) == set(), niente
        assert "Nessuna evidenza con questi filtri" in leggi(client.get(PAGINA + niente).content.decode())
    assert set(aperto(client, "?stato=trasmessa")[0].namelist()) == {
        f"periodo-1/area2/i4/{due.pk}-due.pdf",
        "indice.csv",
    }


def test_what_was_taken_away_is_not_there(scena: Scena) -> None:
    from django.utils import timezone

    prova(scena, "i1", "resta.pdf")
    tolta = prova(scena, "i1", "tolta.pdf")
    Evidenza.objects.filter(pk=tolta.pk).update(rimossa_il=timezone.now())
    assert [r["Evidenza"] for r in aperto(cliente(scena["ugo"]))[1]] == ["resta.pdf"]


def test_the_archive_holds_the_files_as_they_were_given_and_an_index(scena: Scena) -> None:
    grande = bytes(range(256)) * 4096
    uno = prova(scena, "i1", "uno.pdf", grande)
    Evidenza.objects.create(rilevazione=valore(scena, "i4"), nome="Atto", url="https://www.example.org/atto")
    letto, righe = aperto(cliente(scena["ugo"]))
    posto = f"periodo-1/area1/i1/{uno.pk}-uno.pdf"
    assert letto.read(posto) == grande
    assert [(r["Evidenza"], r["Posto nell'archivio"], r["Esito"]) for r in righe] == [
        ("uno.pdf", posto, "nell'archivio"),
        ("Atto", "", "indirizzo: non è nell'archivio"),
    ]
    assert righe[0]["Impronta SHA-256"] == uno.impronta and righe[1]["Indirizzo"] == "https://www.example.org/atto"


def test_a_file_that_is_lost_or_changed_is_said_and_stops_nothing(scena: Scena) -> None:
    perduta, cambiata, sana = (prova(scena, "i1", f"{n}.pdf", n.encode()) for n in ("perduta", "cambiata", "sana"))
    Path(perduta.file.path).unlink()
    Path(cambiata.file.path).write_bytes(b"altro")
    letto, righe = aperto(cliente(scena["ugo"]))
    assert {r["Evidenza"]: r["Esito"] for r in righe} == {
        "perduta.pdf": "il file manca dal disco",
        "cambiata.pdf": "il file non è quello depositato",
        "sana.pdf": "nell'archivio",
    }
    assert letto.read(f"periodo-1/area1/i1/{sana.pk}-sana.pdf") == b"sana"


def test_a_hostile_name_stays_inside_and_does_not_run(scena: Scena) -> None:
    nomi = [
        "../../fuori.pdf",
        "C:\\fuori.pdf",
        "=cmd|'/C calc'!A0.pdf",
        "CON",
        "a" * 180 + ".pdf",
        "due\nrighe.pdf",
        "..",
    ]
    for nome in nomi:
        prova(scena, "i1", nome)
    letto, righe = aperto(cliente(scena["ugo"]))
    dentro = [n for n in letto.namelist() if n != "indice.csv"]
    assert len(dentro) == len({n.casefold() for n in dentro}) == len(nomi)
    for nome in dentro:
        assert re.fullmatch(r"periodo-1/area1/i1/\d+-[^/\\:\n]+", nome) and ".." not in nome.split("/")
    assert not any(r["Evidenza"].startswith(("=", "+", "-", "@")) for r in righe)


@given(nome=st.text(max_size=300))
def test_a_name_can_be_written_everywhere(nome: str) -> None:
    scritto = _scrivibile(nome)
    assert 0 < len(scritto) <= LUNGO
    assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', scritto) and scritto == scritto.strip(". ")


def test_the_archive_is_never_whole_in_memory(scena: Scena) -> None:
    """Each piece that leaves is small, whatever the files: nothing waits for the end."""
    import os

    for n in range(3):
        prova(scena, "i1", f"{n}.pdf", os.urandom(3_000_000))
    pezzi = [len(p) for p in archivio(list(prove_del_ciclo(scena["ugo"], scena.ciclo)))]
    assert sum(pezzi) > 9_000_000 and max(pezzi) < 400_000


def test_who_does_not_read_the_whole_body_finds_nothing(scena: Scena) -> None:
    prova(scena, "i1", "uno.pdf")
    for chi in ("rita", "dina"):
        for dove in (PAGINA, ZIP):
            assert cliente(scena[chi]).get(dove).status_code == 404
    altra = crea_scena("altrove", anno=ANNO)
    assert "uno.pdf" not in cliente(altra["ugo"]).get(PAGINA).content.decode()
    risposta = cliente(altra["ugo"]).get(ZIP)
    assert zipfile.ZipFile(io.BytesIO(b"".join(risposta))).namelist() == ["indice.csv"]


def test_fifty_at_a_time_and_all_of_them_in_the_sheet(scena: Scena) -> None:
    for n in range(60):
        Evidenza.objects.create(rilevazione=valore(scena, "i1"), nome=f"Atto {n}", url=f"https://www.example.org/{n}")
    client = cliente(scena["ugo"])
    prima = client.get(PAGINA).content.decode()
    assert prima.count("https://www.example.org/") == 50 and "60 evidenze" in leggi(prima)
    assert client.get(f"{PAGINA}?pagina=2").content.decode().count("https://www.example.org/") == 10
    assert client.get(f"{PAGINA}?formato=csv").content.decode().count("https://www.example.org/") == 60
