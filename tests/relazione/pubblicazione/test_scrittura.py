"""Writing a document: carried over, written by who may, never over what one has not seen, every text kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Ciclo
from ente.models import Atto, Utente
from relazione.models import Documento, Origine, Sezione, StatoSezione
from relazione.pubblicazione.actions.documenti import crea_documento
from relazione.pubblicazione.actions.narrativa import importa_narrativa
from relazione.pubblicazione.actions.riporto import comincia_riportando, riporta_narrativa
from relazione.pubblicazione.actions.scrittura import (
    SEDUTA,
    ScritturaRifiutata,
    SezioneCambiata,
    accetta_frase,
    accetta_sezione,
    ripristina_versione,
    scrivi_sezione,
)
from relazione.pubblicazione.actions.sezioni import (
    assegna_sezione,
    togli_sezione,
)
from relazione.pubblicazione.riportabile import frasi_dell_anno, ha_narrativa
from tests.mondi.scritture import prima, storia

pytestmark = pytest.mark.django_db
Persona = Callable[[str], Utente]


# -- carrying over -----------------------------------------------------------------------------------------------------


def test_a_relazione_begins_from_the_year_before_in_one_act(ciclo: Ciclo, relazione: Documento) -> None:
    vecchie = list(Sezione.objects.filter(documento__ciclo=ciclo, documento__tipo="relazione"))
    nuove = list(relazione.sezioni.all())
    assert len(nuove) == 89
    assert [(s.codice, s.titolo, s.testo, s.livello, s.riservata) for s in nuove] == [
        (s.codice, s.titolo, s.testo, s.livello, s.riservata) for s in vecchie
    ]
    assert relazione.titolo.endswith("2020")
    for vecchia, nuova in zip(vecchie, nuove, strict=True):
        assert nuova.riportata_da == vecchia
        assert (nuova.stato == StatoSezione.DA_RIVEDERE) == ha_narrativa(nuova.titolo, nuova.testo)
        assert storia(nuova) == [(1, nuova.testo, Origine.RIPORTATA)]
    assert Atto.objects.filter(azione="riporta narrativa", chiave=relazione.pk).count() == 1


def test_carrying_over_never_touches_what_somebody_wrote(dimostrativo: Ciclo, controllo: Utente) -> None:
    documento = crea_documento(ciclo=dimostrativo, tipo="relazione", modello="relazione-2019", da=controllo)
    scritta = prima(documento, codice="presentazione")
    scritta = scrivi_sezione(
        sezione=scritta, titolo=scritta.titolo, testo="Scritta quest'anno.", versione=scritta.versione, da=controllo
    )
    fatte = riporta_narrativa(documento=documento, da=controllo)
    assert (fatte.anno, fatte.lasciate) == (2019, 1)
    assert fatte.nuove > 0 and fatte.riempite > 0
    scritta.refresh_from_db()
    assert scritta.testo == "Scritta quest'anno."
    riempita = prima(documento, codice="sintesi")
    assert riempita.stato == StatoSezione.DA_RIVEDERE
    assert [o for _, _, o in storia(riempita)] == [Origine.MODELLO, Origine.RIPORTATA]
    atti = Atto.objects.count()
    di_nuovo = riporta_narrativa(documento=documento, da=controllo)
    assert (di_nuovo.nuove, di_nuovo.riempite) == (0, 0)
    assert Atto.objects.count() == atti


def test_what_was_loaded_is_not_an_outline(dimostrativo: Ciclo, controllo: Utente) -> None:
    """A text that came with a folder is somebody's, though the register names nobody."""
    voce = {"codice": "presentazione", "titolo": "Presentazione", "ordine": 1, "livello": 1, "testo": "Dalla cartella."}
    importa_narrativa(ciclo=dimostrativo, titolo="R", data_documento="", sezioni=[voce], da=None)
    documento = Documento.objects.get(ciclo=dimostrativo, tipo="relazione")
    riporta_narrativa(documento=documento, da=controllo)
    assert prima(documento, codice="presentazione").testo == "Dalla cartella."
    assert documento.sezioni.count() == 89


