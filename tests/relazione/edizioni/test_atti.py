"""What becomes of an approved Relazione: sealed, given back, answered, validated, published, mended; by whom."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cruscotto.chiusura.actions.periodi import riapri_ufficio, richiudi_ufficio
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo, Periodo, StatoCiclo
from ente.models import Atto, Incarico
from relazione.edizioni.actions.correzione import apri_correzione, ritira_correzione
from relazione.edizioni.actions.edizione import NullaDiCambiato
from relazione.edizioni.actions.firma import FirmaRifiutata, allega_firma
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.ripresa import richiedi_sigillo
from relazione.edizioni.actions.sigillo import fallisci_sigillo, sigilla_relazione, sigilli_in_attesa
from relazione.edizioni.actions.validazione import restituisci_relazione, rispondi_osservazione, valida_relazione
from relazione.edizioni.custodia import SigilloRotto
from relazione.edizioni.lettere import manda_lettere
from relazione.edizioni.stato import stato_edizione
from relazione.models import Correzione, FileSigillato, FotografiaSalvata, RelazioneApprovata, Sezione, StatoApprovata
from relazione.pubblicazione.actions.approvazione import approva_relazione
from tests.mondi.edizioni import GIORNO, approvata, sigilla, sigillata, ultima
from tests.mondi.esami import esamina, valida
from tests.mondi.firme import firma_di
from tests.mondi.scena import ANNO, Scena, atti, crea_scena, fra, leggi

pytestmark = pytest.mark.django_db
S = StatoApprovata
DOPO = dt.date(ANNO + 1, 6, 25)


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def passo(scena: Scena) -> str:
    situazione = stato_edizione(Ciclo.objects.select_related("ente").get(pk=scena.ciclo.pk))
    assert situazione is not None
    return situazione.passo


def scrivi(scena: Scena, testo: str) -> None:
    Sezione.objects.filter(documento__ciclo=scena.ciclo, documento__tipo="relazione").update(testo=testo)


def _byte(file: FileSigillato) -> bytes:
    with file.file.open("rb") as aperto:
        letti: bytes = aperto.read()
    return letti


def pubblicata(scena: Scena) -> RelazioneApprovata:
    edizione = sigillata(scena)
    valida(edizione, scena["ugo"])
    return pubblica_relazione(edizione=edizione, da=scena["carla"])


# -- the seal ----------------------------------------------------------------------------------------------------------


def test_the_approval_photographs_and_the_worker_seals_it(scena: Scena) -> None:
    edizione = approvata(scena)
    assert (edizione.numero, edizione.stato, edizione.atto) == (1, S.APPROVATA, "Giunta, n. 7 del 20/06/2025")
    assert sigilli_in_attesa() == [edizione.pk]
    edizione = sigilla(edizione)
    assert sigilli_in_attesa() == []
    nomi = {f.nome: f for f in edizione.file.all()}
    assert {f"relazione-{ANNO}.pdf", f"relazione-{ANNO}.html", f"relazione-{ANNO}.json", "dizionario.csv"} <= set(nomi)
    manifesto = json.loads(edizione.manifesto)
    assert hashlib.sha256(edizione.manifesto.encode()).hexdigest() == edizione.impronta_manifesto
    assert [f["nome"] for f in manifesto["file"]] == [f.nome for f in edizione.file.all()]
    for voce in manifesto["file"]:
        contenuto = _byte(nomi[voce["nome"]])
        assert (hashlib.sha256(contenuto).hexdigest(), len(contenuto)) == (voce["sha256"], voce["byte"])
    assert manifesto["fotografie"]["pubblica"] == edizione.fotografia.impronta


def test_a_seal_interrupted_anywhere_is_done_again_the_same(scena: Scena, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies at the third file: nothing is sealed, the next start does it; a third death is said."""
    edizione = approvata(scena)
    vero, volte = default_storage.path, []

    def muore(nome: str) -> str:
        volte.append(nome)
        if len(volte) == 3:
            raise KeyboardInterrupt
        return vero(nome)

    monkeypatch.setattr(default_storage, "path", muore)
    with pytest.raises(KeyboardInterrupt):
        sigilla_relazione.func(edizione.pk)
    monkeypatch.undo()
    assert not FileSigillato.objects.exists()
    assert sigilli_in_attesa() == [edizione.pk]
    fallisci_sigillo(edizione.pk, "Si è interrotto tre volte.")
    assert sigilli_in_attesa() == []
    assert passo(scena) == "Si è interrotto tre volte."
    richiedi_sigillo(ciclo=scena.ciclo, da=scena["carla"])
    prima = {f.nome: f.impronta for f in sigilla(edizione).file.all()}
    sigilla_relazione.func(edizione.pk)  # twice is once
    assert {f.nome: f.impronta for f in FileSigillato.objects.all()} == prima
    with pytest.raises(NonModificabile, match="già sigillata"):
        richiedi_sigillo(ciclo=scena.ciclo, da=scena["carla"])


