"""Rows that belong to a period: those of a closed one come from its photograph, as the pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.api.nomi import traduci
from cruscotto.ciclo.anno_scelto import nascosti_oggi
from cruscotto.ciclo.fotografie import Aperta, fotografia_di, prefetch_fotografie
from cruscotto.models import Ciclo, Periodo
from ente.api.righe import RisorsaDiRighe
from ente.poteri import Poteri
from ente.richiesta import utente_di


@dataclass(frozen=True, slots=True)
class Lastra:
    """A closed period with its photograph, and what of it the person may read. ``cruscotti`` are keys."""

    periodo: Periodo
    foto: Aperta
    poteri: Poteri
    cruscotti: frozenset[int]


class DalleFotografie(RisorsaDiRighe):
    """Subclasses say which rows a photograph gives in the place of those of the database.

    ``di_periodo`` is the path of the rows to what a photograph stands for, the cycle or the period itself;
    ``in_memoria`` how a column that the database computes is computed of a row of a photograph; ``prove`` how a filter
    that is not an equality looks at one.
    """

    di_periodo: ClassVar[str]
    in_memoria: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    prove: ClassVar[Mapping[str, Callable[[Any, Any, Lastra], bool]]] = {}

    insieme: Any = None
    """The filters of the address, once the rows have been filtered."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in ("list", "retrieve"):
            traduci(request, utente_di(request), self.periodi_di_cui_si_parla())

    def periodi_di_cui_si_parla(self) -> QuerySet[Periodo]:
        """The periods that the address may name."""
        return Periodo.objects.visibili_a(utente_di(self.request))

    def periodi_scelti(
        self, periodi: Mapping[Ciclo, Sequence[Periodo]], chiesti: Mapping[str, Any]
    ) -> Iterable[Periodo]:
        """The periods whose rows are asked, of the cycles that are."""
        raise NotImplementedError

    def sostituite(self, periodo: Periodo) -> int:
        """The key that ``di_periodo`` has in the rows of the database that the photograph stands for."""
        raise NotImplementedError

    def fotografate(self, lastra: Lastra) -> Iterable[Model]:
        """The rows of a photograph that the person may read."""
        raise NotImplementedError

    @cached_property
    def chiesti(self) -> dict[str, Any]:
        """What the filters of the address ask, checked: what is not asked is not there."""
        filtri: Any = self.insieme or self.filterset_class(  # type: ignore[attr-defined]
            data=self.request.query_params, queryset=self.get_queryset(), request=self.request
        )
        modulo = filtri.form
        return {n: v for n, v in modulo.cleaned_data.items() if v not in (None, "")} if modulo.is_valid() else {}

    @cached_property
    def lastre(self) -> list[Lastra]:
        """The photographs of the closed periods whose rows are asked; four queries at most."""
        utente = utente_di(self.request)
        periodi = Periodo.objects.visibili_a(utente).exclude(stato="futuro").select_related("ciclo__ente")
        if "ciclo" in self.chiesti:
            periodi = periodi.filter(ciclo=self.chiesti["ciclo"])
        if "anno" in self.chiesti:
            periodi = periodi.filter(ciclo__anno=self.chiesti["anno"])
        per_ciclo: dict[Ciclo, list[Periodo]] = {}
        for p in periodi.order_by("ciclo", "numero"):
            per_ciclo.setdefault(p.ciclo, []).append(p)
        scelti = list(self.periodi_scelti(per_ciclo, self.chiesti))
        prefetch_fotografie(scelti)
        aperte = [(p, foto) for p in scelti if (foto := fotografia_di(p)) is not None]
        poteri = Poteri.di(utente)
        nascosti = nascosti_oggi(poteri, {p.ciclo_id for p, _ in aperte})
        return [
            Lastra(
                p,
                foto,
                poteri,
                frozenset(c.pk for c in foto.cruscotti if c.visibile_con(poteri) and c.pk not in nascosti),
            )
            for p, foto in aperte
        ]

    def elenco(self) -> Any:
        di_oggi: Any = super().elenco()
        if not self.lastre:
            return di_oggi
        ordine = [str(campo).lstrip("-") for campo in di_oggi.query.order_by]
        fuori = {f"{self.di_periodo}__in": [self.sostituite(lastra.periodo) for lastra in self.lastre]}
        nomi = self._nomi(ordine)
        return [*di_oggi.exclude(**fuori), *(self._riga(riga, nomi) for riga in self._scelte())]

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        di_oggi = get_object_or_404(self.get_queryset().values_list(self.di_periodo, flat=True), pk=self.kwargs["pk"])
        lastra = next((x for x in self.lastre if self.sostituite(x.periodo) == di_oggi), None)
        if lastra is None:
            return super().retrieve(request, *args, **kwargs)
        fotografata = next((r for r in self.fotografate(lastra) if str(r.pk) == str(self.kwargs["pk"])), None)
        if fotografata is None:
            raise Http404
        serializer: Any = self.get_serializer()
        riga = self._riga(fotografata, self._nomi(()))
        self.completa([riga], serializer.chiesti)
        return Response(serializer.to_representation(riga), headers=self.testate(riga))

    def _scelte(self) -> Iterable[Model]:
        """The rows of the photographs that the filters of the address let through."""
        filtri = self.filterset_class.base_filters  # type: ignore[attr-defined]
        for lastra in self.lastre:
            for riga in self.fotografate(lastra):
                if all(
                    self.prove[nome](riga, valore, lastra)
                    if nome in self.prove
                    else _segui(riga, filtri[nome].field_name) == valore
                    for nome, valore in self.chiesti.items()
                ):
                    yield riga

    def _nomi(self, ordine: Sequence[str]) -> Iterable[str]:
        """The paths of the columns that a row of a photograph has to give, found once for all of them."""
        serializer: Any = self.get_serializer()
        colonne = [c for _, c, _ in serializer._colonne if not c.startswith("x_") and c not in serializer.calcolati]
        return dict.fromkeys(["pk", *colonne, *serializer.servono, *ordine])

    def _riga(self, riga: Model, nomi: Iterable[str]) -> dict[str, Any]:
        """A row of a photograph by columns, as ``RigheSerializer.leggi`` gives those of the database."""
        letta = {nome: _segui(riga, nome) for nome in nomi}
        return letta | {f"x_{nome}": calcola(riga) for nome, calcola in self.in_memoria.items()}


def _segui(riga: Any, percorso: str) -> Any:
    """What a path of foreign keys leads to, a row by its key as in the database; None where one of them is empty."""
    trovato = reduce(lambda dove, passo: None if dove is None else getattr(dove, passo), percorso.split("__"), riga)
    return trovato.pk if isinstance(trovato, Model) else trovato
