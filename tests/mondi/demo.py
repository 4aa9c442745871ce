from pathlib import Path

from cruscotto.models import Ciclo
from relazione.caricamento.cartella import carica_cartella

CARTELLA = Path(__file__).resolve().parents[2] / "fixtures" / "arezzo-siena-2019"
PASSWORD = "una password per le prove"


def carica_demo() -> Ciclo:
    """Load the real 2019 cycle through the import actions."""
    ciclo, _ = carica_cartella(CARTELLA, password=PASSWORD)
    return ciclo
