"""Programs of the machine that tests start and end: a browser, a screen, a proxy."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import pytest

AVVIO = 60.0


class Manca(Exception):
    """A program, or something that it needs, is not on this machine: the message says how to get it."""


def programma(variabile: str, *nomi: str, pacchetto: str) -> str:
    for nome in (os.environ.get(variabile, ""), *nomi):
        if nome and (percorso := shutil.which(nome)):
            return percorso
    raise Manca(f"manca {nomi[0]}: sudo apt-get install {pacchetto}")


@contextmanager
def acceso(
    comando: list[str], ambiente: Mapping[str, str], pass_fds: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """A process and those that it starts, until the block ends."""
    processo = subprocess.Popen(
        comando,
        env={**os.environ, **ambiente},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=pass_fds,
    )
    try:
        yield processo
    finally:
        processo.terminate()
        try:
            processo.wait(10)
        except subprocess.TimeoutExpired:
            processo.kill()
            processo.wait(10)


def finche(vero: Callable[[], Any], processo: subprocess.Popen[bytes], guasto: str) -> None:
    scade = time.monotonic() + AVVIO
    while not vero():
        if processo.poll() is not None or time.monotonic() > scade:
            raise AssertionError(guasto)
        time.sleep(0.05)


def ascolta(porta: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", porta), timeout=1):
        return True
    return False


def manca_qui(manca: Manca) -> NoReturn:
    """A program that is not here: a skip on a person's machine, with what to install; a failure in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(manca))
    pytest.skip(str(manca))
