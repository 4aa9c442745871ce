"""Hand-written SVG drawings of the performance core: pure functions from frozen values to text. No Django, no ORM."""

from cruscotto.strategia.disegni.albero import disegna_albero
from cruscotto.strategia.disegni.mappa import disegna_mappa
from cruscotto.strategia.disegni.matrice import disegna_matrice
from cruscotto.strategia.disegni.semaforo import disegna_semaforo
from cruscotto.strategia.disegni.tipi import (
    ColonnaMatrice,
    EsitoDisegnato,
    FasciaMappa,
    LivelloDellAlbero,
    NodoAlbero,
    ObiettivoDisegnato,
    RigaMatrice,
)

__all__ = [
    "ColonnaMatrice",
    "EsitoDisegnato",
    "FasciaMappa",
    "LivelloDellAlbero",
    "NodoAlbero",
    "ObiettivoDisegnato",
    "RigaMatrice",
    "disegna_albero",
    "disegna_mappa",
    "disegna_matrice",
    "disegna_semaforo",
]
