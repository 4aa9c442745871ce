from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from cruscotto.pianificazione.actions.pesi import AREA, NODO, PROSPETTIVA, RIGA, Fratelli, PesiScelti, impronta_pesi
from cruscotto.pianificazione.forms.numero import NumeroItaliano


class PesiForm(forms.Form):
    """Every weight of a scorecard, one field each; ``visti`` says which weights one looks at."""

    motivo = forms.CharField(label="Perché cambiano", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    visti = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, dati: Any, *, gruppi: Sequence[Fratelli], senza_motivo: bool = False) -> None:
        iniziali = {v.campo: v.peso for g in gruppi for v in g.voci} | {"visti": impronta_pesi(gruppi)}
        super().__init__(dati, initial=iniziali)
        self.gruppi = gruppi
        self.fields["motivo"].required = not senza_motivo
        for gruppo in gruppi:
            for voce in gruppo.voci:
                self.fields[voce.campo] = NumeroItaliano(label=voce.nome, required=False)

    def per_gruppo(self) -> Iterator[tuple[Fratelli, list[tuple[Any, Any]], Decimal | None]]:
        """Each group with its fields, in pairs of what is weighed and its field, and the sum of what they say now."""
        for gruppo in self.gruppi:
            coppie = [(voce, self[voce.campo]) for voce in gruppo.voci]
            pesi = [p for voce in gruppo.voci if isinstance(p := self._peso(voce.campo, voce.peso), Decimal)]
            yield gruppo, coppie, sum(pesi, Decimal(0)) if pesi else None

    def _peso(self, campo: str, attuale: Decimal | None) -> Decimal | None:
        """What is written now: of a form that is wrong elsewhere, what could be read."""
        if not self.is_bound:
            return attuale
        try:
            letto: Decimal | None = self.fields[campo].clean(self[campo].data)
        except forms.ValidationError:
            return None
        return letto

    @property
    def scelti(self) -> PesiScelti:
        """What was chosen, once the form is valid."""

        def di(prefisso: str) -> dict[int, Decimal | None]:
            voci = [v for g in self.gruppi for v in g.voci if v.prefisso == prefisso]
            return {v.pk: self.cleaned_data[v.campo] for v in voci}

        return PesiScelti(di(RIGA), di(NODO), di(PROSPETTIVA), di(AREA))
