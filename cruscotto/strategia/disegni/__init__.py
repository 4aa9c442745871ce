"""Hand-written SVG drawings of the performance core: pure functions from frozen values to text. No Django, no ORM."""

from cruscotto.disegni.albero import disegna_albero
from cruscotto.disegni.mappa import disegna_mappa
from cruscotto.disegni.matrice import disegna_matrice
from cruscotto.disegni.semaforo import disegna_semaforo
from cruscotto.disegni.tipi import ColonnaMatrice, Esito, FasciaMappa, Livello, NodoAlbero, Obiettivo, RigaMatrice

__all__ = [
    "ColonnaMatrice",
    "Esito",
    "FasciaMappa",
    "Livello",
    "NodoAlbero",
    "Obiettivo",
    "RigaMatrice",
    "disegna_albero",
    "disegna_mappa",
    "disegna_matrice",
    "disegna_semaforo",
]
