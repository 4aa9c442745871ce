"""`manage.py sigilli`: whether every sealed file, manifest and snapshot is still the one that was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ente.comandi import Comando
from ente.errori import ErroreUtente
from relazione.edizioni.custodia import SigilloRotto, fotografie_rotte, leggi_manifesto, leggi_sigillato
from relazione.models import FileSigillato, RelazioneApprovata


class Command(Comando):
    help = "Rilegge ciò che è sigillato e confronta le impronte: dice che cosa manca o non è più quello."

    def esegui(self, options: dict[str, Any]) -> None:
        rotti = sum(self._edizione(e) for e in self._sigillate())
        tutti = 0
        for file in FileSigillato.objects.order_by("pk").iterator():
            tutti += 1
            try:
                leggi_sigillato(file)
            except SigilloRotto:
                rotti += 1
                self.stdout.write(file.file.name)
        if rotti:
            che = (
                "una cosa sigillata manca o non è più quella"
                if rotti == 1
                else f"{rotti} cose sigillate mancano o non sono più quelle"
            )
            raise ErroreUtente(f"{che[0].upper()}{che[1:]}: rimettete la copia di riserva.")
        self.stdout.write(f"{tutti} file sigillati, tutti com'erano, con i loro manifesti e le loro fotografie.")

    def _sigillate(self) -> Iterator[RelazioneApprovata]:
        sigillate = RelazioneApprovata.objects.filter(sigillata_il__isnull=False).order_by("pk")
        yield from sigillate.select_related("ciclo__ente", "fotografia", "integrale").iterator(chunk_size=1)

    def _edizione(self, edizione: RelazioneApprovata) -> int:
        """How much of an edition, in the database, is not what was sealed; each is told."""
        nome = f"{edizione.ciclo.ente.codice}, {edizione}"
        try:
            leggi_manifesto(edizione)
        except SigilloRotto:
            self.stdout.write(f"{nome}: manifesto")
            return 1
        rotte = fotografie_rotte(edizione)
        for quale in rotte:
            self.stdout.write(f"{nome}: fotografia {quale}")
        return len(rotte)
