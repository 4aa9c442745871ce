"""`manage.py importa KIND FILE`: a sheet into a cycle, all or nothing; with `--anteprima` only what it would do."""

from __future__ import annotations

from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from contesto.numeri import cita, formatta_numero
from cruscotto.ciclo.blocchi import esige_ciclo_modificabile
from cruscotto.importazione.actions.apertura import apri_dove
from cruscotto.importazione.actions.importazioni import importa_subito, progetta_subito
from cruscotto.importazione.colonne_dette import leggi_colonne
from cruscotto.importazione.dove import trova_dove
from cruscotto.importazione.generi.registro import GENERI
from ente.comandi import Comando
from ente.errori import ErroreUtente
from ente.fogli.contenitore import esige_misura
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata
from ente.progetto import Cambio

KIND = ("indicatori", "rilevazioni", "tavola", "bilancio", "interventi", "personale")


class Command(Comando):
    help = "Importa un foglio, per esempio: importa bilancio bilancio.xlsx --ente arezzo-siena --anno 2019"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("genere", choices=[k for k in KIND if k in GENERI], help="che cosa c'è nel foglio")
        parser.add_argument("file", help="il foglio da leggere")
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument("--cruscotto", help="codice del cruscotto, quando il foglio non lo dice")
        parser.add_argument("--periodo", type=int, help="numero del periodo dei valori; senza, l'ultimo del ciclo")
        parser.add_argument(
            "--colonne",
            action="append",
            default=[],
            metavar="INTESTAZIONE=CAMPO,…",
            help='che cosa sono le colonne, per esempio "Valore=actual,Settore=ufficio"; si ricorda per l\'ente',
        )
        parser.add_argument(
            "--intestazioni",
            action="append",
            default=[],
            metavar="FOGLIO=RIGA",
            help='in quale riga sono le intestazioni, per esempio 7 o "Scheda=7"; si ricorda per l\'ente',
        )
        parser.add_argument(
            "--altri-periodi",
            action="store_true",
            help="scrive anche i valori degli altri periodi aperti e i target di altri anni, ciascuno al suo posto",
        )
        parser.add_argument("--anteprima", action="store_true", help="dice che cosa cambierebbe e non scrive")
        parser.add_argument(
            "--crea", action="store_true", help="crea quello che manca: ente, ciclo, cruscotti, albero, uffici"
        )

    def esegui(self, options: dict[str, Any]) -> None:
        file = Path(options["file"])
        contenuto = _contenuto(file)
        try:
            with transaction.atomic():
                if options["crea"]:
                    apri_dove(options["ente"], options["anno"], options["cruscotto"])
                self._importa(options, file, contenuto)
                if options["anteprima"]:
                    transaction.set_rollback(True)
        except ImportazioneRifiutata as rifiuto:
            righe = list(dict.fromkeys(_riga(e) for e in rifiuto.errori))
            self.stderr.write("\n".join(righe))
            errori = "un errore" if len(righe) == 1 else f"{len(righe)} errori"
            raise ErroreUtente(f"{errori} in {file.name}: non è stato scritto nulla.") from None

    def _importa(self, options: dict[str, Any], file: Path, contenuto: bytes) -> None:
        genere = GENERI[options["genere"]]
        dove = trova_dove(
            options["ente"], options["anno"], options["cruscotto"], options["periodo"], crea=options["crea"]
        )
        del_file: dict[str, Any] = {
            "genere": genere,
            "dove": dove,
            "nome": file.name,
            "contenuto": contenuto,
            "mappa": leggi_colonne(options["colonne"], genere, dove),
            "testate": options["intestazioni"],
            "altrove": options["altri_periodi"],
        }
        if not options["anteprima"]:
            self._racconta(importa_subito(**del_file))
            return
        dove, _, progetto = progetta_subito(**del_file)
        for cosa in progetto.mancanti:
            self.stdout.write(f"Si crea: {cosa}")
        for cambio in progetto.cambi:
            self.stdout.write(_parole(cambio))
        self._racconta(progetto.esito())
        self.stdout.write("È un'anteprima: non è stato scritto nulla.")
        if progetto.cambi and dove.del_ciclo is not None:
            esige_ciclo_modificabile(dove.del_ciclo)

    def _racconta(self, esito: Esito) -> None:
        for avviso in dict.fromkeys(esito.avvisi):
            self.stdout.write(f"Avviso: {_riga(avviso)}")
        self.stdout.write(str(esito))


def _contenuto(file: Path) -> bytes:
    try:
        esige_misura(file.stat().st_size)
        return file.read_bytes()
    except (OSError, ValueError) as errore:
        causa = getattr(errore, "strerror", None) or "il nome non è valido"
        raise ErroreUtente(f"Non posso leggere {file}: {causa}. Controllate il percorso.") from None


def _riga(errore: ErroreNelFile) -> str:
    return " ".join(str(errore).split())


def _parole(cambio: Cambio) -> str:
    if cambio.nuovo:
        return f"nuovo {cambio.posto} {cita(cambio.nome)}"
    if cambio.tolto:
        return f"tolto {cambio.posto} {cita(cambio.nome)}"
    campi = cambio.oggetto._meta
    diversi = "; ".join(
        f"{getattr(campi.get_field(n), 'verbose_name', n)}: {_valore(cambio.prima[n])} → {_valore(v)}"
        for n, v in cambio.dopo.items()
    )
    return f"modificato {cambio.posto} {cita(cambio.nome)}: {diversi}"


def _valore(valore: Any) -> str:
    if valore is None or valore == "":
        return "(vuoto)"
    return formatta_numero(valore) if isinstance(valore, Decimal) else cita(valore)
