from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contesto.numeri import ValoreIllegibile, formatta_numero, leggi_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import NOMI, Formula
from cruscotto.aritmetica.performance import TABELLA
from cruscotto.aritmetica.regole import Regola
from cruscotto.aritmetica.spiegazione import PAROLE
from cruscotto.aritmetica.valori import NUMERICI, Tipo, Verso
from cruscotto.models import Indicatore
from cruscotto.pianificazione.actions.regole_indicatore import PER_TIPO, RegoleIndicatore
from cruscotto.pianificazione.forms.numero import NumeroItaliano

VERSI = {
    Verso.CRESCENTE: "Crescente: è meglio di più",
    Verso.DECRESCENTE: "Decrescente: è meglio di meno",
    Verso.NEUTRA: "Neutra: si mostra e non si valuta",
}
ACCUMULI = {
    Accumulo.ULTIMO: "Conta l'ultimo valore rilevato",
    Accumulo.ALLA_DATA: "Conta solo il valore del periodo",
    Accumulo.CUMULATO: "Ogni valore comprende già i periodi precedenti",
    Accumulo.SOMMA: "I valori dei periodi si sommano",
    Accumulo.MEDIA: "Si fa la media dei valori dei periodi",
}
SOGLIE = ("soglia_minima", "soglia_massima", "soglia_eccellente")
LIMITI = ("minimo_ammesso", "massimo_ammesso")


class ScalaField(forms.CharField):
    """Levels from worst to best, one a line, each with its points after «=»: ``Buono = 70``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=2000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        livelli, punti = value
        scritti = [formatta_numero(Decimal(p)) for p in punti]
        righe = zip(livelli, scritti, strict=True) if len(scritti) == len(livelli) else ((v, "") for v in livelli)
        return "\n".join(f"{livello} = {punto}" if punto else str(livello) for livello, punto in righe)

    def clean(self, value: Any) -> Any:
        """A pair: the levels, and the points as texts, empty when no level has any."""
        if isinstance(value, tuple):  # a field that is only read
            return value
        righe = [riga.strip() for riga in super().clean(value).splitlines() if riga.strip()]
        livelli, punti = [], []
        for riga in righe:
            livello, uguale, scritto = riga.rpartition("=")
            if not uguale:
                livello = riga
            livelli.append(livello.strip())
            if uguale:
                punti.append(leggi_punti(scritto))
        if not all(livelli) or (punti and len(punti) != len(livelli)):
            raise ValidationError("Date un punteggio a tutti i livelli, o a nessuno: «Buono = 70», uno per riga.")
        return tuple(livelli), tuple(punti)


def leggi_punti(scritto: str) -> str:
    """The points of a level, as the column keeps them.

    Raises:
        ValidationError
    """
    try:
        numero, _ = leggi_numero(scritto)
    except ValoreIllegibile as errore:
        raise ValidationError(str(errore)) from None
    if not 0 <= numero <= 1000 or numero != round(numero, 4):
        raise ValidationError(f"«{scritto.strip()}» non va bene: i punti vanno da 0 a 1000, con al massimo 4 decimali.")
    return f"{numero:f}"


class OperandiField(forms.CharField):
    """Codes of indicators, one a line, in the order in which the formula takes them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Any:
        """The codes, in lower case as they are kept."""
        return tuple(codice.lower() for codice in re.split(r"[\s,;]+", super().clean(value)) if codice)


class RegolaForm(forms.Form):
    """How one indicator is measured: only what makes sense for its kind. ``viste`` says which rules one looks at."""

    regola = forms.ChoiceField(label="Regola", required=False)
    direzione = forms.ChoiceField(
        label="Verso",
        required=False,
        choices=[("", "Non dichiarato: vale quello scritto nel target"), *VERSI.items()],
    )
    accumulo = forms.ChoiceField(label="Nei periodi")
    soglia_minima = NumeroItaliano(label="Soglia minima", required=False, cifre=24, decimali=6)
    soglia_massima = NumeroItaliano(label="Soglia massima", required=False, cifre=24, decimali=6)
    soglia_eccellente = NumeroItaliano(label="Soglia eccellente", required=False, cifre=24, decimali=6)
    minimo_ammesso = NumeroItaliano(label="Sotto questo valore si chiede perché", required=False, cifre=24, decimali=6)
    massimo_ammesso = NumeroItaliano(label="Sopra questo valore si chiede perché", required=False, cifre=24, decimali=6)
    scala = ScalaField(
        label="Scala",
        required=False,
        help_text="Un livello per riga, dal peggiore al migliore; se volete, con i punti: «Buono = 70».",
    )
    calcolo = forms.ChoiceField(
        label="Calcolato da altri indicatori",
        required=False,
        choices=[("", "No: il suo valore si inserisce"), *((f.value, NOMI[f].capitalize()) for f in Formula)],
    )
    operandi = OperandiField(
        label="Da quali indicatori",
        required=False,
        help_text="I loro codici, uno per riga, nell'ordine della formula. Ciascuno vale quanto vale in quel periodo.",
    )
    motivo = forms.CharField(label="Perché cambia", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    viste = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, dati: Any, *, indicatore: Indicatore, regola_ente: str) -> None:
        self.indicatore, self.attuali = indicatore, RegoleIndicatore.di(indicatore)
        scala = (self.attuali.scala, self.attuali.punti_scala)
        super().__init__(dati, initial=self.attuali.campi | {"scala": scala, "viste": self.attuali.impronta})
        tipo = Tipo(indicatore.tipo)
        numerico = tipo in NUMERICI
        vuota = f"Quella dell'ente: {nome_regola(Regola(regola_ente))}" if numerico else "Quella del suo tipo"
        nomi = [(r.value, nome_regola(r)) for r in PER_TIPO[tipo]]
        self.fields["regola"].choices = [("", vuota), *nomi]  # type: ignore[attr-defined]
        modi = [a for a in Accumulo if numerico or a in (Accumulo.ULTIMO, Accumulo.ALLA_DATA)]
        self.fields["accumulo"].choices = [(a.value, ACCUMULI[a]) for a in modi]  # type: ignore[attr-defined]
        for nome in () if numerico else ("direzione", *SOGLIE, *LIMITI, "calcolo", "operandi"):
            del self.fields[nome]
        if tipo is not Tipo.ORDINALE:
            del self.fields["scala"]

    @property
    def nuove(self) -> RegoleIndicatore:
        """What was chosen, once the form is valid; what the form does not show stays as it is."""
        dati = {nome: self.cleaned_data[nome] for nome in self.attuali.campi if nome in self.cleaned_data}
        if "scala" in dati:
            dati["scala"], dati["punti_scala"] = dati["scala"]
        return RegoleIndicatore(**({f: getattr(self.attuali, f) for f in self.attuali.campi} | dati))


def spiegate(regole: Iterable[Regola]) -> list[tuple[str, str]]:
    """Each rule with what it looks at."""
    return [(nome_regola(r), PAROLE[r]) for r in regole]


def nome_regola(regola: Regola) -> str:
    """The Italian name of a rule, with a capital letter."""
    nome = TABELLA[regola][1]
    return nome[:1].upper() + nome[1:]
