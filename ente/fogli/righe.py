"""The rows of the tables of a file, each value under the field of its heading and with the name of its cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ente.fogli.contorno import INTESTAZIONI, perche_non_e_riga, vuota
from ente.fogli.intestazioni import Colonna, TabellaDelFoglio, trova_tabella
from ente.fogli.lettura import Foglio, posto
from ente.fogli.nel_tempo import ANNO, DELL_ANNO, PERIODO, ColonnaNelTempo, righe_nel_tempo
from ente.importazione import ErroreNelFile, RigaLetta

ISTRUZIONI = "Istruzioni"
"""The sheet that our own models have beside the one to fill in: nobody is told that it was not read."""


@dataclass(frozen=True, slots=True)
class RigaDiFoglio(RigaLetta):
    """A row of a sheet: ``file`` is the sheet's name, ``numero`` the row as the program shows it, from 1.

    ``indici`` are the columns (from 0) of its fields; ``ereditati`` the cells, as ``Foglio1!A3``, of the values that
    hold for it but are written elsewhere.
    """

    indici: Mapping[str, int] = field(default_factory=dict)
    ereditati: Mapping[str, str] = field(default_factory=dict)

    def posto(self, colonna: str = "") -> str:
        """Where a value stands, as ``Foglio1!C12``; for the whole row, or a field the sheet does not have, the
        first of its cells that is read."""
        if colonna in self.ereditati:
            return self.ereditati[colonna]
        indice = self.indici[colonna] if colonna in self.indici else min(self.indici.values())
        return f"{self.file}!{posto(self.numero - 1, indice)}"


@dataclass(frozen=True, slots=True)
class Intestazione:
    """A heading of a file: where it stands, as written, the field that it was taken for (empty: nobody knows)."""

    posto: str
    testo: str
    campo: str


@dataclass(slots=True)
class Letto:
    """A file as read: its rows in order, what keeps it from being read, what was left out of it.

    ``giudicabile``: its columns are the right ones, so that what its rows say can be judged too. ``fogli`` are the
    sheets as they are, for what is no list of rows.
    """

    righe: list[RigaLetta] = field(default_factory=list)
    fogli: Sequence[Foglio] = ()
    intestazioni: list[Intestazione] = field(default_factory=list)
    errori: list[ErroreNelFile] = field(default_factory=list)
    avvisi: list[ErroreNelFile] = field(default_factory=list)
    giudicabile: bool = True


def leggi_righe(
    fogli: Sequence[Foglio],
    colonne: Sequence[Colonna],
    anno: int,
    *,
    totali: bool = False,
    da_soli: Collection[str] | None = None,
    nel_tempo: Sequence[str] = (),
) -> Letto:
    """The rows of every sheet whose headings are recognised; the others are left out, unless none is.

    Blank rows are skipped; what is no row of the table is too, and is said (``contorno.motivo``, which has ``totali``
    and ``da_soli``). A cell whose value cannot be known is an error only under a recognised heading. The columns of
    several years, or parts of a year, of the fields ``nel_tempo`` are a row each.
    """
    letto = Letto(fogli=fogli)
    tabelle, saltati = [], []
    for foglio in fogli:
        tabella = trova_tabella(foglio, colonne, anno, nel_tempo)
        if tabella is None and foglio.nome == ISTRUZIONI:
            continue
        if tabella is None:
            saltati.append(
                ErroreNelFile(f"{foglio.nome}!A1", "non ci sono intestazioni note: il foglio non è stato letto.")
            )
            continue
        controlla_colonne(tabella, colonne, letto)
        tabelle.append(tabella)
    letto.giudicabile = not letto.errori
    for tabella in tabelle:
        _aggiungi_righe(tabella, letto, totali, da_soli, nel_tempo)
    if not tabelle:
        attese = ", ".join(f"«{c.nome}»" for c in colonne if c.obbligatoria)
        motivo = f"non trovo una riga di intestazioni: servono almeno le colonne {attese}."
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", motivo))
    elif not letto.righe and not letto.errori:
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", "sotto le intestazioni non c'è nessuna riga."))
    else:
        letto.avvisi.extend(saltati)
    return letto


def controlla_colonne(tabella: TabellaDelFoglio, colonne: Sequence[Colonna], letto: Letto) -> None:
    """Note the headings of a table, and what is wrong with them: missing, repeated, unknown."""
    foglio = tabella.foglio
    campi = dict.fromkeys(tabella.sconosciute, "")
    campi |= {i: campo for campo, indici in tabella.indici.items() for i in indici}
    campi |= {c.indice: c.campo for c in tabella.nel_tempo}
    for indice, campo in sorted(campi.items()):
        dove = f"{foglio.nome}!{posto(tabella.riga, indice)}"
        letto.intestazioni.append(Intestazione(dove, foglio.righe[tabella.riga][indice], campo))
    for colonna in colonne:
        indici = tabella.indici.get(colonna.campo, ())
        if colonna.obbligatoria and colonna.campo not in tabella.campi:
            altre = " o ".join(f"«{s}»" for s in (colonna.nome, *colonna.sinonimi[:2]))
            motivo = f"manca la colonna {altre}: aggiungetela nella riga delle intestazioni."
            letto.errori.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, 0)}", motivo))
        for ripetuta in indici[1:]:
            motivo = f"la colonna «{colonna.nome}» c'è già in {posto(tabella.riga, indici[0])}: lasciatene una."
            letto.errori.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, ripetuta)}", motivo))
    for indice in tabella.ripetute:
        motivo = DELL_ANNO.format(" ".join(foglio.righe[tabella.riga][indice].split()))
        letto.avvisi.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, indice)}", motivo))
    for indice in tabella.sconosciute:
        motivo = f"la colonna «{foglio.righe[tabella.riga][indice][:60]}» non è fra quelle note: non è stata letta."
        letto.avvisi.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, indice)}", " ".join(motivo.split())))


def nel_tempo_di(
    riga: RigaDiFoglio, celle: Sequence[str], tabella: Sequence[ColonnaNelTempo], testata: int, campi: Collection[str]
) -> list[RigaDiFoglio]:
    """The rows of other years, and of parts of the year, that a row says too; ``testata`` is the row (from 0) of the
    headings that name them."""
    righe = []
    for valori, indici in righe_nel_tempo(celle, riga.valori, tabella, campi):
        dove = f"{riga.file}!{posto(testata, min(indici.values()))}"
        ereditati = {**riga.ereditati, ANNO: dove, PERIODO: dove}
        righe.append(RigaDiFoglio(riga.file, riga.numero, valori, {**riga.indici, **indici}, ereditati))
    return righe


def _aggiungi_righe(
    tabella: TabellaDelFoglio, letto: Letto, totali: bool, da_soli: Collection[str] | None, nel_tempo: Sequence[str]
) -> None:
    foglio = tabella.foglio
    indici = {campo: dove[0] for campo, dove in tabella.indici.items()}
    titoli = {campo: foglio.righe[tabella.riga][i] for campo, i in indici.items()}
    dopo_le_intestazioni = True
    for n, celle in enumerate(foglio.righe[tabella.riga + 1 :], tabella.riga + 1):
        valori = {campo: celle[i] if i < len(celle) else "" for campo, i in indici.items()}
        if vuota(valori.values()):
            continue
        altre = {str(c.indice): celle[c.indice] if c.indice < len(celle) else "" for c in tabella.nel_tempo}
        perche = perche_non_e_riga(
            celle,
            {**valori, **altre},
            {**titoli, **{n: foglio.righe[tabella.riga][int(n)] for n in altre}},
            dopo_le_intestazioni=dopo_le_intestazioni,
            totali=totali,
            da_soli=da_soli,
        )
        dopo_le_intestazioni = perche == INTESTAZIONI
        riga = RigaDiFoglio(foglio.nome, n + 1, valori, indici)
        if perche:
            prima = next(campo for campo, v in valori.items() if v)
            letto.avvisi.append(ErroreNelFile(riga.posto(prima), perche))
            continue
        righe = nel_tempo_di(riga, celle, tabella.nel_tempo, tabella.riga, nel_tempo)
        if not righe or any(valori.get(campo) for campo in nel_tempo):
            letto.righe.append(riga)
        letto.righe += righe
    lette = {*indici.values(), *(c.indice for c in tabella.nel_tempo)}
    for (r, c), motivo in sorted(foglio.guaste.items()):
        if r > tabella.riga and c in lette:
            letto.errori.append(ErroreNelFile(f"{foglio.nome}!{posto(r, c)}", motivo))
