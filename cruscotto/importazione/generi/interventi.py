"""*Interventi economici* of a cycle, each with its objective and its budget line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from contesto.celle import esige_scritto, leggi_fonte, leggi_importo, leggi_ordine, leggi_testi
from contesto.models import VoceBilancio
from contesto.numeri import cita, formatta_numero
from cruscotto.importazione.anni_e_periodi import dell_anno
from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.models import Ciclo, InterventoEconomico, ObiettivoStrategico
from ente.capienza import IMPORTO
from ente.fogli.intestazioni import Colonna
from ente.fogli.righe import Letto, leggi_righe
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    return progetta_interventi(ciclo=dove.ciclo, righe=dell_anno(letto, dove))


INTERVENTI = GenereImportabile(
    codice="interventi",
    nome="Interventi economici",
    descrizione="Gli interventi dell'anno, ciascuno con il suo obiettivo e l'importo: testi fino a 1.000 lettere.",
    colonne=(
        Colonna("anno", "Anno", ("Esercizio", "Anno di riferimento")),
        Colonna("ordine", "Ordine", ("N.", "Num.", "N. ordine", "Progressivo", "Riga")),
        Colonna("obiettivo", "Numero obiettivo", ("Obiettivo", "N. obiettivo", "Ob."), True),
        Colonna("obiettivo_etichetta", "Obiettivo come stampato", ("Obiettivo etichetta",)),
        Colonna("descrizione", "Intervento", ("Descrizione", "Descrizione intervento", "Iniziativa"), True),
        Colonna("importo", "Importo", ("Importo euro", "Importo €", "€", "Euro", "Spesa", "Consuntivo"), True),
        Colonna("voce_bilancio", "Voce di bilancio", ("Voce", "Codice voce")),
        Colonna("riga_fonte", "Riga della fonte", ("Riga fonte",)),
    ),
    progetta=_progetta,
    leggi=partial(leggi_righe, totali=True, da_soli=()),
)


COLONNE_INTERVENTI = ("ordine", "obiettivo", "descrizione", "importo", "voce_bilancio")


TESTI = {"obiettivo_etichetta": 600, "descrizione": 1000}


def progetta_interventi(*, ciclo: Ciclo, righe: Sequence[RigaLetta]) -> Progetto:
    """What the *interventi economici* of a cycle would become, in euro, each tied to an objective and a budget line.

    A row with «totale» in the place of its objective or of its text is the printed total: it is checked against the sum
    of the rows above it and never stored as money. What a file has no column for stays as it is.
    """
    progetto = Progetto()
    obiettivi = {str(o.numero): o for o in ObiettivoStrategico.objects.filter(ciclo=ciclo)}
    voci = {v.codice: v for v in VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno) if v.codice}
    presenti = {
        i.ordine: i
        for i in InterventoEconomico.objects.filter(ciclo=ciclo).select_related("obiettivo", "voce_bilancio")
    }
    visti: dict[int, str] = {}
    somma = Decimal(0)
    n = 0
    for riga in righe:
        importo = leggi_importo(riga, "importo", progetto, serve=True)
        if _e_totale(riga):
            _confronta_totale(riga, importo, somma, progetto)
            continue
        n += 1
        ordine = leggi_ordine(riga, n, visti, progetto)
        valori = _leggi(riga, obiettivi, voci, progetto)
        somma += importo or 0
        if ordine is not None:
            progetto.metti(
                InterventoEconomico(ciclo=ciclo, ordine=ordine),
                presenti.get(ordine),
                {**valori, "importo": importo},
                nome=riga["descrizione"],
                posto=riga.posto(),
            )
    return progetto


def _e_totale(riga: RigaLetta) -> bool:
    """Whether a row sums up the others: «Totale» stands where the objective, or the text, would."""
    scritti = [t for t in (riga["obiettivo"], riga["descrizione"]) if t]
    return len(scritti) == 1 and scritti[0].casefold().startswith("totale")


def _leggi(
    riga: RigaLetta,
    obiettivi: Mapping[str, ObiettivoStrategico],
    voci: Mapping[str, VoceBilancio],
    progetto: Progetto,
) -> dict[str, Any]:
    valori: dict[str, Any] = leggi_testi(riga, TESTI, progetto)
    esige_scritto(riga, "descrizione", progetto)
    obiettivo = obiettivi.get(riga["obiettivo"])
    if obiettivo is None:
        motivo = f"l'obiettivo {cita(riga['obiettivo'])} non c'è fra {', '.join(obiettivi) or 'quelli del ciclo'}."
        progetto.errori.append(ErroreNelFile(riga.posto("obiettivo"), motivo))
    else:
        valori["obiettivo"] = obiettivo
    if "voce_bilancio" in riga.valori:
        codice = riga["voce_bilancio"]
        valori["voce_bilancio"] = voci.get(codice)
        if codice and codice not in voci:
            motivo = f"la voce di bilancio {cita(codice)} dell'anno non c'è: importate prima il bilancio."
            progetto.errori.append(ErroreNelFile(riga.posto("voce_bilancio"), motivo))
    if "riga_fonte" in riga.valori:
        valori["riga_fonte"] = leggi_fonte(riga)
    return valori


def _confronta_totale(riga: RigaLetta, totale: Decimal | None, somma: Decimal, progetto: Progetto) -> None:
    if totale is not None and somma != totale:
        stampato, sommato = formatta_numero(totale, IMPORTO.decimali), formatta_numero(somma, IMPORTO.decimali)
        motivo = f"il totale stampato è {stampato}, la somma delle righe {sommato}."
        progetto.avvisi.append(ErroreNelFile(riga.posto("importo"), motivo))
