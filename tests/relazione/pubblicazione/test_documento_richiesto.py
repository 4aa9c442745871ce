"""A document asked for and written in the background: once, with its hash, in its edition; what stops or kills it."""

from __future__ import annotations

import datetime as dt
import hashlib
import resource
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.actions.lavori import riprendi
from cruscotto.models import Ciclo
from ente.models import Atto, Ente, Utente
from relazione.documento import genera
from relazione.fotografia import Fotografia, leggi_json
from relazione.models import Documento, FotografiaSalvata, Sezione, StatoStesura, Stesura
from relazione.pubblicazione.actions import stesure
from relazione.pubblicazione.actions.stesure import (
    ABBANDONATO,
    DISCO_PIENO,
    TROPPO_GRANDE,
    _parte,
    annulla_stesura,
    fallisci_stesura,
    richiedi_stesura,
    scrivi_stesura,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
S = StatoStesura


@pytest.fixture
def breve(ciclo: Ciclo) -> Ciclo:
    """The real cycle with a Relazione of its first sections: the same way to the file, in a few seconds."""
    Sezione.objects.filter(documento__ciclo=ciclo, ordine__gt=20).delete()
    Sezione.objects.filter(documento__ciclo=ciclo).update(testo="Un testo breve.")
    return ciclo


def oiv() -> Utente:
    return Utente.objects.get(username="oiv")


def scritta(stesura: Stesura) -> Stesura:
    scrivi_stesura.call(stesura.pk)
    stesura.refresh_from_db()
    return stesura


def cartella() -> list[str]:
    """What lies in the folder of the documents, hidden files too."""
    posto = Path(settings.MEDIA_ROOT) / "documenti"
    return sorted(f.name for f in posto.iterdir()) if posto.is_dir() else []


def test_it_is_written_once_with_its_hash(breve: Ciclo) -> None:
    stesura = richiedi_stesura(ciclo=breve, da=oiv())
    assert richiedi_stesura(ciclo=breve, da=oiv()) == stesura
    assert Atto.objects.filter(azione="richiede documento").count() == 1
    scritta(stesura)
    with stesura.file.open("rb") as file:
        contenuto = file.read()
    assert (stesura.stato, stesura.messaggio) == (S.PRONTO, "") and contenuto.startswith(b"%PDF")
    assert stesura.impronta == hashlib.sha256(contenuto).hexdigest() and stesura.dimensione == len(contenuto)
    assert (stesura.edizione, stesura.avanzamento, stesura.bozza) == ("pubblica", 100, False)
    scritta_il = stesura.scritta_il
    assert scritta(stesura).scritta_il == scritta_il
    assert richiedi_stesura(ciclo=breve, da=oiv()) != stesura


def test_what_has_not_changed_is_not_written_again(breve: Ciclo, monkeypatch: pytest.MonkeyPatch) -> None:
    prima = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    vera, scritti = genera.scrivi, list[str]()

    def conta(foto: Fotografia, formato: str, *altro: Any) -> bytes:
        scritti.append(formato)
        return vera(foto, formato, *altro)

    monkeypatch.setattr(stesure, "scrivi", conta)
    seconda = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    assert seconda != prima and seconda.stato == S.PRONTO and not scritti
    assert (seconda.file.name, seconda.impronta) == (prima.file.name, prima.impronta)
    assert FotografiaSalvata.objects.filter(documento__ciclo=breve).count() == 1
    Sezione.objects.filter(documento__ciclo=breve, ordine=10).update(testo="Un altro testo.")
    terza = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    assert scritti and terza.impronta != prima.impronta


def test_the_stored_snapshot_alone_gives_the_same_bytes(breve: Ciclo) -> None:
    stesura = scritta(richiedi_stesura(ciclo=breve, edizione="integrale", formato="json", da=oiv()))
    assert stesura.fotografia is not None
    Documento.objects.filter(ciclo=breve).update(titolo="Un altro titolo")
    breve.interventi.all().delete()
    riscritto = genera.scrivi(leggi_json(stesura.fotografia.contenuto), "json")
    assert hashlib.sha256(riscritto).hexdigest() == stesura.impronta


def test_the_two_editions_are_two_files(breve: Ciclo) -> None:
    Sezione.objects.filter(documento__ciclo=breve, ordine=10).update(testo="Visto.{{ riservato: Segretissimo.}}")
    pubblica = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    integrale = scritta(richiedi_stesura(ciclo=breve, formato="html", edizione="integrale", da=oiv()))
    testi = [Path(s.file.path).read_text(encoding="utf-8") for s in (pubblica, integrale)]
    assert ["Segretissimo" in t for t in testi] == [False, True]
    assert ["non pubblicabile" in t for t in testi] == [False, True]


def test_what_cannot_be_written_says_why(breve: Ciclo) -> None:
    Ente.objects.filter(pk=breve.ente_id).update(logo="loghi/perduto.svg")
    stesura = scritta(richiedi_stesura(ciclo=breve, da=oiv()))
    assert stesura.stato == S.FALLITO and "logo" in stesura.messaggio and not stesura.file


def test_a_public_edition_that_would_say_too_much_is_not_delivered(
    breve: Ciclo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check looks at the bytes: it stops what the edition let through."""
    individuale = "Performance individuale – Segretario Generale"
    vera = genera.scrivi
    monkeypatch.setattr(stesure, "scrivi", lambda *a: vera(*a).replace(b"Un testo breve", individuale.encode()))
    stesura = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    assert stesura.stato == S.FALLITO and "non è stata scritta" in stesura.messaggio
    assert not stesura.file and not [n for n in cartella() if "parte" in n]


def test_one_that_nobody_writes_does_not_stop_the_next(breve: Ciclo) -> None:
    ferma = richiedi_stesura(ciclo=breve, da=oiv())
    Stesura.objects.filter(pk=ferma.pk).update(
        stato=S.IN_SCRITTURA, created_at=timezone.now() - ABBANDONATO - dt.timedelta(minutes=1)
    )
    nuova = richiedi_stesura(ciclo=breve, da=oiv())
    ferma.refresh_from_db()
    assert nuova != ferma and ferma.stato == S.FALLITO and ferma.messaggio


@pytest.mark.parametrize("chi", ["redattore.area1", "dirigente.area1"])
def test_who_does_not_read_everything_neither_asks_nor_sees(breve: Ciclo, chi: str) -> None:
    utente = Utente.objects.get(username=chi)
    with pytest.raises(PermissionDenied):
        richiedi_stesura(ciclo=breve, da=utente)
    richiedi_stesura(ciclo=breve, da=oiv())
    assert not Stesura.objects.visibili_a(utente).exists()
    assert Stesura.objects.visibili_a(oiv()).exists()


def test_a_manager_asks_for_the_own_sheet_and_no_other(ciclo: Ciclo) -> None:
    dirigente = Utente.objects.get(username="dirigente.area2")
    sua, altrui = (ciclo.cruscotti.get(codice=c) for c in ("ind_dir2", "ind_dir3"))
    scheda: dict[str, Any] = {"ciclo": ciclo, "tipo": "scheda_individuale", "edizione": "integrale", "da": dirigente}
    with pytest.raises(PermissionDenied):
        richiedi_stesura(cruscotto=altrui, **scheda)
    stesura = richiedi_stesura(cruscotto=sua, formato="json", **scheda)
    assert list(Stesura.objects.visibili_a(dirigente)) == [stesura]
    assert scritta(stesura).stato == S.PRONTO
    pubblica = scritta(richiedi_stesura(cruscotto=sua, **{**scheda, "edizione": "pubblica"}))
    assert pubblica.stato == S.FALLITO and "non si pubblica mai" in pubblica.messaggio


def test_who_asked_takes_it_back_and_no_file_is_left(breve: Ciclo, monkeypatch: pytest.MonkeyPatch) -> None:
    stesura = richiedi_stesura(ciclo=breve, formato="html", da=oiv())
    with pytest.raises(PermissionDenied):
        annulla_stesura(stesura=stesura, da=Utente.objects.get(username="amministratore"))
    prima, vera = cartella(), genera.scrivi

    def annulla_intanto(*argomenti: Any) -> bytes:
        annulla_stesura(stesura=stesura, da=oiv())
        return vera(*argomenti)

    monkeypatch.setattr(stesure, "scrivi", annulla_intanto)
    assert scritta(stesura).stato == S.ANNULLATO and stesura.messaggio
    assert cartella() == prima
    annulla_stesura(stesura=stesura, da=oiv())
    assert Atto.objects.filter(azione="annulla documento").count() == 1
    monkeypatch.undo()
    pronta = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    with pytest.raises(NonModificabile, match="non si annulla più: pronto"):
        annulla_stesura(stesura=pronta, da=oiv())


def test_a_full_disk_leaves_the_previous_file_and_a_sentence(breve: Ciclo) -> None:
    """The place of the file leads to a device of the kernel that has no room."""
    intera = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    Sezione.objects.filter(documento__ciclo=breve, ordine=10).update(testo="Un altro testo.")
    stesura = richiedi_stesura(ciclo=breve, formato="html", da=oiv())
    prima = cartella()
    _parte(stesura.pk).symlink_to("/dev/full")
    assert (scritta(stesura).stato, stesura.messaggio) == (S.FALLITO, DISCO_PIENO) and not stesura.file
    assert cartella() == prima and intera.file.storage.exists(intera.file.name)


def test_a_file_larger_than_allowed_leaves_nothing_and_a_sentence(
    breve: Ciclo, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, (_, massimo) = stesure._consegna, resource.getrlimit(resource.RLIMIT_FSIZE)

    def al_limite(*argomenti: Any) -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, massimo))
        try:
            return vera(*argomenti)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (massimo, massimo))

    monkeypatch.setattr(stesure, "_consegna", al_limite)
    prima = cartella()
    stesura = scritta(richiedi_stesura(ciclo=breve, formato="html", da=oiv()))
    assert (stesura.stato, stesura.messaggio) == (S.FALLITO, TROPPO_GRANDE) and cartella() == prima


@pytest.mark.parametrize("nome", ["segni.ttf", "lora-v20-latin-ext_latin-italic.ttf"])
def test_a_missing_font_stops_it_with_its_name(breve: Ciclo, settings: Settings, tmp_path: Path, nome: str) -> None:
    vera = Path(settings.BASE_DIR)
    for caratteri in ("relazione/stile", "node_modules/bootstrap-italia/dist/fonts"):
        shutil.copytree(vera / caratteri, tmp_path / caratteri)
    [manca] = tmp_path.rglob(nome)
    manca.unlink()
    settings.BASE_DIR = tmp_path
    prima = cartella()
    stesura = scritta(richiedi_stesura(ciclo=breve, da=oiv()))
    assert stesura.stato == S.FALLITO and nome in stesura.messaggio and cartella() == prima


def test_one_that_is_in_no_queue_goes_back_to_it(breve: Ciclo) -> None:
    stesura = richiedi_stesura(ciclo=breve, formato="html", da=oiv())
    DBTaskResult.objects.all().delete()
    assert riprendi("lavori-1") == 1
    assert riprendi("lavori-1") == 0
    assert DBTaskResult.objects.get().args_kwargs["args"] == [stesura.pk]
    fallisci_stesura(stesura.pk, "Basta.")
    scrivi_stesura.call(stesura.pk)
    stesura.refresh_from_db()
    assert (stesura.stato, stesura.messaggio) == (S.FALLITO, "Basta.")
