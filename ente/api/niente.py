from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.request import Request

from ente.api.vista import Vista


class Niente(Vista):
    """Where no address of the API is: a problem as the others, and not a page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super(Vista, self).initial(request, *args, **kwargs)  # nothing is here, whatever is asked of it
        raise Http404
