from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo
from ente.comandi import Comando
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.parole import minuscola
from relazione.caricamento.cartella import carica_cartella
from relazione.models import Correzione
from relazione.validazione.actions.dimostrazione import pubblica_dimostrazione

ENTE, ANNO = "arezzo-siena", 2019
CARTELLA = Path(settings.BASE_DIR) / "fixtures" / "arezzo-siena-2019"
PASSWORD = "cannocchiale-2019"  # noqa: S105 - the demo's, printed on purpose


class Command(Comando):
    help = "Carica il ciclo 2019 della Camera di Commercio di Arezzo-Siena e un 2020 dimostrativo. Si può ripetere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pubblica", action="store_true", help="sigilla, valida e pubblica anche la Relazione 2019 (mezzo minuto)"
        )
        parser.add_argument("--forza", action="store_true", help="anche quando DEBUG è spento")

    def esegui(self, options: dict[str, Any]) -> None:
        if not settings.DEBUG and not options["forza"]:
            raise ErroreUtente(
                "DEBUG è spento: la demo crea utenti con una password nota. Se è quello che volete, aggiungete --forza."
            )
        call_command("migrate", verbosity=0, interactive=False)
        password = os.environ.get("DEMO_PASSWORD") or PASSWORD
        ciclo = self._carica(password)
        seguente = prepara_dimostrazione(ciclo=ciclo, anno=ciclo.anno + 1, da=None)
        self.stdout.write(f"{seguente}: in monitoraggio, con dati dimostrativi inventati.")
        if options["pubblica"]:
            edizione = pubblica_dimostrazione(ciclo=ciclo)
            stato = "in correzione" if not edizione.ciclo.congelato else minuscola(edizione.get_stato_display())
            self.stdout.write(f"{edizione}: {stato}.")
        self._anno_da_aprire(seguente)
        utenti = Utente.objects.filter(ente=ciclo.ente).order_by("pk").values_list("username", flat=True)
        self.stdout.write(f"Utenti: {', '.join(utenti)}. Password: {password}")

    def _anno_da_aprire(self, ultimo: Ciclo) -> None:
        """What is left to who tries: the year after the demonstration one, which a person opens on the site."""
        anno = ultimo.anno + 1
        if Ciclo.objects.di(ultimo.ente).filter(anno=anno).exists():
            self.stdout.write(f"{anno}: aperto, resta com'è.")
        else:
            self.stdout.write(f"{anno}: da aprire, entrando come controllo, da {reverse('apertura:apertura')}")

    def _carica(self, password: str) -> Ciclo:
        """The 2019 cycle. One whose Relazione somebody has mended on the site is not written over."""
        corrette = Correzione.objects.filter(approvata__ciclo__ente__codice=ENTE, approvata__ciclo__anno=ANNO)
        if corretta := corrette.select_related("approvata__ciclo__ente").first():
            ciclo = corretta.approvata.ciclo
            self.stdout.write(f"{ciclo.ente}, {ciclo}: la sua Relazione è stata corretta, resta com'è.")
            return ciclo
        ciclo, esito = carica_cartella(CARTELLA, password=password)
        self.stdout.write(f"{ciclo.ente}, {ciclo}: {esito}.")
        return ciclo
