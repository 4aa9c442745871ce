"""Each number of the checklist is the one that the API gives: counted again here from its lists, row by row."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from cruscotto.models import Ciclo, Collocazione, Evidenza, Indicatore, Periodo, SalDichiarato
from cruscotto.pianificazione.actions.target import TargetScritto, rimodula_target
from cruscotto.rilevazione.actions.revisione import restituisci_valore
from relazione.validazione.actions.esame import apri_esame
from tests.mondi.api import RADICE, tutte
from tests.mondi.due_enti import riapri
from tests.mondi.pubblicata import approvata, crea_pronta
from tests.mondi.scena import ANNO, Scena
from tests.mondi.verifiche import accetta_gli_errori

pytestmark = pytest.mark.django_db
TESTO = "Tutto è andato come previsto. Quasi.\n\n[[cruscotto ente]]"
NUMERI = {"numero", "percentuale", "euro", "rapporto", "calcolato"}
Righe = list[dict[str, Any]]


@pytest.fixture
def scena(db: None) -> Scena:
    """A year in which everything that is counted has happened, once or twice."""
    scena = crea_pronta("scena")
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato="monitoraggio")
    scadenza = dt.date(ANNO + 1, 1, 20)
    Periodo.objects.filter(pk=scena.periodi[2].pk).update(scadenza=scadenza, stato="aperto")
    mezzogiorno = timezone.make_aware(dt.datetime.combine(scadenza, dt.time(12)))
    chi = {"inserita_da": scena["rita"], "validata_da": scena["dina"], "inserita_il": mezzogiorno}
    una = scena.metti("i1", "100", 3, stato="validata", **chi)
    scena.metti(
        "i2", "80", 3, stato="validata", causa_scostamento="Mancava chi.", **chi | {"inserita_da": scena["dina"]}
    )
    dopo = mezzogiorno + dt.timedelta(days=1)
    scena.metti("i3", "50", 3, stato="trasmessa", inserita_da=scena["rino"], inserita_il=dopo)
    tolto = {"neutralizzata": True, "motivo_neutralizzazione": "Servizio sospeso."}
    scena.metti("i4", "", 3, stato="validata", **tolto)
    for codice, fonte in {"i1": "certificata", "i2": "dichiarata", "i3": "interna"}.items():
        Indicatore.objects.filter(pk=scena.indicatori[codice].pk).update(affidabilita=fonte)
    Indicatore.objects.filter(pk=scena.indicatori["i1"].pk).update(
        tipologia_pira="risultato", unita="n.", fonte_dati="F"
    )
    Collocazione.objects.filter(cruscotto=scena.cruscotto, indicatore=scena.indicatori["i1"]).update(pira=True)
    Collocazione.objects.filter(cruscotto=scena.cruscotto, indicatore=scena.indicatori["i2"]).update(
        etichetta="Dati pubblicati in amministrazione trasparente"
    )
    Evidenza.objects.create(rilevazione=una, nome="Atto", url="https://www.example.org/atto")
    evidenza = Evidenza(rilevazione=una, nome="f.csv", impronta="0" * 64, contenuto="text/csv")
    evidenza.file.save("f.csv", ContentFile(b"a,b\n"))
    dichiarata = Collocazione.objects.get(cruscotto=scena.cruscotto, indicatore=scena.indicatori["i2"])
    SalDichiarato.objects.create(collocazione=dichiarata, periodo=scena.periodi[2], valore=90, motivo="Conta il resto.")
    rimodula_target(
        indicatore=scena.indicatori["i3"],
        ciclo=scena.ciclo,
        scritto=TargetScritto("90", "7", dt.date(ANNO, 6, 1), "Meno risorse."),
        versione=1,
        da=scena["carla"],
    )
    restituita = scena.metti("i4", "70", 2)
    Periodo.objects.filter(pk=scena.periodi[1].pk).update(stato="aperto")
    restituisci_valore(rilevazione=restituita, versione=restituita.versione, motivo="Da rivedere.", da=scena["dario"])
    riapri(scena)
    Periodo.objects.filter(ciclo=scena.ciclo).update(stato="chiuso")
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato="consuntivo")
    scena.ciclo.refresh_from_db()
    return scena


class Letto:
    """What the API lists of the year, as the OIV reads it."""

    def __init__(self, client: Client, ciclo: int) -> None:
        def lista(nome: str, altro: str = "") -> Righe:
            return tutte(client, f"{nome}/?ciclo={ciclo}{altro}&quanti=500")

        self.cruscotti = lista("cruscotti")
        self.tipo = {c["codice"]: c["tipo"] for c in self.cruscotti}
        self.righe = lista("collocazioni")
        self.valori = lista("rilevazioni")
        self.finali = [v for v in self.valori if v["periodo_numero"] == 3 and v["testo"]]
        self.periodi = {p["id"]: p for p in lista("periodi")}
        self.prove = lista("evidenze")
        self.riaperture = lista("riaperture")
        self.obiettivi = [o for o in lista("obiettivi-strategici") if o["nome"]]
        self.indicatori = {i["codice"]: i for i in tutte(client, f"indicatori/?anno={ANNO}&quanti=500")}
        self.registro = tutte(client, "registro/?quanti=500")
        self.misure = [client.get(f"{RADICE}cruscotti/{c['id']}/").json() for c in self.cruscotti]

    @property
    def organizzative(self) -> Righe:
        return [r for r in self.righe if self.tipo[r["cruscotto_codice"]] != "individuale"]

    @property
    def individuali(self) -> Righe:
        return [r for r in self.righe if self.tipo[r["cruscotto_codice"]] == "individuale"]

    def atti(self, azione: str) -> int:
        return sum(a["azione"] == azione for a in self.registro)

    def fonte(self, quale: str) -> int:
        return sum(self.indicatori[v["indicatore_codice"]]["affidabilita"] == quale for v in self.finali)

    def in_ritardo(self) -> int:
        quando = [(v["inserita_il"], self.periodi[v["periodo"]]["scadenza"]) for v in self.valori]
        return sum(bool(il and entro and il[:10] > entro) for il, entro in quando)

    def controlli(self, peso: str) -> int:
        """All the findings of the last run, by weight."""
        ultima = max((a for a in self.registro if a["azione"] == "verifica Relazione"), key=lambda a: a["id"])
        return int(re.search(rf"{peso} (\d+)", ultima["dettagli"]["esito"])[1])  # type: ignore[index]


def dichiarati(righe: Righe) -> Righe:
    return [r for r in righe if r["sal_dichiarato"] is not None]


def sotto(righe: Righe) -> Righe:
    return [r for r in righe if r["sal"] is not None and Decimal(r["sal"]) < 100]


CONTI: dict[str, Callable[[Letto], int]] = {
    "obiettivi-piano": lambda a: len(a.obiettivi),
    "obiettivi-relazione": lambda a: len({r["obiettivo"] for r in a.righe if r["obiettivo"] is not None}),
    "obiettivi-assenti": lambda a: len({o["numero"] for o in a.obiettivi} - {r["obiettivo"] for r in a.righe}),
    "target-rimodulati": lambda a: a.atti("rimodula target"),
    "target-senza-motivo": lambda a: sum(
        not x["dettagli"].get("motivo") for x in a.registro if x["azione"] == "rimodula target"
    ),
    "cruscotti-misurati": lambda a: sum(m["sal"] is not None and m["tipo"] != "individuale" for m in a.misure),
    "schede-misurate": lambda a: sum(m["sal"] is not None and m["tipo"] == "individuale" for m in a.misure),
    "indicatori": lambda a: len(a.organizzative),
    "con-consuntivo": lambda a: sum(bool(r["consuntivo"]) for r in a.organizzative),
    "neutralizzati": lambda a: sum(r["stato"] == "neutralizzato" for r in a.organizzative),
    "senza-consuntivo": lambda a: sum(r["stato"] == "non_rilevato" for r in a.organizzative),
    "individuali": lambda a: len(a.individuali),
    "individuali-senza-consuntivo": lambda a: sum(r["stato"] == "non_rilevato" for r in a.individuali),
    "indicatori-legalita": lambda a: sum("trasparente" in r["etichetta"] for r in a.righe),
    "sal-ricalcolati": lambda a: sum(r["sal_calcolato"] is not None for r in a.righe),
    "sal-dichiarati": lambda a: len(dichiarati(a.righe)),
    "sal-concordi": lambda a: sum(r["sal_dichiarato"] == r["sal_calcolato"] for r in dichiarati(a.righe)),
    "sal-discordi": lambda a: sum(r["sal_dichiarato"] != r["sal_calcolato"] for r in dichiarati(a.righe)),
    "sal-discordi-senza-motivo": lambda a: sum(
        r["sal_dichiarato"] != r["sal_calcolato"] and not r["motivo"] for r in dichiarati(a.righe)
    ),
    "senza-direzione": lambda a: sum(not r["direzione"] and r["tipo"] in NUMERI for r in a.righe),
    "valori": lambda a: len(a.finali),
    "valori-provati": lambda a: len({p["rilevazione"] for p in a.prove} & {v["id"] for v in a.finali}),
    "valori-non-provati": lambda a: len({v["id"] for v in a.finali} - {p["rilevazione"] for p in a.prove}),
    "fonte-certificata": lambda a: a.fonte("certificata"),
    "fonte-interna": lambda a: a.fonte("interna"),
    "fonte-dichiarata": lambda a: a.fonte("dichiarata"),
    "fonte-non-detta": lambda a: a.fonte(""),
    "sotto-target": lambda a: len(sotto(a.righe)),
    "sotto-target-senza-motivo": lambda a: sum(not r["motivo"] for r in sotto(a.righe)),
    "valori-in-ritardo": lambda a: a.in_ritardo(),
    "valori-restituiti": lambda a: a.atti("restituisce valore"),
    "riaperture": lambda a: len(a.riaperture),
    "valori-neutralizzati": lambda a: sum(v["neutralizzata"] for v in a.valori),
    "stessa-persona": lambda a: sum(
        v["inserita_da"] is not None and v["inserita_da"] == v["validata_da"] for v in a.valori
    ),
    "pira": lambda a: len({r["indicatore"] for r in a.righe if r["pira"]}),
}
"""How each figure is counted again from the lists."""
DEL_FILE = {
    "pagine",
    "sezioni",
    "parole",
    "gulpease",
    "sezioni-difficili",
    "frasi",
    "parti-da-completare",
    "pira-interi",
}
"""What is counted in the sealed document, which the API gives as a file."""
DATE = {"piano-adottato", "relazione-approvata"}


def test_each_number_of_the_checklist_is_the_one_that_the_api_gives(scena: Scena) -> None:
    accetta_gli_errori(scena.ciclo, scena["carla"])
    edizione = approvata(scena, testo=TESTO)
    apri_esame(edizione=edizione, da=scena["ugo"])
    client = Client()
    client.force_login(scena["ugo"])
    dati = {c["codice"]: c for c in tutte(client, f"conti/?ciclo={scena.ciclo.pk}&quanti=500")}
    mostrati = _nella_pagina(client)
    assert mostrati == {codice: c["testo"] for codice, c in dati.items()}
    letto = Letto(client, scena.ciclo.pk)
    contati = {codice: fai(letto) for codice, fai in CONTI.items()}
    assert {codice: int(Decimal(dati[codice]["valore"])) for codice in CONTI} == contati
    # Nothing is compared with nothing: what happened in the scene is seen in the counts.
    assert {c for c, quanti in contati.items() if not quanti} <= {
        "obiettivi-assenti",
        "target-senza-motivo",
        "sal-concordi",
        "sal-discordi-senza-motivo",
        "senza-direzione",
        "senza-consuntivo",
        "individuali-senza-consuntivo",
        "fonte-non-detta",
    }
    dei_controlli = Counter()  # type: ignore[var-annotated]
    for codice, conto in dati.items():
        if codice.startswith("controlli-"):
            dei_controlli[codice.split("-")[1]] += int(Decimal(conto["valore"]))
    assert dei_controlli == {peso: letto.controlli(peso) for peso in ("errore", "avviso", "nota")}
    assert dati.keys() == CONTI.keys() | DEL_FILE | DATE | {c for c in dati if c.startswith("controlli-")}
    _del_file(edizione, dati)


def _nella_pagina(client: Client) -> dict[str, str]:
    """What the page writes beside each count, by its code."""
    html = client.get(f"/documenti/{ANNO}/validazione/").content.decode()
    celle = re.findall(r'<dd data-conto="([\w-]+)">(.*?)</dd>', html, re.DOTALL)
    nudi = {codice: re.sub(r'<span class="visually-hidden">.*?</span>', "", dentro) for codice, dentro in celle}
    return {codice: re.sub(r"<[^>]+>", "", dentro).strip() for codice, dentro in nudi.items()}


def _del_file(edizione: Any, dati: dict[str, Any]) -> None:
    with edizione.file.get(nome=f"relazione-{ANNO}.pdf").file.open("rb") as aperto:
        pagine = len(PdfReader(io.BytesIO(aperto.read())).pages)
    assert int(Decimal(dati["pagine"]["valore"])) == pagine
    # «Tutto è andato come previsto. Quasi.»: two sentences, six words, twenty-nine letters.
    assert [int(Decimal(dati[c]["valore"])) for c in ("sezioni", "frasi", "parole")] == [1, 2, 6]
    assert Decimal(dati["gulpease"]["valore"]) == round(89 + Decimal(300 * 2 - 10 * 29) / 6, 6)
    assert dati["gulpease"]["testo"] == "140,7"
    assert dati["piano-adottato"]["valore"] is None and dati["piano-adottato"]["testo"] == "data non registrata"
    assert dati["relazione-approvata"]["testo"] == f"03/06/{ANNO + 1}, nei termini"
