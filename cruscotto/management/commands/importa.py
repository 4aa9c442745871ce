"""`manage.py importa KIND FILE`: a sheet into a cycle, all or nothing; with `--anteprima` only what it would do."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from contesto.numeri import cita, formatta_numero
from cruscotto.importazione.genere import Genere
from cruscotto.importazione.generi import GENERI
from cruscotto.letture import trova_ciclo
from cruscotto.models import Ciclo
from cruscotto.serratura import esige_ciclo_modificabile
from ente.comandi import Comando
from ente.errori import ErroreUtente
from ente.fogli.contenitore import esige_misura
from ente.fogli.lettura import leggi_fogli
from ente.fogli.righe import Letto, leggi_righe
from ente.importazione import Errore, Esito, ImportazioneRifiutata
from ente.progetto import Cambio, Progetto


class Command(Comando):
    help = "Importa un foglio, per esempio: importa bilancio bilancio.xlsx --ente arezzo-siena --anno 2019"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("genere", choices=list(GENERI), help="che cosa c'è nel foglio")
        parser.add_argument("file", help="il foglio da leggere")
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument("--anteprima", action="store_true", help="dice che cosa cambierebbe e non scrive")

    def esegui(self, options: dict[str, Any]) -> None:
        genere, file = GENERI[options["genere"]], Path(options["file"])
        ciclo = trova_ciclo(options["ente"], options["anno"])
        letto = leggi_righe(leggi_fogli(_contenuto(file), file.name), genere.colonne, ciclo.anno)
        try:
            if letto.errori:
                raise ImportazioneRifiutata(_tutti(genere, ciclo, letto))
            if options["anteprima"]:
                progetto = genere.progetta(ciclo, letto.righe)
                progetto.esige_senza_errori()
                self._mostra(progetto, letto.avvisi)
                if progetto.cambi:
                    esige_ciclo_modificabile(ciclo)
                return
            self._racconta(genere.importa(ciclo, letto.righe), letto.avvisi)
        except ImportazioneRifiutata as rifiuto:
            righe = list(dict.fromkeys(_riga(e) for e in rifiuto.errori))
            self.stderr.write("\n".join(righe))
            errori = "un errore" if len(righe) == 1 else f"{len(righe)} errori"
            raise ErroreUtente(f"{errori} in {file.name}: non è stato scritto nulla.") from None

    def _mostra(self, progetto: Progetto, avvisi: Iterable[Errore]) -> None:
        for cambio in progetto.cambi:
            self.stdout.write(_parole(cambio))
        self._racconta(progetto.esito(), avvisi)
        self.stdout.write("È un'anteprima: non è stato scritto nulla.")

    def _racconta(self, esito: Esito, avvisi: Iterable[Errore]) -> None:
        for avviso in (*avvisi, *esito.avvisi):
            self.stdout.write(f"Avviso: {_riga(avviso)}")
        self.stdout.write(str(esito))


def _tutti(genere: Genere, ciclo: Ciclo, letto: Letto) -> list[Errore]:
    """Every error at once: those of the reading, then what the other cells of its rows have wrong."""
    altri = genere.progetta(ciclo, letto.righe).errori if letto.giudicabile else []
    gia = {e.posto for e in letto.errori}
    return [*letto.errori, *(e for e in altri if e.posto not in gia)]


def _contenuto(file: Path) -> bytes:
    try:
        esige_misura(file.stat().st_size)
        return file.read_bytes()
    except (OSError, ValueError) as errore:
        causa = getattr(errore, "strerror", None) or "il nome non è valido"
        raise ErroreUtente(f"Non posso leggere {file}: {causa}. Controllate il percorso.") from None


def _riga(errore: Errore) -> str:
    return " ".join(str(errore).split())


def _parole(cambio: Cambio) -> str:
    if cambio.nuovo:
        return f"nuovo {cambio.posto} {cita(cambio.nome)}"
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
