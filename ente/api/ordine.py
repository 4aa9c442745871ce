from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter

from ente.api.parametri import ORDINE, elenco_di


class InOrdine(OrderingFilter):
    """``?ordine=-anno``; rows that are equal stay in the order of their keys, or a cursor would lose some.

    The names are those of the fields of the answer; what the list cannot be ordered by is said, not left out.
    """

    ordering_param = ORDINE
    ordering_description = "Il campo per cui ordinare; con «-» davanti, al contrario."
    ordering_title = "Ordine"

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> Any:
        chiesti = elenco_di(request, ORDINE) if any(request.query_params.getlist(ORDINE)) else []
        scelto: Any = self.remove_invalid_fields(queryset, chiesti, view, request) if chiesti else ()
        scelto = scelto or self.get_default_ordering(view) or ()
        return [*scelto, *([] if {"pk", "-pk"} & set(scelto) else ["pk"])]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        nomi = [f"{verso}{nome}" for nome in getattr(view, "ordering_fields", None) or () for verso in ("", "-")]
        parametro = {
            "name": self.ordering_param,
            "required": False,
            "in": "query",
            "description": self.ordering_description,
            "schema": {"type": "array", "items": {"type": "string", "enum": nomi}, "minItems": 1},
            "style": "form",
            "explode": False,
        }
        return [parametro] if nomi else []

    def remove_invalid_fields(self, queryset: Any, fields: Iterable[str], view: Any, request: Any) -> list[str]:
        noti = [nome for nome, _ in self.get_valid_fields(queryset, view, {"request": request})]
        percorsi: dict[str, str] = getattr(view, "percorsi", {})
        chiesti = []
        for campo in fields:
            nome = campo.removeprefix("-")
            if nome not in noti:
                quali = f"ci sono: {', '.join(noti)}" if noti else "questo elenco ha un ordine solo"
                raise ValidationError({self.ordering_param: f"Per «{nome}» non si ordina; {quali}."})
            chiesti.append(f"{'-' if campo.startswith('-') else ''}{percorsi.get(nome, nome)}")
        return list(dict.fromkeys(chiesti))
