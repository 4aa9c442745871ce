"""The cells of a row of a scorecard, checked one by one: whatever is wrong is told to the plan at its cell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from contesto.celle import leggi_fonte
from contesto.numeri import ValoreIllegibile, cita, leggi_numero
from contesto.ritocchi import ritocca
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import Formula
from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio, con_pira, senza_pira
from cruscotto.importazione.date_perse import campi_persi, chiedi_del_giorno
from cruscotto.importazione.quote import campo_in_quota, chiedi_della_quota, in_percento
from ente.capienza import PUNTI
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto

LUNGHEZZE = {
    "codice": 40,
    "etichetta": 1000,
    "programma": 600,
    "obiettivo_operativo": 600,
    "unita": 100,
    "target": 200,
    "actual": 200,
    "sal": 20,
}
RITOCCATI = {"target": 6, "actual": 6, "sal": 4}
"""The texts in which a formula may have left its digits, and how many decimals are kept of them; what the site wrote
verbatim stays so."""
CODICE = re.compile(r"[\w-]+", re.ASCII)
SI = frozenset({"1", "x", "s", "si", "sì", "vero", "true", "pira"})
NO = frozenset({"", "0", "n", "no", "falso", "false", "-", "–"})
VERSI = {v.value: v.value for v in Verso} | {
    "cresc": "crescente",
    "in aumento": "crescente",
    "aumento": "crescente",
    "↑": "crescente",
    "decresc": "decrescente",
    "in diminuzione": "decrescente",
    "diminuzione": "decrescente",
    "↓": "decrescente",
    "": "",
}

FORMULE = {"percentuale": "percento", "per_cento": "percento", "%": "percento", "‰": "per_mille", "no": ""}
TROPPO = 100_000


def scritto_in(riga: RigaLetta, campo: str) -> str:
    """The column of a target or an actual: the sheets of the site write it also as the clerk did, which is better."""
    verbatim = f"{campo}_scritto"
    return verbatim if verbatim in riga.valori else campo


def leggi_celle(riga: RigaLetta, progetto: Progetto) -> dict[str, Any]:
    """The values of the cells whose columns the file has, by field; what is wrong is left out and told to the plan.

    ``target`` and ``actual`` are texts, empty when there is none. ``sal`` is what the file states, unless the same file
    says what was computed: it is then the site's own.
    """
    celle: dict[str, Any] = {}
    _tipo(riga, celle, progetto)
    _direzione(riga, celle, progetto)
    _accumulo(riga, celle, progetto)
    _calcolo(riga, celle, progetto)
    _identita(riga, celle, progetto)
    _testi(riga, celle, progetto)
    _quote(riga, celle, progetto)
    for campo in campi_persi(celle):
        celle[campo] = chiedi_del_giorno(celle[campo], riga.posto(scritto_in(riga, campo)), progetto)
    _numeri(riga, celle, progetto)
    _sal_dichiarato(riga, celle, progetto)
    return celle


def _tipo(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    testo = riga["tipo"].strip().lower()
    if "tipo" not in riga.valori or not testo:
        return
    if testo not in [t.value for t in Tipo]:
        noti = ", ".join(t.value for t in Tipo)
        progetto.errori.append(
            ErroreNelFile(riga.posto("tipo"), f"il tipo {cita(riga['tipo'])} non esiste: scrivete uno fra {noti}.")
        )
        return
    celle["tipo"] = Tipo(testo)


def _direzione(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    if "direzione" not in riga.valori:
        return
    verso = VERSI.get(riga["direzione"].strip().casefold().rstrip("."))
    if verso is None:
        motivo = f"{cita(riga['direzione'])} non è un verso: scrivete crescente, decrescente, neutra, o niente."
        progetto.errori.append(ErroreNelFile(riga.posto("direzione"), motivo))
        return
    celle["direzione"] = verso


def _accumulo(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    if "accumulo" not in riga.valori:
        return
    testo = riga["accumulo"].strip().lower().replace(" ", "_")
    if testo and testo not in [a.value for a in Accumulo]:
        noti = ", ".join(a.value for a in Accumulo)
        motivo = f"{cita(riga['accumulo'])} non esiste: scrivete uno fra {noti}."
        progetto.errori.append(ErroreNelFile(riga.posto("accumulo"), motivo))
        return
    celle["accumulo"] = testo or Accumulo.ULTIMO.value


def _calcolo(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    if "operandi" in riga.valori:
        celle["operandi"] = riga["operandi"].strip()
    if "calcolo" not in riga.valori:
        return
    testo = riga["calcolo"].strip().lower().replace(" ", "_")
    testo = FORMULE.get(testo, testo)
    if testo and testo not in [f.value for f in Formula]:
        noti = ", ".join(f.value.replace("_", " ") for f in Formula)
        motivo = f"{cita(riga['calcolo'])} non è una formula: scrivete una fra {noti}, o niente."
        progetto.errori.append(ErroreNelFile(riga.posto("calcolo"), motivo))
        return
    celle["calcolo"] = testo


def _identita(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    for obbligatoria in ("codice", "etichetta"):
        manca = obbligatoria in riga.valori or obbligatoria == "etichetta"
        if manca and not riga[obbligatoria].strip():
            progetto.errori.append(ErroreNelFile(riga.posto(obbligatoria), "la cella è vuota: serve un valore."))
    codice = riga["codice"].strip()
    if codice and not CODICE.fullmatch(codice):
        motivo = "usate solo lettere senza accenti, cifre, trattini e «_»."
        progetto.errori.append(ErroreNelFile(riga.posto("codice"), motivo))
    elif codice:
        celle["codice"] = codice.lower()
    etichetta = riga["etichetta"].strip()
    celle["etichetta"] = senza_pira(etichetta) if con_pira(etichetta) else etichetta
    if "pira" not in riga.valori:
        if con_pira(etichetta):
            celle["pira"] = True
        return
    pira = riga["pira"].strip().casefold()
    if pira in SI or pira in NO:
        celle["pira"] = pira in SI
    else:
        progetto.errori.append(
            ErroreNelFile(riga.posto("pira"), f"{cita(riga['pira'])} non si capisce: scrivete sì o no.")
        )


def _testi(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    calcolato = "sal_calcolato" in riga.valori
    for campo, limite in LUNGHEZZE.items():
        colonna = scritto_in(riga, campo)
        if colonna not in riga.valori or (campo == "sal" and calcolato):
            continue
        testo = riga[colonna].strip()
        if colonna in RITOCCATI:
            testo = _ritoccato(testo, RITOCCATI[colonna], riga, colonna, progetto)
        if len(testo) > limite:
            motivo = f"il testo è lungo {len(testo)}, al massimo {limite} caratteri: accorciatelo."
            progetto.errori.append(ErroreNelFile(riga.posto(colonna), motivo))
        elif campo not in celle:
            celle[campo] = testo
    for campo, testo in riga.valori.items():
        if "\0" in testo:
            progetto.errori.append(
                ErroreNelFile(riga.posto(campo), "c'è un carattere nullo: riscrivete la cella a mano.")
            )
    for campo in ("nota", "motivo", "ufficio"):
        if campo in riga.valori:
            celle[campo] = riga[campo].strip()
    if "scala" in riga.valori:
        celle["scala"] = [livello.strip() for livello in riga["scala"].split(",") if livello.strip()]


def _quote(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    """A target or an actual that may be a share of one, in a row whose unit is a percentage, is asked about."""
    if (campo := campo_in_quota(celle)) is None:
        return
    nome, posto = str(celle["etichetta"]), riga.posto(scritto_in(riga, campo))
    if chiedi_della_quota(celle[campo], chiave_dubbio(chiave(nome)), nome, posto, progetto) == in_percento(
        celle[campo]
    ):
        celle |= {n: in_percento(celle[n]) for n in ("target", "actual") if celle.get(n)}


def _ritoccato(testo: str, decimali: int, riga: RigaLetta, colonna: str, progetto: Progetto) -> str:
    letto, perche = ritocca(testo, decimali)
    if perche:
        progetto.avvisi.append(ErroreNelFile(riga.posto(colonna), perche))
    return letto


def _numeri(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    if "blocco" in riga.valori:
        blocco = riga["blocco"].strip()
        if blocco and not (blocco.isascii() and blocco.isdecimal() and len(blocco) < 4):
            motivo = "serve un numero intero, oppure la cella vuota."
            progetto.errori.append(ErroreNelFile(riga.posto("blocco"), motivo))
        else:
            celle["blocco"] = int(blocco or 1)
    if "riga_fonte" in riga.valori:
        celle["riga_fonte"] = leggi_fonte(riga)
    for campo in ("peso", "sal_dichiarato"):
        if campo in riga.valori:
            celle[campo] = _decimale(riga, campo, progetto)


def _decimale(riga: RigaLetta, campo: str, progetto: Progetto) -> Decimal | None:
    """A weight or a declared SAL: from 0 to 99.999, four decimals at most."""
    testo = riga[campo].strip().removesuffix("%").strip()
    if not testo or testo in ("-", "–"):
        return None
    testo = _ritoccato(testo, PUNTI.decimali, riga, campo, progetto)
    try:
        valore = leggi_numero(testo)[0]
    except ValoreIllegibile as errore:
        progetto.errori.append(ErroreNelFile(riga.posto(campo), str(errore)))
        return None
    if valore < 0 or valore >= TROPPO or valore != round(valore, 4):
        motivo = f"{cita(riga[campo])} è negativo, troppo grande o ha più di quattro decimali: correggetelo."
        progetto.errori.append(ErroreNelFile(riga.posto(campo), motivo))
        return None
    return valore


def _sal_dichiarato(riga: RigaLetta, celle: dict[str, Any], progetto: Progetto) -> None:
    if celle.get("sal_dichiarato") is not None and "motivo" in celle and not celle["motivo"]:
        progetto.errori.append(ErroreNelFile(riga.posto("motivo"), "un SAL dichiarato ha bisogno del motivo."))
