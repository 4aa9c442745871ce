"""A form that came too late: what is there now beside what was written, and nothing of what was written is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField


@dataclass(frozen=True, slots=True)
class Diverso:
    """A field in words: what is there now, and what the person wrote."""

    nome: str
    ora: str
    scritto: str


def guarda_ora(forma: forms.Form) -> list[Diverso]:
    """Once the person has been told what changed meanwhile, the form looks at what is there: sent again, it writes. The
    fields where that is not what they wrote."""
    if "visto" in forma.fields:
        dati = forma.data.copy()  # type: ignore[attr-defined]
        dati[forma.add_prefix("visto")] = str(forma.get_initial_for_field(forma.fields["visto"], "visto"))
        forma.data = dati
    detti = [Diverso(_nome(c), _in_parole(c, c.initial), _in_parole(c, c.value())) for c in forma.visible_fields()]
    return [d for d in detti if d.ora != d.scritto]


def scritti_in(forme: Iterable[forms.Form]) -> Iterator[Diverso]:
    """What a person wrote in a form that is closed meanwhile, to be kept by who wrote it."""
    for forma in forme:
        for campo in forma.visible_fields():
            scritto = _in_parole(campo, campo.value())
            if scritto and scritto != _in_parole(campo, campo.field.initial):
                yield Diverso(_nome(campo), "", scritto)


def _nome(campo: BoundField) -> str:
    return str(campo.label)


def _in_parole(campo: BoundField, valore: Any) -> str:
    """A value as the page shows it: of a choice, its words."""
    valore = campo.field.prepare_value(valore)
    if isinstance(campo.field, forms.ChoiceField):
        parole = dict(_scelte(campo.field.choices))
        scelti = valore if isinstance(valore, list | tuple) else [valore]
        return ", ".join(sorted(parole[str(s)] for s in scelti if str(s) in parole and str(s)))
    if isinstance(valore, bool) or isinstance(campo.field, forms.BooleanField):
        return "sì" if valore else ""
    return "" if valore is None else "\n".join(str(valore).splitlines()).strip()


def _scelte(scelte: Any) -> Iterator[tuple[str, str]]:
    for valore, nome in scelte:
        if isinstance(nome, list | tuple):
            yield from _scelte(nome)
        else:
            yield str(valore), str(nome)
