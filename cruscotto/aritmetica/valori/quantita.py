"""Numbers with a unit, ratios with their operands, tolerances."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from contesto.numeri import CONTESTO, formatta_numero, illegibile, leggi_numero
from cruscotto.aritmetica.valori.tipi import Letto, Tipo

_UNITA: dict[str, tuple[str, ...]] = {
    "%": ("%", "per cento", "percento"),
    "€": ("€", "euro", "eur"),
    "‰": ("‰", "per mille"),
    "giorni": ("gg", "g", "giorno", "giorni"),
    "giorni lavorativi": ("gg lavorativi", "giorni lavorativi", "gg. lavorativi"),
    "ore": ("h", "ora", "ore"),
    "minuti": ("min", "minuto", "minuti"),
    "settimane": ("settimana", "settimane"),
    "mesi": ("mese", "mesi"),
    "anni": ("anno", "anni"),
    "punti": ("punto", "punti", "pt"),
    "persone": ("persona", "persone"),
    "imprese": ("impresa", "imprese"),
    "utenti": ("utente", "utenti"),
    "partecipanti": ("partecipante", "partecipanti"),
    "report": ("report",),
    "incontri": ("incontro", "incontri"),
    "iniziative": ("iniziativa", "iniziative"),
    "interventi": ("intervento", "interventi"),
    "eventi": ("evento", "eventi"),
    "corsi": ("corso", "corsi"),
    "atti": ("atto", "atti"),
    "pratiche": ("pratica", "pratiche"),
    "documenti": ("documento", "documenti"),
    "controlli": ("controllo", "controlli"),
    "progetti": ("progetto", "progetti"),
    "volte": ("volta", "volte"),
    "km": ("km",),
    "mq": ("mq",),
}
"""Units that a clerk writes after a number. Closed on purpose: an unknown word («milioni») changes the value."""

_ALIAS = {alias: unita for unita, scritture in _UNITA.items() for alias in scritture}
_TIPI = {"%": Tipo.PERCENTUALE, "€": Tipo.EURO}
_SEGNO = re.compile(r"^([+-]) ?(€|euro\b)", re.IGNORECASE)
_QUANTITA = re.compile(
    r"(?P<prima>€|euro|eur|n ?[.°º]|nr\b\.?|num\b\.?|numero)? ?"
    r"(?P<numero>[+-]? ?[0-9](?:[0-9.,' ]*[0-9])?[.,']?) ?"
    r"(?P<dopo>[^0-9 .,'][^0-9]*)?",
    re.IGNORECASE,
)
_RAPPORTO = re.compile(r"(?P<valore>[^()]+?) ?\( ?(?P<num>[^()/]*[0-9]) ?/ ?(?P<den>[^()/]*[0-9]) ?\)")
_PIU_MENO = r"(?:\+ ?/? ?-|-/\+|±|tolleranza)"
_TOLLERANZA = re.compile(rf"(?P<base>.+?) ?(?:\( ?{_PIU_MENO} ?(?P<dentro>[^()]+)\)|{_PIU_MENO} ?(?P<fuori>[^()]+))")
_AMPIEZZA = re.compile(r"(?P<numero>[^%]+?) ?(?P<cento>%)? ?(?P<modo>assoluta|relativa)?", re.IGNORECASE)


def leggi_quantita(testo: str, intero: str, campo: str) -> Letto | None:
    """Read a number, a percentage or an amount with its unit; None when the text has not that form."""
    trovato = _QUANTITA.fullmatch(_SEGNO.sub(r"\2 \1", testo))
    if trovato is None:
        return None
    prima, dopo = (trovato["prima"] or "").casefold(), (trovato["dopo"] or "").casefold().rstrip(" .")
    in_euro = prima.startswith(("€", "eur"))
    unita = _ALIAS.get(dopo, "") if dopo else ""
    if (dopo and not unita) or (in_euro and unita not in ("", "€")):
        rimedio = f"«{dopo}» dopo il numero non è un'unità conosciuta; scrivete solo il numero"
        raise illegibile(campo, intero, rimedio)
    unita = "€" if in_euro else unita
    valore, avvisi = leggi_numero(trovato["numero"], campo)
    if unita == "€" and "." in trovato["numero"]:
        # An amount never has three decimals, so that € 650.000 cannot be anything else than thousands.
        avvisi = ()
    return Letto(_TIPI.get(unita, Tipo.NUMERO), valore=valore, unita=unita, avvisi=avvisi)


def leggi_rapporto(testo: str, intero: str, campo: str) -> Letto | None:
    """Read `0,93 (12,21/13,06)` or `99,7% (299/300)`: the value is the unrounded ratio of the operands.

    The stated value is only compared: if it is not the ratio rounded or cut to its own decimals, a warning says so.
    """
    trovato = _RAPPORTO.fullmatch(testo)
    if trovato is None:
        return None
    dichiarato = leggi_quantita(trovato["valore"], intero, campo)
    if dichiarato is None or dichiarato.valore is None or dichiarato.unita not in ("", "%"):
        raise illegibile(campo, intero, "davanti agli operandi serve un rapporto, per esempio «0,93 (12,21/13,06)»")
    (numeratore, avvisi_n), (denominatore, avvisi_d) = (leggi_numero(trovato[k], campo) for k in ("num", "den"))
    if not denominatore:
        raise illegibile(campo, intero, "il denominatore è zero; correggete numeratore e denominatore")
    fattore = 100 if dichiarato.unita == "%" else 1
    esatto = CONTESTO.divide(numeratore * fattore, denominatore)
    avvisi = dichiarato.avvisi + avvisi_n + avvisi_d
    passo = Decimal(1).scaleb(dichiarato.valore.as_tuple().exponent)  # type: ignore[arg-type]
    modi = (ROUND_HALF_UP, ROUND_DOWN)
    if dichiarato.valore not in {esatto.quantize(passo, rounding=modo, context=CONTESTO) for modo in modi}:
        giusto = formatta_numero(esatto, 4)
        avvisi = (*avvisi, f"il rapporto scritto «{trovato['valore']}» non torna con gli operandi, che danno {giusto}")
    return Letto(
        Tipo.RAPPORTO,
        valore=esatto,
        numeratore=numeratore,
        denominatore=denominatore,
        unita=dichiarato.unita,
        avvisi=avvisi,
    )


def separa_tolleranza(testo: str) -> tuple[str, str]:
    """Split `5.700 (+/- 0,05)` into the target and the written tolerance ("" when there is none)."""
    trovato = _TOLLERANZA.fullmatch(testo)
    if trovato is None:
        return testo, ""
    return trovato["base"], (trovato["dentro"] or trovato["fuori"]).strip()


def leggi_tolleranza(testo: str, atteso: Decimal, unita: str) -> tuple[Decimal, bool, tuple[str, ...]]:
    """Return the tolerance, whether it is a share of the target, and warnings.

    `5%` on a number is a share; `relativa` and `assoluta` settle every case. Otherwise: below 1 on a target of at
    least 1 in size it is a share (0,05 = 5%); `5%` on a percentage target is 5 points; the rest is an amount. Each of
    these readings is a warning, except an amount of 1 or more, which could not be a share.
    """
    campo = "valore della tolleranza"
    trovato = _AMPIEZZA.fullmatch(testo)
    if trovato is None:
        raise illegibile(campo, testo, "scrivete un numero, per esempio «0,05» o «5% relativa»")
    valore, avvisi = leggi_numero(trovato["numero"], campo)
    if valore < 0:
        raise illegibile(campo, testo, "è negativo; scrivete un numero da zero in su")
    modo, cento = (trovato["modo"] or "").casefold(), bool(trovato["cento"])
    if cento and modo == "assoluta" and unita != "%":
        raise illegibile(campo, testo, "una percentuale non può essere assoluta qui; scrivete l'ampiezza senza «%»")
    if modo:
        relativa = modo == "relativa"
    elif cento:
        relativa = unita != "%"
        avvisi += () if relativa else (f"la tolleranza «{testo}» è ambigua: letta come punti percentuali",)
    else:
        relativa = valore < 1 <= abs(atteso)
        come = "quota del valore atteso" if relativa else "ampiezza assoluta"
        avvisi += (f"la tolleranza «{testo}» è ambigua: letta come {come}",) if valore < 1 else ()
    return (valore.scaleb(-2) if cento and relativa else valore), relativa, avvisi
