"""Asking and answering on a value, in the open: the office, who reviews it, whoever is asked."""

from __future__ import annotations

from django.db import transaction

from cruscotto.avvisi.actions.invio import avvisa
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato, blocca_periodo, esige_inseribile, esige_scrivibile
from cruscotto.ciclo.passaggi_valore import nome_nel_registro
from cruscotto.models import Fatto, Messaggio, Rilevazione
from cruscotto.rilevazione.actions.evidenze import ValoreDaProvare
from cruscotto.rilevazione.domande import (
    DIRIGENTE,
    UFFICIO,
    chi_ha,
    legge,
    perche_chiuse,
    puo_scrivere,
    trova_nominati,
)
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige

LUNGO = 2000
"""Characters of a message, at most."""
QUANTI = 200
"""Messages on a value, at most."""
CHI = "Sulle domande di un valore scrivono il suo ufficio, chi lo rivede e chi è stato interpellato."


@transaction.atomic
def scrivi_messaggio(
    *,
    posto: ValoreDaProvare,
    testo: str,
    risponde_a: int | None = None,
    da: Utente,
    poteri: Poteri | None = None,
) -> Messaggio:
    """Ask something on a value, or answer a question by its key; a value not yet entered becomes an empty draft.

    Whom the text names with «@» is told by letter; without a name, who reviews the value, when its office asks, or its
    office; an answer goes to who asked.

    Raises:
        ValoreRifiutato: nothing is written, too much, or an «@» names nobody who may read the value.
        NonModificabile: the value is validated, its period is closed, or it has too many messages.
        PermissionDenied: the person neither enters nor reviews the value, and was asked nothing on it.
    """
    poteri = poteri or Poteri.di(da)
    valore = _valore(posto, da)
    messaggi = list(Messaggio.objects.filter(rilevazione=valore).prefetch_related("chiesto_a"))
    esige(puo_scrivere(poteri, valore, messaggi), CHI)
    if perche := perche_chiuse(valore):
        raise NonModificabile(perche)
    testo = testo.strip()
    if not testo or len(testo) > LUNGO:
        raise ValoreRifiutato({"testo": f"Scrivete che cosa volete dire, in non più di {LUNGO} caratteri."})
    if len(messaggi) >= QUANTI:
        raise NonModificabile(f"Su questo valore ci sono già {QUANTI} messaggi: parlatene a voce.")
    domanda = next((m for m in messaggi if m.pk == risponde_a and m.risponde_a_id is None), None)
    if risponde_a is not None and domanda is None:
        raise ValoreRifiutato({"testo": "La domanda a cui rispondete non è di questo valore."})
    a_chi = trova_nominati(testo, valore) or _a_chi(valore, domanda, poteri)
    nuovo = Messaggio.objects.create(rilevazione=valore, risponde_a=domanda, da=da, testo=testo)
    nuovo.chiesto_a.set({p for p in a_chi if p.pk != da.pk})
    azione = "risponde su un valore" if domanda else "chiede su un valore"
    nome = nome_nel_registro(valore)
    registra(ente=valore.periodo.ciclo.ente, da=da, azione=azione, oggetto=nuovo, nome=nome, testo=testo)
    avvisa(Fatto.DOMANDA, valore.periodo.ciclo.ente, [nuovo.pk], da)
    return nuovo


def _valore(posto: ValoreDaProvare, da: Utente) -> Rilevazione:
    """The value, that is not validated nor closed before the end of the transaction."""
    esige({posto.indicatore.ente_id, posto.periodo.ciclo.ente_id} == {da.ente_id}, CHI)
    periodo = blocca_periodo(posto.periodo.pk)
    righe = Rilevazione.objects.select_for_update().order_by()
    valore = righe.filter(**posto.valore()).first()
    if valore is None:
        esige_inseribile(posto.indicatore)
        esige_scrivibile(periodo, posto.indicatore.ufficio_id)
        valore, _ = righe.get_or_create(**posto.valore(), defaults={"versione": 0})
    valore.periodo, valore.indicatore = periodo, posto.indicatore
    return valore


def _a_chi(valore: Rilevazione, domanda: Messaggio | None, poteri: Poteri) -> set[Utente]:
    if domanda is not None:
        return {domanda.da}
    dell_ufficio = valore.indicatore.ufficio_id in poteri.uffici
    return {p for p in chi_ha(DIRIGENTE if dell_ufficio else UFFICIO, valore) if legge(p, valore)}
