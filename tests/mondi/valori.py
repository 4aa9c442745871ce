"""A small body whose office has values of every kind to enter, and what a browser does with "I miei valori"."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from django.db.models import QuerySet
from django.test import Client

from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    FasciaSemaforo,
    FaseIndicatore,
    ImpostazioniMisura,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    Rilevazione,
    StatoPeriodo,
    ValoreAtteso,
)
from cruscotto.valori.conversioni import campi_atteso, campi_rilevazione
from ente.models import Area, Atto, Ente, Incarico, Ruolo, Ufficio, Utente

ANNO = 2025
SCALA = ["Insufficiente", "Sufficiente", "Buono", "Ottimo"]
HTMX = {"HX-Request": "true"}
MOTIVI = {
    "causa": "personale",
    "causa_scostamento": "Una persona in meno.",
    "azione_correttiva": "Recupero a ottobre.",
    "azione_entro": "2025-10-31",
}


@dataclass
class Prova:
    """A body in the second of three periods of 2025; the first is closed, the third is still to come."""

    ente: Ente
    area: Area
    ufficio: Ufficio
    redattore: Utente
    ciclo: Ciclo
    periodi: list[Periodo]
    cruscotto: Cruscotto
    nodo: ObiettivoInProspettiva
    client: Client = field(default_factory=Client)

    @property
    def periodo(self) -> Periodo:
        return self.periodi[1]

    def nuovo(
        self,
        codice: str,
        tipo: str = "numero",
        target: str = "10",
        prima: str = "",
        cruscotto: Cruscotto | None = None,
        **altro: Any,
    ) -> Indicatore:
        """An indicator of the office, placed, with its target and the value of the first period."""
        campi = {"direzione": "crescente", "ufficio": self.ufficio, "nome": f"Indicatore {codice}", **altro}
        indicatore = Indicatore.objects.create(ente=self.ente, codice=codice, tipo=tipo, **campi)
        Collocazione.objects.create(
            cruscotto=cruscotto or self.cruscotto,
            indicatore=indicatore,
            nodo=self.nodo,
            ordine=indicatore.pk,
            etichetta=str(campi["nome"]),
        )
        scala = altro.get("scala", [])
        atteso = campi_atteso(target, scala, Tipo(tipo))
        ValoreAtteso.objects.create(ciclo=self.ciclo, indicatore=indicatore, **atteso)
        if prima:
            self.scrivi(indicatore, prima, self.periodi[0], stato="validata")
        return indicatore

    def scrivi(self, indicatore: Indicatore, testo: str, periodo: Periodo | None = None, **altro: Any) -> Rilevazione:
        """A value written by somebody else, without the page."""
        if altro.get("stato") == "validata":
            altro["validata_il"] = "2025-05-20T10:00:00Z"
        letto = campi_rilevazione(testo, indicatore.scala, Tipo(indicatore.tipo))
        return Rilevazione.objects.create(indicatore=indicatore, periodo=periodo or self.periodo, **{**letto, **altro})

    def valore(self, indicatore: Indicatore) -> Rilevazione:
        """The value of the open period, as it is on the database."""
        return self.rilevazioni.get(indicatore=indicatore, periodo=self.periodo)

    def manca(self, *indicatori: Indicatore) -> bool:
        """Whether nobody has entered these values."""
        return not self.rilevazioni.filter(indicatore__in=indicatori, periodo=self.periodo).exists()

    def persona(self, username: str, ruolo: Ruolo, **dove: Any) -> Client:
        """Somebody else of the body, signed in."""
        utente = Utente.objects.create(username=username, ente=self.ente, qualifica=f"Persona {username}")
        Incarico.objects.create(utente=utente, ruolo=ruolo, **dove)
        client = Client()
        client.force_login(utente)
        return client

    @property
    def rilevazioni(self) -> QuerySet[Rilevazione]:
        """All the values of the body."""
        return Rilevazione.objects.filter(indicatore__ente=self.ente)

    def atti(self, *azioni: str) -> int:
        """How many lines of the register the body has; of some acts, or all."""
        insieme = Atto.objects.filter(ente=self.ente)
        return (insieme.filter(azione__in=azioni) if azioni else insieme).count()

    # -- what a browser does -------------------------------------------------------------------------------------------

    @property
    def indirizzo(self) -> str:
        return f"/valori/{ANNO}/"

    def leggi(self, client: Client | None = None, **parametri: str) -> tuple[str, Modulo]:
        """The page and its form, as it would be sent if nobody touched it."""
        risposta = (client or self.client).get(self.indirizzo, parametri)
        assert risposta.status_code == 200
        return risposta.content.decode(), Modulo(risposta.content.decode())

    def leggi_qualunque(self) -> str:
        """The page, with a form or without."""
        risposta = self.client.get(self.indirizzo)
        assert risposta.status_code == 200
        return risposta.content.decode()

    def manda(self, campi: dict[str, str], azione: str = "salva", client: Client | None = None) -> Any:
        """The whole form, by one of its buttons."""
        return (client or self.client).post(self.indirizzo, {**campi, "azione": azione})

    def riga(
        self,
        indicatore: Indicatore,
        campi: dict[str, str],
        dove: str = "",
        azione: str = "",
        client: Client | None = None,
    ) -> Any:
        """One row sent by htmx; ``campi`` without the prefix of the row."""
        chiave = str(indicatore.pk)
        dati = {f"v{chiave}-{nome}": valore for nome, valore in campi.items()}
        if azione:
            dati["azione"] = f"{azione}:{chiave}"
        return (client or self.client).post(f"/valori/{ANNO}/2/{chiave}/{dove}", dati, headers=HTMX)


class Modulo(HTMLParser):
    """The form of the sheet: where it goes, what it would send if nobody touched it, its buttons (name, value)."""

    def __init__(self, testo: str) -> None:
        super().__init__()
        self.azione, self.campi, self.pulsanti = "", dict[str, str](), list[tuple[str, str]]()
        self._dentro, self._elenco, self._area = False, "", ""
        self.feed(testo)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributi = {nome: valore or "" for nome, valore in attrs}
        nome = attributi.get("name", "")
        if tag == "form" and attributi.get("id") == "foglio":
            self._dentro, self.azione = True, attributi.get("action", "")
        if not self._dentro:
            return
        if tag == "button" and attributi.get("type") == "submit":
            self.pulsanti.append((nome, attributi.get("value", "")))
        elif tag == "select":
            self._elenco = nome
        elif tag == "option" and self._elenco and ("selected" in attributi or self._elenco not in self.campi):
            self.campi[self._elenco] = attributi.get("value", "")
        elif tag == "textarea":
            self._area, self.campi[nome] = nome, ""
        elif tag == "input" and nome and attributi.get("type") != "file":
            self.campi[nome] = attributi.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.campi[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._dentro = False
        elif tag == "textarea" and self._area:
            self.campi[self._area] = self.campi[self._area].removeprefix("\n")  # as browsers do
            self._area = ""
        elif tag == "select":
            self._elenco = ""


def parole(testo: str) -> str:
    """What a piece of page says, without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", testo)).split())


