"""Sealed bytes read again: given only while they are the ones that were sealed."""

from __future__ import annotations

import hashlib
import json
import logging

from cruscotto.models import Ciclo
from ente.errori import ErroreUtente
from relazione.models import FileSigillato, FotografiaSalvata, RelazioneApprovata

registro = logging.getLogger(__name__)


class SigilloRotto(ErroreUtente):
    """The sealed file is not on the disk, or is not the one that was sealed."""

    codice_http = 503


def leggi_sigillato(file: FileSigillato) -> bytes:
    """The bytes of a sealed file, checked against their hash.

    Raises:
        SigilloRotto: the file lacks, or is another one.
    """
    try:
        with file.file.open("rb") as aperto:
            contenuto: bytes = aperto.read()
    except OSError:
        contenuto = b""
    if hashlib.sha256(contenuto).hexdigest() != file.impronta:
        registro.error("Il file sigillato %s (%s) manca o non è più quello", file.pk, file.file.name)
        raise SigilloRotto(
            f"Il file «{file.nome}» non si trova, o non è più quello sigillato: chi cura l'installazione deve "
            "rimettere la copia di riserva. Riprovate più tardi."
        )
    return contenuto


def leggi_manifesto(edizione: RelazioneApprovata) -> bytes:
    """The manifest of an edition, checked against its hash.

    Raises:
        SigilloRotto: it is not what was sealed.
    """
    contenuto = edizione.manifesto.encode()
    if hashlib.sha256(contenuto).hexdigest() != edizione.impronta_manifesto:
        registro.error("Il manifesto dell'edizione %s non è più quello", edizione.pk)
        raise SigilloRotto(
            f"Il manifesto di «{edizione}» non è più quello sigillato: chi cura l'installazione deve "
            "rimettere la copia di riserva. Riprovate più tardi."
        )
    return contenuto


def fotografie_rotte(edizione: RelazioneApprovata) -> list[str]:
    """Which of the two snapshots of an edition are not the ones that its manifest names."""
    note = json.loads(edizione.manifesto)["fotografie"]
    trovate = {"pubblica": edizione.fotografia, "integrale": edizione.integrale}
    return [n for n, f in trovate.items() if hashlib.sha256(f.contenuto.encode()).hexdigest() != note[n]]


def sigillato_con(fotografia: FotografiaSalvata, formato: str) -> bytes | None:
    """What was sealed of a snapshot in a format: the same bytes need not be written again. None where there is none,
    or it is not what was sealed any more."""
    nome = f"relazione-{fotografia.documento.ciclo.anno}.{formato}"
    trovato = FileSigillato.objects.filter(approvata__fotografia=fotografia, nome=nome).first()
    try:
        return leggi_sigillato(trovato) if trovato else None
    except SigilloRotto:
        return None


def sigillato_del_ciclo(ciclo: Ciclo, formato: str) -> bytes | None:
    """The file of the last edition of the Relazione of an adopted cycle; None where nothing is sealed, or it is being
    mended.

    Raises:
        SigilloRotto: what is on the disk is not what was sealed.
    """
    if not ciclo.congelato:
        return None
    ultima = RelazioneApprovata.objects.filter(ciclo=ciclo).first()
    nome = f"relazione-{ciclo.anno}.{formato}"
    file = FileSigillato.objects.filter(approvata=ultima, nome=nome).first() if ultima else None
    return leggi_sigillato(file) if file else None
