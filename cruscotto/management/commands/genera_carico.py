"""`manage.py genera_carico`: invented bodies, to measure the site under load."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from cruscotto.management.dimostrazione.carico import PREFISSO, Piano, genera, togli
from ente.comandi import Comando
from ente.errori import ErroreUtente


class Command(Comando):
    help = f"Crea enti inventati ({PREFISSO}0001…) per le prove di carico, sempre uguali a parità di seme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        base = Piano()
        parser.add_argument("--enti", type=int, default=base.enti, help=f"quanti enti ({base.enti})")
        parser.add_argument("--anni", type=int, default=base.anni, help=f"cicli di ogni ente ({base.anni})")
        parser.add_argument(
            "--collocazioni", type=int, default=base.collocazioni, help=f"collocazioni per anno ({base.collocazioni})"
        )
        parser.add_argument("--periodi", type=int, default=base.periodi, help=f"periodi per anno ({base.periodi})")
        parser.add_argument("--seme", "--seed", type=int, default=base.seme, help=f"seme dei valori ({base.seme})")
        parser.add_argument("--primo", type=int, default=base.primo, help="numero del primo ente (1)")
        parser.add_argument("--togli", action="store_true", help=f"toglie gli enti {PREFISSO}* e finisce")
        parser.add_argument("--forza", action="store_true", help="anche quando DEBUG è spento")

    def esegui(self, options: dict[str, Any]) -> None:
        if not settings.DEBUG and not options["forza"]:
            raise ErroreUtente(
                "DEBUG è spento: questi enti sono inventati. Se è quello che volete, aggiungete --forza."
            )
        inizio = time.perf_counter()
        if options["togli"]:
            self.stdout.write(f"Tolti {togli()} enti in {time.perf_counter() - inizio:.1f} s.")
            return
        piano = Piano(**{nome: options[nome] for nome in Piano.__dataclass_fields__})
        if min(piano.enti, piano.anni, piano.collocazioni, piano.periodi, piano.primo) < 1 or piano.periodi > 12:
            raise ErroreUtente("Enti, anni, collocazioni e periodi partono da 1; i periodi di un anno sono al più 12.")
        if piano.anni > 60 or piano.primo + piano.enti > 10_000:
            raise ErroreUtente("Al più 60 anni e 9.999 enti.")
        conti = genera(piano, self._avanza)
        for nome, quanti in sorted(conti.items()):
            self.stdout.write(f"{quanti:>9} {nome}")
        self.stdout.write(f"{conti.total():>9} righe in {time.perf_counter() - inizio:.1f} s.")

    def _avanza(self, numero: int) -> None:
        if numero % 10 == 0:
            self.stderr.write(f"… {numero} enti")
