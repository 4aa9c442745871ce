"""The page of the controls: run, looked at, accepted with a reason until a day; and the approval that errors stop."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo, Rilevazione, StatoCiclo
from ente.models import Atto
from relazione.controlli.actions.accettazione import accetta_esito, ritira_accettazione
from relazione.controlli.actions.verifica import verifica_relazione
from relazione.controlli.verifiche import errori_aperti
from relazione.models import EsitoAccettato, Verifica
from relazione.pubblicazione.actions.approvazione import RelazioneNonVerificata, approva_relazione
from tests.mondi.scena import ANNO, Scena, a_consuntivo, cliente, con_la_relazione, crea_scena, leggi

pytestmark = pytest.mark.django_db
PAGINA = f"/documenti/{ANNO}/controlli/"
GIORNO = dt.date(ANNO + 1, 6, 30)


@pytest.fixture
def scena(db: None) -> Scena:
    """A year that is over, whose Relazione has one error: what a row says was done happened the year after."""
    scena = crea_scena()
    a_consuntivo(scena)
    con_la_relazione(scena.ciclo)
    scena.metti("i1", f"17/02/{ANNO + 1}", 3)
    return scena


def approva(scena: Scena) -> Ciclo:
    return approva_relazione(ciclo=scena.ciclo, organo="Giunta", numero="7", data=GIORNO, da=scena["carla"])


def fra_un_mese() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=30)


def test_an_error_stops_the_approval_until_it_is_accepted(scena: Scena) -> None:
    with pytest.raises(RelazioneNonVerificata) as rifiuto:
        approva(scena)
    errori = rifiuto.value.errori
    assert {e.regola for e in errori} == {"R09"}
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    for e in errori:
        accetta_esito(
            ciclo=scena.ciclo, chiave=e.chiave, motivo="Lo dice l'atto n. 9.", scade=fra_un_mese(), da=scena["carla"]
        )
    assert errori_aperti(scena.ciclo) == []
    assert approva(scena).stato == StatoCiclo.RELAZIONE_APPROVATA


def test_what_is_accepted_ends_on_its_day_and_may_be_taken_back(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    chiavi = [e.chiave for e in errori_aperti(scena.ciclo)]
    for chiave in chiavi:
        accetta_esito(ciclo=scena.ciclo, chiave=chiave, motivo="M", scade=fra_un_mese(), da=scena["carla"])
    EsitoAccettato.objects.update(scade=timezone.localdate() - dt.timedelta(days=1))
    assert len(errori_aperti(scena.ciclo)) == len(chiavi) > 0
    EsitoAccettato.objects.update(scade=timezone.localdate())
    assert errori_aperti(scena.ciclo) == []
    for _ in range(2):
        ritira_accettazione(ciclo=scena.ciclo, chiave=chiavi[0], da=scena["carla"])
    assert [e.chiave for e in errori_aperti(scena.ciclo)] == chiavi[:1]
    assert set(Atto.objects.values_list("azione", flat=True)) >= {
        "verifica Relazione",
        "accetta esito",
        "ritira accettazione di esito",
    }


def test_another_value_is_another_finding(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    for e in errori_aperti(scena.ciclo):
        accetta_esito(ciclo=scena.ciclo, chiave=e.chiave, motivo="M", scade=fra_un_mese(), da=scena["carla"])
    Rilevazione.objects.filter(indicatore=scena.indicatori["i1"], periodo=scena.periodo(3)).delete()
    scena.metti("i1", f"18/02/{ANNO + 1}", 3)
    assert errori_aperti(scena.ciclo)


@pytest.mark.parametrize(
    ("motivo", "giorni", "campo"),
    [(" ", 5, "motivo"), ("M", -1, "scade"), ("M", 400, "scade"), ("M" * 1001, 5, "motivo")],
)
def test_a_finding_is_accepted_with_a_reason_and_a_day(scena: Scena, motivo: str, giorni: int, campo: str) -> None:
    scade = timezone.localdate() + dt.timedelta(days=giorni)
    with pytest.raises(ValoreRifiutato) as rifiuto:
        accetta_esito(ciclo=scena.ciclo, chiave="x", motivo=motivo, scade=scade, da=scena["carla"])
    assert list(rifiuto.value.errori) == [campo]


def test_only_what_was_found_is_accepted_and_only_by_controllo(scena: Scena) -> None:
    with pytest.raises(NonModificabile, match="ricontrollate"):
        accetta_esito(ciclo=scena.ciclo, chiave="x", motivo="M", scade=fra_un_mese(), da=scena["carla"])
    with pytest.raises(PermissionDenied):
        accetta_esito(ciclo=scena.ciclo, chiave="x", motivo="M", scade=fra_un_mese(), da=scena["ugo"])
    with pytest.raises(PermissionDenied):
        ritira_accettazione(ciclo=scena.ciclo, chiave="x", da=scena["ugo"])
    assert not EsitoAccettato.objects.exists()


def test_the_page_runs_shows_and_accepts(scena: Scena) -> None:
    carla = cliente(scena["carla"])
    assert "Nessuno l’ha ancora controllata" in carla.get(PAGINA).content.decode()
    assert carla.post(PAGINA).status_code == 302
    pagina = carla.get(PAGINA).content.decode()
    assert "17/02" in leggi(pagina)
    assert "da correggere o accettare" in pagina
    assert "Nuovo" not in leggi(pagina)  # in the first run nothing is
    chiave = next(e["chiave"] for e in Verifica.objects.get().esiti if e["severita"] == "errore")
    vuoto = carla.post(f"{PAGINA}accetta/", {"chiave": chiave, "motivo": "", "scade": fra_un_mese().isoformat()})
    assert vuoto.status_code == 422
    assert "Scrivete perché" in vuoto.content.decode()
    dati = {"chiave": chiave, "motivo": "Lo dice l'atto.", "scade": fra_un_mese().isoformat()}
    assert carla.post(f"{PAGINA}accetta/", dati).status_code == 302
    assert "Lo dice l&#x27;atto." in carla.get(PAGINA).content.decode()
    assert carla.post(f"{PAGINA}ritira/", {"chiave": chiave}).status_code == 302
    assert "Lo dice l&#x27;atto." not in carla.get(PAGINA).content.decode()


def test_what_is_new_since_the_last_run_is_said_and_two_runs_are_kept(scena: Scena) -> None:
    carla = cliente(scena["carla"])
    carla.post(PAGINA)
    Rilevazione.objects.filter(indicatore=scena.indicatori["i1"], periodo=scena.periodo(3)).delete()
    scena.metti("i1", f"18/02/{ANNO + 1}", 3)
    carla.post(PAGINA)
    pagina = leggi(carla.get(PAGINA, {"nuovi": "1"}).content.decode())
    assert "Nuovo" in pagina
    assert "18/02" in pagina
    carla.post(PAGINA)
    assert Verifica.objects.count() == 2
    assert "Nuovo" not in leggi(carla.get(PAGINA).content.decode())


def test_the_oiv_reads_and_does_not_accept(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["ugo"])
    pagina = cliente(scena["ugo"]).get(PAGINA).content.decode()
    assert "Accettalo con il motivo" not in pagina
    assert "17/02" in leggi(pagina)


def test_the_command_says_what_is_accepted_and_exits_with_one(scena: Scena, capsys: pytest.CaptureFixture[str]) -> None:
    comando = ["controlli", "--ente", scena.ente.codice, "--anno", str(ANNO)]
    with pytest.raises(SystemExit) as uscita:
        call_command(*comando, "--formato", "json", "--severita", "errore")
    assert uscita.value.code == 1
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    for e in errori_aperti(scena.ciclo):
        accetta_esito(ciclo=scena.ciclo, chiave=e.chiave, motivo="M", scade=fra_un_mese(), da=scena["carla"])
    call_command(*comando)
    assert "ERRORE [accettato] R09-" in capsys.readouterr().out
