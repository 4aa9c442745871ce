from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato, blocca_ciclo
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.models import EsitoAccettato, Verifica

CHI = "Un esito dei controlli lo accetta il controllo di gestione."
MOTIVO_MASSIMO = 1000
DURATA = dt.timedelta(days=366)
"""How long a finding may be accepted for: the year after it is looked at again."""


@transaction.atomic
def accetta_esito(*, ciclo: Ciclo, chiave: str, motivo: str, scade: dt.date, da: Utente) -> EsitoAccettato:
    """Accept a finding of the last run, with the reason, until a day: it stays listed and stops nothing. Again, it is
    accepted with the new reason and day.

    Raises:
        ValoreRifiutato: the reason lacks or is too long; the day is past, or more than a year away.
        NonModificabile: the last run has not that finding.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk)
    motivo = motivo.strip()
    _esige_detto(motivo, scade)
    ultima = Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).first()
    esito = next((e for e in ultima.esiti if e["chiave"] == chiave), None) if ultima else None
    if esito is None:
        raise NonModificabile("L'ultima verifica non ha più questo esito: ricontrollate la Relazione.")
    accettato, _ = EsitoAccettato.objects.update_or_create(
        ciclo=ciclo,
        chiave=chiave,
        defaults={
            "codice": esito["codice"],
            "oggetto": esito["oggetto"],
            "motivo": motivo,
            "scade": scade,
            "accettato_da": da,
        },
    )
    registra(
        ente=ciclo.ente,
        da=da,
        azione="accetta esito",
        oggetto=accettato,
        anno=ciclo.anno,
        motivo=motivo,
        scade=str(scade),
    )
    return accettato


def _esige_detto(motivo: str, scade: dt.date) -> None:
    errori, oggi = {}, timezone.localdate()
    if not motivo:
        errori["motivo"] = "Scrivete perché l'esito si accetta."
    elif len(motivo) > MOTIVO_MASSIMO:
        errori["motivo"] = f"Al più {MOTIVO_MASSIMO} caratteri."
    if scade < oggi:
        errori["scade"] = "Il giorno è passato: scrivetene uno da oggi in poi."
    elif scade > oggi + DURATA:
        errori["scade"] = f"Al più un anno: fino al {oggi + DURATA:%d/%m/%Y}."
    if errori:
        raise ValoreRifiutato(errori)


@transaction.atomic
def ritira_accettazione(*, ciclo: Ciclo, chiave: str, da: Utente) -> None:
    """Let a finding count again. One that nobody accepts stays so.

    Raises:
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk)
    accettato = EsitoAccettato.objects.di(ciclo.ente).filter(ciclo=ciclo, chiave=chiave).first()
    if accettato is not None:
        registra(ente=ciclo.ente, da=da, azione="ritira accettazione di esito", oggetto=accettato, anno=ciclo.anno)
        accettato.delete()
