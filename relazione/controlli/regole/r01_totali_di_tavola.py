"""A printed total is the sum of its parts, by row and by column, subtotals included."""

from __future__ import annotations

from collections.abc import Iterator

from contesto.numeri import formatta_numero
from contesto.somme import Discordia, discordie
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, elenco


@controllo("R01-totali", "Totali di una tavola e loro parti")
def totali_di_tavola(materia: Materia) -> Iterator[EsitoControllo]:
    """Each total that is not the sum of its parts; one that also counts what is not listed is a note, with how much."""
    for tavola in materia.tavole:
        aperti = frozenset(tavola.somme.get("totali_non_esaustivi", ()))
        somme = {**tavola.somme, "totali_non_esaustivi": ()}
        residui: dict[int, list[Discordia]] = {}
        for d in discordie(tavola.righe, tavola.colonne, tavola.testi, somme):
            aperto = tavola.righe[d.riga].etichetta in aperti and not tavola.colonne[d.colonna].totale
            if aperto and d.totale > d.somma:
                residui.setdefault(d.riga, []).append(d)
            else:
                yield _errore(tavola, d)
        for di_riga in residui.values():
            yield _residuo(tavola, di_riga)


def _errore(tavola: TavolaLetta, d: Discordia) -> EsitoControllo:
    scarto = formatta_numero(abs(d.totale - d.somma))
    detto = "in più" if d.totale > d.somma else "in meno"
    return EsitoControllo(
        Severita.ERRORE,
        f"Tavola {cita(tavola.titolo)}, {cita(tavola.nome_riga(d.riga))}, {cita(tavola.colonne[d.colonna].nome)}",
        Luogo("tavola", tavola.codice, f"{d.riga}-{d.colonna}"),
        formatta_numero(d.totale),
        formatta_numero(d.somma),
        f"Il totale è {formatta_numero(d.totale)}, le sue parti sommano {formatta_numero(d.somma)}, {scarto} {detto}: "
        "correggete il totale, o la parte che è sbagliata.",
        tavola.linee(d.riga),
    )


def _residuo(tavola: TavolaLetta, discordi: list[Discordia]) -> EsitoControllo:
    """What a total counts and its table does not list, one line a row."""
    r = discordi[0].riga
    scarti = elenco(
        f"{formatta_numero(d.totale - d.somma)} in {cita(tavola.colonne[d.colonna].nome)}" for d in discordi
    )
    return EsitoControllo(
        Severita.NOTA,
        f"Tavola {cita(tavola.titolo)}, {cita(tavola.nome_riga(r))}",
        Luogo("tavola", tavola.codice, f"{r}"),
        "; ".join(formatta_numero(d.totale) for d in discordi),
        "; ".join(formatta_numero(d.somma) for d in discordi),
        f"Il totale conta anche voci che la tavola non elenca: {scarti}. Ditelo in una nota.",
        tavola.linee(r),
    )
