"""What a form of the administration changed, in the words of the register: from what to what."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelChoiceField, ModelForm

from ente.actions.registro import differenze


def cambi_di(form: ModelForm[Any]) -> dict[str, Any]:
    """The ``prima`` and ``dopo`` of the fields that changed. Of a password that it changed, and nothing else."""
    campi = [nome for nome in form.changed_data if nome in form.fields]
    segreti = [nome for nome in campi if "password" in nome]
    detti = [nome for nome in campi if nome not in segreti and nome != "DELETE"]
    nuova = form.instance._state.adding
    prima = {
        nome: "" if nuova else _detto(form, nome, form.get_initial_for_field(form.fields[nome], nome)) for nome in detti
    }
    dopo = {nome: _detto(form, nome, form.cleaned_data.get(nome)) for nome in detti}
    return differenze(prima, dopo) | ({"campi": ["password"]} if segreti else {})


def _detto(form: ModelForm[Any], nome: str, valore: Any) -> Any:
    """A value as it is written: what a key stands for, the name of a file."""
    if valore in (None, ""):
        return ""
    campo = form.fields[nome]
    if isinstance(campo, ModelChoiceField) and not isinstance(valore, models.Model | models.QuerySet | list):
        try:
            valore = campo.to_python(valore)
        except ValidationError:  # it is no longer among the choices
            return str(valore)
    if isinstance(valore, models.QuerySet | list):
        return ", ".join(map(str, valore))
    return valore if isinstance(valore, bool) else str(valore)
