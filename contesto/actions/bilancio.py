from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from contesto.models import TipoVoce, VoceBilancio
from contesto.numeri import ValoreIllegibile, leggi_numero
from ente.actions.registro import registra
from ente.importazione import Errore, Esito, ImportazioneRifiutata, RigaLetta, aggiorna_o_crea
from ente.models import Ente, Utente

COLONNE = (
    "ordine",
    "codice",
    "etichetta",
    "tipo",
    "sezione",
    "preventivo",
    "aggiornamento",
    "consuntivo",
    "differenza",
)
IMPORTI = ("preventivo", "aggiornamento", "consuntivo", "differenza")


def importa_bilancio(*, ente: Ente, anno: int, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the budget lines of a year, in euro. A dash is no amount; charges are written negative.

    Raises:
        ImportazioneRifiutata: an amount is not a number, or a kind of line is unknown; nothing is written.
    """
    errori: list[Errore] = []
    voci = [(riga, {nome: _importo(riga, nome, errori) for nome in IMPORTI}) for riga in righe]
    for riga in righe:
        if riga["tipo"] not in TipoVoce.values:
            motivo = f"il tipo «{riga['tipo']}» non esiste: scrivete {', '.join(TipoVoce.values)}."
            errori.append(Errore(riga.posto("tipo"), motivo))
        if not riga["ordine"].isdigit():
            errori.append(Errore(riga.posto("ordine"), "l'ordine deve essere un numero intero."))
    if errori:
        raise ImportazioneRifiutata(errori)
    esito = Esito()
    with transaction.atomic():
        for riga, importi in voci:
            aggiorna_o_crea(
                VoceBilancio.objects.di(ente),
                esito,
                {"ente": ente, "anno": anno, "ordine": int(riga["ordine"])},
                {
                    **{nome: riga[nome] for nome in ("codice", "etichetta", "tipo", "sezione")},
                    **importi,
                    "riga_fonte": int(riga["riga_fonte"]) if riga["riga_fonte"].isdigit() else None,
                },
            )
        if esito.creati or esito.modificati:
            registra(ente=ente, da=da, azione="importa bilancio", oggetto=f"bilancio {anno}", esito=str(esito))
    return esito


def _importo(riga: RigaLetta, nome: str, errori: list[Errore]) -> Decimal | None:
    testo = riga[nome].strip()
    if testo in ("", "-", "–"):
        return None
    try:
        return leggi_numero(testo)[0]
    except ValoreIllegibile as errore:
        errori.append(Errore(riga.posto(nome), str(errore)))
        return None
