"""The pages of the administration for what belongs to a cycle: all is only read once its Relazione has been adopted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.ciclo.righe_del_ciclo import percorso_ciclo
from cruscotto.misurazione.livelli import in_fila
from cruscotto.models import CONGELATI, Ciclo, ObiettivoInProspettiva, ObiettivoOperativo, Programma
from ente.admin_base import AdminPerEnte, PermessiPerEnte, RigheInterne, righe_di

ADOTTATA = "La Relazione {anno} è già stata adottata: i suoi dati si leggono e non si modificano più."


def ciclo_di(riga: models.Model) -> int | None:
    """The key of the cycle that a row belongs to; None when it belongs to none."""
    percorso = percorso_ciclo(type(riga))
    if not percorso:
        return None if percorso is None else riga.pk
    valore: Any = riga
    *passi, _ = percorso.split("__")
    for passo in passi:
        valore = getattr(valore, passo)
    chiave: int | None = valore.ciclo_id
    return chiave


def congelati(request: HttpRequest) -> dict[int, int]:
    """The years of the adopted cycles that the user administers, by key. Asked of the database once a request."""
    if not hasattr(request, "_congelati"):
        cicli = righe_di(request, Ciclo).filter(stato__in=CONGELATI).order_by()
        request._congelati = dict(cicli.values_list("pk", "anno"))  # type: ignore[attr-defined]
    anni: dict[int, int] = request._congelati  # type: ignore[attr-defined]
    return anni


class NodoScelto(ModelChoiceField):  # type: ignore[type-arg]
    """A node as who draws the map looks for it: year, prospettiva, objective."""

    def label_from_instance(self, obj: ObiettivoInProspettiva) -> str:
        return f"{obj.obiettivo.ciclo.anno} · {obj}"


class ProgrammaScelto(ModelChoiceField):  # type: ignore[type-arg]
    """A programme as who places an indicator looks for it: year, objective, name."""

    def label_from_instance(self, obj: Programma) -> str:
        return f"{obj.nodo.obiettivo.ciclo.anno} · {in_fila(obj.nodo.obiettivo.titolo, obj.nome)}"


class OperativoScelto(ModelChoiceField):  # type: ignore[type-arg]
    """An operating objective, with its year, objective and programme."""

    def label_from_instance(self, obj: ObiettivoOperativo) -> str:
        sopra = obj.programma
        nodo = sopra.nodo
        return f"{nodo.obiettivo.ciclo.anno} · {in_fila(nodo.obiettivo.titolo, sopra.nome, obj.nome)}"


DI_UN_RAMO: dict[type[models.Model], tuple[type[ModelChoiceField], str]] = {  # type: ignore[type-arg]
    Programma: (ProgrammaScelto, "nodo__obiettivo"),
    ObiettivoOperativo: (OperativoScelto, "programma__nodo__obiettivo"),
}
"""What is chosen from a branch of the tree: how it is named, and the path to its objective."""


class PermessiDelCiclo(PermessiPerEnte):
    """Nothing of an adopted cycle is written, and nothing else is moved into it."""

    def blocco(self, request: HttpRequest, obj: Any = None) -> str:
        motivo = super().blocco(request, obj)
        if motivo or obj is None or obj.pk is None:
            return motivo
        anno = congelati(request).get(ciclo_di(obj) or 0)
        return ADOTTATA.format(anno=anno) if anno else ""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        modello = db_field.remote_field.model
        scelte, percorso = righe_di(request, modello), percorso_ciclo(modello)
        if percorso is not None:
            scelte = scelte.exclude(**{f"{percorso}__stato__in".removeprefix("__"): CONGELATI})
        if modello is ObiettivoInProspettiva:
            scelte = scelte.select_related("prospettiva", "obiettivo__ciclo")
            scelte = scelte.order_by("-obiettivo__ciclo__anno", "prospettiva__ordine", "obiettivo__numero")
            kwargs["form_class"] = NodoScelto
        if modello in DI_UN_RAMO:
            kwargs["form_class"], verso = DI_UN_RAMO[modello]
            scelte = scelte.select_related(f"{verso}__ciclo").order_by(
                f"-{verso}__ciclo__anno", f"{verso}__numero", "pk"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs, queryset=scelte)


class AdminDelCiclo(PermessiDelCiclo, AdminPerEnte):
    """A page for rows of a cycle. The state of the cycle is asked again, under its lock, when they are written."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With the rows that lead to the cycle: whether it is adopted is asked of each one that is deleted."""
        verso, _, _ = (percorso_ciclo(self.model) or "").rpartition("__")
        altri = self.list_select_related if not isinstance(self.list_select_related, bool) else ()
        insieme = super().get_queryset(request)
        return insieme.select_related(verso, *altri) if verso else insieme

    def prima_di_scrivere(self, request: HttpRequest, obj: Any) -> None:
        super().prima_di_scrivere(request, obj)
        ciclo_id = ciclo_di(obj)
        if ciclo_id is not None:
            esige_ciclo_modificabile(blocca_ciclo(ciclo_id, esclusivo=True))


class RigheDelCiclo(PermessiDelCiclo, RigheInterne):
    """Rows inside the page of what they belong to: they follow it."""
