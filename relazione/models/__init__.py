from relazione.models.documento import Documento, StatoDocumento
from relazione.models.relazione import Relazione, Sezione

__all__ = ["Documento", "Relazione", "Sezione", "StatoDocumento"]
