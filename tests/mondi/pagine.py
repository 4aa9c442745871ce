"""The pages of the site as the urlconf lists them, with an address to try; for tests and script/bench."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import URLPattern, reverse

from cruscotto.models import Collocazione
from cruscotto.urls import urlpatterns as del_cruscotto
from relazione.urls import urlpatterns as dei_documenti

# What fills the parameters of an address in a body of the invented load: ``area4`` has 40 rows in the full load.
CODICI = {
    "cruscotto": "area4",
    "area": "area4",
    "pesi": "area4",
    "piano": "area4",
    "indicatore": "i0001",
    "target": "i0001",
    "regola": "i0001",
    "definizione": "i0001",
    "tavola": "imprese-settore",
}
PERIODO = 1

SOLO_POST = {
    "valore-save",
    "valore-preview",
    "valore-transmit",
    "valore-withdraw",
    "valore-return",
    "evidenza-remove",
    "solleciti-send",
    "periodi-create",
    "periodo-open",
    "periodo-close",
    "periodo-reopen",
    "periodo-shut",
    "documento-begin",
    "stesura-ask",
    "stesura-cancel",
    "controllo-accept",
    "controllo-withdraw",
    "edizione-seal",
    "edizione-return",
    "edizione-answer",
    "edizione-validate",
    "edizione-refuse",
    "edizione-publish",
    "esame-begin",
    "criterio-judge",
    "carta-add",
    "carta-remove",
    "edizione-correct",
    "edizione-withdraw",
    "sigillato-sign",
    "documento-carry",
    "narrativa-carry",
    "sezione-add",
    "sezione-accept",
    "sezione-move",
    "sezione-remove",
    "sezione-restore",
    "importazione-answer",
    "importazione-confirm",
    "importazione-undo",
    "importazione-discard",
    "definizione-remove",
    "voce-remove",
}
"""The addresses that only receive: tests/sito/test_matrice_permessi.py says what they answer."""

SENZA_ESEMPIO = {
    "stesura-download",
    "sigillato-download",
    "carta-download",
    "scrittura",
    "scrittura-missing",
    "sezione",
    "sezione-preview",
    "sezione-entries",
    "sezione-sentences",
    "sezione-define",
    "sezione-history",
    "evidenza-download",
    "azione-edit",
    "valore-readmit",
    "voce-edit",
    "importazione",
    "importazione-file",
    "importazione-errors",
    "importazione-model",
}
"""Pages of a row that no load has (a file, a section, a neutralised value, an action, an import), and a file that is
the same for all bodies. Their own tests count the queries."""


TUTTO_INSIEME = {"ciclo-download", "approvazione"}
"""What reads every table of a cycle and so asks more than a page may: tests/cruscotto/esportazione counts, and
tests/relazione/pubblicazione."""
PORTE = {"relazione:inizio"}
"""The addresses that only lead to another page."""


class MancaEsempio(LookupError):
    """A page has a parameter for which no example is known."""


INDIRIZZI = {f"cruscotto:{v.name}": v for v in del_cruscotto} | {f"relazione:{v.name}": v for v in dei_documenti}


def pagine() -> list[str]:
    """The names of the pages, as ``reverse`` wants them."""
    fuori = SOLO_POST | SENZA_ESEMPIO | TUTTO_INSIEME
    return [nome for nome in INDIRIZZI if nome.partition(":")[2] not in fuori and nome not in PORTE]


def indirizzo(pagina: str, anno: int, ente: str = "arezzo-siena", codici: Mapping[str, str] = CODICI) -> str:
    """An address of a page in the cycle of a year of a body.

    Raises:
        MancaEsempio: the page has a parameter that nothing here fills.
    """
    nome, voce = pagina.partition(":")[2], INDIRIZZI[pagina]
    assert isinstance(voce, URLPattern)
    argomenti: dict[str, object] = {}
    for parametro in voce.pattern.converters:
        if parametro == "anno":
            argomenti[parametro] = anno
        elif parametro in ("periodo", "numero"):
            argomenti[parametro] = PERIODO
        elif parametro == "voce":
            argomenti[parametro] = "obiettivo"
        elif parametro == "chiave":
            argomenti[parametro] = _chiave(ente, anno)
        elif parametro == "codice" and nome.split("-")[0] in codici:
            argomenti[parametro] = codici[nome.split("-")[0]]
        else:
            raise MancaEsempio(f"{pagina}: dite in tests/mondi/pagine.py che cosa mettere per «{parametro}».")
    return reverse(pagina, kwargs=argomenti)


def _chiave(ente: str, anno: int) -> str:
    """A value of the body in that year, as the addresses name it; any number without one, for a 404."""
    collocazioni = Collocazione.objects.filter(
        cruscotto__ciclo__ente__codice=ente, cruscotto__ciclo__anno=anno, rilevata_a_parte=False
    )
    prima = collocazioni.order_by("cruscotto__ordine", "ordine").first()
    return str(prima.indicatore_id) if prima else "0"
