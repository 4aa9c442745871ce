"""What a person may do today: the assignments in force, read in one query and then asked without the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ente.models import Incarico, Ruolo, Utente


@dataclass(frozen=True, slots=True)
class Poteri:
    """The powers of a person on a day (docs/dominio.md "Roles"). Keys are those of offices and areas of the person's
    own body.

    ``aree`` are those that the person leads or stands in for; ``aree_proprie`` leaves out the ones as a deputy.
    """

    utente: Utente
    uffici: frozenset[int]
    aree: frozenset[int]
    aree_proprie: frozenset[int]
    controllo: bool
    oiv: bool
    amministratore: bool

    @classmethod
    def di(cls, utente: Utente, giorno: dt.date | None = None) -> Poteri:
        """The powers of a person on ``giorno`` (today), in one query; in none for who is asking for a page."""
        giorno = giorno or timezone.localdate()
        letti_il, incarichi = utente.incarichi_letti
        if letti_il != giorno:
            incarichi = tuple(Incarico.objects.filter(utente=utente).validi_il(giorno))
        ruoli = {i.ruolo for i in incarichi}
        dirige = [i for i in incarichi if i.ruolo == Ruolo.DIRIGENTE and i.area_id]
        return cls(
            utente=utente,
            uffici=frozenset(i.ufficio_id for i in incarichi if i.ruolo == Ruolo.REDATTORE and i.ufficio_id),
            aree=frozenset(i.area_id for i in dirige if i.area_id),
            aree_proprie=frozenset(i.area_id for i in dirige if i.area_id and not i.sostituto),
            controllo=Ruolo.CONTROLLO in ruoli,
            oiv=Ruolo.OIV in ruoli,
            amministratore=Ruolo.AMMINISTRATORE in ruoli,
        )

    def inserisce_per(self, ufficio_id: int | None) -> bool:
        """Whether the person enters the values of an office; controllo di gestione those of any, and of none."""
        return self.controllo or ufficio_id in self.uffici

    def valida_per(self, area_id: int | None) -> bool:
        """Whether the person reviews the values of an area; controllo di gestione those of no area."""
        return area_id in self.aree or (self.controllo and area_id is None)

    @property
    def tutto_l_ente(self) -> bool:
        """Whether the person reads everything of the body: the roles that are not of an area or an office."""
        return self.controllo or self.oiv or self.amministratore

    @property
    def vede_registro(self) -> bool:
        """Whether the person reads the whole register of acts."""
        return self.tutto_l_ente


def esige(permesso: bool, motivo: str) -> None:
    """Refuse an act that the person has no power to do.

    Raises:
        PermissionDenied: with ``motivo``, one Italian sentence that says whom to ask.
    """
    if not permesso:
        raise PermissionDenied(motivo)
