from ente.models.area import Area
from ente.models.atto import Atto
from ente.models.ente import Ente
from ente.models.incarico import Incarico, Ruolo
from ente.models.ufficio import Ufficio
from ente.models.utente import Utente

__all__ = ["Area", "Atto", "Ente", "Incarico", "Ruolo", "Ufficio", "Utente"]
