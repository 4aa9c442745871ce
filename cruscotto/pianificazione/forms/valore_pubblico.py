from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms

from cruscotto.models import ObiettivoStrategico
from cruscotto.pianificazione.actions.valore_pubblico import ImpattoScritto
from cruscotto.pianificazione.forms.nel_frattempo import Diverso

SERVE = {"required": "Scrivetelo."}


class ModuloImpatto(forms.Form):
    """A goal of public value with its impact indicator; ``chiave`` is empty for a new one."""

    chiave = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    visto = forms.CharField(required=False, widget=forms.HiddenInput)
    obiettivo = forms.CharField(
        label="Che cosa volete cambiare, per chi",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=SERVE,
    )
    dimensione = forms.CharField(
        label="Dimensione",
        max_length=100,
        required=False,
        help_text="Per esempio benessere economico, sociale, educativo, assistenziale, ambientale.",
    )
    obiettivo_strategico = forms.ChoiceField(
        label="L’obiettivo strategico che lo serve",
        required=False,
        error_messages={"invalid_choice": "Scegliete dall'elenco."},
    )
    indicatore = forms.CharField(label="Indicatore d’impatto", max_length=600, error_messages=SERVE)
    base = forms.CharField(label="Valore di partenza", max_length=200, required=False)
    fonte = forms.CharField(label="Fonte", max_length=300, required=False)

    def __init__(
        self, *args: Any, anni: Sequence[str], obiettivi: Sequence[ObiettivoStrategico], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.anni = anni
        scelta = self.fields["obiettivo_strategico"]
        assert isinstance(scelta, forms.ChoiceField)  # noqa: S101 - declared above
        scelta.choices = [("", "Nessuno"), *((str(o.pk), str(o)) for o in obiettivi)]
        for anno in anni:
            self.fields[f"target_{anno}"] = forms.CharField(label=f"Target {anno}", max_length=200, required=False)

    @property
    def scritto(self) -> ImpattoScritto:
        dati = self.cleaned_data
        chiave = dati["obiettivo_strategico"]
        return ImpattoScritto(
            **{c: dati[c] for c in ("obiettivo", "dimensione", "indicatore", "base", "fonte")},
            obiettivo_strategico=int(chiave) if chiave else None,
            target={a: dati[f"target_{a}"] for a in self.anni if dati[f"target_{a}"]},
        )

    def come_nuovo(self) -> list[Diverso]:
        """What it was about is gone: from now on what is written is a new goal. Nothing to compare it with."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["chiave"] = self.data["visto"] = ""  # type: ignore[index]
        return []

    @property
    def visti(self) -> dict[str, Any]:
        """What the person was looking at; nothing that can be read is nothing like it."""
        try:
            letto = json.loads(self.cleaned_data["visto"] or "{}")
        except ValueError:
            return {}
        return letto if isinstance(letto, dict) else {}
