"""The forms of who writes a document: a section's text, its place in the outline, who writes it by when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from ente.forms.giorno import Giorno
from ente.models import Ente, Incarico, Utente
from relazione.pubblicazione.actions.scrittura import TITOLO

LIVELLI = ((1, "1, un capitolo"), (2, "2, una sezione"), (3, "3, una sottosezione"))


class ModuloSezione(forms.Form):
    """A section as it is being written. ``versione`` is the one that the person was looking at."""

    titolo = forms.CharField(label="Titolo", required=False, max_length=TITOLO * 2)
    testo = forms.CharField(label="Testo", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 22}))
    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ModuloNuova(forms.Form):
    """A section to add, after another with what stands under it, or at the end."""

    titolo = forms.CharField(
        label="Titolo", max_length=TITOLO, error_messages={"required": "Scrivete il titolo della sezione."}
    )
    livello = forms.TypedChoiceField(label="Livello", choices=LIVELLI, coerce=int)
    dopo = forms.ChoiceField(label="Dopo", required=False)

    def __init__(self, *args: Any, sezioni: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dopo"].choices = [("", "In fondo"), *sezioni]  # type: ignore[attr-defined]


class ModuloSchema(forms.Form):
    """How a section stands in its document, and who writes it."""

    titolo = forms.CharField(
        label="Titolo", max_length=TITOLO, error_messages={"required": "Scrivete il titolo della sezione."}
    )
    livello = forms.TypedChoiceField(label="Livello", choices=LIVELLI, coerce=int)
    numerata = forms.BooleanField(label="Con il numero", required=False)
    riservata = forms.BooleanField(
        label="Riservata",
        required=False,
        help_text="Solo nell'edizione integrale, con tutto ciò che le sta sotto.",
    )
    assegnata_a = forms.ModelChoiceField(
        label="Chi la scrive", queryset=Utente.objects.none(), required=False, empty_label="Chi cura il documento"
    )
    entro = Giorno(label="Entro il", required=False)
    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ente: Ente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assegnata_a"].queryset = persone_con_incarico(ente)  # type: ignore[attr-defined]


def persone_con_incarico(ente: Ente) -> Any:
    """Who has a role in a body today, by name."""
    oggi = Incarico.objects.validi_il(timezone.localdate()).filter(utente__ente=ente)
    return Utente.objects.filter(Q(pk__in=oggi.values("utente")), is_active=True).order_by("qualifica", "username")
