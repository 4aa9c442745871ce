from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from contesto.models import VoceBilancio
from contesto.numeri import ValoreIllegibile, leggi_numero
from cruscotto.models import Ciclo, InterventoEconomico, ObiettivoStrategico
from cruscotto.serratura import blocca_ciclo, esige_ciclo_modificabile
from ente.actions.registro import registra
from ente.importazione import Errore, Esito, ImportazioneRifiutata, RigaLetta, aggiorna_o_crea
from ente.models import Utente

COLONNE = ("ordine", "obiettivo", "descrizione", "importo", "voce_bilancio")


def importa_interventi(*, ciclo: Ciclo, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the *interventi economici* of a cycle, in euro, each tied to an objective and a budget line.

    A row without an objective is the printed total: it is checked against the sum and never stored as money.

    Raises:
        ImportazioneRifiutata: with every error of every row; nothing is written.
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    obiettivi = {str(o.numero): o.pk for o in ObiettivoStrategico.objects.filter(ciclo=ciclo)}
    voci = {v.codice: v.pk for v in VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno)}
    errori: list[Errore] = []
    esito = Esito()
    lette: list[tuple[RigaLetta, Decimal]] = []
    for riga in righe:
        importo = _importo(riga, errori)
        if riga["obiettivo"]:
            _controlla(riga, obiettivi, voci, errori)
            lette.append((riga, importo))
        else:
            _confronta_totale(riga, importo, lette, esito)
    if errori:
        raise ImportazioneRifiutata(errori)
    with transaction.atomic():
        ciclo = blocca_ciclo(ciclo.pk)
        for riga, importo in lette:
            aggiorna_o_crea(
                InterventoEconomico.objects.di(ciclo.ente),
                esito,
                {"ciclo": ciclo, "ordine": int(riga["ordine"])},
                {
                    "obiettivo_id": obiettivi[riga["obiettivo"]],
                    "obiettivo_etichetta": riga["obiettivo_etichetta"],
                    "voce_bilancio_id": voci.get(riga["voce_bilancio"]),
                    "descrizione": riga["descrizione"],
                    "importo": importo,
                    "riga_fonte": int(riga["riga_fonte"]) if riga["riga_fonte"].isdigit() else None,
                },
            )
        if esito.creati or esito.modificati:
            esige_ciclo_modificabile(ciclo)
            registra(ente=ciclo.ente, da=da, azione="importa interventi", oggetto=ciclo, esito=str(esito))
    return esito


def _controlla(riga: RigaLetta, obiettivi: dict[str, int], voci: dict[str, int], errori: list[Errore]) -> None:
    if riga["obiettivo"] not in obiettivi:
        noti = ", ".join(obiettivi)
        errori.append(Errore(riga.posto("obiettivo"), f"l'obiettivo «{riga['obiettivo']}» non c'è fra {noti}."))
    if riga["voce_bilancio"] and riga["voce_bilancio"] not in voci:
        motivo = f"la voce di bilancio «{riga['voce_bilancio']}» dell'anno non c'è: importate prima il bilancio."
        errori.append(Errore(riga.posto("voce_bilancio"), motivo))
    if not riga["ordine"].isdecimal():
        errori.append(Errore(riga.posto("ordine"), "l'ordine deve essere un numero intero."))


def _importo(riga: RigaLetta, errori: list[Errore]) -> Decimal:
    try:
        return leggi_numero(riga["importo"])[0]
    except ValoreIllegibile as errore:
        errori.append(Errore(riga.posto("importo"), str(errore)))
        return Decimal(0)


def _confronta_totale(riga: RigaLetta, totale: Decimal, lette: list[tuple[RigaLetta, Decimal]], esito: Esito) -> None:
    somma = sum((importo for _, importo in lette), Decimal(0))
    if somma != totale:
        esito.avvisi.append(
            Errore(riga.posto("importo"), f"il totale stampato è {totale}, la somma delle righe {somma}.")
        )
