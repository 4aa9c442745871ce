"""Sealed bytes read again: given only while they are the ones that were sealed."""

from __future__ import annotations

import hashlib
import logging

from ente.errori import ErroreUtente
from relazione.models import FileSigillato

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
