"""What a value must be before it is saved, and what it must have before it is transmitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from contesto.numeri import formatta_numero
from cruscotto.allerte import CodiceAllerta
from cruscotto.campi_valore import MOTIVI
from cruscotto.conversioni import campi_rilevazione, essenziale
from cruscotto.dovuti import Dovuti, Dovuto, Quali
from cruscotto.models import Indicatore, Rilevazione
from cruscotto.periodi import Accumulo
from cruscotto.plausibilita import Digitato, Domanda, domande
from cruscotto.rifiuti import ValoreRifiutato
from cruscotto.righe import chiave
from cruscotto.valori import Tipo
from ente.giorni import PRIMO, perche_impossibile

VUOTO: dict[str, Any] = {
    "testo": "",
    "tipo": "",
    "valore": None,
    "data": None,
    "livello": "",
    "numeratore": None,
    "denominatore": None,
    "fasi": [],
    "unita": "",
    "avvisi": [],
}
"""The fields that are read from the text of a value, when there is no text."""


def leggi_testo(indicatore: Indicatore, testo: str, anno: int) -> dict[str, Any]:
    """The fields of a value read from its text, which may be empty. Nonsense is refused, unlike in an import.

    The limits of its unit refuse nothing: what lies outside them is asked about (``domande_del_valore``).

    Raises:
        ValoreRifiutato: on the field ``testo``.
    """
    if not testo:
        return dict(VUOTO)
    tipo = Tipo(indicatore.tipo)
    dichiarato = None if tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) else tipo
    campi = campi_rilevazione(testo, indicatore.scala, dichiarato)
    if not campi["tipo"]:
        raise ValoreRifiutato({"testo": str(campi["avvisi"][0])})
    data = campi["data"]
    if data is not None and data < PRIMO:
        raise ValoreRifiutato({"testo": perche_impossibile(data)})
    if data is not None and data > timezone.localdate():
        futura = f"Il {data:%d/%m/%Y} deve ancora venire: scrivete la data di un fatto avvenuto."
        raise ValoreRifiutato({"testo": futura})
    if data is not None and data.year != anno:
        campi["avvisi"] = [*campi["avvisi"], f"la data non è del {anno}"]
    return campi


def manca_per_trasmettere(rilevazione: Rilevazione) -> dict[str, str]:
    """What a saved value lacks to be transmitted, one sentence a field; empty when nothing."""
    voce = _voce_di(rilevazione)
    return manca_alla_voce(voce, rilevazione) if voce else {}


def _voce_di(rilevazione: Rilevazione) -> Dovuto | None:
    periodo, indicatore = rilevazione.periodo, rilevazione.indicatore
    dovuti = Dovuti(periodo.ciclo, periodo, None, Quali(indicatore.ente_id, solo=indicatore.pk))
    return dovuti.voce(chiave(indicatore.pk, rilevazione.collocazione_id), rilevazione)


def manca_alla_voce(voce: Dovuto, rilevazione: Rilevazione) -> dict[str, str]:
    """The same, for who has already read the value, and measured ``voce`` as if it were ``rilevazione``."""
    if not rilevazione.tipo:
        return {"testo": f"Il valore di «{voce.indicatore}» è vuoto: scrivetelo prima di trasmetterlo."}
    errori = {}
    da_dire = [_calo(voce, rilevazione), *(d.frase for d in domande_del_valore(voce, rilevazione))]
    if any(da_dire) and not rilevazione.nota:
        errori["nota"] = _in_nota([frase for frase in da_dire if frase])
    if any(a.codice is CodiceAllerta.SOTTO_SOGLIA for r in voce.organizzative for a in r.allerte):
        errori |= _senza_motivazione(rilevazione)
    return errori


def _in_nota(frasi: Sequence[str]) -> str:
    """What to explain in the note, one sentence after the other."""
    domanda = any(frase.endswith("?") for frase in frasi)
    return " ".join([*frasi, *(["Correggetelo, o rispondete nella nota."] if domanda else [])])


def domande_del_valore(voce: Dovuto, rilevazione: Rilevazione) -> tuple[Domanda, ...]:
    """What to ask of a value beside what ``voce`` knows: the period before, the targets, the limits of the unit."""
    valore = essenziale(rilevazione.valore)
    if valore is None or rilevazione.neutralizzata:
        return ()
    return domande(
        Digitato(
            valore,
            voce.prima.valore if voce.prima else None,
            voce.attesi,
            essenziale(voce.indicatore.minimo_ammesso),
            essenziale(voce.indicatore.massimo_ammesso),
        )
    )


def domande_sul_valore(rilevazione: Rilevazione) -> tuple[Domanda, ...]:
    """The same, for who has only the value."""
    voce = _voce_di(rilevazione)
    return domande_del_valore(voce, rilevazione) if voce else ()


def _calo(voce: Dovuto, rilevazione: Rilevazione) -> str:
    """A cumulative value may not fall without a reason (docs/manuale/misura.md "Il valore di un periodo")."""
    prima, adesso = (voce.prima.valore if voce.prima else None), rilevazione.valore
    if voce.indicatore.accumulo != Accumulo.CUMULATO or prima is None or adesso is None or adesso >= prima:
        return ""
    return (
        f"Il valore è dall'inizio dell'anno e cala da {formatta_numero(prima)} a "
        f"{formatta_numero(essenziale(adesso))}: correggetelo, o scrivete nella nota perché."
    )


def _senza_motivazione(rilevazione: Rilevazione) -> dict[str, str]:
    return {c.nome: c.se_manca for c in MOTIVI if not getattr(rilevazione, c.nome)}
