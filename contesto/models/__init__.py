from contesto.models.bilancio import TipoVoce, VoceBilancio
from contesto.models.grafico import GraficoTavola
from contesto.models.tavola import Cella, Colonna, Riga, Tavola

__all__ = ["Cella", "Colonna", "GraficoTavola", "Riga", "Tavola", "TipoVoce", "VoceBilancio"]
