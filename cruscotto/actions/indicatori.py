"""Import of a cycle's indicators: what a printed scorecard says, row by row, becomes indicators and placements.

One indicator is defined once and placed many times. A target or an actual that a placement prints differently from
the indicator's first placement is stored as that placement's own (dominio §2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from contesto.numeri import ValoreIllegibile, leggi_numero
from cruscotto.actions.consuntivi import Consuntivi
from cruscotto.congelate import conserva_regole
from cruscotto.conversioni import campi_atteso
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    Programma,
    StatoCiclo,
    StatoRilevazione,
    ValoreAtteso,
)
from cruscotto.periodi import Accumulo
from cruscotto.serratura import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.valori import Tipo, Verso
from ente.actions.registro import registra
from ente.importazione import Errore, Esito, ImportazioneRifiutata, RigaLetta, aggiorna_o_crea
from ente.models import Ufficio, Utente

COLONNE = (
    "cruscotto",
    "prospettiva",
    "obiettivo_strategico",
    "programma",
    "obiettivo_operativo",
    "codice",
    "etichetta",
    "tipo",
    "target",
    "actual",
)
LUNGHEZZE = {
    "codice": 40,
    "etichetta": 400,
    "programma": 400,
    "obiettivo_operativo": 400,
    "unita": 40,
    "target": 200,
    "actual": 200,
    "sal": 20,
}
CODICE = re.compile(r"[\w-]+", re.ASCII)
NUMERO_E_NOME = re.compile(r"(\d+)\s*[.)-]\s*(.+)")


@dataclass(frozen=True, slots=True)
class RigaIndicatore:
    """A row that passed every check, with the objects it names."""

    riga: RigaLetta
    cruscotto: Cruscotto
    nodo: ObiettivoInProspettiva
    tipo: Tipo
    direzione: str
    scala: list[str]
    peso: Decimal | None
    sal_dichiarato: Decimal | None


def importa_indicatori(
    *,
    ciclo: Ciclo,
    righe: Sequence[RigaLetta],
    da: Utente | None,
    stato: StatoRilevazione = StatoRilevazione.BOZZA,
) -> Esito:
    """Create or update the indicators, placements, targets and year-end actuals of a cycle, in the order of ``righe``.

    The actuals belong to the last period of the cycle, which must be open. New ones are drafts of their office, or have
    another ``stato`` when they come from a document already adopted. The same rows twice change nothing.

    Raises:
        ImportazioneRifiutata: with every error of every row; nothing is written.
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    valide = _controlla(ciclo, righe)
    esito = Esito()
    with transaction.atomic():
        ciclo = blocca_ciclo(ciclo.pk)
        conserva_regole(ciclo.ente_id)
        scrittura = _Scrittura(ciclo, esito, Consuntivi(ciclo, esito, da, stato))
        scrittura.scrivi(valide)
        errori = scrittura.errori
        if errori or esito.creati or esito.modificati:
            esige_ciclo_modificabile(ciclo)
        if errori:
            raise ImportazioneRifiutata(errori)
        if esito.creati or esito.modificati:
            registra(ente=ciclo.ente, da=da, azione="importa indicatori", oggetto=ciclo, esito=str(esito))
    return esito


def _controlla(ciclo: Ciclo, righe: Sequence[RigaLetta]) -> list[RigaIndicatore]:
    cruscotti = {c.codice: c for c in Cruscotto.objects.filter(ciclo=ciclo)}
    uffici = {"", *Ufficio.objects.di(ciclo.ente).values_list("codice", flat=True)}
    nodi = {
        (n.prospettiva.nome.casefold(), n.obiettivo.numero): n
        for n in ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo).select_related(
            "prospettiva", "obiettivo"
        )
    }
    errori: list[Errore] = []
    valide = []
    for riga in righe:
        nuovi = len(errori)
        cruscotto = cruscotti.get(riga["cruscotto"])
        if cruscotto is None:
            noti = ", ".join(cruscotti)
            errori.append(Errore(riga.posto("cruscotto"), f"«{riga['cruscotto']}» non c'è nel ciclo; ci sono: {noti}."))
        numero = NUMERO_E_NOME.match(riga["obiettivo_strategico"])
        nodo = nodi.get((riga["prospettiva"].casefold(), int(numero[1]) if numero else 0))
        if nodo is None:
            motivo = (
                f"l'obiettivo «{riga['obiettivo_strategico']}» non sta sotto la prospettiva «{riga['prospettiva']}»: "
                "scrivetelo con il suo numero, oppure aggiungetelo all'albero del ciclo."
            )
            errori.append(Errore(riga.posto("obiettivo_strategico"), motivo))
        if riga["ufficio"] not in uffici:
            errori.append(Errore(riga.posto("ufficio"), f"l'ufficio «{riga['ufficio']}» non c'è: aggiungetelo prima."))
        valori = _valori(riga, errori)
        if len(errori) == nuovi and cruscotto and nodo:
            valide.append(RigaIndicatore(riga, cruscotto, nodo, **valori))
    if errori:
        raise ImportazioneRifiutata(errori)
    return valide


