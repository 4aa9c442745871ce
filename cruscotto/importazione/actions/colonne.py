"""What people have said of the columns of a body's sheets, kept for the next ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction

from cruscotto.importazione.genere import GenereImportabile
from cruscotto.models import Ricordo
from ente.actions.registro import differenze, registra
from ente.fogli.testata_detta import DETTA
from ente.models import Ente, Utente

NON_LETTA = "non si legge"
LUNGA = 300
"""What can be remembered of a heading."""
_SENZA_NOME = re.compile(r"colonna [A-Z]{1,3}")
_CON_ANNO = re.compile(r"\b(?:questanno|piu\d+|meno\d+)\b")


@transaction.atomic
def ricorda_colonne(*, ente: Ente, genere: GenereImportabile, risposte: Mapping[str, str], da: Utente | None) -> None:
    """Remember what columns are, by heading (``intestazioni.chiave``): the field, empty when they are not to be read;
    and which rows are of headings (``testata_detta``). One line of the register with what changes; nothing when it is
    known already.

    Not kept: what was said of a column without a heading, which next time may be another, of a heading that is too
    long, and the year of a target whose heading has none.
    """
    risposte = {chiave: campo for chiave, campo in risposte.items() if si_ricorda(chiave, campo)}
    ricordi = Ricordo.objects.di(ente).filter(genere=genere.codice, intestazione=True, chiave__in=risposte)
    prima: dict[str, str] = dict(ricordi.values_list("chiave", "risposta"))
    nuove = {chiave: campo for chiave, campo in risposte.items() if prima.get(chiave) != campo}
    if not nuove:
        return
    Ricordo.objects.bulk_create(
        [
            Ricordo(ente=ente, genere=genere.codice, intestazione=True, chiave=chiave, risposta=campo)
            for chiave, campo in nuove.items()
        ],
        update_conflicts=True,
        unique_fields=["ente", "genere", "intestazione", "chiave"],
        update_fields=["risposta"],
    )
    nomi = {c.campo: c.nome for c in genere.colonne} | {"": NON_LETTA, DETTA: "sono le intestazioni"}
    dette = {chiave: nomi.get(campo, campo) for chiave, campo in nuove.items()}
    erano = {chiave: nomi.get(prima[chiave], prima[chiave]) for chiave in nuove if chiave in prima}
    cambiate = differenze(erano, dette)
    registra(ente=ente, da=da, azione="indica colonne", oggetto=genere.nome, nome=genere.nome, **cambiate)


def si_ricorda(chiave: str, campo: str) -> bool:
    """Whether what was said of a heading holds for the next files too."""
    if len(chiave) > LUNGA:
        return False
    return not _SENZA_NOME.fullmatch(chiave) and (not campo.startswith("target:") or bool(_CON_ANNO.search(chiave)))
