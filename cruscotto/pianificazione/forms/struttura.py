from __future__ import annotations

from typing import Any

from django import forms

from cruscotto.misurazione.livelli import in_fila
from cruscotto.models import AreaStrategica, Ciclo, ObiettivoInProspettiva, Programma, Prospettiva, TipoCruscotto
from cruscotto.pianificazione.voci import CAMPI, PROSPETTIVE, Voce, impronta_voce
from ente.models import Area

CHIUSO = {"autocomplete": "off"}


class VoceForm(forms.Form):
    """Something of the tree, or a scorecard. ``visto`` says what the person was looking at."""

    use_required_attribute = False
    voce: Voce
    visto = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, dati: Any, *, ciclo: Ciclo, scritta: dict[str, Any] | None, iniziali: dict[str, Any]) -> None:
        proprie = {n.removesuffix("_id"): v for n, v in (scritta or {}).items()}
        visto = impronta_voce(scritta) if scritta is not None else ""
        super().__init__(dati, initial={**iniziali, **proprie, "visto": visto})
        self.ciclo, self.nuova = ciclo, scritta is None
        self.prepara()

    def prepara(self) -> None:
        """The choices, which are of the cycle."""

    def scelte(self, campo: str, vuota: str, voci: list[tuple[Any, str]]) -> None:
        scelta = self.fields[campo]
        assert isinstance(scelta, forms.ChoiceField)  # noqa: S101 - a mistake of this file
        scelta.choices = [("", vuota), *voci]

    @property
    def campi(self) -> dict[str, Any]:
        """What was written, by column, once the form is valid."""
        dati = {n: self._valore(n.removesuffix("_id")) for n in CAMPI[self.voce]}
        if PROSPETTIVE in self.fields:
            dati[PROSPETTIVE] = sorted(self.cleaned_data[PROSPETTIVE])
        return dati

    def _valore(self, nome: str) -> Any:
        valore = self.cleaned_data[nome]
        return valore.replace("\r\n", "\n") if isinstance(valore, str) else valore


def _nome(lungo: int, etichetta: str = "Nome") -> forms.CharField:
    return forms.CharField(
        label=etichetta,
        max_length=lungo,
        widget=forms.TextInput(CHIUSO),
        error_messages={"required": "Scrivete il nome."},
    )


def _numero() -> forms.IntegerField:
    return forms.IntegerField(
        label="Numero",
        required=False,
        min_value=1,
        max_value=32000,
        help_text="Se non lo scrivete, il primo dopo l’ultimo.",
        widget=forms.TextInput({**CHIUSO, "inputmode": "numeric"}),
        error_messages={"invalid": "Scrivete un numero intero."},
    )


def _descrizione() -> forms.CharField:
    return forms.CharField(label="Descrizione", required=False, widget=forms.Textarea({"rows": 3, **CHIUSO}))


def _una(etichetta: str, *, serve: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=etichetta,
        required=serve,
        coerce=int,
        empty_value=None,
        error_messages={"required": "Scegliete una voce dell'elenco."},
    )


class ProspettivaForm(VoceForm):
    voce = Voce.PROSPETTIVA
    nome = _nome(300)
    descrizione = _descrizione()


class AreaStrategicaForm(VoceForm):
    voce = Voce.AREA
    numero = _numero()
    nome = _nome(200)
    descrizione = _descrizione()


class ObiettivoForm(VoceForm):
    voce = Voce.OBIETTIVO
    numero = _numero()
    nome = _nome(600)
    area_strategica = _una("Area strategica", serve=False)
    prospettive = forms.TypedMultipleChoiceField(
        label="Sotto quali prospettive", required=False, coerce=int, widget=forms.CheckboxSelectMultiple(CHIUSO)
    )
    descrizione = _descrizione()
    motivo = forms.CharField(
        label="Perché cambia nome",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2, **CHIUSO}),
        help_text="Serve se l’obiettivo viene dall’anno prima: si legge accanto al Piano.",
    )

    def prepara(self) -> None:
        if self.nuova:
            del self.fields["motivo"]
        aree = AreaStrategica.objects.filter(ciclo=self.ciclo).order_by("numero")
        self.scelte("area_strategica", "Nessuna: serve a tutte", [(a.pk, str(a)) for a in aree])
        nomi = Prospettiva.objects.filter(ciclo=self.ciclo).con_nome().order_by("ordine").values_list("pk", "nome")
        self.fields[PROSPETTIVE].choices = list(nomi)  # type: ignore[attr-defined]
        if not self.fields[PROSPETTIVE].choices:  # type: ignore[attr-defined]
            self.fields[PROSPETTIVE].widget = forms.MultipleHiddenInput()


class ProgrammaForm(VoceForm):
    voce = Voce.PROGRAMMA
    nodo = _una("Obiettivo", serve=True)
    nome = _nome(600)

    def prepara(self) -> None:
        nodi = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=self.ciclo).exclude(obiettivo__nome="")
        nodi = nodi.select_related("prospettiva", "obiettivo").order_by("prospettiva__ordine", "obiettivo__numero")
        self.scelte("nodo", "Scegliete…", [(n.pk, in_fila(n.prospettiva.nome, n.obiettivo.titolo)) for n in nodi])


class ObiettivoOperativoForm(VoceForm):
    voce = Voce.OPERATIVO
    programma = _una("Programma", serve=True)
    nome = _nome(600)

    def prepara(self) -> None:
        programmi = Programma.objects.filter(nodo__obiettivo__ciclo=self.ciclo).select_related("nodo__obiettivo")
        programmi = programmi.order_by("nodo__obiettivo__numero", "pk")
        self.scelte("programma", "Scegliete…", [(p.pk, in_fila(p.nodo.obiettivo.titolo, p.nome)) for p in programmi])


class CruscottoForm(VoceForm):
    voce = Voce.CRUSCOTTO
    titolo = _nome(300, "Titolo")
    tipo = forms.ChoiceField(label="Tipo", choices=TipoCruscotto.choices)
    area = _una("Area", serve=False)
    titolare = forms.CharField(label="Titolare (il ruolo)", max_length=200, required=False)
    lettera = forms.CharField(label="Lettera nell’allegato", max_length=4, required=False)
    sottotitolo = forms.CharField(label="Titolo della tabella", max_length=300, required=False)
    titolo_sintesi = forms.CharField(label="Titolo nella sintesi", max_length=300, required=False)

    def prepara(self) -> None:
        aree = Area.objects.filter(ente=self.ciclo.ente_id).order_by("numero")
        self.scelte("area", "Nessuna", [(a.pk, str(a)) for a in aree])
        self.fields["area"].help_text = "Serve a un cruscotto di area e a uno individuale."


FORME: dict[Voce, type[VoceForm]] = {
    forma.voce: forma
    for forma in (
        ProspettivaForm,
        AreaStrategicaForm,
        ObiettivoForm,
        ProgrammaForm,
        ObiettivoOperativoForm,
        CruscottoForm,
    )
}
