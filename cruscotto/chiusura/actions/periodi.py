"""The acts of controllo di gestione on the periods of a cycle: make them, open, close, reopen for an office. Locks are
taken in one order: cycle, then periods."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cruscotto.avvisi.actions.invio import avvisa
from cruscotto.chiusura.situazione import Conseguenze, conseguenze, parti_dell_anno
from cruscotto.ciclo.blocchi import (
    NonModificabile,
    ValoreRifiutato,
    blocca_ciclo,
    blocca_periodo,
    esige_ciclo_modificabile,
)
from cruscotto.ciclo.passaggi_periodo import (
    APRI,
    AVVIA,
    CHI,
    CHIUDI,
    CONSUNTIVA,
    nome_periodo,
    passa_ciclo,
    passa_periodo,
)
from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.stato_dei_valori import nome_breve, raccogli
from cruscotto.models import Cadenza, Ciclo, Cruscotto, Fatto, Fotografia, Periodo, Riapertura, StatoCiclo, StatoPeriodo
from ente.actions.registro import differenze, registra
from ente.errori import ErroreUtente
from ente.models import Ufficio, Utente
from ente.poteri import Poteri, esige

ELENCATI = 10
"""How many missing values a sentence names."""


class ChiusuraDaConfermare(ErroreUtente):
    """Closing would leave values out, count them zero or count them unvalidated: a person confirms these figures."""

    def __init__(self, effetto: Conseguenze) -> None:
        self.effetto = effetto
        super().__init__(f"Prima di chiudere confermate: {' '.join(effetto.frasi)}")


class ChiusuraVietata(NonModificabile):
    """The body does not close a period that lacks values."""

    def __init__(self, effetto: Conseguenze) -> None:
        self.effetto = effetto
        nomi = [f"«{v.etichetta}»" for v in effetto.mancano[:ELENCATI]]
        altri = len(effetto.mancano) - len(nomi)
        super().__init__(f"{' '.join(effetto.frasi)} {', '.join(nomi)}{f' e altri {altri}' if altri else ''}.")


@transaction.atomic
def crea_periodi(*, ciclo: Ciclo, cadenza: Cadenza, da: Utente, poteri: Poteri | None = None) -> list[Periodo]:
    """Make the periods of a cycle that has none. Twice is once.

    Raises:
        NonModificabile: the cycle has periods of another kind, or is over.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige((poteri or Poteri.di(da)).controllo and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    parti = parti_dell_anno(ciclo.anno, cadenza)
    presenti = list(ciclo.periodi.all())
    if presenti:
        if [(p.inizio, p.fine) for p in presenti] == [(inizio, fine) for _, inizio, fine in parti]:
            return presenti
        raise NonModificabile(f"Il ciclo {ciclo.anno} ha già i suoi periodi.")
    if ciclo.stato not in (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO):
        raise NonModificabile(f"Il ciclo {ciclo.anno} è in stato «{ciclo.get_stato_display().lower()}».")
    Ciclo.objects.filter(pk=ciclo.pk).update(cadenza=cadenza)
    nuovi = Periodo.objects.bulk_create(
        [
            Periodo(ciclo=ciclo, numero=n, nome=nome, inizio=inizio, fine=fine)
            for n, (nome, inizio, fine) in enumerate(parti, 1)
        ]
    )
    registra(ente=ciclo.ente, da=da, azione="crea periodi", oggetto=ciclo, cadenza=cadenza.value, quanti=len(nuovi))
    return nuovi


# -- open --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def apri_periodo(*, periodo: Periodo, scadenza: dt.date, da: Utente, poteri: Poteri | None = None) -> Periodo:
    """Open a period to the values, up to a deadline; of one already open, move the deadline. Twice is once.

    The first one puts the cycle in monitoring.

    Raises:
        ValoreRifiutato: the deadline is past, comes before the end of the period, or is years away.
        NonModificabile: the period is closed, one before it is not, or the cycle is over.
        PermissionDenied: the person is not controllo di gestione.
    """
    attuale = _blocca(periodo, da, poteri)
    ciclo = attuale.ciclo
    if attuale.stato == StatoPeriodo.APERTO and attuale.scadenza == scadenza:
        return attuale
    if attuale.stato == StatoPeriodo.CHIUSO:
        raise NonModificabile(f"{nome_periodo(attuale)} è già chiuso: si riapre un ufficio alla volta.")
    _esige_scadenza(attuale, scadenza)
    if attuale.stato == StatoPeriodo.APERTO:
        return _sposta_termine(attuale, scadenza, da)
    prima = ciclo.periodi.filter(numero__lt=attuale.numero).exclude(stato=StatoPeriodo.CHIUSO).first()
    if prima is not None:
        raise NonModificabile(f"I periodi si aprono in ordine: prima chiudete {nome_periodo(prima).lower()}.")
    if ciclo.stato == StatoCiclo.PIANIFICAZIONE:
        passa_ciclo(ciclo, AVVIA, da)
    elif ciclo.stato != StatoCiclo.MONITORAGGIO:
        raise NonModificabile(f"Il ciclo {ciclo.anno} è in stato «{ciclo.get_stato_display().lower()}».")
    passa_periodo(attuale, APRI, da, campi={"scadenza": scadenza}, scadenza=str(scadenza))
    return attuale


def _blocca(periodo: Periodo, da: Utente, poteri: Poteri | None) -> Periodo:
    """The period as it is now, that nobody else touches before the end of the transaction, if the person may act."""
    esige((poteri or Poteri.di(da)).controllo and periodo.ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(periodo.ciclo_id, esclusivo=True)
    attuale = blocca_periodo(periodo.pk, esclusivo=True)
    attuale.ciclo = ciclo
    esige_ciclo_modificabile(ciclo)
    return attuale


def _esige_scadenza(periodo: Periodo, scadenza: dt.date) -> None:
    oggi = timezone.localdate()
    if scadenza < oggi:
        raise ValoreRifiutato({"scadenza": "Il termine è già passato: scrivete un giorno da oggi in poi."})
    if scadenza < periodo.fine:
        raise ValoreRifiutato(
            {"scadenza": f"Il periodo finisce il {periodo.fine:%d/%m/%Y}: il termine non viene prima."}
        )
    if scadenza > max(oggi, periodo.fine) + dt.timedelta(days=366):
        raise ValoreRifiutato({"scadenza": "Il termine è a più di un anno: controllate la digitazione."})


def _sposta_termine(periodo: Periodo, scadenza: dt.date, da: Utente) -> Periodo:
    cambio = differenze({"scadenza": periodo.scadenza}, {"scadenza": scadenza})
    Periodo.objects.filter(pk=periodo.pk, stato=StatoPeriodo.APERTO).update(scadenza=scadenza)
    periodo.scadenza = scadenza
    nome = nome_periodo(periodo)
    registra(ente=periodo.ciclo.ente, da=da, azione="sposta termine", oggetto=periodo, nome=nome, **cambio)
    return periodo


# -- close -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def chiudi_periodo(*, periodo: Periodo, conferma: str = "", da: Utente, poteri: Poteri | None = None) -> Periodo:
    """Close a period: from now on its values change only for an office that is given it again. Twice is once.

    ``conferma`` is the ``firma`` of the consequences that the person has read and accepted. The last period brings the
    cycle to its *consuntivo*.

    Raises:
        ChiusuraVietata: values lack, and the policy of the body does not allow it.
        ChiusuraDaConfermare: values lack or are not validated, and these figures have not been confirmed.
        NonModificabile: the period is not open yet.
        PermissionDenied: the person is not controllo di gestione.
    """
    attuale = _blocca(periodo, da, poteri)
    if attuale.stato == StatoPeriodo.CHIUSO:
        return attuale
    if attuale.stato == StatoPeriodo.FUTURO:
        raise NonModificabile(f"{nome_periodo(attuale)} non è ancora aperto.")
    effetto = leggi_conseguenze(attuale)
    if effetto.vietata:
        raise ChiusuraVietata(effetto)
    if conferma != effetto.firma and effetto.firma:
        raise ChiusuraDaConfermare(effetto)
    passa_periodo(
        attuale,
        CHIUDI,
        da,
        poi=_fotografa,
        politica=effetto.politica.value,
        senza_valore=effetto.senza,
        con_il_valore_di_prima=effetto.di_prima,
        non_validati=effetto.da_validare,
        indicatori=[v.codice for v in effetto.mancano],
    )
    ciclo = attuale.ciclo
    if not ciclo.periodi.exclude(stato=StatoPeriodo.CHIUSO).exists() and ciclo.stato == StatoCiclo.MONITORAGGIO:
        passa_ciclo(ciclo, CONSUNTIVA, da)
    return attuale


def _fotografa(periodo: Periodo) -> dict[str, str]:
    """Take the photograph of a period just closed, and tell its fingerprint."""
    foto = scatta(periodo)
    return {"fotografia": foto.impronta} if foto else {}


def leggi_conseguenze(periodo: Periodo) -> Conseguenze:
    """What closing a period now would do, over every scorecard of its cycle."""
    ciclo = periodo.ciclo
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo).select_related("area"))
    misura = Misura.al_periodo(ciclo, periodo)
    prospetti = misura_cruscotti(ciclo, periodo, cruscotti, misura)
    return conseguenze(raccogli(prospetti, {c.codice: nome_breve(c) for c in cruscotti}), misura.mancanti)


