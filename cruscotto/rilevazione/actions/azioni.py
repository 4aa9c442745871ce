"""Following a corrective action: where it is, whose it is, by when. The value that promised it is never touched: in a
closed period it stays as it was photographed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cruscotto.aritmetica.azioni import CONCLUSE, NOMI, StatoAzione
from cruscotto.avvisi.actions.invio import avvisa_persone
from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato, blocca_ciclo, esige_ciclo_modificabile
from cruscotto.ciclo.passaggi_valore import nome_nel_registro
from cruscotto.ciclo.visibilita import rilevazioni_leggibili
from cruscotto.models import Collocazione, Fatto, Rilevazione, SeguitoAzione, TipoCruscotto
from cruscotto.rilevazione.azioni import puo_affidare, puo_seguire
from cruscotto.valori.accumulati import CONTANO
from ente.actions.registro import differenze, registra
from ente.giorni import perche_impossibile
from ente.models import Incarico, Ruolo, Ufficio, Utente
from ente.poteri import Poteri, esige

CHI = "L'azione la seguono il suo ufficio e chi ne rivede il valore."
NEL_FRATTEMPO = "Nel frattempo qualcun altro ha scritto di questa azione: guardate com'è ora e ripetete."
LUNGA = 2000
"""Characters of a note, at most."""


@dataclass(frozen=True, slots=True)
class SeguitoScritto:
    """What a person says of an action. ``ufficio``, ``persona`` and ``entro`` are of who gives it out: None leaves it
    to the office of the indicator, on the promised day."""

    stato: StatoAzione
    nota: str = ""
    ufficio: Ufficio | None = None
    persona: Utente | None = None
    entro: dt.date | None = None


@transaction.atomic
def segui_azione(
    *, rilevazione: Rilevazione, scritto: SeguitoScritto, versione: int, da: Utente, poteri: Poteri | None = None
) -> SeguitoAzione:
    """Say where the action that a value promised is, and whose. The same twice is once.

    ``versione`` is the one that the person was looking at, 0 when nobody had said anything. Whom it is given to is told
    by letter. In a closed period too: what becomes of an action comes after.

    Raises:
        ValoreRifiutato: it is abandoned without a reason, the day cannot be, or whom it is given to may not read it.
        Superato: somebody else said something meanwhile.
        NonModificabile: the Relazione of the cycle has been adopted.
        PermissionDenied: the value has no action, or the person is neither of its office nor who reviews it, nor has
            to do it; or gives it out without reviewing it.
    """
    poteri = poteri or Poteri.di(da)
    ciclo = blocca_ciclo(rilevazione.periodo.ciclo_id)
    interi = Rilevazione.objects.select_related("periodo__ciclo__ente", "indicatore__ufficio", "seguito")
    valore = interi.get(pk=rilevazione.pk)
    seguita = bool(valore.azione_correttiva) and valore.stato in CONTANO and ciclo.ente_id == da.ente_id
    esige(seguita and puo_seguire(poteri, valore), CHI)
    attuale: SeguitoAzione | None = getattr(valore, "seguito", None)
    prima = attuale or SeguitoAzione(rilevazione=valore, versione=0)
    if not puo_affidare(poteri, valore):
        scritto = SeguitoScritto(scritto.stato, scritto.nota, prima.ufficio, prima.persona, prima.entro)
    nuovi = _campi(scritto, prima)
    if attuale is not None and all(getattr(attuale, nome) == campo for nome, campo in nuovi.items()):
        return attuale
    esige_ciclo_modificabile(ciclo)
    if prima.versione != versione:
        raise Superato(NEL_FRATTEMPO)
    _controlla(scritto, prima, valore)
    nuovo = _scrivi(prima, nuovi)
    cambi = differenze(
        {nome: _detto(nome, getattr(prima, nome)) for nome in nuovi},
        {nome: _detto(nome, campo) for nome, campo in nuovi.items()},
    )
    registra(
        ente=ciclo.ente, da=da, azione="segue azione correttiva", oggetto=nuovo, nome=nome_nel_registro(valore), **cambi
    )
    _avvisa(nuovo, prima, valore, da)
    return nuovo


def _campi(scritto: SeguitoScritto, prima: SeguitoAzione) -> dict[str, object]:
    conclusa = scritto.stato in CONCLUSE
    oggi = timezone.localdate()
    return {
        "stato": scritto.stato.value,
        "nota": scritto.nota.strip(),
        "ufficio": None if scritto.persona else scritto.ufficio,
        "persona": scritto.persona,
        "entro": scritto.entro,
        "concluso_il": (prima.concluso_il or oggi) if conclusa else None,
    }


def _controlla(scritto: SeguitoScritto, prima: SeguitoAzione, valore: Rilevazione) -> None:
    errori = {}
    if scritto.stato == StatoAzione.ABBANDONATA and not scritto.nota.strip():
        errori["nota"] = "Scrivete perché l'azione non si fa più: la Relazione lo stampa."
    elif len(scritto.nota.strip()) > LUNGA:
        errori["nota"] = f"Scrivete al massimo {LUNGA} caratteri."
    if scritto.entro is not None and scritto.entro != prima.entro:
        if perche := perche_impossibile(scritto.entro):
            errori["entro"] = perche
        elif scritto.entro < valore.periodo.inizio:
            errori["entro"] = "Il giorno viene prima del periodo in cui l'azione è stata promessa."
    if scritto.persona is not None and scritto.persona != prima.persona and not _legge(scritto.persona, valore):
        errori["persona"] = "Questa persona oggi non può leggere il valore: scegliete un'altra persona, o l'ufficio."
    if (
        scritto.ufficio is not None
        and scritto.ufficio != prima.ufficio
        and not _legge_l_ufficio(scritto.ufficio, valore)
    ):
        errori["ufficio"] = "Il valore sta solo in una scheda individuale: l'azione resta all'ufficio che lo inserisce."
    if errori:
        raise ValoreRifiutato(errori)


def _legge(persona: Utente, valore: Rilevazione) -> bool:
    """Whether a person of the body with a role today reads the value."""
    con_ruolo = Incarico.objects.filter(utente=persona).validi_il(timezone.localdate()).exists()
    return con_ruolo and rilevazioni_leggibili(persona).filter(pk=valore.pk).exists()


def _legge_l_ufficio(ufficio: Ufficio, valore: Rilevazione) -> bool:
    """Whether who enters for an office reads the value: what stands in an individual sheet alone, only its own."""
    if ufficio.ente_id != valore.indicatore.ente_id:
        return False
    posti = Collocazione.objects.filter(indicatore=valore.indicatore_id, cruscotto__ciclo=valore.periodo.ciclo_id)
    return (
        ufficio.pk == valore.indicatore.ufficio_id or posti.exclude(cruscotto__tipo=TipoCruscotto.INDIVIDUALE).exists()
    )


def _scrivi(prima: SeguitoAzione, campi: dict[str, object]) -> SeguitoAzione:
    """Write the row, if it is still as it was read; two persons at once, and the database lets one in."""
    superato = Superato(NEL_FRATTEMPO)
    nuovo = SeguitoAzione(pk=prima.pk, rilevazione=prima.rilevazione, versione=prima.versione + 1, **campi)
    if prima.pk is None:
        try:
            with transaction.atomic():
                nuovo.save(force_insert=True)
        except IntegrityError:
            raise superato from None
        return nuovo
    righe = SeguitoAzione.objects.filter(pk=prima.pk, versione=prima.versione)
    if righe.update(**campi, versione=nuovo.versione, aggiornato_il=timezone.now()) != 1:
        raise superato
    return nuovo


def _detto(nome: str, valore: object) -> object:
    return NOMI[StatoAzione(str(valore))] if nome == "stato" else valore


def _avvisa(nuovo: SeguitoAzione, prima: SeguitoAzione, valore: Rilevazione, da: Utente) -> None:
    """Tell whom the action has just been given to."""
    if (nuovo.persona, nuovo.ufficio) == (prima.persona, prima.ufficio):
        return
    if nuovo.persona is not None:
        chi = [nuovo.persona]
    elif nuovo.ufficio is not None:
        di_oggi = Incarico.objects.filter(ruolo=Ruolo.REDATTORE, ufficio=nuovo.ufficio).validi_il(timezone.localdate())
        chi = list(Utente.objects.filter(incarichi__in=di_oggi, is_active=True).distinct())
    else:
        chi = []
    entro = nuovo.scade(valore.azione_entro)
    quando = f", entro il {entro:%d/%m/%Y}" if entro else ""
    azione = " ".join(valore.azione_correttiva.split())
    frase = (
        f"{valore.periodo.nome} {valore.periodo.ciclo.anno}: l'azione correttiva «{azione}» è affidata a voi{quando}."
    )
    pagina = reverse("cruscotto:azione-edit", args=[valore.periodo.ciclo.anno, valore.pk])
    avvisa_persone(Fatto.AZIONE, chi, frase, pagina, da)
