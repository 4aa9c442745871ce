"""What columns are, as a command says it: ``Valore=actual,Settore=ufficio``; and what it is told when it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.importazione.significati import periodi_di, significati
from ente.errori import ErroreUtente
from ente.fogli.colonne import Intestazione
from ente.fogli.intestazioni import chiave, confronti, vocabolario
from ente.fogli.righe import Letto
from ente.importazione import ErroreNelFile, ImportazioneRifiutata

NON_LEGGERE = "-"


def leggi_colonne(scritte: Sequence[str], genere: GenereImportabile, dove: Dove) -> dict[str, str]:
    """The field of each heading (``intestazioni.chiave``) that a command names, by code or by name; empty for ``-``.

    Raises:
        ErroreUtente: something is no pair, or no field of the kind.
    """
    altri = significati(genere, periodi_di(genere, dove), dove.anno)
    parole = vocabolario(genere.colonne, 0)
    mappa = {}
    for coppia in _coppie(scritte):
        testo, uguale, campo = (p.strip() for p in coppia.rpartition("="))
        if not uguale or not testo or not campo:
            raise ErroreUtente(f"«{coppia}» non dice una colonna: scrivete «Intestazione=campo».")
        per_nome = {confronti(nome): codice for codice, nome in altri.items()}
        trovato = campo if campo in altri else per_nome.get(confronti(campo)) or parole.noto(campo)
        if not trovato and campo != NON_LEGGERE:
            raise ErroreUtente(
                f"«{campo}» non è un campo di «{genere.nome}»: scrivetene uno fra {_campi(genere, altri)}."
            )
        mappa[chiave(testo, dove.anno)] = trovato
    return mappa


def _coppie(scritte: Sequence[str]) -> list[str]:
    """The pairs, however many a text has; a comma inside a heading is its own."""
    coppie: list[str] = []
    for scritta in scritte:
        tenuto = ""
        for pezzo in scritta.split(","):
            tenuto = f"{tenuto},{pezzo}" if tenuto else pezzo
            if "=" in pezzo:
                coppie.append(tenuto.strip())
                tenuto = ""
        if tenuto.strip():
            coppie.append(tenuto.strip())
    return coppie


def _campi(genere: GenereImportabile, altri: Mapping[str, str]) -> str:
    return ", ".join([*(c.campo for c in genere.da_compilare), *altri, f"«{NON_LEGGERE}» (non leggere)"])


def esige_presenti(mappa: Mapping[str, str], letto: Letto) -> None:
    """Refuse an answer about a heading that a file has not (ErroreUtente)."""
    presenti = {c for i in letto.intestazioni for testo in (i.chiave, i.testo) for c in confronti(testo)}
    for detta in mappa:
        if not presenti.intersection(confronti(detta)):
            raise ErroreUtente(f"Nel foglio non c'è la colonna «{detta}»: {_ci_sono(letto.intestazioni)}.")


def esige_colonne(genere: GenereImportabile, letto: Letto, errori: Sequence[ErroreNelFile]) -> None:
    """Refuse a file whose columns are not all known, saying which there are and how a command names them.

    Raises:
        ImportazioneRifiutata: with the errors of the file.
    """
    if letto.giudicabile or not letto.intestazioni:
        return
    campi = ", ".join(c.campo for c in genere.da_compilare)
    motivo = f'{_ci_sono(letto.intestazioni)}. Dite che cosa sono con --colonne "Intestazione=campo": {campi}.'
    raise ImportazioneRifiutata([*errori, ErroreNelFile(letto.intestazioni[0].posto, motivo)])


def _ci_sono(intestazioni: Sequence[Intestazione]) -> str:
    nomi = dict.fromkeys(f"«{i.testo or i.chiave}»" for i in intestazioni)
    return f"ci sono {', '.join(nomi)}" if nomi else "non ci sono colonne da indicare"
