from cruscotto.models.albero import (
    AreaStrategica,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)
from cruscotto.models.avviso import Avviso, Fatto, PreferenzaAvviso, Quando
from cruscotto.models.ciclo import (
    CON_REGOLE_ADOTTATE,
    CONGELATI,
    Cadenza,
    Ciclo,
    DocumentoCiclo,
    Periodo,
    StatoCiclo,
    StatoPeriodo,
)
from cruscotto.models.collocazione import Collocazione, SalDichiarato
from cruscotto.models.criticita import Criticita
from cruscotto.models.cruscotto import Cruscotto, TipoCruscotto
from cruscotto.models.evidenza import Evidenza
from cruscotto.models.fotografia import Fotografia
from cruscotto.models.importazione import (
    SCRITTE,
    GenereImportazione,
    Importazione,
    Ricordo,
    StatoImportazione,
    TipoVoceImportazione,
    VoceImportazione,
)
from cruscotto.models.indicatore import FaseIndicatore, Indicatore, Operando, ValoreStorico
from cruscotto.models.intervento import InterventoEconomico
from cruscotto.models.messaggio import Messaggio
from cruscotto.models.misura import FasciaSemaforo, ImpostazioniMisura
from cruscotto.models.riapertura import Riapertura
from cruscotto.models.rilevazione import Causa, Rilevazione, StatoRilevazione
from cruscotto.models.riporto import EsitoRiporto, ObiettivoRiportato, Riporto
from cruscotto.models.risultato import SchedaRisultato, VoceRisultato
from cruscotto.models.seguito import SeguitoAzione
from cruscotto.models.sollecito import ImpostazioniSolleciti, Sollecito
from cruscotto.models.valore_atteso import ValoreAtteso
from cruscotto.models.valore_pubblico import ValorePubblico

__all__ = [
    "CONGELATI",
    "CON_REGOLE_ADOTTATE",
    "SCRITTE",
    "AreaStrategica",
    "Avviso",
    "Cadenza",
    "Causa",
    "Ciclo",
    "Collocazione",
    "Criticita",
    "Cruscotto",
    "DocumentoCiclo",
    "EsitoRiporto",
    "Evidenza",
    "FasciaSemaforo",
    "FaseIndicatore",
    "Fatto",
    "Fotografia",
    "GenereImportazione",
    "Importazione",
    "ImpostazioniMisura",
    "ImpostazioniSolleciti",
    "Indicatore",
    "InterventoEconomico",
    "Messaggio",
    "Nesso",
    "ObiettivoInProspettiva",
    "ObiettivoOperativo",
    "ObiettivoRiportato",
    "ObiettivoStrategico",
    "Operando",
    "Periodo",
    "PreferenzaAvviso",
    "Programma",
    "Prospettiva",
    "Quando",
    "Riapertura",
    "Ricordo",
    "Rilevazione",
    "Riporto",
    "SalDichiarato",
    "SchedaRisultato",
    "SeguitoAzione",
    "Sollecito",
    "StatoCiclo",
    "StatoImportazione",
    "StatoPeriodo",
    "StatoRilevazione",
    "TipoCruscotto",
    "TipoVoceImportazione",
    "ValoreAtteso",
    "ValorePubblico",
    "ValoreStorico",
    "VoceImportazione",
    "VoceRisultato",
]
