"""Computed indicators: declared without circles, shown to who may see them, in and out of sheets."""

from __future__ import annotations

import html
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Fotografia,
    Indicatore,
    Operando,
    Periodo,
    Rilevazione,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore
from ente.models import Area, Atto, Incarico, Ruolo, Ufficio, Utente
from relazione.documento import cruscotti as stampati
from tests.mondi.api import tutte
from tests.mondi.calcolati import calcola, entra, leggi, periodo, prospetti, scrivi
from tests.mondi.misurato import VIVO, Piccolo, crea_piccolo

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def piccolo() -> Piccolo:
    """i0 and i1 are numbers, i3 is in euro; their values of the two half-years are 8 and 12, 22 and 20, 400 and 900.
    Nothing of what is closed is photographed: what a test declares is to be seen there too."""
    mondo = crea_piccolo()
    Fotografia.objects.all().delete()
    return mondo


# -- how it is declared ------------------------------------------------------------------------------------------------


def test_circles_are_refused_with_the_chain(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    calcola(piccolo, 1, "somma", "i0")
    with pytest.raises(ValoreRifiutato) as rifiuto:
        calcola(piccolo, 0, "media", "i2")
    assert rifiuto.value.errori["operandi"] == (
        "Un indicatore non conta mai se stesso: «i0» si calcola da «i2», che si calcola da «i0»."
    )
    assert not Operando.objects.filter(indicatore__codice="i0").exists()
    assert Indicatore.objects.get(codice="i0").calcolo == ""


@pytest.mark.parametrize(
    ("formula", "operandi", "campi", "campo", "frase"),
    [
        ("somma", ("i0", "nessuno"), {}, "operandi", "Nessun indicatore ha il codice «nessuno»"),
        ("somma", ("i0", "i0"), {}, "operandi", "«i0» c'è due volte"),
        ("somma", ("i2",), {}, "operandi", "non conta mai se stesso: «i2» si calcola da «i2»"),
        ("somma", (), {}, "operandi", "almeno un altro indicatore"),
        ("rapporto", ("i0",), {}, "operandi", "vuole due indicatori, non 1"),
        ("somma", ("i4",), {}, "operandi", "«i4» è una data"),
        ("", ("i0",), {}, "operandi", "Senza una formula"),
        ("potenza", ("i0",), {}, "calcolo", "Scegliete una delle formule"),
        ("somma", ("i0",), {"accumulo": "somma"}, "accumulo", "accumulano i suoi operandi"),
    ],
)
def test_what_may_not_be_declared(
    piccolo: Piccolo, formula: str, operandi: tuple[str, ...], campi: dict[str, str], campo: str, frase: str
) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        calcola(piccolo, 2, formula, *operandi, **campi)
    assert frase in rifiuto.value.errori[campo]


def test_operands_of_another_body_are_unknown(piccolo: Piccolo) -> None:
    from ente.models import Ente

    altro = Ente.objects.create(codice="altro", denominazione="Altro")
    Indicatore.objects.create(ente=altro, codice="loro", nome="Loro", tipo="numero")
    with pytest.raises(ValoreRifiutato, match="Nessun indicatore ha il codice «loro»"):
        calcola(piccolo, 2, "somma", "loro")


def test_the_register_says_the_formula_before_and_after(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    calcola(piccolo, 2, "percento", "i1", "i0")
    ultimo = Atto.objects.filter(azione="cambia regola").latest("pk")
    assert ultimo.dettagli["prima"] == {"calcolo": "somma", "operandi": "i0, i1"}
    assert ultimo.dettagli["dopo"] == {"calcolo": "percento", "operandi": "i1, i0"}


def test_the_page_of_the_rules_previews_also_what_is_made_of_the_indicator(piccolo: Piccolo) -> None:
    """i5 stands in the body's scorecard only; i0, from which i2 is computed, changes the SAL of i2 too."""
    calcola(piccolo, 2, "somma", "i0", "i1")
    client = entra(piccolo.controllo)
    indirizzo = f"/indicatori/{VIVO}/i0/regola/"
    dati = {
        "viste": RegoleIndicatore.di(Indicatore.objects.get(codice="i0")).impronta,
        "regola": "",
        "direzione": "crescente",
        "accumulo": "somma",
        "motivo": "Prova",
    }
    Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo, indicatore__codice="i0").delete()
    posto = Cruscotto.objects.create(ciclo=piccolo.vivo, ordine=9, codice="solo", tipo="azienda", titolo="Solo")
    nodo = Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo)[0].nodo
    Collocazione.objects.create(
        cruscotto=posto, nodo=nodo, indicatore=piccolo.indicatori[0], ordine=1, etichetta="Da solo"
    )
    ValoreAtteso.objects.filter(ciclo=piccolo.vivo).update(testo="> 80", valore=80)
    testo = leggi(client.post(indirizzo, dati))
    assert "Voce 2" in testo
    assert "Da solo" in testo


