from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from import_export import fields, resources

from cruscotto.misurazione.livelli import PROSPETTIVE, primo_livello
from cruscotto.misurazione.prospetto import ObiettivoMisurato, ProspettivaMisurata, Prospetto, Riga

COLONNE = (
    "cruscotto",
    "prospettiva",
    "obiettivo_strategico",
    "programma",
    "obiettivo_operativo",
    "indicatore",
    "pira",
    "direzione",
    "target",
    "actual",
    "sal_calcolato",
    "sal_dichiarato",
    "sal",
    "peso",
    "riga_fonte",
)
DI_QUANDO = ("anno", "periodo")
"""What the file of a command says besides: it goes back to its year and its period, whatever is chosen."""


class RigaEsportata:
    """One placement with the headings above it: what a line of the export says."""

    anno = periodo = ""

    def __init__(
        self, prospetto: Prospetto, prospettiva: ProspettivaMisurata, obiettivo: ObiettivoMisurato, riga: Riga
    ):
        self.cruscotto = prospetto.codice
        self.prospettiva = self.area_strategica = prospettiva.nome
        self.obiettivo_strategico = obiettivo.titolo
        self.programma = riga.programma
        self.obiettivo_operativo = riga.obiettivo_operativo
        self.indicatore = riga.etichetta
        self.pira = "1" if riga.pira else "0"
        self.direzione = riga.direzione
        self.target = riga.target
        self.actual = riga.actual
        self.sal_calcolato = numero(riga.sal_calcolato)
        self.sal_dichiarato = numero(riga.sal_dichiarato)
        self.sal = numero(riga.sal)
        self.peso = numero(riga.peso)
        self.riga_fonte = "" if riga.riga_fonte is None else str(riga.riga_fonte)


def numero(valore: Decimal | None) -> str:
    """A decimal for machines: a point, no rounding, no exponent, no trailing zeros; empty when there is none."""
    if valore is None:
        return ""
    testo = f"{valore:f}"
    return testo.rstrip("0").rstrip(".") if "." in testo else testo


class IndicatoriResource(resources.Resource):  # type: ignore[misc]  # import_export ships no types
    """The placements of a cycle as a sheet. Columns and their order are a contract with those who read the file; a
    cycle has those of ``colonne_di``."""

    cruscotto = fields.Field("cruscotto", "cruscotto")
    prospettiva = fields.Field("prospettiva", "prospettiva")
    area_strategica = fields.Field("area_strategica", "area_strategica")
    obiettivo_strategico = fields.Field("obiettivo_strategico", "obiettivo_strategico")
    programma = fields.Field("programma", "programma")
    obiettivo_operativo = fields.Field("obiettivo_operativo", "obiettivo_operativo")
    indicatore = fields.Field("indicatore", "indicatore")
    pira = fields.Field("pira", "pira")
    direzione = fields.Field("direzione", "direzione")
    target = fields.Field("target", "target")
    actual = fields.Field("actual", "actual")
    sal_calcolato = fields.Field("sal_calcolato", "sal_calcolato")
    sal_dichiarato = fields.Field("sal_dichiarato", "sal_dichiarato")
    sal = fields.Field("sal", "sal")
    peso = fields.Field("peso", "peso")
    riga_fonte = fields.Field("riga_fonte", "riga_fonte")
    anno = fields.Field("anno", "anno")
    periodo = fields.Field("periodo", "periodo")

    class Meta:
        fields = (*COLONNE, "area_strategica", *DI_QUANDO)
        export_order = (*COLONNE, "area_strategica", *DI_QUANDO)


def colonne_di(prospetti: Sequence[Prospetto]) -> list[str]:
    """The columns of the export: of the levels above the programme those that the cycle has."""
    livello = primo_livello(p.codice for prospetto in prospetti for p in prospetto.prospettive)
    al_posto = {"prospettiva": "prospettiva" if livello is PROSPETTIVE else "area_strategica" if livello else ""}
    if not any(prospetto.con_obiettivi for prospetto in prospetti):
        al_posto["obiettivo_strategico"] = ""
    return (
        [c for nome in COLONNE if (c := al_posto.get(nome, nome))] if any(p.righe for p in prospetti) else list(COLONNE)
    )


def righe_esportate(prospetti: list[Prospetto]) -> list[RigaEsportata]:
    """The lines of the export in document order: by scorecard, then as printed."""
    return [
        RigaEsportata(prospetto, prospettiva, obiettivo, riga)
        for prospetto in prospetti
        for prospettiva in prospetto.prospettive
        for obiettivo in prospettiva.obiettivi
        for riga in obiettivo.righe
    ]
