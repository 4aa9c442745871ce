"""All the controls, and what they find together: the heaviest first, each thing once. Pure."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from relazione.controlli import regole
from relazione.controlli.esito import ORDINE, Controllo, EsitoControllo
from relazione.controlli.materia import Materia

FAMIGLIE = {
    "R01": "Totali e parti",
    "R02": "Percentuali e variazioni",
    "R03": "Misure che non si sommano",
    "R04": "Cifre del testo",
    "R05": "Colonne copiate",
    "R06": "Anni in didascalie e diciture",
    "R07": "Stesso indicatore, valori diversi",
    "R08": "Nomi quasi uguali",
    "R09": "Date e ritardi",
    "R10": "Anno dei termini",
    "R11": "SAL ricalcolati",
    "R12": "Righe doppie",
    "R13": "Righe e celle incomplete",
    "R14": "Prospettive e sintesi",
    "R15": "Obiettivi citati",
    "R16": "Numeri e titoli",
    "R17": "Medie stampate",
    "R18": "Conti ed elenchi",
    "R19": "Organico",
    "R20": "Formule nelle voci",
    "R21": "Rimandi e note",
    "R22": "Ciò che il testo annuncia",
    "R23": "Diciture tronche",
    "R24": "Formati",
    "R25": "Gerarchia degli obiettivi",
    "R26": "Cascata",
    "R27": "Sito istituzionale",
    "R28": "Giorni",
    "R29": "Superamenti e scostamenti",
    "R30": "Segni e virgolette",
    "R31": "Misure e unità",
    "R32": "Misure di se stessi",
    "N01": "Obiettivi cambiati nell'anno",
    "N02": "Definizioni cambiate dall'anno prima",
    "N03": "Campi del PIRA",
    "N04": "Allegato del PIRA",
    "N05": "Termini di legge",
    "N06": "Sezioni chieste dalla legge",
    "N07": "Tempi di pagamento",
    "N08": "Formazione",
    "N09": "Persone nell'edizione pubblica",
    "N10": "Conteggi di poche persone",
}
"""What each family looks at, for who reads."""


def _tutti() -> tuple[Controllo, ...]:
    """The controls of every file of ``regole``, by code."""
    moduli = (import_module(f"{regole.__name__}.{m.name}") for m in pkgutil.iter_modules(regole.__path__))
    trovati = {c.codice: c for modulo in moduli for c in vars(modulo).values() if isinstance(c, Controllo)}
    return tuple(trovati[codice] for codice in sorted(trovati))


CONTROLLI = _tutti()


def controlla(materia: Materia, controlli: Iterable[Controllo] = CONTROLLI) -> tuple[EsitoControllo, ...]:
    """What does not hold, by weight, then by family and by place."""
    esiti = {e.chiave: e for c in controlli for e in c(materia)}
    return tuple(sorted(esiti.values(), key=lambda e: (ORDINE.index(e.severita), e.regola, e.codice, e.righe)))
