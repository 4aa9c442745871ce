"""One value of "I miei valori" by itself, as htmx sends it: tried, saved, handed in, taken back, refused, disputed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Evidenza, Rilevazione
from ente.models import Ruolo
from tests.mondi.valori import MOTIVI, Modulo, Prova, crea_prova, di_ogni_tipo, parole, riga_di

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def prova() -> Prova:
    return crea_prova()


# -- one row, with htmx ------------------------------------------------------------------------------------------------


def test_saving_a_row_answers_with_its_new_version(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    risposta = prova.riga(numero, {"versione": "0", "valore": " 9,0 ", "nota": "Dal registro."})
    salvato = prova.valore(numero)
    assert (salvato.testo, salvato.valore, salvato.nota, salvato.stato) == ("9,0", Decimal(9), "Dal registro.", "bozza")
    assert (salvato.versione, salvato.inserita_da) == (1, prova.redattore)
    testo = risposta.content.decode()
    assert f'name="v{numero.pk}-versione" value="1"' in testo
    assert "90%" in parole(testo)
    assert "Salvato alle" in parole(testo)
    assert 'id="v-' not in testo  # the boxes stay: who is still typing in them loses nothing
    assert prova.atti("salva valore") == 1


def test_trying_a_value_writes_nothing(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    testo = parole(prova.riga(numero, {"versione": "0", "valore": "9"}, "prova/").content.decode())
    assert "90% In linea" in testo
    assert "Salvato" not in testo
    assert prova.manca(numero)
    assert prova.atti() == 0


# The bands of the scene: not reached under 50, partly under 90. "numero" adds up: 5 of the 10 of the year are 75% of
# the 6,67 that eight months ask.
@pytest.mark.parametrize(
    ("nome", "campi", "detto"),
    [
        ("numero", {"valore": "5"}, "Parzialmente in linea 50%"),
        ("numero", {"valore": "6"}, "In linea 60%"),
        ("numero", {"valore": "4"}, "Parzialmente in linea 40%"),
        ("giorni", {"valore": "10"}, "In linea 100%"),
        ("giorni", {"valore": "15"}, "Parzialmente in linea 50%"),
        ("percentuale", {"valore": "40"}, "Parzialmente in linea 50%"),
        ("percentuale", {"valore": "39"}, "Non in linea 48,8%"),
        ("percentuale", {"valore": "72"}, "In linea 90%"),
        ("euro", {"valore": "650.000"}, "In linea 100%"),
        ("data", {"valore": "2025-06-30"}, "In linea 100%"),
        ("data", {"valore": "2025-07-01"}, "Non in linea 0%"),
        ("ordinale", {"valore": "Sufficiente"}, "Non in linea 0%"),
        ("si_no", {"valore": "SI"}, "In linea 100%"),
        ("nominale", {"valore": "Positivo"}, "In linea 100%"),
        ("rapporto", {"num": "30", "den": "75"}, "Parzialmente in linea 50%"),
        ("fasi", {"fase0": "100", "fase1": "50"}, "Parzialmente in linea 70%"),
    ],
)
def test_the_sal_as_one_types(prova: Prova, nome: str, campi: dict[str, str], detto: str) -> None:
    indicatore = di_ogni_tipo(prova)[nome]
    pagina = parole(prova.riga(indicatore, {"versione": "0", **campi}, "prova/").content.decode())
    assert f"SAL {detto}" in pagina, pagina


def test_a_ratio_is_computed_at_once_and_kept_with_its_operands(prova: Prova) -> None:
    rapporto = di_ogni_tipo(prova)["rapporto"]
    detto = parole(prova.riga(rapporto, {"versione": "0", "num": "299", "den": "300"}, "prova/").content.decode())
    assert "Rapporto: 99,6667%" in detto
    prova.riga(rapporto, {"versione": "0", "num": "299", "den": "300"})
    salvato = prova.valore(rapporto)
    assert salvato.testo == "99,6667% (299/300)"
    assert (salvato.numeratore, salvato.denominatore) == (Decimal(299), Decimal(300))
    _, campi = prova.leggi()
    assert campi.campi[f"v{rapporto.pk}-num"] == "299"


@pytest.mark.parametrize("dove", ["prova/", "", "trasmetti/"])
def test_a_ratio_over_zero_is_refused(prova: Prova, dove: str) -> None:
    rapporto = di_ogni_tipo(prova)["rapporto"]
    detto = parole(prova.riga(rapporto, {"versione": "0", "num": "3", "den": "0"}, dove).content.decode())
    assert "Il denominatore è zero" in detto
    assert prova.manca(rapporto)


@pytest.mark.parametrize(
    ("nome", "valore", "frase"),
    [
        ("numero", "dodici", "qui serve un numero"),
        ("numero", "9" * 30, "24 cifre"),
        ("numero", "1" * 20, "15 cifre"),
        ("percentuale", "1,234.5", "inglese"),
        ("data", "2999-01-01", "1900 e 2099"),
        ("data", "2098-01-01", "deve ancora venire"),
        ("ordinale", "Eccelso", "non è un livello della scala"),
        ("nominale", "x" * 201, "200 caratteri"),
        ("numero", "1\x002", "invisibili"),
    ],
)
def test_nonsense_is_said_beside_the_box_and_not_saved(prova: Prova, nome: str, valore: str, frase: str) -> None:
    indicatore = di_ogni_tipo(prova)[nome]
    for dove in ("prova/", "", "trasmetti/"):
        risposta = prova.riga(indicatore, {"versione": "0", "valore": valore}, dove)
        assert risposta.status_code == 200
        assert frase in parole(risposta.content.decode()), dove
        assert f'id="e-{indicatore.pk}-testo"' in risposta.content.decode()
    assert prova.manca(indicatore)


def test_the_limits_of_an_indicator(prova: Prova) -> None:
    numero = prova.nuovo("numero", minimo_ammesso=0, massimo_ammesso=50)
    for dove in ("prova/", ""):
        detto = parole(prova.riga(numero, {"versione": "0", "valore": "51"}, dove).content.decode())
        assert "Il valore 51 è sopra il massimo 50: è giusto?" in detto
    assert prova.valore(numero).testo == "51", "una domanda non rifiuta niente"


def test_what_can_be_read_in_two_ways_is_saved_and_said(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    assert "ambiguo" in parole(prova.riga(numero, {"versione": "0", "valore": "5.700"}).content.decode())
    assert "ambiguo" in parole(riga_di(prova.leggi()[0], numero))


def test_the_same_form_twice_is_one_act(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    campi = {"versione": "0", "valore": "9", "nota": "a\r\nb"}
    for _ in range(3):
        assert "Nel frattempo" not in parole(prova.riga(numero, campi).content.decode())
    assert prova.valore(numero).versione == 1
    assert prova.atti("salva valore") == 1
    for _ in range(3):
        prova.riga(numero, campi, "trasmetti/")
    assert prova.valore(numero).versione == 2
    assert (prova.atti("salva valore"), prova.atti("trasmette valore")) == (1, 1)


def test_the_back_button_does_nothing(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    _, prima = prova.leggi()
    vecchia = prima.campi | {f"v{numero.pk}-valore": "10"}
    assert prova.manda(vecchia, f"trasmetti:{numero.pk}").status_code == 302
    for azione in ("salva", "trasmetti", f"trasmetti:{numero.pk}"):
        assert prova.manda(vecchia, azione).status_code == 302, azione
    assert prova.valore(numero).versione == 2
    assert (prova.atti("salva valore"), prova.atti("trasmette valore")) == (1, 1)


def test_transmitting_saves_and_taking_back_opens_again(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    risposta = prova.riga(numero, {"versione": "0", "valore": "10"}, "trasmetti/")
    assert risposta["HX-Retarget"] == f"#v-{numero.pk}"
    assert risposta["HX-Reswap"] == "outerHTML"
    assert "Trasmessa" in parole(risposta.content.decode())
    assert f'name="v{numero.pk}-valore"' not in risposta.content.decode()
    risposta = prova.riga(numero, {"versione": "2"}, "riprendi/")
    assert f'name="v{numero.pk}-valore"' in risposta.content.decode()
    assert prova.valore(numero).stato == "bozza"
    prova.riga(numero, {"versione": "3", "valore": "11"}, "trasmetti/")
    assert (prova.valore(numero).testo, prova.valore(numero).stato) == ("11", "trasmessa")


def test_an_empty_value_is_not_transmitted(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    for _ in range(2):
        detto = parole(prova.riga(numero, {"versione": "0", "valore": ""}, "trasmetti/").content.decode())
        assert "è vuoto: scrivetelo" in detto
    assert prova.manca(numero)


def test_what_was_validated_cannot_be_taken_back_or_changed(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    prova.scrivi(numero, "10", stato="validata")
    for dove in ("", "prova/", "trasmetti/", "riprendi/"):
        risposta = prova.riga(numero, {"versione": "1", "valore": "12"}, dove)
        assert risposta.status_code == 200
        assert "valore-errore" in risposta.content.decode()
    salvato = prova.valore(numero)
    assert (salvato.testo, salvato.stato, salvato.versione) == ("10", "validata", 1)
    assert "Avevate scritto «12»" in parole(prova.riga(numero, {"versione": "1", "valore": "12"}).content.decode())


# -- deviation and fall ------------------------------------------------------------------------------------------------


def test_below_the_threshold_the_cause_is_asked(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    assert "serve-motivo" in prova.riga(numero, {"versione": "0", "valore": "5"}, "prova/").content.decode()
    assert "serve-motivo" not in prova.riga(numero, {"versione": "0", "valore": "9"}, "prova/").content.decode()
    risposta = prova.riga(numero, {"versione": "0", "valore": "5"}, "trasmetti/")
    detto = parole(risposta.content.decode())
    assert "manca: la causa , che cosa è successo , l’azione correttiva , entro quando ." in detto
    assert prova.valore(numero).stato == "bozza"  # saved all the same
    parziale = {"versione": "1", "valore": "5"} | MOTIVI | {"azione_entro": "2025-02-31"}
    assert "La data non esiste" in parole(prova.riga(numero, parziale, "trasmetti/").content.decode())
    prova.riga(numero, {"versione": "1", "valore": "5"} | MOTIVI, "trasmetti/")
    salvato = prova.valore(numero)
    assert (salvato.stato, salvato.causa, salvato.azione_entro) == ("trasmessa", "personale", dt.date(2025, 10, 31))


def test_a_cumulative_value_does_not_fall_without_a_note(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="4", accumulo="cumulato", prima="5")
    risposta = prova.riga(numero, {"versione": "0", "valore": "4"}, "prova/").content.decode()
    assert "cala da 5 a 4" in parole(risposta)
    assert "serve-nota" in risposta
    prova.riga(numero, {"versione": "0", "valore": "4"}, "trasmetti/")
    assert prova.valore(numero).stato == "bozza"
    prova.riga(numero, {"versione": "1", "valore": "4", "nota": "Una pratica era contata due volte."}, "trasmetti/")
    assert prova.valore(numero).stato == "trasmessa"


# -- two persons -------------------------------------------------------------------------------------------------------


def test_with_htmx_who_comes_second_sees_both_values_and_chooses(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    altra = prova.persona("altra", Ruolo.REDATTORE, ufficio=prova.ufficio)
    prova.riga(numero, {"versione": "0", "valore": "9", "nota": "Conto a mano"}, client=altra)
    risposta = prova.riga(numero, {"versione": "0", "valore": "8"})
    detto = parole(risposta.content.decode())
    assert "Salvato da Persona altra" in detto
    assert "9 Nota: Conto a mano" in detto
    assert "Il mio, non salvato 8" in detto
    assert prova.valore(numero).testo == "9"
    assert f'name="v{numero.pk}-attuale" value="1"' in risposta.content.decode()
    # again, without choosing: nothing is written over
    prova.riga(numero, {"versione": "0", "valore": "8"})
    assert prova.valore(numero).testo == "9"
    # the preview says it too, before one saves
    assert "Tieni il mio" in parole(prova.riga(numero, {"versione": "0", "valore": "8"}, "prova/").content.decode())
    scelta = prova.riga(numero, {"versione": "0", "attuale": "1", "valore": "8"}, azione="tieni")
    assert scelta["HX-Retarget"] == f"#v-{numero.pk}"
    assert (prova.valore(numero).testo, prova.valore(numero).versione) == ("8", 2)
    assert 'value="2"' in scelta.content.decode()


def test_keeping_the_other_value(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    prova.scrivi(numero, "9")
    risposta = prova.riga(numero, {"versione": "0", "attuale": "1", "valore": "8"}, azione="lascia").content.decode()
    assert re.search(rf'name="v{numero.pk}-valore"[^>]*value="9"', risposta, re.DOTALL)
    assert prova.valore(numero).testo == "9"
    assert prova.atti() == 0


def test_a_third_person_is_a_conflict_again(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    prova.scrivi(numero, "9", versione=2)
    risposta = prova.riga(numero, {"versione": "0", "attuale": "1", "valore": "8"}, azione="tieni")
    assert "Tieni il mio" in parole(risposta.content.decode())
    assert prova.valore(numero).testo == "9"


def test_who_touched_nothing_is_not_told_of_a_conflict(prova: Prova) -> None:
    numero, altro = prova.nuovo("numero"), prova.nuovo("altro")
    _, vista = prova.leggi()
    prova.scrivi(numero, "9")
    assert prova.manda(vista.campi | {f"v{altro.pk}-valore": "3"}).status_code == 302
    assert prova.valore(numero).testo == "9"
    radice = f"v{numero.pk}-"
    propri = {n.removeprefix(radice): v for n, v in vista.campi.items() if n.startswith(radice)}
    risposta = prova.riga(numero, propri)
    assert risposta["HX-Retarget"] == f"#v-{numero.pk}"  # the row comes fresh
    assert 'value="9"' in risposta.content.decode()


def test_transmitting_what_another_changed_is_a_conflict(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    prova.scrivi(numero, "9")
    _, vista = prova.leggi()
    Rilevazione.objects.filter(indicatore=numero).update(testo="1", valore=1, versione=2)
    risposta = prova.manda(vista.campi, f"trasmetti:{numero.pk}")
    assert risposta.status_code == 409
    assert prova.valore(numero).stato == "bozza"


def test_without_javascript_the_conflict_keeps_everything_typed(prova: Prova) -> None:
    numero, altro, sbagliato = prova.nuovo("numero"), prova.nuovo("altro"), prova.nuovo("sbagliato")
    _, vista = prova.leggi()
    prova.scrivi(numero, "9", inserita_da=prova.redattore)
    scritti = {
        f"v{numero.pk}-valore": "8",
        f"v{numero.pk}-nota": "La mia",
        f"v{altro.pk}-valore": "7",
        f"v{sbagliato.pk}-valore": "sette",
        f"v{sbagliato.pk}-nota": "<b>da non perdere</b>",
    }
    risposta = prova.manda(vista.campi | scritti)
    assert risposta.status_code == 409
    testo = risposta.content.decode()
    assert "Salvato da Redattore dei servizi" in parole(testo)
    assert "<b>da non perdere" not in testo
    campi = Modulo(testo).campi
    for nome, valore in scritti.items():
        assert campi[nome] == valore
    assert prova.valore(altro).testo == "7"  # the others were saved
    pulsanti = {valore for nome, valore in Modulo(testo).pulsanti if nome == "azione"}
    assert {f"tieni:{numero.pk}", f"lascia:{numero.pk}"} <= pulsanti
    # the one that is still wrong stays on the page, the choice is done
    dopo = prova.manda(campi, f"tieni:{numero.pk}")
    assert dopo.status_code == 422
    assert (prova.valore(numero).testo, prova.valore(numero).nota) == ("8", "La mia")
    assert Modulo(dopo.content.decode()).campi[f"v{sbagliato.pk}-valore"] == "sette"


def test_without_javascript_keeping_the_other_value(prova: Prova) -> None:
    numero, altro = prova.nuovo("numero"), prova.nuovo("altro")
    _, vista = prova.leggi()
    prova.scrivi(numero, "9")
    testo = prova.manda(vista.campi | {f"v{numero.pk}-valore": "8"}).content.decode()
    campi = Modulo(testo).campi | {f"v{altro.pk}-valore": "6"}
    assert prova.manda(campi, f"lascia:{numero.pk}").status_code == 302
    assert prova.valore(numero).testo == "9"
    assert prova.valore(altro).testo == "6"


def test_when_the_other_has_already_transmitted_it_is_said(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    _, vista = prova.leggi()
    prova.scrivi(numero, "9", stato="trasmessa")
    risposta = prova.manda(vista.campi | {f"v{numero.pk}-valore": "8"})
    assert risposta.status_code == 422
    assert "Avevate scritto «8»" in parole(risposta.content.decode())
    assert prova.valore(numero).testo == "9"


def test_an_evidence_added_first_is_no_conflict(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    vuota = Rilevazione.objects.create(indicatore=numero, periodo=prova.periodo)
    Evidenza.objects.create(rilevazione=vuota, nome="Atto", url="https://www.example.org/atto")
    detto = parole(prova.riga(numero, {"versione": "0", "valore": "9"}, "prova/").content.decode())
    assert "Nel frattempo" not in detto
    assert "Nel frattempo" not in parole(prova.riga(numero, {"versione": "0", "valore": "9"}).content.decode())
    assert prova.valore(numero).testo == "9"
    assert "Nota ed evidenze (1)" in parole(riga_di(prova.leggi()[0], numero))
