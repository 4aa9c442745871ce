"""Every link of every role leads somewhere, in all periods and years; what is hidden answers as what is not there."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Evidenza,
    Importazione,
    Indicatore,
    ObiettivoStrategico,
    Rilevazione,
)
from ente.models import Gettone, Utente
from relazione.models import Documento
from tests.mondi.casi import DI_PERSONE, SCRITTURA, nomi_del_sito, parametri
from tests.mondi.due_enti import APERTO, CHIUSO, RUOLI, DueEnti
from tests.mondi.scena import ANNO

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]


class Strade(HTMLParser):
    """Where a page leads: its links, the forms that only read, what htmx asks by itself."""

    def __init__(self, testo: str) -> None:
        super().__init__()
        self.trovate: list[str] = []
        self._modulo: tuple[str, list[tuple[str, str]]] | None = None
        self.feed(testo)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributi = {n: v or "" for n, v in attrs}
        self.trovate += [v for n, v in attributi.items() if (tag == "a" and n == "href") or n == "hx-get"]
        if tag == "form" and attributi.get("method", "get").lower() == "get":
            self._modulo = (attributi.get("action", ""), [])
        elif tag == "input" and self._modulo and attributi.get("type") == "hidden":
            self._modulo[1].append((attributi.get("name", ""), attributi.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._modulo:
            azione, campi = self._modulo
            self.trovate.append(f"{azione}?{urlencode(campi)}")
            self._modulo = None


SEMPRE = {"cruscotto:indicatore", "cruscotto:evidenza-add", "cruscotto:cruscotto", "cruscotto:evidenza-download"}
"""The kinds of page of which some are hidden: every link to one is followed, by who does not read the whole body. Of
the others one of each kind: of the same name those of each year and period, and those of each set of questions."""
FUORI = ("/uscita/", "/static/", "/api/v1/docs", "/amministrazione/")


def classi(strada: str, tutte: bool) -> set[tuple[object, ...]]:
    """What a link has in common with others: one that has nothing new is not followed."""
    parti = urlsplit(strada)
    domande = dict(parse_qsl(parti.query))
    try:
        trovata = resolve(parti.path)
    except Resolver404:
        return {(strada,)}
    if trovata.view_name in SEMPRE and tutte:
        return {(parti.path,)}
    nome = trovata.view_name
    fisse = {n: v for n, v in trovata.kwargs.items() if n in ("anno", "periodo", "numero", "genere")}
    posto = (nome, *sorted(fisse.items()), domande.get("periodo"))
    if "formato" in domande or nome.endswith(("download", "workbook", "model")):
        return {(*posto, "file")}
    return {posto, (nome, *sorted(domande))}


def percorri(cliente: Client, partenze: list[str], *, tutte: bool) -> Iterator[tuple[str, str, Any]]:
    """Each address that can be reached, with the page that leads there and what it answers."""
    coda = deque((p, "") for p in partenze)
    viste = {c for p in partenze for c in classi(p, tutte)}
    while coda:
        strada, da = coda.popleft()
        risposta = cliente.get(strada)
        corpo = b"".join(risposta) if risposta.streaming else risposta.content
        yield strada, da, risposta
        if "text/html" not in risposta.get("Content-Type", ""):
            continue
        for trovata in Strade(corpo.decode()).trovate:
            prossima = urldefrag(urljoin(strada, trovata))[0]
            parti = urlsplit(prossima)
            if parti.scheme or parti.netloc or prossima.startswith(FUORI):
                continue
            nuove = classi(prossima, tutte) - viste
            if nuove:
                viste |= nuove
                coda.append((prossima, strada))


GUASTO = re.compile(r">\s*None\s*<|[:;,] None\b|\bNone[%€]|<[a-z.]+ object at 0x")


CHI = {
    "redattore.area1": True,
    "dirigente.area1": True,
    "redattore.area3": False,
    "oiv": False,
    "controllo": False,
    "amministratore": False,
}
"""Who goes round; whether by every link to the pages of which some are hidden."""


@pytest.mark.una_volta
@pytest.mark.parametrize("username", CHI)
def test_every_link_of_every_role_leads_somewhere(dimostrativo: Ciclo, username: str) -> None:
    cliente = Client()
    cliente.force_login(Utente.objects.get(username=username))
    morte, guaste, quante = [], [], 0
    for strada, da, risposta in percorri(cliente, ["/"], tutte=CHI[username]):
        quante += 1
        if risposta.status_code != 200:
            morte.append((strada, da, risposta.status_code))
        elif "text/html" in risposta["Content-Type"] and (nudo := GUASTO.search(risposta.content.decode())):
            guaste.append((strada, nudo[0]))
    assert morte == []
    assert guaste == []
    assert quante > 40, "da qui non si va da nessuna parte"


# -- what is hidden ----------------------------------------------------------------------------------------------------


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


def nascondi(mondo: DueEnti) -> Indicatore:
    """An indicator that stands only on the individual sheet of the other area, with a value handed in and evidence."""
    casa = mondo.casa
    segreto = Indicatore.objects.create(
        ente=casa.ente, codice="segreto", nome="Segreto", tipo="numero", ufficio=casa.uffici["cultura"]
    )
    scheda = Cruscotto.objects.get(ciclo=casa.ciclo, codice="ind-area2")
    nodo = Collocazione.objects.filter(cruscotto=scheda)[0].nodo
    Collocazione.objects.create(cruscotto=scheda, indicatore=segreto, nodo=nodo, ordine=9, etichetta="Segreto")
    for numero, stato in ((CHIUSO, "validata"), (APERTO, "trasmessa")):
        valore = Rilevazione.objects.create(
            indicatore=segreto,
            periodo=casa.periodi[numero - 1],
            testo="5",
            tipo="numero",
            valore=5,
            stato=stato,
            validata_il="2024-05-20T10:00:00Z" if stato == "validata" else None,
        )
        Evidenza.objects.create(rilevazione=valore, nome="Atto", url="https://www.example.org/segreto")
    return segreto


MAI = 987654321


def coppie(mondo: DueEnti, nome: str, segreto: Indicatore) -> Iterator[tuple[str, str]]:
    """Addresses of what is hidden from most, each with the same one of what is not there."""
    chiesti = parametri(nome)
    base: dict[str, Any] = {"anno": ANNO, "periodo": APERTO, "numero": APERTO, "genere": "bilancio"}
    base["voce"] = "obiettivo"
    altrove = mondo.altrove
    nascoste: list[tuple[dict[str, Any], dict[str, Any]]] = []
    corto = nome.split(":")[-1].split("-")[0]
    if "chiave" in chiesti:
        nascoste += [({"chiave": k}, {"chiave": MAI}) for k in (segreto.pk, altrove.indicatori["i1"].pk)]
        apparte = Collocazione.objects.get(indicatore=segreto)
        nascoste.append(({"chiave": f"{segreto.pk}-{apparte.pk}"}, {"chiave": f"{segreto.pk}-{MAI}"}))
    if "codice" in chiesti:
        codici = ("ind-area2",) if corto in ("cruscotto", "pesi") else ("segreto", "altrui")
        nascoste += [({"codice": c}, {"codice": "mai-visto"}) for c in codici]
    if "pk" in chiesti:
        righe: list[Any] = list(Evidenza.objects.filter(rilevazione__indicatore=segreto))
        if "gettone" in nome:
            righe = list(Gettone.objects.filter(utente__ente=altrove.ente))
        elif "voce" in chiesti:
            righe = list(ObiettivoStrategico.objects.filter(ciclo=altrove.ciclo))
        elif nome.startswith(DI_PERSONE):
            righe = list(Utente.objects.filter(ente=altrove.ente, username__startswith="rino"))
            base["incarico"] = righe[0].incarichi.get().pk
        elif "importazione" in nome:
            righe = list(Importazione.objects.filter(ente=altrove.ente))
        nascoste += [({"pk": r.pk}, {"pk": MAI}) for r in righe]
    if nome.startswith(SCRITTURA):
        documento = Documento.objects.get(ciclo=altrove.ciclo, tipo="relazione")
        suo = {"anno": altrove.ciclo.anno, "codice": "premessa"}
        proprio = {"pk": Documento.objects.get(ciclo=mondo.casa.ciclo, tipo="relazione").pk, "codice": "premessa"}
        nascoste = [(suo | {"pk": documento.pk}, suo | {"pk": MAI}), (proprio, proprio | {"pk": MAI})]
    if nome.startswith("pubblico:") and "ente" in chiesti:
        sigillato = {"anno": altrove.ciclo.anno, "numero": 1, "nome": "relazione.pdf"}
        nascoste = [(sigillato | {"ente": altrove.ente.codice}, sigillato | {"ente": "mai-visto"})]
    if "anno" in chiesti and not nascoste:
        nascoste.append(({"anno": altrove.ciclo.anno}, {"anno": 1999}))
    for nascosta, niente in nascoste:
        yield tuple(  # type: ignore[misc]
            reverse(nome, kwargs={n: v for n, v in (base | quale).items() if n in chiesti})
            for quale in (nascosta, niente)
        )


PUO: dict[str, frozenset[str]] = {
    "tutto l'ente": frozenset({"controllo", "oiv", "amministratore"}),
}


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_what_is_hidden_answers_as_what_is_not_there(mondo: DueEnti, metodo: str) -> None:
    """To who may not see it: the same status and the same words, whatever the address and whoever guesses."""
    segreto = nascondi(mondo)
    diverse = []
    for nome in nomi_del_sito():
        for nascosta, niente in coppie(mondo, nome, segreto):
            for ruolo in RUOLI:
                if ruolo in PUO["tutto l'ente"] and "altrove" not in nascosta and _sua(mondo, nascosta):
                    continue
                cliente = mondo.clienti[ruolo]
                a, b = (_detto(cliente, metodo, dove) for dove in (nascosta, niente))
                if a != b:
                    diverse.append((ruolo, nascosta, a[0], b[0]))
    assert diverse == []


def _sua(mondo: DueEnti, dove: str) -> bool:
    """Whether an address is of the own body: who reads the whole body sees it."""
    indicatori = [i.pk for i in mondo.altrove.indicatori.values()]
    altrui = [*(f"/{pk}/" for pk in indicatori), "/altrui/", f"/{mondo.altrove.ciclo.anno}/"]
    evidenze = Evidenza.objects.filter(rilevazione__indicatore__ente=mondo.altrove.ente)
    altrui += [f"/evidenze/{e.pk}/" for e in evidenze]
    altrui += [f"/persone/{u.pk}/" for u in Utente.objects.filter(ente=mondo.altrove.ente)]
    altrui += [f"/importazioni/{i.pk}/" for i in Importazione.objects.filter(ente=mondo.altrove.ente)]
    return not any(pezzo in dove for pezzo in altrui)


def _detto(cliente: Client, metodo: str, dove: str) -> tuple[int, str]:
    """What an address answers: the status, and the words without what the address itself says."""
    risposta = getattr(cliente, metodo)(dove)
    corpo = b"".join(risposta) if risposta.streaming else risposta.content
    testo = html.unescape(re.sub(r"<[^>]+>", " ", corpo.decode(errors="replace")))
    return risposta.status_code, " ".join(testo.split())
