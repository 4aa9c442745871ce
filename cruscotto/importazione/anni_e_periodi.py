"""The rows of a file that say their year and their period: those of another one are left out and counted, never put
into this one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from contesto.numeri import cita
from cruscotto.importazione.cruscotti.nomi import chiave
from cruscotto.models import Ciclo, Periodo
from ente.importazione import ErroreNelFile, RigaLetta

ORDINALI = {n: ("primo", "secondo", "terzo", "quarto")[n - 1] for n in range(1, 5)}
ROMANI = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_ANNO = re.compile(r"(?:19|20)[0-9]{2}")
_NUMERO = re.compile(r"(?:periodo|n\.?)?\s*([0-9]{1,2})\s*[°ºª^.]?\s*(?:[a-z]+)?", re.IGNORECASE)
_ROMANO = re.compile(r"(i{1,3}|iv)\s*[°º.]?(?:\s+[a-z]+)?", re.IGNORECASE)


@dataclass(slots=True)
class RigheDelPeriodo:
    """The rows of the year and of the period that were chosen, and what is said of the others."""

    righe: list[RigaLetta] = field(default_factory=list)
    avvisi: list[ErroreNelFile] = field(default_factory=list)
    errori: list[ErroreNelFile] = field(default_factory=list)


def del_periodo(righe: Sequence[RigaLetta], ciclo: Ciclo, scelto: Periodo | None) -> RigheDelPeriodo:
    """The rows that are of a cycle and of a period of it (the last one when None), or do not say it. A blank cell goes
    on as the one above it. One query, when some row says something.

    Rows whose year or period cannot be understood are an error: they could be of any.
    """
    if not any(riga["anno"] or riga["periodo"] for riga in righe):
        return RigheDelPeriodo(list(righe))
    periodi = list(Periodo.objects.filter(ciclo=ciclo).order_by("numero"))
    scelto = scelto or (periodi[-1] if periodi else None)
    anno = ciclo.anno
    esito = RigheDelPeriodo()
    altri_anni: dict[int, list[RigaLetta]] = {}
    altri_periodi: dict[str, list[RigaLetta]] = {}
    sopra = {"anno": "", "periodo": ""}
    foglio = ""
    for riga in righe:
        if riga.file != foglio:
            foglio, sopra = riga.file, {"anno": "", "periodo": ""}
        detti = {nome: riga[nome].strip() or prima for nome, prima in sopra.items()}
        sopra = detti
        if detti["anno"] and not _ANNO.fullmatch(detti["anno"]):
            motivo = f"{cita(detti['anno'])} non è un anno: scrivetene uno, per esempio {anno}."
            esito.errori.append(ErroreNelFile(riga.posto("anno"), motivo))
            continue
        if detti["anno"] and int(detti["anno"]) != anno:
            altri_anni.setdefault(int(detti["anno"]), []).append(riga)
            continue
        numero = numero_di(detti["periodo"], periodi) if detti["periodo"] else None
        if numero == 0:
            nomi = ", ".join(p.nome for p in periodi)
            motivo = f"{cita(detti['periodo'])} non è un periodo del {anno}: scrivetene il numero o il nome ({nomi})."
            esito.errori.append(ErroreNelFile(riga.posto("periodo"), motivo))
        elif numero is not None and (scelto is None or numero != scelto.numero):
            altri_periodi.setdefault(detti["periodo"], []).append(riga)
        else:
            esito.righe.append(riga)
    _racconta(esito, altri_anni, altri_periodi, anno, scelto)
    return esito


def _racconta(
    esito: RigheDelPeriodo,
    altri_anni: dict[int, list[RigaLetta]],
    altri_periodi: dict[str, list[RigaLetta]],
    anno: int,
    scelto: Periodo | None,
) -> None:
    gruppi: list[tuple[list[RigaLetta], str, str]] = []
    if altri_anni:
        quali = ", ".join(str(n) for n in sorted(altri_anni))
        gruppi.append(([r for g in altri_anni.values() for r in g], "anno", f"di altri anni ({quali})"))
    if altri_periodi:
        quali = ", ".join(altri_periodi)
        gruppi.append(([r for g in altri_periodi.values() for r in g], "periodo", f"di altri periodi ({quali})"))
    for righe, campo, dette in gruppi:
        prima = righe[0].posto(campo)
        quello = "quell'anno" if campo == "anno" else "quel periodo"
        rimedio = f"per leggerle scegliete {quello} e caricate lo stesso file."
        if esito.righe or esito.errori:
            quante = f"{len(righe)} righe sono {dette}, e restano fuori"
            if len(righe) == 1:
                quante = f"una riga è {dette}, e resta fuori"
            motivo = f"{quante}: {rimedio}"
            esito.avvisi.append(ErroreNelFile(prima, motivo))
        else:
            qui = f"del {anno}" if campo == "anno" or scelto is None else f"di {scelto.nome} {anno}"
            motivo = f"nel foglio nessuna riga è {qui}, sono {dette}: {rimedio}"
            esito.errori.append(ErroreNelFile(prima, motivo))


def numero_di(testo: str, periodi: Sequence[Periodo]) -> int:
    """The number of the period that a text names, by number or by name; 0 when it names none. A number beyond those of
    the cycle is one of another way of dividing the year: it is some other period."""
    per_nome = {chiave(p.nome): p.numero for p in periodi}
    if chiave(testo) in per_nome:
        return per_nome[chiave(testo)]
    piano = " ".join(testo.split())
    if trovato := _NUMERO.fullmatch(piano):
        return int(trovato[1])
    if trovato := _ROMANO.fullmatch(piano):
        return ROMANI[trovato[1].lower()]
    parola = piano.casefold().split()[0] if piano else ""
    return next((n for n, o in ORDINALI.items() if parola[:-1] == o[:-1]), 0)
