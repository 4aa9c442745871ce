"""Why an act on values, periods or cycles is refused. Nothing has been written when one of these is raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


class ConflittoFraMolti(Conflitto):
    """Of the values of one act, those that somebody else changed meanwhile: ``attuali``, as they are now."""

    def __init__(self, attuali: Sequence[Rilevazione]) -> None:
        super().__init__(attuali[0])
        self.attuali = tuple(attuali)
        if len(attuali) > 1:
            self.args = (f"Nel frattempo sono cambiati {len(attuali)} valori: guardate come sono ora e ripetete.",)


class ValoreRifiutato(ErroreUtente):
    """What a person wrote cannot be accepted; ``errori`` has one sentence for each field to mend."""

    def __init__(self, errori: Mapping[str, str]) -> None:
        self.errori = dict(errori)
        super().__init__(" ".join(self.errori.values()))


class Superato(ErroreUtente):
    """A target, weights or rules are no longer those that the person was looking at; the message says what to do."""
