from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cruscotto.ciclo.trova import NonTrovato, trova_ciclo
from cruscotto.models import Ciclo, Cruscotto, Periodo, TipoCruscotto
from ente.comandi import Comando
from ente.consegna import consegna, esige_scrivibile
from ente.errori import ErroreUtente
from relazione.documento.genera import genera, trova_richiesta
from relazione.models import Edizione, Formato, TipoDocumento

ALTRE = {"htm": Formato.HTML}
T = TipoDocumento


class Command(Comando):
    help = "Scrive un documento del ciclo: PDF, HTML, ODT o JSON, secondo il nome del file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tipo", choices=T.values, metavar="TIPO", help=", ".join(T.values))
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument("--periodo", type=int, help="numero del periodo, per il monitoraggio")
        parser.add_argument("--cruscotto", help="codice del cruscotto, per la scheda individuale")
        parser.add_argument(
            "--edizione",
            choices=Edizione.values,
            help="pubblica (se non dite altro, tranne che per la scheda individuale) o integrale",
        )
        parser.add_argument("--output", required=True, help="file da scrivere: .pdf, .html, .odt o .json")

    def esegui(self, options: dict[str, Any]) -> None:
        tipo, uscita = options["tipo"], Path(options["output"])
        formato = _formato(uscita)
        ciclo = trova_ciclo(options["ente"], options["anno"])
        periodo = _periodo(ciclo, tipo, options["periodo"])
        cruscotto = _cruscotto(ciclo, tipo, options["cruscotto"])
        esige_scrivibile(uscita)
        di_solito = Edizione.INTEGRALE if tipo == T.SCHEDA_INDIVIDUALE else Edizione.PUBBLICA
        richiesta = trova_richiesta(ciclo, tipo, periodo, cruscotto)
        consegna(genera(richiesta, options["edizione"] or di_solito, formato), uscita)
        self.stdout.write(str(uscita.resolve()))


def _formato(uscita: Path) -> Formato:
    suffisso = uscita.suffix.removeprefix(".").lower()
    if suffisso in ALTRE:
        return ALTRE[suffisso]
    if suffisso not in Formato.values:
        noti = ", ".join(f".{f}" for f in Formato.values)
        raise ErroreUtente(f"Non so che file scrivere: il nome «{uscita.name}» deve finire con {noti}.")
    return Formato(suffisso)


def _periodo(ciclo: Ciclo, tipo: str, numero: int | None) -> Periodo | None:
    if tipo != T.MONITORAGGIO:
        if numero is not None:
            raise ErroreUtente("Il periodo si indica solo per il monitoraggio: togliete --periodo.")
        return None
    periodi = Periodo.objects.filter(ciclo=ciclo).order_by("numero")
    trovato = periodi.filter(numero=numero).first() if numero is not None else None
    if trovato is None:
        noti = ", ".join(str(n) for n in periodi.values_list("numero", flat=True)) or "nessuno"
        quale = "Indicate" if numero is None else f"Il periodo {numero} non c'è: indicate"
        raise NonTrovato(f"{quale} con --periodo uno dei periodi del ciclo {ciclo.anno}: {noti}.")
    return trovato


def _cruscotto(ciclo: Ciclo, tipo: str, codice: str | None) -> Cruscotto | None:
    if tipo != T.SCHEDA_INDIVIDUALE:
        if codice is not None:
            raise ErroreUtente("Il cruscotto si indica solo per la scheda individuale: togliete --cruscotto.")
        return None
    cruscotti = Cruscotto.objects.filter(ciclo=ciclo, tipo=TipoCruscotto.INDIVIDUALE).order_by("ordine")
    trovato = cruscotti.filter(codice=codice).first() if codice else None
    if trovato is None:
        noti = ", ".join(cruscotti.values_list("codice", flat=True)) or "nessuno"
        quale = "Indicate" if codice is None else f"La scheda «{codice}» non c'è: indicate"
        raise NonTrovato(f"{quale} con --cruscotto una delle schede individuali del ciclo {ciclo.anno}: {noti}.")
    return trovato
