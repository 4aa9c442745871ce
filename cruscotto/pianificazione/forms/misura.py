from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contesto.numeri import ValoreIllegibile, formatta_numero, leggi_numero
from cruscotto.aritmetica.media import PoliticaMancanti
from cruscotto.aritmetica.punteggio import Arrotondamento, Fascia, Punteggio
from cruscotto.pianificazione.actions.misura import CAMPI, impronta_misura
from cruscotto.pianificazione.actions.regole_indicatore import DEI_NUMERI
from cruscotto.pianificazione.forms.numero import NumeroItaliano
from cruscotto.pianificazione.forms.regola import nome_regola
from ente.capienza import PUNTI

PUNTEGGI = {
    Punteggio.MASSIMALE: "Il risultato, fra il minimo e il massimo",
    Punteggio.VALORE: "Il risultato com'è, senza massimo",
    Punteggio.FASCIA: "I punti della fascia in cui cade il risultato",
    Punteggio.FASCIA_PROPORZIONALE: "I punti in proporzione dentro la fascia",
}
MANCANTI = {
    PoliticaMancanti.ESCLUSO: "Non contano: il loro peso passa agli altri",
    PoliticaMancanti.ZERO: "Valgono zero",
    PoliticaMancanti.ERRORE: "Il periodo non si chiude finché mancano",
}
ARROTONDAMENTI = {Arrotondamento.META_SU: "Per eccesso da metà in su", Arrotondamento.TRONCATO: "Troncato"}
SEMAFORO = (("non_raggiunto", "Non raggiunto"), ("parziale", "Parzialmente raggiunto"), ("raggiunto", "Raggiunto"))
"""The bands of a body that has none yet; the drawings of the traffic light know these codes."""


class FascePunteggioField(forms.CharField):
    """Score bands, one a line: from, to (excluded), points and, for proportional ones, points at the end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            "; ".join(_scritto(voce.get(nome)) for nome in NOMI if nome in voce or nome != "punti_fine")
            for voce in value
        )

    def clean(self, value: Any) -> Any:
        """What the settings keep: a list of dictionaries of numbers written as texts."""
        return [_fascia(riga) for riga in super().clean(value).splitlines() if riga.strip()]


NOMI = ("da", "a", "punti", "punti_fine")


def _scritto(testo: str | None) -> str:
    return "" if testo is None else formatta_numero(Decimal(testo))


def _fascia(riga: str) -> dict[str, str | None]:
    parti = [parte.strip() for parte in riga.split(";")]
    if len(parti) not in (3, 4):
        raise ValidationError(f"«{riga.strip()[:60]}»: scrivete «da; fino a; punti», una fascia per riga.")
    fascia: dict[str, str | None] = {}
    for nome, parte in zip(NOMI, parti, strict=False):
        try:
            numero = leggi_numero(parte)[0] if parte else None
        except ValoreIllegibile as errore:
            raise ValidationError(str(errore)) from None
        if numero is not None and (perche := PUNTI.perche_no(numero)):
            raise ValidationError(f"«{parte}» {perche}: controllate la digitazione.")
        fascia[nome] = None if numero is None else f"{numero:f}"
    return fascia


def _percento(etichetta: str, aiuto: str = "", *, richiesto: bool = True) -> NumeroItaliano:
    return NumeroItaliano(label=etichetta, help_text=aiuto, required=richiesto)


class MisuraForm(forms.Form):
    """How a body measures; ``viste`` says which settings one looks at. The limit of a band of the traffic light is
    where the next one begins: gaps and overlaps cannot be written."""

    regola = forms.ChoiceField(
        label="Regola dei numeri",
        help_text="Vale per gli indicatori numerici che non hanno una regola propria.",
        choices=[(r.value, nome_regola(r)) for r in DEI_NUMERI],
    )
    punteggio = forms.ChoiceField(label="Dal risultato al SAL", choices=list(PUNTEGGI.items()))
    minimo = _percento("SAL minimo")
    massimo = _percento("SAL massimo")
    fasce_punteggio = FascePunteggioField(
        label="Fasce dei punteggi",
        required=False,
        help_text="Solo per i punteggi a fasce. Una per riga: «da; fino a; punti», oppure «da; fino a; punti "
        "all'inizio; punti alla fine». Il primo «da» e l'ultimo «fino a» possono restare vuoti.",
    )
    uguale_mancato = forms.BooleanField(label="Con < e > l'uguaglianza non basta", required=False)
    penalita_giorno = _percento("Punti persi per ogni giorno di ritardo", richiesto=False)
    penalita_mese = _percento("Punti persi per ogni mese di ritardo", richiesto=False)
    penalita_minima = _percento("SAL sotto il quale il ritardo non scende")
    mancanti = forms.ChoiceField(label="Valori che mancano alla chiusura", choices=list(MANCANTI.items()))
    totale_pesi = _percento("Somma dei pesi", "Di voci che stanno insieme: di solito 100.")
    soglia_scostamento = _percento("SAL sotto il quale serve la motivazione")
    chi_inserisce_valida = forms.BooleanField(
        label="Chi inserisce un valore può anche validarlo: il valore resta segnalato", required=False
    )
    decimali = forms.IntegerField(label="Decimali mostrati", min_value=0, max_value=4)
    arrotondamento = forms.ChoiceField(label="Arrotondamento", choices=list(ARROTONDAMENTI.items()))
    motivo = forms.CharField(label="Perché cambia", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    viste = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, dati: Any, *, scelte: Mapping[str, Any], fasce: Sequence[Fascia]) -> None:
        """``scelte`` and ``fasce`` are those of now; a body without bands is offered the three of the drawings."""
        self.fasce_ora = fasce or tuple(Fascia(None, None, codice, nome) for codice, nome in SEMAFORO)
        limiti = {f"limite_{n}": f.a for n, f in enumerate(self.fasce_ora[:-1])}
        nomi = {f"nome_{n}": f.nome for n, f in enumerate(self.fasce_ora)}
        iniziali = {**scelte, **limiti, **nomi, "viste": impronta_misura(scelte, fasce)}
        super().__init__(dati, initial=iniziali)
        for n, f in enumerate(self.fasce_ora):
            self.fields[f"nome_{n}"] = forms.CharField(label=f"Nome della fascia {n + 1}", max_length=60)
            if n < len(self.fasce_ora) - 1:
                self.fields[f"limite_{n}"] = _percento(f"«{f.nome}» fino a (escluso)")

    @property
    def scelte(self) -> dict[str, Any]:
        """The settings, once the form is valid."""
        return {nome: self.cleaned_data[nome] for nome in CAMPI}

    @property
    def fasce(self) -> tuple[Fascia, ...]:
        """The bands of the traffic light: each from where the one before ends."""
        estremo, dati = self.fasce_ora[0].da, self.cleaned_data
        fasce = []
        for n, f in enumerate(self.fasce_ora):
            fine = dati.get(f"limite_{n}", f.a)
            fasce.append(Fascia(estremo, fine, f.codice, dati[f"nome_{n}"]))
            estremo = fine
        return tuple(fasce)

    def semaforo(self) -> list[tuple[Fascia, Any, Any]]:
        """Each band with the fields of its name and of its limit; the last one has no limit."""
        ultima = len(self.fasce_ora) - 1
        return [
            (f, self[f"nome_{n}"], self[f"limite_{n}"] if n < ultima else None) for n, f in enumerate(self.fasce_ora)
        ]