# -- reopen ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def riapri_ufficio(
    *, periodo: Periodo, ufficio: Ufficio, motivo: str, fino_al: dt.date, da: Utente, poteri: Poteri | None = None
) -> Riapertura:
    """Give a closed period back to one office up to a day, included; one already given gets the new day and reason.

    Twice is once.

    Raises:
        ValoreRifiutato: there is no reason, or the day is past or more than a year away.
        NonModificabile: the period is not closed, or the Relazione has been adopted.
        PermissionDenied: the person is not controllo di gestione, or the office is another body's.
    """
    attuale = _blocca(periodo, da, poteri)
    esige(ufficio.ente_id == da.ente_id, CHI)
    if attuale.stato != StatoPeriodo.CHIUSO:
        raise NonModificabile(f"{nome_periodo(attuale)} non è chiuso: non c'è niente da riaprire.")
    motivo = motivo.strip()
    _esige_riapertura(motivo, fino_al)
    esistente = Riapertura.objects.filter(periodo=attuale, ufficio=ufficio, richiusa_il=None).first()
    if esistente is not None and (esistente.motivo, esistente.fino_al) == (motivo, fino_al):
        return esistente
    prima = {"fino al": esistente.fino_al, "motivo": esistente.motivo} if esistente else {}
    riapertura = esistente or Riapertura(periodo=attuale, ufficio=ufficio)
    riapertura.motivo, riapertura.fino_al, riapertura.da = motivo, fino_al, da
    riapertura.save()
    azione = "proroga riapertura" if esistente else "riapre ufficio"
    cambio = differenze(prima, {"fino al": fino_al, "motivo": motivo})
    dopo = attuale.ciclo.periodi.filter(numero__gt=attuale.numero, stato=StatoPeriodo.CHIUSO)
    registra(
        ente=attuale.ciclo.ente,
        da=da,
        azione=azione,
        oggetto=riapertura,
        nome=_nome(riapertura),
        motivo=motivo,
        tocca_anche=[p.nome for p in dopo.order_by("numero")],
        **cambio,
    )
    avvisa(Fatto.RIAPERTO, attuale.ciclo.ente, [riapertura.pk], da)
    return riapertura


