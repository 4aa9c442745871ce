"""One's deadlines by an address that a calendar opens: valid for RFC 5545, the person's own, always the same."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.models import Ciclo, Periodo, Riapertura
from ente.actions.gettoni import crea_gettone, crea_indirizzo, revoca_gettone
from ente.calendario import Giornata, scrivi_calendario
from ente.models import Ambito, Utente
from relazione.models import Sezione
from tests.mondi.due_enti import DueEnti
from tests.mondi.scena import ANNO, fra

ADESSO = dt.datetime(2024, 5, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def mondo(db: None) -> DueEnti:
    mondo = DueEnti()
    Periodo.objects.filter(ciclo=mondo.casa.ciclo, numero=2).update(scadenza=fra(10))
    return mondo


def apri(utente: Utente) -> Any:
    _, testo = crea_indirizzo(nome="C", ambito=Ambito.CALENDARIO, giorni=3, da=utente)
    return Client().get(f"/calendari/{testo}.ics")


def eventi(dati: bytes) -> dict[str, dict[str, str]]:
    """The events by UID, each line whole again: read here by the letter of the RFC."""
    assert dati.endswith(b"\r\n") and b"\n" not in dati.replace(b"\r\n", b"")
    assert all(len(riga) <= 75 for riga in dati.split(b"\r\n"))
    righe = dati.decode().replace("\r\n ", "").split("\r\n")[:-1]
    trovati: dict[str, dict[str, str]] = {}
    suo: dict[str, str] = {}
    for riga in righe:
        nome, valore = riga.split(":", 1)
        if (nome, valore) == ("BEGIN", "VEVENT"):
            suo = {}
        elif (nome, valore) == ("END", "VEVENT"):
            assert suo["UID"] not in trovati, "un UID due volte"
            trovati[suo["UID"]] = suo
        else:
            suo[nome] = valore
    assert righe[0] == "BEGIN:VCALENDAR" and righe[-1] == "END:VCALENDAR" and "VERSION:2.0" in righe
    return trovati


def di(utente: Utente) -> dict[str, dict[str, str]]:
    risposta = apri(utente)
    assert risposta.status_code == 200 and risposta["Content-Type"] == "text/calendar; charset=utf-8"
    assert risposta["Cache-Control"] == "private, no-store" and risposta["Referrer-Policy"] == "no-referrer"
    return eventi(risposta.content)


def test_each_role_is_told_what_it_does_by_the_day(mondo: DueEnti) -> None:
    periodo = Periodo.objects.get(ciclo=mondo.casa.ciclo, numero=2)
    uid = f"periodo-{periodo.pk}@{mondo.casa.ente.codice}.cannocchiale"
    for chi, parola, pagina in (
        ("redattore", "trasmettere i valori del vostro ufficio", "valori"),
        ("dirigente", "vostri uffici", "revisione"),
        ("controllo", "gli uffici", "chiusura"),
        ("oiv", "gli uffici", "elenco"),
    ):
        evento = di(mondo.persone[chi])[uid]
        assert evento["DTSTART;VALUE=DATE"] == f"{fra(10):%Y%m%d}" and evento["DTEND;VALUE=DATE"] == f"{fra(11):%Y%m%d}"
        assert parola in evento["DESCRIPTION"], chi
        dove = evento["URL"].removeprefix("http://testserver")
        assert dove == f"/{pagina}/{ANNO}/?periodo=2"
        assert mondo.clienti[chi].get(dove).status_code == 200


def test_the_same_thing_keeps_its_uid_and_what_is_done_goes(mondo: DueEnti) -> None:
    rita = mondo.persone["redattore"]
    prima = di(rita)
    Periodo.objects.filter(ciclo=mondo.casa.ciclo, numero=2).update(scadenza=fra(20), nome="Altro nome")
    dopo = di(rita)
    assert prima.keys() == dopo.keys()
    (suo,) = [u for u in dopo if u.startswith("periodo-")]
    assert dopo[suo]["DTSTART;VALUE=DATE"] == f"{fra(20):%Y%m%d}"
    Periodo.objects.filter(ciclo=mondo.casa.ciclo).update(stato="chiuso")
    assert not [u for u in di(rita) if u.startswith("periodo-")]
    assert [u for u in di(rita) if u.startswith("relazione-")]
    Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(
        stato="relazione_approvata", approvazione_organo="G", approvazione_numero="1", approvazione_data=fra(-1)
    )
    assert di(rita) == {}


def test_reopenings_are_of_ones_own_offices(mondo: DueEnti) -> None:
    Riapertura.objects.filter(periodo__ciclo=mondo.casa.ciclo).update(
        fino_al=fra(3), richiusa_il=None, ufficio=mondo.casa.uffici["anagrafe"]
    )
    vedono = {
        chi
        for chi, utente in mondo.persone.items()
        if chi not in ("senza ruolo", "superutente") and any(u.startswith("riapertura-") for u in di(utente))
    }
    assert vedono == {"redattore", "dirigente", "sostituto", "controllo"}
    assert not [u for u in di(mondo.casa["rosa"]) if u.startswith("riapertura-")]  # of another area
    Riapertura.objects.update(richiusa_il=timezone.now())
    assert not [u for u in di(mondo.persone["controllo"]) if u.startswith("riapertura-")]


def test_the_sections_that_one_writes(mondo: DueEnti) -> None:
    Sezione.objects.filter(documento__ciclo=mondo.casa.ciclo, codice="premessa").update(
        assegnata_a=mondo.persone["controllo"], entro=fra(7), titolo="Premessa, con; segni\\ strani"
    )
    trovati = [e for u, e in di(mondo.persone["controllo"]).items() if u.startswith("sezione-")]
    assert [e["SUMMARY"] for e in trovati] == ["Scrivere «Premessa\\, con\\; segni\\\\ strani»"]
    assert not [u for u in di(mondo.persone["oiv"]) if u.startswith("sezione-")]


def test_another_body_is_never_in_it(mondo: DueEnti) -> None:
    Periodo.objects.filter(ciclo=mondo.altrove.ciclo).update(scadenza=fra(4), stato="aperto", nome="Altrui")
    for chi, utente in mondo.persone.items():
        if chi not in ("senza ruolo", "superutente"):
            assert all("ltrui" not in str(e) and str(2031) not in str(e) for e in di(utente).values())


def test_it_is_a_key_of_its_own(mondo: DueEnti) -> None:
    carla = mondo.persone["controllo"]
    gettone, testo = crea_indirizzo(nome="C", ambito=Ambito.CALENDARIO, giorni=3, da=carla)
    _, api = crea_gettone(nome="A", ambito=Ambito.LETTURA, giorni=3, da=carla)
    assert Client().get(f"/tabelle/{testo}.csv").status_code == 404
    assert Client().get(f"/calendari/{api}.ics").status_code == 404
    assert Client().get("/api/v1/cicli/", headers={"Authorization": f"Bearer {testo}"}).status_code == 401
    assert Client().post(f"/calendari/{testo}.ics").status_code == 405
    revoca_gettone(gettone=gettone, da=carla)
    assert Client().get(f"/calendari/{testo}.ics").status_code == 410


def test_from_the_page(mondo: DueEnti) -> None:
    client = mondo.clienti["redattore"]
    assert client.post(reverse("ente:calendario-link"))["Location"] == reverse("ente:collegamenti")
    html = client.get(reverse("ente:collegamenti")).content.decode()
    trovato = re.search(r'value="http://testserver(/calendari/cal_[\w-]+\.ics)"', html)
    assert trovato and Client().get(trovato[1]).status_code == 200
    assert "cal_" in client.get(reverse("ente:collegamenti")).content.decode()  # its first letters, and no more
    assert trovato[1] not in client.get(reverse("ente:collegamenti")).content.decode()


TESTI = st.text(st.characters(codec="utf-8"), max_size=120)


@given(st.lists(st.tuples(TESTI, TESTI, st.dates(dt.date(1900, 1, 1), dt.date(2999, 1, 1))), max_size=4))
def test_whatever_is_written_the_file_is_valid(voci: list[tuple[str, str, dt.date]]) -> None:
    """No text ends a line, opens a property or is cut inside a letter; each day is read back."""
    giornate = [
        Giornata(f"x-{n}@prova", giorno, titolo, testo, "https://x.example/")
        for n, (titolo, testo, giorno) in enumerate(voci)
    ]
    dati = scrivi_calendario("Nome, con; segni", giornate, ADESSO)
    letti = eventi(dati)
    assert len(letti) == len(voci)
    for giornata in giornate:
        assert letti[giornata.uid]["DTSTART;VALUE=DATE"] == f"{giornata.giorno:%Y%m%d}"


def test_an_independent_library_reads_it(mondo: DueEnti) -> None:
    """icalendar (BSD-2): the file parses without an error, and says the days and the texts that were written."""
    Sezione.objects.filter(documento__ciclo=mondo.casa.ciclo, codice="premessa").update(
        assegnata_a=mondo.persone["controllo"], entro=fra(7), titolo="Perché, è; così\\ — 中文"
    )
    calendario: Any = icalendar.Calendar.from_ical(apri(mondo.persone["controllo"]).content)
    letti = {str(e["UID"]): e for e in calendario.walk("VEVENT")}
    assert calendario.errors == [] and all(e.errors == [] for e in letti.values())
    sezione = next(e for u, e in letti.items() if u.startswith("sezione-"))
    assert str(sezione["SUMMARY"]) == "Scrivere «Perché, è; così\\ — 中文»"
    assert sezione["DTSTART"].dt == fra(7) and sezione["DTEND"].dt == fra(8)
    assert all(e["DTSTAMP"].dt.tzinfo is not None for e in letti.values())
