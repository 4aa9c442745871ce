"""What others call the columns of the sheets: in Italian, in the words of regions and ministries, in English.

Compared as ``ente.fogli.intestazioni`` does: singular and plural, joined or not, are one. No word stands for two
columns of a kind, and none that may be two things («Valore» beside a target, «Andamento») is here: a person says what
it is.
"""

from __future__ import annotations

from dataclasses import replace

from cruscotto.importazione.genere import GenereImportabile

_CODICE = ("Code", "Indicator code", "Indicator ID", "ID indicatore", "Sigla", "Sigla indicatore")
_INDICATORE = (
    "Indicator",
    "Indicator name",
    "Indicator description",
    "Performance indicator",
    "Metric",
    "Indicatore di risultato",
    "Indicatore di performance",
    "Titolo indicatore",
)
_CRUSCOTTO = ("Scorecard", "Dashboard", "Cruscotto di area")
_PROSPETTIVA = ("Perspective", "BSC perspective", "Dimensione BSC", "Dimensione della performance")
_STRATEGICO = (
    "Strategic objective",
    "Strategic goal",
    "Objective",
    "Goal",
    "Obiettivo generale",
    "Obiettivo specifico",
    "Obiettivo triennale",
    "Obiettivo di valore pubblico",
    "Descrizione obiettivo",
    "Descrizione obiettivo strategico",
    "Denominazione obiettivo",
)
_OPERATIVO = (
    "Operational objective",
    "Operating objective",
    "Operational goal",
    "Action",
    "Activity",
    "Attività",
    "Azione/attività",
    "Obiettivo annuale",
    "Obiettivo di performance",
    "Descrizione obiettivo operativo",
)
_PROGRAMMA = ("Programme", "Program", "Programma strategico")
_UFFICIO = (
    "Office",
    "Department",
    "Owner",
    "Responsible office",
    "Organizational unit",
    "Organisational unit",
    "Struttura responsabile",
    "Struttura competente",
    "Struttura organizzativa",
    "Servizio responsabile",
    "Settore",
    "Settore responsabile",
    "Dipartimento",
    "Ufficio competente",
    "Unità organizzativa responsabile",
    "U.O. responsabile",
    "Centro di responsabilità",
    "CdR",
)
_UNITA = ("Unit", "Unit of measure", "Unit of measurement", "Un. mis.", "Unità mis.")
_PESO = ("Weight", "Weight %", "Weighting", "Peso percentuale", "Peso relativo", "Peso attribuito")
_TARGET = (
    "Target value",
    "Annual target",
    "Expected value",
    "Expected result",
    "Planned value",
    "Valore programmato",
    "Valore previsto",
    "Valore obiettivo",
    "Livello atteso",
    "Traguardo",
)
_CONSUNTIVO = (
    "Actual value",
    "Actual result",
    "Result",
    "Achieved value",
    "Achieved result",
    "Measured value",
    "Risultato ottenuto",
    "Valore ottenuto",
    "Valore realizzato",
    "Valore misurato",
    "Dato rilevato",
    "Realizzato",
    "Consuntivato",
)
_SAL = (
    "Achievement",
    "% achievement",
    "Achievement %",
    "Degree of achievement",
    "Completion",
    "% completion",
    "Progress",
    "Livello di raggiungimento",
    "Grado di realizzazione",
    "Percentuale di realizzazione",
    "Percentuale di avanzamento",
    "% avanzamento",
    "% di avanzamento",
    "% di realizzazione",
    "% attuazione",
    "Stato avanzamento lavori",
)
_ANNO = ("Year", "Fiscal year", "Reporting year", "Annualità")
_PERIODO = ("Period", "Quarter", "Semester", "Reporting period", "Bimestre")
_NOTA = ("Remarks", "Comments", "Commento", "Annotazioni")