def _esige_riapertura(motivo: str, fino_al: dt.date) -> None:
    oggi, errori = timezone.localdate(), {}
    if not motivo:
        errori["motivo"] = "Scrivete perché si riapre: resta nel registro degli atti."
    if fino_al < oggi:
        errori["fino_al"] = "Il giorno è già passato: scrivete un giorno da oggi in poi."
    elif fino_al > oggi + dt.timedelta(days=366):
        errori["fino_al"] = "Il giorno è a più di un anno: controllate la digitazione."
    if errori:
        raise ValoreRifiutato(errori)


def _nome(riapertura: Riapertura) -> str:
    return f"{nome_periodo(riapertura.periodo)}, {riapertura.ufficio}"


@transaction.atomic
def richiudi_ufficio(*, riapertura: Riapertura, da: Utente, poteri: Poteri | None = None) -> Riapertura:
    """Take a period back from an office before the day comes. Twice is once.

    Raises:
        PermissionDenied: the person is not controllo di gestione.
    """
    _blocca(riapertura.periodo, da, poteri)
    adesso = timezone.now()
    if Riapertura.objects.filter(pk=riapertura.pk, richiusa_il=None).update(richiusa_il=adesso) == 1:
        nome, foto = _nome(riapertura), Fotografia.objects.filter(periodo=riapertura.periodo).first()
        registra(
            ente=riapertura.periodo.ciclo.ente,
            da=da,
            azione="richiude ufficio",
            oggetto=riapertura,
            nome=nome,
            fotografia=foto.impronta if foto else "",
        )
    return Riapertura.objects.select_related("periodo__ciclo", "ufficio").get(pk=riapertura.pk)


@transaction.atomic
def correggi_periodo(*, periodo: Periodo, motivo: str, da: Utente, poteri: Poteri | None = None) -> Periodo | None:
    """Take the photograph of a closed period again, as what makes it is today; None when nothing of it has changed.

    It is the act by which a change made after the close reaches a period closed before: nothing else does.

    Raises:
        ValoreRifiutato: there is no reason.
        NonModificabile: the period is not closed, or the Relazione has been adopted.
        PermissionDenied: the person is not controllo di gestione.
    """
    attuale = _blocca(periodo, da, poteri)
    if attuale.stato != StatoPeriodo.CHIUSO:
        raise NonModificabile(f"{nome_periodo(attuale)} non è chiuso: mostra già ciò che c'è oggi.")
    motivo = motivo.strip()
    if not motivo:
        raise ValoreRifiutato({"motivo": "Scrivete perché si corregge: resta nel registro degli atti."})
    prima = Fotografia.objects.filter(periodo=attuale).values_list("impronta", flat=True).first() or ""
    foto = scatta(attuale)
    if foto is None or foto.impronta == prima:
        return None
    registra(
        ente=attuale.ciclo.ente,
        da=da,
        azione="corregge periodo chiuso",
        oggetto=attuale,
        nome=nome_periodo(attuale),
        motivo=motivo,
        **differenze({"fotografia": prima}, {"fotografia": foto.impronta}),
    )
    return attuale
