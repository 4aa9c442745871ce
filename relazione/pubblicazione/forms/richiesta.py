"""What a person chooses to ask for a document, and to begin one."""

from __future__ import annotations

from typing import Any

from django import forms

from relazione.models import Edizione, Formato, TipoDocumento

SCEGLI_TIPO = {"required": "Dite quale documento.", "invalid_choice": "Non è un documento del ciclo."}


class ModuloDocumento(forms.Form):
    """Which document of the cycle: its kind, and the period or the sheet that it is of."""

    tipo = forms.ChoiceField(choices=TipoDocumento.choices, error_messages=SCEGLI_TIPO)
    periodo = forms.IntegerField(required=False, min_value=1, max_value=99)
    cruscotto = forms.SlugField(required=False, max_length=40)


class ModuloRichiesta(ModuloDocumento):
    """The file that one asks for; the public edition in PDF when nothing else is said."""

    edizione = forms.ChoiceField(choices=Edizione.choices, required=False)
    formato = forms.ChoiceField(choices=Formato.choices, required=False)

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        sola = dati.get("tipo") == TipoDocumento.SCHEDA_INDIVIDUALE
        dati["edizione"] = dati.get("edizione") or (Edizione.INTEGRALE if sola else Edizione.PUBBLICA)
        dati["formato"] = dati.get("formato") or Formato.PDF
        return dati


class ModuloComincia(ModuloDocumento):
    modello = forms.CharField(required=False, max_length=80)
