from ente.models.area import Area
from ente.models.atto import Atto
from ente.models.ente import Ente
from ente.models.gettone import Ambito, Gettone
from ente.models.incarico import Incarico, Ruolo
from ente.models.ufficio import Ufficio
from ente.models.utente import Utente

__all__ = ["Ambito", "Area", "Atto", "Ente", "Gettone", "Incarico", "Ruolo", "Ufficio", "Utente"]
