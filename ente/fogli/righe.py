"""The rows of the tables of a file, each value under the field of its heading and with the name of its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ente.fogli.intestazioni import Colonna, Tabella, trova_tabella
from ente.fogli.lettura import Foglio, posto
from ente.importazione import Errore, RigaLetta


@dataclass(frozen=True, slots=True)
class RigaDiFoglio(RigaLetta):
    """A row of a sheet: ``file`` is the sheet's name, ``numero`` the row as the program shows it, from 1."""

    indici: Mapping[str, int] = field(default_factory=dict)

    def posto(self, colonna: str = "") -> str:
        """Where a value stands, as ``Foglio1!C12``; the whole row for a field that the sheet does not have."""
        indice = self.indici.get(colonna)
        return f"{self.file}!{posto(self.numero - 1, indice) if indice is not None else f'riga {self.numero}'}"


@dataclass(slots=True)
class Letto:
    """A file as read: its tables, their rows in order, what keeps it from being read."""

    tabelle: list[Tabella] = field(default_factory=list)
    righe: list[RigaLetta] = field(default_factory=list)
    errori: list[Errore] = field(default_factory=list)


def leggi_righe(
    fogli: Sequence[Foglio], colonne: Sequence[Colonna], ricordate: Mapping[str, str] | None = None
) -> Letto:
    """The rows of every sheet whose headings are recognised; the others are left out, unless none is.

    ``ricordate`` as in ``trova_tabella``. Blank rows are skipped.
    """
    letto = Letto()
    for foglio in fogli:
        tabella = trova_tabella(foglio, colonne, ricordate)
        if tabella is None:
            continue
        letto.tabelle.append(tabella)
        for colonna in tabella.mancanti(colonne):
            motivo = f"manca la colonna «{colonna.nome}»: aggiungetela, o dite qual è fra quelle che ci sono."
            letto.errori.append(Errore(f"{foglio.nome}!riga {tabella.riga + 1}", motivo))
        letto.righe.extend(righe_di(tabella))
    if not letto.tabelle:
        attese = ", ".join(c.nome for c in colonne if c.obbligatoria)
        motivo = f"non trovo una riga di intestazioni: servono almeno le colonne {attese}."
        letto.errori.append(Errore(f"{fogli[0].nome}!riga 1" if fogli else "file", motivo))
    return letto


def righe_di(tabella: Tabella) -> list[RigaLetta]:
    """The rows below the headings of a table that have something in a recognised column."""
    indici = tabella.indici
    righe: list[RigaLetta] = []
    for n, celle in enumerate(tabella.foglio.righe[tabella.riga + 1 :], tabella.riga + 2):
        valori = {campo: celle[i] if i < len(celle) else "" for campo, i in indici.items()}
        if any(valori.values()):
            righe.append(RigaDiFoglio(tabella.foglio.nome, n, valori, indici))
    return righe
