"""The targets of the adopted Plan beside those in force: the changes of the year, each with its acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cruscotto.models import Ciclo, Collocazione, ValoreAtteso
from ente.models import Utente


@dataclass(frozen=True, slots=True)
class CambioDelPiano:
    """A target that acts have changed since the Plan: ``nel_piano`` is empty for one that the Plan did not have."""

    nome: str
    codice: str
    nel_piano: str
    atti: tuple[ValoreAtteso, ...]

    @property
    def ora(self) -> str:
        return self.atti[-1].testo


def cambi_del_piano(ciclo: Ciclo, utente: Utente) -> list[CambioDelPiano]:
    """The targets of a cycle that are no longer those of its Plan, of the scorecards that a user may read. Two queries.

    What an act changed up to the day of the Plan is in the Plan.
    """
    visibili = Collocazione.objects.visibili_a(utente).filter(cruscotto__ciclo=ciclo)
    righe = list(visibili.values_list("pk", "indicatore"))
    proprie, indicatori = {pk for pk, _ in righe}, {indicatore for _, indicatore in righe}
    attesi = ValoreAtteso.objects.filter(ciclo=ciclo).select_related("indicatore", "collocazione")
    suoi = [
        a
        for a in attesi.order_by("indicatore__codice", "collocazione", "versione")
        if (a.collocazione_id in proprie if a.collocazione_id else a.indicatore_id in indicatori)
    ]
    gruppi = groupby(suoi, key=lambda a: (a.indicatore_id, a.collocazione_id))
    return [cambio for _, versioni in gruppi if (cambio := _cambio(ciclo, list(versioni)))]


def _cambio(ciclo: Ciclo, versioni: Sequence[ValoreAtteso]) -> CambioDelPiano | None:
    del_piano = [v for v in versioni if _nel_piano(ciclo, v)]
    atti = tuple(v for v in versioni if not _nel_piano(ciclo, v))
    if not atti:
        return None
    prima = versioni[0]
    nome = prima.collocazione.etichetta if prima.collocazione else prima.indicatore.nome
    return CambioDelPiano(nome, prima.indicatore.codice, del_piano[-1].testo if del_piano else "", atti)


def _nel_piano(ciclo: Ciclo, versione: ValoreAtteso) -> bool:
    """Whether a version is of the Plan; of a Plan whose act nobody has registered, the first one is."""
    if ciclo.piano_data is None or versione.atto_data is None:
        return versione.atto_data is None
    return versione.atto_data <= ciclo.piano_data
