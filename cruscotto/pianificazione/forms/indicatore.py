from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

from contesto.numeri import ValoreIllegibile, formatta_numero, leggi_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import Cruscotto, Indicatore
from cruscotto.models.indicatore import Affidabilita, TipologiaPira
from cruscotto.pianificazione.forms.nel_frattempo import Diverso, guarda_ora
from cruscotto.pianificazione.forms.numero import NumeroItaliano
from cruscotto.pianificazione.forms.regola import ACCUMULI, VERSI, ScalaField
from cruscotto.pianificazione.nel_piano import (
    REGOLATI,
    IndicatoreNelPiano,
    IndicatoreScritto,
    Partenza,
    PostoScritto,
)
from cruscotto.pianificazione.posti import PostoPossibile, scelte_dei_posti, valore_posto
from ente.models import Ufficio

TIPI = {
    Tipo.NUMERO: "Numero",
    Tipo.PERCENTUALE: "Percentuale",
    Tipo.EURO: "Importo in euro",
    Tipo.RAPPORTO: "Rapporto",
    Tipo.DATA: "Scadenza: una data",
    Tipo.ORDINALE: "Livello di una scala",
    Tipo.NOMINALE: "Esito in parole",
    Tipo.FASI: "Avanzamento per fasi",
    Tipo.PREREQUISITO: "Prerequisito: va rispettato, non pesa",
    Tipo.CALCOLATO: "Valore calcolato",
}
RIGHE_NUOVE, AL_PIU = 2, 40
ALTROVE = "Sta in altri anni o ha già valori: cambia nella pagina delle sue regole."
CHIUSO = {"autocomplete": "off"}
NUOVA = re.compile(r"n\d{1,3}")


