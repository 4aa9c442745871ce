"""The sheets of the administration: import leads to the pages of the imports, export gives what the list shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from import_export import fields, resources
from import_export.admin import ExportMixin

from ente.admin_base import amministra
from ente.fogli.celle import Cella
from ente.fogli.scrittura import FORMATI
from ente.scarico import risposta

if TYPE_CHECKING:
    from ente.admin_base import AdminPerEnte

    BaseConFogli = AdminPerEnte
else:
    BaseConFogli = object

FORMATO = "formato"


class RisorsaDaEsportare(resources.Resource):  # type: ignore[misc]  # import_export ships no types
    """Rows as cells: numbers stay numbers, dates dates; a choice by its name, another row by its own."""

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Cella:
        *passi, ultimo = field.attribute.split("__")
        for passo in passi:
            instance = getattr(instance, passo, None)
        mostra = getattr(instance, f"get_{ultimo}_display", None)
        return cella(mostra() if mostra else getattr(instance, ultimo, None))


def cella(valore: Any) -> Cella:
    """A value of a column as a sheet keeps it."""
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, dt.datetime):
        return timezone.localtime(valore).replace(tzinfo=None)
    if valore is None or isinstance(valore, str | int | Decimal | dt.date):
        return valore
    return str(valore)


def risorsa(nome: str, colonne: Mapping[str, str]) -> type[RisorsaDaEsportare]:
    """A resource whose columns are headings with the attribute that each gives: ``{"Area": "area__nome"}``."""
    campi = {f"c{n}": fields.Field(attribute, titolo) for n, (titolo, attribute) in enumerate(colonne.items())}
    meta = type("Meta", (), {"fields": tuple(campi), "export_order": tuple(campi)})
    return type(nome, (RisorsaDaEsportare,), {**campi, "Meta": meta})


class ConFogli(ExportMixin, BaseConFogli):  # type: ignore[misc]
    """A list of the administration with the buttons of django-import-export. There is one way in only: the import
    button goes to the page of the imports, with ``genere_importato`` chosen."""

    import_export_change_list_template = "admin/elenco_con_fogli.html"
    genere_importato = ""
    lette_per_foglio: tuple[str, ...] = ()
    """The rows that the columns read."""
    prima_lette_per_foglio: tuple[str, ...] = ()
    """The same, where there may be more of them for a row."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        return amministra(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        ha_ente = getattr(request.user, "ente_id", None) is not None
        fogli = {"genere_importato": self.genere_importato if ha_ente else "", "formati": list(FORMATI)}
        return super().changelist_view(request, {**fogli, **(extra_context or {})})

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """What the list with the same filters shows, as a sheet (``?formato=`` xlsx, ods, csv).

        Raises:
            Http404: a format or a filter that there is not.
        """
        if not self.has_export_permission(request):
            raise PermissionDenied
        parametri = request.GET.copy()
        formato = str(parametri.pop(FORMATO, ["xlsx"])[-1])
        if formato not in FORMATI:
            raise Http404
        request.GET = parametri  # type: ignore[assignment]  # the list takes whatever is left for a filter
        try:
            righe = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            raise Http404 from None
        lette = righe.select_related(*self.lette_per_foglio).prefetch_related(*self.prima_lette_per_foglio)
        insieme = self.get_export_resource_classes(request)[0]().export(lette)
        modello: type[Model] = self.model
        nome = slugify(str(modello._meta.verbose_name_plural))
        return risposta(formato, nome, insieme.headers, list(insieme))
