"""What of the definition of an indicator cannot be: one check for the forms of the site and for the administration."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Max

from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import CON_REGOLE_ADOTTATE, Ciclo, Indicatore
from cruscotto.pianificazione.actions.pesi import perche_non_stanno
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore, errori_regole

CENTO = Decimal(100)


def errori_definizione(indicatore: Indicatore) -> dict[str, str]:
    """What the choices of an indicator, not yet written, contradict: its kind, one another. One sentence a field;
    those on its formula are of who writes its operands."""
    if indicatore.tipo not in list(Tipo):
        return {}  # said by the field itself
    errori = errori_regole(indicatore, RegoleIndicatore.di(_senza_formula(indicatore)))
    if indicatore.tipologia_pira and not indicatore.pira:
        errori["tipologia_pira"] = "La tipologia è di un indicatore PIRA: segnatelo, o lasciate vuoto."
    return errori


def _senza_formula(indicatore: Indicatore) -> Indicatore:
    nudo = Indicatore(ente_id=indicatore.ente_id, tipo=indicatore.tipo)
    for nome in RegoleIndicatore.di(nudo).propri:
        setattr(nudo, nome, getattr(indicatore, nome))
    nudo.calcolo = ""
    return nudo


def errori_modello(indicatore: Indicatore) -> dict[str, str]:
    """What the columns of an indicator refuse, by field; what is of none of them alone stands under an empty name."""
    try:
        indicatore.full_clean()
    except ValidationError as errore:
        detti = errore.message_dict
        return {"" if nome == NON_FIELD_ERRORS else nome: " ".join(frasi) for nome, frasi in detti.items()}
    return {}


def errore_fasi(tipo: str, fasi: Sequence[tuple[str, Decimal]]) -> str:
    """Why an indicator of a kind cannot have these phases, with their weights; empty when it can. Sum: 100."""
    if tipo != Tipo.FASI:
        return "Solo un avanzamento per fasi ha le fasi: cambiate il tipo, o toglietele." if fasi else ""
    if any(peso <= 0 for _, peso in fasi):
        return "Ogni fase pesa più di zero."
    detto = perche_non_stanno([peso for _, peso in fasi], CENTO)
    return f"Le fasi: {detto}" if detto else ""


def ultimo_adottato(indicatore_id: int | None) -> int:
    """The year of the last adopted Relazione that an indicator is in, whose earlier years stay; 0 when in none."""
    cicli = Ciclo.objects.filter(CON_REGOLE_ADOTTATE, cruscotti__collocazioni__indicatore=indicatore_id)
    anno: int | None = cicli.aggregate(ultimo=Max("anno"))["ultimo"] if indicatore_id else None
    return anno or 0


def errore_storico(anno: int, adottato: int) -> str:
    """Why the value of an earlier year stays as it is; empty when it may be written."""
    return f"La Relazione {adottato} è già stata adottata: resta com'è." if anno <= adottato else ""
