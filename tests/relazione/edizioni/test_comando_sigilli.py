from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.mondi.edizioni import sigillata
from tests.mondi.scena import crea_scena

pytestmark = pytest.mark.django_db


def test_the_command_says_which_sealed_files_are_not_what_they_were() -> None:
    file = list(sigillata(crea_scena()).file.all())
    uscita = StringIO()
    call_command("sigilli", stdout=uscita)
    assert uscita.getvalue() == f"{len(file)} file sigillati, tutti com'erano.\n"
    cambiato, mancante = (Path(f.file.path) for f in file[:2])
    cambiato.write_bytes(cambiato.read_bytes() + b" ")
    mancante.unlink()
    uscita = StringIO()
    with pytest.raises(CommandError, match=f"2 file sigillati su {len(file)} mancano"):
        call_command("sigilli", stdout=uscita)
    assert uscita.getvalue().splitlines() == [f.file.name for f in file[:2]]
