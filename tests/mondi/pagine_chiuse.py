"""Everything that shows a closed period, as bytes: pages, sheets, answers of the API, for each role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.test import Client
from django.urls import reverse

from ente.models import Ente

GETTONE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|csrf-?token["\': a-z=]*"[^"]{20,}"', re.IGNORECASE)
"""What a page writes anew each time."""


def indirizzi(ente: Ente, anno: int, numero: int, cruscotti: Mapping[str, int], codici: list[str]) -> Iterator[str]:
    """The addresses at a period of a year. ``cruscotti`` are keys by code; ``codici`` those of indicators."""
    al = f"periodo={numero}"
    for nome in ("cruscotti", "albero", "matrice", "mappa", "elenco", "chiusura", "valori", "revisione"):
        yield f"{reverse(f'cruscotto:{nome}', args=[anno])}?{al}"
    for nome in ("cruscotti", "albero", "matrice", "mappa", "chiusura"):
        yield f"{reverse(f'cruscotto:{nome}', args=[anno])}?{al}&formato=csv"
    yield f"{reverse('cruscotto:albero', args=[anno])}?{al}&apri=tutto"
    yield f"{reverse('cruscotto:elenco-download', args=[anno])}?{al}&formato=csv"

    for codice, pk in cruscotti.items():
        yield f"{reverse('cruscotto:cruscotto', args=[anno, codice])}?{al}"
        yield f"{reverse('cruscotto:cruscotto-download', args=[anno, codice])}?{al}&formato=csv"
        yield f"{reverse('api:cruscotto-detail', args=[pk])}?{al}"
    for codice in codici:
        yield f"{reverse('cruscotto:indicatore', args=[anno, codice])}?{al}"
        yield f"{reverse('cruscotto:indicatore', args=[anno, codice])}?{al}&formato=csv"
    yield f"{reverse('api:collocazione-list')}?anno={anno}&{al}"
    yield f"{reverse('api:rilevazione-list')}?anno={anno}&{al}"


def fotografa(clienti: Mapping[str, Client], dove: list[str]) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What each role is answered at each address: status and bytes."""
    return {(chi, indirizzo): risposta_di(cliente, indirizzo) for chi, cliente in clienti.items() for indirizzo in dove}


def risposta_di(cliente: Client, indirizzo: str) -> tuple[int, bytes]:
    risposta = cliente.get(indirizzo)
    corpo = b"".join(risposta) if risposta.streaming else risposta.content
    return risposta.status_code, GETTONE.sub(b"", corpo)


def diversi(
    prima: Mapping[tuple[str, str], tuple[int, bytes]], dopo: Mapping[tuple[str, str], tuple[int, bytes]]
) -> str:
    """Where two readings differ, in a form that can be read; empty when they are the same."""
    righe = []
    for dove, (stato, corpo) in prima.items():
        nuovo_stato, nuovo = dopo[dove]
        if (stato, corpo) != (nuovo_stato, nuovo):
            righe.append(f"{dove} {stato}->{nuovo_stato}: {_primo_scarto(corpo, nuovo)}")
    return "\n".join(righe[:12])


def _primo_scarto(a: bytes, b: bytes) -> str:
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    inizio = max(0, n - 60)
    return f"…{a[inizio : n + 90].decode(errors='replace')!r} ≠ …{b[inizio : n + 90].decode(errors='replace')!r}"
