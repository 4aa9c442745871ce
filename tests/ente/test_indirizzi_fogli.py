"""The table of a page by an address that a spreadsheet program opens: one list, read only, with its owner's powers of
now, until it expires, is revoked or the last role of the owner ends."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import logging
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.segreti import Riga, nascondi
from cruscotto.models import Ciclo, Collocazione
from ente.actions.gettoni import (
    MASSIMO_INDIRIZZI,
    SENZA_RUOLO,
    chiudi_gettoni,
    crea_gettone,
    crea_indirizzo,
    revoca_gettone,
)
from ente.actions.incarichi import revoca_sostituto
from ente.errori import ErroreUtente
from ente.models import Ambito, Atto, Gettone, Incarico, Utente
from ente.una_volta import CAMPO
from tests.mondi.due_enti import ALTRO_ANNO, DueEnti
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scarichi import FORMATI, SCARICHI, TABELLE, indirizzo, leggi, prepara
from tests.mondi.scena import ANNO, fra
from tests.servitore import HOST, base_propria, servitore

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

ELENCO = f"/elenco/{ANNO}/scarica/"
CSV = "text/csv; charset=utf-8"


@pytest.fixture
def mondo(db: None) -> DueEnti:
    mondo = DueEnti()
    prepara(mondo)
    return mondo


def fai(utente: Utente, pagina: str = ELENCO, giorni: int = 30) -> tuple[Gettone, str]:
    return crea_indirizzo(nome="Elenco", ambito=Ambito.FOGLIO, pagina=pagina, giorni=giorni, da=utente)


def dove(testo: str, formato: str = "csv") -> str:
    return f"/tabelle/{testo}.{formato}"


def apri(testo: str, formato: str = "csv", **altro: Any) -> Any:
    return Client().get(dove(testo, formato), **altro)


def dati(risposta: Any) -> bytes:
    return b"".join(risposta) if risposta.streaming else risposta.content


def frase(risposta: Any) -> str:
    assert risposta["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in risposta["Cache-Control"]
    return str(risposta.content.decode())


# -- what it gives -----------------------------------------------------------------------------------------------------


def test_each_table_of_the_site_is_given_as_its_page_gives_it(mondo: DueEnti) -> None:
    """In the three formats, without signing in; and nothing is linked that is not offered on its page."""
    carla = mondo.persone["controllo"]
    for pagina, tabella in SCARICHI:
        pulita = f"{pagina}?tabella={tabella}" if tabella else pagina
        _, testo = fai(carla, pulita)
        for formato in FORMATI:
            atteso = leggi(formato, dati(mondo.clienti["controllo"].get(indirizzo(pagina, tabella, formato))))
            risposta = apri(testo, formato)
            assert risposta.status_code == 200, (pulita, formato)
            assert leggi(formato, dati(risposta)) == atteso, (pulita, formato)
        Gettone.objects.filter(ambito=Ambito.FOGLIO).delete()


def test_every_page_with_a_table_offers_its_address(mondo: DueEnti) -> None:
    """The link is on the page, with the parameters of the page; what it leads to makes an address that works."""
    for pagina, tabelle in TABELLE.items():
        html = mondo.clienti["controllo"].get(pagina.replace("scarica/", "") + "?q=i1").content.decode()
        proposti = re.findall(r'href="(/ente/collegamenti/foglio/\?di=[^"]+)"', html)
        for tabella in tabelle:
            attesa = f"tabella%3D{tabella}" if tabella else "%3Fq%3Di1"
            suoi = {p for p in proposti if p.endswith(attesa)}
            assert suoi, (pagina, tabella, proposti)
            for suo in suoi:
                assert mondo.clienti["controllo"].get(suo).status_code == 200, suo


def test_an_italian_spreadsheet_reads_it(mondo: DueEnti) -> None:
    _, testo = fai(mondo.persone["controllo"])
    risposta = apri(testo)
    assert risposta["Content-Type"] == CSV
    scritto = dati(risposta)
    assert scritto.startswith(b"\xef\xbb\xbf") and b";" in scritto.splitlines()[0]
    assert risposta["Content-Disposition"].startswith("attachment")
    assert risposta["Cache-Control"] == "private, no-store"
    assert risposta["Referrer-Policy"] == "no-referrer"
    assert "noindex" in risposta["X-Robots-Tag"]
    assert not risposta.cookies


def test_the_filters_of_the_page_stay(mondo: DueEnti) -> None:
    carla = mondo.persone["controllo"]
    _, tutti = fai(carla, ELENCO)
    _, alcuni = fai(carla, f"{ELENCO}?periodo=2&area=area2")
    righe, poche = leggi("csv", dati(apri(tutti))), leggi("csv", dati(apri(alcuni)))
    assert 1 < len(poche) < len(righe)


def test_it_is_read_with_the_powers_of_its_owner_and_nobody_elses(mondo: DueEnti) -> None:
    """The individual sheet of a manager: the manager's address has it, a redattore's has not, whoever opens it."""
    for chi, attesa in (("dirigente", True), ("redattore", False), ("oiv", True)):
        _, testo = fai(mondo.persone[chi], f"/cruscotti/{ANNO}/")
        for client in (Client(), mondo.clienti["redattore"], mondo.clienti["controllo"]):
            risposta = client.get(dove(testo))
            assert (b"Scheda area1" in dati(risposta)) is attesa, chi


def test_the_powers_are_those_of_the_moment(mondo: DueEnti) -> None:
    dina = mondo.persone["dirigente"]
    _, testo = fai(dina, f"/cruscotti/{ANNO}/ind-area1/scarica/")
    assert apri(testo).status_code == 200
    incarico = Incarico.objects.get(utente=dina)
    Incarico.objects.create(utente=dina, ruolo="redattore", ufficio=mondo.casa.uffici["anagrafe"])
    incarico.delete()
    risposta = apri(testo)
    assert risposta.status_code == 404 and "non vede più" in frase(risposta)


@pytest.mark.parametrize(
    "pagina",
    [
        "https://altrove.example/elenco/",
        "//altrove.example/elenco/",
        "elenco/2024/",
        "",
        "/" + "a" * 3000,
    ],
)
def test_only_pages_of_this_site_are_linked(mondo: DueEnti, pagina: str) -> None:
    with pytest.raises(ErroreUtente, match="questo sito"):
        fai(mondo.persone["controllo"], pagina)
    assert mondo.clienti["controllo"].get(reverse("ente:foglio-link"), {"di": pagina}).status_code == 404


@pytest.mark.parametrize(
    "pagina",
    [
        "/",
        f"/elenco/{ANNO}/",
        f"/indicatori/{ANNO}/i1/?tabella=inventata",
        f"/cruscotti/{ANNO}/mai-visto/scarica/",
        f"/cicli/{ANNO}/scarica/?formato=json",
        "/ente/gettoni/",
        "/ente/logo/",
        "/amministrazione/ente/atto/",
        "/api/v1/cicli/?formato=csv",
        "/salute/",
        "/mai/vista/",
        "/tabelle/" + "a" * 40 + ".csv",
    ],
)
def test_what_is_no_table_for_the_person_has_no_address(mondo: DueEnti, pagina: str) -> None:
    redattore = mondo.clienti["redattore"]
    risposta = redattore.post(reverse("ente:foglio-link"), {"nome": "X", "giorni": "3", "di": pagina})
    assert risposta.status_code in (403, 404), pagina
    assert not Gettone.objects.filter(ambito=Ambito.FOGLIO).exists()
    _, testo = fai(mondo.persone["redattore"], pagina)  # even if it had one
    assert apri(testo).status_code == 404


def test_it_only_reads(mondo: DueEnti) -> None:
    _, testo = fai(mondo.persone["controllo"])
    client = Client(enforce_csrf_checks=True)
    for metodo in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"):
        assert client.generic(metodo, dove(testo)).status_code == 405, metodo
    assert client.head(dove(testo)).status_code == 200


# -- until when --------------------------------------------------------------------------------------------------------


def test_only_the_hash_is_kept_and_the_register_never_has_the_text(mondo: DueEnti) -> None:
    gettone, testo = fai(mondo.persone["controllo"])
    assert gettone.impronta == hashlib.sha256(testo.encode()).hexdigest()
    assert all(testo not in map(str, riga) for riga in Gettone.objects.values_list())
    atto = Atto.objects.get(azione="crea indirizzo")
    assert testo not in f"{atto.oggetto}{atto.dettagli}" and atto.dettagli["pagina"] == ELENCO


def test_it_opens_until_it_expires_or_is_revoked(mondo: DueEnti) -> None:
    carla = mondo.persone["controllo"]
    scaduto, testo = fai(carla)
    assert apri(testo).status_code == 200
    assert Gettone.objects.get(pk=scaduto.pk).usato_il is not None
    ieri = timezone.now() - dt.timedelta(days=1)
    Gettone.objects.filter(pk=scaduto.pk).update(created_at=ieri - dt.timedelta(days=1), scade_il=ieri)
    risposta = apri(testo)
    assert risposta.status_code == 410 and f"{timezone.localdate(ieri):%d/%m/%Y}" in frase(risposta)
    revocato, altro = fai(carla)
    assert revoca_gettone(gettone=revocato, da=carla) is True
    assert revoca_gettone(gettone=revocato, da=carla) is False
    risposta = apri(altro)
    assert risposta.status_code == 410 and "revocato" in frase(risposta)
    assert Atto.objects.filter(azione="revoca indirizzo").count() == 1
    assert apri("tab_" + "a" * 43).status_code == 404


def test_a_key_of_one_kind_opens_nothing_else(mondo: DueEnti) -> None:
    """The address of a sheet does not open the API, nor does the API's token a sheet."""
    carla = mondo.persone["controllo"]
    _, foglio = fai(carla)
    _, api = crea_gettone(nome="API", ambito=Ambito.LETTURA, giorni=1, da=carla)
    assert Client().get("/api/v1/cicli/", headers={"Authorization": f"Bearer {foglio}"}).status_code == 401
    assert Client().get("/api/v1/cicli/", headers={"Authorization": f"Bearer {api}"}).status_code == 200
    assert apri(api).status_code == 404