def riga_di(testo: str, indicatore: Indicatore) -> str:
    """The row of an indicator in a page."""
    return testo.split(f'id="v-{indicatore.pk}"', 1)[1].split('<li class="valore"', 1)[0]


def crea_prova(codice: str = "prova") -> Prova:
    ente = Ente.objects.create(codice=codice, denominazione=f"Ente {codice}")
    misura = ImpostazioniMisura.objects.create(ente=ente)
    confini: list[Any] = [None, 50, 90, None]
    for n, nome in enumerate(("non_raggiunto", "parziale", "raggiunto")):
        titolo = nome.replace("_", " ").capitalize()
        FasciaSemaforo.objects.create(misura=misura, codice=nome, nome=titolo, da=confini[n], a=confini[n + 1])
    area = Area.objects.create(ente=ente, codice="area1", numero=1, nome="Area")
    ufficio = Ufficio.objects.create(ente=ente, area=area, codice="servizi", nome="Servizi alle imprese")
    redattore = Utente.objects.create(username=f"redattore.{codice}", ente=ente, qualifica="Redattore dei servizi")
    Incarico.objects.create(utente=redattore, ruolo=Ruolo.REDATTORE, ufficio=ufficio)
    ciclo = Ciclo.objects.create(ente=ente, anno=ANNO, stato="monitoraggio")
    stati = (StatoPeriodo.CHIUSO, StatoPeriodo.APERTO, StatoPeriodo.FUTURO)
    periodi = [
        Periodo.objects.create(
            ciclo=ciclo,
            numero=n + 1,
            nome=f"{('Primo', 'Secondo', 'Terzo')[n]} quadrimestre",
            inizio=date(ANNO, 4 * n + 1, 1),
            fine=date(ANNO, 4 * n + 4, 30 if n != 1 else 31),
            scadenza=date(ANNO, 4 * n + 5, 20) if n < 2 else date(ANNO + 1, 1, 20),
            stato=stato,
        )
        for n, stato in enumerate(stati)
    ]
    prospettiva = Prospettiva.objects.create(ciclo=ciclo, ordine=1, codice="processi", nome="Processi")
    obiettivo = ObiettivoStrategico.objects.create(ciclo=ciclo, numero=1, nome="Servizi migliori")
    prova = Prova(
        ente=ente,
        area=area,
        ufficio=ufficio,
        redattore=redattore,
        ciclo=ciclo,
        periodi=periodi,
        cruscotto=Cruscotto.objects.create(ciclo=ciclo, ordine=1, codice="ente", tipo="ente", titolo="Ente"),
        nodo=ObiettivoInProspettiva.objects.create(prospettiva=prospettiva, obiettivo=obiettivo),
    )
    prova.client.force_login(redattore)
    return prova


def di_ogni_tipo(prova: Prova) -> dict[str, Indicatore]:
    """One indicator of each kind, that the period asks and nobody has entered."""
    trovati = {
        "numero": prova.nuovo("numero", accumulo="cumulato", prima="4"),
        "giorni": prova.nuovo(
            "giorni", target="<= 10 giorni", unita="giorni", accumulo="media", direzione="decrescente"
        ),
        "percentuale": prova.nuovo("percentuale", "percentuale", "≥ 80%", unita="%"),
        "euro": prova.nuovo("euro", "euro", "€ 650.000", unita="€", accumulo="somma"),
        "data": prova.nuovo("data", "data", "30/06/2025", direzione=""),
        "ordinale": prova.nuovo("ordinale", "ordinale", "≥ Buono", scala=SCALA),
        "si_no": prova.nuovo("si_no", "nominale", "SI", direzione=""),
        "nominale": prova.nuovo("nominale", "nominale", "Positivo", direzione=""),
        "prerequisito": prova.nuovo("prerequisito", "prerequisito", "SI", direzione=""),
        "rapporto": prova.nuovo(
            "rapporto", "percentuale", "≥ 80%", unita="%", numeratore="Evase", denominatore="Ricevute"
        ),
        "fasi": prova.nuovo("fasi", "fasi", "40/60 %", direzione=""),
    }
    for n, (nome, peso) in enumerate((("Progetto", 40), ("Apertura", 60)), 1):
        FaseIndicatore.objects.create(indicatore=trovati["fasi"], ordine=n, nome=nome, peso=Decimal(peso))
    return trovati
