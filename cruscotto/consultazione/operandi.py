"""The operands of a computed indicator as a person may see them: one that the person may not see has no name, no code
and no value, and is said to be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from cruscotto.aritmetica.formule import Esito
from cruscotto.consultazione.indicatore import Scheda
from cruscotto.models import Collocazione, Indicatore, Operando
from cruscotto.models.indicatore import OperandoQuerySet
from ente.models import Utente
from ente.poteri import Poteri

NON_VISTO = "un indicatore che non potete vedere"
DETTI = {
    Esito.MANCANTE: "manca il valore",
    Esito.NEUTRALIZZATO: "neutralizzato",
    Esito.IMPOSSIBILE: "non si calcola o non si legge",
}


@dataclass(frozen=True, slots=True)
class OperandoVisto:
    """An operand by its place. ``nome``, ``codice`` and ``detto`` are empty for one that the person may not see;
    ``collegato``: it has a page, that year."""

    posto: int
    nome: str
    codice: str
    collegato: bool
    detto: str


def operandi_visti(utente: Utente, anno: int) -> OperandoQuerySet:
    """The operands to read for a person, who sees in a scorecard of the year those that are ``collegato``."""
    posti = Collocazione.objects.visibili_a(utente).filter(indicatore=OuterRef("altro"), cruscotto__ciclo__anno=anno)
    return Operando.objects.select_related("altro__ufficio").annotate(collegato=Exists(posti))


def operandi_leggibili(utente: Utente, poteri: Poteri, anno: int, scheda: Scheda) -> tuple[OperandoVisto, ...]:
    """The operands of the indicator of a page. An operand is seen by who sees it in a scorecard of that year, by who
    enters or reviews its value, and by who reads the whole body. No query, but for a closed period and for an adopted
    year made of others."""
    _collega(utente, anno, [o for o in scheda.operandi_letti if not hasattr(o, "collegato")])
    letti: dict[str, Any] = {o.altro.codice: (o.altro, o) for o in scheda.operandi_letti}
    mancano = {t.codice for t in scheda.operandi} - letti.keys()
    if mancano:
        posti = Collocazione.objects.visibili_a(utente).filter(indicatore=OuterRef("pk"), cruscotto__ciclo__anno=anno)
        altri = Indicatore.objects.visibili_a(utente).filter(codice__in=mancano).annotate(collegato=Exists(posti))
        letti |= {i.codice: (i, i) for i in altri.select_related("ufficio")}
    visti = []
    for n, t in enumerate(scheda.operandi, 1):
        indicatore, letto = letti.get(t.codice, (None, None))
        if letto is None or not (letto.collegato or poteri.tutto_l_ente or _suo(indicatore, poteri)):
            visti.append(OperandoVisto(n, "", "", False, ""))
        else:
            detto = DETTI.get(t.stato) or t.testo
            visti.append(OperandoVisto(n, indicatore.nome, indicatore.codice, letto.collegato, detto))
    return tuple(visti)


def _collega(utente: Utente, anno: int, operandi: Sequence[Operando]) -> None:
    """Say of the operands that a photograph keeps which the person sees today in a scorecard of the year: one query."""
    if operandi:
        suoi = Collocazione.objects.visibili_a(utente).filter(indicatore__in=[o.altro_id for o in operandi])
        visti = set(suoi.filter(cruscotto__ciclo__anno=anno).values_list("indicatore", flat=True))
        for o in operandi:
            o.collegato = o.altro_id in visti  # type: ignore[attr-defined]  # as ``operandi_visti`` annotates


def _suo(indicatore: Indicatore, poteri: Poteri) -> bool:
    """Whether the person enters or reviews the value of an indicator."""
    ufficio = indicatore.ufficio
    return ufficio is not None and (ufficio.pk in poteri.uffici or ufficio.area_id in poteri.aree)