def test_a_full_disk_is_said_and_leaves_nothing(scena: Scena, monkeypatch: pytest.MonkeyPatch) -> None:
    edizione = approvata(scena)

    def pieno(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", pieno)
    sigilla_relazione.func(edizione.pk)
    monkeypatch.undo()
    edizione.refresh_from_db()
    assert "sul disco" in edizione.sigillo_mancato
    assert not FileSigillato.objects.exists()


def test_what_is_sealed_cannot_be_written_again(scena: Scena) -> None:
    edizione = sigillata(scena)
    file = edizione.file.all()[0]
    for tenta in (
        file.save,
        file.delete,
        edizione.save,
        edizione.delete,
        FileSigillato.objects.all().delete,
        lambda: FileSigillato.objects.update(nome="altro.pdf"),
        edizione.fotografia.save,
        edizione.fotografia.delete,
        lambda: FotografiaSalvata.objects.update(contenuto="{}"),
        FotografiaSalvata.objects.all().delete,
    ):
        with pytest.raises(TypeError):
            tenta()


@pytest.mark.parametrize("guasto", ["manca", "cambiato"])
def test_a_file_that_is_not_the_sealed_one_is_not_given_to_who_signed_in(scena: Scena, guasto: str) -> None:
    """What the public page refuses to give is not downloaded from inside as if it were sealed."""
    pdf = sigillata(scena).file.get(nome__endswith=".pdf")
    posto = Path(pdf.file.path)
    posto.unlink() if guasto == "manca" else posto.write_bytes(posto.read_bytes() + b"\n")
    client = Client()
    client.force_login(scena["carla"])
    risposta = client.get(f"/documenti/{ANNO}/sigillati/{pdf.pk}/")
    assert risposta.status_code == 503
    assert "non è più quello sigillato" in leggi(risposta.content.decode())
    with pytest.raises(SigilloRotto):
        allega_firma(file=pdf, firma=p7m(firma_di(b"")), da=scena["carla"])


# -- the OIV -----------------------------------------------------------------------------------------------------------


def test_given_back_answered_validated_published(scena: Scena) -> None:
    edizione = sigillata(scena)
    assert passo(scena) == "L'OIV la esamina: la valida, o la restituisce con osservazioni."
    restituisci_relazione(edizione=edizione, osservazioni=["Manca il perché.", " ", "Pagina 3."], da=scena["ugo"])
    assert passo(scena) == "Il controllo di gestione risponde a 2 osservazioni dell'OIV."
    prima, seconda = edizione.osservazioni.all()
    with pytest.raises(NonModificabile, match=r"^2 osservazioni aspettano ancora la risposta"):
        valida(edizione, scena["ugo"])
    rispondi_osservazione(osservazione=prima, risposta="È a pagina 12.", da=scena["carla"])
    rispondi_osservazione(osservazione=seconda, risposta="Vista.", da=scena["carla"])
    assert passo(scena) == "L'OIV legge le risposte, poi la valida."
    valida(edizione, scena["ugo"])
    assert passo(scena) == "Il controllo di gestione la pubblica."
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.VALIDATA
    for _ in range(2):
        edizione = pubblica_relazione(edizione=edizione, da=scena["carla"])
    assert passo(scena) == "È pubblicata: la legge chiunque."
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.PUBBLICATA
    fatti = [a for a in atti(scena) if "esame" not in a and a not in ("verifica Relazione", "giudica criterio")]
    assert fatti == [
        "approva Relazione",
        "restituisce Relazione",
        "risponde all'OIV",
        "risponde all'OIV",
        "valida Relazione",
        "pubblica Relazione",
    ]


def test_nothing_is_validated_before_it_is_sealed(scena: Scena) -> None:
    edizione = approvata(scena)
    with pytest.raises(NonModificabile, match="non sono ancora sigillati: aspettate"):
        valida(edizione, scena["ugo"])
    with pytest.raises(NonModificabile, match="non sono ancora sigillati"):
        restituisci_relazione(edizione=edizione, osservazioni=["No."], da=scena["ugo"])
    with pytest.raises(NonModificabile, match="è approvata: l'atto non si fa"):
        pubblica_relazione(edizione=edizione, da=scena["carla"])


@pytest.mark.parametrize("chi", ["rita", "dario", "carla", "ugo", "adele"])
def test_each_act_by_each_role(scena: Scena, chi: str) -> None:
    """The OIV gives back and validates, controllo di gestione the rest; nobody does the other's."""
    edizione = sigillata(scena)
    restituisci_relazione(edizione=edizione, osservazioni=["Uno."], da=scena["ugo"])
    osservazione = edizione.osservazioni.get()
    pdf = edizione.file.get(nome__endswith=".pdf")
    p7m = SimpleUploadedFile("x.p7m", b"")
    da = scena[chi]
    dell_oiv = [
        lambda: restituisci_relazione(edizione=edizione, osservazioni=["Due."], da=da),
        lambda: valida_relazione(edizione=edizione, conclusioni="Sì.", da=da),
    ]
    di_controllo = [
        lambda: rispondi_osservazione(osservazione=osservazione, risposta="Sì.", da=da),
        lambda: pubblica_relazione(edizione=edizione, da=da),
        lambda: apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=da),
        lambda: richiedi_sigillo(ciclo=scena.ciclo, da=da),
        lambda: allega_firma(file=pdf, firma=p7m, da=da),
    ]
    vietati: list[Callable[[], object]] = [
        *([] if chi == "ugo" else dell_oiv),
        *([] if chi == "carla" else di_controllo),
    ]
    prima = Atto.objects.count()
    for atto in vietati:
        with pytest.raises(PermissionDenied):
            atto()
    assert Atto.objects.count() == prima