class FasiField(forms.CharField):
    """Weighted phases, one a line: ``Progetto = 40``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return "\n".join(f"{nome} = {formatta_numero(peso)}" for nome, peso in value)

    def clean(self, value: Any) -> Any:
        """Pairs of name and weight."""
        if isinstance(value, tuple):  # a field that is only read
            return value
        return tuple(_fase(riga) for riga in super().clean(value).splitlines() if riga.strip())


def _fase(riga: str) -> tuple[str, Decimal]:
    nome, _, scritto = riga.rpartition("=")
    try:
        peso, _ = leggi_numero(scritto)
    except ValoreIllegibile:
        raise ValidationError(
            f"«{riga.strip()[:60]}»: scrivete nome e peso, «Progetto = 40», una fase per riga."
        ) from None
    if not nome.strip() or len(nome.strip()) > 200 or not 0 < peso <= 100 or peso != round(peso, 4):
        raise ValidationError(
            f"«{riga.strip()[:60]}»: il nome, poi = e un peso fra 0 e 100, con al massimo 4 decimali."
        )
    return nome.strip(), peso


class IndicatoreForm(forms.Form):
    """The definition of an indicator with its shared target. ``visto`` says what the person was looking at."""

    use_required_attribute = False
    nome = forms.CharField(label="Nome", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    tipo = forms.ChoiceField(label="Tipo", choices=[(t.value, TIPI[t]) for t in TIPI])
    unita = forms.CharField(label="Unità di misura", max_length=100, required=False, widget=forms.TextInput(CHIUSO))
    direzione = forms.ChoiceField(
        label="Verso", required=False, choices=[("", "Lo dice il target: ≥ o ≤"), *VERSI.items()]
    )
    target = forms.CharField(label="Target", max_length=200, required=False, widget=forms.TextInput(CHIUSO))
    descrizione = forms.CharField(label="Descrizione", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    metodo_calcolo = forms.CharField(
        label="Metodo di calcolo", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    numeratore = forms.CharField(label="Numeratore", max_length=300, required=False)
    denominatore = forms.CharField(label="Denominatore", max_length=300, required=False)
    accumulo = forms.ChoiceField(
        label="Nei periodi", choices=[(a.value, nome) for a, nome in ACCUMULI.items()], initial=Accumulo.ULTIMO.value
    )
    scala = ScalaField(
        label="Scala",
        required=False,
        help_text="Un livello per riga, dal peggiore al migliore; se volete, con i punti: «Buono = 70».",
    )
    fasi = FasiField(
        label="Fasi", required=False, help_text="Una per riga, con il peso: «Progetto = 40». Sommano a 100."
    )
    fonte_dati = forms.CharField(label="Fonte dei dati", max_length=200, required=False)
    affidabilita = forms.ChoiceField(
        label="Affidabilità della fonte", required=False, choices=[("", "Non detta"), *Affidabilita.choices]
    )
    ufficio = forms.TypedChoiceField(
        label="Ufficio che inserisce i valori", required=False, coerce=int, empty_value=None
    )
    partenza = forms.CharField(
        label="Valore di partenza", max_length=200, required=False, widget=forms.TextInput(CHIUSO)
    )
    partenza_anno = forms.IntegerField(
        label="Dell’anno",
        required=False,
        widget=forms.TextInput({**CHIUSO, "inputmode": "numeric"}),
        error_messages={"invalid": "Scrivete l'anno con quattro cifre."},
    )
    partenza_fonte = forms.CharField(label="Da dove viene", max_length=200, required=False)
    pira = forms.BooleanField(label="PIRA: piano degli indicatori e dei risultati attesi", required=False)
    tipologia_pira = forms.ChoiceField(
        label="Tipologia PIRA", required=False, choices=[("", "Nessuna"), *TipologiaPira.choices]
    )
    visto = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    nuove = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, dati: Any, *, anno: int, prima: IndicatoreNelPiano | None, uffici: Iterable[Ufficio], libere: bool
    ) -> None:
        self.prima = prima
        super().__init__(dati, initial=_iniziali(anno, prima))
        self.fields["nome"].error_messages["required"] = "Scrivete il nome dell'indicatore."
        self.fields["target"].label = f"Target {anno}"
        self.fields["target"].help_text = "Come nel Piano: ≥ 20, entro il 31/12, ≤ 5 giorni…"
        scelte = [("", "Da assegnare"), *((str(u.pk), _nome_ufficio(u)) for u in uffici)]
        if (
            prima is not None
            and prima.indicatore.ufficio
            and not any(str(prima.indicatore.ufficio_id) == s for s, _ in scelte)
        ):
            scelte.append((str(prima.indicatore.ufficio_id), prima.indicatore.ufficio.nome))
        self.fields["ufficio"].choices = scelte  # type: ignore[attr-defined]
        for nome in self._fermi(prima, libere):
            self.fields[nome].disabled = True
            self.fields[nome].help_text = ALTROVE if nome in (*REGOLATI, "fasi") else ""

    def _fermi(self, prima: IndicatoreNelPiano | None, libere: bool) -> Sequence[str]:
        """The fields that are only read: of an indicator measured elsewhere its rules; all, where the person may only
        write placements and target."""
        if prima is None or prima.libero:
            return ()
        regolati = [nome for nome in (*REGOLATI, "fasi") if nome in self.fields]
        altri = [n for n in self.fields if n not in ("target", "visto", "nuove")]
        return regolati if libere else altri

    @property
    def partenza_scritta(self) -> Partenza | None:
        """None where neither the value nor its source is written: the year alone is only proposed."""
        dati = self.cleaned_data
        if not (dati["partenza"] or dati["partenza_fonte"]):
            return None
        return Partenza(dati["partenza_anno"] or 0, dati["partenza"], dati["partenza_fonte"])

    @property
    def campi(self) -> dict[str, Any]:
        """The definition, once the form is valid."""
        dati = dict(self.cleaned_data)
        scala, punti = dati["scala"]
        presi = ("nome", "descrizione", "unita", "metodo_calcolo", "numeratore", "denominatore", "fonte_dati")
        altri = ("affidabilita", "pira", "tipologia_pira", "tipo", "direzione", "accumulo")
        scritti = {n: dati[n].replace("\r\n", "\n") if isinstance(dati[n], str) else dati[n] for n in (*presi, *altri)}
        scritti |= {"nome": " ".join(dati["nome"].splitlines()), "ufficio_id": dati["ufficio"]}
        scritti |= {"scala": list(scala), "punti_scala": list(punti)}
        if self.prima is None:
            return scritti
        fermi = {nome for nome, campo in self.fields.items() if campo.disabled}
        fermi |= {"punti_scala"} if "scala" in fermi else set()
        fermi |= {"ufficio_id"} if "ufficio" in fermi else set()
        era = self.prima.campi
        return {nome: era[nome] if nome in fermi else valore for nome, valore in scritti.items()}


def _iniziali(anno: int, prima: IndicatoreNelPiano | None) -> dict[str, Any]:
    if prima is None:
        return {"partenza_anno": anno - 1, "tipo": Tipo.NUMERO.value, "nuove": RIGHE_NUOVE}
    i, storico = prima.indicatore, prima.storico
    campi = {nome: getattr(i, nome) for nome in IndicatoreForm.base_fields if hasattr(Indicatore, nome)}
    return campi | {
        "ufficio": i.ufficio_id,
        "scala": (tuple(i.scala), tuple(str(p) for p in i.punti_scala)),
        "fasi": prima.fasi,
        "target": prima.testo(None),
        "partenza": storico.testo if storico else "",
        "partenza_anno": storico.anno if storico else anno - 1,
        "partenza_fonte": storico.fonte if storico else "",
        "visto": prima.impronta,
        "nuove": 0 if prima.righe else RIGHE_NUOVE,
    }


def _nome_ufficio(ufficio: Ufficio) -> str:
    return f"{ufficio.nome} ({ufficio.area})" if ufficio.area else ufficio.nome


class PostoForm(forms.Form):
    """A placement: where, with which weight, with which target if it is of its own."""

    use_required_attribute = False
    cruscotto = forms.TypedChoiceField(label="Cruscotto", required=False, coerce=int, empty_value=None)
    posto = forms.ChoiceField(label="Sotto", required=False)
    peso = NumeroItaliano(label="Peso", required=False)
    target = forms.CharField(label="Target proprio, se diverso", max_length=200, required=False)
    etichetta = forms.CharField(label="Nome in questo cruscotto, se diverso", max_length=1000, required=False)
    togli = forms.BooleanField(label="Togliete questa riga", required=False)

    def __init__(
        self,
        dati: Any,
        *,
        chiave: str,
        scritto: PostoScritto | None,
        cruscotti: Sequence[Cruscotto],
        posti: Mapping[str, PostoPossibile],
        iniziali: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(dati, prefix=chiave, initial={**_del_posto(scritto), **(iniziali or {})})
        self.chiave, self.scritto_prima, self.posti = chiave, scritto, posti
        self.fields["cruscotto"].choices = [("", "Scegliete…"), *((str(c.pk), c.titolo) for c in cruscotti)]  # type: ignore[attr-defined]
        self.fields["posto"].choices = scelte_dei_posti(posti)  # type: ignore[attr-defined]
        for campo in self.fields.values():
            campo.widget.attrs["autocomplete"] = "off"
        for nome in ("cruscotto", "posto"):
            self.fields[nome].in_alternativa = True  # type: ignore[attr-defined]  # both, or the row is left blank
        if scritto is None:
            del self.fields["togli"]
        self.titolo = next((c.titolo for c in cruscotti if scritto and c.pk == scritto.cruscotto), "Riga nuova")

    @property
    def conta(self) -> bool:
        """Whether the row says something: a new one that is left blank does not, nor one that goes."""
        dati = self.cleaned_data
        if self.scritto_prima is not None:
            return not dati["togli"]
        return any(dati[nome] not in (None, "") for nome in ("cruscotto", "posto", "peso", "target", "etichetta"))

    @property
    def scritto(self) -> PostoScritto:
        """What was written, once the form is valid."""
        dati, dove = self.cleaned_data, self.posti.get(self.cleaned_data["posto"])
        return PostoScritto(
            cruscotto=dati["cruscotto"],
            nodo=dove.nodo if dove else None,
            programma=dove.programma if dove else None,
            operativo=dove.operativo if dove else None,
            peso=dati["peso"],
            target=dati["target"],
            etichetta=dati["etichetta"],
            pk=self.scritto_prima.pk if self.scritto_prima else None,
            chiave=self.chiave,
        )


def _del_posto(scritto: PostoScritto | None) -> dict[str, Any]:
    if scritto is None:
        return {}
    return {
        "cruscotto": scritto.cruscotto,
        "posto": valore_posto(scritto.nodo, scritto.programma, scritto.operativo),
        "peso": scritto.peso,
        "target": scritto.target,
        "etichetta": scritto.etichetta,
    }


def _con_le_altre(dati: MultiValueDict[str, Any], scritti: Sequence[PostoScritto]) -> MultiValueDict[str, Any]:
    """What was sent, with the rows that somebody else has put meanwhile as they are: they were not left blank."""
    tutti = MultiValueDict({nome: list(valori) for nome, valori in dati.lists()})
    for scritto in scritti:
        chiave = f"r{scritto.pk}"
        if not any(nome.startswith(f"{chiave}-") for nome in dati):
            for nome, valore in _del_posto(scritto).items():
                detto = formatta_numero(valore) if isinstance(valore, Decimal) else valore
                tutti[f"{chiave}-{nome}"] = "" if detto is None else str(detto)
    return tutti


class ModuloIndicatore:
    """The whole page: the definition and its placements, each row named by what it is."""

    def __init__(
        self,
        dati: MultiValueDict[str, Any] | None,
        *,
        definizione: IndicatoreForm,
        scritti: Sequence[PostoScritto],
        cruscotti: Sequence[Cruscotto],
        posti: Mapping[str, PostoPossibile],
        iniziali: Mapping[str, Any],
    ) -> None:
        self.definizione = definizione
        comuni: dict[str, Any] = {"cruscotti": cruscotti, "posti": posti}
        if dati is not None:
            dati = _con_le_altre(dati, scritti)
        self.righe = [PostoForm(dati, chiave=f"r{s.pk}", scritto=s, **comuni) for s in scritti]
        for n in range(self._quante_nuove()):
            primi = iniziali if n == 0 else {}
            self.righe.append(PostoForm(dati, chiave=f"n{n}", scritto=None, iniziali=primi, **comuni))
        self.modello = PostoForm(None, chiave="n__n__", scritto=None, **comuni)
        """A blank row, that the script copies."""

    def _quante_nuove(self) -> int:
        scritte = self.definizione["nuove"].value() or 0
        try:
            return max(0, min(AL_PIU, int(scritte)))
        except ValueError:
            return RIGHE_NUOVE

    @property
    def forme(self) -> Iterator[forms.Form]:
        yield self.definizione
        yield from self.righe

    def is_valid(self) -> bool:
        """Of every part, so that each shows what is wrong with it."""
        validi = [forma.is_valid() for forma in self.forme]
        return all(validi)

    @property
    def errori(self) -> bool:
        return any(forma.errors for forma in self.forme)

    @property
    def scritto(self) -> IndicatoreScritto:
        """What was written, once it is valid."""
        return IndicatoreScritto(
            campi=self.definizione.campi,
            fasi=self.definizione.cleaned_data["fasi"],
            partenza=self.definizione.partenza_scritta,
            target=self.definizione.cleaned_data["target"],
            posti=tuple(riga.scritto for riga in self.righe if riga.conta),
        )

    def guarda_ora(self) -> list[Diverso]:
        """What is there now, where it is not what was written; from now on the form looks at that."""
        diversi = guarda_ora(self.definizione)
        for riga in self.righe:
            if riga.scritto_prima is not None:
                diversi += [replace(d, nome=f"{riga.titolo}: {d.nome}") for d in guarda_ora(riga)]
        return diversi

    def segna(self, errori: Mapping[str, str]) -> None:
        """What an act refused, each thing at its field."""
        per_riga = {riga.chiave: riga for riga in self.righe}
        for nome, frase in errori.items():
            chiave, _, campo = nome.partition("-")
            if chiave in per_riga and campo:
                per_riga[chiave].add_error(campo, frase)
            else:
                self.definizione.add_error(nome if nome in self.definizione.fields else None, frase)

    def campi_errati(self) -> Iterator[BoundField]:
        for forma in self.forme:
            yield from (campo for campo in forma if campo.errors)