def _valori(riga: RigaLetta, errori: list[Errore]) -> dict[str, Any]:
    if riga["tipo"] not in [t.value for t in Tipo]:
        noti = ", ".join(t.value for t in Tipo)
        errori.append(Errore(riga.posto("tipo"), f"il tipo «{riga['tipo']}» non esiste: scrivete uno fra {noti}."))
    if riga["direzione"] not in ("", *(v.value for v in Verso)):
        motivo = f"«{riga['direzione']}» non è un verso: scrivete crescente, decrescente, neutra, o niente."
        errori.append(Errore(riga.posto("direzione"), motivo))
    if riga["accumulo"] and riga["accumulo"] not in [a.value for a in Accumulo]:
        noti = ", ".join(a.value for a in Accumulo)
        errori.append(Errore(riga.posto("accumulo"), f"«{riga['accumulo']}» non esiste: scrivete uno fra {noti}."))
    for obbligatoria in ("codice", "etichetta"):
        if not riga[obbligatoria].strip():
            errori.append(Errore(riga.posto(obbligatoria), "la cella è vuota: serve un valore."))
    _controlla_testi(riga, errori)
    if riga["sal_dichiarato"] and not riga["motivo"].strip():
        errori.append(Errore(riga.posto("motivo"), "un SAL dichiarato ha bisogno del motivo."))
    return {
        "tipo": Tipo(riga["tipo"]) if riga["tipo"] in [t.value for t in Tipo] else Tipo.NUMERO,
        "direzione": riga["direzione"],
        "scala": [livello.strip() for livello in riga["scala"].split(",") if livello.strip()],
        "peso": _decimale(riga, "peso", errori),
        "sal_dichiarato": _decimale(riga, "sal_dichiarato", errori),
    }


def _controlla_testi(riga: RigaLetta, errori: list[Errore]) -> None:
    for colonna, limite in LUNGHEZZE.items():
        if len(riga[colonna]) > limite:
            motivo = f"il testo è lungo {len(riga[colonna])}, al massimo {limite} caratteri: accorciatelo."
            errori.append(Errore(riga.posto(colonna), motivo))
    for colonna, testo in riga.valori.items():
        if "\0" in testo:
            errori.append(Errore(riga.posto(colonna), "c'è un carattere nullo: riscrivete la cella a mano."))
    codice = riga["codice"].strip()
    if codice and not CODICE.fullmatch(codice):
        errori.append(Errore(riga.posto("codice"), "usate solo lettere senza accenti, cifre, trattini e «_»."))
    if riga["blocco"] and not (riga["blocco"].isdecimal() and int(riga["blocco"]) < 1000):
        errori.append(Errore(riga.posto("blocco"), "serve un numero intero, oppure la cella vuota."))


def _decimale(riga: RigaLetta, colonna: str, errori: list[Errore]) -> Decimal | None:
    """A weight or a declared SAL: from 0 to 99.999, four decimals at most."""
    if not riga[colonna].strip():
        return None
    try:
        valore = leggi_numero(riga[colonna])[0]
    except ValoreIllegibile as errore:
        errori.append(Errore(riga.posto(colonna), str(errore)))
        return None
    if valore < 0 or valore >= 100_000 or valore != round(valore, 4):
        motivo = f"«{riga[colonna]}» è negativo, troppo grande o ha più di quattro decimali: correggetelo."
        errori.append(Errore(riga.posto(colonna), motivo))
        return None
    return valore


