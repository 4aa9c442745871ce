"""The outlines ready to use: a new document begins from one, with its sections already in place.

Each is a file of ``schemi/``: ``nome``, ``tipo``, ``titolo`` (with ``{anno}``, ``{periodo}``, ``{cruscotto}``) and
``sezioni``. An entry with ``per`` stands for as many sections as the cycle has of something; ``{codice}`` and
``{titolo}`` in it are those of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cruscotto.misurazione.livelli import PROSPETTIVE
from cruscotto.misurazione.struttura import Struttura, leggi_struttura
from cruscotto.models import Ciclo, Cruscotto, Periodo, SchedaRisultato
from ente.errori import ErroreUtente
from relazione.fotografia import SezioneFoto
from relazione.models import CriterioEsaminato, Numerazione, numera

CARTELLA = Path(__file__).resolve().parent / "schemi"
CHIAVI = {"codice", "titolo", "livello", "testo", "numerata", "figli", "riservata", "per"}
Voci = Iterable[tuple[str, str]]


class ModelloSconosciuto(ErroreUtente):
    """No outline has that name, or not for that kind of document."""


@dataclass(frozen=True, slots=True)
class Modello:
    """An outline: its code, its name, the kind of document, the title to give it, its sections as written."""

    codice: str
    nome: str
    tipo: str
    titolo: str
    sezioni: tuple[Mapping[str, Any], ...]
    predefinito: bool = False


@cache
def modelli() -> Mapping[str, Modello]:
    """The outlines by code."""
    letti = {}
    for file in sorted(CARTELLA.glob("*.yaml")):
        dati = yaml.safe_load(file.read_text(encoding="utf-8"))
        sbagliati = {chiave for voce in dati["sezioni"] for chiave in voce} - CHIAVI
        if sbagliati:  # a comma in a title that is not between quotes
            raise ValueError(f"{file.name}: {sbagliati}")
        letti[file.stem] = Modello(
            codice=file.stem,
            nome=dati["nome"],
            tipo=dati["tipo"],
            titolo=dati["titolo"],
            sezioni=tuple(dati["sezioni"]),
            predefinito=dati.get("predefinito", False),
        )
    return letti


def scegli_modello(tipo: str, codice: str = "") -> Modello:
    """The outline of a code, or the one that a kind of document takes by itself.

    Raises:
        ModelloSconosciuto: there is none, or it is of another kind.
    """
    adatti = [m for m in modelli().values() if m.tipo == tipo]
    scelto = next((m for m in adatti if (m.codice == codice if codice else m.predefinito or len(adatti) == 1)), None)
    if scelto is None:
        noti = ", ".join(m.codice for m in adatti)
        raise ModelloSconosciuto(f"Il modello «{codice}» non c'è per questo documento. Ci sono: {noti}.")
    return scelto


def sezioni_del_modello(
    modello: Modello, ciclo: Ciclo, periodo: Periodo | None = None, cruscotto: Cruscotto | None = None
) -> tuple[SezioneFoto, ...]:
    """The sections that an outline gives to a cycle, numbered."""
    sezioni: list[SezioneFoto] = []
    albero = leggi_struttura(ciclo, None, nessi=False)
    fissi = _parole(ciclo, periodo, cruscotto) | _dei_livelli(albero)
    for voce in modello.sezioni:
        per = voce.get("per")
        for parole in (
            [fissi] if per is None else [fissi | {"codice": c, "titolo": t} for c, t in _quante(per, ciclo, albero)]
        ):
            sezioni.append(
                SezioneFoto(
                    codice=_riempi(voce["codice"], parole)[:80],
                    numero="",
                    titolo=_riempi(voce["titolo"], parole)[:300],
                    livello=voce.get("livello", 1),
                    testo=_riempi(voce.get("testo", ""), parole).strip(),
                    numerata=voce.get("numerata", True),
                    figli=voce.get("figli", Numerazione.NUMERI.value),
                    riservata=voce.get("riservata", False),
                )
            )
    return tuple(_numerata(s, n) for n, s in zip(numera(sezioni), sezioni, strict=True))


def titolo_del_modello(
    modello: Modello, ciclo: Ciclo, periodo: Periodo | None = None, cruscotto: Cruscotto | None = None
) -> str:
    """The title that an outline gives to the document of a cycle."""
    return _riempi(modello.titolo, _parole(ciclo, periodo, cruscotto))[:200]


def _numerata(sezione: SezioneFoto, numero: str) -> SezioneFoto:
    return replace(sezione, numero=numero)


def _parole(ciclo: Ciclo, periodo: Periodo | None, cruscotto: Cruscotto | None) -> dict[str, str]:
    return {
        "anno": str(ciclo.anno),
        "seguente": str(ciclo.anno + 1),
        "periodo": periodo.nome if periodo else "",
        "cruscotto": cruscotto.codice if cruscotto else "",
        "titolo_cruscotto": cruscotto.titolo if cruscotto else "",
    }


def _dei_livelli(albero: Struttura) -> dict[str, str]:
    """What an outline says of the levels of a cycle: the blocks that it can print. A cycle without a tree yet may come
    to have them all."""
    nuovo = not albero.nodi
    per_prospettiva = nuovo or albero.livello is PROSPETTIVE
    disegnabile = nuovo or albero.con_obiettivi or albero.livello or albero.vision or albero.mission or albero.mandato
    return {
        "sintesi": "sintesi-prospettive" if per_prospettiva else "sintesi-ente",
        "titolo_sintesi": "La sintesi per prospettiva" if per_prospettiva else "La sintesi dei risultati",
        "albero": "[[albero]]" if disegnabile else "",
        "mappa": "\n\n[[mappa-strategica]]" if nuovo or albero.con_obiettivi else "",
        "matrice": "[[matrice]]" if nuovo or albero.incrociata else "",
    }


def _quante(per: str, ciclo: Ciclo, albero: Struttura) -> Voci:
    """Code and title of each section that an entry of an outline stands for."""
    if per == "mappa":
        return [("mappa-strategica", "La mappa strategica")] if _dei_livelli(albero)["mappa"] else []
    if per == "matrice":
        return [("matrice", "Prospettive e aree strategiche")] if _dei_livelli(albero)["matrice"] else []
    return PER[per](ciclo)


def _riempi(testo: str, parole: Mapping[str, str]) -> str:
    """Only these words: a text holds the braces of its recalls too."""
    for nome, valore in parole.items():
        testo = testo.replace(f"{{{nome}}}", valore)
    return testo


def _cruscotti(*tipi: str) -> Callable[[Ciclo], Voci]:
    def trova(ciclo: Ciclo) -> Voci:
        righe = Cruscotto.objects.di(ciclo.ente).filter(ciclo=ciclo, tipo__in=tipi).order_by("ordine")
        return list(righe.values_list("codice", "titolo"))

    return trova


def _risultati(ciclo: Ciclo) -> Voci:
    schede = SchedaRisultato.objects.di(ciclo.ente).filter(ciclo=ciclo).order_by("ordine")
    return list(schede.values_list("codice", "titolo"))


def _criteri(ciclo: Ciclo) -> Voci:
    """Those of the last examination of the OIV; none before it is begun."""
    criteri = CriterioEsaminato.objects.di(ciclo.ente).filter(esame__approvata__ciclo=ciclo)
    trovati = list(criteri.order_by("-esame__approvata__numero", "ordine").values_list("esame", "codice", "titolo"))
    return [(codice, titolo) for esame, codice, titolo in trovati if esame == trovati[0][0]]


PER: Mapping[str, Callable[[Ciclo], Voci]] = {
    "cruscotti-organizzativi": _cruscotti("ente", "area", "azienda"),
    "cruscotti-ente": _cruscotti("ente"),
    "cruscotti-area": _cruscotti("area"),
    "cruscotti-azienda": _cruscotti("azienda"),
    "cruscotti-individuali": _cruscotti("individuale"),
    "risultati": _risultati,
    "criteri": _criteri,
    "valore-pubblico": lambda c: [("valore-pubblico", "Il valore pubblico")] if c.valori_pubblici.exists() else [],
    "selettivi": lambda c: (
        [("selettivi", "Gli obiettivi selettivi")] if c.obiettivi.filter(selettivo=True).exists() else []
    ),
}
"""What the sections of an outline may be as many as; ``mappa`` and ``matrice`` are one where the tree has them,
``valore-pubblico`` and ``selettivi`` where the Plan has some."""
