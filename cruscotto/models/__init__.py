from cruscotto.models.albero import (
    AreaStrategica,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)
from cruscotto.models.ciclo import Cadenza, Ciclo, DocumentoCiclo, Periodo, StatoCiclo, StatoPeriodo
from cruscotto.models.collocazione import Collocazione, SalDichiarato
from cruscotto.models.criticita import Criticita
from cruscotto.models.cruscotto import Cruscotto, TipoCruscotto
from cruscotto.models.indicatore import FaseIndicatore, Indicatore, Operando, ValoreStorico
from cruscotto.models.intervento import InterventoEconomico
from cruscotto.models.misura import FasciaSemaforo, ImpostazioniMisura
from cruscotto.models.rilevazione import Rilevazione, StatoRilevazione
from cruscotto.models.risultato import SchedaRisultato, VoceRisultato
from cruscotto.models.valore_atteso import ValoreAtteso

__all__ = [
    "AreaStrategica",
    "Cadenza",
    "Ciclo",
    "Collocazione",
    "Criticita",
    "Cruscotto",
    "DocumentoCiclo",
    "FasciaSemaforo",
    "FaseIndicatore",
    "ImpostazioniMisura",
    "Indicatore",
    "InterventoEconomico",
    "Nesso",
    "ObiettivoInProspettiva",
    "ObiettivoOperativo",
    "ObiettivoStrategico",
    "Operando",
    "Periodo",
    "Programma",
    "Prospettiva",
    "Rilevazione",
    "SalDichiarato",
    "SchedaRisultato",
    "StatoCiclo",
    "StatoPeriodo",
    "StatoRilevazione",
    "TipoCruscotto",
    "ValoreAtteso",
    "ValoreStorico",
    "VoceRisultato",
]