def test_the_form_declares_it(piccolo: Piccolo) -> None:
    client = entra(piccolo.controllo)
    indirizzo = f"/indicatori/{VIVO}/i2/regola/"
    dati = {
        "viste": RegoleIndicatore.di(Indicatore.objects.get(codice="i2")).impronta,
        "regola": "",
        "direzione": "crescente",
        "accumulo": "ultimo",
        "calcolo": "somma",
        "operandi": "I0\n i2 ",
        "motivo": "Prova",
    }
    rifiutata = client.post(indirizzo, dati)
    assert rifiutata.status_code == 422
    assert "«i2» si calcola da «i2»" in leggi(rifiutata)
    anteprima = client.post(indirizzo, dati | {"operandi": "i0; i1"})
    assert "Da quali indicatori" in leggi(anteprima)
    impronta = re.search(r'name="impronta" value="(\w+)"', anteprima.content.decode())
    assert impronta
    fatta = client.post(indirizzo, dati | {"operandi": "i0; i1", "passo": "conferma", "impronta": impronta[1]})
    assert fatta.status_code == 302
    assert Indicatore.objects.get(codice="i2").codici_operandi == "i0; i1"
    assert "i0\ni1</textarea>" in client.get(indirizzo).content.decode()


# -- who sees what -----------------------------------------------------------------------------------------------------


@pytest.fixture
def con_individuale(piccolo: Piccolo) -> tuple[Piccolo, Utente, Utente]:
    """i2 is i0 / i3 × 100, and i3 stands only on the sheet of a manager: who enters values of another office does not
    see it, the manager and controllo do. The two people: the redattore and the manager."""
    area = Area.objects.create(ente=piccolo.ente, codice="a1", numero=1, nome="Area prima")
    ufficio = Ufficio.objects.create(ente=piccolo.ente, area=area, codice="u1", nome="Ufficio primo")
    calcola(piccolo, 2, "percento", "i0", "i3")
    Indicatore.objects.filter(codice="i3").update(nome="Segreto del dirigente")
    Collocazione.objects.filter(indicatore__codice="i3").delete()
    scheda = Cruscotto.objects.create(
        ciclo=piccolo.vivo, ordine=9, codice="dir", tipo="individuale", area=area, titolo="Scheda del dirigente"
    )
    nodo = Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo)[0].nodo
    Collocazione.objects.create(
        cruscotto=scheda, nodo=nodo, indicatore=piccolo.indicatori[3], ordine=1, etichetta="Segreto del dirigente"
    )
    redattore = Utente.objects.create(username="r", ente=piccolo.ente)
    Incarico.objects.create(utente=redattore, ruolo=Ruolo.REDATTORE, ufficio=ufficio)
    dirigente = Utente.objects.create(username="d", ente=piccolo.ente)
    Incarico.objects.create(utente=dirigente, ruolo=Ruolo.DIRIGENTE, area=area)
    return piccolo, redattore, dirigente


