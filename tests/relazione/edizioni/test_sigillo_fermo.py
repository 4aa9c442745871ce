"""What is sealed stays as it is, whatever address, page of the administration or command is tried on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.core.files.storage import default_storage
from django.core.management import call_command

from cruscotto.models import Ciclo
from relazione.models import Correzione, FileSigillato, Osservazione, RelazioneApprovata
from tests.mondi.casi import CASI, apparecchia, indirizzo
from tests.mondi.due_enti import DueEnti
from tests.mondi.edizioni import sigillata
from tests.mondi.scena import crea_scena
from tests.mondi.serrature import annullato

pytestmark = pytest.mark.django_db
FISSI = [
    c.attname
    for c in RelazioneApprovata._meta.concrete_fields
    if c.name
    not in (
        "stato",
        "sigillo_mancato",
        "validata_da",
        "validata_il",
        "conclusioni",
        "separazione",
        "pubblicata_da",
        "pubblicata_il",
        "superata_il",
    )
]
"""What no act ever writes again on an edition that is sealed."""


def sigilli(chiavi: list[int] | None = None) -> Any:
    """Every sealed row with the bytes of its file, and what is fixed of the editions; of some editions only."""
    edizioni = RelazioneApprovata.objects.filter(sigillata_il__isnull=False)
    if chiavi is not None:
        edizioni = edizioni.filter(pk__in=chiavi)
    file = FileSigillato.objects.filter(approvata__in=edizioni, firma_di=None).order_by("pk")
    byte = []
    for f in file:
        with default_storage.open(f.file.name) as aperto:
            byte.append(aperto.read())
    return list(edizioni.order_by("pk").values_list(*FISSI)), list(file.values_list()), byte


GRUPPI = [list(CASI)[n : n + 10] for n in range(0, len(CASI), 10)]
"""Making the two bodies takes longer than trying an address: some share them."""


@pytest.mark.parametrize("nomi", GRUPPI, ids="…".join)
def test_no_address_changes_what_is_sealed(nomi: list[str]) -> None:
    mondo = DueEnti()
    for nome in nomi:
        with annullato():
            spediti = apparecchia(mondo, nome)
            chiavi = list(RelazioneApprovata.objects.filter(sigillata_il__isnull=False).values_list("pk", flat=True))
            prima = sigilli(chiavi)
            dove = indirizzo(mondo, nome, CASI[nome].numero)  # the first may take away what it is the address of
            for chi in {CASI[nome].chi, "controllo", "oiv", "amministratore"}:
                risposta = mondo.clienti[chi].post(dove, spediti)
                assert risposta.status_code < 500, (nome, chi)
            assert sigilli(chiavi) == prima, nome


def test_the_administration_does_not_know_what_is_sealed() -> None:
    assert not {RelazioneApprovata, FileSigillato, Osservazione, Correzione} & set(admin.site._registry)


def test_no_command_changes_what_is_sealed() -> None:
    """A year whose Relazione is sealed, and then the commands that write."""
    scena = crea_scena()
    sigillata(scena)
    prima = sigilli()
    assert prima[1]
    call_command("genera_carico", "--togli", "--forza", verbosity=0)
    call_command("evidenze", verbosity=0)
    assert Ciclo.objects.get(pk=scena.ciclo.pk).congelato
    assert sigilli() == prima
