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

__all__ = [
    "APERTI",
    "AVANZAMENTO",
    "Documento",
    "Edizione",
    "Fase",
    "Formato",
    "FotografiaSalvata",
    "Numerazione",
    "Sezione",
    "StatoSezione",
    "StatoStesura",
    "Stesura",
    "TipoDocumento",
    "numera",
]
