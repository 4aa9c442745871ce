"""A document written in the background: asked for, written once from its stored snapshot, checked, delivered whole.

What killed the worker is written again at its next start, three times at most
(``cruscotto.importazione.actions.lavori``). A file takes its name only when it is complete; of one that was not
finished nothing is left.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import logging
import os
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.documento.componi import componi
from relazione.documento.controllo import controlla_pubblica
from relazione.documento.genera import SCRITTORE, fotografa_edizione, richiesta_del_documento, scrivi
from relazione.documento.modelli import scegli_modello, titolo_del_modello
from relazione.edizioni.custodia import sigillato_con
from relazione.edizioni.salvate import salva_fotografia
from relazione.fotografia import leggi_json
from relazione.models import (
    APERTI,
    AVANZAMENTO,
    Documento,
    Edizione,
    Fase,
    Formato,
    FotografiaSalvata,
    StatoStesura,
    Stesura,
    TipoDocumento,
)
from relazione.pubblicazione.actions.documenti import esige_parti

S = StatoStesura
ABBANDONATO = dt.timedelta(minutes=30)
INTERROTTO = "La scrittura si è interrotta: chiedete di nuovo il documento."
TRE_VOLTE = (
    "La scrittura si è interrotta tre volte e il file non è stato scritto: riprovate quando la macchina è meno carica, "
    "o avvisate chi cura l'installazione."
)
GUASTO = "Qualcosa è andato storto nello scrivere il documento: riprovate, o avvisate chi cura l'installazione."
DISCO_PIENO = "Sul disco non c'è più posto e il file non è stato scritto: fate posto, poi chiedetelo di nuovo."
TROPPO_GRANDE = (
    "Il file è più grande di quanto la macchina lascia scrivere e non è stato scritto: avvisate chi cura "
    "l'installazione."
)
SENZA_POSTO = {errno.ENOSPC: DISCO_PIENO, errno.EDQUOT: DISCO_PIENO, errno.EFBIG: TROPPO_GRANDE}
ANNULLATA = "Annullato da chi l'aveva chiesto, o da chi cura il ciclo."


class Interrotta(Exception):
    """The writing is not wanted any more."""


@transaction.atomic
def richiedi_stesura(
    *,
    ciclo: Ciclo,
    tipo: str = TipoDocumento.RELAZIONE,
    edizione: str = Edizione.PUBBLICA,
    formato: str = Formato.PDF,
    periodo: Periodo | None = None,
    cruscotto: Cruscotto | None = None,
    da: Utente,
) -> Stesura:
    """Put in the queue the writing of a document. While the same is waiting, that one is returned.

    A document that nobody has begun is written from the outline of its kind.

    Raises:
        PermissionDenied: the person does not read everything of the body, and it is not the own individual sheet.
        DocumentoRifiutato: the period or the scorecard is not what the kind of document asks for.
    """
    poteri = Poteri.di(da)
    sua = cruscotto is not None and tipo == TipoDocumento.SCHEDA_INDIVIDUALE and cruscotto.visibile_con(poteri)
    esige(
        ciclo.ente_id == da.ente_id and (poteri.tutto_l_ente or sua),
        "I documenti del ciclo, prima che siano pubblicati, li chiede chi legge tutto l'ente.",
    )
    esige_parti(ciclo, tipo, periodo, cruscotto)
    documento = _documento(ciclo, tipo, periodo, cruscotto)
    aperte = Stesura.objects.filter(documento=documento, edizione=edizione, formato=formato, stato__in=APERTI)
    aperte.filter(created_at__lt=timezone.now() - ABBANDONATO).update(stato=S.FALLITO, messaggio=INTERROTTO)
    in_attesa = aperte.filter(stato=S.RICHIESTO).first()
    if in_attesa is not None:
        return in_attesa
    stesura = Stesura.objects.create(documento=documento, edizione=edizione, formato=formato, richiesta_da=da)
    registra(ente=ciclo.ente, da=da, azione="richiede documento", oggetto=stesura, anno=ciclo.anno)
    scrivi_stesura.enqueue(stesura.pk)
    return stesura


def _documento(ciclo: Ciclo, tipo: str, periodo: Periodo | None, cruscotto: Cruscotto | None) -> Documento:
    """The row of a document; one without sections is as its outline."""
    titolo = titolo_del_modello(scegli_modello(tipo), ciclo, periodo, cruscotto)
    documento, _ = Documento.objects.get_or_create(
        ciclo=ciclo, tipo=tipo, periodo=periodo, cruscotto=cruscotto, defaults={"titolo": titolo}
    )
    return documento


@transaction.atomic
def annulla_stesura(*, stesura: Stesura, da: Utente) -> Stesura:
    """Take back a writing that is not finished: who asked for it, or controllo di gestione. Twice is once.

    Raises:
        PermissionDenied: it is somebody else's.
        NonModificabile: it has been written, or has failed.
    """
    ciclo = stesura.documento.ciclo
    suo = stesura.richiesta_da_id == da.pk or Poteri.di(da).controllo
    esige(ciclo.ente_id == da.ente_id and suo, "Lo annulla chi l'ha chiesto, o il controllo di gestione.")
    aperta = Stesura.objects.filter(pk=stesura.pk, stato__in=APERTI)
    if aperta.update(stato=S.ANNULLATO, messaggio=ANNULLATA, fase="", avanzamento=0) == 1:
        registra(ente=ciclo.ente, da=da, azione="annulla documento", oggetto=stesura, anno=ciclo.anno)
    stesura.refresh_from_db()
    if stesura.stato != S.ANNULLATO:
        raise NonModificabile(f"Il documento non si annulla più: {stesura.get_stato_display().lower()}.")
    return stesura


@task()
def scrivi_stesura(pk: int) -> None:
    """The job: run twice, or after a crash, it writes the document once."""
    if Stesura.objects.filter(pk=pk, stato__in=APERTI).update(stato=S.IN_SCRITTURA, messaggio="") != 1:
        return
    stesura = Stesura.objects.select_related("documento__ciclo__ente", "documento__periodo", "documento__cruscotto")
    try:
        _scrivi(stesura.get(pk=pk))
    except Interrotta:
        _togli_parte(pk)
    except ErroreUtente as errore:
        fallisci_stesura(pk, str(errore))
    except OSError as errore:
        logging.getLogger(__name__).exception("stesura %s", pk)
        fallisci_stesura(pk, SENZA_POSTO.get(errore.errno or 0, GUASTO))
    except Exception:
        logging.getLogger(__name__).exception("stesura %s", pk)
        fallisci_stesura(pk, GUASTO)


def fallisci_stesura(pk: int, frase: str) -> None:
    """End a document that cannot be written, with the sentence that says why. What was left of its file goes."""
    Stesura.objects.filter(pk=pk, stato__in=APERTI).update(stato=S.FALLITO, messaggio=frase, fase="", avanzamento=0)
    _togli_parte(pk)


def stesure_in_attesa() -> list[int]:
    """The keys of what a job has to go on with."""
    return list(Stesura.objects.filter(stato__in=APERTI).order_by("pk").values_list("pk", flat=True))


def _scrivi(stesura: Stesura) -> None:
    _passa(stesura, Fase.FOTOGRAFIA)
    letta, vietate = fotografa_edizione(richiesta_del_documento(stesura.documento), stesura.edizione)
    salvata = salva_fotografia(stesura.documento, letta)
    uguale = (
        Stesura.objects.filter(fotografia=salvata, formato=stesura.formato, scrittore=SCRITTORE, stato=S.PRONTO)
        .exclude(file="")
        .first()
    )
    if uguale is not None and default_storage.exists(uguale.file.name):
        _concludi(stesura, salvata, uguale.file.name, uguale.impronta, uguale.dimensione, bozza=uguale.bozza)
        return
    # From what was stored, not from what was read: what can be written again in ten years is what is written now.
    foto = leggi_json(salvata.contenuto)
    contenuto = sigillato_con(salvata, stesura.formato)
    if contenuto is None:
        contenuto = scrivi(foto, stesura.formato, lambda fase: _passa(stesura, fase))
    _passa(stesura, Fase.CONTROLLO)
    controlla_pubblica(contenuto, stesura.formato, vietate)
    _passa(stesura, Fase.CONSEGNA)
    firma = hashlib.sha256(contenuto).hexdigest()
    nome = _consegna(stesura, contenuto, firma)
    _concludi(stesura, salvata, nome, firma, len(contenuto), bozza=componi(foto).bozza)


def _passa(stesura: Stesura, fase: Fase) -> None:
    """Enter a stage, unless somebody took the document back."""
    aperta = Stesura.objects.filter(pk=stesura.pk, stato=S.IN_SCRITTURA)
    if aperta.update(fase=fase, avanzamento=AVANZAMENTO[fase]) != 1:
        raise Interrotta


def _concludi(
    stesura: Stesura, salvata: FotografiaSalvata, nome: str, firma: str, dimensione: int, *, bozza: bool
) -> None:
    Stesura.objects.filter(pk=stesura.pk, stato=S.IN_SCRITTURA).update(
        fotografia=salvata,
        scrittore=SCRITTORE,
        file=nome,
        impronta=firma,
        dimensione=dimensione,
        bozza=bozza,
        stato=S.PRONTO,
        fase="",
        avanzamento=100,
        scritta_il=timezone.now(),
    )


def _consegna(stesura: Stesura, contenuto: bytes, firma: str) -> str:
    """Put the file in its place, whole or not at all; its name says what it is and what it holds."""
    documento = stesura.documento
    ente, anno = documento.ciclo.ente.codice, documento.ciclo.anno
    nome = f"documenti/{documento.tipo}-{ente}-{anno}-{stesura.edizione}-{firma[:16]}.{stesura.formato}"
    posto, parte = Path(default_storage.path(nome)), _parte(stesura.pk)
    posto.parent.mkdir(parents=True, exist_ok=True)
    with parte.open("wb") as file:
        file.write(contenuto)
        file.flush()
        os.fsync(file.fileno())
    parte.replace(posto)
    return nome


def _parte(pk: int) -> Path:
    return Path(default_storage.path(f"documenti/.stesura-{pk}.parte"))


def _togli_parte(pk: int) -> None:
    _parte(pk).unlink(missing_ok=True)
