"""A body small enough to count by hand, with a cycle of three periods: for the acts on periods and the reminders.

Two offices of one area and an office of another; four indicators, each with target 100, so a value of 80 is a SAL of
80. The year is a past one, so that its acts may be dated; deadlines are counted from today.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from cruscotto.chiusura.actions.periodi import chiudi_periodo, leggi_conseguenze, riapri_ufficio
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto, misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    FasciaSemaforo,
    ImpostazioniMisura,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    Riapertura,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    ValoreAtteso,
)
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore, trasmetti_valore
from cruscotto.valori.conversioni import campi_atteso, campi_rilevazione
from ente.models import Area, Atto, Ente, Incarico, Ruolo, Ufficio, Utente
from relazione.models import Documento, Sezione, TipoDocumento
from relazione.pubblicazione.actions.approvazione import approva_relazione

ANNO = 2024
INIZI = (1, 5, 9)
PERSONE: dict[str, tuple[Ruolo, str]] = {
    "rita": (Ruolo.REDATTORE, "anagrafe"),
    "rino": (Ruolo.REDATTORE, "bilancio"),
    "rosa": (Ruolo.REDATTORE, "cultura"),
    "dina": (Ruolo.DIRIGENTE, "area1"),
    "dario": (Ruolo.DIRIGENTE, "area2"),
    "carla": (Ruolo.CONTROLLO, ""),
    "ugo": (Ruolo.OIV, ""),
    "adele": (Ruolo.AMMINISTRATORE, ""),
}
UFFICI = {"anagrafe": "area1", "bilancio": "area1", "cultura": "area2"}
INDICATORI = {"i1": "anagrafe", "i2": "anagrafe", "i3": "bilancio", "i4": "cultura"}


@dataclass(frozen=True, slots=True)
class Scena:
    ente: Ente
    ciclo: Ciclo
    periodi: list[Periodo]
    cruscotto: Cruscotto
    uffici: dict[str, Ufficio]
    indicatori: dict[str, Indicatore]
    persone: dict[str, Utente]

    def __getitem__(self, chi: str) -> Utente:
        return self.persone[chi]

    def politica(self, mancanti: str) -> None:
        ImpostazioniMisura.objects.filter(ente=self.ente).update(mancanti=mancanti)

    def stato(self, numero: int, stato: StatoPeriodo, scadenza: dt.date | None = None) -> Periodo:
        """Put a period in a state without the act that leads there."""
        Periodo.objects.filter(pk=self.periodi[numero - 1].pk).update(stato=stato, scadenza=scadenza)
        return self.periodo(numero)

    def periodo(self, numero: int) -> Periodo:
        return Periodo.objects.select_related("ciclo__ente").get(pk=self.periodi[numero - 1].pk)

    def metti(self, codice: str, testo: str, numero: int = 1, **altro: Any) -> Rilevazione:
        """A value as if it had been entered, transmitted unless said."""
        campi = {"stato": "trasmessa", **campi_rilevazione(testo, ()), **altro}
        if campi["stato"] == "validata":
            campi.setdefault("validata_il", timezone.now())
        if campi["stato"] == "restituita":
            campi.setdefault("motivo_restituzione", "Controllate.")
        return Rilevazione.objects.create(indicatore=self.indicatori[codice], periodo=self.periodi[numero - 1], **campi)

    def salva(self, codice: str, testo: str, versione: int = 0, chi: str = "rita", numero: int = 1) -> Rilevazione:
        fatta = salva_valore(
            periodo=self.periodi[numero - 1],
            indicatore=self.indicatori[codice],
            scritto=ValoreScritto(testo=testo),
            versione=versione,
            da=self[chi],
        )
        assert fatta is not None
        return fatta

    def trasmetti(self, codice: str, testo: str, chi: str = "rita") -> Rilevazione:
        salvata = self.salva(codice, testo, chi=chi)
        return trasmetti_valore(rilevazione=salvata, versione=salvata.versione, da=self[chi])


def fra(giorni: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=giorni)


def crea_scena(codice: str = "scena", **del_ciclo: Any) -> Scena:
    ente = Ente.objects.create(codice=codice, denominazione=f"Comune di {codice}")
    misura = ImpostazioniMisura.objects.create(ente=ente)
    for nome, da, a in (("non_raggiunto", None, 50), ("parziale", 50, 90), ("raggiunto", 90, None)):
        FasciaSemaforo.objects.create(misura=misura, codice=nome, nome=nome, da=da, a=a)
    aree = {c: Area.objects.create(ente=ente, codice=c, numero=n, nome=c) for n, c in enumerate(("area1", "area2"), 1)}
    uffici = {
        c: Ufficio.objects.create(ente=ente, area=aree[area], codice=c, nome=f"Ufficio {c}")
        for c, area in UFFICI.items()
    }
    ciclo = Ciclo.objects.create(**{"ente": ente, "anno": ANNO, "stato": "monitoraggio", **del_ciclo})
    cruscotto, indicatori = _indicatori(ciclo, uffici)
    return Scena(ente, ciclo, _periodi(ciclo), cruscotto, uffici, indicatori, _persone(ente, codice, aree, uffici))


def _periodi(ciclo: Ciclo) -> list[Periodo]:
    fini = [dt.date(ANNO, 4, 30), dt.date(ANNO, 8, 31), dt.date(ANNO, 12, 31)]
    return [
        Periodo.objects.create(
            ciclo=ciclo, numero=n, nome=f"Periodo {n}", inizio=dt.date(ANNO, INIZI[n - 1], 1), fine=fine
        )
        for n, fine in enumerate(fini, 1)
    ]


def _indicatori(ciclo: Ciclo, uffici: dict[str, Ufficio]) -> tuple[Cruscotto, dict[str, Indicatore]]:
    prospettiva = Prospettiva.objects.create(ciclo=ciclo, ordine=1, codice="p", nome="Prospettiva")
    obiettivo = ObiettivoStrategico.objects.create(ciclo=ciclo, numero=1, nome="Obiettivo")
    nodo = ObiettivoInProspettiva.objects.create(prospettiva=prospettiva, obiettivo=obiettivo)
    cruscotto = Cruscotto.objects.create(ciclo=ciclo, ordine=1, codice="ente", tipo="ente", titolo="Cruscotto di ente")
    indicatori = {}
    for n, (codice, ufficio) in enumerate(INDICATORI.items(), 1):
        indicatori[codice] = Indicatore.objects.create(
            ente=ciclo.ente,
            codice=codice,
            nome=f"Indicatore {codice}",
            tipo="numero",
            direzione="crescente",
            ufficio=uffici[ufficio],
        )
        Collocazione.objects.create(
            cruscotto=cruscotto,
            indicatore=indicatori[codice],
            nodo=nodo,
            ordine=n,
            etichetta=f"Indicatore {codice}",
            peso=Decimal(25),
        )
        ValoreAtteso.objects.create(ciclo=ciclo, indicatore=indicatori[codice], **campi_atteso("100", ()))
    return cruscotto, indicatori


def _persone(ente: Ente, codice: str, aree: dict[str, Area], uffici: dict[str, Ufficio]) -> dict[str, Utente]:
    persone = {}
    for nome, (ruolo, dove) in PERSONE.items():
        persone[nome] = Utente.objects.create(
            ente=ente, username=f"{nome}.{codice}", qualifica=nome.capitalize(), email=f"{nome}@{codice}.example.it"
        )
        Incarico.objects.create(utente=persone[nome], ruolo=ruolo, area=aree.get(dove), ufficio=uffici.get(dove))
    return persone


# -- what the tests do with it -----------------------------------------------------------------------------------------


def atti(scena: Scena) -> list[str]:
    """The acts of the register of the body, in order."""
    return list(Atto.objects.filter(ente=scena.ente).order_by("pk").values_list("azione", flat=True))


def chiudi(scena: Scena, numero: int) -> Periodo:
    """Close with the confirmation of whatever it does."""
    periodo = scena.periodo(numero)
    return chiudi_periodo(periodo=periodo, conferma=leggi_conseguenze(periodo).firma, da=scena["carla"])


def a_consuntivo(scena: Scena) -> Ciclo:
    """Close all periods without the acts that do it."""
    for numero in (1, 2, 3):
        scena.stato(numero, StatoPeriodo.CHIUSO)
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.CONSUNTIVO)
    return scena.ciclo


def riapri(scena: Scena, motivo: str = "Errore.", giorni: int = 3) -> Riapertura:
    """Give the first period back to the first office."""
    return riapri_ufficio(
        periodo=scena.periodo(1),
        ufficio=scena.uffici["anagrafe"],
        motivo=motivo,
        fino_al=fra(giorni),
        da=scena["carla"],
    )


def con_la_relazione(ciclo: Ciclo, testo: str = "Tutto è andato come previsto.") -> Documento:
    """The Relazione of a cycle, begun and written in one section."""
    documento, _ = Documento.objects.get_or_create(
        ciclo=ciclo, tipo=TipoDocumento.RELAZIONE, defaults={"titolo": f"Relazione {ciclo.anno}"}
    )
    Sezione.objects.update_or_create(
        documento=documento, codice="in-breve", defaults={"ordine": 10, "titolo": "In breve", "testo": testo}
    )
    return documento


def approva(scena: Scena, data: dt.date, motivo: str = "", numero: str = "7") -> Ciclo:
    con_la_relazione(scena.ciclo)
    return approva_relazione(
        ciclo=scena.ciclo, organo=" Giunta ", numero=numero, data=data, motivo_ritardo=motivo, da=scena["carla"]
    )


def misurato(scena: Scena, numero: int = 1) -> tuple[Prospetto, Misura]:
    """The scorecard at a period, and how it is measured."""
    misura = Misura.dell_ente(scena.ente.pk)
    (prospetto,) = misura_cruscotti(scena.ciclo, scena.periodo(numero), [scena.cruscotto], misura)
    return prospetto, misura


def cliente(utente: Utente) -> Client:
    client = Client()
    client.force_login(utente)
    return client


def leggi(pagina: str) -> str:
    """What a page says, without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", pagina)).split())
