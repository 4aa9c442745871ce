"""Why an indicator of the Plan cannot be as it was written: all at once, one sentence a field."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.models import Collocazione, ObiettivoInProspettiva, ObiettivoOperativo, Programma
from cruscotto.pianificazione.actions.target import leggi_target
from cruscotto.pianificazione.definizione import (
    errore_fasi,
    errore_storico,
    errori_definizione,
    errori_modello,
    ultimo_adottato,
)
from cruscotto.pianificazione.definizione_in_corso import DefinizioneInCorso, campi_partenza, campi_posto
from cruscotto.pianificazione.nel_piano import PostoScritto, uffici_di


def esige_corretto(atto: DefinizioneInCorso) -> None:
    """Refuse with everything that is wrong at once, one sentence a field; the indicator in memory is as written."""
    campi = dict(atto.scritto.campi)
    for nome, valore in campi.items():
        setattr(atto.indicatore, nome, valore)
    errori = errori_modello(atto.indicatore) or errori_definizione(atto.indicatore)
    if campi["ufficio_id"] and not uffici_di(atto.poteri).filter(pk=campi["ufficio_id"]).exists():
        errori["ufficio"] = "Scegliete uno degli uffici dell'elenco."
    if not errori and (detto := errore_fasi(atto.indicatore.tipo, atto.scritto.fasi)):
        errori["fasi"] = detto
    errori |= _errori_partenza(atto) | _errori_posti(atto, con_il_nome="nome" not in errori)
    if atto.prima is not None and not atto.prima.libero:
        errori |= _errori_di_regole(atto)
    if "tipo" not in errori and "scala" not in errori:
        errori |= _errori_target(atto)
    if errori:
        raise ValoreRifiutato(errori)


def _errori_di_regole(atto: DefinizioneInCorso) -> dict[str, str]:
    """What decides a SAL of other years, or of values that are there, changes elsewhere: with a preview and why."""
    prima, ora = atto.prima_scritto, atto.scritto
    diversi = [nome for nome in ("tipo", "direzione", "accumulo", "scala") if prima.campi[nome] != ora.campi[nome]]
    diversi += ["fasi"] if prima.fasi != ora.fasi else []
    detto = "L'indicatore si misura già altrove: cambia nella pagina delle sue regole, che mostra quali SAL cambiano."
    return dict.fromkeys(diversi, detto)


def _errori_partenza(atto: DefinizioneInCorso) -> dict[str, str]:
    ora, prima = atto.scritto.partenza, atto.prima_scritto.partenza
    if ora == prima:
        return {}
    adottato = ultimo_adottato(atto.indicatore.pk)
    anni = [p.anno for p in (prima, ora) if p is not None]
    if adottato and (detto := errore_storico(min(anni), adottato)):
        return {"partenza": detto}
    if ora is None:
        return {}
    if not ora.testo:
        return {"partenza": "Scrivete il valore, o togliete anche la fonte."}
    if not 1900 <= ora.anno < atto.ciclo.anno:
        return {"partenza_anno": f"Il valore di partenza è di un anno prima del {atto.ciclo.anno}."}
    campi = campi_partenza(atto, ora)
    return {} if campi["tipo"] else {"partenza": str(campi["avvisi"][0])}


def _errori_posti(atto: DefinizioneInCorso, *, con_il_nome: bool) -> dict[str, str]:
    errori: dict[str, str] = {}
    if not atto.scritto.posti and len(atto.prima.righe if atto.prima else ()) == len(atto.di_ora):
        errori["posti"] = "Mettete l'indicatore in almeno un cruscotto: scegliete il cruscotto e l'obiettivo."
    visti: set[tuple[object, ...]] = set()
    for posto in atto.scritto.posti:
        dove = (posto.cruscotto, posto.nodo, posto.programma, posto.operativo)
        if posto.cruscotto not in atto.cruscotti:
            errori[f"{posto.chiave}-cruscotto"] = "Scegliete il cruscotto."
        if not posto.nodo:
            errori[f"{posto.chiave}-posto"] = "Scegliete sotto quale obiettivo sta."
        elif dove in visti and posto.pk is None:
            errori[f"{posto.chiave}-posto"] = "In questo cruscotto è già sotto questo obiettivo: toglietene una."
        visti.add(dove)
        if posto.peso is not None and posto.peso < 0:
            errori[f"{posto.chiave}-peso"] = "Un peso non può essere negativo."
        elif posto.peso is not None and atto.indicatore.tipo == Tipo.PREREQUISITO:
            errori[f"{posto.chiave}-peso"] = "Un prerequisito va rispettato e non pesa: lasciate vuoto."
        if con_il_nome and not any(chiave.startswith(f"{posto.chiave}-") for chiave in errori):
            errori |= _errori_modello_posto(atto, posto)
    return errori


def _errori_modello_posto(atto: DefinizioneInCorso, posto: PostoScritto) -> dict[str, str]:
    """What the row refuses: something of another cycle, an operating objective of another programme."""
    try:
        _riga(atto, posto).full_clean(exclude=["indicatore", "ordine", "regole_congelate"], validate_unique=False)
    except ValidationError as errore:
        return {f"{posto.chiave}-posto": " ".join(errore.messages)}
    except (ObiettivoInProspettiva.DoesNotExist, Programma.DoesNotExist, ObiettivoOperativo.DoesNotExist):
        return {f"{posto.chiave}-posto": "Scegliete sotto quale obiettivo sta fra quelli dell'elenco."}
    return {}


def _riga(atto: DefinizioneInCorso, posto: PostoScritto) -> Collocazione:
    """The row in memory as it will be."""
    c = Collocazione(pk=posto.pk, indicatore=atto.indicatore, ordine=1)
    for nome, valore in campi_posto(atto, posto).items():
        setattr(c, nome, valore)
    c.cruscotto = atto.cruscotti[posto.cruscotto or 0]
    return c


def _errori_target(atto: DefinizioneInCorso) -> dict[str, str]:
    """The targets that cannot be read for this kind of indicator, or contradict its rules."""
    errori = {}
    for campo, testo in [("target", atto.scritto.target)] + [
        (f"{p.chiave}-target", p.target) for p in atto.scritto.posti
    ]:
        try:
            if testo:
                leggi_target(atto.indicatore, testo, atto.ciclo)
        except ValoreRifiutato as rifiuto:
            errori[campo] = " ".join(rifiuto.errori.values())
    return errori
