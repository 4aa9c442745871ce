"""The same indicator in several scorecards has the same target, actual and SAL, or a value of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from contesto.numeri import leggi_cella
from relazione.controlli.date import data_di
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import decimali, elenco, uguale
from relazione.controlli.righe import linee, luogo, nome_insieme

ORGANIZZATIVO = "area"


@controllo("R07-valori", "Uno stesso indicatore in più cruscotti")
def stesso_indicatore(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator whose copies say another target, actual or printed SAL. Areas that measure themselves with a
    number of their own may differ, and are a warning; a copy that is only rounded is a note."""
    aree = {c.codice: c for c in materia.cruscotti}
    for tutte in materia.per_indicatore().values():
        righe = tuple(r for r in tutte if not _dichiarata(r))
        if len(righe) < 2:
            continue
        for campo, nome in (("target", "valore atteso"), ("actual", "consuntivo"), ("sal_stampato", "SAL")):
            scritti = {_letto(getattr(r, campo)): getattr(r, campo) for r in righe if getattr(r, campo)}
            if len(scritti) > 1:
                yield _esito(righe, campo, nome, list(scritti.values()), _peso(righe, campo, aree))


def _dichiarata(riga: RigaLettaDiCruscotto) -> bool:
    """Whether a person has said that the row has a value of its own: what was transcribed from a printed document
    only says that it was printed so."""
    return riga.propria and riga.riga_fonte is None


def _letto(testo: str) -> object:
    """A written value as it is compared."""
    numero = leggi_cella(testo)
    return numero if numero is not None else data_di(testo) or uguale(testo).replace(" ", "")


def _peso(righe: Sequence[RigaLettaDiCruscotto], campo: str, aree: dict[str, CruscottoLetto]) -> Severita:
    valori = [getattr(r, campo) for r in righe if getattr(r, campo)]
    if _solo_arrotondati(valori):
        return Severita.NOTA
    if any(data_di(v) for v in valori):
        return Severita.ERRORE
    per_area: dict[str, set[object]] = {}
    for r in righe:
        cruscotto = aree.get(r.cruscotto)
        area = cruscotto.area if cruscotto and cruscotto.tipo != "ente" else ""
        per_area.setdefault(area, set()).add(_letto(getattr(r, campo)))
    proprie = "" not in per_area and all(len(v) == 1 for v in per_area.values())
    return Severita.AVVISO if proprie else Severita.ERRORE


def _solo_arrotondati(valori: Sequence[str]) -> bool:
    """Whether each number is the most precise one rounded to its own decimals. 99,9% is not 100%: one is not done."""
    numeri = [(n, decimali(v)) for v in valori if (n := leggi_cella(v)) is not None]
    if len(numeri) != len(valori):
        return False
    preciso = max(numeri, key=lambda n: n[1])[0]
    if any(n in (0, 100) and n != preciso for n, _ in numeri) and all("%" in v for v in valori):
        return False
    return all(abs(n - preciso) <= Decimal("0.5").scaleb(-cifre) for n, cifre in numeri)


def _esito(
    righe: Sequence[RigaLettaDiCruscotto], campo: str, nome: str, scritti: list[str], peso: Severita
) -> EsitoControllo:
    detto = elenco(f"{getattr(r, campo)} ({r.scheda})" for r in righe if getattr(r, campo))
    if peso is not Severita.ERRORE:
        fare = "controllate che ognuno sia il valore proprio di quella scheda."
    else:
        fare = "riportate lo stesso valore, oppure dite che la scheda ne ha uno proprio."
    return EsitoControllo(
        peso,
        nome_insieme(righe),
        luogo(righe[0], campo),
        "; ".join(scritti),
        f"un solo {nome}",
        f"Lo stesso indicatore ha più di un {nome}: {detto}. {fare[0].upper()}{fare[1:]}",
        linee(righe),
    )
