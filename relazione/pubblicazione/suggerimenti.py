"""What can be put into a section of a document: blocks on a line of their own, recalls inside a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cruscotto.misurazione.livelli import PROSPETTIVE
from cruscotto.misurazione.struttura import Struttura
from relazione.documento.blocchi import Composto
from relazione.documento.completamento import VoceRichiamabile
from relazione.documento.genere import Argomento
from relazione.documento.generi import GENERI

QUANTE = 12


@dataclass(frozen=True, slots=True)
class Suggerimento:
    """What to write, what it is, and what it prints now."""

    richiamo: str
    descrizione: str
    valore: str = ""


@dataclass(frozen=True, slots=True)
class GruppoDiBlocchi:
    """The blocks of a kind that a document may have."""

    nome: str
    blocchi: tuple[Suggerimento, ...]


ESEMPI = {
    "riquadro": "[[riquadro: una frase in evidenza]]",
    "firme": "[[firme: Il Presidente; Il Segretario generale]]",
    "da-completare": "[[da-completare: che cosa manca]]",
}


def blocchi(composto: Composto) -> Sequence[GruppoDiBlocchi]:
    """All the blocks that a section may recall, those of a code with the codes of this cycle, by kind."""
    gruppi, soli = [], []
    for genere in (g for g in GENERI.values() if g.nome not in _di_altri_livelli(composto.foto.albero)):
        if genere.argomento is Argomento.CODICE and genere.codici is not None:
            voci = [
                Suggerimento(f"[[{genere.nome} {codice}]]", titolo) for codice, titolo in genere.codici(composto.foto)
            ]
            if voci:
                gruppi.append(GruppoDiBlocchi(_maiuscola(genere.che_cosa), tuple(voci)))
        else:
            richiamo = ESEMPI.get(genere.nome, f"[[{genere.nome}]]")
            soli.append(Suggerimento(richiamo, _maiuscola(genere.che_cosa)))
    return [GruppoDiBlocchi("Blocchi unici", tuple(soli)), *gruppi]


def _di_altri_livelli(albero: Struttura) -> Iterator[str]:
    """The blocks that speak of levels that the cycle does not have, and the one for who has none of them."""
    if not albero.nodi or albero.livello is PROSPETTIVE:
        yield "sintesi-ente"
    else:
        yield "sintesi-prospettive"
    if albero.nodi and not albero.incrociata:
        yield "matrice"
    if albero.nodi and not albero.con_obiettivi:
        yield "mappa-strategica"


def richiami(composto: Composto, cifre: Iterable[VoceRichiamabile]) -> Iterator[Suggerimento]:
    """All that can stand between ``{{`` and ``}}``: references to sections and to what is numbered, figures."""
    per_ancora = {ancora: " ".join(filter(None, chiave)) for chiave, (_, ancora) in composto.bersagli.items()}
    for sezione in composto.sezioni:
        valore = composto.bersagli.get(("sezione", sezione.codice), ("", ""))[0]
        yield Suggerimento(f"sezione {sezione.codice}", f"Rimando alla sezione «{sezione.titolo}»", valore)
        for blocco in sezione.blocchi:
            if blocco.etichetta and blocco.ancora in per_ancora:
                yield Suggerimento(per_ancora[blocco.ancora], f"Rimando a «{blocco.titolo}»", blocco.etichetta)
    for voce in cifre:
        descrizione = f"{voce.descrizione} (solo nei passi riservati)" if voce.riservata else voce.descrizione
        yield Suggerimento(voce.richiamo, descrizione, voce.valore)


def cerca(composto: Composto, cifre: Iterable[VoceRichiamabile], domanda: str) -> Sequence[Suggerimento]:
    """The recalls that have all the words of a question, the ones that begin so first; not more than a list holds."""
    parole = _piatto(domanda).split()
    trovati = [
        s for s in richiami(composto, cifre) if all(p in _piatto(f"{s.richiamo} {s.descrizione}") for p in parole)
    ]
    inizio = _piatto(domanda).strip()
    return sorted(trovati, key=lambda s: not _piatto(s.richiamo).startswith(inizio))[:QUANTE]


def _piatto(testo: str) -> str:
    """Lower case without accents; what joins words is a space."""
    nudo = unicodedata.normalize("NFKD", testo.lower())
    return re.sub(r"[-_\s]+", " ", "".join(c for c in nudo if not unicodedata.combining(c)))


def _maiuscola(testo: str) -> str:
    return testo[:1].upper() + testo[1:]