def test_who_validates_what_the_same_person_entered_is_told_in_the_register(scena: Scena) -> None:
    edizione = sigillata(scena)
    scena.metti("i1", "5", inserita_da=scena["ugo"])
    valida(edizione, scena["ugo"])
    riga = Atto.objects.get(azione="valida Relazione")
    assert riga.dettagli["stessa_persona"] == "ha inserito o validato valori del ciclo"
    client = Client()
    client.force_login(scena["carla"])
    detto = "chi ha validato ha inserito o validato valori del ciclo."
    assert detto in leggi(client.get(f"/documenti/{ANNO}/edizioni/").content.decode())


def test_who_did_everything_alone_is_told_it_before_the_act_and_after(scena: Scena) -> None:
    """A small body has one person: nobody stops the act, everybody sees it."""
    edizione = sigillata(scena)
    restituisci_relazione(edizione=edizione, osservazioni=["Uno."], da=scena["ugo"])
    rispondi_osservazione(osservazione=edizione.osservazioni.get(), risposta="Sì.", da=scena["carla"])
    Incarico.objects.create(utente=scena["carla"], ruolo="oiv")
    esamina(edizione, scena["carla"])
    client = Client()
    client.force_login(scena["carla"])
    dove = f"/documenti/{ANNO}/edizioni/"
    fatti = "ha registrato l'approvazione e ha risposto alle osservazioni"
    assert f"chi sta per validare {fatti}." in leggi(client.get(dove).content.decode())
    assert client.post(f"{dove}1/valida/", {"conclusioni": "Conforme."}).status_code == 302
    assert f"chi ha validato {fatti}." in leggi(client.get(dove).content.decode())
    assert Atto.objects.get(azione="valida Relazione").dettagli["stessa_persona"] == fatti


@pytest.mark.parametrize("testi", [[], ["", "  "], ["x" * 4001]])
def test_observations_say_something(scena: Scena, testi: list[str]) -> None:
    edizione = sigillata(scena)
    with pytest.raises(ValoreRifiutato):
        restituisci_relazione(edizione=edizione, osservazioni=testi, da=scena["ugo"])
    assert not edizione.osservazioni.exists()


# -- the mending -------------------------------------------------------------------------------------------------------


