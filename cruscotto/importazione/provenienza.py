"""What the site wrote goes back where it came from: the sheet of an office, the lists and scorecards that its pages
give, the workbook of a whole cycle say their year, and their period, whatever was chosen beside the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from contesto.models import Tavola
from contesto.stampa import fotografa_tavola
from cruscotto.ciclo.trova import NonTrovato, ultimo_periodo
from cruscotto.esportazione.contesto import TITOLI_BILANCIO, TITOLI_INTERVENTI, titoli_tavola
from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.models import Ciclo, Cruscotto, Periodo
from cruscotto.rilevazione.file_ufficio.impronte import firma_di
from ente.fogli.intestazioni import normalizza
from ente.fogli.lettura import Foglio, posto
from ente.fogli.periodi import leggi_periodo
from ente.importazione import ErroreNelFile

SEGNI = frozenset(
    (
        "Valori al",
        "Valore come scritto",
        "Consuntivo come scritto",
        "Periodo del valore, se precedente",
        "Solo per la riga",
        "sal_calcolato",
    )
)
"""Headings that only the sheets of the site have: one of them beside «Anno» is enough."""
TESTATE_INTERE = frozenset({TITOLI_BILANCIO, TITOLI_INTERVENTI})
"""Rows of headings whose words others use too: they are the site's when they are all there, in its order."""
_CON_ANNO = re.compile(r"(.+)-((?:19|20)\d{2})(?: ?\(\d+\))?(?:\.\w{3,4})?")
"""How the sheet of one context table is called: its code and its year, by whatever name the program keeps it."""
TESTATE = 3
CICLO = "Ciclo"
DEL_GENERE = {
    "rilevazioni": "Rilevazioni",
    "indicatori": "Indicatori",
    "bilancio": "Bilancio",
    "interventi": "Interventi",
}
"""The sheet of the workbook of a cycle that each kind reads."""
DELLE_TAVOLE = "Tavole"


@dataclass(frozen=True, slots=True)
class Provenienza:
    """Where a file of the site comes from: year, number of the period (0 when it does not say one), body (empty the
    same), the cell that says it, the sheets that are to be read."""

    anno: int
    numero: int = 0
    periodo: str = ""
    ente: str = ""
    posto: str = ""
    fogli: Sequence[Foglio] = ()


@dataclass(slots=True)
class Riportato:
    """Where a file goes, and its sheets; ``detto`` says that it goes elsewhere than where it was sent."""

    dove: Dove
    fogli: Sequence[Foglio]
    detto: list[ErroreNelFile] = field(default_factory=list)


def riporta(genere: GenereImportabile, dove: Dove, fogli: Sequence[Foglio]) -> Riportato:
    """Where a file goes: where it says that it comes from, when the site wrote it.

    Raises:
        NonTrovato: it comes from a year that the body does not have.
    """
    da = None if genere.senza_ciclo else provenienza_di(fogli, genere.codice)
    if da is None and not genere.colonne:
        da = _della_tavola(dove, fogli)
    if da is None:
        return Riportato(dove, fogli)
    if da.ente and da.ente != dove.ente.codice:  # whoever reads it says so, at its cell
        return Riportato(replace(dove, del_sito=True), da.fogli)
    nuovo = _al_suo_posto(dove, da)
    if not genere.misura:
        nuovo = replace(nuovo, periodo=dove.periodo)
    detto = []
    scelto, suo = _nome(dove, genere), _nome(nuovo, genere)
    non_scelto = dove.periodo is None and dove.anno == nuovo.anno
    if scelto != suo and not non_scelto:
        motivo = f"il foglio l'ha scritto il sito, ed è di {suo}: i suoi dati vanno lì, non in {scelto}."
        detto.append(ErroreNelFile(da.posto, motivo))
    return Riportato(replace(nuovo, del_sito=True), da.fogli, detto)


def _al_suo_posto(dove: Dove, da: Provenienza) -> Dove:
    if dove.del_ciclo is None or dove.anno != da.anno:
        cicli = Ciclo.objects.filter(ente=dove.ente) if dove.da is None else Ciclo.objects.visibili_a(dove.da)
        ciclo = cicli.filter(ente=dove.ente, anno=da.anno).select_related("ente").first()
        if ciclo is None:
            raise NonTrovato(
                f"Il foglio l'ha scritto il sito, ed è del {da.anno}: quel ciclo non c'è. Scrivete l'anno giusto nella "
                "colonna «Anno», o caricate un altro foglio."
            )
        suo = Cruscotto.objects.filter(ciclo=ciclo, codice=dove.cruscotto.codice).first() if dove.cruscotto else None
        dove = replace(dove, del_ciclo=ciclo, cruscotto=suo, periodo=ultimo_periodo(ciclo))
    numero = da.numero
    periodi = list(Periodo.objects.filter(ciclo=dove.ciclo).select_related("ciclo__ente").order_by("numero"))
    if da.periodo:
        numero = next((p.numero for p in periodi if p.nome == da.periodo), 0) or leggi_periodo(da.periodo).numero
    if numero:
        suo_periodo = next((p for p in periodi if p.numero == numero), None)
        dove = replace(dove, periodo=suo_periodo or dove.periodo)
    return dove


