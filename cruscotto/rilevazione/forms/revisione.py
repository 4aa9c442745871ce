"""What the dirigente sends: the values seen, with their versions; the reason of a return; the new office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from django import forms
from django.http import QueryDict

from cruscotto.rilevazione.actions.revisione import DaValidare
from ente.models import Ufficio

VISTO = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)
SCELTO = "valore:"
LUNGO_MOTIVO = 2000


class VistoIllegibile(ValueError):
    """What came is not a value with its version, as the page writes them."""


def scelti(dati: QueryDict) -> list[str]:
    """The values ticked one by one, each ``key:version``. A box is named after its value (``valore:key``), so that a
    browser that puts back what was ticked can never put it on the row that has taken its place."""
    return [
        f"{nome.removeprefix(SCELTO)}:{versione}"
        for nome, versioni in dati.lists()
        if nome.startswith(SCELTO)
        for versione in versioni
    ]


def leggi_visti(dati: QueryDict) -> list[DaValidare]:
    """The values chosen one by one, or those of the button that validates all of a group (``pronti``).

    Raises:
        VistoIllegibile: something is not ``key:version``, or a value comes with two versions.
    """
    trovati: dict[int, int] = {}
    for scritto in [*scelti(dati), *filter(None, dati.get("pronti", "").split(","))]:
        letto = VISTO.fullmatch(scritto)
        if letto is None:
            raise VistoIllegibile(scritto)
        pk, versione = int(letto[1]), int(letto[2])
        if trovati.setdefault(pk, versione) != versione:
            raise VistoIllegibile(scritto)
    return [DaValidare(pk, versione) for pk, versione in trovati.items()]


class ModuloRestituzione(forms.Form):
    """A value sent back. The version is the one that the person was looking at."""

    motivo = forms.CharField(
        label="Che cosa c'è da correggere",
        help_text="L'ufficio legge questa frase accanto al valore.",
        max_length=LUNGO_MOTIVO,
        widget=forms.Textarea(attrs={"rows": 3, "required": True}),
        error_messages={
            "required": "Scrivete che cosa c'è da correggere: l'ufficio leggerà questa frase.",
            "max_length": f"Il motivo è troppo lungo: al massimo {LUNGO_MOTIVO} caratteri.",
        },
    )
    versione = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    area = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


class ModuloUfficio(forms.Form):
    """Another office for an indicator. ``prima`` is the office that the person was looking at; empty for none."""

    ufficio = forms.ModelChoiceField(
        label="Nuovo ufficio",
        queryset=Ufficio.objects.none(),
        empty_label=None,
        error_messages={"required": "Scegliete un ufficio.", "invalid_choice": "Scegliete un ufficio dell'elenco."},
    )
    motivo = forms.CharField(
        label="Motivo",
        help_text="Resta nel registro degli atti.",
        max_length=LUNGO_MOTIVO,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Scrivete perché l'indicatore cambia ufficio: resta nel registro degli atti.",
            "max_length": f"Il motivo è troppo lungo: al massimo {LUNGO_MOTIVO} caratteri.",
        },
    )
    prima = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: object, uffici: Sequence[Ufficio], **kwargs: object) -> None:
        """``uffici`` are those that may be chosen, with their area, in the order of the areas."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        campo = self.fields["ufficio"]
        assert isinstance(campo, forms.ModelChoiceField)  # noqa: S101 - it is declared above
        campo.queryset = Ufficio.objects.filter(pk__in=[u.pk for u in uffici]).select_related("area")
        gruppi = groupby(uffici, key=lambda u: str(u.area) if u.area else "Senza area")
        campo.widget.choices = [("", "Scegliete un ufficio")] + [
            (area, [(u.pk, u.nome) for u in gruppo]) for area, gruppo in gruppi
        ]
