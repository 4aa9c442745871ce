from relazione.models.relazione import Relazione, Sezione

__all__ = ["Relazione", "Sezione"]
