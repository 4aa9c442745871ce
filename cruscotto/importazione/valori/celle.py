"""The cells of a value in a sheet, as a clerk writes them, and what each of them says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contesto.numeri import ValoreIllegibile, cita, pulisci
from contesto.ritocchi import ritocca
from cruscotto.aritmetica.valori import NUMERICI, Tipo, formatta_numero
from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.importazione.date_perse import chiedi_del_giorno
from cruscotto.importazione.quote import chiedi_della_quota, fino_a_uno, parte_di_uno
from cruscotto.models import Indicatore, Rilevazione
from cruscotto.rilevazione.actions.valori import leggi_testo
from cruscotto.rilevazione.caselle import Composto, a_rapporto, componi
from cruscotto.valori.campi import LUNGO, PER_NOME, CampoValore, Genere
from ente.giorni import perche_impossibile
from ente.importazione import ErroreNelFile
from ente.progetto import Progetto

VALIDATO = "il valore è già validato: fatelo restituire dal dirigente, poi ripetete."
IN_ESAME = "il valore è all'esame del dirigente: riprendetelo o fatelo restituire, poi ripetete."
MIGLIAIA, DECIMALI = "migliaia", "decimali"
LUNGO_VALORE = 200
INTERO, QUOTA = "intero", "quota"
FORMATO_PERSO = "la cella ha perso il suo formato: {} è letto come {}, che c'era già."

_AMBIGUO = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})\.([0-9]{3})(?![0-9.,])")
_NUDO = re.compile(r"-?[0-9]{1,9}(?:,[0-9]{1,6})?")
_PERCENTO = re.compile(r"-?[0-9]{1,9}(?:,[0-9]{1,6})? ?%")
_DUE_NUMERI = re.compile(r"([^/%()]+)/([^/%()]+)")
_FASI = re.compile(r"[0-9.,]+(?: ?/ ?[0-9.,]+)+")
_GIORNI = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y %H:%M")


def da_cella(indicatore: Indicatore, testo: str) -> Composto:
    """The text of a value, made as the page makes it from its boxes: a bare number gets the sign of its kind.

    Raises:
        ValoreIllegibile
    """
    tipo = Tipo(indicatore.tipo)
    if semplice := _numero_semplice(indicatore, testo):
        return Composto(semplice)
    if tipo in NUMERICI and (due := _DUE_NUMERI.fullmatch(testo)) and a_rapporto(indicatore):
        return componi(indicatore, {"num": due[1], "den": due[2]})
    if tipo is Tipo.FASI and _FASI.fullmatch(testo):
        return Composto(f"{testo} %")
    if tipo in NUMERICI or tipo is Tipo.DATA:
        return componi(indicatore, {"valore": testo})
    return Composto(pulisci(testo, "consuntivo"))


def _numero_semplice(indicatore: Indicatore, testo: str) -> str:
    """What ``componi`` makes of a bare number, without reading it three times: sheets have thousands of them. Empty for
    whatever else."""
    if not _NUDO.fullmatch(testo):
        return ""
    valore = Decimal(testo.replace(",", "."))
    scritto = formatta_numero(valore)
    if indicatore.tipo == Tipo.EURO:
        return f"€ {scritto}"
    if indicatore.tipo not in (Tipo.NUMERO, Tipo.PERCENTUALE) or indicatore.unita == "€":
        return ""
    if _AMBIGUO.fullmatch(scritto.removeprefix("-")):
        scritto = f"{valore:f}".replace(".", ",")
    if indicatore.tipo == Tipo.NUMERO:
        return scritto
    return f"{scritto}%" if abs(valore) > 1 else ""


@dataclass(frozen=True, slots=True)
class SegniDiQuota:
    """What tells whether «0,73» is 73 %: the number of the target, and whether the cell was of our own sheet, where
    percentages have their format."""

    atteso: Decimal | None = None
    nostra: bool = False


def perso_il_percento(indicatore: Indicatore, originale: str, scritto: str) -> bool:
    """Whether a cell says «0,73» where it said «73%»: another program has lost its format."""
    if indicatore.tipo != Tipo.PERCENTUALE or not _NUDO.fullmatch(scritto) or not _PERCENTO.fullmatch(originale):
        return False
    return _numero(scritto).scaleb(2) == _numero(originale.rstrip("% "))


def _numero(testo: str) -> Decimal:
    return Decimal(testo.replace(",", "."))


def leggi_valore(
    indicatore: Indicatore,
    scritto: str,
    anno: int,
    attuale: Rilevazione | None,
    posto: str,
    progetto: Progetto,
    quota: SegniDiQuota = SegniDiQuota(),
) -> dict[str, Any] | None:
    """The fields of a value read from its cell; None when they are those that it has already.

    A number that can be read in two ways is asked of the person, once for each indicator.

    Raises:
        ValoreRifiutato: with what is wrong, on the field ``testo``.
    """
    if attuale is not None and scritto == attuale.testo:
        return None
    if Tipo(indicatore.tipo) in (*NUMERICI, Tipo.DATA):
        scritto = ritoccato(scritto, posto, progetto)
    if indicatore.tipo == Tipo.DATA:
        scritto = chiedi_del_giorno(scritto, posto, progetto)
    scritto = _senza_percento(indicatore, scritto, posto, progetto)
    scritto = _con_percento(indicatore, scritto, posto, progetto, quota)
    try:
        composto = da_cella(indicatore, _senza_dubbi(indicatore, scritto, posto, progetto))
    except ValoreIllegibile as errore:
        raise ValoreRifiutato({"testo": str(errore)}) from None
    if len(composto.testo) > LUNGO_VALORE:
        raise ValoreRifiutato({"testo": f"Il valore {cita(composto.testo)} è troppo lungo: scrivete solo il valore."})
    campi = leggi_testo(indicatore, composto.testo, anno)
    return None if attuale is not None and _stesso(attuale, campi) else campi


def ritoccato(scritto: str, posto: str, progetto: Progetto) -> str:
    """A text as ``ritocca`` leaves it, and the plan is told why."""
    letto, perche = ritocca(scritto)
    if perche:
        progetto.avvisi.append(ErroreNelFile(posto, perche))
    return letto


def _senza_percento(indicatore: Indicatore, scritto: str, posto: str, progetto: Progetto) -> str:
    """A percentage written for an indicator that is a number: which number, is asked once for each indicator."""
    if Tipo(indicatore.tipo) is not Tipo.NUMERO or not _PERCENTO.fullmatch(scritto):
        return scritto
    nudo = scritto.rstrip("% ")
    quota = f"{Decimal(nudo.replace(',', '.')).scaleb(-2):f}".replace(".", ",")
    risposta = progetto.chiedi(
        f"percento:{indicatore.codice}",
        posto,
        f"{cita(scritto)} di {cita(indicatore)}, che non è una percentuale: quanto vale?",
        ((INTERO, f"{nudo}: il segno % non conta"), (QUOTA, f"{quota}: è una parte di 1")),
        INTERO,
    )
    return nudo if risposta == INTERO else quota


def _con_percento(indicatore: Indicatore, scritto: str, posto: str, progetto: Progetto, quota: SegniDiQuota) -> str:
    """A bare number up to 1 for a percentage: whether it is a share of 1, as a cell that has lost its format says, is
    asked once for each indicator. With a target that is no more than 1 % it is what it is; a whole 1 is asked about
    only where the target, or our own sheet, says that it would be strange."""
    if indicatore.tipo != Tipo.PERCENTUALE or (quota.atteso is not None and abs(quota.atteso) <= 1):
        return scritto
    if not (fino_a_uno(scritto) if quota.nostra or quota.atteso is not None else parte_di_uno(scritto)):
        return scritto
    return chiedi_della_quota(scritto, indicatore.codice, indicatore, posto, progetto)


def _senza_dubbi(indicatore: Indicatore, scritto: str, posto: str, progetto: Progetto) -> str:
    if "." not in scritto or Tipo(indicatore.tipo) not in NUMERICI or Tipo(indicatore.tipo) is Tipo.EURO:
        return scritto
    dubbio = _AMBIGUO.search(scritto)
    if dubbio is None:
        return scritto
    intero, virgola = f"{dubbio[1]}{dubbio[2]}", f"{dubbio[1]},{dubbio[2]}"
    risposta = progetto.chiedi(
        f"punto:{indicatore.codice}",
        posto,
        f"{cita(dubbio[0])} di {cita(indicatore)} si legge in due modi: che cosa separa il punto?",
        ((MIGLIAIA, f"le migliaia, vale {intero}"), (DECIMALI, f"i decimali, vale {virgola}")),
        MIGLIAIA,
    )
    return _AMBIGUO.sub(r"\1\2" if risposta == MIGLIAIA else r"\1,\2", scritto)


def _stesso(attuale: Rilevazione, campi: Mapping[str, Any]) -> bool:
    """Whether a value already says it, in other letters: «€ 650.000» is 650000."""
    letti = ("tipo", "valore", "data", "livello", "numeratore", "denominatore", "fasi")
    uguale = bool(attuale.tipo) and all(getattr(attuale, nome) == campi[nome] for nome in letti)
    return uguale and bool(attuale.avvisi) == bool(campi["avvisi"])


def leggi_altro(nome: str, scritto: str) -> Any:
    """What another cell of a value says: a text, the code of a choice, a day.

    Raises:
        ValoreRifiutato: on the field ``nome``.
    """
    campo = PER_NOME[nome]
    if campo.genere is Genere.GIORNO:
        return _giorno(nome, ritocca(scritto)[0]) if scritto else None
    if campo.genere is Genere.SCELTA:
        return _scelta(campo, scritto) if scritto else ""
    if len(scritto) > LUNGO:
        raise ValoreRifiutato({nome: f"Il testo è di {len(scritto)} caratteri, al massimo {LUNGO}: accorciatelo."})
    return scritto


def _scelta(campo: CampoValore, scritto: str) -> str:
    per_testo = {testo.casefold(): codice for codice, detto in campo.scelte for testo in (codice, detto)}
    codice = per_testo.get(" ".join(scritto.split()).casefold())
    if codice is None:
        nomi = "; ".join(detto for _, detto in campo.scelte)
        raise ValoreRifiutato({campo.nome: f"{cita(scritto)} non è fra le scelte: scrivetene una di queste: {nomi}."})
    return codice


def _giorno(nome: str, scritto: str) -> dt.date:
    for forma in _GIORNI:
        try:
            giorno = dt.datetime.strptime(scritto, forma).date()
        except ValueError:
            continue
        if perche := perche_impossibile(giorno):
            raise ValoreRifiutato({"azione_entro": perche})
        return giorno
    motivo = f"{cita(scritto)} non è una data: scrivete giorno, mese e anno, per esempio 31/12/2019."
    raise ValoreRifiutato({nome: motivo})
