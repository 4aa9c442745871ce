"""A printed mean is the declared mean of its parts, under one rounding rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from contesto.numeri import CONTESTO, formatta_numero, leggi_cella
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import AggregatoStampato, Materia
from relazione.controlli.parole import decimali


@controllo("R17-medie", "SAL stampati di obiettivi e prospettive")
def aggregati(materia: Materia) -> Iterator[EsitoControllo]:
    """Each mean that is another, rounded half up to its printed decimals; one that was cut instead is an error too,
    and says so. The same mean quoted in more places is one line."""
    gruppi: dict[tuple[str, str, int, str], list[AggregatoStampato]] = {}
    medie: dict[tuple[str, str, int, str], Decimal] = {}
    for a in materia.aggregati:
        scritto = leggi_cella(a.testo)
        if scritto is None or a.calcolato is None:
            continue
        if abs(a.calcolato - scritto) > Decimal("0.5").scaleb(-decimali(a.testo)):
            chiave = (a.cruscotto, a.prospettiva, a.obiettivo, a.testo)
            gruppi.setdefault(chiave, []).append(a)
            medie[chiave] = a.calcolato
    for chiave, uguali in gruppi.items():
        yield _esito(uguali, medie[chiave], materia.nome_cruscotto(chiave[0]))


def _esito(uguali: list[AggregatoStampato], media: Decimal, scheda: str) -> EsitoControllo:
    a = uguali[0]
    cifre = decimali(a.testo)
    giusto = f"{formatta_numero(media, cifre)}%"
    tagliato = media.quantize(Decimal(1).scaleb(-cifre), rounding=ROUND_DOWN, context=CONTESTO)
    cosa = f"obiettivo {a.obiettivo} sotto «{a.prospettiva}»" if a.obiettivo else f"prospettiva «{a.prospettiva}»"
    perche = "è stato tagliato invece che arrotondato" if tagliato == leggi_cella(a.testo) else "la media è un'altra"
    return EsitoControllo(
        Severita.ERRORE,
        f"Cruscotto {scheda}, SAL dell'{cosa}" if a.obiettivo else f"Cruscotto {scheda}, SAL della {cosa}",
        Luogo("cruscotto", a.cruscotto, f"sal-{a.prospettiva}-{a.obiettivo}-{a.testo}"),
        a.testo,
        giusto,
        f"La media delle sue parti è {formatta_numero(media, 3)}, cioè {giusto}: {perche}. Correggete il valore, e "
        "arrotondate dappertutto allo stesso modo.",
        tuple(n for u in uguali if (n := u.riga_fonte) is not None),
    )
