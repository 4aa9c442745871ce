from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from cruscotto.pianificazione.actions.target import LUNGO_NUMERO
from cruscotto.pianificazione.proposte import TargetDaPianificare
from ente.forms.giorno import Giorno, campo_giorno

CAMPO = re.compile(r"t\d{1,18}")


class ModuloPiano(forms.Form):
    """The act that adopts the Plan."""

    organo = forms.CharField(
        label="Organo", max_length=80, initial="Consiglio", error_messages={"required": "Scrivete l'organo."}
    )
    numero = forms.CharField(
        label="Numero dell'atto", max_length=LUNGO_NUMERO, error_messages={"required": "Scrivete il numero dell'atto."}
    )
    data_atto = Giorno(label="Data dell'atto")
    motivo_ritardo = forms.CharField(
        label="Motivo del ritardo", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo_giorno(self, "data_atto").proponi(fino_a=timezone.localdate())


class TargetDelPiano(forms.Form):
    """The targets of a scorecard, one field each, beside what each was when it was read."""

    def __init__(self, dati: Any, *, target: Sequence[TargetDaPianificare], modificabili: frozenset[str]) -> None:
        super().__init__(dati)
        self.target = target
        self.modificabili = modificabili
        for t in target:
            if t.campo in modificabili:
                self.fields[t.campo] = forms.CharField(
                    label=f"Target: {t.collocazione.etichetta}",
                    max_length=200,
                    required=False,
                    initial=t.attuale,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "class": "piano-target"}),
                )
                self.fields[f"visto-{t.campo}"] = forms.CharField(
                    required=False, strip=False, initial=t.attuale, widget=forms.HiddenInput
                )

    def righe(self) -> Iterator[tuple[TargetDaPianificare, BoundField | None, BoundField | None, str]]:
        """Each target with its field and what was seen, none where it is only read; then what was written of one that
        may be written no more."""
        for t in self.target:
            if t.campo in self.modificabili:
                yield t, self[t.campo], self[f"visto-{t.campo}"], ""
                continue
            scritto = self.data.get(t.campo, "")
            yield t, None, None, scritto if scritto not in (t.attuale, self.data.get(f"visto-{t.campo}", "")) else ""

    def guarda_ora(self, t: TargetDaPianificare, testo: str) -> None:
        """From now on the person looks at ``testo``: sent again, the form writes over that."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[f"visto-{t.campo}"] = testo  # type: ignore[index]

    def perduti(self) -> Iterator[str]:
        """A sentence for each target that was written of a row which is there no more: nothing is lost in silence."""
        noti = {t.campo for t in self.target}
        for nome, scritto in self.data.items():
            if CAMPO.fullmatch(nome) and nome not in noti and scritto != self.data.get(f"visto-{nome}", ""):
                yield f"Nel frattempo una riga è stata tolta: il suo target «{scritto}» non è stato scritto."

    def cambiati(self) -> Iterator[tuple[TargetDaPianificare, str, str]]:
        """The targets that are no longer what was seen, once the form is valid: what is written and what was seen."""
        for t in self.target:
            scritto, visto = self.cleaned_data.get(t.campo), self.cleaned_data.get(f"visto-{t.campo}", "")
            if scritto is not None and scritto != visto:
                yield t, scritto, visto
