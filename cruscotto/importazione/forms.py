"""What is asked to bring a sheet in: the file, and where it goes, as its kind wants to know it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone

from cruscotto.ciclo.anno_scelto import ciclo_corrente
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.models import CONGELATI, Ciclo, Cruscotto, Periodo, Riapertura, StatoPeriodo
from ente.archivi import MEGA
from ente.fogli.contenitore import MAX_FILE, FoglioRifiutato, esige_misura
from ente.models import Utente

TROPPO_GRANDE = "grande"
"""The code of the error of a file that is too big."""
ACCETTATI = ".xlsx,.xls,.ods,.fods,.csv,.tsv,.txt"


class ScelteDelCiclo(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rows of the cycles, under their year."""

    def __init__(self, righe: Iterable[Any], **altro: Any) -> None:
        righe = list(righe)
        super().__init__(Periodo.objects.none(), **altro)
        gruppi = [
            (str(anno), [(r.pk, str(r)) for r in del_ciclo])
            for anno, del_ciclo in groupby(righe, key=lambda r: r.ciclo.anno)
        ]
        self.righe = {r.pk: r for r in righe}
        self.choices = [*([("", self.empty_label)] if self.empty_label is not None else []), *gruppi]

    def to_python(self, value: Any) -> Any:
        """One of those that were read: no other query."""
        if value in self.empty_values:
            return None
        testo = str(value)
        riga = self.righe.get(int(testo)) if testo.isascii() and testo.isdecimal() and len(testo) < 19 else None
        if riga is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return riga

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


