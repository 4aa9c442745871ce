from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from contesto.models import TipoVoce, VoceBilancio
from contesto.numeri import ValoreIllegibile, leggi_numero
from ente.actions.registro import registra
from ente.importazione import Errore, Esito, ImportazioneRifiutata, RigaLetta
from ente.models import Ente, Utente
from ente.progetto import Progetto, applica

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


def progetta_bilancio(*, ente: Ente, anno: int, righe: Sequence[RigaLetta]) -> Progetto:
    """What the budget lines of a year would become, in euro. A dash is no amount; charges are written negative."""
    progetto = Progetto()
    presenti = {v.ordine: v for v in VoceBilancio.objects.di(ente).filter(anno=anno)}
    visti: dict[int, str] = {}
    for riga in righe:
        importi = {nome: _importo(riga, nome, progetto.errori) for nome in IMPORTI}
        if riga["tipo"] not in TipoVoce.values:
            motivo = f"il tipo «{riga['tipo']}» non esiste: scrivete {', '.join(TipoVoce.values)}."
            progetto.errori.append(Errore(riga.posto("tipo"), motivo))
        if not riga["ordine"].isdecimal():
            progetto.errori.append(Errore(riga.posto("ordine"), "l'ordine deve essere un numero intero."))
            continue
        ordine = int(riga["ordine"])
        if ordine in visti:
            motivo = f"l'ordine {ordine} c'è già in {visti[ordine]}: ogni riga ne ha uno suo."
            progetto.errori.append(Errore(riga.posto("ordine"), motivo))
            continue
        visti[ordine] = riga.posto("ordine")
        testi = {nome: riga[nome] for nome in ("codice", "etichetta", "tipo", "sezione")}
        fonte = int(riga["riga_fonte"]) if riga["riga_fonte"].isdecimal() else None
        progetto.metti(
            VoceBilancio,
            presenti.get(ordine),
            {"ente": ente, "anno": anno, "ordine": ordine},
            {**testi, **importi, "riga_fonte": fonte},
            nome=f"{riga['codice']} {riga['etichetta']}".strip(),
            posto=riga.posto(),
        )
    return progetto


def importa_bilancio(*, ente: Ente, anno: int, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the budget lines of a year.

    Raises:
        ImportazioneRifiutata: with everything that is wrong; nothing is written.
    """
    progetto = progetta_bilancio(ente=ente, anno=anno, righe=righe)
    if progetto.errori:
        raise ImportazioneRifiutata(progetto.errori)
    esito = progetto.esito()
    if progetto.cambi:
        with transaction.atomic():
            applica(progetto)
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