def _nome(dove: Dove, genere: GenereImportabile) -> str:
    if dove.periodo is not None and (genere.del_periodo or genere.misura):
        return f"{dove.periodo.nome} {dove.anno}"
    return str(dove.anno)


def provenienza_di(fogli: Sequence[Foglio], genere: str) -> Provenienza | None:
    """What a file says of where it comes from; None when the site did not write it, or it is of several places."""
    if cartella := _cartella(fogli, genere):
        return cartella
    trovate = [(f, p) for f in fogli if (p := _del_foglio(f))]
    luoghi = {(p.ente, p.anno, p.numero, p.periodo) for _, p in trovate}
    if len(luoghi) != 1:
        return None
    return replace(trovate[0][1], fogli=fogli)


def _della_tavola(dove: Dove, fogli: Sequence[Foglio]) -> Provenienza | None:
    """Where the sheet of one context table comes from: the body has it, of that year, with these very columns."""
    trovato = _CON_ANNO.fullmatch(fogli[0].nome) if len(fogli) == 1 else None
    if trovato is None:
        return None
    anno = int(trovato[2])
    tavole = Tavola.objects.di(dove.ente).filter(anno=anno).prefetch_related("righe", "colonne", "celle", "grafici")
    tavola = next((t for t in tavole if t.codice.casefold() == trovato[1].casefold()), None)
    testata = next((r for r in fogli[0].righe if any(r)), ())
    if tavola is None or list(testata) != titoli_tavola(fotografa_tavola(tavola)):
        return None
    sua = replace(fogli[0], nome=tavola.codice)
    return Provenienza(anno, posto=f"{sua.nome}!A1", fogli=[sua])


def _del_foglio(foglio: Foglio) -> Provenienza | None:
    if firmato := firma_di(foglio):
        firma, dove = firmato
        return Provenienza(firma.anno, firma.numero, ente=firma.ente, posto=f"{foglio.nome}!{posto(*dove)}")
    for r, riga in enumerate(foglio.righe[:TESTATE]):
        nomi = {normalizza(t): c for c, t in enumerate(riga) if t}
        if (SEGNI.intersection(riga) or tuple(filter(None, riga)) in TESTATE_INTERE) and "anno" in nomi:
            return _dalle_righe(foglio, r, nomi)
    return None


def _dalle_righe(foglio: Foglio, testata: int, nomi: dict[str, int]) -> Provenienza | None:
    """What all the rows say of their year and their period; None when they do not say the same."""
    c_anno, c_periodo = nomi["anno"], nomi.get("periodo", -1)
    righe = [r for r in foglio.righe[testata + 1 :] if any(r)]
    anni = {_cella(r, c_anno) for r in righe}
    periodi = {_cella(r, c_periodo) for r in righe}
    if len(anni) != 1 or not (anno := anni.pop()).isdecimal() or len(anno) != 4:
        return None
    dove = f"{foglio.nome}!{posto(testata + 1, c_anno)}"
    return Provenienza(int(anno), periodo=periodi.pop() if len(periodi) == 1 else "", posto=dove)


def _cella(riga: Sequence[str], colonna: int) -> str:
    return riga[colonna] if 0 <= colonna < len(riga) else ""


def _cartella(fogli: Sequence[Foglio], genere: str) -> Provenienza | None:
    """The workbook of a whole cycle, with the sheets of the kind alone."""
    per_nome = {f.nome: f for f in fogli}
    ciclo = per_nome.get(CICLO)
    if ciclo is None or not ciclo.righe or tuple(ciclo.righe[0][:2]) != ("Voce", "Valore"):
        return None
    voci = {r[0]: (n, r[1]) for n, r in enumerate(ciclo.righe) if len(r) > 1}
    n, anno = voci.get("Anno", (0, ""))
    ente = voci.get("Ente codice", (0, ""))[1]
    if not (anno.isdecimal() and ente):
        return None
    dove = f"{ciclo.nome}!{posto(n, 1)}"
    if genere in DEL_GENERE:
        scelti = [f for f in fogli if f.nome == DEL_GENERE[genere]]
    else:
        nomi = {r[0] for r in per_nome[DELLE_TAVOLE].righe[1:] if r} if DELLE_TAVOLE in per_nome else set()
        scelti = [f for f in fogli if f.nome in nomi]
    return Provenienza(int(anno), ente=ente, posto=dove, fogli=scelti or list(fogli))
