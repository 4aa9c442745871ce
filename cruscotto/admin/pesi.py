"""Weights in the administration: they are given in their page, and what comes, goes or moves here leaves standing those
of the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest

from cruscotto.admin.del_ciclo import AdminDelCiclo
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import CONGELATI, Collocazione, ObiettivoInProspettiva
from cruscotto.pianificazione.fratelli import A_ZERO, INSIEME, perche_resta, peso_fra
from ente.admin_base import AdminPerEnte, RigheAggiornate


class ConPeso(AdminDelCiclo):
    """The page of rows that have a weight: it is read here."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """
        Raises:
            NonModificabile: the row has a weight and would leave those that it is weighed with.
        """
        sposta = bool({n.removesuffix("_id") for n in INSIEME[type(obj)]} & set(form.changed_data))
        if change and sposta and (perche := perche_resta(type(obj)._default_manager.get(pk=obj.pk))):
            raise NonModificabile(perche)
        super().save_model(request, obj, form, change)
        if not change or sposta:
            obj.peso = peso_fra(obj)
            type(obj)._default_manager.filter(pk=obj.pk).update(peso=obj.peso)
            if obj.peso is not None:
                messages.warning(request, A_ZERO.format(obj))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """
        Raises:
            NonModificabile: the row has a weight.
        """
        if perche := perche_resta(obj):
            raise NonModificabile(perche)
        super().delete_model(request, obj)


class ConTipoPesato(AdminPerEnte):
    """The page of indicators: a prerequisite has no weight, and what is one no more comes among others that have."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """
        Raises:
            NonModificabile: the indicator has a weight, and would be a prerequisite.
        """
        cambia = change and "tipo" in form.changed_data and Tipo.PREREQUISITO in (form.initial.get("tipo"), obj.tipo)
        sue = Collocazione.objects.filter(indicatore=obj.pk).exclude(cruscotto__ciclo__stato__in=CONGELATI)
        righe = list(sue.select_related("indicatore")) if cambia else []
        for riga in righe:
            if obj.tipo == Tipo.PREREQUISITO and (perche := perche_resta(riga)):
                raise NonModificabile(perche)
        super().save_model(request, obj, form, change)
        for riga in righe:
            riga.indicatore = obj
            peso = peso_fra(riga)
            Collocazione.objects.filter(pk=riga.pk).update(peso=peso)
            if peso is not None:
                messages.warning(request, A_ZERO.format(riga))


class NodiPesati(RigheAggiornate):
    """The prospettive of an objective: a new one among others with a weight weighs zero, one with a weight stays."""

    def save_existing(self, form: ModelForm[Any], obj: Any, commit: bool = True) -> Any:
        salvata = super().save_existing(form, obj, commit)
        if commit and "prospettiva" in form.changed_data:
            ObiettivoInProspettiva.objects.filter(pk=obj.pk).update(peso=peso_fra(obj))
        return salvata

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            riga, dati = form.instance, form.cleaned_data if form.is_valid() else {}
            via = form in self.deleted_forms or (riga.pk and "prospettiva" in form.changed_data)
            if riga.pk and via and (perche := perche_resta(ObiettivoInProspettiva.objects.get(pk=riga.pk))):
                form.add_error(None, perche)
            elif not riga.pk and dati.get("prospettiva"):
                riga.peso = peso_fra(riga)


class ConAreaPesata(AdminDelCiclo):
    """The page of objectives: one under no prospettiva is weighed with those of its area strategica."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """
        Raises:
            NonModificabile: the objective has a weight and would leave its area.
        """
        spostati = []
        if change and "area_strategica" in form.changed_data:
            nodi = ObiettivoInProspettiva.objects.filter(obiettivo=obj.pk, prospettiva__nome="")
            spostati = list(nodi.select_related("prospettiva", "obiettivo"))
        for nodo in spostati:
            if perche := perche_resta(nodo):
                raise NonModificabile(perche)
        super().save_model(request, obj, form, change)
        for nodo in spostati:
            nodo.obiettivo = obj
            ObiettivoInProspettiva.objects.filter(pk=nodo.pk).update(peso=peso_fra(nodo))