class _Scrittura:
    """One write of valid rows into a cycle. The first placement of an indicator gives its shared target and actual.

    ``errori`` is what would change something that is settled: the caller then lets nothing through.
    """

    def __init__(self, ciclo: Ciclo, esito: Esito, consuntivi: Consuntivi) -> None:
        self.ciclo, self.esito, self.consuntivi = ciclo, esito, consuntivi
        self.errori = consuntivi.errori
        self.ordini: Counter[str] = Counter()
        self.uffici = {u.codice: u.pk for u in Ufficio.objects.di(ciclo.ente)}
        self.attesi: dict[int, str] = {}

    def scrivi(self, righe: Sequence[RigaIndicatore]) -> None:
        for riga in righe:
            self._riga(riga)

    def _riga(self, dati: RigaIndicatore) -> None:
        indicatore = self._indicatore(dati)
        prima = self.esito.creati
        collocazione = self._collocazione(dati, indicatore)
        if collocazione is None:
            return
        self._atteso(dati, indicatore, collocazione, nuova=self.esito.creati > prima)
        tipo = _tipo_per_lettura(dati.tipo)
        self.consuntivi.leggi(dati.riga, tipo, indicatore, collocazione, dati.sal_dichiarato)

    def _collocazione(self, dati: RigaIndicatore, indicatore: Indicatore) -> Collocazione | None:
        """The placement of a row; None when it would take the place of another that has values of its own."""
        riga = dati.riga
        programma, obiettivo = self._ramo(dati)
        self.ordini[dati.cruscotto.codice] += 1
        posto = {"cruscotto": dati.cruscotto, "ordine": self.ordini[dati.cruscotto.codice]}
        altra = Collocazione.objects.filter(**posto).exclude(indicatore=indicatore).first()
        if altra is not None and altra.ha_dati_propri:
            motivo = f"qui c'è «{altra}», che ha valori propri: lasciatelo al suo posto e aggiungete le righe in fondo."
            self.errori.append(Errore(riga.posto("codice"), motivo))
            return None
        campi = {
            "indicatore_id": indicatore.pk,
            "nodo_id": dati.nodo.pk,
            "programma_id": programma.pk if programma else None,
            "obiettivo_operativo_id": obiettivo.pk if obiettivo else None,
            "blocco": int(riga["blocco"] or 1),
            "etichetta": riga["etichetta"],
            "pira": riga["pira"] == "1",
            "peso": dati.peso,
            "sal_pubblicato": riga["sal"],
            "riga_fonte": int(riga["riga_fonte"]) if riga["riga_fonte"].isdigit() else None,
            "nota": riga["nota"],
        }
        return aggiorna_o_crea(Collocazione.objects.filter(cruscotto=dati.cruscotto), self.esito, posto, campi)

    def _indicatore(self, dati: RigaIndicatore) -> Indicatore:
        riga = dati.riga
        codice = riga["codice"].lower()
        esistente = Indicatore.objects.filter(ente=self.ciclo.ente, codice=codice).first()
        if esistente is not None and esistente.pk in self.attesi:
            return esistente
        valori = {
            "nome": riga["etichetta"],
            "tipo": dati.tipo.value,
            "unita": riga["unita"],
            "direzione": dati.direzione,
            "scala": dati.scala,
            "accumulo": riga["accumulo"] or Accumulo.ULTIMO.value,
            "ufficio_id": self.uffici.get(riga["ufficio"]),
            "pira": riga["pira"] == "1",
        }
        return aggiorna_o_crea(
            Indicatore.objects.di(self.ciclo.ente), self.esito, {"ente": self.ciclo.ente, "codice": codice}, valori
        )

    def _ramo(self, dati: RigaIndicatore) -> tuple[Programma | None, ObiettivoOperativo | None]:
        if not dati.riga["programma"]:
            return None, None
        nodo, nome = dati.nodo, dati.riga["programma"]
        programma = aggiorna_o_crea(Programma.objects.filter(nodo=nodo), self.esito, {"nodo": nodo, "nome": nome}, {})
        if not dati.riga["obiettivo_operativo"]:
            return programma, None
        chiave = {"programma": programma, "nome": dati.riga["obiettivo_operativo"]}
        obiettivo = aggiorna_o_crea(ObiettivoOperativo.objects.filter(programma=programma), self.esito, chiave, {})
        return programma, obiettivo

    def _atteso(self, dati: RigaIndicatore, indicatore: Indicatore, collocazione: Collocazione, *, nuova: bool) -> None:
        """The target of a row. Once the year has begun, that of an old placement changes by an act that keeps both."""
        testo = dati.riga["target"]
        proprio = self.attesi.setdefault(indicatore.pk, testo) != testo
        campi = campi_atteso(testo, indicatore.scala, _tipo_per_lettura(dati.tipo))
        self.esito.avvisi.extend(Errore(dati.riga.posto("target"), avviso) for avviso in campi["avvisi"])
        di = collocazione if proprio else None
        chiave = {"ciclo": self.ciclo, "indicatore": indicatore, "collocazione": di, "versione": 1}
        scritto = ValoreAtteso.objects.filter(**chiave).first()
        uguale = scritto is not None and all(getattr(scritto, n) == v for n, v in campi.items() if n != "avvisi")
        if self.ciclo.stato != StatoCiclo.PIANIFICAZIONE and not uguale and (scritto or (proprio and not nuova)):
            motivo = "il ciclo è già cominciato: un target si cambia dalla sua pagina, con numero e data dell'atto."
            self.errori.append(Errore(dati.riga.posto("target"), motivo))
            return
        aggiorna_o_crea(ValoreAtteso.objects.filter(ciclo=self.ciclo), self.esito, chiave, campi)


def _tipo_per_lettura(tipo: Tipo) -> Tipo | None:
    """The kind that tells the reader how to take the text; for a computed one the text itself tells."""
    return None if tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) else tipo
