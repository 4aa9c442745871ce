"""The rows of the tables of a file, each value under the field of its heading and with the name of its cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ente.fogli.colonne import Intestazione, PrimeRighe, colonne_di, riga_probabile
from ente.fogli.contorno import INTESTAZIONI, perche_non_e_riga, vuota
from ente.fogli.intestazioni import (
    Colonna,
    TabellaDelFoglio,
    Vocabolario,
    anni_in,
    tabella_in,
    trova_tabella,
    vocabolario,
)
from ente.fogli.lettura import CON_ERRORE, RIGA_FUORI, Foglio, posto
from ente.fogli.nel_tempo import ANNO, DELL_ANNO, PERIODO, ColonnaNelTempo, righe_nel_tempo
from ente.fogli.testate import componi
from ente.importazione import ErroreNelFile, RigaLetta

ISTRUZIONI = "Istruzioni"
"""The sheet that our own models have beside the one to fill in: nobody is told that it was not read."""
DITELO = "dite fra le colonne del foglio quale è"
"""What to do with a column whose heading nobody knows; a command answers it with ``--colonne``."""
IGNOTE = "non so che cosa sono le colonne di questo foglio: dite che cosa è ciascuna{}."
ALTRO_ANNO = "la colonna «{}» è del {}, e si importa nel {}: scegliete quell'anno, o " + DITELO + " «{}»."
NON_LETTO = "non ci sono intestazioni note: il foglio non è stato letto."
SENZA_INTESTAZIONE = "sopra questa colonna non c'è un'intestazione: non è stata letta."


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


@dataclass(slots=True)
class Letto:
    """A file as read: its rows in order, what keeps it from being read, what was left out of it.

    ``giudicabile``: its columns are the right ones, so that what its rows say can be judged too. ``fogli`` are the
    sheets as they are, for what is no list of rows; ``prime`` the first rows of each, to be shown; ``dette`` what a
    command has said of it.
    """

    righe: list[RigaLetta] = field(default_factory=list)
    fogli: Sequence[Foglio] = ()
    intestazioni: list[Intestazione] = field(default_factory=list)
    errori: list[ErroreNelFile] = field(default_factory=list)
    avvisi: list[ErroreNelFile] = field(default_factory=list)
    giudicabile: bool = True
    prime: Sequence[PrimeRighe] = ()
    dette: Mapping[str, str] = field(default_factory=dict)


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
    parole = vocabolario(colonne, anno)
    fogli = [componi(f, parole) for f in fogli if f.nome != ISTRUZIONI or trova_tabella(f, colonne, anno)] or fogli
    trovate = [trova_tabella(f, colonne, anno, nel_tempo) for f in fogli]
    trovate = [t if t and t.campi else None for t in trovate]  # a row that a person has said, of which nothing is known
    if not any(trovate):
        trovate = [_unica(f, colonne, anno) for f in fogli]
    tabelle = [t for t in trovate if t]
    for tabella in tabelle:
        controlla_colonne(tabella, colonne, letto, anno)
    senza = (i for i in letto.intestazioni if not i.testo and not i.campo)
    letto.avvisi.extend(ErroreNelFile(i.posto, SENZA_INTESTAZIONE) for i in senza)
    letto.giudicabile = not letto.errori
    for tabella in tabelle:
        _aggiungi_righe(tabella, letto, totali, da_soli, nel_tempo)
    if not tabelle:
        chiedi_colonne(fogli, colonne, letto, anno)
        return letto
    tutte_fuori(letto)
    if not letto.righe and not letto.errori:
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", "sotto le intestazioni non c'è nessuna riga."))
    else:
        saltati = (f for f, t in zip(fogli, trovate, strict=True) if t is None)
        letto.avvisi.extend(ErroreNelFile(f"{f.nome}!A1", NON_LETTO) for f in saltati)
    return letto


def _unica(foglio: Foglio, colonne: Sequence[Colonna], anno: int) -> TabellaDelFoglio | None:
    """A table of which one heading alone is known, when it is all that has to be there."""
    riga = riga_probabile(foglio)
    serve = {c.campo for c in colonne if c.obbligatoria}
    trovata = None if riga is None else tabella_in(foglio, riga, vocabolario(colonne, anno))
    return trovata if trovata and serve and serve == set(trovata.indici) and trovata.sconosciute else None


def chiedi_colonne(fogli: Sequence[Foglio], colonne: Sequence[Colonna], letto: Letto, anno: int) -> None:
    """Note the columns of sheets whose headings nobody knows, for a person to say what they are."""
    parole = vocabolario(colonne, anno)
    letto.giudicabile = False
    for foglio in fogli:
        riga = riga_probabile(foglio)
        if riga is None:
            letto.avvisi.append(ErroreNelFile(f"{foglio.nome}!A1", NON_LETTO))
            continue
        tabella = tabella_in(foglio, riga, parole)
        letto.intestazioni.extend(colonne_di(tabella, anno))
        mancano = [c for c in colonne if c.obbligatoria and c.campo not in tabella.indici]
        di_altri = [e for c in mancano if (e := _c_e_ma(c, tabella, parole))]
        letto.errori.extend(di_altri)
        if not di_altri:
            servono = f". Servono almeno {', '.join(f'«{c.nome}»' for c in mancano)}" if mancano else ""
            letto.errori.append(ErroreNelFile(f"{foglio.nome}!{posto(riga, 0)}", IGNOTE.format(servono)))
    if not letto.errori:
        attese = ", ".join(f"«{c.nome}»" for c in colonne if c.obbligatoria)
        motivo = f"non trovo una riga di intestazioni: servono almeno le colonne {attese}."
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", motivo))


def controlla_colonne(tabella: TabellaDelFoglio, colonne: Sequence[Colonna], letto: Letto, anno: int) -> None:
    """Note the columns of a table, and what is wrong with them: missing, repeated, unknown."""
    foglio, celle = tabella.foglio, tabella.foglio.righe[tabella.riga]
    letto.intestazioni.extend(colonne_di(tabella, anno))
    parole = vocabolario(colonne, anno)
    for colonna in colonne:
        indici = tabella.indici.get(colonna.campo, ())
        if colonna.obbligatoria and colonna.campo not in tabella.campi:
            motivo = f"manca la colonna «{colonna.nome}»: {DITELO}, o aggiungetela nella riga delle intestazioni."
            manca = ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, 0)}", motivo)
            letto.errori.append(_c_e_ma(colonna, tabella, parole) or manca)
        for ripetuta in indici[1:]:
            prima = posto(tabella.riga, indici[0])
            motivo = (
                f"la colonna «{colonna.nome}» c'è già in {prima}: lasciatene una, o dite fra le colonne del "
                "foglio che cos'è questa."
            )
            letto.errori.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, ripetuta)}", motivo))
    for indice in tabella.ripetute:
        motivo = DELL_ANNO.format(" ".join(celle[indice].split()))
        letto.avvisi.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, indice)}", motivo))
    nomi = {c.campo: c.nome for c in colonne}
    for indice in tabella.sconosciute:
        motivo = f"la colonna «{celle[indice][:60]}» non è fra quelle note: non è stata letta."
        campo = parole.campo(celle[indice])
        if campo in tabella.indici and campo in nomi:
            motivo = f"la colonna «{celle[indice][:60]}» non è stata letta: «{nomi[campo]}» c'è già."
        letto.avvisi.append(ErroreNelFile(f"{foglio.nome}!{posto(tabella.riga, indice)}", " ".join(motivo.split())))


def _c_e_ma(colonna: Colonna, tabella: TabellaDelFoglio, parole: Vocabolario) -> ErroreNelFile | None:
    """Why a column that has to be there, and is, was not read: it is of another year, or a person has said so."""
    celle = tabella.foglio.righe[tabella.riga]
    dove = next((n for n in tabella.sconosciute if parole.noto(celle[n]) == colonna.campo), None)
    if dove is None:
        return None
    motivo = f"la colonna «{celle[dove]}» non si legge, come avete detto: {DITELO} «{colonna.nome}»."
    if anni := [str(a) for a in anni_in(celle[dove]) if a != parole.anno]:
        motivo = ALTRO_ANNO.format(celle[dove], " e del ".join(anni), parole.anno, colonna.nome)
    return ErroreNelFile(f"{tabella.foglio.nome}!{posto(tabella.riga, dove)}", motivo)


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
    testata = foglio.righe[tabella.riga]
    titoli = {campo: testata[i] if i < len(testata) else "" for campo, i in indici.items()}
    titoli |= {str(c.indice): testata[c.indice] for c in tabella.nel_tempo}
    dopo_le_intestazioni = True
    fuori = _con_errori(tabella)
    portati: dict[str, str] = {}
    for n, celle in enumerate(foglio.righe[tabella.riga + 1 :], tabella.riga + 1):
        valori = {campo: celle[i] if i < len(celle) else "" for campo, i in indici.items()}
        altre = {str(c.indice): celle[c.indice] if c.indice < len(celle) else "" for c in tabella.nel_tempo}
        if vuota((*valori.values(), *altre.values())) and n not in fuori:
            continue
        perche = perche_non_e_riga(
            celle,
            {**valori, **altre},
            titoli,
            dopo_le_intestazioni=dopo_le_intestazioni,
            totali=totali,
            da_soli=da_soli,
        )
        dopo_le_intestazioni = perche == INTESTAZIONI
        riga = RigaDiFoglio(foglio.nome, n + 1, valori, indici)
        if perche:
            prima = next((campo for campo, v in valori.items() if v), "")
            letto.avvisi.append(ErroreNelFile(riga.posto(prima), perche))
            continue
        if n in fuori:
            letto.avvisi += [ErroreNelFile(f"{foglio.nome}!{posto(n, c)}", RIGA_FUORI) for c in fuori[n]]
            portati |= {campo: valori[campo] for campo in (ANNO, PERIODO) if valori.get(campo)}
            continue
        riga, portati = _seguita(riga, portati), {}
        righe = nel_tempo_di(riga, celle, tabella.nel_tempo, tabella.riga, nel_tempo)
        if not righe or any(valori.get(campo) for campo in nel_tempo):
            letto.righe.append(riga)
        letto.righe += righe
    _di_chi_non_si_sa(tabella, letto, fuori)


def _di_chi_non_si_sa(tabella: TabellaDelFoglio, letto: Letto, fuori: Collection[int]) -> None:
    """The cells whose value cannot be known are errors, but those of the rows that stay out."""
    for (r, c), motivo in sorted(tabella.foglio.guaste.items()):
        if r > tabella.riga and c in _lette(tabella) and r not in fuori:
            letto.errori.append(ErroreNelFile(f"{tabella.foglio.nome}!{posto(r, c)}", motivo))


def _seguita(riga: RigaDiFoglio, portati: Mapping[str, str]) -> RigaDiFoglio:
    """A row that goes on with the year or the period of the one above it, also when that one stays out."""
    scritti = {campo: v for campo, v in riga.valori.items() if v}
    return replace(riga, valori={**riga.valori, **portati, **scritti}) if portati else riga


def _lette(tabella: TabellaDelFoglio) -> set[int]:
    return {*(dove[0] for dove in tabella.indici.values()), *(c.indice for c in tabella.nel_tempo)}


def _con_errori(tabella: TabellaDelFoglio) -> dict[int, list[int]]:
    """The columns, by row, where a program has written that it could not compute, and nothing else is wrong. Not a
    year or a period: the rows below go on with it."""
    decide = {tabella.indici[campo][0] for campo in (ANNO, PERIODO) if campo in tabella.indici}
    fuori: dict[int, list[int]] = {}
    altre = set()
    for (r, c), motivo in sorted(tabella.foglio.guaste.items()):
        if r > tabella.riga and c in _lette(tabella):
            fuori.setdefault(r, []).append(c)
            if motivo != CON_ERRORE or c in decide:
                altre.add(r)
    return {r: colonne for r, colonne in fuori.items() if r not in altre}


def tutte_fuori(letto: Letto) -> None:
    """A file of which every row stays out has nothing to go in: it is wrong."""
    if not letto.righe:
        letto.errori += [ErroreNelFile(a.posto, CON_ERRORE) for a in letto.avvisi if a.motivo == RIGA_FUORI]
        letto.avvisi = [a for a in letto.avvisi if a.motivo != RIGA_FUORI]
