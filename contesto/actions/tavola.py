"""Import of context tables: a rectangular file of printed cells and a description of what its axes mean."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from contesto.models import Cella, Colonna, GraficoTavola, Riga, Tavola
from contesto.numeri import leggi_cella
from ente.actions.registro import registra
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata, aggiorna_o_crea
from ente.models import Ente, Utente

COORDINATE = ("anno", "territorio", "misura", "sesso", "periodo")
SOMME = ("parti", "totali_uniti", "totali_non_esaustivi")


def leggi_griglia(percorso: Path) -> list[list[str]]:
    """The cells of a table file, as printed.

    Raises:
        ImportazioneRifiutata: the file is missing or its rows have different lengths.
    """
    try:
        with percorso.open(encoding="utf-8", newline="") as file:
            griglia = list(csv.reader(file))
    except FileNotFoundError:
        raise ImportazioneRifiutata([ErroreNelFile(percorso.name, "il file della tavola non c'è.")]) from None
    storte = [n for n, riga in enumerate(griglia, 1) if len(riga) != len(griglia[0])]
    if storte:
        motivo = f"la riga ha un numero di celle diverso dalla prima ({len(griglia[0])})."
        raise ImportazioneRifiutata(ErroreNelFile(f"{percorso.name}!riga {n}", motivo) for n in storte)
    return griglia


@transaction.atomic
def importa_tavola(
    *, ente: Ente, anno: int, ordine: int, dati: Mapping[str, Any], griglia: Sequence[Sequence[str]], da: Utente | None
) -> Esito:
    """Create or replace one context table of a body and year. The same input twice changes nothing."""
    esito = Esito()
    tavola = aggiorna_o_crea(
        Tavola.objects.di(ente),
        esito,
        {"ente": ente, "anno": anno, "codice": dati["codice"]},
        {"ordine": ordine, **_testata(dati)},
    )
    colonne, righe = _colonne(dati, griglia), _righe(dati, griglia)
    corpo = griglia[dati["intestazioni"] :]
    testi = [[testo.strip() for testo in riga] for riga in corpo]
    if _uguale(tavola, righe, colonne, testi):
        esito.invariati += len(righe)
    else:
        tavola.righe.all().delete()
        tavola.colonne.all().delete()
        _scrivi(tavola, righe, colonne, testi)
        esito.creati += len(righe)
    if esito.creati or esito.modificati:
        registra(ente=ente, da=da, azione="importa tavola", oggetto=tavola, anno=anno, codice=tavola.codice)
    return esito


def _testata(dati: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "titolo": dati["titolo"],
        "didascalia": dati.get("didascalia", ""),
        "tema": dati["tema"],
        "sezione": dati.get("sezione", ""),
        "unita": dati.get("unita", ""),
        "anno_dati": dati.get("anno"),
        "territorio": dati.get("territorio", ""),
        "misura": dati.get("misura", ""),
        "fonte": dati.get("fonte", ""),
        "note": dati.get("note", []),
        "righe_fonte": str(dati.get("righe_fonte", "")),
        "somme": {chiave: dati[chiave] for chiave in SOMME if chiave in dati},
        "nota_redazione": dati.get("nota_redazione", ""),
    }


def coordinata(asse: str, etichetta: str) -> dict[str, Any]:
    """What a label means on an axis that names ``asse``: {"anno": 2019}, {"territorio": "Siena"}, or nothing."""
    if asse not in COORDINATE or not etichetta:
        return {}
    if asse == "anno":
        cifre = etichetta.strip()[-4:]
        return {"anno": int(cifre)} if cifre.isascii() and cifre.isdecimal() else {}
    return {asse: etichetta}


def _colonne(dati: Mapping[str, Any], griglia: Sequence[Sequence[str]]) -> list[Colonna]:
    testate = [list(riga) for riga in griglia[: dati["intestazioni"]]]
    for testata in testate[:-1]:
        for i in range(1, len(testata)):
            testata[i] = testata[i] or testata[i - 1]
    descrittive = set(dati.get("colonne_testo", [0]))
    colonne = []
    for i in range(len(griglia[0])):
        livelli = [testata[i].strip() for testata in testate]
        colonna = Colonna(ordine=i, etichetta=livelli[-1] if livelli else "", testo=i in descrittive)
        if len(livelli) > 1:
            colonna.livello_superiore = livelli[0]
        for asse, etichetta in zip(dati["livelli_colonna"], livelli, strict=False):
            if not colonna.testo:
                _imposta(colonna, coordinata(asse, etichetta))
        colonna.totale = bool(set(livelli) & set(dati.get("totali_colonne", [])))
        colonna.intensiva = bool(set(livelli) & set(dati.get("intensive", [])))
        _imposta(colonna, dati.get("colonne", {}).get(i, {}))
        colonne.append(colonna)
    return colonne


def _righe(dati: Mapping[str, Any], griglia: Sequence[Sequence[str]]) -> list[Riga]:
    descrittive = sorted(dati.get("colonne_testo", [0]))
    etichette = dati.get("etichette_righe", [])
    unita = dati.get("unita_righe", {})
    gruppo = ""
    righe = []
    for n, celle in enumerate(griglia[dati["intestazioni"] :]):
        etichetta = etichette[n] if n < len(etichette) else (celle[descrittive[0]].strip() if descrittive else "")
        riga = Riga(ordine=n, etichetta=etichetta, gruppo=etichetta in dati.get("gruppi", []))
        if riga.gruppo:
            gruppo = etichetta
        _imposta(riga, coordinata(dati["righe"], etichetta))
        if gruppo:
            riga.misura = gruppo
        riga.totale = etichetta in dati.get("totali_righe", [])
        riga.intensiva = bool({etichetta, gruppo} & set(dati.get("intensive", [])))
        riga.unita = unita.get(etichetta, unita.get(gruppo, ""))
        righe.append(riga)
    return righe


def _imposta(voce: Riga | Colonna, valori: Mapping[str, Any]) -> None:
    for nome, valore in valori.items():
        setattr(voce, nome, valore)


def _firma(voce: Riga | Colonna) -> tuple[Any, ...]:
    return tuple(getattr(voce, c.attname) for c in voce._meta.concrete_fields if c.name not in ("id", "tavola"))


def _uguale(tavola: Tavola, righe: list[Riga], colonne: list[Colonna], testi: list[list[str]]) -> bool:
    if [_firma(r) for r in tavola.righe.all()] != [_firma(r) for r in righe]:
        return False
    if [_firma(c) for c in tavola.colonne.all()] != [_firma(c) for c in colonne]:
        return False
    salvate = tavola.celle.order_by("riga__ordine", "colonna__ordine").values_list("testo", flat=True)
    return list(salvate) == [testo for riga in testi for testo in riga]


def _scrivi(tavola: Tavola, righe: list[Riga], colonne: list[Colonna], testi: list[list[str]]) -> None:
    for riga in righe:
        riga.tavola = tavola
    for colonna in colonne:
        colonna.tavola = tavola
    righe = Riga.objects.bulk_create(righe)
    colonne = Colonna.objects.bulk_create(colonne)
    Cella.objects.bulk_create(
        Cella(tavola=tavola, riga=riga, colonna=colonna, testo=testo, valore=valore_di(colonna, testo))
        for riga, testi_riga in zip(righe, testi, strict=True)
        for colonna, testo in zip(colonne, testi_riga, strict=True)
    )


def valore_di(colonna: Colonna, testo: str) -> Decimal | None:
    """The number of a cell; None in a descriptive column, and for what is no number."""
    return None if colonna.testo else leggi_cella(testo)


@transaction.atomic
def importa_grafici(*, ente: Ente, anno: int, dati: Sequence[Mapping[str, Any]], da: Utente | None) -> Esito:
    """Create or update the charts of a body's context tables (the shape of ``grafici.yaml``).

    Raises:
        ImportazioneRifiutata: a chart names a table that the body does not have for the year.
    """
    esito = Esito()
    tavole = {t.codice: t for t in Tavola.objects.di(ente).filter(anno=anno)}
    errori = [
        ErroreNelFile(f"grafici.yaml!{voce['codice']}", f"la tavola «{voce['tavola']}» non c'è: importatela prima.")
        for voce in dati
        if voce["tavola"] not in tavole
    ]
    if errori:
        raise ImportazioneRifiutata(errori)
    for voce in dati:
        aggiorna_o_crea(
            GraficoTavola.objects.di(ente),
            esito,
            {"tavola": tavole[voce["tavola"]], "codice": voce["codice"]},
            {
                "titolo": voce["titolo"],
                "tipo": voce["tipo"],
                "righe": voce["righe"] if isinstance(voce["righe"], list) else [],
                "colonne": voce["colonne"] if isinstance(voce["colonne"], list) else [],
                "serie_per_riga": voce.get("serie") == "riga",
                "unita": voce.get("unita", ""),
                "alternativa": voce["alternativa"],
            },
        )
    if esito.creati or esito.modificati:
        registra(ente=ente, da=da, azione="importa grafici", oggetto=ente, anno=anno, esito=str(esito))
    return esito