def test_without_a_year_before_nothing_is_carried_over(ciclo: Ciclo, dimostrativo: Ciclo, controllo: Utente) -> None:
    with pytest.raises(ScritturaRifiutata, match="cominciate da un modello"):
        comincia_riportando(ciclo=dimostrativo, tipo="piano", da=controllo)
    assert not Documento.objects.filter(ciclo=dimostrativo, tipo="piano").exists()
    client = Client()
    client.force_login(controllo)
    risposta = client.post("/documenti/2020/riporta/", {"tipo": "piano"}, follow=True)
    assert risposta.redirect_chain[-1][0] == "/documenti/2020/"
    assert "cominciate da un modello" in risposta.content.decode()


def test_the_sentences_of_the_old_year_are_found_where_they_stand() -> None:
    testo = "Nel 2019 è nato. Poi no.\n\n[[tavola x-2019]]\nCodice 20190. Fine 2019"
    assert frasi_dell_anno(testo, 2019) == [(1, "Nel 2019 è nato."), (4, "Fine 2019")]


@pytest.mark.parametrize(
    ("titolo", "testo", "vero"),
    [
        ("Allegati", "", False),
        ("Cruscotto", "[[cruscotto area1]]\n\n[[legenda-semaforo]]", False),
        ("Cruscotto", "[[cruscotto area1]]\nDue parole.", True),
        ("Cruscotto", "[[riquadro: una frase]]", True),
        ("I fatti del 2019", "", True),
    ],
)
def test_what_only_recalls_data_has_nothing_to_read_again(titolo: str, testo: str, vero: bool) -> None:
    assert ha_narrativa(titolo, testo) is vero


# -- writing -----------------------------------------------------------------------------------------------------------


def test_every_save_is_a_version_and_a_sitting_is_one_act(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione)
    for testo in ("Uno.", "Due.", "Due."):
        sezione = scrivi_sezione(
            sezione=sezione, titolo=sezione.titolo, testo=testo, versione=sezione.versione, da=controllo
        )
    assert [t for _, t, _ in storia(sezione)][1:] == ["Uno.", "Due."]
    assert (sezione.versione, sezione.scritta_da) == (3, controllo)
    assert Atto.objects.filter(azione="scrive sezione", chiave=sezione.pk).count() == 1
    Sezione.objects.filter(pk=sezione.pk).update(scritta_il=timezone.now() - SEDUTA)
    scrivi_sezione(sezione=sezione, titolo=sezione.titolo, testo="Tre.", versione=3, da=controllo)
    assert Atto.objects.filter(azione="scrive sezione", chiave=sezione.pk).count() == 2


def test_nobody_writes_over_what_they_have_not_seen(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione)
    vista = sezione.versione
    scrivi_sezione(sezione=sezione, titolo=sezione.titolo, testo="Di uno.", versione=vista, da=controllo)
    with pytest.raises(SezioneCambiata) as superato:
        scrivi_sezione(sezione=sezione, titolo=sezione.titolo, testo="Di due.", versione=vista, da=controllo)
    assert superato.value.attuale.testo == "Di uno."
    # The same text is no conflict: both wrote it.
    stesso = scrivi_sezione(sezione=sezione, titolo=sezione.titolo, testo="Di uno.", versione=vista, da=controllo)
    assert stesso.versione == vista + 1
    for atto in (
        lambda: accetta_sezione(sezione=sezione, versione=vista, da=controllo),
        lambda: togli_sezione(sezione=sezione, versione=vista, da=controllo),
        lambda: ripristina_versione(sezione=sezione, numero=1, versione=vista, da=controllo),
        lambda: accetta_frase(sezione=sezione, frase="Una frase.", versione=vista, da=controllo),
    ):
        with pytest.raises(SezioneCambiata):
            atto()