def test_a_mistake_found_after_publication_becomes_a_second_edition(scena: Scena) -> None:
    prima = pubblicata(scena)
    file = {f.nome: f.impronta for f in prima.file.all()}
    apri_correzione(edizione=prima, codice="refuso", motivo="«previsto» era scritto male.", da=scena["carla"])
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.CONSUNTIVO
    with pytest.raises(NonModificabile, match="si sta correggendo"):
        apri_correzione(edizione=prima, codice="refuso", motivo="Ancora.", da=scena["carla"])
    scrivi(scena, "Tutto è andato come si era previsto.")
    _approva(scena, "8")
    seconda = sigilla(ultima(scena))
    assert (seconda.numero, seconda.corregge and seconda.corregge.codice) == (2, "refuso")
    assert seconda.cambiamenti == [
        {
            "dove": "Sezione 1 In breve: testo",
            "prima": "Tutto è andato come previsto.",
            "dopo": "Tutto è andato come si era previsto.",
        }
    ]
    assert passo(scena) == "L'OIV la esamina: la valida, o la restituisce con osservazioni."
    prima.refresh_from_db()
    assert prima.stato == S.PUBBLICATA, "finché la seconda non è pubblicata resta la prima"
    valida(seconda, scena["ugo"])
    pubblica_relazione(edizione=seconda, da=scena["carla"])
    quando = prima.pubblicata_il
    prima.refresh_from_db()
    assert (prima.stato, prima.pubblicata_il) == (S.SUPERATA, quando)
    assert {f.nome: f.impronta for f in prima.file.all()} == file
    assert {f.nome: f.impronta for f in seconda.file.all()} != file


def test_a_correction_that_changes_nothing_is_refused(scena: Scena) -> None:
    prima = pubblicata(scena)
    apri_correzione(edizione=prima, codice="altro", motivo="Un dubbio.", da=scena["carla"])
    with pytest.raises(NullaDiCambiato, match=r"non cambia nulla rispetto all'edizione n. 1"):
        _approva(scena, "8")
    assert RelazioneApprovata.objects.count() == 1
    ritira_correzione(correzione=Correzione.objects.get(), da=scena["carla"])
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.PUBBLICATA
    assert not Correzione.objects.exists()


def test_nothing_is_done_of_an_edition_that_is_being_mended(scena: Scena) -> None:
    """Otherwise one could publish what is known to be wrong, and the cycle would be closed with its correction open."""
    edizione = sigillata(scena)
    valida(edizione, scena["ugo"])
    apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    with pytest.raises(NonModificabile, match="si sta correggendo: prima approvate"):
        pubblica_relazione(edizione=edizione, da=scena["carla"])
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.CONSUNTIVO


