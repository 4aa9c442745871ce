"""The actuals of a period: a clerk's own list, or the sheet of an office that comes back filled in."""

from __future__ import annotations

from collections.abc import Sequence

from contesto.numeri import cita
from cruscotto.ciclo.blocchi import NonModificabile, blocca_periodo, esige_scrivibile, uffici_riaperti
from cruscotto.importazione.anni_e_periodi import del_periodo, nei_loro_periodi
from cruscotto.importazione.genere import Dove, GenereImportabile, tieni_ciclo
from cruscotto.importazione.valori.celle import LUNGO_VALORE
from cruscotto.importazione.valori.periodo import progetta_rilevazioni
from cruscotto.models import Periodo, Rilevazione, StatoPeriodo
from cruscotto.rilevazione.file_ufficio.impronte import Firma, da_compilare, firma_di
from cruscotto.valori.campi import CAMPI, LUNGO
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import Foglio, posto
from ente.fogli.righe import DITELO, Letto, leggi_righe
from ente.importazione import ErroreNelFile
from ente.poteri import Poteri
from ente.progetto import Progetto

NEL_TEMPO = ("valore",)
"""What may have a column for each year, or part of it."""


def _leggi(fogli: Sequence[Foglio], colonne: Sequence[Colonna], anno: int) -> Letto:
    """The rows: each has to say of which indicator it is."""
    letto = leggi_righe(fogli, colonne, anno, nel_tempo=NEL_TEMPO)
    if letto.giudicabile and not any(i.campo in ("codice", "indicatore", "riga") for i in letto.intestazioni):
        letto.giudicabile = False
        motivo = "manca la colonna «Codice» o «Indicatore»: " + DITELO + ", o aggiungetela."
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", motivo))
    return letto


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    periodo = _periodo(dove)
    if periodo is None:
        dove_sta = letto.righe[0].posto() if letto.righe else "A1"
        return Progetto(errori=[ErroreNelFile(dove_sta, f"il ciclo {dove.anno} non ha periodi: createli prima.")])
    estranei = [e for f in letto.fogli if (e := _estraneo(f, periodo))]
    if estranei:
        return Progetto(errori=estranei)
    progetto = Progetto(modelli=(Rilevazione,), risposte=risposte)
    sue = del_periodo(letto, dove, periodo, progetto)
    altrove = nei_loro_periodi(sue, dove, progetto)
    letto.errori += sue.errori
    letto.avvisi += sue.avvisi
    compilati = frozenset(f.nome for f in letto.fogli if da_compilare(f))
    return progetta_rilevazioni(dove, {periodo: sue.righe, **altrove}, progetto, compilati)


def _periodo(dove: Dove) -> Periodo | None:
    """The period that the file goes into, with cycle and body: the last one when nobody says it."""
    insieme = Periodo.objects.filter(ciclo=dove.ciclo).select_related("ciclo__ente")
    if dove.periodo is not None:
        return insieme.filter(pk=dove.periodo.pk).first()
    return insieme.order_by("-numero").first()


def _estraneo(foglio: Foglio, periodo: Periodo) -> ErroreNelFile | None:
    """Why the sheet of an office is not of this period; None when it is, or says nothing."""
    trovata = firma_di(foglio)
    if trovata is None or trovata[0] == Firma.di(periodo):
        return None
    firma, dove = trovata
    if firma.ente != periodo.ciclo.ente.codice:
        motivo = f"questo foglio è dell'ente {cita(firma.ente)}: caricate quello del vostro."
    else:
        motivo = (
            f"questo foglio è del periodo {firma.numero} del {firma.anno}, e lo state caricando in "
            f"{periodo.nome} {periodo.ciclo.anno}: scegliete quel periodo, o scaricate il foglio di questo."
        )
    return ErroreNelFile(f"{foglio.nome}!{posto(*dove)}", motivo)


def _chi(poteri: Poteri) -> bool:
    return poteri.amministratore or poteri.controllo or bool(poteri.uffici)


def tieni_periodo(dove: Dove) -> None:
    """Hold the cycle and the period that a file goes into; to be called inside the transaction that writes.

    Raises:
        NonModificabile: the cycle is frozen, or the period is closed and not reopened for an office of the person.
    """
    tieni_ciclo(dove)
    periodo = _periodo(dove)
    if periodo is None:
        raise NonModificabile("Il periodo non c'è più: non è stato scritto nulla.")
    periodo = blocca_periodo(periodo.pk)
    riaperti = uffici_riaperti(periodo)
    if periodo.stato == StatoPeriodo.CHIUSO and riaperti:
        poteri = Poteri.di(dove.da) if dove.da else None
        if poteri is None or poteri.amministratore or any(poteri.inserisce_per(u) for u in riaperti):
            return
    esige_scrivibile(periodo, None, riaperti)


_NOTI = tuple(
    Colonna(campo, nome, sinonimi, da_scrivere=False)
    for campo, nome, sinonimi in (
        ("prospettiva", "Prospettiva", ()),
        ("obiettivo", "Obiettivo", ()),
        ("obiettivo_strategico", "Obiettivo strategico", ()),
        ("programma", "Programma", ()),
        ("obiettivo_operativo", "Obiettivo operativo", ()),
        ("ufficio", "Ufficio", ("Ufficio responsabile",)),
        ("area", "Area", ()),
        ("pira", "PIRA", ()),
        ("unita", "Unità", ("Unità di misura", "U.M.")),
        ("peso", "Peso", ()),
        ("target", "Target", ("Valore atteso",)),
        ("prima", "Periodo prima", ("Periodo precedente", "Valore precedente")),
        ("sal", "SAL", ("% SAL", "% raggiungimento", "SAL %")),
        ("semaforo", "Semaforo", ()),
        ("stato", "Stato", ("Stato del valore",)),
    )
)
"""Columns that such a sheet has and that only say something to who fills it in."""

RILEVAZIONI = GenereImportabile(
    codice="rilevazioni",
    nome="Valori di un periodo",
    descrizione="I consuntivi di un periodo, per codice o nome dell'indicatore; anche il foglio del proprio ufficio. "
    f"Valori fino a {LUNGO_VALORE} caratteri, note e motivi a {LUNGO}.",
    colonne=(
        Colonna("codice", "Codice", ("Cod.", "Codice indicatore", "ID")),
        Colonna("indicatore", "Indicatore", ("Nome indicatore", "Descrizione indicatore", "Denominazione")),
        Colonna("cruscotto", "Cruscotto", ("Scheda", "Scorecard", "Codice cruscotto")),
        Colonna(
            "valore",
            "Valore",
            ("Actual", "Consuntivo", "Risultato", "Valore consuntivo", "Valore raggiunto", "Valore rilevato"),
            True,
        ),
        Colonna("valore_scritto", "Valore come scritto", ("Consuntivo come scritto", "Testo"), da_scrivere=False),
        *(Colonna(c.colonna, c.intestazione, c.sinonimi) for c in CAMPI),
        Colonna("anno", "Anno", ("Esercizio", "Anno di riferimento")),
        Colonna("periodo", "Periodo", ("Trimestre", "Quadrimestre", "Semestre", "Periodo di riferimento")),
        *_NOTI,
        Colonna("riga", "Riga", da_scrivere=False),
        Colonna("versione", "Versione", da_scrivere=False),
        Colonna("originale", "Originale", da_scrivere=False),
        Colonna("impronte", "Impronte", da_scrivere=False),
    ),
    progetta=_progetta,
    leggi=_leggi,
    chi=_chi,
    misura=True,
    del_periodo=True,
    registrati=("cruscotto.Rilevazione",),
    blocca=tieni_periodo,
)
