"""The dictionary of the open data: what each column of each file means, and in which unit."""

from __future__ import annotations

import csv
import io

from relazione.documento.blocchi import Composto

CAMPI = ("file", "tabella", "colonna", "significato", "unita")
FISSE: dict[str, tuple[str, str]] = {
    "ente": ("Codice dell'ente", ""),
    "anno": ("Anno del ciclo della performance", "anno"),
    "cruscotto": ("Codice del cruscotto: dell'ente, di un'area o di un'azienda speciale", ""),
    "prospettiva": ("Prospettiva della balanced scorecard", ""),
    "obiettivo_strategico": ("Obiettivo strategico, con il suo numero", ""),
    "programma": ("Programma", ""),
    "obiettivo_operativo": ("Obiettivo operativo", ""),
    "indicatore": ("Indicatore", ""),
    "pira": ("1 se l'indicatore sta nel Piano degli indicatori e dei risultati attesi di bilancio, 0 se no", "0 o 1"),
    "direzione": ("Verso dell'indicatore: crescente, decrescente o neutra", ""),
    "target": ("Valore atteso, com'è scritto nel Piano", "quella dell'indicatore"),
    "actual": ("Consuntivo, com'è rilevato", "quella dell'indicatore"),
    "sal_calcolato": ("Stato di avanzamento calcolato dal consuntivo e dal target, non arrotondato", "percento"),
    "sal_dichiarato": ("Stato di avanzamento dichiarato con il suo motivo, al posto di quello calcolato", "percento"),
    "sal": ("Stato di avanzamento che conta nelle medie, non arrotondato", "percento"),
    "sal_stampato": ("Lo stesso, arrotondato come nella Relazione", "percento"),
    "peso": ("Peso nella media", "numero"),
    "riga_fonte": ("Riga del documento da cui viene il dato", "numero"),
    "livello": ("Che cosa si misura: cruscotto, prospettiva o obiettivo strategico", ""),
    "nome": ("Nome di ciò che si misura", ""),
    "giudizio": ("Fascia del semaforo", ""),
    "codice": ("Codice della voce di bilancio", ""),
    "voce": ("Voce di bilancio", ""),
    "tipo": ("Genere della voce: voce, totale o risultato", ""),
    "preventivo": ("Importo a preventivo", "euro"),
    "aggiornamento": ("Importo a preventivo aggiornato", "euro"),
    "consuntivo": ("Importo a consuntivo", "euro"),
    "differenza": ("Consuntivo meno preventivo aggiornato", "euro"),
    "commento": ("Commento alla voce", ""),
    "numero_obiettivo": ("Numero dell'obiettivo strategico", "numero"),
    "intervento": ("Intervento economico", ""),
    "importo": ("Importo dell'intervento", "euro"),
}


def scrivi_dizionario(composto: Composto) -> bytes:
    """A CSV in UTF-8 with a line a column: the fixed ones by their meaning, those of a context table by its title,
    which ends with the unit."""
    testo = io.StringIO(newline="")
    scrittore = csv.writer(testo)
    scrittore.writerow(CAMPI)
    for a in composto.aperti:
        for colonna in ("ente", "anno", *a.colonne):
            significato, unita = FISSE.get(colonna, (f"{colonna}: colonna della tavola «{a.titolo}»", ""))
            if a.nome.startswith("tavola-") and colonna not in ("ente", "anno"):
                significato, unita = f"{colonna}: colonna della tavola «{a.titolo}»", "quella del titolo della tavola"
            scrittore.writerow((a.file, a.titolo, colonna, significato, unita))
    return testo.getvalue().encode()
