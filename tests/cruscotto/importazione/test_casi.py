"""Files as they come, each with what is right of it: by the page and by the command (`tests/casi`, invented data)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cruscotto.models import Ciclo, Cruscotto, Importazione, Periodo
from ente.models import Ufficio, Utente
from tests.mondi.fogli import CASI
from tests.mondi.importazioni import Persona, leggi, parole

pytestmark = pytest.mark.django_db
SPORTELLO = "L'obiettivo 1 del ciclo si chiama .*, nel foglio «Sportello»"
NUOVA = "è nuova: di quale tema è"


@dataclass(frozen=True)
class Caso:
    """A file into the demonstration year, second period: what must be said of it, in words that are found once; the
    texts that it writes, by cell; how many errors it has."""

    genere: str
    detti: tuple[str, ...] = ()
    testi: dict[str, str] = field(default_factory=dict)
    errori: int = 0


VALORI, TAVOLA, INDICATORI = "rilevazioni", "tavola", "indicatori"
ATTESI = {
    "bilancio_senza_tipo.xlsx": Caso("bilancio", ("manca la colonna «Tipo»",), {"A2": "voce", "A3": "totale"}),
    "booleani_VERO-t3.csv": Caso(VALORI, (), {"B2": "SI"}),
    "celle_t_d-t3.xlsx": Caso(VALORI, (), {"B2": "14/08/2020"}),
    "csv_inglese-t1.csv": Caso(TAVOLA, (NUOVA, r"all'inglese \(«1,234\.50»\)")),
    "csv_inglese-t2.csv": Caso(TAVOLA, (NUOVA, r"all'inglese \(«1,037,399»\)")),
    "data_ISO_ora-t3.csv": Caso(
        VALORI,
        ("«2020-08-14T00:00:00\\+00:00» è letto", "«2020-08-14 00:00:00» è letto", "«2020/08/14» è letto"),
        {"B2": "14/08/2020", "B3": "14/08/2020", "B4": "14/08/2020"},
    ),
    "etichetta_lunga_tavola.xlsx": Caso(TAVOLA, (NUOVA, "prende il nome del file")),
    "indicatore_lungo.xlsx": Caso(INDICATORI, (SPORTELLO,), {"A2": "30"}),
    "lungo_anno_periodo.xlsx": Caso(
        INDICATORI,
        (
            SPORTELLO,
            r"numerati fino a 4, e il 2020 ne ha 3: quali sono",
            r"una riga è di altri anni \(2021\)",
            r"3 righe sono di altri periodi \(1, 3, 4\)",
        ),
        {"A3": "20"},
    ),
    "numero_1e21-t3.xlsx": Caso(VALORI, ("è troppo grande",), {}, 1),
    "obiettivo_stesso_numero_altro_nome.xlsx": Caso(INDICATORI, (SPORTELLO,), {"A2": "30"}),
    "ods_gnumeric-t3.ods": Caso(VALORI, (), {"D6": "5", "D7": "6"}),
    "ods_sheetjs-t3.ods": Caso(VALORI, (), {"B2": "14/08/2020"}),
    "percento_letterale-t1.xlsx": Caso(
        INDICATORI,
        ("Il foglio non dice la prospettiva e l'obiettivo strategico", "i pesi sommano a 20"),
        {"A2": "90,5%", "A3": "90,5%"},
    ),
    "percento_in_testo-t3.xlsx": Caso(
        VALORI,
        ("«12%» di «n° analisi", "«12%» di «n° medio", "«5%» di «personale", "Il valore 12 viene dopo"),
        {"B2": "12", "B3": "12", "B4": "95%", "B5": "95%", "B6": "5"},
    ),
    "pesi_tutti_zero.xlsx": Caso(INDICATORI, (SPORTELLO, "i pesi sono tutti zero"), {"A2": "10", "A3": "5"}),
    "piatto.fods": Caso(VALORI, ("non ci sono intestazioni note",), {"C2": "75", "B2": "9"}),
    "rapporto_da_formula_tavola.xlsx": Caso(TAVOLA, (NUOVA, "letto 33,333333%", "letto 66,666667%")),
    "rapporto_da_formula_valore.xlsx": Caso(VALORI, ("letto 0,666667",), {"B2": "0,666667"}),
    "rumore_virgola_mobile.xlsx": Caso(TAVOLA, (NUOVA, "letto 774,6", "prende il nome del file")),
    "sal_scritto_senza_consuntivo.xlsx": Caso(INDICATORI, (SPORTELLO, "SAL senza consuntivo, il primo è «50»")),
    "totale_in_fondo_rilevazioni.xlsx": Caso(VALORI, ("«Totale» è un totale",), {"C2": "75"}),
    "ufficio_mancante_ripetuto.xlsx": Caso(INDICATORI, (SPORTELLO,)),
    "unicode_text_excel.txt": Caso(VALORI, (), {"B2": "75"}),
    "vecchio.xls": Caso(
        VALORI,
        (
            "il foglio è nascosto",
            "righe nascoste \\(5\\)",
            "colonne nascoste \\(C\\)",
            "la colonna «Città»",
            "letta in ore, 36",
            "l'indicatore «ore» non è",
            "«unite» non è un valore",
        ),
        {},
        1,
    ),
}
NOMINATI = {
    "finto.xlsb": r"\.xlsb.*salvatelo come \.xlsx",
    "ods_con_password.ods": "protetto da password.*salvatelo senza",
    "grande.xls": "65536 righe",
}
ALTRO_LAVORO = {
    "intestazioni_meno_di_meta.xlsx",
    "intestazioni_attaccate.xlsx",
    "lunghi.xls",
}
"""Tried elsewhere: headings that a person says, and what is read of the cells."""


def test_no_file_is_left_out() -> None:
    assert {f.name for f in CASI.iterdir() if f.is_file()} == {*ATTESI, *NOMINATI, *ALTRO_LAVORO}


@pytest.fixture
def persona(dimostrativo: Ciclo) -> Persona:
    return Persona(Utente.objects.get(username="amministratore"))


def manda(persona: Persona, ciclo: Ciclo, nome: str, genere: str) -> Any:
    """What the form asks of each kind."""
    periodo = Periodo.objects.get(ciclo=ciclo, numero=2)
    cruscotto = Cruscotto.objects.get(ciclo=ciclo, codice="area1")
    altro: dict[str, Any] = {"anno": str(ciclo.anno)}
    if genere in (VALORI, INDICATORI):
        altro["periodo"] = periodo.pk
    if genere == INDICATORI:
        altro |= {"cruscotto": cruscotto.pk, "crea": "on"}
    return persona.carica((CASI / nome).read_bytes(), nome, genere=genere, **altro)


@pytest.mark.parametrize("nome", ATTESI)
def test_by_the_page(dimostrativo: Ciclo, persona: Persona, nome: str) -> None:
    caso = ATTESI[nome]
    fatta: Importazione = manda(persona, dimostrativo, nome, caso.genere)
    voci = list(fatta.voci.order_by("ordine"))
    detti = [v.frase for v in voci if v.tipo in ("errore", "dubbio", "avviso")]
    assert sum(v.tipo == "errore" for v in voci) == caso.errori, detti
    for atteso in caso.detti:
        assert len([d for d in detti if re.search(atteso, d)]) == 1, (atteso, detti)
    assert len(detti) == len(caso.detti), detti
    testi = {v.posto.rpartition("!")[2]: _testo(v.righe) for v in voci if v.tipo == "nuova" or v.tipo == "modificata"}
    assert {cella: testi.get(cella) for cella in caso.testi} == caso.testi
    assert persona.pagina(fatta).status_code == 200


def _testo(righe: list[Any]) -> str:
    """The text of the value that a line writes, or the kind of a budget line."""
    dopo = {modello: valori for modello, _, _, valori in righe}
    valori = dopo.get("cruscotto.rilevazione") or dopo.get("contesto.vocebilancio") or {}
    return str(valori.get("testo") or valori.get("tipo") or "")


@pytest.mark.parametrize("nome", ATTESI)
def test_by_the_command(dimostrativo: Ciclo, nome: str) -> None:
    caso = ATTESI[nome]
    fuori, errori = io.StringIO(), io.StringIO()
    altro = ["--periodo", "2"] if caso.genere in (VALORI, INDICATORI) else []
    altro += ["--crea", "--cruscotto", "area1"] if caso.genere == INDICATORI else []
    comando = ["importa", caso.genere, str(CASI / nome), "--ente", "arezzo-siena", "--anno", "2020", "--anteprima"]
    try:
        call_command(*comando, *altro, stdout=fuori, stderr=errori)
    except CommandError as errore:
        errori.write(str(errore))
    detto = fuori.getvalue() + errori.getvalue()
    assert bool(errori.getvalue()) == bool(caso.errori), detto
    for atteso in caso.detti if not caso.errori else ():
        assert re.search(atteso, detto), (atteso, detto)


@pytest.mark.parametrize("nome", NOMINATI)
def test_what_cannot_be_read_is_called_by_its_name(dimostrativo: Ciclo, persona: Persona, nome: str) -> None:
    risposta = persona.manda((CASI / nome).read_bytes(), nome, genere="bilancio", anno="2020")
    if risposta.status_code == 302:  # it is the job that finds out
        fatta = persona.carica((CASI / nome).read_bytes(), nome, genere="bilancio", anno="2020")
        assert re.search(NOMINATI[nome], fatta.messaggio)
    else:
        assert re.search(NOMINATI[nome], parole(risposta))


def test_without_making_it_an_office_that_is_missing_is_one_line(dimostrativo: Ciclo, persona: Persona) -> None:
    nome = "ufficio_mancante_ripetuto.xlsx"
    cruscotto = Cruscotto.objects.get(ciclo=dimostrativo, codice="area1")
    dati: dict[str, Any] = {"anno": "2020", "cruscotto": cruscotto.pk}
    fatta = persona.carica((CASI / nome).read_bytes(), nome, genere=INDICATORI, **dati)
    dell_ufficio = [v for v in fatta.voci.filter(tipo="errore") if "l'ufficio" in v.frase]
    (voce,) = dell_ufficio
    assert "Lo stesso in altre 59 celle: D3:D61." in voce.frase
    assert "Crea quello che manca" in voce.frase
    assert len(voce.dettagli["altri"]) == 59
    pagina = parole(persona.pagina(fatta))
    assert "Manca, e si può creare" in pagina
    assert "Ufficio Ufficio che non c'è 60 righe" in pagina
    assert persona.fai(fatta, "answer", crea="1").status_code == 302  # without another upload
    leggi(fatta)
    assert not fatta.voci.filter(tipo="errore").exists()
    assert ["ufficio", "Ufficio che non c'è", 60, "Foglio1!A2", False] in fatta.riepilogo["mancanti"]
    assert "Si crea quello che manca" in parole(persona.pagina(fatta))
    assert not Ufficio.objects.filter(nome="Ufficio che non c'è").exists()
