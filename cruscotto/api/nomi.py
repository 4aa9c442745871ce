"""One name, one meaning (ADR 50): a bare name in an address is the key that rows and bodies have under it, and the name
with a suffix is the code or the number. What version 0.1 took instead is still understood where it can be nothing else.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from cruscotto.models import Cruscotto, Indicatore, Periodo
from ente.api.filtri import INTERO, MASSIMO
from ente.api.superati import FINE, segna
from ente.models import Utente

PERIODO, NUMERO = "periodo", "periodo_numero"
PERIODO_O_NUMERO = f"Chiave del periodo. Fino al {FINE} anche il posto nell'anno, che ha il suo filtro: {NUMERO}."
SUPERATO = f"Superato: fino al {FINE} è il posto nell'anno, come {NUMERO}; non è la chiave del periodo."
A_UN_PERIODO = [
    OpenApiParameter(PERIODO, {"type": "integer", "minimum": 0}, description=PERIODO_O_NUMERO),
    OpenApiParameter(
        NUMERO,
        {"type": "integer", "minimum": 0},
        description="Il periodo a cui misurare, per posto nell'anno; senza, come nella pagina.",
    ),
]
"""How a row that is measured is asked at a period."""
CON_CODICE: dict[str, Any] = {"indicatore": Indicatore, "cruscotto": Cruscotto}
"""What has a key and a code, which version 0.1 took under the bare name."""


def traduci(request: Request, utente: Utente, periodi: QuerySet[Periodo]) -> None:
    """Write the address again with the names of today, when it has others; ``periodi`` are those it may speak of. A key
    of a period becomes its cycle and its number, which is what rows are filtered and measured by.

    Raises:
        ValidationError: what is written is a key of one thing and the code of another, or is no number at all.
    """
    chiesti: Any = request.query_params.copy()
    for nome, modello in CON_CODICE.items():
        if chiesti.get(nome, "").strip() and not _chiave(modello.objects.visibili_a(utente), nome, chiesti[nome]):
            _sposta(chiesti, nome, f"{nome}_codice")
            segna(request)
    for nome in {PERIODO, NUMERO} & chiesti.keys():
        if not _numero(chiesti[nome]):
            raise ValidationError({nome: INTERO})
    if PERIODO in chiesti:
        _periodo(request, chiesti, periodi)
    di_django: Any = request._request
    di_django.GET = chiesti


def _chiave(righe: Any, nome: str, scritto: str) -> bool:
    """Whether what is written is a key, and not a code."""
    if not _numero(scritto):
        return False
    trovate = list(righe.filter(Q(pk=scritto) | Q(codice=scritto)).values_list("pk", "codice")[:2])
    come_codice = [pk for pk, codice in trovate if codice == scritto and str(pk) != scritto]
    if come_codice and len(trovate) > 1:
        altro = f"per il codice scrivete {nome}_codice={scritto}, per la chiave il codice che ha la sua riga"
        raise ValidationError({nome: f"«{scritto}» è la chiave di una riga e il codice di un'altra: {altro}."})
    return not come_codice


def _periodo(request: Request, chiesti: Any, periodi: QuerySet[Periodo]) -> None:
    scritto = int(chiesti[PERIODO])
    if _numero(chiesti.get("ciclo", "")):
        periodi = periodi.filter(ciclo=chiesti["ciclo"])
    if _numero(chiesti.get("anno", "")):
        periodi = periodi.filter(ciclo__anno=chiesti["anno"])
    trovati = list(periodi.filter(Q(pk=scritto) | Q(numero=scritto)).values_list("pk", "numero", "ciclo"))
    chiave = next(((numero, ciclo) for pk, numero, ciclo in trovati if pk == scritto), None)
    come_numero = [pk for pk, numero, _ in trovati if numero == scritto and pk != scritto]
    if chiave and come_numero:
        altro = f"per il posto nell'anno scrivete {NUMERO}={scritto}, per la chiave aggiungete il suo anno"
        raise ValidationError({PERIODO: f"«{scritto}» è la chiave di un periodo e il posto di un altro: {altro}."})
    if chiave is None:
        _sposta(chiesti, PERIODO, NUMERO)
        segna(request)
        return
    del chiesti[PERIODO]
    chiesti[NUMERO], chiesti["ciclo"] = (str(parte) for parte in chiave)


def _sposta(chiesti: Any, da: str, a: str) -> None:
    if a in chiesti:
        raise ValidationError({da: f"È la chiave, e c'è anche «{a}»: scrivete l'uno o l'altro."})
    chiesti[a] = chiesti.pop(da)[0]


def _numero(testo: str) -> bool:
    return testo.isascii() and testo.isdecimal() and len(testo) < 11 and int(testo) <= MASSIMO


def chiave_di(cosa: str, codice: str) -> str:
    """What the filter by a key says of itself."""
    return f"Chiave {cosa}. Fino al {FINE} anche il codice, che ha il suo filtro: {codice}."
