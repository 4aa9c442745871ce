"""One label has one role: programme, operating objective or indicator."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto, linee
from relazione.controlli.parole import cita, elenco, nudo

RUOLI = (("programma", "programma"), ("obiettivo_operativo", "obiettivo operativo"), ("etichetta", "indicatore"))


@controllo("R25-ruoli", "Diciture con più ruoli")
def ruoli(materia: Materia) -> Iterator[EsitoControllo]:
    """Each label that is a programme somewhere and an objective, or an indicator, elsewhere."""
    usi: dict[str, dict[str, list[RigaLettaDiCruscotto]]] = {}
    for r in materia.righe:
        for campo, ruolo in RUOLI:
            if testo := getattr(r, campo):
                usi.setdefault(nudo(testo), {}).setdefault(ruolo, []).append(r)
    campi = {ruolo: campo for campo, ruolo in RUOLI}
    for per_ruolo in usi.values():
        if len(per_ruolo) > 1:
            primo = next(iter(per_ruolo))
            testo = getattr(per_ruolo[primo][0], campi[primo])
            yield EsitoControllo(
                Severita.AVVISO,
                f"Dicitura {cita(testo)}",
                Luogo("struttura", nudo(testo)[:80], "ruoli"),
                elenco(per_ruolo),
                "un ruolo",
                f"{cita(testo)} è {elenco(per_ruolo)} secondo dove sta: dategli un ruolo solo, o nomi diversi.",
                linee(tuple(r for righe in per_ruolo.values() for r in righe)),
            )
