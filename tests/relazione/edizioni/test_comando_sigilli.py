from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.models import RelazioneApprovata
from tests.mondi.edizioni import sigillata
from tests.mondi.esami import valida
from tests.mondi.scena import ANNO, crea_scena

pytestmark = pytest.mark.django_db


def test_the_command_says_which_sealed_files_are_not_what_they_were() -> None:
    file = list(sigillata(crea_scena()).file.all())
    uscita = StringIO()
    call_command("sigilli", stdout=uscita)
    detto = f"{len(file)} file sigillati, tutti com'erano, con i loro manifesti e le loro fotografie.\n"
    assert uscita.getvalue() == detto
    cambiato, mancante = (Path(f.file.path) for f in file[:2])
    cambiato.write_bytes(cambiato.read_bytes() + b" ")
    mancante.unlink()
    uscita = StringIO()
    with pytest.raises(CommandError, match="2 cose sigillate mancano"):
        call_command("sigilli", stdout=uscita)
    assert uscita.getvalue().splitlines() == [f.file.name for f in file[:2]]


def test_what_is_changed_in_the_database_is_found_too(client: Client) -> None:
    """By who can write there: the manifest is not given any more, a snapshot is not what it names."""
    scena = crea_scena()
    edizione = sigillata(scena)
    valida(edizione, scena["ugo"])
    pubblica_relazione(edizione=edizione, da=scena["carla"])
    dove = f"/pubblico/scena/{ANNO}/1/manifesto.json"
    assert client.get(dove).status_code == 200
    with connection.cursor() as cursore:
        cursore.execute(
            "UPDATE relazione_fotografiasalvata SET contenuto = '{}' WHERE id = %s", [edizione.integrale_id]
        )
    uscita = StringIO()
    with pytest.raises(CommandError, match="Una cosa sigillata"):
        call_command("sigilli", stdout=uscita)
    assert uscita.getvalue() == f"scena, {edizione}: fotografia integrale\n"
    RelazioneApprovata.objects.filter(pk=edizione.pk).update(manifesto=edizione.manifesto + " ")
    uscita = StringIO()
    with pytest.raises(CommandError, match="Una cosa sigillata"):
        call_command("sigilli", stdout=uscita)
    assert uscita.getvalue() == f"scena, {edizione}: manifesto\n"
    assert client.get(dove).status_code == 503
