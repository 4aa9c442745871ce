"""The whole form of "I miei valori" without JavaScript, and what nobody should send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cruscotto.models import StatoPeriodo
from tests.mondi.valori import ANNO, MOTIVI, Modulo, Prova, crea_prova, di_ogni_tipo, parole, riga_di

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def prova() -> Prova:
    return crea_prova()


# -- the whole form ----------------------------------------------------------------------------------------------------


def test_the_whole_form_saves_what_was_written(prova: Prova) -> None:
    tipi = di_ogni_tipo(prova)
    _, vista = prova.leggi()
    scritti = {
        "numero": {"valore": "9"},
        "percentuale": {"valore": "85"},
        "data": {"valore": "2025-06-01"},
        "ordinale": {"valore": "Buono"},
        "si_no": {"valore": "SI"},
        "rapporto": {"num": "4", "den": "5"},
        "fasi": {"fase0": "100", "fase1": "10"},
    }
    campi = {f"v{tipi[nome].pk}-{c}": v for nome, caselle in scritti.items() for c, v in caselle.items()}
    risposta = prova.manda(vista.campi | campi)
    assert risposta.status_code == 302
    assert "7 valori salvati." in parole(prova.client.get(risposta["Location"]).content.decode())
    testi = {nome: None if prova.manca(i) else prova.valore(i).testo for nome, i in tipi.items()}
    assert testi == {
        "numero": "9",
        "giorni": None,
        "percentuale": "85%",
        "euro": None,
        "data": "01/06/2025",
        "ordinale": "Buono",
        "si_no": "SI",
        "nominale": None,
        "prerequisito": None,
        "rapporto": "80% (4/5)",
        "fasi": "100/10 %",
    }
    assert prova.atti("salva valore") == 7
    _, dopo = prova.leggi()
    assert prova.manda(dopo.campi).status_code == 302
    assert prova.atti("salva valore") == 7  # what was not touched is not written


def test_the_page_of_an_old_text_changes_nothing_by_being_sent(prova: Prova) -> None:
    """Imports write in their own ways: who only looks at them does not rewrite them."""
    testi = {"data": "28.02.2025", "percentuale": "83,20 per cento", "euro": "650.000 €", "si_no": "sì"}
    tipi = di_ogni_tipo(prova)
    for nome, testo in testi.items():
        prova.scrivi(tipi[nome], testo)
    _, vista = prova.leggi()
    prova.manda(vista.campi)
    nota = {f"v{tipi['data'].pk}-nota": "Una nota"}
    prova.manda(vista.campi | nota)
    assert {nome: prova.valore(tipi[nome]).testo for nome in testi} == testi
    assert prova.valore(tipi["data"]).nota == "Una nota"


def test_the_ready_ones_are_transmitted_and_the_others_say_what_they_lack(prova: Prova) -> None:
    pronto, basso, vuoto, errato = (prova.nuovo(n) for n in ("pronto", "basso", "vuoto", "errato"))
    _, vista = prova.leggi()
    scritti = {f"v{pronto.pk}-valore": "10", f"v{basso.pk}-valore": "2", f"v{errato.pk}-valore": "boh"}
    risposta = prova.manda(vista.campi | scritti, "trasmetti")
    assert risposta.status_code == 422
    testo = risposta.content.decode()
    assert "Un valore trasmesso. Un valore salvato. 2 aspettano voi" in parole(testo)
    assert prova.valore(pronto).stato == "trasmessa"
    assert prova.valore(basso).stato == "bozza"
    assert prova.manca(vuoto, errato)
    assert "la causa" in parole(riga_di(testo, basso))
    assert "boh" in riga_di(testo, errato)
    assert "valore-errore" not in riga_di(testo, vuoto)
    _, dopo = prova.leggi()
    motivi = {f"v{basso.pk}-{nome}": valore for nome, valore in MOTIVI.items()}
    assert prova.manda(dopo.campi | motivi, "trasmetti").status_code == 302
    assert prova.valore(basso).stato == "trasmessa"


def test_without_javascript_one_is_transmitted_and_taken_back(prova: Prova) -> None:
    numero, altro = prova.nuovo("numero"), prova.nuovo("altro")
    _, vista = prova.leggi()
    scritti = {f"v{numero.pk}-valore": "10", f"v{altro.pk}-valore": "10"}
    assert prova.manda(vista.campi | scritti, f"trasmetti:{numero.pk}").status_code == 302
    assert (prova.valore(numero).stato, prova.valore(altro).stato) == ("trasmessa", "bozza")
    _, dopo = prova.leggi()
    assert f"riprendi:{numero.pk}" in {valore for _, valore in dopo.pulsanti}
    assert prova.manda(dopo.campi, f"riprendi:{numero.pk}").status_code == 302
    assert prova.valore(numero).stato == "bozza"


def test_the_first_button_of_the_form_saves(prova: Prova) -> None:
    """It is the one that Enter presses in a browser without JavaScript."""
    prova.scrivi(prova.nuovo("numero"), "10")
    assert prova.leggi()[1].pulsanti[0] == ("azione", "salva")


def test_a_row_posted_without_htmx_gives_the_page_again(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    indirizzo, nome = f"/valori/{ANNO}/2/{numero.pk}/", f"v{numero.pk}-valore"
    versione = {f"v{numero.pk}-versione": "0"}
    errata = prova.client.post(indirizzo, versione | {nome: "boh"})
    assert errata.status_code == 422
    assert Modulo(errata.content.decode()).campi[nome] == "boh"
    assert Modulo(errata.content.decode()).azione == f"/valori/{ANNO}/?periodo=2"
    giusta = prova.client.post(indirizzo, versione | {nome: "9"})
    assert (giusta.status_code, giusta["Location"]) == (302, f"/valori/{ANNO}/?periodo=2#v-{numero.pk}")


# -- hostile -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("versione", ["", "x", "-1", "1e9", "9" * 30, "0x1", "١", "0\x00"])
def test_a_version_that_is_no_number_writes_nothing(prova: Prova, versione: str) -> None:
    numero = prova.nuovo("numero")
    risposta = prova.riga(numero, {"versione": versione, "valore": "9"})
    assert risposta.status_code == 200
    # An Arabic-Indic 1 is a number too, and where there is no value any version is that of nobody.
    assert prova.manca(numero) or (versione, prova.valore(numero).testo) == ("١", "9")


def test_unknown_fields_are_not_looked_at(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    _, vista = prova.leggi()
    radice = f"v{numero.pk}-"
    altri = {
        f"{radice}stato": "validata",
        f"{radice}testo": "999",
        f"{radice}inserita_da": "1",
        f"{radice}fase99999999": "1",
        "v999999-versione": "0",
        "v-versione": "0",
        "vx-prima": "",
        "azione": "cancella:1",
    }
    risposta = prova.client.post(prova.indirizzo, vista.campi | altri | {f"{radice}valore": "9"})
    assert risposta.status_code == 302
    salvato = prova.valore(numero)
    assert (salvato.testo, salvato.stato) == ("9", "bozza")
    assert prova.rilevazioni.count() == 1


@pytest.mark.parametrize(
    "campi",
    [
        {"causa": "inventata"},
        {"nota": "x" * 2001},
        {"nota": "a\x00b"},
        {"azione_entro": "domani"},
        {"azione_entro": "99999-01-01"},
        {"attuale": "x"},
    ],
)
def test_nothing_is_saved_of_a_row_with_a_wrong_field(prova: Prova, campi: dict[str, str]) -> None:
    numero = prova.nuovo("numero")
    testo = prova.riga(numero, {"versione": "0", "valore": "9"} | campi).content.decode()
    assert "valore-errore" in testo
    assert prova.manca(numero)


def test_html_is_only_text(prova: Prova) -> None:
    cattivo = '"><script>alert(1)</script>'
    nominale = di_ogni_tipo(prova)["nominale"]
    risposte = [
        prova.riga(nominale, {"versione": "0", "valore": cattivo, "nota": cattivo}, "prova/"),
        prova.riga(nominale, {"versione": "0", "valore": cattivo, "nota": cattivo}),
        prova.riga(nominale, {"versione": "9", "valore": f"{cattivo}!", "nota": cattivo}),
        prova.client.get(prova.indirizzo),
    ]
    assert prova.valore(nominale).testo == cattivo
    for risposta in risposte:
        assert "<script>alert" not in risposta.content.decode()


def test_what_was_typed_never_goes_into_another_period(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    _, vista = prova.leggi()
    senza = {nome: valore for nome, valore in vista.campi.items() if nome != "periodo"}
    for periodo in ("", "9", "x"):
        assert prova.manda(senza | {"periodo": periodo, f"v{numero.pk}-valore": "9"}).status_code == 404
    prova.periodi[1].stato, prova.periodi[2].stato = StatoPeriodo.CHIUSO, StatoPeriodo.APERTO
    for aperto in prova.periodi:
        aperto.save()
    risposta = prova.manda(vista.campi | {f"v{numero.pk}-valore": "9"})
    assert risposta.status_code == 422
    assert "è chiuso" in parole(risposta.content.decode())
    assert "Avevate scritto «9»" in parole(risposta.content.decode())
    assert not prova.rilevazioni.exists()