def test_a_version_comes_back_as_a_new_one(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione)
    originale = sezione.testo
    scritta = scrivi_sezione(sezione=sezione, titolo=sezione.titolo, testo="Altro.", versione=1, da=controllo)
    tornata = ripristina_versione(sezione=scritta, numero=1, versione=2, da=controllo)
    assert (tornata.testo, tornata.versione) == (originale, 3)
    assert [o for _, _, o in storia(sezione)] == [Origine.RIPORTATA, Origine.SCRITTA, Origine.RIPRISTINATA]
    with pytest.raises(ScritturaRifiutata, match="versione 99"):
        ripristina_versione(sezione=scritta, numero=99, versione=3, da=controllo)


def test_a_section_is_accepted_once_by_a_named_person(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione, stato=StatoSezione.DA_RIVEDERE)
    for _ in range(2):
        sezione = accetta_sezione(sezione=sezione, versione=sezione.versione, da=controllo)
    assert (sezione.stato, sezione.accettata_da) == (StatoSezione.ACCETTATA, controllo)
    assert Atto.objects.filter(azione="accetta sezione", chiave=sezione.pk).count() == 1


def test_a_proposed_sentence_is_signed_by_who_accepts_it(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione)
    scritta = accetta_frase(sezione=sezione, frase="Sono {{ conta indicatori }}.", versione=1, da=controllo)
    assert scritta.testo.endswith("\n\nSono {{ conta indicatori }}.")
    di_nuovo = accetta_frase(sezione=sezione, frase="Sono {{ conta indicatori }}.", versione=1, da=controllo)
    assert di_nuovo.versione == 2
    [atto] = Atto.objects.filter(azione="accetta frase")
    assert (atto.utente, atto.dettagli["frase"]) == (controllo, "Sono {{ conta indicatori }}.")
    assert storia(sezione)[-1][2] == Origine.FRASE


def test_a_folder_leaves_versions_too_and_what_it_takes_away_stays(dimostrativo: Ciclo, controllo: Utente) -> None:
    def carica(*testi: str) -> None:
        voci = [
            {"codice": f"s{n}", "titolo": f"S{n}", "ordine": n, "livello": 1, "testo": t}
            for n, t in enumerate(testi, 1)
        ]
        importa_narrativa(ciclo=dimostrativo, titolo="R", data_documento="", sezioni=voci, da=controllo)

    carica("Uno.", "Due.")
    uno, due = Sezione.objects.filter(documento__ciclo=dimostrativo, documento__tipo="relazione")
    carica("Uno.", "Due.")
    assert storia(due) == [(1, "Due.", Origine.IMPORTATA)]
    carica("Uno diverso.")
    uno.refresh_from_db()
    assert uno.versione == 2
    assert storia(uno) == [(1, "Uno.", Origine.IMPORTATA), (2, "Uno diverso.", Origine.IMPORTATA)]
    assert storia(due) == [(1, "Due.", Origine.IMPORTATA), (2, "Due.", Origine.TOLTA)]
    carica("Uno diverso.", "Due ancora.")
    assert storia(due)[-1] == (3, "Due ancora.", Origine.IMPORTATA)


