from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from cruscotto.rilevazione.actions.evidenze import LUNGO_NOME
from ente.allegati.contenuto import ACCETTATI, AMMESSI, LUNGO_INDIRIZZO, IndirizzoRifiutato, indirizzo_valido


class SceltaDiFile(forms.ClearableFileInput):
    allow_multiple_selected = True


class CampoDiFile(forms.FileField):
    """As many files as a person picks, none of them looked at: what was good is kept, what was not is said."""

    widget = SceltaDiFile
    in_alternativa = True  # not required, not optional either: this or the address

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in data or [] if file]


class CampoDiIndirizzo(forms.CharField):
    in_alternativa = True


class ModuloEvidenze(forms.Form):
    """Files, or the address of a document kept elsewhere, or both."""

    file = CampoDiFile(label="File", required=False)
    indirizzo = CampoDiIndirizzo(
        label="Oppure un collegamento",
        required=False,
        help_text="L'indirizzo di una pagina o di un documento, copiato dalla barra del browser.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "maxlength": LUNGO_INDIRIZZO}),
    )
    nome = forms.CharField(label="Nome del collegamento", required=False, max_length=LUNGO_NOME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        massimo = filesizeformat(settings.EVIDENZA_MASSIMA)
        self.fields["file"].widget.attrs["accept"] = ACCETTATI
        self.fields["file"].help_text = f"Anche più d'uno, ciascuno fino a {massimo}: {AMMESSI}."

    def clean_indirizzo(self) -> str:
        indirizzo: str = self.cleaned_data["indirizzo"]
        try:
            return indirizzo_valido(indirizzo) if indirizzo else ""
        except IndirizzoRifiutato as errore:
            raise forms.ValidationError(str(errore)) from None

    def clean(self) -> dict[str, Any]:
        dati = self.cleaned_data
        if not self.errors and not dati["file"] and not dati["indirizzo"]:
            raise forms.ValidationError("Scegliete un file, o scrivete un indirizzo.")
        return dati
