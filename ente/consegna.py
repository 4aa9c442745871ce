"""A file put where a command was told to: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ente.errori import ErroreUtente


def esige_scrivibile(uscita: Path) -> None:
    """Refuse a place where no file can be written, before the work that it takes to make one (ErroreUtente)."""
    if uscita.is_dir() or not os.access(_prima_cartella(uscita), os.W_OK):
        raise ErroreUtente(f"Non posso scrivere {uscita}: indicate il nome di un file in una cartella scrivibile.")


def consegna(contenuto: bytes, uscita: Path) -> None:
    """Write a file under its name only when it is complete.

    Raises:
        ErroreUtente: it cannot be written there.
    """
    provvisorio = uscita.with_name(f".{uscita.name}.parte")
    try:
        uscita.parent.mkdir(parents=True, exist_ok=True)
        provvisorio.write_bytes(contenuto)
        provvisorio.replace(uscita)
    except OSError as errore:
        with suppress(OSError):  # what stands in the place of its folder may be a file
            provvisorio.unlink()
        raise ErroreUtente(f"Non posso scrivere {uscita}: {errore.strerror}. Indicate un'altra cartella.") from None


def _prima_cartella(uscita: Path) -> Path:
    """The nearest folder of the path that exists."""
    return next(cartella for cartella in uscita.absolute().parents if cartella.is_dir())
