"""Several people on the real site: gunicorn, a session each, the forms of the page, connections of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest

from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Periodo, Rilevazione, StatoPeriodo
from ente.models import Atto, Ente, Gettone, Incarico, Ruolo, Utente
from tests.mondi.folla import insieme
from tests.servitore import Base, Persona, Redattore, Risposta, base_propria, di_uno, prepara_folla, servitore

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

NUMERO, PERSONE, VALORI = 901, 20, 10
"""The generated body of this module, how many people save, how many values each."""


@dataclass
class Ufficio:
    """A body whose offices are entering their values, and the site that they do it on. ``uno`` has a colleague."""

    base: Base
    porta: int
    periodo: Periodo
    folla: list[Redattore]
    uno: Redattore
    entrate: dict[str, Persona]

    def persona(self, username: str) -> Persona:
        """Somebody signed in, once for all the tests: how often one may try is limited."""
        if username not in self.entrate:
            self.entrate[username] = Persona(self.porta).entra(username)
        return self.entrate[username]

    @property
    def pagina(self) -> str:
        return f"/valori/{self.periodo.ciclo.anno}/?periodo={self.periodo.numero}"

    def riga(self, chiave: object) -> str:
        """Where one value is saved."""
        return f"/valori/{self.periodo.ciclo.anno}/{self.periodo.numero}/{chiave}/"


@pytest.fixture(scope="module")
def ufficio(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ufficio]:
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        with base.in_uso():
            genera(Piano(enti=1, anni=1, periodi=2, collocazioni=700, primo=NUMERO))
            ente = Ente.objects.get(codice=f"carico-{NUMERO:04}")
            *folla, uno = prepara_folla(ente, quanti=PERSONE + 1, ciascuno=VALORI)
            suo = Utente.objects.get(username=uno.username)
            collega = Utente.objects.create(ente=ente, username="collega", password=suo.password)
            Incarico.objects.create(utente=collega, ruolo=Ruolo.REDATTORE, ufficio=suo.incarichi.get().ufficio)
            periodo = Periodo.objects.select_related("ciclo").get(ciclo__ente=ente, stato=StatoPeriodo.APERTO)
        with servitore(base.url) as porta:
            ufficio = Ufficio(base, porta, periodo, folla, uno, {})
            yield ufficio
            for persona in ufficio.entrate.values():
                persona.chiudi()


@pytest.fixture
def sul_sito(db: None, ufficio: Ufficio) -> Iterator[Ufficio]:
    """The test looks at the database of the site; ``db`` has its own transaction on another one."""
    with ufficio.base.in_uso():
        yield ufficio


def rilevazione(ufficio: Ufficio, indicatore: int) -> Rilevazione:
    return Rilevazione.objects.get(indicatore=indicatore, periodo=ufficio.periodo)


def atti(r: Rilevazione) -> list[Atto]:
    return list(Atto.objects.filter(modello="rilevazione", chiave=r.pk).order_by("pk"))


# -- many people -------------------------------------------------------------------------------------------------------
def inserisce(ufficio: Ufficio, redattore: Redattore, numero: int) -> None:
    """A redattore opens the page and saves the values one after the other, each as soon as the one before is saved."""
    persona = ufficio.persona(redattore.username)
    campi = persona.leggi(ufficio.pagina).campi()
    for n, indicatore in enumerate(redattore.indicatori):
        testo = str(100 * numero + n)
        risposta = persona.manda(ufficio.riga(indicatore), di_uno(campi, indicatore, testo), htmx=True)
        assert risposta.stato == 200, risposta.testo
        assert risposta.campi()[f"v{indicatore}-versione"] == "1"


def test_two_hundred_values_by_twenty_people(sul_sito: Ufficio) -> None:
    folla = sul_sito.folla
    insieme(*[partial(sul_sito.persona, redattore.username) for redattore in folla])
    esiti = insieme(*[partial(inserisce, sul_sito, r, n) for n, r in enumerate(folla, 1)])
    assert [e for e in esiti if e is not None] == []
    for numero, redattore in enumerate(folla, 1):
        for n, indicatore in enumerate(redattore.indicatori):
            r = rilevazione(sul_sito, indicatore)
            assert (r.valore, r.versione, r.stato) == (Decimal(100 * numero + n), 1, "bozza")
            assert r.inserita_da is not None
            assert r.inserita_da.username == redattore.username
            [atto] = atti(r)
            assert atto.utente_id == r.inserita_da_id
            assert atto.dettagli["dopo"]["testo"] == r.testo
    salvati = {i for redattore in folla for i in redattore.indicatori}
    assert Rilevazione.objects.filter(periodo=sul_sito.periodo, indicatore__in=salvati).count() == PERSONE * VALORI


# -- one person, two clicks --------------------------------------------------------------------------------------------
def test_two_clicks_at_once_make_one_token(sul_sito: Ufficio) -> None:
    """Both answers lead to the page of the tokens, which shows the text of the only one there is."""
    persona = sul_sito.persona("collega")
    campi = persona.leggi("/ente/gettoni/").campi() | {"nome": "magazzino", "ambito": "lettura", "giorni": "3"}
    altra = persona.gemella()
    risposte = insieme(*[partial(p.manda, "/ente/gettoni/", campi) for p in (persona, altra)])
    altra.chiudi()
    assert [(r.stato, r.dove) for r in risposte if isinstance(r, Risposta)] == [(302, "/ente/gettoni/")] * 2
    [gettone] = Gettone.objects.filter(utente__username="collega")
    mostrato = persona.leggi("/ente/gettoni/")
    assert f'value="{gettone.inizio}' in mostrato.testo
    assert "readonly" not in persona.leggi("/ente/gettoni/").testo


# -- two people, one value ---------------------------------------------------------------------------------------------
def in_due(ufficio: Ufficio, indicatore: int) -> dict[str, tuple[Persona, Risposta, str]]:
    """Two colleagues write different values at once: by outcome, who, the answer, what they had written."""
    persone = [ufficio.persona(ufficio.uno.username), ufficio.persona("collega")]
    moduli = [
        di_uno(p.leggi(ufficio.pagina).campi(), indicatore, t) for p, t in zip(persone, ("11", "22"), strict=True)
    ]
    risposte = insieme(
        *[partial(p.manda, ufficio.riga(indicatore), m, htmx=True) for p, m in zip(persone, moduli, strict=True)]
    )
    esiti = {}
    for persona, modulo, risposta in zip(persone, moduli, risposte, strict=True):
        assert isinstance(risposta, Risposta), risposta
        assert risposta.stato == 200
        esito = "rifiutata" if f"v{indicatore}-attuale" in risposta.campi() else "scritta"
        esiti[esito] = (persona, risposta, modulo[f"v{indicatore}-valore"])
    assert sorted(esiti) == ["rifiutata", "scritta"]
    return esiti


@pytest.mark.parametrize("scelta", ["tieni", "lascia"])
def test_two_people_at_once_and_the_second_chooses(sul_sito: Ufficio, scelta: str) -> None:
    indicatore = sul_sito.uno.indicatori[{"tieni": 0, "lascia": 1}[scelta]]
    esiti = in_due(sul_sito, indicatore)
    _, _, primo = esiti["scritta"]
    persona, risposta, secondo = esiti["rifiutata"]
    assert primo in risposta.testo
    assert secondo in risposta.testo
    r = rilevazione(sul_sito, indicatore)
    assert (r.valore, r.versione, len(atti(r))) == (Decimal(primo), 1, 1)

    nuovi = di_uno(risposta.campi(), indicatore, secondo) | {"azione": f"{scelta}:{indicatore}"}
    poi = persona.manda(sul_sito.riga(indicatore), nuovi, htmx=True)
    assert poi.stato == 200
    r = rilevazione(sul_sito, indicatore)
    if scelta == "lascia":
        assert (r.valore, r.versione, len(atti(r))) == (Decimal(primo), 1, 1)
        return
    assert (r.valore, r.versione) == (Decimal(secondo), 2)
    prima, dopo = atti(r)
    assert prima.utente_id != dopo.utente_id
    assert dopo.dettagli["prima"]["testo"] == prima.dettagli["dopo"]["testo"], "del primo valore resta memoria"


def test_without_javascript_the_second_sees_both_values(sul_sito: Ufficio) -> None:
    indicatore = sul_sito.uno.indicatori[2]
    uno, due = sul_sito.persona(sul_sito.uno.username), sul_sito.persona("collega")
    fogli = [p.leggi(sul_sito.pagina).campi() | {f"v{indicatore}-valore": t} for p, t in ((uno, "11"), (due, "22"))]
    prima, dopo = [p.manda(sul_sito.pagina, f) for p, f in zip((uno, due), fogli, strict=True)]
    assert (prima.stato, dopo.stato) == (302, 409)
    assert dopo.campi()[f"v{indicatore}-valore"] == "22", "quello che ha scritto è ancora lì"
    assert dopo.campi()[f"v{indicatore}-attuale"] == "1"
    assert "11" in dopo.testo
    assert rilevazione(sul_sito, indicatore).valore == 11


# -- one person, twice -------------------------------------------------------------------------------------------------
def test_a_double_submit_is_one_act(sul_sito: Ufficio) -> None:
    redattore = sul_sito.uno
    persona = sul_sito.persona(redattore.username)
    altra = persona.gemella()
    campi = persona.leggi(sul_sito.pagina).campi()
    for indicatore in redattore.indicatori[3:6]:
        modulo = di_uno(campi, indicatore, "7")
        invio = [partial(p.manda, sul_sito.riga(indicatore), modulo, htmx=True) for p in (persona, altra)]
        for risposta in insieme(*invio):
            assert isinstance(risposta, Risposta), risposta
            assert risposta.stato == 200
            assert f"v{indicatore}-attuale" not in risposta.campi()
            assert risposta.campi()[f"v{indicatore}-versione"] == "1"
        assert len(atti(rilevazione(sul_sito, indicatore))) == 1
    altra.chiudi()


def test_the_back_button_is_one_act(sul_sito: Ufficio) -> None:
    """The browser shows the form as it was before, and sends it again: by the row, and whole without JavaScript."""
    redattore = sul_sito.uno
    persona, indicatore = sul_sito.persona(redattore.username), redattore.indicatori[6]
    vecchia = persona.leggi(sul_sito.pagina).campi()
    modulo = di_uno(vecchia, indicatore, "7")
    for _ in range(2):
        assert persona.manda(sul_sito.riga(indicatore), modulo, htmx=True).stato == 200
    for _ in range(2):
        assert persona.manda(sul_sito.pagina, vecchia | modulo).stato == 302
    r = rilevazione(sul_sito, indicatore)
    assert (r.versione, len(atti(r))) == (1, 1)
    # Who wrote another value there would not write over without seeing what was saved.
    risposta = persona.manda(sul_sito.riga(indicatore), modulo | {f"v{indicatore}-valore": "8"}, htmx=True)
    assert risposta.campi()[f"v{indicatore}-attuale"] == "1"
    assert rilevazione(sul_sito, indicatore).valore == 7
