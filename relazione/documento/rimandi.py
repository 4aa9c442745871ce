"""What a ``{{ … }}`` inside a sentence stands for: a reference, which is a link with a computed number, or a figure.

``{{ sezione CODICE }}`` prints the number of a section; ``{{ tavola CODICE }}``, ``{{ grafico CODICE }}``,
``{{ albero }}`` and so on, with the name of a block, print its label, «Tabella 3»; ``{{ conta CHE-COSA }}`` a count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from relazione.documento.genere import Manca
from relazione.documento.generi import GENERI
from relazione.documento.testo import Nodo, Tipo
from relazione.fotografia import Fotografia

LETTERE = {
    1: "uno", 2: "due", 3: "tre", 4: "quattro", 5: "cinque", 6: "sei", 7: "sette", 8: "otto", 9: "nove", 10: "dieci",
    11: "undici", 12: "dodici", 13: "tredici", 14: "quattordici", 15: "quindici", 16: "sedici", 17: "diciassette",
    18: "diciotto", 19: "diciannove", 20: "venti",
}  # fmt: skip
IN_LETTERE = "in lettere"

CONTI: Mapping[str, Callable[[Fotografia], int]] = {
    "cruscotti": lambda f: len(f.prospetti),
    "cruscotti-area": lambda f: sum(p.tipo == "area" for p in f.prospetti),
    "indicatori": lambda f: len({r.codice for p in f.prospetti for r in p.righe}),
    "collocazioni": lambda f: sum(len(p.righe) for p in f.prospetti),
    "pira": lambda f: len(f.pira),
    "obiettivi": lambda f: len({n.numero for n in f.albero.nodi}),
    "aree-strategiche": lambda f: len(f.albero.aree),
    "interventi": lambda f: len(f.interventi),
}


def _conta(foto: Fotografia, argomento: str) -> str:
    che_cosa, _, modo = argomento.partition(" ")
    if che_cosa not in CONTI:
        raise Manca(f"non so contare «{che_cosa}»: scegliete fra {', '.join(CONTI)}")
    if modo.strip() not in ("", IN_LETTERE):
        raise Manca(f"dopo «conta {che_cosa}» si può scrivere solo «{IN_LETTERE}»")
    quanti = CONTI[che_cosa](foto)
    return LETTERE.get(quanti, str(quanti)) if modo else str(quanti)


FIGURE: Mapping[str, Callable[[Fotografia, str], str]] = {"conta": _conta}
"""The figures that a sentence can recall, by name: from the snapshot and what follows the name to the printed text."""


@dataclass(slots=True)
class Rimandi:
    """Resolves the recalls of one section; what it cannot is kept in ``mancanti``. ``bersagli`` are the sections and
    the numbered blocks of the document: by kind and code, what is printed and where it leads."""

    foto: Fotografia
    bersagli: Mapping[tuple[str, str], tuple[str, str]]
    mancanti: list[str] = field(default_factory=list)

    def __call__(self, contenuto: str) -> Nodo:
        nome, _, argomento = contenuto.partition(" ")
        argomento = argomento.strip()
        try:
            if nome in FIGURE:
                return Nodo(Tipo.TESTO, testo=FIGURE[nome](self.foto, argomento))
            return self._rimando(nome, argomento)
        except Manca as manca:
            self.mancanti.append(f"{{{{ {contenuto} }}}}: {manca}")
            return Nodo(Tipo.MANCANTE, testo=str(manca))

    def _rimando(self, nome: str, codice: str) -> Nodo:
        if nome != "sezione" and nome not in GENERI:
            raise Manca(f"non conosco «{nome}»: un rimando comincia con sezione, tavola, grafico, conta…")
        bersaglio = self.bersagli.get((nome, codice))
        if bersaglio is None:
            dove = "questa edizione" if self.foto.pubblica else "questo documento"
            raise Manca(f"{dove} non ha «{f'{nome} {codice}'.strip()}»: correggete il codice, o togliete il rimando")
        testo, ancora = bersaglio
        return Nodo(Tipo.RIMANDO, testo=testo, indirizzo=f"#{ancora}")
