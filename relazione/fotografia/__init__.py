"""The frozen snapshot of a document: read once, applied to an edition, stored as JSON."""

from relazione.fotografia.conserva import VERSIONE, NonLeggibile, impronta, leggi_json, scrivi_json
from relazione.fotografia.edizione import solo_individuali
from relazione.fotografia.lettura import Richiesta, fotografa, fotografa_entrambe, richiesta_di
from relazione.fotografia.valori import (
    AzioneFoto,
    ConfrontoFoto,
    CriticitaFoto,
    DocumentoFoto,
    EnteFoto,
    Fotografia,
    GraficoFoto,
    ImpattoFoto,
    InterventoFoto,
    Modifica,
    NonPronta,
    PeriodoFoto,
    PiraFoto,
    RimodulazioneFoto,
    SchedaFoto,
    SezioneFoto,
    VoceRisultatoFoto,
)

__all__ = [
    "VERSIONE",
    "AzioneFoto",
    "ConfrontoFoto",
    "CriticitaFoto",
    "DocumentoFoto",
    "EnteFoto",
    "Fotografia",
    "GraficoFoto",
    "ImpattoFoto",
    "InterventoFoto",
    "Modifica",
    "NonLeggibile",
    "NonPronta",
    "PeriodoFoto",
    "PiraFoto",
    "Richiesta",
    "RimodulazioneFoto",
    "SchedaFoto",
    "SezioneFoto",
    "VoceRisultatoFoto",
    "fotografa",
    "fotografa_entrambe",
    "impronta",
    "leggi_json",
    "richiesta_di",
    "scrivi_json",
    "solo_individuali",
]