def test_it_ends_with_the_person(mondo: DueEnti) -> None:
    carla = mondo.persone["controllo"]
    _, testo = fai(carla)
    _, api = crea_gettone(nome="API", ambito=Ambito.LETTURA, giorni=1, da=carla)
    Utente.objects.filter(pk=carla.pk).update(is_active=False)
    risposta = apri(testo)
    assert risposta.status_code == 410 and "incarico" in frase(risposta)
    assert Client().get("/api/v1/cicli/", headers={"Authorization": f"Bearer {api}"}).status_code == 401


def test_it_ends_with_the_last_role_and_does_not_come_back_with_another(mondo: DueEnti) -> None:
    """Roles that follow each other without a day between keep it; a day without one ends it, used or not that day."""
    carla = mondo.persone["controllo"]
    _, testo = fai(carla, giorni=300)
    _, api = crea_gettone(nome="API", ambito=Ambito.LETTURA, giorni=300, da=carla)
    Gettone.objects.update(created_at=timezone.now() - dt.timedelta(days=100))
    incarichi = Incarico.objects.filter(utente=carla)
    testate = {"Authorization": f"Bearer {api}"}

    def apre(*tratti: tuple[int | None, int | None]) -> bool:
        incarichi.delete()
        for dal, al in tratti:
            giorni = {"dal": None if dal is None else fra(dal), "al": None if al is None else fra(al)}
            Incarico.objects.create(utente=carla, ruolo="controllo", **giorni)
        letto = bool(apri(testo).status_code == 200)
        assert (Client().get("/api/v1/cicli/", headers=testate).status_code == 200) is letto
        return letto

    assert apre((None, None)) and apre((-200, 5)) and apre((-100, None))
    assert apre((-200, -30), (-29, None))
    assert apre((None, -30), (-60, -20), (-19, 3))
    assert not apre((None, -1))
    assert not apre((-200, -30), (-28, None))
    assert not apre((-200, -30), (-200, -50), (-10, None))
    assert not apre((-99, None))
    assert not apre((1, None))
    assert not apre()


