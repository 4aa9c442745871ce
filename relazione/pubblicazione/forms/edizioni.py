from __future__ import annotations

import re

from django import forms

from relazione.edizioni.actions.correzione import MOTIVO_MASSIMO
from relazione.edizioni.actions.validazione import TESTO_MASSIMO
from relazione.models import MotivoCorrezione

RIGA_VUOTA = re.compile(r"\n[ \t]*\n")


def _testo(
    etichetta: str, manca: str, aiuto: str = "", massimo: int = TESTO_MASSIMO, righe: int = 4
) -> forms.CharField:
    return forms.CharField(
        label=etichetta,
        help_text=aiuto,
        max_length=massimo,
        widget=forms.Textarea(attrs={"rows": righe}),
        error_messages={"required": manca, "max_length": f"Al più {massimo} caratteri."},
    )


class ModuloRestituisci(forms.Form):
    """The observations of the OIV, a paragraph each."""

    osservazioni = _testo(
        "Osservazioni",
        "Scrivete almeno un'osservazione.",
        "Una per capoverso: il controllo di gestione risponde a ognuna.",
        massimo=10 * TESTO_MASSIMO,
        righe=6,
    )

    def clean_osservazioni(self) -> list[str]:
        testo: str = self.cleaned_data["osservazioni"]
        return [o.strip() for o in RIGA_VUOTA.split(testo.replace("\r\n", "\n")) if o.strip()]


class ModuloValida(forms.Form):
    conclusioni = _testo("Conclusioni", "Scrivete le conclusioni.", "Si pubblicano con la Relazione.")


class ModuloRisposta(forms.Form):
    risposta = _testo("Risposta", "Scrivete la risposta.", righe=3)


class ModuloCorreggi(forms.Form):
    """Why an approved Relazione is mended."""

    codice = forms.ChoiceField(
        label="Perché",
        choices=[("", "Scegliete"), *MotivoCorrezione.choices],
        error_messages={"required": "Scegliete perché si corregge.", "invalid_choice": "Scegliete una delle voci."},
    )
    motivo = _testo(
        "Che cosa era sbagliato",
        "Scrivete che cosa era sbagliato.",
        "Chi legge l'edizione di prima vedrà questa frase.",
        massimo=MOTIVO_MASSIMO,
        righe=3,
    )


class ModuloFirma(forms.Form):
    file = forms.FileField(
        label="Il file .p7m",
        error_messages={"required": "Scegliete il file .p7m.", "empty": "Il file è vuoto."},
    )
