"""What a ``{{ … }}`` inside a sentence stands for: a reference, which is a link with a computed number, or a figure.

``{{ sezione CODICE }}`` prints the number of a section; ``{{ tavola CODICE }}``, ``{{ grafico CODICE }}``,
``{{ albero }}`` and so on, with the name of a block, print its label, «Tabella 3»; the figures are in ``richiami``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from relazione.documento.genere import Manca
from relazione.documento.generi import GENERI
from relazione.documento.nomi import forse
from relazione.documento.repertorio import Repertorio
from relazione.documento.richiami import FIGURE, valuta
from relazione.documento.testo import Nodo, Tipo


def separa(contenuto: str) -> tuple[str, str]:
    """The name of a recall and what follows it: «anno-1» is a name and its argument."""
    if contenuto.startswith("anno"):
        return "anno", contenuto.removeprefix("anno")
    nome, _, argomento = contenuto.partition(" ")
    return nome, argomento.strip()


@dataclass(slots=True)
class Rimandi:
    """Resolves the recalls of one section; what it cannot is kept in ``mancanti``, with why. ``bersagli`` are the
    sections and the numbered blocks of the document: by kind and code, what is printed and where it leads."""

    repertorio: Repertorio
    bersagli: Mapping[tuple[str, str], tuple[str, str]]
    mancanti: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, contenuto: str) -> Nodo:
        contenuto = " ".join(contenuto.split())
        nome, argomento = separa(contenuto)
        try:
            if nome in FIGURE:
                return Nodo(Tipo.CIFRA, testo=valuta(self.repertorio, nome, argomento))
            return self._rimando(nome, argomento)
        except Manca as manca:
            self.mancanti.append((f"{{{{ {contenuto} }}}}", str(manca)))
            return Nodo(Tipo.MANCANTE, testo=str(manca))

    def _rimando(self, nome: str, codice: str) -> Nodo:
        if nome != "sezione" and nome not in GENERI:
            noti = ("sezione", *GENERI, *FIGURE)
            vicini = forse(nome, noti) or ": un richiamo comincia con sezione, tavola, grafico, cella, sal, conta…"
            raise Manca(f"non conosco «{nome}»{vicini}")
        bersaglio = self.bersagli.get((nome, codice))
        if bersaglio is None:
            foto = self.repertorio.foto
            dove = "questa edizione" if foto.pubblica else "questo documento"
            vicini = forse(codice, [c for n, c in self.bersagli if n == nome and c])
            che_cosa = f"{nome} {codice}".strip()
            raise Manca(f"{dove} non ha «{che_cosa}»{vicini or ': correggete il codice, o togliete il rimando'}")
        testo, ancora = bersaglio
        return Nodo(Tipo.RIMANDO, testo=testo, indirizzo=f"#{ancora}")
