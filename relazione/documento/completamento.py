"""What may be written between ``{{`` and ``}}`` in a document, each with what it prints now: to complete from. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from relazione.documento.blocchi import Composto
from relazione.documento.generi import GENERI
from relazione.documento.repertorio import Repertorio
from relazione.documento.richiami import CONTI


@dataclass(frozen=True, slots=True)
class VoceRichiamabile:
    """A recall: what stands between the braces, what it is, what it prints in this document as it is now.

    ``riservata`` says that the public edition does not have it: it belongs to reserved sections and passages.
    """

    richiamo: str
    descrizione: str
    valore: str
    riservata: bool = False


def voci(composto: Composto) -> list[VoceRichiamabile]:
    """Everything that a ``{{ }}`` can recall in a document: its sections and blocks, the counts, the data.

    What it is made from decides what it tells: to who may not read the individual sheets give the public document.
    The full edition of 2019 has about two thousand, made in less than a second: ask once a page, filter as one types.
    """
    foto = composto.foto
    trovate = []
    titoli = {s.codice: s.titolo for s in composto.sezioni}
    blocchi = {b.ancora: b.titolo for s in composto.sezioni for b in s.blocchi}
    for (nome, codice), (testo, ancora) in composto.bersagli.items():
        if nome == "sezione":
            trovate.append(VoceRichiamabile(f"sezione {codice}", titoli.get(codice, ""), testo))
        else:
            titolo = blocchi.get(ancora) or GENERI[nome].che_cosa
            trovate.append(VoceRichiamabile(f"{nome} {codice}".strip(), titolo, testo))
    for nome, conta in CONTI.items():
        trovate.append(VoceRichiamabile(f"conta {nome}", f"Quanti: {nome.replace('-', ' ')}", str(conta(foto))))
    trovate += [VoceRichiamabile(d.richiamo, d.descrizione, d.testo, d.riservato) for d in Repertorio(foto).dati]
    return trovate