def test_a_correction_under_way_is_not_dropped_with_what_it_changed(scena: Scena) -> None:
    prima = pubblicata(scena)
    apri_correzione(edizione=prima, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    scrivi(scena, "Altro.")
    with pytest.raises(NonModificabile, match="Qualcosa è già cambiato"):
        ritira_correzione(correzione=Correzione.objects.get(), da=scena["carla"])


def test_a_correction_is_not_dropped_while_an_office_has_a_period_open_again(scena: Scena) -> None:
    """Its cycle would be published with a door open, that the next correction would find so."""
    prima = pubblicata(scena)
    apri_correzione(edizione=prima, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    riaperto = riapri_ufficio(
        periodo=scena.periodo(3), ufficio=scena.uffici["cultura"], motivo="M", fino_al=fra(5), da=scena["carla"]
    )
    with pytest.raises(NonModificabile, match="ancora riaperto per Ufficio cultura: prima richiudetelo"):
        ritira_correzione(correzione=Correzione.objects.get(), da=scena["carla"])
    richiudi_ufficio(riapertura=riaperto, da=scena["carla"])
    ritira_correzione(correzione=Correzione.objects.get(), da=scena["carla"])
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.PUBBLICATA


def test_one_never_published_is_superseded_by_the_next_approval(scena: Scena) -> None:
    edizione = sigillata(scena)
    restituisci_relazione(edizione=edizione, osservazioni=["Il testo è vago."], da=scena["ugo"])
    apri_correzione(edizione=edizione, codice="osservazione_oiv", motivo="Testo vago.", da=scena["carla"])
    scrivi(scena, "Tre obiettivi su quattro sono raggiunti.")
    _approva(scena, "9")
    edizione.refresh_from_db()
    assert (edizione.stato, edizione.pubblicata_il) == (S.SUPERATA, None)
    with pytest.raises(NonModificabile, match="è superata"):
        apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=scena["carla"])


def test_the_rules_stay_those_of_the_adoption_while_it_is_mended(scena: Scena) -> None:
    """A change of the body's maximum, made meanwhile for the years to come, moves no figure of the mended year."""
    from cruscotto.misurazione.prospetto import misura_cruscotti
    from cruscotto.models import ImpostazioniMisura

    scena.metti("i1", "150", 3)
    prima = pubblicata(scena)
    finale = Periodo.objects.get(ciclo=scena.ciclo, numero=3)

    def sal() -> list[object]:
        ciclo = Ciclo.objects.select_related("ente").get(pk=scena.ciclo.pk)
        return [r.sal for p in misura_cruscotti(ciclo, finale, [scena.cruscotto]) for r in p.righe]

    adottati = sal()
    apri_correzione(edizione=prima, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    ImpostazioniMisura.objects.filter(ente=scena.ente).update(massimo=50)
    assert sal() == adottati


def test_the_act_of_a_new_edition_is_not_that_of_the_one_before(scena: Scena) -> None:
    """Neither the same, which adopted another text, nor one of before it."""
    prima = pubblicata(scena)
    apri_correzione(edizione=prima, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    scrivi(scena, "Altro.")
    with pytest.raises(ValoreRifiutato, match=r"È l'atto dell'edizione n. 1, che diceva altro"):
        approva_relazione(ciclo=scena.ciclo, organo="giunta", numero="7", data=GIORNO, da=scena["carla"])
    with pytest.raises(ValoreRifiutato, match=r"L'atto è prima di quello che corregge, del 20/06/2025"):
        approva_relazione(
            ciclo=scena.ciclo, organo="Giunta", numero="8", data=GIORNO - dt.timedelta(1), da=scena["carla"]
        )
    approva_relazione(ciclo=scena.ciclo, organo="Giunta", numero="8", data=GIORNO, da=scena["carla"])
    assert ultima(scena).numero == 2


def test_of_what_was_published_in_time_no_delay_is_asked_when_it_is_mended(scena: Scena) -> None:
    """In autumn the act of a correction is after 30 June, and nobody is late. One never published is."""
    tardi = dt.date(ANNO + 1, 10, 3)
    edizione = sigillata(scena)
    apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    scrivi(scena, "Altro.")
    with pytest.raises(ValoreRifiutato, match="motivo del ritardo"):
        approva_relazione(ciclo=scena.ciclo, organo="Giunta", numero="8", data=tardi, da=scena["carla"])
    _approva(scena, "8")
    seconda = sigilla(ultima(scena))
    valida(seconda, scena["ugo"])
    pubblica_relazione(edizione=seconda, da=scena["carla"])
    apri_correzione(edizione=seconda, codice="refuso", motivo="Un altro.", da=scena["carla"])
    scrivi(scena, "Altro ancora.")
    client = Client()
    client.force_login(scena["carla"])
    dove = f"/documenti/{ANNO}/approvazione/"
    pagina = client.get(dove).content.decode()
    assert "motivo_ritardo" not in pagina
    assert "che resta com’è, con la sua data di pubblicazione" in leggi(pagina)
    assert client.post(dove, {"organo": "Giunta", "numero": "9", "data_atto": tardi}).status_code == 302
    assert (ultima(scena).numero, ultima(scena).motivo_ritardo) == (3, "")


@pytest.mark.parametrize(("codice", "motivo"), [("", "Un refuso."), ("boh", "Un refuso."), ("refuso", "  ")])
def test_a_correction_says_why(scena: Scena, codice: str, motivo: str) -> None:
    prima = pubblicata(scena)
    with pytest.raises(ValoreRifiutato):
        apri_correzione(edizione=prima, codice=codice, motivo=motivo, da=scena["carla"])


def _approva(scena: Scena, numero: str) -> None:
    """As ``approva``, without touching what is written."""
    approva_relazione(ciclo=scena.ciclo, organo="Giunta", numero=numero, data=DOPO, da=scena["carla"])


# -- signatures and letters --------------------------------------------------------------------------------------------


def p7m(contenuto: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("f.p7m", contenuto)


def test_a_detached_signature_stays_beside_its_file(scena: Scena) -> None:
    pdf = sigillata(scena).file.get(nome__endswith=".pdf")
    prima = _byte(pdf)
    una = firma_di(prima)
    for _ in range(2):  # the same twice is once
        firma = allega_firma(file=pdf, firma=p7m(una), da=scena["carla"])
    assert (firma.nome, firma.firma_di, firma.impronta) == (f"{pdf.nome}.p7m", pdf, hashlib.sha256(una).hexdigest())
    altra = allega_firma(file=pdf, firma=p7m(firma_di(prima, dentro=True, firmatario=b"due")), da=scena["carla"])
    assert altra.nome == f"{pdf.nome}-2.p7m"
    assert _byte(pdf) == prima


@pytest.mark.parametrize(
    ("contenuto", "frase"),
    [
        (b"%PDF-1.7 ...", "PDF firmato al suo interno"),
        (b"ciao", "Non è una firma digitale"),
        (b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\0" * 50, "Non è una firma digitale"),
        (firma_di(b"un altro documento"), "È la firma di un altro documento"),
        (firma_di(b"un altro documento", dentro=True), "È la firma di un altro documento"),
    ],
)
def test_what_is_no_signature_of_the_file_is_told_why(scena: Scena, contenuto: bytes, frase: str) -> None:
    pdf = sigillata(scena).file.get(nome__endswith=".pdf")
    with pytest.raises(FirmaRifiutata, match=frase):
        allega_firma(file=pdf, firma=p7m(contenuto), da=scena["carla"])
    assert not pdf.firme.exists()


def test_letters_go_to_who_comes_next(scena: Scena, settings: Any) -> None:
    settings.SITE_URL = "https://performance.example.it"
    edizione = sigillata(scena)
    for evento, a in (("approvata", "ugo"), ("restituita", "carla"), ("validata", "carla")):
        mail.outbox.clear()
        manda_lettere.func(edizione.pk, evento, scena["rita"].pk)
        assert [m.to for m in mail.outbox] == [[scena[a].email]]
        assert f"https://performance.example.it/documenti/{ANNO}/edizioni/" in mail.outbox[0].body
    mail.outbox.clear()
    manda_lettere.func(edizione.pk, "approvata", scena["ugo"].pk)
    assert mail.outbox == [], "a chi ha fatto l'atto non si scrive"


def test_an_answer_written_better_writes_to_nobody_again(
    scena: Scena, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SITE_URL = "https://performance.example.it"
    edizione = sigillata(scena)
    restituisci_relazione(edizione=edizione, osservazioni=["Uno.", "Due."], da=scena["ugo"])
    una, due = edizione.osservazioni.all()
    quante = []
    for osservazione, risposta in ((una, "Sì."), (due, "Sì."), (due, "Sì, a pagina 3."), (una, "No.")):
        with django_capture_on_commit_callbacks() as lettere:
            rispondi_osservazione(osservazione=osservazione, risposta=risposta, da=scena["carla"])
        quante.append(len(lettere))
    assert quante == [0, 1, 0, 0]


def test_what_is_written_in_an_answer_is_not_lost_by_sending_another(scena: Scena) -> None:
    """They go together; one that nobody touched does not come back over what somebody else has written meanwhile."""
    edizione = sigillata(scena)
    restituisci_relazione(edizione=edizione, osservazioni=["Uno.", "Due."], da=scena["ugo"])
    una, due = edizione.osservazioni.all()
    client = Client()
    client.force_login(scena["carla"])
    dove = f"/documenti/{ANNO}/edizioni/1/rispondi/"
    vuote = {f"initial-risposta-{o.pk}": "" for o in (una, due)}
    assert client.post(dove, vuote | {f"risposta-{una.pk}": "  ", f"risposta-{due.pk}": ""}).status_code == 422
    rispondi_osservazione(osservazione=due, risposta="Già detto.", da=scena["carla"])
    assert client.post(dove, vuote | {f"risposta-{una.pk}": "Sì.", f"risposta-{due.pk}": ""}).status_code == 302
    assert list(edizione.osservazioni.values_list("risposta", flat=True)) == ["Sì.", "Già detto."]
    lunga = client.post(dove, vuote | {f"risposta-{una.pk}": "x" * 4001, f"risposta-{due.pk}": "Meglio."})
    assert lunga.status_code == 422
    assert "Meglio." in lunga.content.decode(), "ciò che era scritto resta nel modulo"
    assert edizione.osservazioni.get(pk=due.pk).risposta == "Già detto."


def test_a_cycle_that_came_in_adopted_is_sealed_when_asked(scena: Scena) -> None:
    edizione = approvata(scena)
    RelazioneApprovata.objects.filter(pk=edizione.pk)._raw_delete(
        "default"
    )  # as a folder, or an older version, left it
    nuova = richiedi_sigillo(ciclo=scena.ciclo, da=scena["carla"])
    assert (nuova.numero, nuova.stato) == (1, S.APPROVATA)
