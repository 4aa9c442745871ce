"""The judgement of a row, as documents count it: the band of the light, or that there is none yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Riga

NON_RILEVATO = "non-rilevato"


def giudizi(misura: Misura) -> Mapping[str, str]:
    """The names of the judgements by their code, the best first."""
    return {f.codice: f.nome for f in reversed(misura.fasce)} | {NON_RILEVATO: "Non rilevato"}


def giudizio(riga: Riga, misura: Misura) -> str:
    """The code of the judgement of a row; a light that is none of the bands, such as «da inserire», is no judgement."""
    codice = riga.fascia.codice if riga.fascia else NON_RILEVATO
    return codice if any(f.codice == codice for f in misura.fasce) else NON_RILEVATO
