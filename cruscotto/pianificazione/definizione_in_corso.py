"""What one act of definition of an indicator is about, read again under the lock, and the columns that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Indicatore
from cruscotto.pianificazione.nel_piano import IndicatoreNelPiano, IndicatoreScritto, Partenza, PostoScritto
from cruscotto.valori.conversioni import campi_rilevazione
from ente.models import Utente
from ente.poteri import Poteri


@dataclass(frozen=True, slots=True)
class DefinizioneInCorso:
    """What one act is about. ``prima`` is None for a new indicator; ``di_ora`` are the rows that the person may place,
    by key."""

    ciclo: Ciclo
    indicatore: Indicatore
    prima: IndicatoreNelPiano | None
    scritto: IndicatoreScritto
    da: Utente
    poteri: Poteri
    cruscotti: Mapping[int, Cruscotto]
    di_ora: Mapping[int, Collocazione] = field(default_factory=dict)

    @property
    def prima_scritto(self) -> IndicatoreScritto:
        return self.prima.scritto(self.poteri) if self.prima else IndicatoreScritto({})

    @property
    def riletti(self) -> bool:
        """Whether texts already read may mean something else, since the kind or the scale change."""
        prima = self.prima_scritto.campi
        return bool(prima) and any(prima[n] != self.scritto.campi[n] for n in ("tipo", "scala"))


def campi_partenza(atto: DefinizioneInCorso, partenza: Partenza) -> dict[str, Any]:
    """What a baseline means for the kind of the indicator; without ``tipo`` where it cannot be read."""
    tipo = atto.indicatore.tipo
    letto = None if tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) or tipo not in list(Tipo) else Tipo(tipo)
    return campi_rilevazione(partenza.testo, atto.indicatore.scala, letto)


def campi_posto(atto: DefinizioneInCorso, posto: PostoScritto) -> dict[str, Any]:
    """The columns of a placement; its label is the name of the indicator where none is its own."""
    return {
        "cruscotto_id": posto.cruscotto,
        "nodo_id": posto.nodo,
        "programma_id": posto.programma,
        "obiettivo_operativo_id": posto.operativo,
        "peso": posto.peso,
        "etichetta": posto.etichetta or atto.indicatore.nome,
    }
