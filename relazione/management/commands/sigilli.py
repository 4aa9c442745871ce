"""`manage.py sigilli`: whether every sealed file is still the one that was sealed."""

from __future__ import annotations

from typing import Any

from ente.comandi import Comando
from ente.errori import ErroreUtente
from relazione.edizioni.custodia import SigilloRotto, leggi_sigillato
from relazione.models import FileSigillato


class Command(Comando):
    help = "Rilegge i file sigillati e confronta le loro impronte: dice quali mancano o non sono più quelli."

    def esegui(self, options: dict[str, Any]) -> None:
        tutti = rotti = 0
        for file in FileSigillato.objects.order_by("pk").iterator():
            tutti += 1
            try:
                leggi_sigillato(file)
            except SigilloRotto:
                rotti += 1
                self.stdout.write(file.file.name)
        if rotti:
            raise ErroreUtente(
                f"{rotti} file sigillati su {tutti} mancano o non sono più quelli: rimetteteli dalla copia di riserva."
            )
        self.stdout.write(f"{tutti} file sigillati, tutti com'erano.")