def test_who_has_no_role_makes_none(mondo: DueEnti) -> None:
    nessuno = mondo.persone["senza ruolo"]
    with pytest.raises(PermissionDenied, match="incarico"):
        fai(nessuno)
    with pytest.raises(PermissionDenied, match="incarico"):
        crea_gettone(nome="X", ambito=Ambito.LETTURA, giorni=1, da=nessuno)


def test_nobody_has_more_than_forty(mondo: DueEnti) -> None:
    carla = mondo.persone["controllo"]
    for _ in range(MASSIMO_INDIRIZZI):
        fai(carla)
    with pytest.raises(ErroreUtente, match="revocate"):
        fai(carla)
    crea_gettone(nome="API", ambito=Ambito.LETTURA, giorni=1, da=carla)  # those of the API are counted apart


def test_the_database_keeps_a_sheet_from_having_no_page(mondo: DueEnti) -> None:
    gettone, _ = fai(mondo.persone["controllo"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Gettone.objects.filter(pk=gettone.pk).update(pagina="")


# -- who closes it -----------------------------------------------------------------------------------------------------


def test_the_administrator_sees_and_revokes_those_of_the_body_alone(mondo: DueEnti) -> None:
    gettone, testo = fai(mondo.persone["controllo"])
    altrui, altro = fai(mondo.altrove["carla"], f"/elenco/{ALTRO_ANNO}/scarica/")
    elenco = "/amministrazione/ente/gettone/"
    scelti = {"action": "revoca", "_selected_action": [gettone.pk, altrui.pk]}
    for chi in ("controllo", "oiv", "redattore"):
        mondo.clienti[chi].post(elenco, scelti)
    assert apri(testo).status_code == 200
    adele = mondo.clienti["amministratore"]
    assert testo not in adele.get(elenco).content.decode()
    assert gettone.impronta not in adele.get(f"{elenco}{gettone.pk}/change/").content.decode()
    assert adele.post(elenco, scelti).status_code == 302
    assert apri(testo).status_code == 410 and apri(altro).status_code == 200
    atto = Atto.objects.get(azione="revoca indirizzo")
    assert atto.utente == mondo.persone["amministratore"] and "carla" in atto.oggetto
    with pytest.raises(PermissionDenied):
        revoca_gettone(gettone=altrui, da=mondo.persone["amministratore"])
    with pytest.raises(PermissionDenied):
        chiudi_gettoni(utente=mondo.altrove["carla"], motivo="", da=mondo.persone["amministratore"])


def test_the_page_of_a_person_out_of_service_closes_them_for_good(mondo: DueEnti) -> None:
    """Put back in service, the person makes others."""
    carla, adele = mondo.persone["controllo"], mondo.clienti["amministratore"]
    _, testo = fai(carla)
    dove_ = f"/amministrazione/ente/utente/{carla.pk}/change/"
    modulo = max((m for m in leggi_moduli(adele.get(dove_).content.decode()) if "username" in m), key=len)
    campi = {n: v for n, v in modulo.items() if n != CAMPO} | {"is_active": "on"}  # each time a form of its own
    adele.post(dove_, campi)
    assert apri(testo).status_code == 200
    spenti = {k: v for k, v in campi.items() if k != "is_active"}
    assert adele.post(dove_, spenti).status_code == 302
    assert not Utente.objects.get(pk=carla.pk).is_active
    assert adele.post(dove_, campi).status_code == 302
    assert Utente.objects.get(pk=carla.pk).is_active
    assert apri(testo).status_code == 410
    assert Atto.objects.get(azione="revoca indirizzo").dettagli["motivo"] == SENZA_RUOLO


def test_a_deputy_who_is_revoked_has_no_open_door(mondo: DueEnti) -> None:
    sandra = mondo.persone["sostituto"]
    _, testo = fai(sandra)
    _, altro = fai(mondo.persone["controllo"])
    incarico = Incarico.objects.get(utente=sandra)
    revoca_sostituto(incarico=incarico, da=mondo.persone["dirigente"])
    assert apri(testo).status_code == 410 and apri(altro).status_code == 200
    assert Gettone.objects.get(utente=sandra).revocato_il is not None


@pytest.mark.parametrize("chiesto", [True, False], ids=["chiesto", "non chiesto"])
def test_a_new_password_closes_them_when_it_is_asked(mondo: DueEnti, chiesto: bool) -> None:
    carla, vecchia, nuova = mondo.persone["controllo"], "una-parola-lunga-2019", "un-altra-parola-2020"
    carla.set_password(vecchia)
    carla.save()
    _, foglio = fai(carla)
    _, api = crea_gettone(nome="API", ambito=Ambito.LETTURA, giorni=1, da=carla)
    _, altrui = fai(mondo.persone["oiv"])
    client = Client()
    client.force_login(Utente.objects.get(pk=carla.pk), backend="ente.accesso.Riconoscimento")
    pagina = reverse("account_change_password")
    assert "Validi oggi: 2" in client.get(pagina).content.decode()
    campi = {"oldpassword": vecchia, "password1": nuova, "password2": nuova}
    if chiesto:
        campi["revoca"] = "on"
    sbagliati = campi | {"oldpassword": "non è questa"}
    assert client.post(pagina, sbagliati).status_code == 200 and apri(foglio).status_code == 200
    assert client.post(pagina, campi).status_code == 302
    assert Utente.objects.get(pk=carla.pk).check_password(nuova)
    testate = {"Authorization": f"Bearer {api}"}
    assert apri(foglio).status_code == (410 if chiesto else 200)
    assert Client().get("/api/v1/cicli/", headers=testate).status_code == (401 if chiesto else 200)
    assert apri(altrui).status_code == 200
    atti = Atto.objects.filter(azione__in=("revoca gettone", "revoca indirizzo"))
    assert [a.dettagli["motivo"] for a in atti] == ["cambio della password"] * (2 if chiesto else 0)
    assert Atto.objects.filter(azione="cambia password", utente=carla).count() == 1


# -- the pages ---------------------------------------------------------------------------------------------------------


def mostrato(client: Client) -> str:
    risposta = client.get(reverse("ente:collegamenti"))
    assert risposta.status_code == 200 and "no-store" in risposta["Cache-Control"]
    trovato = re.search(r'value="http://testserver/tabelle/([\w-]+)\.xlsx"', risposta.content.decode())
    return trovato[1] if trovato else ""


def test_from_the_page_to_the_sheet(mondo: DueEnti) -> None:
    """The form proposes the name of the sheet; a double click makes one; the address is shown once, to its owner."""
    client, pagina = mondo.clienti["controllo"], reverse("ente:foglio-link")
    html = client.get(pagina, {"di": f"{ELENCO}?q=i1"}).content.decode()
    (modulo,) = [m for m in leggi_moduli(html) if "di" in m and "csrfmiddlewaretoken" in m]
    campi = {nome: valori[0] for nome, valori in modulo.items()}
    assert campi["nome"] == f"valori-{ANNO}-2" and campi["giorni"] == "366"
    for _ in range(2):
        assert client.post(pagina, campi)["Location"] == reverse("ente:collegamenti")
    assert Gettone.objects.filter(ambito=Ambito.FOGLIO).count() == 1
    client.head(reverse("ente:collegamenti"))
    testo = mostrato(client)
    assert apri(testo, "xlsx").status_code == 200
    assert mostrato(client) == "" and testo not in str(dict(client.session.items()))
    elenco = client.get(reverse("ente:collegamenti")).content.decode()
    assert f"valori-{ANNO}-2" in elenco and f"/elenco/{ANNO}/?q=i1" in elenco
    assert f"valori-{ANNO}-2" not in mondo.clienti["redattore"].get(reverse("ente:collegamenti")).content.decode()
    assert f"valori-{ANNO}-2" not in client.get(reverse("ente:gettoni")).content.decode()
    gettone = Gettone.objects.get(ambito=Ambito.FOGLIO)
    assert mondo.clienti["amministratore"].post(reverse("ente:gettone-revoke", args=[gettone.pk])).status_code == 404
    assert client.post(reverse("ente:gettone-revoke", args=[gettone.pk]))["Location"] == reverse("ente:collegamenti")
    assert apri(testo).status_code == 410


def test_the_form_says_what_is_wrong(mondo: DueEnti) -> None:
    for sbagliato in ({"nome": ""}, {"giorni": "0"}, {"giorni": "9999"}, {"nome": "n" * 81}):
        campi = {"nome": "Buono", "giorni": "3", "di": ELENCO} | sbagliato
        assert mondo.clienti["controllo"].post(reverse("ente:foglio-link"), campi).status_code == 422, sbagliato
    assert not Gettone.objects.filter(ambito=Ambito.FOGLIO).exists()


# -- limits and logs ---------------------------------------------------------------------------------------------------


def test_who_reads_too_often_waits(mondo: DueEnti, monkeypatch: pytest.MonkeyPatch) -> None:
    from ente.api.limiti import PerIndirizzo

    monkeypatch.setattr(PerIndirizzo, "THROTTLE_RATES", {"indirizzi": "3/min"})
    carla = mondo.persone["controllo"]
    (_, uno), (_, due) = fai(carla), fai(carla)
    assert [apri(uno).status_code for _ in range(4)] == [200, 200, 200, 429]
    risposta = apri(uno)
    assert 1 <= int(risposta["Retry-After"]) <= 60 and "riprovate" in frase(risposta)
    assert apri(due).status_code == 200  # each address has its own
    finti = [f"tab_{n:043d}" for n in range(5)]
    assert [apri(t).status_code for t in finti] == [404, 404, 404, 429, 429]


def test_the_logs_never_have_it(mondo: DueEnti, caplog: pytest.LogCaptureFixture) -> None:
    """Not in what Django writes of a 404 or a 410, nor in a traceback; where it stood there is a sign."""
    gettone, testo = fai(mondo.persone["controllo"])
    revoca_gettone(gettone=gettone, da=mondo.persone["controllo"])
    with caplog.at_level(logging.DEBUG):
        assert apri(testo).status_code == 410
    scritte = [Riga("{message}", style="{").format(r) for r in caplog.records if testo in r.getMessage()]
    assert scritte and all(testo not in s and "/tabelle/…" in s for s in scritte)
    assert nascondi(f'"GET /tabelle/{testo}.csv?x=1 HTTP/1.1" 200') == '"GET /tabelle/…?x=1 HTTP/1.1" 200'
    assert nascondi("GET /elenco/2024/ HTTP/1.1") == "GET /elenco/2024/ HTTP/1.1"


def test_gunicorn_never_writes_it(demo: Ciclo, tmp_path: Path) -> None:
    """The real server, with its log of the accesses turned on."""
    registro = tmp_path / "accessi.log"
    ambiente = {"GUNICORN_CMD_ARGS": f"--access-logfile={registro}"}
    with base_propria(tmp_path) as base:
        with base.in_uso():
            _, testo = fai(Utente.objects.get(username="controllo"), "/elenco/2019/scarica/")
        with servitore(base.url, processi=1, ambiente=ambiente) as porta:
            connessione = http.client.HTTPConnection("127.0.0.1", porta, timeout=60)
            testate = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}{dove(testo)}"}
            connessione.request("GET", dove(testo), headers=testate)
            risposta = connessione.getresponse()
            letti = risposta.read()
            connessione.close()
    assert risposta.status == 200 and letti.startswith(b"\xef\xbb\xbf")
    scritto = registro.read_text(encoding="utf-8")
    assert scritto.count("/tabelle/…") == 2 and testo not in scritto


# -- a real spreadsheet ------------------------------------------------------------------------------------------------


def _calc() -> str | None:
    """LibreOffice with its spreadsheet; a machine may have the word processor alone."""
    if detto := os.environ.get("CANNOCCHIALE_SOFFICE"):
        return detto
    trovato = shutil.which("soffice") or shutil.which("libreoffice")
    return trovato if trovato and (Path(trovato).resolve().parent / "libsclo.so").exists() else None


SOFFICE = _calc()


@pytest.mark.skipif(
    SOFFICE is None, reason="manca LibreOffice Calc su questa macchina (CANNOCCHIALE_SOFFICE dice dove)"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("formato", FORMATI)
def test_libreoffice_opens_the_address(live_server: LiveServer, tmp_path: Path, formato: str) -> None:
    """The real program, given the address alone: numbers are numbers, texts keep their accents."""
    mondo = DueEnti()
    prepara(mondo)
    Collocazione.objects.filter(indicatore__codice="i1").update(etichetta="Perché è così")
    _, testo = fai(mondo.persone["controllo"])
    assert SOFFICE is not None
    filtro = ["--infilter=CSV:59,34,76,1,,1040,false,true"] if formato == "csv" else []
    comando = [
        SOFFICE,
        f"-env:UserInstallation=file://{tmp_path / 'profilo'}",
        "--headless",
        *filtro,
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):9,34,76,1,,1033,false,true",
        "--outdir",
        str(tmp_path),
        f"{live_server.url}{dove(testo, formato)}",
    ]
    finito = subprocess.run(comando, capture_output=True, text=True, timeout=240)
    scritti = list(tmp_path.glob("*.csv"))
    assert len(scritti) == 1, finito.stderr
    righe = [r.split("\t") for r in scritti[0].read_text(encoding="utf-8").splitlines()]
    titoli, per_codice = righe[0], {r[righe[0].index("Codice")]: r for r in righe[1:]}
    assert "Indicatore" in titoli and "Perché è così" in per_codice["i1"]
    # a number, as the program says numbers to who is not Italian: it was read as one and not as text
    assert "97" in per_codice["i1"] and all("\ufeff" not in t for t in titoli)
