"""What the lists of the administration export, with the headings that the imports recognise."""

from __future__ import annotations

from ente.admin_fogli import risorsa

INDICATORI = risorsa(
    "IndicatoriDiAmministrazione",
    {
        "Codice": "codice",
        "Indicatore": "nome",
        "Descrizione": "descrizione",
        "Tipo": "tipo",
        "Unità": "unita",
        "Verso": "direzione",
        "PIRA": "pira",
        "Ufficio": "ufficio",
        "Metodo di calcolo": "metodo_calcolo",
        "Fonte dei dati": "fonte_dati",
        "Formula": "calcolo",
        "Operandi": "codici_operandi",
    },
)
COLLOCAZIONI = risorsa(
    "CollocazioniDiAmministrazione",
    {
        "Anno": "cruscotto__ciclo__anno",
        "Cruscotto": "cruscotto__codice",
        "Prospettiva": "nodo__prospettiva",
        "Obiettivo strategico": "nodo__obiettivo",
        "Programma": "programma",
        "Codice": "indicatore__codice",
        "Indicatore": "etichetta",
        "PIRA": "pira",
        "Peso": "peso",
        "Riga della fonte": "riga_fonte",
    },
)
RILEVAZIONI = risorsa(
    "RilevazioniDiAmministrazione",
    {
        "Anno": "periodo__ciclo__anno",
        "Periodo": "periodo",
        "Codice": "indicatore__codice",
        "Indicatore": "indicatore",
        "Solo per la riga": "collocazione",
        "Valore": "testo",
        "Stato": "stato",
        "Nota": "nota",
    },
)
INTERVENTI = risorsa(
    "InterventiDiAmministrazione",
    {
        "Anno": "ciclo__anno",
        "Ordine": "ordine",
        "Numero obiettivo": "obiettivo__numero",
        "Obiettivo come stampato": "obiettivo_etichetta",
        "Intervento": "descrizione",
        "Importo": "importo",
        "Voce di bilancio": "voce_bilancio__codice",
        "Riga della fonte": "riga_fonte",
    },
)
