from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from cruscotto.aritmetica.azioni import NOMI, StatoAzione
from cruscotto.rilevazione.actions.azioni import LUNGA, SeguitoScritto
from ente.forms.giorno import Giorno
from ente.forms.sostituti import Persona
from ente.models import Ufficio, Utente

STATI = [(s.value, nome) for s, nome in NOMI.items()]
ELENCO = {"invalid_choice": "Scegliete dall'elenco."}


class ModuloAzione(forms.Form):
    """Where an action is; who reviews the value says whose it is too, and by when."""

    versione = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    stato = forms.ChoiceField(label="A che punto è", choices=STATI, error_messages=ELENCO)
    nota = forms.CharField(
        label="Che cosa è stato fatto, o perché non si fa",
        help_text="Serve se l'azione è abbandonata. La Relazione lo stampa.",
        required=False,
        max_length=LUNGA,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    persona = Persona(
        label="La fa una persona",
        queryset=Utente.objects.none(),
        required=False,
        empty_label="Nessuna in particolare",
        error_messages=ELENCO,
    )
    ufficio = forms.ModelChoiceField(
        label="O un altro ufficio",
        queryset=Ufficio.objects.none(),
        required=False,
        empty_label="Quello dell'indicatore",
        error_messages=ELENCO,
    )
    entro = Giorno(label="Entro un altro giorno", required=False, help_text="Vuoto: il giorno promesso.")

    def __init__(
        self, *args: Any, affida: bool, persone: QuerySet[Utente], uffici: QuerySet[Ufficio], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not affida:
            for nome in ("persona", "ufficio", "entro"):
                del self.fields[nome]
            return
        for nome, insieme in (("persona", persone), ("ufficio", uffici)):
            campo = self.fields[nome]
            assert isinstance(campo, forms.ModelChoiceField)  # noqa: S101 - declared above
            campo.queryset = insieme

    @property
    def scritto(self) -> SeguitoScritto:
        dato = self.cleaned_data
        return SeguitoScritto(
            stato=StatoAzione(dato["stato"]),
            nota=dato["nota"],
            ufficio=dato.get("ufficio"),
            persona=dato.get("persona"),
            entro=dato.get("entro"),
        )
