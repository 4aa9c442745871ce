from __future__ import annotations

from collections.abc import Iterable

from django import forms

from relazione.models import CriterioEsaminato, Giudizio
from relazione.validazione.actions.carte import NOTA_MASSIMA
from relazione.validazione.actions.esame import TESTO_MASSIMO


def _lungo(
    etichetta: str, aiuto: str, massimo: int = TESTO_MASSIMO, manca: str = "", righe: int = 3
) -> forms.CharField:
    return forms.CharField(
        label=etichetta,
        help_text=aiuto,
        required=bool(manca),
        max_length=massimo,
        widget=forms.Textarea(attrs={"rows": righe}),
        error_messages={"max_length": f"Al più {massimo} caratteri.", "required": manca},
    )


class ModuloGiudizio(forms.Form):
    """How a criterion is met, and why."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    giudizio = forms.ChoiceField(
        label="Giudizio",
        choices=[("", "Scegliete"), *Giudizio.choices],
        error_messages={"required": "Scegliete un giudizio.", "invalid_choice": "Scegliete una delle voci."},
    )
    motivo = _lungo("Motivazione", "Si pubblica nella relazione di accompagnamento.", manca="Scrivete il perché.")
    osservazioni = _lungo(
        "Osservazioni",
        "Che cosa va corretto: vanno al controllo di gestione se restituite la Relazione, e si pubblicano.",
    )

    @classmethod
    def di(cls, criterio: CriterioEsaminato) -> ModuloGiudizio:
        """The form of a criterion, with what is written of it."""
        campi = {n: getattr(criterio, n) for n in ("versione", "giudizio", "motivo", "osservazioni")}
        return cls(initial=campi, auto_id=cls.posto(criterio.codice))

    @staticmethod
    def posto(codice: str) -> str:
        """How the fields of a criterion are called in the page."""
        return f"{codice}_%s"


class ModuloCarta(forms.Form):
    """A working paper: a note, a file, or both."""

    criterio = forms.ChoiceField(label="Di quale criterio", required=False)
    testo = _lungo("Nota", "La leggono solo i componenti dell'OIV.", NOTA_MASSIMA)
    file = forms.FileField(label="File", required=False, error_messages={"empty": "Il file è vuoto."})

    def __init__(self, criteri: Iterable[CriterioEsaminato], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"auto_id": "carta_%s", **kwargs})  # type: ignore[arg-type]
        scelte: forms.ChoiceField = self.fields["criterio"]  # type: ignore[assignment]
        scelte.choices = [("", "Di tutti"), *((c.codice, str(c)) for c in criteri)]
