"""Scorecards of a cycle: indicators with their place in the tree, targets and actuals, as printed or in one list."""

from __future__ import annotations

from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.importazione.anni_e_periodi import del_periodo, nei_loro_periodi
from cruscotto.importazione.cruscotti.altrove import RigheAltrove, attesi_di_altri_anni, unite
from cruscotto.importazione.cruscotti.celle import LUNGHEZZE
from cruscotto.importazione.cruscotti.progetto import SCANSA, progetta_indicatori
from cruscotto.importazione.genere import Dove, GenereImportabile, tieni_ciclo
from cruscotto.importazione.stampato.lettura import leggi_stampato
from cruscotto.models import (
    Collocazione,
    Indicatore,
    Operando,
    Rilevazione,
    SalDichiarato,
    StatoRilevazione,
    ValoreAtteso,
)
from ente.fogli.intestazioni import Colonna
from ente.fogli.righe import Letto
from ente.models import Ufficio
from ente.progetto import Progetto

REGISTRATI = (Ufficio, Indicatore, Operando, Collocazione, ValoreAtteso, Rilevazione, SalDichiarato)


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    """The values of a year that a command loads with its tree are those of a document: they count at once, and wait to
    be validated. Those that a person imports are drafts of their office."""
    caricamento = dove.crea and dove.da is None
    progetto = Progetto(risposte=risposte)
    sue = del_periodo(letto, dove, dove.periodo, progetto)
    sue.righe = unite(sue.righe, con_sal=not dove.del_sito)
    anni = attesi_di_altri_anni(sue, dove, progetto)
    altrove = RigheAltrove(nei_loro_periodi(sue, dove, progetto, anni=False), anni, dove.del_sito)
    letto.errori += sue.errori
    letto.avvisi += sue.avvisi
    return progetta_indicatori(
        ciclo=dove.ciclo,
        righe=sue.righe,
        da=dove.da,
        stato=StatoRilevazione.TRASMESSA if caricamento else StatoRilevazione.BOZZA,
        cruscotto=dove.cruscotto,
        crea=dove.crea,
        periodo=dove.periodo,
        altrove=altrove,
        progetto=progetto,
    )


def _blocca(dove: Dove) -> None:
    """Hold the cycle, and let the adopted ones keep the rules of indicators that may change. The plan itself looks at
    the period, when it writes values into it."""
    tieni_ciclo(dove)
    conserva_regole(dove.ente.pk)


INDICATORI = GenereImportabile(
    codice="indicatori",
    nome="Indicatori con target e consuntivi",
    descrizione="I cruscotti dell'anno, come sono stampati o in un elenco: indicatori, target, consuntivi. "
    f"Nomi fino a {LUNGHEZZE['etichetta']} caratteri, obiettivi e programmi a {LUNGHEZZE['programma']}, prospettive e "
    f"uffici a 300, target e consuntivi a {LUNGHEZZE['target']}.",
    colonne=(
        Colonna("anno", "Anno", ("Esercizio", "Anno di riferimento")),
        Colonna("periodo", "Periodo", ("Trimestre", "Quadrimestre", "Semestre", "Periodo di riferimento")),
        Colonna("cruscotto", "Cruscotto", ("Scheda", "Codice cruscotto", "Cruscotto di")),
        Colonna("prospettiva", "Prospettiva", ("Prospettive", "Prospettiva BSC", "Area BSC")),
        Colonna(
            "area_strategica",
            "Area strategica",
            ("Aree strategiche", "Linea strategica", "Asse strategico", "Ambito strategico"),
        ),
        Colonna(
            "obiettivo_strategico",
            "Obiettivo strategico",
            ("Obiettivi strategici", "Ob. strategico", "Obiettivo", "Obiettivi"),
        ),
        Colonna("numero_obiettivo", "N. obiettivo", ("Numero obiettivo", "N. ob.", "N. obiettivo strategico")),
        Colonna("programma", "Programma", ("Programma di intervento", "Programmi di intervento", "Programmi")),
        Colonna(
            "obiettivo_operativo",
            "Obiettivo operativo",
            ("Obiettivi operativi", "Ob. operativo", "Obiettivo gestionale", "Azione", "Azioni"),
        ),
        Colonna("codice", "Codice", ("Codice indicatore", "Cod.", "Cod. indicatore", "ID")),
        Colonna(
            "etichetta",
            "Indicatore",
            ("Indicatori", "KPI", "Nome indicatore", "Denominazione indicatore", "Descrizione indicatore", "Etichetta"),
            True,
        ),
        Colonna("pira", "PIRA", ("Indicatore PIRA",)),
        Colonna("tipo", "Tipo", ("Tipo indicatore", "Tipologia", "Tipologia indicatore")),
        Colonna("unita", "Unità di misura", ("Unità", "U.M.", "UM", "Udm", "Misura")),
        Colonna("direzione", "Verso", ("Direzione", "Polarità", "Andamento atteso")),
        Colonna(
            "ufficio",
            "Ufficio",
            ("Ufficio responsabile", "Servizio", "Unità organizzativa", "U.O.", "Responsabile", "Struttura"),
        ),
        Colonna("accumulo", "Accumulo", ("Accumulo nei periodi",)),
        Colonna("calcolo", "Formula", ("Calcolo", "Formula sugli altri indicatori")),
        Colonna("operandi", "Operandi", ("Calcolato da", "Indicatori di partenza")),
        Colonna("scala", "Scala", ("Livelli", "Scala ordinale")),
        Colonna("peso", "Peso", ("Pesi", "Peso %", "Peso indicatore", "Peso dell'indicatore", "Ponderazione")),
        Colonna(
            "target",
            "Target",
            ("Valore atteso", "Valore target", "Target atteso", "Valori attesi", "Risultato atteso", "Target annuale"),
        ),
        Colonna("target_scritto", "Target come scritto"),
        Colonna(
            "actual",
            "Consuntivo",
            (
                "Actual",
                "Risultato",
                "Valore raggiunto",
                "Risultato raggiunto",
                "Valore consuntivo",
                "Valore a consuntivo",
                "Valore conseguito",
                "Risultato conseguito",
                "Valore rilevato",
                "Valore effettivo",
            ),
        ),
        Colonna("actual_scritto", "Consuntivo come scritto"),
        Colonna(
            "sal",
            "SAL",
            (
                "SAL %",
                "% SAL",
                "% raggiungimento",
                "% di raggiungimento",
                "Percentuale di raggiungimento",
                "Grado di raggiungimento",
                "Grado di raggiungimento %",
                "% realizzazione",
                "% conseguimento",
                "Stato di avanzamento",
                "Performance",
            ),
        ),
        Colonna("sal_calcolato", "SAL calcolato", ("SAL % calcolato",)),
        Colonna("sal_dichiarato", "SAL dichiarato", ("SAL % dichiarato",)),
        Colonna("motivo", "Motivo", ("Motivo del SAL dichiarato", "Motivazione", "Motivo SAL")),
        Colonna("blocco", "Riquadro", ("Blocco",)),
        Colonna("riga_fonte", "Riga della fonte", ("Riga fonte",)),
        Colonna("nota", "Nota", ("Note", "Osservazioni")),
    ),
    progetta=_progetta,
    leggi=leggi_stampato,
    misura=True,
    del_cruscotto=True,
    registrati=tuple(m._meta.label for m in REGISTRATI),
    scansa=SCANSA,
    blocca=_blocca,
)
