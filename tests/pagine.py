"""The pages of the site as the urlconf lists them, with an address to try; for tests and script/bench."""

from __future__ import annotations

from django.urls import URLPattern, reverse

from cruscotto.urls import app_name, urlpatterns

# What fills the parameters of an address in a body of ``cruscotto.carico``: ``area4`` has 40 rows in the full load.
CODICI = {"cruscotto": "area4", "indicatore": "i0001", "tavola": "imprese-settore"}


class MancaEsempio(LookupError):
    """A page has a parameter for which no example is known."""


def pagine() -> list[str]:
    """The names of the pages, as ``reverse`` wants them."""
    return [f"{app_name}:{voce.name}" for voce in urlpatterns]


def indirizzo(pagina: str, anno: int) -> str:
    """An address of a page in the cycle of a year.

    Raises:
        MancaEsempio: the page has a parameter that ``CODICI`` does not fill.
    """
    nome = pagina.removeprefix(f"{app_name}:")
    [voce] = [v for v in urlpatterns if v.name == nome]
    assert isinstance(voce, URLPattern)
    argomenti: dict[str, object] = {}
    for parametro in voce.pattern.converters:
        if parametro == "anno":
            argomenti[parametro] = anno
        elif parametro == "codice" and nome.split("-")[0] in CODICI:
            argomenti[parametro] = CODICI[nome.split("-")[0]]
        else:
            raise MancaEsempio(f"{pagina}: dite in tests/pagine.py che cosa mettere per «{parametro}».")
    return reverse(pagina, kwargs=argomenti)
