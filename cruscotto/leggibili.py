"""What a person may read of what scorecards share: the same values and indicators that the pages show (dominio §1).

An individual sheet is read by its manager and by who reads the whole body. What stands only there is nobody else's,
except for the office that enters its value and the area that reviews it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cruscotto.formule import Esito, Termine
from cruscotto.models import Collocazione, Indicatore, Rilevazione
from ente.models import Utente
from ente.poteri import Poteri


def indicatori_leggibili(utente: Utente) -> QuerySet[Indicatore]:
    """Indicators placed in a scorecard that the person may read, or whose values the person enters or reviews."""
    suoi = Indicatore.objects.visibili_a(utente)
    if suoi.query.is_empty():
        return suoi
    poteri = Poteri.di(utente)
    if poteri.tutto_l_ente:
        return suoi
    posti = Collocazione.objects.visibili_a(utente).filter(indicatore=OuterRef("pk"))
    return suoi.filter(Exists(posti) | Q(ufficio__in=poteri.uffici) | Q(ufficio__area__in=poteri.aree))


@dataclass(frozen=True, slots=True)
class OperandoVisto:
    """An operand of a computed indicator as a person may see it, by its place. ``nome`` and ``codice`` are empty for
    one that the person may not see, whose value is not shown either; ``collegato``: that year it has a page."""

    posto: int
    nome: str
    codice: str
    collegato: bool
    detto: str


NON_VISTO = "un indicatore che non potete vedere"
DETTI = {
    Esito.MANCANTE: "manca il valore",
    Esito.NEUTRALIZZATO: "neutralizzato",
    Esito.IMPOSSIBILE: "non si calcola o non si legge",
}


def operandi_leggibili(
    utente: Utente, poteri: Poteri, anno: int, termini: Sequence[Termine]
) -> tuple[OperandoVisto, ...]:
    """The operands of an indicator that a person reads, in one query; none when there are none. An operand is seen by
    who sees it in a scorecard of that year, and by who enters or reviews its value."""
    if not termini:
        return ()
    posti = Collocazione.objects.visibili_a(utente).filter(indicatore=OuterRef("pk"), cruscotto__ciclo__anno=anno)
    letti = (
        Indicatore.objects.visibili_a(utente)
        .filter(codice__in={t.codice for t in termini})
        .annotate(collegato=Exists(posti))
    )
    per_codice = {i.codice: i for i in letti.select_related("ufficio")}
    visti = []
    for n, t in enumerate(termini, 1):
        i = per_codice.get(t.codice)
        if i is None or not (i.collegato or poteri.tutto_l_ente or _suo(i, poteri)):
            visti.append(OperandoVisto(n, "", "", False, ""))
        else:
            visti.append(OperandoVisto(n, i.nome, i.codice, i.collegato, DETTI.get(t.stato) or t.testo))
    return tuple(visti)


def _suo(indicatore: Indicatore, poteri: Poteri) -> bool:
    """Whether the person enters or reviews the value of an indicator."""
    ufficio = indicatore.ufficio
    return ufficio is not None and (ufficio.pk in poteri.uffici or ufficio.area_id in poteri.aree)


def rilevazioni_leggibili(utente: Utente) -> QuerySet[Rilevazione]:
    """Values that, in their cycle, stand in a scorecard that the person may read; or that the person enters or
    reviews."""
    sue = Rilevazione.objects.visibili_a(utente)
    if sue.query.is_empty():
        return sue
    poteri = Poteri.di(utente)
    if poteri.tutto_l_ente:
        return sue
    viste = Collocazione.objects.visibili_a(utente)
    qui = viste.filter(indicatore=OuterRef("indicatore"), cruscotto__ciclo=OuterRef("periodo__ciclo"))
    leggibile = (Q(collocazione__isnull=True) & Exists(qui)) | Exists(viste.filter(pk=OuterRef("collocazione")))
    inserisce, valida = Q(indicatore__ufficio__in=poteri.uffici), Q(indicatore__ufficio__area__in=poteri.aree)
    return sue.filter(leggibile | inserisce | valida)
