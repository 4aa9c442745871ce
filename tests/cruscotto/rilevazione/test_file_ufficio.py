"""The workbook of an office: downloaded, filled in, sent back; conflicts, protection, lists, other periods."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cruscotto.chiusura.actions.periodi import riapri_ufficio
from cruscotto.importazione.actions.importazioni import importa_subito, progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Collocazione, Indicatore, Periodo, Rilevazione, StatoCiclo, StatoPeriodo
from cruscotto.rilevazione.actions.valori import ValoreScritto, riprendi_valore, salva_valore, trasmetti_valore
from cruscotto.rilevazione.file_ufficio.impronte import come_si_legge
from cruscotto.rilevazione.file_ufficio.scrittura import POSTI, PRIMA_RIGA
from ente.fogli.lettura import leggi_fogli
from ente.importazione import Esito, ImportazioneRifiutata
from ente.models import Utente
from ente.progetto import Progetto
from tests.mondi.fogli import esige_leggibile_da_tutti
from tests.mondi.importazioni import Persona, leggi, parole
from tests.mondi.scena import Scena, cliente, crea_scena, fra

pytestmark = pytest.mark.django_db
GENERE = GENERI["rilevazioni"]


@pytest.fixture
def scena(db: None) -> Scena:
    fatta = crea_scena()
    fatta.stato(1, StatoPeriodo.APERTO)
    return fatta


def indirizzo(anno: int, parametri: str = "periodo=1") -> str:
    return f"{reverse('cruscotto:valori-workbook', args=[anno])}?{parametri}"


def scarica(chi: Utente, anno: int, parametri: str = "periodo=1") -> bytes:
    browser = Client()
    browser.force_login(chi)
    risposta = browser.get(indirizzo(anno, parametri))
    assert risposta.status_code == 200
    return bytes(risposta.content)


class Libro:
    """A workbook as who fills it in sees it."""

    def __init__(self, contenuto: bytes) -> None:
        self.libro: Any = load_workbook(io.BytesIO(contenuto))
        self.pagina: Any = self.libro["Valori"]

    @property
    def codici(self) -> dict[str, int]:
        righe = range(PRIMA_RIGA, self.pagina.max_row + 1)
        return {self.pagina.cell(n, POSTI["Codice"]).value: n for n in righe}

    def cella(self, codice: str, titolo: str) -> Any:
        return self.pagina.cell(self.codici[codice], POSTI[titolo])

    def scrivi(self, codice: str, **valori: Any) -> Libro:
        for titolo, valore in valori.items():
            self.cella(codice, titolo.replace("_", " ")).value = valore
        return self

    @property
    def salvato(self) -> bytes:
        uscita = io.BytesIO()
        self.libro.save(uscita)
        return uscita.getvalue()


def dove(scena: Scena, chi: str = "rita", numero: int = 1) -> Dove:
    return Dove(ente=scena.ente, del_ciclo=scena.ciclo, periodo=scena.periodo(numero), da=scena[chi])


def rimanda(scena: Scena, contenuto: bytes, chi: str = "rita", numero: int = 1) -> Esito:
    return importa_subito(genere=GENERE, dove=dove(scena, chi, numero), nome="v.xlsx", contenuto=contenuto)


def progetta(scena: Scena, contenuto: bytes, chi: str = "rita", numero: int = 1) -> Progetto:
    return progetta_file(GENERE, dove(scena, chi, numero), "v.xlsx", contenuto)[1]


def rifiutati(scena: Scena, contenuto: bytes, chi: str = "rita", numero: int = 1) -> dict[str, str]:
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        rimanda(scena, contenuto, chi, numero)
    return {e.posto.removeprefix("Valori!"): e.motivo for e in rifiuto.value.errori}


def valore(codice: str) -> Rilevazione:
    return Rilevazione.objects.get(indicatore__codice=codice, periodo__numero=1, collocazione=None)


def lettera(titolo: str) -> str:
    return chr(64 + POSTI[titolo])


# -- the workbook ------------------------------------------------------------------------------------------------------


def test_what_the_workbook_has(scena: Scena) -> None:
    scena.metti("i1", "80", 1, stato="bozza", nota="=1+1", causa="risorse", azione_entro=dt.date(2024, 9, 1))
    scena.metti("i2", "90", 1, stato="trasmessa")
    libro = Libro(scarica(scena["rita"], 2024))
    pagina = libro.pagina
    assert libro.codici == {"i1": 4, "i2": 5}
    assert pagina["E1"].value == "Comune di scena – Periodo 1 2024"
    assert libro.cella("i1", "Target").value == "100"
    assert (libro.cella("i1", "Valore").value, libro.cella("i1", "Causa").value) == (
        80,
        "Risorse economiche ridotte o in ritardo",
    )
    assert libro.cella("i1", "Entro").value.date() == dt.date(2024, 9, 1)
    assert libro.cella("i1", "Stato").value == "Bozza"
    nota = libro.cella("i1", "Nota")
    assert (nota.value, nota.data_type, nota.quotePrefix) == ("=1+1", "s", True)
    assert pagina.protection.sheet and not pagina.protection.password
    aperte = {c.coordinate for riga in pagina.iter_rows() for c in riga if not c.protection.locked}
    assert aperte == {f"{lettera(t)}4" for t in ("Valore", "Nota", "Causa", "Motivo", "Azione correttiva", "Entro")}
    assert all(pagina.column_dimensions[lettera(t)].hidden for t in ("Riga", "Versione", "Originale", "Impronte"))
    assert pagina.freeze_panes == "G4"
    assert [libro.libro[n].sheet_state for n in libro.libro.sheetnames] == ["visible", "hidden", "visible"]
    assert [f.nome for f in leggi_fogli(libro.salvato)] == ["Valori", "Istruzioni"]


def test_every_program_opens_it(scena: Scena) -> None:
    esige_leggibile_da_tutti(scarica(scena["rita"], 2024))


def test_each_kind_has_its_cell(scena: Scena) -> None:
    generi = {"i1": "percentuale", "i2": "data", "i3": "ordinale", "i4": "euro"}
    for codice, tipo in generi.items():
        scala = ["Basso", "Medio; o così", "Alto"] if tipo == "ordinale" else []
        Indicatore.objects.filter(codice=codice).update(tipo=tipo, scala=scala)
    scena.metti("i1", "73,5%", stato="bozza")
    scena.metti("i2", "10/2/2024", stato="bozza")
    scena.metti("i4", "€ 650.000", stato="bozza")
    libro = Libro(scarica(scena["carla"], 2024))
    formati = {codice: libro.cella(codice, "Valore").number_format for codice in generi}
    assert formati == {"i1": "0.0%", "i2": "dd/mm/yyyy", "i3": "@", "i4": "#,##0"}
    assert libro.cella("i1", "Valore").value == 0.735
    scelte = {v.formula1: str(v.sqref) for v in libro.pagina.data_validations.dataValidation if v.type == "list"}
    assert scelte["Elenchi!$B$1:$B$3"] == f"{lettera('Valore')}{libro.codici['i3']}"
    assert libro.libro["Elenchi"]["B2"].value == "Medio; o così"
    assert str(rimanda(scena, libro.salvato, "carla")) == "0 nuovi, 0 modificati, 3 invariati"


def test_who_may_download_it(scena: Scena) -> None:
    for chi, codice in (("rita", 200), ("carla", 200), ("dina", 403), ("ugo", 403), ("adele", 403)):
        assert cliente(scena[chi]).get(indirizzo(2024)).status_code == codice, chi
    assert Client().get(indirizzo(2024)).status_code == 302
    assert cliente(scena["rita"]).get(indirizzo(2023)).status_code == 404
    assert set(Libro(scarica(scena["carla"], 2024)).codici) == {"i1", "i2", "i3", "i4"}
    assert set(Libro(scarica(scena["carla"], 2024, "periodo=1&ufficio=cultura")).codici) == {"i4"}
    assert cliente(scena["rita"]).get(indirizzo(2024, "periodo=1&ufficio=cultura")).status_code == 404


def test_a_closed_period_has_only_what_was_reopened(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.CHIUSO)
    assert cliente(scena["carla"]).get(indirizzo(2024)).status_code == 404
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["cultura"], motivo="Errore", fino_al=fra(2), da=scena["carla"]
    )
    assert set(Libro(scarica(scena["carla"], 2024)).codici) == {"i4"}


def test_the_page_offers_it(scena: Scena) -> None:
    pagina = cliente(scena["rita"]).get(reverse("cruscotto:valori", args=[2024])).content.decode()
    assert f'href="{reverse("cruscotto:valori-workbook", args=[2024])}?periodo=1"' in pagina
    scena.stato(1, StatoPeriodo.CHIUSO)
    pagina = cliente(scena["rita"]).get(reverse("cruscotto:valori", args=[2024])).content.decode()
    assert "foglio.xlsx" not in pagina


# -- there and back ----------------------------------------------------------------------------------------------------


def test_filled_in_and_sent_back(scena: Scena) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024))
    libro.scrivi("i1", Valore=85, Nota="rivista", Causa="Altro", Motivo="perché", Entro=dt.date(2024, 10, 1))
    libro.scrivi("i2", Valore="1234,5", Azione_correttiva="si farà")
    assert str(rimanda(scena, libro.salvato)) == "1 nuovi, 1 modificati, 0 invariati"
    primo, secondo = valore("i1"), valore("i2")
    assert (primo.testo, primo.nota, primo.causa, primo.versione) == ("85", "rivista", "altro", 2)
    assert (primo.causa_scostamento, primo.azione_entro) == ("perché", dt.date(2024, 10, 1))
    assert (secondo.testo, secondo.valore, secondo.azione_correttiva) == ("1.234,5", Decimal("1234.5"), "si farà")
    assert str(rimanda(scena, libro.salvato)) == "0 nuovi, 0 modificati, 2 invariati"
    assert str(rimanda(scena, scarica(scena["rita"], 2024))) == "0 nuovi, 0 modificati, 2 invariati"


def test_emptied_cells(scena: Scena) -> None:
    scena.metti("i1", "80", stato="bozza", nota="da togliere", causa="norme", azione_entro=dt.date(2024, 9, 1))
    libro = Libro(scarica(scena["rita"], 2024))
    libro.scrivi("i1", Valore=None, Nota=None, Causa=None, Entro=None)
    assert str(rimanda(scena, libro.salvato)) == "0 nuovi, 1 modificati, 0 invariati"
    primo = valore("i1")
    assert (primo.testo, primo.nota, primo.causa, primo.azione_entro) == ("80", "", "", None)


def test_rows_gone_and_in_another_order(scena: Scena) -> None:
    libro = Libro(scarica(scena["carla"], 2024))
    libro.scrivi("i4", Valore=44).scrivi("i2", Valore=22)
    pagina = libro.pagina
    righe = [[c.value for c in pagina[n]] for n in (libro.codici["i4"], libro.codici["i2"])]
    pagina.delete_rows(PRIMA_RIGA, 4)
    for n, riga in enumerate(righe, PRIMA_RIGA):
        for c, scritto in enumerate(riga, 1):
            pagina.cell(n, c).value = scritto
    assert str(rimanda(scena, libro.salvato, "carla")) == "2 nuovi, 0 modificati, 0 invariati"
    assert (valore("i4").testo, valore("i2").testo) == ("44", "22")


def test_cells_moved_without_their_row(scena: Scena) -> None:
    libro = Libro(scarica(scena["rita"], 2024))
    libro.scrivi("i1", Valore=5, Codice="i2")
    assert "spostate" in rifiutati(scena, libro.salvato)[f"{lettera('Codice')}{PRIMA_RIGA}"]


def test_of_another_period_and_another_body(scena: Scena) -> None:
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=5)
    scena.stato(2, StatoPeriodo.APERTO)
    esito = rimanda(scena, libro.salvato, numero=2)
    assert "ed è di Periodo 1 2024: i suoi dati vanno lì, non in Periodo 2 2024" in esito.avvisi[0].motivo
    assert valore("i1").testo == "5"
    altra = crea_scena("altra")
    altra.stato(1, StatoPeriodo.APERTO)
    assert "dell'ente «scena»" in rifiutati(altra, libro.salvato)["A1"]
    libro.pagina["A1"].value = None
    assert all("non è di questo ciclo" in m for m in rifiutati(altra, libro.salvato).values())


def test_the_hidden_cells_spoilt(scena: Scena) -> None:
    scena.salva("i1", "80")
    for titolo in ("Versione", "Impronte"):
        libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", **{titolo: "x", "Valore": 5})
        progetto = progetta(scena, libro.salvato)
        assert (len(progetto.cambi), progetto.dubbi, progetto.errori) == (1, {}, [])


@pytest.mark.parametrize(
    "perse", [("Versione",), ("Versione", "Impronte"), ("Riga", "Versione", "Originale", "Impronte")]
)
def test_hidden_columns_that_another_program_lost(scena: Scena, perse: tuple[str, ...]) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=85)
    libro.scrivi("i2", Valore=7)
    salva(scena, "82", 1)
    for titolo in sorted(perse, key=lambda t: -POSTI[t]):
        libro.pagina.delete_cols(POSTI[titolo])
    progetto = progetta(scena, libro.salvato)
    (dubbio,) = progetto.dubbi.values()
    assert "ha scritto Carla: valore «82» sul sito, «85» nel foglio" in dubbio.frase
    assert "ha perso le sue colonne nascoste" in dubbio.frase
    assert not progetto.da_decidere
    assert [c.nome[:2] for c in progetto.cambi] == ["i2"]


def test_an_untouched_row_of_a_sheet_without_its_columns_is_asked_only_when_it_differs(scena: Scena) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024))
    libro.pagina.delete_cols(1, 4)
    assert (progetta(scena, libro.salvato).dubbi, progetta(scena, libro.salvato).cambi) == ({}, [])
    salva(scena, "82", 1)
    assert len(progetta(scena, libro.salvato).dubbi) == 1


def test_a_format_that_another_program_lost(scena: Scena) -> None:
    for codice in ("i1", "i2"):
        scena.indicatori[codice].tipo = "percentuale"
        scena.indicatori[codice].save()
    scena.salva("i1", "73%")
    libro = Libro(scarica(scena["rita"], 2024))
    assert libro.cella("i1", "Valore").value == 0.73
    for codice in ("i1", "i2"):
        libro.cella(codice, "Valore").number_format = "General"
    progetto = progetta(scena, libro.salvato)
    assert (progetto.cambi, progetto.dubbi) == ([], {})
    assert "«0,73» è letto come «73%»" in progetto.avvisi[0].motivo
    libro.scrivi("i1", Valore=0.8).scrivi("i2", Valore=0.5)
    progetto = progetta(scena, libro.salvato)
    assert sorted(c.oggetto.testo for c in progetto.cambi) == ["50%", "80%"]  # type: ignore[attr-defined]
    assert [d.proposta for d in progetto.dubbi.values()] == ["quota", "quota"]


# -- meanwhile ---------------------------------------------------------------------------------------------------------


def salva(scena: Scena, testo: str, versione: int, **altro: Any) -> Rilevazione:
    fatta = salva_valore(
        periodo=scena.periodo(1),
        indicatore=scena.indicatori["i1"],
        scritto=ValoreScritto(testo=testo, **altro),
        versione=versione,
        da=scena["carla"],
    )
    assert fatta is not None
    return fatta


def test_a_conflict_keeps_its_row_out_and_no_other(scena: Scena) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=85, Nota="mia", Motivo="mio").scrivi("i2", Valore=7)
    salva(scena, "82", 1, nota="sua")
    progetto = progetta(scena, libro.salvato)
    (dubbio,) = progetto.dubbi.values()
    assert dubbio.frase == (
        "Di «Indicatore i1» nel frattempo ha scritto Carla: valore «82» sul sito, «85» nel foglio; nota «sua» sul "
        "sito, «mia» nel foglio. Quale vale?"
    )
    assert [testo for _, testo in dubbio.risposte] == ["tieni quello del sito", "tieni il mio, quello del foglio"]
    assert not progetto.da_decidere and [c.nome[:2] for c in progetto.cambi] == ["i2"]
    esito = rimanda(scena, libro.salvato)
    assert str(esito) == "1 nuovi, 0 modificati, 0 invariati"
    assert "resta com'è sul sito" in esito.avvisi[-1].motivo
    assert (valore("i1").testo, valore("i2").testo) == ("82", "7")


@pytest.mark.parametrize(
    ("risposta", "atteso"),
    [("sito", ("82", "sua", "mio", 3)), ("foglio", ("85", "mia", "mio", 3)), ("", ("82", "sua", "", 2))],
)
def test_who_chooses_in_the_page_has_that_value(scena: Scena, risposta: str, atteso: tuple[Any, ...]) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=85, Nota="mia", Motivo="mio")
    libro.scrivi("i2", Valore=7)
    salva(scena, "82", 1, nota="sua")
    persona = Persona(scena["rita"])
    fatta = persona.carica(libro.salvato, "u.xlsx", genere="rilevazioni", periodo=scena.periodo(1).pk)
    pagina = parole(persona.pagina(fatta))
    assert "1 riga cambiata nel frattempo da altri: resta come sul sito, se non scegliete" in pagina
    assert "Conferma e scrivi 1 riga" in pagina and "Tieni il mio, quello del foglio" in pagina
    if risposta:
        (voce,) = fatta.voci.filter(tipo="dubbio")
        persona.fai(fatta, "answer", **{f"dubbio:{voce.dettagli['chiave']}": risposta})
        fatta = leggi(fatta)
    persona.conferma(fatta)
    v = valore("i1")
    assert (v.testo, v.nota, v.causa_scostamento, v.versione) == atteso
    assert valore("i2").testo == "7"


def test_what_is_not_touched_never_conflicts(scena: Scena) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i2", Valore=5)
    salva(scena, "82", 1, nota="sua")
    assert str(rimanda(scena, libro.salvato)) == "1 nuovi, 0 modificati, 1 invariati"
    assert (valore("i1").testo, valore("i1").nota) == ("82", "sua")


def test_another_cell_changed_meanwhile_is_no_conflict(scena: Scena) -> None:
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=85)
    salva(scena, "80", 1, nota="sua")
    rimanda(scena, libro.salvato)
    assert (valore("i1").testo, valore("i1").nota, valore("i1").versione) == ("85", "sua", 3)


def test_a_value_entered_where_there_was_none(scena: Scena) -> None:
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=85)
    salva(scena, "82", 0)
    (dubbio,) = progetta(scena, libro.salvato).dubbi.values()
    assert "valore «82» sul sito, «85» nel foglio" in dubbio.frase
    Rilevazione.objects.all().delete()
    assert str(rimanda(scena, libro.salvato)) == "1 nuovi, 0 modificati, 0 invariati"


def test_handed_in_and_taken_back_meanwhile(scena: Scena) -> None:
    scena.salva("i1", "100")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=101)
    trasmessa = trasmetti_valore(rilevazione=valore("i1"), versione=1, da=scena["rita"])
    assert "all'esame del dirigente" in rifiutati(scena, libro.salvato)[f"{lettera('Valore')}{libro.codici['i1']}"]
    riprendi_valore(rilevazione=trasmessa, versione=2, da=scena["rita"])
    rimanda(scena, libro.salvato)
    assert (valore("i1").testo, valore("i1").versione) == ("101", 4)


# -- the real cycle, and many rows -------------------------------------------------------------------------------------


def test_the_real_cycle_comes_back_without_a_change(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    Ciclo.objects.filter(pk=ciclo.pk).update(
        stato=StatoCiclo.MONITORAGGIO, approvazione_organo="", approvazione_numero="", approvazione_data=None
    )
    periodo = Periodo.objects.filter(ciclo=ciclo).order_by("-numero")[0]
    Periodo.objects.filter(pk=periodo.pk).update(stato=StatoPeriodo.APERTO)
    Rilevazione.objects.filter(periodo=periodo).update(stato="bozza", validata_da=None, validata_il=None)
    controllo = utente("controllo")
    contenuto = scarica(controllo, 2019, f"periodo={periodo.numero}")
    dove = Dove(ente=ciclo.ente, del_ciclo=Ciclo.objects.get(pk=ciclo.pk), periodo=periodo, da=controllo)
    _, progetto = progetta_file(GENERE, dove, "v.xlsx", contenuto)
    quante = Rilevazione.objects.filter(periodo=periodo).count()
    assert quante > 100
    assert (progetto.errori, progetto.cambi, progetto.avvisi, progetto.invariati) == ([], [], [], quante)
    libro = Libro(contenuto)
    for n in range(PRIMA_RIGA, libro.pagina.max_row + 1):
        libro.pagina.cell(n, POSTI["Impronte"]).value = None
    _, progetto = progetta_file(GENERE, dove, "v.xlsx", libro.salvato)
    assert (progetto.errori, [c.dopo for c in progetto.cambi], progetto.invariati) == ([], [], quante)


def test_the_queries_do_not_grow_with_the_rows(scena: Scena) -> None:
    browser = cliente(scena["carla"])
    conti = [_interrogazioni(browser)]
    nodo = Collocazione.objects.filter(cruscotto=scena.cruscotto)[0].nodo
    for n in range(60):
        i = Indicatore.objects.create(ente=scena.ente, codice=f"k{n}", nome="K", tipo="numero")
        Collocazione.objects.create(cruscotto=scena.cruscotto, indicatore=i, nodo=nodo, ordine=1000 + n, etichetta="K")
    conti.append(_interrogazioni(browser))
    assert conti[0] == conti[1] <= 12


def _interrogazioni(browser: Client) -> int:
    with CaptureQueriesContext(connection) as interrogazioni:
        assert browser.get(indirizzo(2024)).status_code == 200
    return len(interrogazioni)


def test_how_a_cell_is_read_back() -> None:
    assert come_si_legge(Decimal("0.735"), percento=True) == "73,5%"
    assert come_si_legge(Decimal("100")) == "100"
    assert come_si_legge(Decimal("12.50")) == "12,5"
    assert come_si_legge(dt.date(2024, 1, 2)) == "02/01/2024"
    assert come_si_legge(None) == ""