@pytest.mark.parametrize(
    ("titolo", "testo", "detto"),
    [
        ("", "x", "non ha titolo"),
        ("T" * 301, "x", "accorciatelo"),
        ("T", "x" * 200_001, "dividetelo"),
        ("T", "a\0b", "nullo"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    relazione: Documento, controllo: Utente, titolo: str, testo: str, detto: str
) -> None:
    with pytest.raises(ScritturaRifiutata, match=detto):
        scrivi_sezione(sezione=prima(relazione), titolo=titolo, testo=testo, versione=1, da=controllo)


def test_an_adopted_relazione_and_a_validated_act_are_not_written(ciclo: Ciclo, utente: Persona) -> None:
    controllo, oiv = utente("controllo"), utente("oiv")
    relazione = Documento.objects.get(ciclo=ciclo, tipo="relazione")
    with pytest.raises(NonModificabile, match="adottata"):
        scrivi_sezione(sezione=prima(relazione), titolo="T", testo="x", versione=1, da=controllo)
    validazione = crea_documento(ciclo=ciclo, tipo="validazione", da=oiv)
    with pytest.raises(PermissionDenied):
        scrivi_sezione(sezione=prima(validazione), titolo="T", testo="x", versione=1, da=controllo)
    Ciclo.objects.filter(pk=ciclo.pk).update(stato="validata")
    with pytest.raises(NonModificabile, match="validata"):
        scrivi_sezione(sezione=prima(validazione), titolo="T", testo="x", versione=1, da=oiv)
    Ciclo.objects.filter(pk=ciclo.pk).update(stato="relazione_approvata")
    scrivi_sezione(sezione=prima(validazione), titolo="T", testo="x", versione=1, da=oiv)


# -- who writes what ---------------------------------------------------------------------------------------------------


def aperta(documento: Documento) -> Sezione:
    """A section that the public edition has whole."""
    return prima(documento, codice="contesto-credito")


def test_who_is_assigned_a_section_reads_and_writes_that_alone(relazione: Documento, utente: Persona) -> None:
    controllo, redattore = utente("controllo"), utente("redattore.area1")
    sezione = aperta(relazione)
    altra = prima(relazione)
    assegna_sezione(sezione=sezione, a=redattore, entro=dt.date(2021, 3, 1), da=controllo)
    assert list(Sezione.objects.visibili_a(redattore)) == [sezione]
    cliente = Client()
    cliente.force_login(redattore)
    pagina = cliente.get(reverse("relazione:scrittura", args=[2020, relazione.pk]))
    assert pagina.status_code == 200
    assert sezione.titolo in pagina.content.decode() and altra.titolo not in pagina.content.decode()
    scritta = scrivi_sezione(sezione=sezione, titolo="Un altro titolo", testo="Mio.", versione=1, da=redattore)
    assert (scritta.titolo, scritta.testo) == (sezione.titolo, "Mio."), "il titolo è di chi cura il documento"
    with pytest.raises(PermissionDenied):
        scrivi_sezione(sezione=altra, titolo="T", testo="x", versione=1, da=redattore)
    for nome in ("sezione", "sezione-preview", "sezione-history", "sezione-entries"):
        assert cliente.get(reverse(f"relazione:{nome}", args=[2020, relazione.pk, altra.codice])).status_code == 404
    assegna_sezione(sezione=sezione, a=None, entro=None, da=controllo)
    assert cliente.get(reverse("relazione:scrittura", args=[2020, relazione.pk])).status_code == 404


def test_who_does_not_read_everything_sees_nothing_reserved(relazione: Documento, utente: Persona) -> None:
    """The preview is of the public edition: an individual sheet is not there, whatever one types."""
    controllo, redattore = utente("controllo"), utente("redattore.area1")
    sezione = aperta(relazione)
    scheda = relazione.ciclo.cruscotti.filter(tipo="individuale")[0]
    assegna_sezione(sezione=sezione, a=redattore, entro=None, da=controllo)
    cliente = Client()
    dove = reverse("relazione:sezione-preview", args=[2020, relazione.pk, sezione.codice])
    individuale = f"[[sintesi-cruscotto {scheda.codice}]]"
    scritto = {"titolo": "T", "testo": individuale, "versione": 1}
    cliente.force_login(controllo)
    assert "non c&#x27;è" not in cliente.post(dove, scritto).content.decode()
    cliente.force_login(redattore)
    risposta = cliente.post(dove, scritto).content.decode()
    assert "non è nell’edizione che potete leggere" in risposta or "non c&#x27;è nel 2020" in risposta
    assert scheda.titolo not in risposta
    elenco = cliente.get(reverse("relazione:sezione-entries", args=[2020, relazione.pk, sezione.codice]))
    assert scheda.codice not in elenco.content.decode()
    with pytest.raises(ScritturaRifiutata, match="diventerebbe riservata"):
        scrivi_sezione(sezione=sezione, titolo="T", testo=individuale, versione=1, da=redattore)
    with pytest.raises(ScritturaRifiutata, match="diventerebbe riservata"):
        scrivi_sezione(sezione=sezione, titolo="T", testo="Sì {{ riservato: no }}", versione=1, da=redattore)
    assert sezione.testo == Sezione.objects.get(pk=sezione.pk).testo


def test_what_is_reserved_is_not_assigned_nor_kept_by_who_had_it(relazione: Documento, utente: Persona) -> None:
    controllo, redattore, oiv = utente("controllo"), utente("redattore.area1"), utente("oiv")
    riservata = prima(relazione, riservata=True)
    con_passo = prima(relazione, testo__contains="{{riservato:")
    for sezione in (riservata, con_passo):
        with pytest.raises(ScritturaRifiutata, match="riservato"):
            assegna_sezione(sezione=sezione, a=redattore, entro=None, da=controllo)
        assegna_sezione(sezione=sezione, a=oiv, entro=None, da=controllo)
    sezione = aperta(relazione)
    assegna_sezione(sezione=sezione, a=redattore, entro=None, da=controllo)
    scrivi_sezione(sezione=sezione, titolo=sezione.titolo, testo="A {{ riservato: b }}", versione=1, da=controllo)
    cliente = Client()
    cliente.force_login(redattore)
    assert cliente.get(reverse("relazione:sezione", args=[2020, relazione.pk, sezione.codice])).status_code == 404
    with pytest.raises(PermissionDenied):
        scrivi_sezione(sezione=sezione, titolo="T", testo="x", versione=2, da=redattore)


def test_older_texts_are_not_shown_to_who_did_not_write_them(relazione: Documento, utente: Persona) -> None:
    controllo, redattore = utente("controllo"), utente("redattore.area1")
    sezione = aperta(relazione)
    scrivi_sezione(sezione=sezione, titolo="T", testo="Era {{ riservato: un segreto }}", versione=1, da=controllo)
    scrivi_sezione(sezione=sezione, titolo="T", testo="Ora no.", versione=2, da=controllo)
    assegna_sezione(sezione=sezione, a=redattore, entro=None, da=controllo)
    scrivi_sezione(sezione=sezione, titolo="T", testo="Mio.", versione=3, da=redattore)
    cliente = Client()
    cliente.force_login(redattore)
    dove = reverse("relazione:sezione-history", args=[2020, relazione.pk, sezione.codice])
    assert "segreto" not in cliente.get(dove).content.decode()
    assert cliente.get(f"{dove}?versione=2").status_code == 404
    with pytest.raises(ScritturaRifiutata):
        ripristina_versione(sezione=sezione, numero=2, versione=4, da=redattore)


def test_a_section_goes_only_to_who_works_here_today(relazione: Documento, controllo: Utente) -> None:
    estraneo = Utente.objects.create(username="nessuno", ente=controllo.ente)
    with pytest.raises(ScritturaRifiutata, match="non ha un incarico"):
        assegna_sezione(sezione=aperta(relazione), a=estraneo, entro=None, da=controllo)


def test_who_has_something_to_write_finds_it_from_the_home(relazione: Documento, utente: Persona) -> None:
    controllo, redattore = utente("controllo"), utente("redattore.area1")
    sezione, dove = aperta(relazione), reverse("relazione:scritture", args=[2020])
    cliente = Client()
    cliente.force_login(redattore)
    assert dove in cliente.get("/").content.decode()
    assert cliente.get(dove, headers={"hx-request": "true"}).content.strip() == b""
    for assegnata in (sezione, prima(relazione, riservata=False, codice="contesto-area-vasta")):
        assegna_sezione(sezione=assegnata, a=redattore, entro=dt.date(2021, 3, 1), da=controllo)
    scrivi_sezione(sezione=sezione, titolo="T", testo="{{ riservato: ora no }}", versione=1, da=controllo)
    elenco = cliente.get(dove, headers={"hx-request": "true"}).content.decode()
    assert "contesto-area-vasta" in elenco and "1 marzo 2021" in elenco
    assert sezione.codice not in elenco
    cliente.force_login(controllo)
    assert reverse("relazione:scrittura", args=[2020, relazione.pk]) in cliente.get(dove).content.decode()


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_the_page_saves_by_itself_and_says_who_came_first(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione)
    cliente = Client(headers={"accept": "application/json"})
    cliente.force_login(controllo)
    dove = reverse("relazione:sezione", args=[2020, relazione.pk, sezione.codice])
    scritto = {"titolo": sezione.titolo, "testo": "Prima\r\nriga", "versione": 1}
    fatta = cliente.post(dove, scritto)
    assert (fatta.status_code, fatta.json()["versione"]) == (200, 2)
    assert prima(relazione).testo == "Prima\nriga"
    superata = cliente.post(dove, scritto | {"testo": "Seconda <b>"})
    assert (superata.status_code, superata.json()["versione"]) == (409, 2)
    assert "Seconda &lt;" in superata.json()["conflitto"]
    senza_script = Client()
    senza_script.force_login(controllo)
    pagina = senza_script.post(dove, scritto | {"testo": "Seconda <b>"})
    assert pagina.status_code == 409
    html = pagina.content.decode()
    assert "Seconda &lt;b&gt;" in html and re.search(r'id="id_versione"\s+value="2"', html)
    tenuta = senza_script.post(dove, scritto | {"testo": "Seconda", "versione": 2, "azione": "tieni"})
    assert tenuta.status_code == 302
    assert [t for _, t, _ in storia(sezione)][-2:] == ["Prima\nriga", "Seconda"]


def test_without_a_script_the_preview_is_in_the_page(relazione: Documento, controllo: Utente) -> None:
    sezione = aperta(relazione)
    cliente = Client()
    cliente.force_login(controllo)
    dove = reverse("relazione:sezione", args=[2020, relazione.pk, sezione.codice])
    dati = {"titolo": "T", "testo": "Nuovo *testo*.\n\n[[foo]]", "versione": 1, "azione": "anteprima"}
    pagina = cliente.post(dove, dati).content.decode()
    assert "<em>testo</em>" in pagina and 'data-riga="3"' in pagina
    assert Sezione.objects.get(pk=sezione.pk).versione == 1


def test_hostile_text_is_text(relazione: Documento, controllo: Utente) -> None:
    sezione = prima(relazione)
    cliente = Client()
    cliente.force_login(controllo)
    cattivo = '<script>alert(1)</script> [x](javascript:alert(1)) {{ "><img src=x onerror=1> }} </textarea>'
    scrivi_sezione(sezione=sezione, titolo="<b>T</b>", testo=cattivo, versione=1, da=controllo)
    for nome in ("sezione", "sezione-preview", "sezione-history"):
        pagina = cliente.get(reverse(f"relazione:{nome}", args=[2020, relazione.pk, sezione.codice])).content.decode()
        assert "<script>alert" not in pagina and "<img src=x" not in pagina and 'href="javascript' not in pagina
        assert pagina.count("</textarea>") <= 1


PAGINE = {"scrittura": 12, "sezione": 12, "sezione-history": 12, "sezione-define": 12}


@pytest.mark.parametrize("nome", PAGINE)
def test_a_page_asks_few_queries_whatever_the_sections(relazione: Documento, controllo: Utente, nome: str) -> None:
    cliente = Client()
    cliente.force_login(controllo)
    argomenti = [2020, relazione.pk] + ([prima(relazione).codice] if nome != "scrittura" else [])
    with CaptureQueriesContext(connection) as interrogazioni:
        assert cliente.get(reverse(f"relazione:{nome}", args=argomenti)).status_code == 200
    assert len(interrogazioni) <= PAGINE[nome]