def test_the_page_shows_the_operands_to_who_may_see_them(con_individuale: tuple[Piccolo, Utente, Utente]) -> None:
    """12 / 900 × 100 = 1,3333."""
    piccolo, redattore, dirigente = con_individuale
    indirizzo = f"/indicatori/{VIVO}/i2/?periodo=2"
    per_chi = {chi: entra(chi) for chi in (redattore, dirigente, piccolo.controllo)}
    for chi, client in per_chi.items():
        pagina = client.get(indirizzo)
        testo = leggi(pagina)
        assert "Operando 1 / operando 2 × 100, con:" in testo
        assert "Consuntivo 1,3333%" in testo
        assert "Indicatore 0 : 12" in testo
        assert f'href="/indicatori/{VIVO}/i0/?periodo=2"' in pagina.content.decode()
        if chi is redattore:
            assert "un indicatore che non potete vedere" in testo
        else:
            assert "Segreto del dirigente : € 900" in testo
    pulito = entra(redattore)
    indirizzi = [indirizzo, f"{indirizzo}&formato=csv&tabella=operandi", f"{indirizzo}&formato=csv&tabella=posti"]
    indirizzi += [f"/cruscotti/{VIVO}/ente/", f"/cruscotti/{VIVO}/ente/?formato=csv", "/api/v1/indicatori/"]
    indirizzi += ["/api/v1/collocazioni/", f"/api/v1/indicatori/{piccolo.indicatori[2].pk}/"]
    for uno in indirizzi:
        risposta = pulito.get(uno)
        assert risposta.status_code == 200, uno
        corpo = risposta.content.decode()
        assert "Segreto" not in corpo, uno
        assert not re.search(r"\bi3\b", corpo), uno
        assert not re.search(r"(?<![\d-])900(?!\d)", corpo), uno
    dettaglio = pulito.get(f"/api/v1/indicatori/{piccolo.indicatori[2].pk}/").json()
    assert (dettaglio["calcolo"], dettaglio["operandi"]) == ("percento", ["i0", None])
    letto = per_chi[dirigente].get(f"/api/v1/indicatori/{piccolo.indicatori[2].pk}/").json()
    assert letto["operandi"] == ["i0", "i3"]
    riga_api = next(r for r in tutte(pulito, f"collocazioni/?anno={VIVO}") if r["indicatore_codice"] == "i2")
    assert riga_api["stato_valore"] == "calcolata"


def test_the_page_is_within_twelve_queries(
    con_individuale: tuple[Piccolo, Utente, Utente], django_assert_max_num_queries: Any
) -> None:
    piccolo, redattore, dirigente = con_individuale
    for chi in (redattore, dirigente, piccolo.controllo):
        client = entra(chi)
        with django_assert_max_num_queries(12):
            assert client.get(f"/indicatori/{VIVO}/i2/?periodo=2").status_code == 200