PAROLE: dict[str, dict[str, tuple[str, ...]]] = {
    "indicatori": {
        "anno": _ANNO,
        "periodo": _PERIODO,
        "cruscotto": _CRUSCOTTO,
        "prospettiva": _PROSPETTIVA,
        "obiettivo_strategico": _STRATEGICO,
        "numero_obiettivo": ("Objective number", "Goal number", "N. objective"),
        "programma": _PROGRAMMA,
        "obiettivo_operativo": _OPERATIVO,
        "codice": _CODICE,
        "etichetta": _INDICATORE,
        "pira": ("PIRA indicator",),
        "tipo": ("Type", "Indicator type", "Tipo di indicatore", "Natura indicatore"),
        "unita": _UNITA,
        "direzione": ("Direction", "Polarity", "Desired direction", "Expected trend"),
        "ufficio": _UFFICIO,
        "accumulo": ("Accumulation", "Aggregation", "Aggregazione nei periodi"),
        "calcolo": ("Computation",),
        "operandi": ("Operands", "Computed from"),
        "scala": ("Levels", "Ordinal scale"),
        "peso": _PESO,
        "target": _TARGET,
        "target_scritto": ("Target as written",),
        "actual": _CONSUNTIVO,
        "actual_scritto": ("Actual as written",),
        "sal": _SAL,
        "sal_calcolato": ("Computed SAL",),
        "sal_dichiarato": ("Declared SAL",),
        "motivo": ("Reason",),
        "blocco": ("Block",),
        "riga_fonte": ("Source row",),
        "nota": _NOTA,
    },
    "rilevazioni": {
        "codice": _CODICE,
        "indicatore": (*_INDICATORE, "KPI", "Etichetta"),
        "cruscotto": ("Dashboard", "Cruscotto di area"),
        "valore": (
            *_CONSUNTIVO,
            "Value",
            "Valore effettivo",
            "Valore conseguito",
            "Valore a consuntivo",
            "Risultato raggiunto",
            "Risultato conseguito",
        ),
        "nota": ("Remarks", "Comments"),
        "causa": ("Cause", "Cause type"),
        "motivo": ("Reason", "What happened"),
        "azione_correttiva": ("Corrective action",),
        "anno": _ANNO,
        "periodo": _PERIODO,
        "prospettiva": _PROSPETTIVA,
        "obiettivo_strategico": ("Strategic objective", "Strategic goal"),
        "obiettivo": ("Objective", "Goal"),
        "programma": _PROGRAMMA,
        "obiettivo_operativo": ("Operational objective", "Operating objective"),
        "ufficio": (*_UFFICIO, "Servizio", "Struttura", "Unità organizzativa"),
        "unita": _UNITA,
        "peso": _PESO,
        "target": (*_TARGET, "Valore target", "Risultato atteso"),
        "prima": ("Previous value", "Previous period"),
        "sal": (*_SAL, "Grado di raggiungimento", "% di raggiungimento", "Percentuale di raggiungimento"),
        "semaforo": ("Traffic light",),
        "stato": ("Status",),
    },
    "bilancio": {
        "anno": _ANNO,
        "ordine": ("Order", "No.", "Nr.", "Numero"),
        "codice": ("Code", "Item code"),
        "etichetta": ("Item", "Description", "Budget line", "Voce contabile"),
        "tipo": ("Type", "Row type", "Tipo di voce"),
        "sezione": ("Section",),
        "preventivo": (
            "Initial budget",
            "Budget iniziale",
            "Bilancio preventivo",
            "Bilancio di previsione",
            "Stanziamento",
            "Stanziamento iniziale",
        ),
        "aggiornamento": (
            "Revised budget",
            "Updated budget",
            "Bilancio assestato",
            "Previsione assestata",
            "Previsione definitiva",
            "Stanziamento aggiornato",
            "Stanziamento definitivo",
        ),
        "consuntivo": ("Final account", "Final", "Bilancio consuntivo", "Bilancio d'esercizio", "Importo a consuntivo"),
        "differenza": ("Difference", "Variance", "Variazione"),
        "riga_fonte": ("Source row",),
    },
    "interventi": {
        "anno": _ANNO,
        "ordine": ("Order", "No.", "Nr.", "Numero"),
        "obiettivo": ("Objective number", "Objective", "Goal", "Obiettivo strategico"),
        "descrizione": ("Description", "Intervention", "Initiative", "Intervento economico", "Progetto"),
        "importo": ("Amount", "Cost", "Costo", "Expenditure", "Spesa sostenuta", "Importo erogato", "Importo speso"),
        "voce_bilancio": ("Budget line", "Budget item", "Item code"),
        "riga_fonte": ("Source row",),
    },
    "utenti": {
        "username": ("User name", "User ID", "ID utente"),
        "qualifica": ("Full name", "Job title", "Position"),
        "nome": ("First name", "Given name"),
        "cognome": ("Surname", "Last name", "Family name"),
        "email": ("Email address", "Mail", "Indirizzo di posta elettronica"),
        "ruolo": ("Role", "Profile", "Profilo utente"),
        "area": ("Division", "Area organizzativa"),
        "ufficio": ("Office", "Department", "Organizational unit", "Organisational unit", "Struttura", "U.O."),
        "codice": ("Code", "Office code"),
        "attivo": ("Active", "Enabled"),
        "ultimo_accesso": ("Last login", "Last access"),
    },
}


def con_parole(genere: GenereImportabile) -> GenereImportabile:
    """A kind whose columns are recognised also by what others call them."""
    altre = PAROLE.get(genere.codice, {})
    colonne = (replace(c, sinonimi=(*c.sinonimi, *altre.get(c.campo, ()))) for c in genere.colonne)
    return replace(genere, colonne=tuple(colonne))
