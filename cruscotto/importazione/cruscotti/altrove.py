"""What the rows of a scorecard say of other periods and of other years: values go to their period, targets to their
year, on the placements and the indicators that the rows of the chosen one are of. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contesto.numeri import cita
from cruscotto.importazione.anni_e_periodi import DOVE_VANNO_GLI_ANNI, FUORI, LORO, RigheDelPeriodo
from cruscotto.importazione.cruscotti.letture import campi_letti, testo_deciso
from cruscotto.importazione.cruscotti.nomi import LUNGA, chiave
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare, tipo_per_lettura
from cruscotto.importazione.genere import Dove
from cruscotto.models import Ciclo, Collocazione, Periodo, ValoreAtteso
from ente.fogli.righe import RigaDiFoglio
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto

IDENTITA = (
    *("cruscotto", "prospettiva", "numero_obiettivo", "obiettivo_strategico", "programma", "obiettivo_operativo"),
    *("codice", "etichetta"),
)
SENZA_RIGA = (
    "questa riga è di un altro periodo, e fra quelle del periodo scelto non ce n'è una dello stesso indicatore: non è "
    "stata letta. Scegliete il suo periodo e caricate lo stesso file."
)
NON_C_E = "nel {} l'indicatore {} non è in nessun cruscotto: il suo target resta fuori."
COMINCIATO = "il {} è già cominciato e il target c'è già: si cambia dalla pagina dell'indicatore, con l'atto."

PerAnno = dict[int, list[RigaLetta]]


@dataclass(frozen=True, slots=True)
class RigheAltrove:
    """Rows to be written elsewhere: values by period of the same cycle, targets by year. ``del_sito``: the site wrote
    the file, and a value of a period before is what it shows, not one to write."""

    periodi: Mapping[Periodo, Sequence[RigaLetta]] = field(default_factory=dict)
    anni: Mapping[int, Sequence[RigaLetta]] = field(default_factory=dict)
    del_sito: bool = False


def unite(righe: Sequence[RigaLetta], *, con_sal: bool = True) -> list[RigaLetta]:
    """The rows of a period; what a heading of this very period said of a row is of the row. ``con_sal``: also the SAL,
    which in what the site wrote is the computed one."""
    insieme: list[RigaLetta] = []
    for riga in righe:
        prima = insieme[-1] if insieme else None
        if (
            isinstance(riga, RigaDiFoglio)
            and isinstance(prima, RigaDiFoglio)
            and "periodo" in riga.ereditati
            and (riga.file, riga.numero) == (prima.file, prima.numero)
        ):
            lasciati = ("anno", "periodo") if con_sal else ("anno", "periodo", "sal")
            nuovi = {c: v for c, v in riga.valori.items() if c not in lasciati and v}
            indici = {**prima.indici, **{c: i for c, i in riga.indici.items() if c in nuovi}}
            insieme[-1] = replace(prima, valori={**prima.valori, **nuovi}, indici=indici)
        else:
            insieme.append(riga)
    return insieme


def abbinate(
    righe: Sequence[RigaLetta], voci: Sequence[RigaDaImportare], campo: str, progetto: Progetto
) -> list[RigaDaImportare]:
    """The rows of another period as those of the chosen one, of the same indicators, with ``campo`` alone in their
    cells; those that are of none are said."""
    stesse: dict[tuple[str, int], RigaDaImportare] = {}
    uguali: dict[tuple[str, ...], list[RigaDaImportare]] = defaultdict(list)
    for una in voci:
        stesse[una.riga.file, una.riga.numero] = una
        uguali[_identita(una.riga)].append(una)
    viste: dict[tuple[str, ...], int] = defaultdict(int)
    trovate = []
    for riga in righe:
        if not riga[campo].strip():
            continue
        di_chi = _identita(riga)
        voce: RigaDaImportare | None = stesse.get((riga.file, riga.numero))
        if voce is None:
            quali = uguali.get(di_chi, [])
            voce = quali[viste[di_chi]] if viste[di_chi] < len(quali) else None
            viste[di_chi] += 1
        if voce is None:
            progetto.avvisi.append(ErroreNelFile(riga.posto(campo), SENZA_RIGA))
            continue
        altra = RigaDaImportare(riga, {"etichetta": voce.nome, campo: riga[campo].strip()}, voce.cruscotto)
        altra.nodo, altra.programma, altra.operativo = voce.nodo, voce.programma, voce.operativo
        altra.collocazione, altra.nuova, altra.indicatore = voce.collocazione, voce.nuova, voce.indicatore
        trovate.append(altra)
    return trovate


def _identita(riga: RigaLetta) -> tuple[str, ...]:
    return tuple(chiave(riga[campo]) for campo in IDENTITA)


def attesi_di_altri_anni(sue: RigheDelPeriodo, dove: Dove, progetto: Progetto) -> PerAnno:
    """The rows with a target of another year that the body plans, when whoever was asked says that each is of its own;
    what is left is counted with the other rows."""
    anni: PerAnno = {}
    cicli = {c.anno: c for c in Ciclo.objects.filter(ente=dove.ente)} if sue.altre else {}
    for altra in sue.altre:
        ciclo = cicli.get(altra.anno)
        if ciclo is not None and altra.anno != dove.anno and altra.riga["target"].strip() and not ciclo.congelato:
            anni.setdefault(altra.anno, []).append(altra.riga)
    if not anni or not sue.righe:
        return {}
    detti = ", ".join(f"{anno} ({len(righe)})" for anno, righe in sorted(anni.items()))
    domanda = "|".join(["anni", *(str(a) for a in sorted(anni))])[:LUNGA]
    posto = anni[min(anni)][0].posto("target")
    frase = f"Nel foglio ci sono anche target di altri anni, {detti}: dove vanno?"
    if progetto.chiedi(domanda, posto, frase, DOVE_VANNO_GLI_ANNI, FUORI) != LORO:
        return {}
    scritte = {id(riga) for righe in anni.values() for riga in righe}
    sue.altre = [a for a in sue.altre if id(a.riga) not in scritte]
    return anni


def attesi_altrove(
    presenti: Presenti, progetto: Progetto, anni: Mapping[int, Sequence[RigaLetta]], voci: Sequence[RigaDaImportare]
) -> None:
    """Plan the targets of other years, of the indicators that are in a scorecard of that year too: those that are not
    there, and of a year that has not begun those that are others. Three queries a year."""
    for anno, righe in sorted(anni.items()):
        ciclo = Ciclo.objects.select_related("ente").get(ente=presenti.ciclo.ente_id, anno=anno)
        di_chi = abbinate(righe, voci, "target", progetto)
        collocati = set(Collocazione.objects.filter(cruscotto__ciclo=ciclo).values_list("indicatore", flat=True))
        versioni: dict[int, list[ValoreAtteso]] = defaultdict(list)
        for a in ValoreAtteso.objects.filter(ciclo=ciclo, collocazione=None).order_by("versione"):
            versioni[a.indicatore_id].append(a)
        visti: set[int] = set()
        for voce in di_chi:
            if id(voce.indicatore) in visti:
                continue
            visti.add(id(voce.indicatore))
            posto = voce.riga.posto("target")
            if voce.indicatore.pk not in collocati:
                progetto.avvisi.append(ErroreNelFile(posto, NON_C_E.format(anno, cita(voce.nome))))
            else:
                _atteso(progetto, ciclo, voce, versioni[voce.indicatore.pk], posto)


def _atteso(
    progetto: Progetto, ciclo: Ciclo, voce: RigaDaImportare, versioni: Sequence[ValoreAtteso], posto: str
) -> None:
    testo = testo_deciso(progetto, voce, "target", posto)
    if any(v.testo == testo for v in versioni):
        progetto.invariati += 1
        return
    if len(versioni) > 1 or (versioni and not ciclo.in_pianificazione) or ciclo.piano_data is not None:
        progetto.avvisi.append(ErroreNelFile(posto, COMINCIATO.format(ciclo.anno)))
        return
    campi: dict[str, Any] = dict(campi_letti("target", testo, voce.indicatore.scala, tipo_per_lettura(voce.indicatore)))
    avvisi = campi.pop("avvisi")
    progetto.avvisi.extend(ErroreNelFile(posto, avviso) for avviso in avvisi)
    esistente = versioni[0] if versioni else None
    if esistente is None:
        campi |= {"ciclo": ciclo, "indicatore": voce.indicatore, "collocazione": None, "versione": 1}
    nome = f"{voce.nome}, {ciclo.anno}"
    progetto.metti(ValoreAtteso(), esistente, campi, nome=nome, posto=posto, se_cambia={"avvisi": avvisi})
