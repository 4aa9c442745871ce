"""The administration of one body: an administrator sees and changes the rows of the own body, and no other's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from ente.actions.registro import registra
from ente.models import Ente, Incarico, Ruolo, Utente
from ente.querysets import EnteQuerySet
from ente.richiesta import utente_di

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    BaseInline = admin.TabularInline[Any, Any]
else:
    BaseAdmin = admin.ModelAdmin
    BaseInline = admin.TabularInline


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

    sola_lettura = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.sola_lettura

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.sola_lettura

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.sola_lettura

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:  # type: ignore[type-arg]
        """Choices of the own body only: otherwise a form would be a window on the others."""
        if issubclass(db_field.remote_field.model, models.Model):
            kwargs.setdefault("queryset", righe_di(request, db_field.remote_field.model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc,no-any-return]


class AdminPerEnte(PermessiPerEnte, BaseAdmin):
    """A page of the administration, closed in the user's body; each change leaves a line in the register."""

    list_per_page = 50

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

        return NelProprioEnte

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._annota(request, "modifica" if change else "aggiunge", obj, form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._annota(request, "elimina", obj, [])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def _annota(self, request: HttpRequest, verbo: str, obj: Any, campi: list[str]) -> None:
        utente = utente_di(request)
        ente = obj if isinstance(obj, Ente) else (utente.ente or getattr(obj, "ente", None))
        if ente is not None and not (isinstance(obj, Ente) and verbo == "elimina"):
            nome = self.model._meta.verbose_name
            registra(ente=ente, da=utente, azione=f"{verbo} {nome}", oggetto=obj, pk=obj.pk, campi=campi)


class RigheInterne(PermessiPerEnte, BaseInline):
    """Rows edited inside the page of the object they belong to."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return amministra(request) and not self.sola_lettura


def _ha_ente(modello: type[models.Model]) -> bool:
    return any(campo.name == "ente" for campo in modello._meta.fields)