def test_before_the_year_begins_the_page_names_the_operands(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    Periodo.objects.filter(ciclo=piccolo.vivo).update(stato="futuro")
    testo = leggi(entra(piccolo.controllo).get(f"/indicatori/{VIVO}/i2/"))
    assert "Somma di 2 indicatori, con: Indicatore 0 Indicatore 1" in testo


def test_why_it_cannot_be_computed_is_on_its_page(piccolo: Piccolo) -> None:
    scrivi(piccolo, "i1", 1, "")
    scrivi(piccolo, "i1", 2, "")
    calcola(piccolo, 2, "somma", "i0", "i1")
    testo = leggi(entra(piccolo.controllo).get(f"/indicatori/{VIVO}/i2/?periodo=2"))
    assert "Consuntivo non calcolabile" in testo
    assert "Il calcolo Non calcolabile: manca l'operando 2." in testo
    assert "Indicatore 1 : manca il valore" in testo


def test_the_relazione_says_how_it_is_made_and_names_no_individual_sheet(
    con_individuale: tuple[Piccolo, Utente, Utente],
) -> None:
    piccolo, _, _ = con_individuale
    misurati_tutti = {p.codice: p for p in prospetti(piccolo)}
    from types import SimpleNamespace

    foto: Any = SimpleNamespace(prospetti=tuple(misurati_tutti.values()))
    from cruscotto.misurazione.impostazioni import Misura

    misura = Misura.dell_ente(piccolo.ente.pk)
    nomi = stampati.nomi_pubblici(foto)
    ente = stampati.cruscotto(misurati_tutti["ente"], misura, nomi)
    note = [r.nota for p in ente.prospettive for q in p.riquadri for g in q.gruppi for r in g if r.riga.codice == "i2"]
    assert note == [
        "Calcolato: operando 1 / operando 2 × 100; operando 1: Voce 0; operando 2: un indicatore che questi cruscotti "
        "non riportano."
    ]


# -- in and out --------------------------------------------------------------------------------------------------------


def test_the_export_of_the_cycle_has_formula_operands_and_values(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "percento", "i0", "i1")
    fuori = io.StringIO()
    call_command("esporta", "ciclo", "--ente", "piccolo", "--anno", str(VIVO), "--formato", "json", stdout=fuori)
    letto = json.loads(fuori.getvalue())
    assert [(o["indicatore"], o["ordine"], o["altro"]) for o in letto["operandi"]] == [("i2", 1, "i0"), ("i2", 2, "i1")]
    assert next(d for d in letto["definizioni"] if d["codice"] == "i2")["calcolo"] == "percento"
    sua = next(r for r in letto["indicatori"] if r["codice"] == "i2")
    assert (sua["consuntivo_2"], sua["consuntivo_misurato_2"]) == ("60%", "60")
    assert sua["consuntivo_1"] == "36,3636%"
    assert sua["consuntivo_misurato_1"] == "36.363636"


def importa(piccolo: Piccolo, tmp_path: Any, testo: str, fuori: io.StringIO | None = None) -> str:
    percorso = tmp_path / "foglio.csv"
    percorso.write_text(testo, encoding="utf-8")
    fuori = fuori or io.StringIO()
    argomenti = ["indicatori", str(percorso), "--ente", "piccolo", "--anno", str(VIVO)]
    call_command("importa", *argomenti, stdout=fuori, stderr=fuori)
    return fuori.getvalue()


def test_the_import_declares_formulas_and_takes_them_back_unchanged(piccolo: Piccolo, tmp_path: Any) -> None:
    foglio = "Cruscotto;Codice;Indicatore;Formula;Operandi\nente;i2;Voce 2;percentuale;i0, i1\nente;i0;Voce 0;;\n"
    importa(piccolo, tmp_path, foglio)
    i2 = Indicatore.objects.get(codice="i2")
    assert (i2.calcolo, i2.codici_operandi) == ("percento", "i0; i1")
    prima = list(Operando.objects.values())
    importa(piccolo, tmp_path, foglio)
    assert list(Operando.objects.values()) == prima
    testa = "Cruscotto;Codice;Indicatore;Formula;Operandi\n"
    importa(piccolo, tmp_path, f"{testa}ente;i2;Voce 2;percentuale;i1 i3\n")
    assert Indicatore.objects.get(codice="i2").codici_operandi == "i1; i3"
    importa(piccolo, tmp_path, f"{testa}ente;i2;Voce 2;;\n")
    i2 = Indicatore.objects.get(codice="i2")
    assert (i2.calcolo, i2.codici_operandi) == ("", "")


@pytest.mark.parametrize(
    ("righe", "frase"),
    [
        (("ente;i2;Voce 2;somma;i0", "ente;i0;Voce 0;somma;i2"), "«i0» si calcola da «i2», che si calcola da «i0»"),
        (("ente;i2;Voce 2;potenza;i0",), "«potenza» non è una formula"),
        (("ente;i2;Voce 2;somma;i9",), "l'indicatore «i9» non c'è"),
        (("ente;i2;Voce 2;;i0",), "senza una formula questi indicatori non servono"),
        (("ente;i2;Voce 2;rapporto;i0",), "un rapporto vuole due indicatori, non 1"),
        (("ente;i2;Voce 2;somma;i0 i0",), "c'è due volte"),
        (("ente;i2;Voce 2;somma;i0 i4",), "«i4» è una data"),
    ],
)
def test_the_import_refuses_at_the_cell(piccolo: Piccolo, tmp_path: Any, righe: tuple[str, ...], frase: str) -> None:
    fuori = io.StringIO()
    with pytest.raises(CommandError):
        importa(piccolo, tmp_path, "\n".join(("Cruscotto;Codice;Indicatore;Formula;Operandi", *righe)) + "\n", fuori)
    assert frase in fuori.getvalue()
    assert not Operando.objects.exists()


def test_the_actual_of_a_computed_one_in_a_sheet_is_not_taken(piccolo: Piccolo, tmp_path: Any) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    prima = Rilevazione.objects.get(indicatore__codice="i2", periodo=periodo(piccolo, 2)).testo
    detto = importa(piccolo, tmp_path, "Cruscotto;Codice;Indicatore;Consuntivo\nente;i2;Voce 2;777\n")
    assert "quello del foglio non entra" in detto
    assert Rilevazione.objects.get(indicatore__codice="i2", periodo=periodo(piccolo, 2)).testo == prima


def test_the_sheet_of_values_refuses_it(piccolo: Piccolo, tmp_path: Any) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    percorso = tmp_path / "valori.csv"
    percorso.write_text("Codice;Valore\ni2;5\n", encoding="utf-8")
    argomenti = ["rilevazioni", str(percorso), "--ente", "piccolo", "--anno", str(VIVO)]
    fuori = io.StringIO()
    with pytest.raises(CommandError):
        call_command("importa", *argomenti, stdout=fuori, stderr=fuori)
    assert "si calcola da altri indicatori" in fuori.getvalue()


# -- the administration ------------------------------------------------------------------------------------------------


@pytest.fixture
def amministratore(piccolo: Piccolo) -> Client:
    chi = Utente.objects.create(username="amm", ente=piccolo.ente, is_staff=True)
    Incarico.objects.create(utente=chi, ruolo=Ruolo.AMMINISTRATORE)
    return entra(chi)


def modulo(**campi: str) -> dict[str, str]:
    """The form of a new indicator with two operands."""
    dati = {
        "codice": "nuovo",
        "nome": "Nuovo",
        "tipo": "numero",
        "accumulo": "ultimo",
        "scala": "",
        "punti_scala": "",
    }
    for prefisso in ("fasi", "storico", "operandi"):
        dati |= {f"{prefisso}-TOTAL_FORMS": "0", f"{prefisso}-INITIAL_FORMS": "0"}
    return dati | campi


def test_the_administration_adds_one_and_shows_one(piccolo: Piccolo, amministratore: Client) -> None:
    i0, i1 = piccolo.indicatori[:2]
    due = {
        "operandi-TOTAL_FORMS": "2",
        "operandi-0-altro": str(i1.pk),
        "operandi-0-ordine": "2",
        "operandi-1-altro": str(i0.pk),
        "operandi-1-ordine": "1",
    }
    rifiutata = amministratore.post("/amministrazione/cruscotto/indicatore/add/", modulo(**due))
    assert "Senza una formula questi indicatori non servono" in html.unescape(rifiutata.content.decode())
    rifiutata = amministratore.post("/amministrazione/cruscotto/indicatore/add/", modulo(calcolo="rapporto"))
    assert "Un rapporto vuole due indicatori, non 0" in html.unescape(rifiutata.content.decode())
    assert not Indicatore.objects.filter(codice="nuovo").exists()
    assert (
        amministratore.post("/amministrazione/cruscotto/indicatore/add/", modulo(calcolo="rapporto", **due)).status_code
        == 302
    )
    nuovo = Indicatore.objects.get(codice="nuovo")
    assert nuovo.codici_operandi == "i0; i1"
    pagina = html.unescape(
        amministratore.get(f"/amministrazione/cruscotto/indicatore/{nuovo.pk}/change/").content.decode()
    )
    assert "Cambia nella pagina delle regole dell'indicatore" in pagina
    assert 'name="operandi-0-altro"' not in pagina


def test_the_list_of_the_administration_gives_the_columns_that_the_import_reads(
    piccolo: Piccolo, amministratore: Client, tmp_path: Any
) -> None:
    calcola(piccolo, 2, "per_mille", "i0", "i1")
    csv = amministratore.get("/amministrazione/cruscotto/indicatore/export/?formato=csv").content.decode("utf-8-sig")
    assert re.search(r"\bi2\b.*per mille;i0; i1|i2.*per mille;\"i0; i1\"", csv)
