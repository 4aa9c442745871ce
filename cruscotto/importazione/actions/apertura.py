"""What an import with ``--crea`` finds missing: the body, its cycle, the scorecard, bare and ready to be loaded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from cruscotto.ciclo.blocchi import esige_ciclo_modificabile
from cruscotto.importazione.cartella.actions.ciclo import definisci_ciclo, definisci_misura
from cruscotto.models import Cadenza, Ciclo, Cruscotto, StatoCiclo, StatoPeriodo, TipoCruscotto
from ente.actions.ente import definisci_ente
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Area, Ente

PRIMO_ANNO, ULTIMO_ANNO = 2000, 2100
QUADRIMESTRI = (("I quadrimestre", 1, 4), ("II quadrimestre", 5, 8), ("III quadrimestre", 9, 12))
MISURA: dict[str, Any] = {
    "minimo": "0",
    "massimo": "100",
    "semaforo": [
        {"codice": "non_raggiunto", "nome": "Non raggiunto", "da": "0", "a": "50"},
        {"codice": "parziale", "nome": "Parzialmente raggiunto", "da": "50", "a": "90"},
        {"codice": "raggiunto", "nome": "Raggiunto", "da": "90", "a": None},
    ],
}


@transaction.atomic
def apri_dove(codice: str, anno: int, cruscotto: str | None = None) -> None:
    """Make the body, the cycle of the year and the scorecard that are not there; what is there stays as it is.

    The cycle has three periods of four months, all open, and no tree yet: the file brings its own.

    Raises:
        ErroreUtente: a code that is no code, a year out of reach.
        NonModificabile: the scorecard would go into an adopted cycle.
    """
    for nome in filter(None, (codice, cruscotto)):
        _esige_codice(nome)
    if not PRIMO_ANNO <= anno <= ULTIMO_ANNO:
        raise ErroreUtente(f"L'anno {anno} non va bene: scrivetene uno fra {PRIMO_ANNO} e {ULTIMO_ANNO}.")
    ente = Ente.objects.filter(codice=codice).first()
    if ente is None:
        ente, _ = definisci_ente(dati={"codice": codice, "denominazione": codice}, cartella=Path(), da=None)
        definisci_misura(ente=ente, dati=MISURA, da=None)
    ciclo = Ciclo.objects.filter(ente=ente, anno=anno).first() or _ciclo(ente, anno)
    if cruscotto and not Cruscotto.objects.filter(ciclo=ciclo, codice=cruscotto).exists():
        _cruscotto(ciclo, cruscotto)


def _esige_codice(codice: str) -> None:
    try:
        validate_slug(codice)
    except ValidationError:
        raise ErroreUtente(f"«{codice}» non è un codice: usate lettere senza accenti, cifre, trattini.") from None


def _ciclo(ente: Ente, anno: int) -> Ciclo:
    periodi = [
        {
            "numero": n,
            "nome": nome,
            "dal": dt.date(anno, primo, 1),
            "al": dt.date(anno + ultimo // 12, ultimo % 12 + 1, 1) - dt.timedelta(days=1),
            "stato": StatoPeriodo.APERTO,
        }
        for n, (nome, primo, ultimo) in enumerate(QUADRIMESTRI, 1)
    ]
    vuoti: dict[str, Any] = dict.fromkeys(
        ("prospettive", "aree_strategiche", "obiettivi_strategici", "nodi", "cruscotti"), ()
    )
    dati = {
        **vuoti,
        "anno": anno,
        "triennio": f"{anno}-{anno + 2}",
        "cadenza": Cadenza.QUADRIMESTRE.value,
        "stato": StatoCiclo.MONITORAGGIO.value,
        "periodi": periodi,
    }
    return definisci_ciclo(ente=ente, dati=dati, da=None)[0]


def _cruscotto(ciclo: Ciclo, codice: str) -> None:
    """The scorecard of the area that has this code, else one of the whole body."""
    esige_ciclo_modificabile(ciclo)
    area = Area.objects.filter(ente=ciclo.ente, codice=codice).first()
    ordine = 1 + max(Cruscotto.objects.filter(ciclo=ciclo).values_list("ordine", flat=True), default=0)
    nuovo = Cruscotto(
        ciclo=ciclo,
        codice=codice,
        ordine=ordine,
        tipo=TipoCruscotto.AREA if area else TipoCruscotto.ENTE,
        area=area,
        titolo=f"Cruscotto di {area}" if area else f"Cruscotto {codice}",
    )
    nuovo.save()
    registra(ente=ciclo.ente, da=None, azione="crea cruscotto", oggetto=nuovo)
