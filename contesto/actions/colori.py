"""The colours of the body: changed by who administers it, only for colours that can be read."""

from __future__ import annotations

from django.db import transaction

from contesto.colori import Tema
from contesto.vestito import illeggibili
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Ente, Utente
from ente.poteri import Poteri, esige

A_CHI = "I colori dell'ente li sceglie chi lo amministra."


class ColoriRifiutati(ErroreUtente):
    """One of the colours cannot be read; the message says by how much, and which could."""


@transaction.atomic
def cambia_colori(*, ente: Ente, tema: Tema, da: Utente, poteri: Poteri) -> bool:
    """Give the body two colours; whether they are others than before.

    Raises:
        ColoriRifiutati: one cannot be read (WCAG 2.2 AA).
        PermissionDenied: the person does not administer the body.
    """
    esige(poteri.amministratore and da.ente_id == ente.pk, A_CHI)
    if trovati := illeggibili(tema):
        raise ColoriRifiutati(" ".join(map(str, trovati)))
    attuale = Ente.objects.select_for_update().get(pk=ente.pk)
    prima = {"colore_primario": attuale.colore_primario, "colore_secondario": attuale.colore_secondario}
    dopo = {"colore_primario": tema.primario, "colore_secondario": tema.secondario}
    if prima == dopo:
        return False
    Ente.objects.filter(pk=ente.pk).update(**dopo)
    registra(ente=ente, da=da, azione="cambia colori", oggetto=attuale, prima=prima, dopo=dopo)
    return True
