"""What is sent for one value: the boxes of its kind, the note, the cause of a deviation, what the page had shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms

from contesto.numeri import ValoreIllegibile
from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.models import Indicatore, Rilevazione
from cruscotto.rilevazione.actions.valori import ValoreScritto
from cruscotto.rilevazione.caselle import FASE, Composto, caselle, componi, iniziali
from cruscotto.valori.campi import CAMPI, LUNGO, CampoValore, Genere, righe
from ente.forms.giorno import Giorno

MAX_INTERO = 2**31 - 1


class ValoreForm(forms.Form):
    """What was sent for one value. The boxes are read from the data: which ones there are depends on the indicator."""

    versione = forms.IntegerField(min_value=0, max_value=MAX_INTERO)
    attuale = forms.IntegerField(min_value=0, max_value=MAX_INTERO, required=False)
    prima = forms.CharField(max_length=64, required=False)

    def __init__(self, indicatore: Indicatore, chiave: str, data: Mapping[str, Any]) -> None:
        self.indicatore = indicatore
        super().__init__(data, prefix=prefisso(chiave))
        self.fields.update({c.nome: _campo(c) for c in CAMPI})
        radice = f"{self.prefix}-"
        nomi = ("valore", "num", "den")
        scritti = {n.removeprefix(radice): str(v) for n, v in data.items() if n.startswith(radice)}
        self.campi = {n: v.strip() for n, v in scritti.items() if n in nomi or FASE.fullmatch(n)}
        self.testi = {c.nome: righe(scritti.get(c.nome, "")) for c in CAMPI}

    @property
    def toccato(self) -> bool:
        """Whether the person changed something of what the page had shown."""
        return str(self.data.get(f"{self.prefix}-prima", "")) != impronta(self.campi | self.testi)

    @property
    def versione_vista(self) -> int:
        """The version that the person was looking at; -1, which nothing has, when the page did not say it well."""
        self.is_valid()
        return int(self.cleaned_data.get("versione", -1))

    @property
    def versione_scelta(self) -> int:
        """The version that the person has seen in a conflict and wants to write over."""
        self.is_valid()
        scelta = self.cleaned_data.get("attuale")
        return self.versione_vista if scelta is None else int(scelta)

    def composto(self, attuale: Rilevazione | None) -> Composto:
        """The text of the boxes; the text of ``attuale`` when they still say what it says.

        Raises:
            ValoreRifiutato: on the field ``testo``.
        """
        if attuale is not None and self.campi == iniziali(caselle(self.indicatore, attuale.testo)):
            return Composto(attuale.testo, tuple(attuale.avvisi))
        try:
            return componi(self.indicatore, self.campi)
        except ValoreIllegibile as errore:
            raise ValoreRifiutato({"testo": str(errore)}) from None

    def scritto(self, attuale: Rilevazione | None) -> tuple[ValoreScritto, Composto]:
        """What the person wrote, and the warnings on how it was read.

        Raises:
            ValoreRifiutato: with one sentence for each field to mend.
        """
        errori = {}
        if not self.is_valid():
            errori = {nome: str(frasi[0]) for nome, frasi in self.errors.items()}
            if {"versione", "attuale", "prima"} & set(errori):
                errori = {"testo": "La pagina è arrivata incompleta: ricaricatela e riprovate."}
        try:
            composto = self.composto(attuale)
        except ValoreRifiutato as rifiuto:
            raise ValoreRifiutato(errori | rifiuto.errori) from None
        if errori:
            raise ValoreRifiutato(errori)
        return ValoreScritto(testo=composto.testo, **self.altri), composto

    @property
    def altri(self) -> dict[str, Any]:
        """What the other fields say; empty for a day that is none."""
        self.is_valid()
        return {
            c.nome: self.cleaned_data.get(c.nome) if c.genere is Genere.GIORNO else self.testi[c.nome] for c in CAMPI
        }


def prefisso(chiave: str) -> str:
    """How the names of the fields of a value begin."""
    return f"v{chiave}"


def _campo(c: CampoValore) -> forms.Field:
    if c.genere is Genere.SCELTA:
        return forms.ChoiceField(choices=[("", ""), *c.scelte], required=False)
    if c.genere is Genere.GIORNO:
        return Giorno(
            required=False, error_messages={"invalid": "La data non esiste o non è scritta bene: giorno, mese e anno."}
        )
    return forms.CharField(max_length=LUNGO, required=False)


def testi_di(rilevazione: Rilevazione | None) -> dict[str, str]:
    """The other fields of a value as they stand in a form."""
    return {c.nome: "" if rilevazione is None else c.scritto(rilevazione) for c in CAMPI}


def impronta(valori: Mapping[str, str]) -> str:
    """A short sign of what stands in a form, to know what a person has touched."""
    scritto = "\x1f".join(f"{nome}={valori[nome]}" for nome in sorted(valori))
    return hashlib.sha256(scritto.encode("utf-8", "surrogatepass")).hexdigest()[:16]
