"""What the rows of a file say of the indicators themselves: those that are born, those that change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.valori import NUMERICI, Tipo
from cruscotto.importazione.cruscotti.indicatori import Cercatore
from cruscotto.importazione.cruscotti.letture import tipo_e_unita, verso_scritto
from cruscotto.importazione.cruscotti.nomi import chiave
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.importazione.cruscotti.scale import scala_chiesta
from cruscotto.importazione.cruscotti.versi import VersiDaDire
from cruscotto.models import Indicatore
from ente.progetto import Progetto

DAL_FOGLIO = ("tipo", "unita", "direzione", "scala", "accumulo", "ufficio", "calcolo")


def definisci(progetto: Progetto, voci: Sequence[RigaDaImportare], cercatore: Cercatore) -> set[int]:
    """Plan the indicators of the rows, each as its first row says. Returns those (``id``) whose kind or scale change,
    so that texts already read may mean something else."""
    scale = list(dict.fromkeys(tuple(i.scala) for i in cercatore.presenti.indicatori.values() if i.scala))
    versi = VersiDaDire(progetto, voci, cercatore.nati)
    visti: set[int] = set()
    riletti: set[int] = set()
    for voce in voci:
        indicatore = voce.indicatore
        if id(indicatore) in visti:
            continue
        visti.add(id(indicatore))
        nato = id(indicatore) in cercatore.nati
        valori = _nuovi(progetto, voce, scale, versi) if nato else _cambiati(voce)
        if not nato and any(valori.get(n, getattr(indicatore, n)) != getattr(indicatore, n) for n in ("tipo", "scala")):
            riletti.add(id(indicatore))
        if valori:
            esistente = None if nato else indicatore
            progetto.metti(indicatore, esistente, valori, nome=voce.nome, posto=voce.posto)
    return riletti


def _nuovi(
    progetto: Progetto, voce: RigaDaImportare, scale: Sequence[Sequence[str]], versi: VersiDaDire
) -> dict[str, Any]:
    celle = voce.celle
    tipo, unita = tipo_e_unita(celle)
    if scala := scala_chiesta(progetto, voce, tipo, scale):
        celle["scala"] = scala
    direzione = celle.get("direzione") or verso_scritto(celle)
    if not direzione and tipo in NUMERICI:
        direzione = versi.chiedi(voce)
    return {
        "ente": voce.indicatore.ente,
        "codice": voce.indicatore.codice,
        "nome": celle["etichetta"],
        "tipo": tipo.value,
        "unita": unita,
        "direzione": direzione,
        "scala": celle.get("scala", []),
        "accumulo": celle.get("accumulo", Accumulo.ULTIMO.value),
        "ufficio": celle.get("ufficio"),
        "pira": celle.get("pira", False),
        "calcolo": celle.get("calcolo", ""),
    }


def _cambiati(voce: RigaDaImportare) -> dict[str, Any]:
    """What a row changes of an indicator that is there. Its name and its mark follow those of the placement when they
    were the same; a placement known by its name only is no definition."""
    celle, indicatore = voce.celle, voce.indicatore
    if voce.nuova and "codice" not in celle:
        return {}
    valori = {n: celle[n] for n in DAL_FOGLIO if n in celle}
    if "tipo" in valori:
        valori["tipo"] = valori["tipo"].value
    if valori.get("direzione") == "":  # of a new one it would be asked: of this one it is known
        numerico = Tipo(valori.get("tipo", indicatore.tipo)) in NUMERICI
        valori["direzione"] = verso_scritto(celle) or (indicatore.direzione if numerico else "")
    if valori.get("unita") == "":
        valori["unita"] = tipo_e_unita(celle)[1]
    if not voce.nuova:
        valori |= _segue(voce, indicatore)
    return valori


def _segue(voce: RigaDaImportare, indicatore: Indicatore) -> dict[str, Any]:
    c, celle, valori = voce.collocazione, voce.celle, {}
    if c.etichetta == indicatore.nome:
        valori["nome"] = etichetta(voce)
    if c.pira == indicatore.pira and "pira" in celle:
        valori["pira"] = celle["pira"]
    return valori


def etichetta(voce: RigaDaImportare) -> str:
    """The label of a placement: that of the file, unless it was found by it and only case or spaces differ."""
    scritta = voce.nome
    if voce.nuova or ("codice" in voce.celle and scritta) or chiave(scritta) != chiave(voce.collocazione.etichetta):
        return scritta
    return voce.collocazione.etichetta
