from relazione.models.approvata import (
    Correzione,
    FileSigillato,
    GenereSigillato,
    MotivoCorrezione,
    Osservazione,
    RelazioneApprovata,
    StatoApprovata,
)
from relazione.models.documento import Documento, Sezione, StatoSezione, TipoDocumento
from relazione.models.esame import (
    CON_OSSERVAZIONI,
    CartaDiLavoro,
    ContoEsame,
    CriterioEsaminato,
    CriterioOiv,
    EsameOiv,
    EsitoEsame,
    Giudizio,
)
from relazione.models.numerazione import Numerazione, numera
from relazione.models.origine import DocumentoDiOrigine
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
from relazione.models.verifica import EsitoAccettato, Verifica
from relazione.models.versione import Origine, VersioneSezione

__all__ = [
    "APERTI",
    "AVANZAMENTO",
    "CON_OSSERVAZIONI",
    "CartaDiLavoro",
    "ContoEsame",
    "Correzione",
    "CriterioEsaminato",
    "CriterioOiv",
    "Documento",
    "DocumentoDiOrigine",
    "Edizione",
    "EsameOiv",
    "EsitoAccettato",
    "EsitoEsame",
    "Fase",
    "FileSigillato",
    "Formato",
    "FotografiaSalvata",
    "GenereSigillato",
    "Giudizio",
    "MotivoCorrezione",
    "Numerazione",
    "Origine",
    "Osservazione",
    "RelazioneApprovata",
    "Sezione",
    "StatoApprovata",
    "StatoSezione",
    "StatoStesura",
    "Stesura",
    "TipoDocumento",
    "Verifica",
    "VersioneSezione",
    "numera",
]
