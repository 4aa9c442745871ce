"""What a column may be besides the fields of its kind: the value of one period, the target of one year. Where several
stand side by side, the one of the period or of the year that was chosen is read, the others are left out and said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.models import Periodo
from ente.fogli.colonne import Intestazione
from ente.importazione import ErroreNelFile

VALORI = {"indicatori": "actual", "rilevazioni": "valore"}
"""The field of the value of a period, by kind."""
ATTESI = {"indicatori": "target"}
"""The field of the target of a year, by kind."""
ANNI = (-1, 1, 2)
"""The years beside the one of the cycle, as far from it."""

_CODICE = re.compile(r"(valore|target):([+-]?\d{1,3})")


def significati(genere: GenereImportabile, periodi: Sequence[Periodo], anno: int) -> dict[str, str]:
    """What may be said of a column besides its field, with its name for people: ``valore:2`` is the value of the second
    period, ``target:+1`` the target of the year after that of the cycle."""
    detti: dict[str, str] = {}
    if genere.codice in VALORI:
        detti |= {f"valore:{p.numero}": f"Valore del periodo {p.numero} ({p.nome})" for p in periodi}
    if genere.codice in ATTESI and anno:
        detti |= {f"target:{n:+d}": f"Valore atteso del {anno + n}" for n in ANNI}
    return detti


def periodi_di(genere: GenereImportabile, dove: Dove) -> list[Periodo]:
    """The periods whose values a column may hold; one query, for the kinds that have values."""
    if genere.codice not in VALORI or dove.del_ciclo is None:
        return []
    return list(Periodo.objects.filter(ciclo=dove.del_ciclo).order_by("numero"))


def campi_letti(mappa: Mapping[str, str], genere: GenereImportabile, dove: Dove) -> dict[str, str]:
    """The fields that some answers stand for, where the file goes in: that of a value when it is of the period chosen;
    what is of another one keeps its name, and fills no field."""
    numero = dove.periodo.numero if dove.periodo else 0
    letti = {}
    for chiave, codice in mappa.items():
        trovato = _CODICE.fullmatch(codice)
        letti[chiave] = codice
        if trovato and trovato[1] == "valore" and int(trovato[2]) == numero:
            letti[chiave] = VALORI.get(genere.codice, codice)
    return letti


def restano_fuori(intestazioni: Sequence[Intestazione], anno: int) -> list[ErroreNelFile]:
    """What is said of the columns that are of another period or year."""
    detti = []
    for i in intestazioni:
        trovato = _CODICE.fullmatch(i.campo)
        if trovato and trovato[1] == "valore":
            motivo = f"la colonna «{i.testo[:60]}» è del periodo {trovato[2]}, e resta fuori: per leggerla scegliete "
            detti.append(ErroreNelFile(i.posto, f"{motivo}quel periodo e caricate lo stesso file."))
        elif trovato:
            quale = anno + int(trovato[2])
            motivo = f"la colonna «{i.testo[:60]}» è il valore atteso del {quale}, e resta fuori: per leggerla "
            detti.append(ErroreNelFile(i.posto, f"{motivo}caricate lo stesso file nel ciclo {quale}."))
    return detti
