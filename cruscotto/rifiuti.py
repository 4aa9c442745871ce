"""Why an act on values, periods or cycles is refused. Nothing has been written when one of these is raised."""

from __future__ import annotations

from collections.abc import Mapping

from cruscotto.models import Rilevazione
from ente.errori import ErroreUtente


class NonModificabile(ErroreUtente):
    """What was asked would change something that is closed, validated or frozen; the message says what to do."""


class Conflitto(ErroreUtente):
    """Somebody else changed the value meanwhile: ``attuale`` is what is there now."""

    def __init__(self, attuale: Rilevazione) -> None:
        self.attuale = attuale
        chi = attuale.inserita_da or "un'altra persona"
        super().__init__(f"Nel frattempo il valore è stato modificato da {chi}: guardate com'è ora e ripetete.")


class ValoreRifiutato(ErroreUtente):
    """What a person wrote cannot be accepted; ``errori`` has one sentence for each field to mend."""

    def __init__(self, errori: Mapping[str, str]) -> None:
        self.errori = dict(errori)
        super().__init__(" ".join(self.errori.values()))
