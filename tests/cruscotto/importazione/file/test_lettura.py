"""What the page says of what a file hides."""

from __future__ import annotations

from cruscotto.importazione.file.lettura import avvisi_di_lettura
from ente.fogli.lettura import leggi_fogli
from tests.mondi.fogli import CASI, cella_ods, fods, tavola_ods

NASCOSTO = (
    '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
FIRMA = "cannocchiale:valori:scena:2024:1"


def avvisi(prima_cella: str) -> list[tuple[str, str]]:
    """Of a sheet with a hidden column and two hidden rows, beside a hidden one with the lists."""
    colonna = '<table:table-column table:visibility="collapse"/>'
    dati = tavola_ods(cella_ods(prima_cella) + cella_ods("b"), *[cella_ods("1") + cella_ods("2")] * 4, nome="Valori")
    for n in (2, 3):
        parti = dati.split("<table:table-row>")
        dati = "<table:table-row>".join(parti[:n]) + '<table:table-row table:visibility="collapse">'
        dati += "<table:table-row>".join(parti[n:])
    dati = dati.replace("<table:table-row>", f"{colonna}<table:table-row>", 1)
    elenchi = tavola_ods(cella_ods("x"), nome="Elenchi", stile="ta1")
    trovati = avvisi_di_lettura(leggi_fogli(fods(dati + elenchi, NASCOSTO)))
    return [(a.posto, a.motivo.partition(":")[0]) for a in trovati]


def test_what_is_hidden_is_said() -> None:
    assert avvisi("a") == [
        ("Elenchi!A1", "il foglio è nascosto"),
        ("Valori!A2", "nel foglio ci sono righe nascoste (2, 4)"),
        ("Valori!A1", "nel foglio ci sono colonne nascoste (A)"),
    ]


def test_of_what_the_sheet_of_an_office_hides_by_itself_nothing_is_said() -> None:
    assert [posto for posto, _ in avvisi(FIRMA)] == ["Valori!A2"]


def test_what_an_old_xls_hides_is_said_too() -> None:
    trovati = avvisi_di_lettura(leggi_fogli((CASI / "vecchio.xls").read_bytes()))
    assert [a.posto for a in trovati] == ["Vecchio!A1", "Valori!A5", "Valori!C1", "Valori!B7"]
    assert trovati[-1].motivo == "è una durata: letta in ore, 36."