class ModuloImportazione(forms.Form):
    """The fields that a kind wants. Adopted years and closed periods are not offered: nothing goes in there any more.

    ``anni`` and the others are what the person may choose; ``dove`` what was chosen.
    """

    def __init__(
        self, genere: GenereImportabile, utente: Utente, *args: Any, anno: str = "", periodo: str = "", **altro: Any
    ) -> None:
        super().__init__(*args, **altro)
        self.genere, self.utente = genere, utente
        aperti = Ciclo.objects.visibili_a(utente).exclude(stato__in=CONGELATI).select_related("ente")
        self.cicli = [] if genere.senza_ciclo else list(aperti.order_by("-anno"))
        if genere.del_periodo:
            self._periodo(anno, periodo)
        elif not genere.senza_ciclo:
            self._anno(anno)
            if genere.misura:
                self._periodo_dei_consuntivi()
        if genere.del_cruscotto:
            self._cruscotto()
        self.fields["file"] = forms.FileField(
            label="File",
            help_text=f"Excel (.xlsx, .xls), LibreOffice (.ods) o testo (.csv, .txt), fino a {MAX_FILE // MEGA} MB.",
            widget=forms.FileInput(attrs={"accept": ACCETTATI}),
            error_messages={
                "required": "Scegliete il file da importare.",
                "empty": "Il file è vuoto: scegliete il foglio con i dati.",
            },
        )
        if genere.del_cruscotto:
            self.fields["crea"] = forms.BooleanField(
                label="Crea quello che manca",
                required=False,
                help_text="Uffici, cruscotti e voci dell'albero che il foglio nomina e non ci sono ancora: li vedete "
                "elencati prima di confermare. Senza, sono errori da correggere.",
            )

    @property
    def senza_dove(self) -> str:
        """Why nothing of this kind can go in now; empty when it can."""
        if not self.genere.senza_ciclo and not self.cicli:
            return "Non c'è un ciclo in cui importare: o l'ente non ne ha ancora, o la Relazione è già adottata."
        if self.genere.del_periodo and not self.periodi:
            return "Nessun periodo è aperto: i valori si importano quando il controllo di gestione ne apre uno."
        return ""

    def _anno(self, anno: str) -> None:
        corrente = ciclo_corrente(self.cicli)
        proposto = next((c for c in self.cicli if str(c.anno) == anno), corrente)
        self.fields["anno"] = forms.TypedChoiceField(
            label="Anno",
            coerce=int,
            choices=[(c.anno, str(c.anno)) for c in self.cicli],
            initial=proposto.anno if proposto else None,
            error_messages={"required": "Scegliete l'anno.", "invalid_choice": "Scegliete uno degli anni dell'elenco."},
        )

    def _periodo(self, anno: str, numero: str) -> None:
        """Those that are open, and the closed ones that are open again for an office."""
        del_ciclo = Periodo.objects.visibili_a(self.utente).filter(ciclo__in=self.cicli)
        riaperti = Riapertura.objects.valide_il(timezone.localdate()).values("periodo")
        aperti = del_ciclo.filter(Q(stato=StatoPeriodo.APERTO) | Q(stato=StatoPeriodo.CHIUSO, pk__in=riaperti))
        self.periodi = list(aperti.select_related("ciclo__ente").order_by("-ciclo__anno", "-numero"))
        self.fields["periodo"] = ScelteDelCiclo(
            self.periodi,
            label="Periodo",
            empty_label=None,
            error_messages={
                "required": "Scegliete il periodo.",
                "invalid_choice": "Il periodo non è più aperto: sceglietene un altro.",
            },
        )
        chiesto = (p for p in self.periodi if (str(p.ciclo.anno), str(p.numero)) == (anno, numero))
        proposto = next(chiesto, self.periodi[0] if self.periodi else None)
        self.fields["periodo"].initial = proposto.pk if proposto else None

    def _periodo_dei_consuntivi(self) -> None:
        """The period of the actuals of a file that has targets too; the cycle may have none yet."""
        tutti = Periodo.objects.visibili_a(self.utente).filter(ciclo__in=self.cicli)
        self.periodi = list(tutti.select_related("ciclo__ente").order_by("-ciclo__anno", "numero"))
        self.fields["periodo"] = ScelteDelCiclo(
            self.periodi,
            label="Periodo dei consuntivi",
            required=False,
            empty_label="L'ultimo dell'anno",
        )
        aperto = next((p for p in self.periodi if p.stato == StatoPeriodo.APERTO), None)
        self.fields["periodo"].initial = aperto.pk if aperto else None

    def _cruscotto(self) -> None:
        visibili = Cruscotto.objects.visibili_a(self.utente).filter(ciclo__in=self.cicli)
        self.fields["cruscotto"] = ScelteDelCiclo(
            visibili.select_related("ciclo").order_by("-ciclo__anno", "ordine"),
            label="Cruscotto",
            required=False,
            empty_label="Lo dice il foglio",
            help_text="Quando il foglio è di un cruscotto solo e non lo nomina.",
        )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            esige_misura(file.size or 0)
        except FoglioRifiutato as rifiuto:
            raise forms.ValidationError(str(rifiuto), code=TROPPO_GRANDE) from None
        return file

    def clean(self) -> dict[str, Any]:
        dati, ciclo = self.cleaned_data, self._ciclo()
        for campo, quale in (("cruscotto", "Questo cruscotto"), ("periodo", "Questo periodo")):
            scelto = dati.get(campo)
            if scelto and ciclo and scelto.ciclo_id != ciclo.pk:
                self.add_error(campo, f"{quale} è del {scelto.ciclo.anno}: sceglietene uno del {ciclo.anno}.")
        return dati

    def _ciclo(self) -> Ciclo | None:
        dati = self.cleaned_data
        if "anno" in self.fields:
            return next((c for c in self.cicli if c.anno == dati.get("anno")), None)
        return dati["periodo"].ciclo if dati.get("periodo") else None

    @property
    def troppo_grande(self) -> bool:
        return any(errore.code == TROPPO_GRANDE for errore in self.errors.as_data().get("file", []))

    def dove(self) -> Dove:
        """Where the file goes, once the form is valid."""
        assert self.utente.ente is not None  # noqa: S101 - the view has asked
        dati, ciclo = self.cleaned_data, self._ciclo()
        periodo = dati.get("periodo")
        if periodo is None and ciclo is not None and self.genere.misura:
            periodo = ultimo_periodo(ciclo)
        return Dove(
            ente=self.utente.ente,
            del_ciclo=ciclo,
            periodo=periodo,
            cruscotto=dati.get("cruscotto"),
            da=self.utente,
            crea=bool(dati.get("crea")),
        )
