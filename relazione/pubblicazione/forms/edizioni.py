from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from relazione.edizioni.actions.correzione import MOTIVO_MASSIMO
from relazione.edizioni.actions.validazione import TESTO_MASSIMO
from relazione.models import MotivoCorrezione, Osservazione

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

    def __init__(self, *args: Any, facoltative: bool = False, **kwargs: Any) -> None:
        """``facoltative``: the examination has observations of its own, which go besides."""
        super().__init__(*args, **kwargs)
        self.fields["osservazioni"].required = not facoltative

    def clean_osservazioni(self) -> list[str]:
        testo: str = self.cleaned_data["osservazioni"]
        return [o.strip() for o in RIGA_VUOTA.split(testo.replace("\r\n", "\n")) if o.strip()]


class ModuloValida(forms.Form):
    conclusioni = _testo("Conclusioni", "Scrivete le conclusioni.", "Si pubblicano con la Relazione.")


class ModuloNonValida(forms.Form):
    conclusioni = _testo(
        "Perché non è validata",
        "Scrivete perché non è validata.",
        "Si scrive nel documento di validazione, con i giudizi sui criteri.",
    )


class ModuloRisposte(forms.Form):
    """The answers to the observations, all together: what is written in one is not lost by sending another. One that
    nobody has touched since the page was read is not sent again, whatever somebody else has written meanwhile."""

    def __init__(self, osservazioni: Sequence[Osservazione], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.osservazioni = osservazioni
        for n, osservazione in enumerate(osservazioni, 1):
            campo = _testo(f"Risposta alla {n}ª", "", righe=3)
            campo.required, campo.show_hidden_initial, campo.initial = False, True, osservazione.risposta
            campo.in_alternativa = True  # type: ignore[attr-defined]  # one at least, none of them alone
            self.fields[f"risposta-{osservazione.pk}"] = campo

    @property
    def righe(self) -> list[tuple[Osservazione, forms.BoundField]]:
        """Each observation with the field of its answer."""
        return [(o, self[f"risposta-{o.pk}"]) for o in self.osservazioni]

    @property
    def scritte(self) -> list[tuple[Osservazione, str]]:
        """The answers that were written or changed."""
        cambiati = set(self.changed_data)
        return [
            (o, self.cleaned_data[nome])
            for o in self.osservazioni
            if (nome := f"risposta-{o.pk}") in cambiati and self.cleaned_data[nome]
        ]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.scritte:
            raise forms.ValidationError("Scrivete almeno una risposta.")
        return self.cleaned_data


class ModuloCorreggi(forms.Form):
    """Why an approved Relazione is mended."""

    codice = forms.ChoiceField(
        label="Perché",
        help_text=(
            "Con «C'era un dato da non pubblicare» la Relazione pubblicata si sospende subito: nessuno la legge più, "
            "finché la nuova edizione non è pubblicata o non chiudete la correzione."
        ),
        choices=[("", "Scegliete"), *MotivoCorrezione.choices],
        error_messages={"required": "Scegliete perché si corregge.", "invalid_choice": "Scegliete una delle voci."},
    )
    motivo = _testo(
        "Che cosa era sbagliato",
        "Scrivete che cosa era sbagliato.",
        "Chi legge l'edizione di prima vedrà questa frase: non ripetetevi un dato che non si deve leggere.",
        massimo=MOTIVO_MASSIMO,
        righe=3,
    )


class ModuloFirma(forms.Form):
    file = forms.FileField(
        label="Il file .p7m",
        error_messages={"required": "Scegliete il file .p7m.", "empty": "Il file è vuoto."},
    )
