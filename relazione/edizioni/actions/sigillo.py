"""The seal: every file of an approved Relazione written once from its photograph, with the SHA-256 of each.

It is done by the worker. What killed it is done again at its next start and gives the same bytes; the rows are written
all together, when every file is in its place.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from ente.errori import ErroreUtente
from relazione.documento.componi import componi
from relazione.documento.controllo import controlla_pubblica, stringhe_vietate
from relazione.documento.dati_aperti import allegati
from relazione.documento.genera import SCRITTORE, scrivi
from relazione.edizioni.dizionario import scrivi_dizionario
from relazione.edizioni.manifesto import scrivi_manifesto
from relazione.fotografia import leggi_json
from relazione.models import (
    FileSigillato,
    Formato,
    FotografiaSalvata,
    GenereSigillato,
    RelazioneApprovata,
    StatoStesura,
    Stesura,
)

G = GenereSigillato
TIPI = {
    Formato.PDF: "application/pdf",
    Formato.HTML: "text/html; charset=utf-8",
    Formato.JSON: "application/json",
}
CSV = "text/csv; charset=utf-8"
TRE_VOLTE = "Il sigillo si è interrotto tre volte: avvisate chi cura l'installazione, poi chiedetelo di nuovo."
GUASTO = "Qualcosa è andato storto nello scrivere i file: riprovate, o avvisate chi cura l'installazione."
SENZA_POSTO = "I file non si sono potuti scrivere sul disco: avvisate chi cura l'installazione, poi riprovate."


@dataclass(frozen=True, slots=True)
class DaSigillare:
    """A file before it has its place."""

    genere: GenereSigillato
    nome: str
    titolo: str
    tipo: str
    contenuto: bytes

    @property
    def impronta(self) -> str:
        return hashlib.sha256(self.contenuto).hexdigest()


@task()
def sigilla_relazione(pk: int) -> None:
    """The job: run twice, or after a crash, it seals once."""
    edizione = RelazioneApprovata.objects.select_related("ciclo__ente", "fotografia", "integrale").get(pk=pk)
    if edizione.sigillata:
        return
    RelazioneApprovata.objects.filter(pk=pk).update(sigillo_mancato="")
    try:
        _sigilla(edizione, list(_file(edizione)))
    except ErroreUtente as errore:
        fallisci_sigillo(pk, str(errore))
    except OSError:
        logging.getLogger(__name__).exception("sigillo %s", pk)
        fallisci_sigillo(pk, SENZA_POSTO)
    except Exception:
        logging.getLogger(__name__).exception("sigillo %s", pk)
        fallisci_sigillo(pk, GUASTO)


def fallisci_sigillo(pk: int, frase: str) -> None:
    """Say why an edition could not be sealed; it may be asked again."""
    RelazioneApprovata.objects.filter(pk=pk, sigillata_il__isnull=True).update(sigillo_mancato=frase)


def sigilli_in_attesa() -> list[int]:
    """The keys of the editions that wait to be sealed."""
    aperte = RelazioneApprovata.objects.filter(sigillata_il__isnull=True, sigillo_mancato="")
    return list(aperte.order_by("pk").values_list("pk", flat=True))


def conserva_file(
    edizione: RelazioneApprovata, nuovo: DaSigillare, firma_di: FileSigillato | None = None
) -> FileSigillato:
    """Put a file in its place, whole, and its row with it. Call it inside a transaction."""
    return FileSigillato.objects.create(
        approvata=edizione,
        genere=nuovo.genere,
        nome=nuovo.nome,
        titolo=nuovo.titolo,
        tipo=nuovo.tipo,
        file=_metti(edizione, nuovo),
        impronta=nuovo.impronta,
        dimensione=len(nuovo.contenuto),
        firma_di=firma_di,
    )


def _file(edizione: RelazioneApprovata) -> Iterator[DaSigillare]:
    """The files of the public edition, from the photograph alone."""
    anno = edizione.ciclo.anno
    pubblica = leggi_json(edizione.fotografia.contenuto)
    vietate = stringhe_vietate(leggi_json(edizione.integrale.contenuto), pubblica)
    for formato, tipo in TIPI.items():
        contenuto = _gia_scritto(edizione.fotografia, formato) or scrivi(pubblica, formato)
        controlla_pubblica(contenuto, formato, vietate)
        genere = G.DATI if formato == Formato.JSON else G.RELAZIONE
        titolo = pubblica.titolo if genere == G.RELAZIONE else f"{pubblica.titolo}: tutto il documento in JSON"
        yield DaSigillare(genere, f"relazione-{anno}.{formato}", titolo, tipo, contenuto)
    composto = componi(pubblica)
    for a in allegati(composto):
        yield DaSigillare(G.DATI, a.nome, a.descrizione, CSV, a.contenuto)
    dizionario = f"Dizionario dei dati aperti – {edizione.ciclo.ente}, {anno}"
    yield DaSigillare(G.DATI, "dizionario.csv", dizionario, CSV, scrivi_dizionario(composto))


def _gia_scritto(fotografia: FotografiaSalvata, formato: Formato) -> bytes | None:
    """What somebody has asked for already, if it is this snapshot written in this way."""
    pronte = Stesura.objects.filter(fotografia=fotografia, formato=formato, scrittore=SCRITTORE)
    pronta = pronte.filter(stato=StatoStesura.PRONTO).exclude(file="").order_by("-pk").first()
    if pronta is None:
        return None
    try:
        with pronta.file.open("rb") as aperto:
            contenuto: bytes = aperto.read()
    except OSError:
        return None
    return contenuto if hashlib.sha256(contenuto).hexdigest() == pronta.impronta else None


@transaction.atomic
def _sigilla(edizione: RelazioneApprovata, file: list[DaSigillare]) -> None:
    tenuta = RelazioneApprovata.objects.select_for_update().filter(pk=edizione.pk, sigillata_il__isnull=True)
    if not tenuta.exists():
        return
    manifesto = scrivi_manifesto(edizione, [(f.nome, f.tipo, f.impronta, len(f.contenuto)) for f in file])
    for f in file:
        conserva_file(edizione, f)
    RelazioneApprovata.objects.filter(pk=edizione.pk).update(
        manifesto=manifesto,
        impronta_manifesto=hashlib.sha256(manifesto.encode()).hexdigest(),
        sigillata_il=timezone.now(),
    )


def _metti(edizione: RelazioneApprovata, nuovo: DaSigillare) -> str:
    ciclo = edizione.ciclo
    nome = f"sigillati/{ciclo.ente.codice}/{ciclo.anno}/{edizione.numero}/{nuovo.impronta[:16]}-{nuovo.nome}"
    posto = Path(default_storage.path(nome))
    posto.parent.mkdir(parents=True, exist_ok=True)
    parte = posto.with_name(f".{posto.name}.parte")
    try:
        with parte.open("wb") as file:
            file.write(nuovo.contenuto)
            file.flush()
            os.fsync(file.fileno())
        parte.replace(posto)
    finally:
        parte.unlink(missing_ok=True)
    return nome
