"""Which placement each row is: by code, else the k-th of its scorecard that says the same of itself."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence

from cruscotto.importazione.cruscotti.nomi import chiave
from cruscotto.importazione.cruscotti.numerati import NUMERO_E_NOME, testo_obiettivo
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.rami import ha_colonna
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import Collocazione

RAMI = ("prospettiva", "obiettivo_strategico", "programma", "obiettivo_operativo")
Forma = tuple[bool, ...]
"""Which of ``RAMI`` a row has columns for."""
Segni = tuple[Hashable, ...]
Impronta = Callable[[RigaDaImportare, Forma], Segni]
Stampo = Callable[[Collocazione, Forma], Segni]


def abbina(voci: Sequence[RigaDaImportare], presenti: Presenti) -> None:
    """Give each row the placement of the database that it is; the others stay new. The strictest likeness first."""
    con_codice = [v for v in voci if "codice" in v.celle]
    senza = [v for v in voci if "codice" not in v.celle]
    libere = dict.fromkeys(presenti.collocazioni)
    passi: tuple[tuple[list[RigaDaImportare], Impronta, Stampo], ...] = (
        (con_codice, lambda v, f: (_codice(v), *_riga(v, f)), lambda c, f: (c.indicatore.codice, *_posta(c, f))),
        (con_codice, lambda v, f: (_codice(v), _nome(v)), lambda c, f: (c.indicatore.codice, chiave(c.etichetta))),
        (con_codice, lambda v, f: (_codice(v),), lambda c, f: (c.indicatore.codice,)),
        (senza, _riga, _posta),
    )
    for righe, impronta, stampo in passi:
        _passo([v for v in righe if v.nuova], libere, impronta, stampo)
    for voce in voci:
        if voce.nuova:
            voce.collocazione = Collocazione()


def _passo(righe: list[RigaDaImportare], libere: dict[Collocazione, None], impronta: Impronta, stampo: Stampo) -> None:
    per_forma: dict[Forma, list[RigaDaImportare]] = defaultdict(list)
    for voce in righe:
        per_forma[_forma(voce)].append(voce)
    for forma, voci in per_forma.items():
        code: dict[Hashable, deque[Collocazione]] = defaultdict(deque)
        for c in libere:
            code[c.cruscotto_id, stampo(c, forma)].append(c)
        for voce in voci:
            coda = code.get((voce.cruscotto.pk, impronta(voce, forma)))
            if coda:
                voce.collocazione, voce.nuova = coda.popleft(), False
                voce.indicatore = voce.collocazione.indicatore
                del libere[voce.collocazione]


def _forma(voce: RigaDaImportare) -> Forma:
    riga = voce.riga
    sopra = (bool(riga["prospettiva"].strip()), bool(testo_obiettivo(riga)))
    return (*sopra, *(ha_colonna(riga, nome) for nome in RAMI[2:]))


def _codice(voce: RigaDaImportare) -> str:
    return str(voce.celle["codice"])


def _nome(voce: RigaDaImportare) -> str:
    return chiave(voce.nome)


def _riga(voce: RigaDaImportare, forma: Forma) -> Segni:
    if voce.nodo is not None:
        sopra = (chiave(voce.nodo.prospettiva.nome), voce.nodo.obiettivo.numero)
    else:
        scritto = NUMERO_E_NOME.match(testo_obiettivo(voce.riga))
        sopra = (chiave(voce.riga["prospettiva"]), int(scritto[1]) if scritto else 0)
    nomi = (*sopra, chiave(voce.riga["programma"]), chiave(voce.riga["obiettivo_operativo"]))
    return (_nome(voce), *(nome for nome, c_e in zip(nomi, forma, strict=True) if c_e))


def _posta(c: Collocazione, forma: Forma) -> Segni:
    nomi = (
        chiave(c.nodo.prospettiva.nome),
        c.nodo.obiettivo.numero,
        chiave(c.programma.nome) if c.programma else "",
        chiave(c.obiettivo_operativo.nome) if c.obiettivo_operativo else "",
    )
    return (chiave(c.etichetta), *(nome for nome, c_e in zip(nomi, forma, strict=True) if c_e))
