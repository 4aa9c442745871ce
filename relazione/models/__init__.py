from relazione.models.documento import Documento, Sezione, StatoSezione, TipoDocumento
from relazione.models.numerazione import Numerazione, numera
from relazione.models.stesura import (
    APERTI,
    AVANZAMENTO,
    Edizione,
    Fase,
    Formato,
    FotografiaSalvata,
    StatoStesura,
    Stesura,
)
from relazione.models.versione import Origine, VersioneSezione

__all__ = [
    "APERTI",
    "AVANZAMENTO",
    "Documento",
    "Edizione",
    "Fase",
    "Formato",
    "FotografiaSalvata",
    "Numerazione",
    "Origine",
    "Sezione",
    "StatoSezione",
    "StatoStesura",
    "Stesura",
    "TipoDocumento",
    "VersioneSezione",
    "numera",
]
