"""Reading of a folder such as ``fixtures/arezzo-siena-2019`` and its loading through the import actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from contesto.actions.bilancio import COLONNE as COLONNE_BILANCIO
from contesto.actions.bilancio import importa_bilancio
from contesto.actions.tavola import importa_grafici, importa_tavola, leggi_griglia
from contesto.colori import Tema
from contesto.vestito import illeggibili
from cruscotto.ciclo.blocchi import esige_ciclo_modificabile
from cruscotto.importazione.cartella.actions.ciclo import (
    anno_concluso,
    concludi_caricamento,
    definisci_ciclo,
    definisci_misura,
)
from cruscotto.importazione.cartella.actions.indicatori import COLONNE as COLONNE_INDICATORI
from cruscotto.importazione.cartella.actions.indicatori import importa_indicatori
from cruscotto.importazione.cartella.actions.interventi import importa_interventi
from cruscotto.importazione.cartella.actions.risultati import importa_criticita, importa_documenti, importa_risultati
from cruscotto.importazione.generi.interventi import COLONNE_INTERVENTI
from cruscotto.models import Ciclo, StatoRilevazione
from ente.actions.ente import definisci_ente, definisci_utenti
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata, leggi_csv
from relazione.controlli.actions.origine import importa_origine
from relazione.pubblicazione.actions.narrativa import importa_narrativa

FRONTESPIZIO = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


COLORI = {"colore_primario": "#17324d", "colore_secondario": "#0066cc"}
"""The colours of a body that says none."""


def leggi_yaml(percorso: Path) -> Any:
    """A YAML document of the folder.

    Raises:
        ImportazioneRifiutata: the file is missing or is not YAML.
    """
    try:
        return yaml.safe_load(percorso.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ImportazioneRifiutata([ErroreNelFile(percorso.name, "il file non c'è.")]) from None
    except yaml.YAMLError as errore:
        raise ImportazioneRifiutata([ErroreNelFile(percorso.name, f"il file non è YAML valido: {errore}")]) from None


def leggi_sezioni(cartella: Path) -> list[dict[str, Any]]:
    """The narrative sections of a folder of Markdown files with a YAML heading, in document order."""
    sezioni = []
    for percorso in sorted(cartella.glob("*.md")):
        parti = FRONTESPIZIO.match(percorso.read_text(encoding="utf-8"))
        if parti is None:
            raise ImportazioneRifiutata(
                [ErroreNelFile(percorso.name, "manca l'intestazione YAML fra due righe «---».")]
            )
        testata = yaml.safe_load(parti[1])
        sezioni.append({**testata, "testo": parti[2].strip()})
    return sorted(sezioni, key=lambda sezione: sezione["ordine"])


def _esige_colori_leggibili(descrizione: Mapping[str, Any]) -> None:
    """Refuse the colours that the site could not wear; what is no colour at all, the body itself refuses."""
    colori = [str(descrizione.get(nome, di_solito)) for nome, di_solito in COLORI.items()]
    try:
        trovati = illeggibili(Tema(*colori))
    except ValueError as errore:
        raise ImportazioneRifiutata([ErroreNelFile("ente.yaml", str(errore))]) from None
    if trovati:
        raise ImportazioneRifiutata([ErroreNelFile("ente.yaml", str(t)) for t in trovati])


@transaction.atomic
def carica_cartella(cartella: Path, *, password: str) -> tuple[Ciclo, Esito]:
    """Load a whole body and its cycle from a folder, through the same actions that users' files go through.

    All or nothing. A new cycle is loaded open and then put in the state that the folder declares. Run twice it changes
    nothing. The users get ``password``.

    Raises:
        ImportazioneRifiutata: with what is wrong in the first file that is wrong.
        NonModificabile: something would change in a cycle whose Relazione has been adopted, or in a closed period.
    """
    descrizione = leggi_yaml(cartella / "ente.yaml")
    _esige_colori_leggibili(descrizione)
    ente, totale = definisci_ente(dati=descrizione, cartella=cartella, da=None)
    totale.somma(definisci_utenti(ente=ente, dati=descrizione["utenti"], password=password, da=None))
    totale.somma(definisci_misura(ente=ente, dati=descrizione["misura"], da=None))
    dati = leggi_yaml(cartella / "ciclo.yaml")
    nuovo = not Ciclo.objects.di(ente).filter(anno=dati["anno"]).exists()
    ciclo, esito = definisci_ciclo(ente=ente, dati=dati, da=None)
    totale.somma(esito)
    esito = _contesto(cartella, ciclo)
    if esito.creati or esito.modificati:
        esige_ciclo_modificabile(ciclo)
    totale.somma(esito)
    # The values of a year that is over were reviewed before they were printed: nobody has to do it again.
    stato = StatoRilevazione.VALIDATA if nuovo and anno_concluso(dati) else StatoRilevazione.BOZZA
    totale.somma(_dati_del_ciclo(cartella, ciclo, stato))
    totale.somma(_narrativa(cartella, ciclo, dati))
    if (cartella / "stampato.yaml").exists():
        totale.somma(importa_origine(ciclo=ciclo, dati=leggi_yaml(cartella / "stampato.yaml") or {}, da=None))
    return concludi_caricamento(ciclo=ciclo, dati=dati, da=None) if nuovo else ciclo, totale


def _dati_del_ciclo(cartella: Path, ciclo: Ciclo, stato: StatoRilevazione) -> Esito:
    righe = leggi_csv(cartella / "indicatori.csv", COLONNE_INDICATORI)
    esito = importa_indicatori(ciclo=ciclo, righe=righe, da=None, stato=stato)
    righe = leggi_csv(cartella / "interventi.csv", COLONNE_INTERVENTI)
    esito.somma(importa_interventi(ciclo=ciclo, righe=righe, da=None))
    esito.somma(importa_risultati(ciclo=ciclo, dati=leggi_yaml(cartella / "risultati.yaml"), da=None))
    esito.somma(importa_criticita(ciclo=ciclo, righe=leggi_csv(cartella / "criticita.csv"), da=None))
    esito.somma(importa_documenti(ciclo=ciclo, righe=leggi_csv(cartella / "documenti.csv"), da=None))
    return esito


def _contesto(cartella: Path, ciclo: Ciclo) -> Esito:
    esito = Esito()
    for ordine, voce in enumerate(leggi_yaml(cartella / "contesto" / "tavole.yaml"), 1):
        griglia = leggi_griglia(cartella / "contesto" / f"{voce['codice']}.csv")
        esito.somma(
            importa_tavola(ente=ciclo.ente, anno=ciclo.anno, ordine=ordine, dati=voce, griglia=griglia, da=None)
        )
    esito.somma(importa_grafici(ente=ciclo.ente, anno=ciclo.anno, dati=leggi_yaml(cartella / "grafici.yaml"), da=None))
    righe = leggi_csv(cartella / "bilancio.csv", COLONNE_BILANCIO)
    esito.somma(importa_bilancio(ente=ciclo.ente, anno=ciclo.anno, righe=righe, da=None))
    return esito


def _narrativa(cartella: Path, ciclo: Ciclo, dati: Mapping[str, Any]) -> Esito:
    return importa_narrativa(
        ciclo=ciclo,
        titolo=dati["titolo"],
        data_documento=dati.get("data_documento", ""),
        sezioni=leggi_sezioni(cartella / "narrativa"),
        da=None,
    )
