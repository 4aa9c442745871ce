"""The administration of one body: an administrator sees and changes the rows of the own body, and no other's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from ente.actions.registro import registra
from ente.cambi_modulo import cambi_di
from ente.capienza import Capienza
from ente.forms.righe import UnaPerRiga
from ente.giorni import perche_impossibile
from ente.models import Ente, Incarico, Ruolo, Utente
from ente.querysets import EnteQuerySet
from ente.richiesta import utente_di
from ente.una_volta import una_volta

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    BaseInline = admin.TabularInline[Any, Any]
    BaseRighe = BaseInlineFormSet[Any, Any, Any]
else:
    BaseAdmin = admin.ModelAdmin
    BaseInline = admin.TabularInline
    BaseRighe = BaseInlineFormSet


def _giorno_possibile(giorno: dt.date) -> None:
    if perche := perche_impossibile(giorno):
        raise ValidationError(perche)


CAMPI: Any = {
    models.URLField: {"assume_scheme": "https"},
    models.DateField: {"validators": [_giorno_possibile]},
    models.JSONField: {"form_class": UnaPerRiga},
}
"""How the fields of the models become those of the forms of the administration."""


def amministra(request: HttpRequest) -> bool:
    """Whether the user administers a body today, or the whole installation. Asked of the database once a request."""
    utente = request.user
    if not isinstance(utente, Utente) or not utente.is_active:
        return False
    if not hasattr(request, "_amministra"):
        oggi = Incarico.objects.validi_il(timezone.localdate())
        request._amministra = (  # type: ignore[attr-defined]
            utente.is_superuser or oggi.filter(utente=utente, ruolo=Ruolo.AMMINISTRATORE).exists()
        )
    return bool(request._amministra)  # type: ignore[attr-defined]


def righe_di(request: HttpRequest, modello: type[models.Model]) -> models.QuerySet[Any]:
    """All rows for who runs the installation, the rows of the own body for its administrator."""
    utente = utente_di(request)
    manager = modello._default_manager
    if utente.is_superuser:
        return manager.all()
    insieme = manager.get_queryset()
    if not isinstance(insieme, EnteQuerySet):
        return insieme.none()
    # Not the model's own visibili_a, which may be narrower for pages: here the administrator keeps the structure.
    return insieme.filter(**{insieme.percorso_ente: utente.ente_id})


class PermessiPerEnte:
    """Permissions by role instead of Django's per-model table, shared by pages and inlines."""

    sola_lettura = ""
    """Why these rows are only read here, in one sentence; empty when they are written too."""

    def blocco(self, request: HttpRequest, obj: Any = None) -> str:
        """Why a row is only read here: for an inline ``obj`` is the row it belongs to, None is any row."""
        return self.sola_lettura

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.blocco(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.blocco(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.blocco(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:  # type: ignore[type-arg]
        """Choices of the own body only: otherwise a form would be a window on the others."""
        if issubclass(db_field.remote_field.model, models.Model):
            kwargs.setdefault("queryset", righe_di(request, db_field.remote_field.model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc,no-any-return]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        campo = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if campo is not None and isinstance(db_field, models.DecimalField):
            campo.validators.append(NellaColonna(Capienza(db_field.max_digits, db_field.decimal_places)))
        return campo


@dataclass(frozen=True, slots=True)
class NellaColonna:
    """A number that the column keeps as it is written (ADR 33)."""

    capienza: Capienza

    def __call__(self, numero: Decimal) -> None:
        if perche := self.capienza.perche_no(numero):
            raise ValidationError(f"Il numero {perche}: controllate la digitazione.")


class AdminPerEnte(PermessiPerEnte, BaseAdmin):
    """A page of the administration, closed in the user's body; each change leaves a line in the register."""

    list_per_page = 50
    formfield_overrides = CAMPI

    def has_module_permission(self, request: HttpRequest) -> bool:
        return amministra(request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return righe_di(request, self.model).order_by(*self.get_ordering(request))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        esclusi = list(super().get_exclude(request, obj) or [])
        utente = request.user
        # The administrator of a body writes into it: there is nothing to choose.
        if isinstance(utente, Utente) and not utente.is_superuser and _ha_ente(self.model):
            esclusi.append("ente")
        return esclusi or None

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows the body that it does not show, so that what must be unique in the body is checked in it."""
        modulo = super().get_form(request, obj, change=change, **kwargs)
        utente = request.user
        if not isinstance(utente, Utente) or utente.is_superuser or not _ha_ente(self.model):
            return modulo
        ente_id = utente.ente_id

        class NelProprioEnte(modulo):  # type: ignore[misc,valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.instance.ente_id = ente_id

            def _get_validation_exclusions(self) -> set[str]:
                return set(super()._get_validation_exclusions()) - {"ente"}

            def _update_errors(self, errors: ValidationError) -> None:
                """What is wrong with the body, which has no field here, is said above the form."""
                if hasattr(errors, "error_dict") and "ente" in errors.error_dict:
                    errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop("ente"))
                super()._update_errors(errors)

        return NelProprioEnte

    def action_checkbox(self, obj: Any) -> SafeString:
        """As Django's, but for a browser that at F5 would tick the row that has come in the place of the one chosen."""
        return mark_safe(super().action_checkbox(obj).replace("<input ", '<input autocomplete="off" ', 1))  # noqa: S308

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"sola_lettura": self.blocco(request), **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["sola_lettura"] = self.blocco(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is added twice by a double click is added once."""
        return una_volta(super().changeform_view)(request, *args, **kwargs)

    def prima_di_scrivere(self, request: HttpRequest, obj: Any) -> None:
        """What must hold at the moment of writing: between the permission and the write something may have closed."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """Of a row that was there only what was changed is written: an act of somebody else meanwhile stays."""
        self.prima_di_scrivere(request, obj)
        cambi = cambi_di(form)
        if change:
            obj.save(update_fields=_cambiati(obj, form))
        else:
            super().save_model(request, obj, form, change)
        self._annota(request, "modifica" if change else "aggiunge", obj, cambi)

    def save_formset(self, request: HttpRequest, form: ModelForm[Any], formset: Any, change: bool) -> None:
        """Each row of an inline that changed is an act of its own."""
        moduli = [m for m in formset.forms if m.has_changed() and m not in formset.deleted_forms]
        fatti = [("aggiunge" if m.instance._state.adding else "modifica", m.instance, cambi_di(m)) for m in moduli]
        for modulo in formset.deleted_forms:
            if modulo.instance.pk is not None:
                self._annota(request, "elimina", modulo.instance, {}, di=form.instance)
        super().save_formset(request, form, formset, change)
        for verbo, riga, cambi in fatti:
            self._annota(request, verbo, riga, cambi, di=form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.prima_di_scrivere(request, obj)
        self._annota(request, "elimina", obj, {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def _annota(self, request: HttpRequest, verbo: str, obj: Any, cambi: dict[str, Any], di: Any = None) -> None:
        """The line of an act on a row; ``di`` is the row that one of an inline belongs to."""
        utente = utente_di(request)
        padrone = obj if di is None else di
        ente = padrone if isinstance(padrone, Ente) else (utente.ente or getattr(padrone, "ente", None))
        if ente is None or (isinstance(obj, Ente) and verbo == "elimina"):
            return
        nome = str(obj) if di is None else f"{di}: {obj}"
        registra(ente=ente, da=utente, azione=f"{verbo} {obj._meta.verbose_name}", oggetto=obj, nome=nome, **cambi)


class RigheAggiornate(BaseRighe):
    """Rows of an inline, some of which are settled and only read. Of the others what was changed is written."""

    def ferma(self, riga: Any) -> bool:
        """Whether a saved row does not change any more."""
        return False

    def add_fields(self, form: ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        for campo in form.fields.values():  # rows are named by their number, and a browser would put back by that
            widget: Any = campo.widget
            getattr(widget, "widget", widget).attrs["autocomplete"] = "off"
        if form.instance.pk is not None and self.ferma(form.instance):
            for campo in form.fields.values():
                campo.disabled = not campo.widget.is_hidden  # which row it is the browser must still say

    def save_existing(self, form: ModelForm[Any], obj: Any, commit: bool = True) -> Any:
        if commit:
            obj.save(update_fields=_cambiati(obj, form))
        return obj


class UnaLetturaSola(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        campo: SceltaDiMolteRighe = self.field  # type: ignore[assignment]
        if not campo.lette:
            campo.lette.extend(super().__iter__())
        return iter(campo.lette)


class SceltaDiMolteRighe(ModelChoiceField):  # type: ignore[type-arg]
    """A choice that every row of an inline offers, read from the database once for all of them."""

    iterator = UnaLetturaSola

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.lette: list[Any] = []
        super().__init__(*args, **kwargs)


class RigheInterne(PermessiPerEnte, BaseInline):
    """Rows edited inside the page of the object they belong to."""

    extra = 0
    formset = RigheAggiornate
    formfield_overrides = CAMPI
    lette_con: tuple[str, ...] = ()
    """The rows that the name of each of these reads."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.lette_con)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:  # type: ignore[type-arg]
        return super().formfield_for_foreignkey(db_field, request, **{"form_class": SceltaDiMolteRighe, **kwargs})


def _cambiati(riga: models.Model, form: ModelForm[Any]) -> list[str]:
    campi = {c.name for c in riga._meta.concrete_fields}
    return [nome for nome in form.changed_data if nome in campi]


def _ha_ente(modello: type[models.Model]) -> bool:
    return any(campo.name == "ente" for campo in modello._meta.fields)
