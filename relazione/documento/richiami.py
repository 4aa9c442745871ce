"""The figures that a sentence recalls, from what is written between the braces to the printed text. Pure.

``{{ cella TAVOLA > RIGA > COLONNA }}``, ``{{ variazione … ; … }}``, ``{{ sal CRUSCOTTO }}``, ``{{ conta … }}``. Names
are divided by ``>``, the two terms of a computation by ``;``, what is added by `` + ``; brackets say how to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from contesto.numeri import CONTESTO
from cruscotto.misurazione.livelli import PROSPETTIVE
from cruscotto.misurazione.prospetto import Prospetto, Riga
from relazione.documento.formati import IN_LETTERE, Scrittura, e_formato, leggi_formato, scrivi_cifra
from relazione.documento.genere import Manca
from relazione.documento.giudizi import giudizi, giudizio
from relazione.documento.griglie import UNO, Dato
from relazione.documento.nomi import anno_scritto, chiave, forse
from relazione.documento.repertorio import Repertorio, leggi_scritto
from relazione.fotografia import Fotografia

T = TypeVar("T")
PARENTESI = re.compile(r"^(.*?)\s*\(([^()]*)\)\s*$", re.DOTALL)
PIENO = Decimal(100)
MASSIME = 9
"""Digits of what a rate is told for."""


def _sotto(prospetto: Prospetto, riga: Riga) -> bool:
    """Whether a row of an organisational scorecard is below its target: individual sheets never count."""
    return prospetto.tipo != "individuale" and riga.sal is not None and riga.sal < PIENO


CONTI: Mapping[str, Callable[[Fotografia], int]] = {
    "cruscotti": lambda f: len(f.prospetti),
    "cruscotti-area": lambda f: sum(p.tipo == "area" for p in f.prospetti),
    "indicatori": lambda f: len({r.codice for p in f.prospetti for r in p.righe}),
    "collocazioni": lambda f: sum(len(p.righe) for p in f.prospetti),
    "sotto-il-target": lambda f: len({r.codice for p in f.prospetti for r in p.righe if _sotto(p, r)}),
    "pira": lambda f: len(f.pira),
    "obiettivi": lambda f: len({n.numero for n in f.albero.nodi if n.nome}),
    "aree-strategiche": lambda f: len(f.albero.aree),
    "prospettive": lambda f: len(f.albero.prospettive) if f.albero.livello is PROSPETTIVE else 0,
    "interventi": lambda f: len(f.interventi),
}
"""What is counted of the whole document."""


@dataclass(frozen=True, slots=True)
class CifraRichiamata:
    """A figure before it is written: ``testo`` is as the document prints it elsewhere, when it does."""

    valore: Decimal | None
    testo: str = ""
    scala: Decimal = UNO
    percento: bool = False
    decimali: int | None = None

    def scrivi(self, formato: Scrittura) -> str:
        """The figure in Italian.

        Raises:
            Manca: it is made of words, and cannot be written otherwise.
        """
        if formato.com_e and self.testo:
            return self.testo
        if self.valore is None:
            raise Manca(f"«{self.testo}» non è un numero: toglietene il formato fra parentesi")
        return scrivi_cifra(self.valore, formato, scala=self.scala, percento=self.percento, decimali=self.decimali)


def valuta(repertorio: Repertorio, nome: str, argomento: str) -> str:
    """The printed text of a recall of a figure.

    Args:
        nome: one of ``FIGURE``.
        argomento: what follows it, as written.

    Raises:
        Manca: it names something that this edition has not, or cannot be computed; the message says how to mend it.
    """
    corpo, formato = _separa(" ".join(argomento.split()))
    return FIGURE[nome](repertorio, corpo).scrivi(formato)


def _separa(argomento: str) -> tuple[str, Scrittura]:
    trovato = PARENTESI.match(argomento)
    if trovato and e_formato(trovato[2]):
        return trovato[1].strip(), leggi_formato(trovato[2])
    # A count said in words was written without brackets.
    if argomento.casefold().endswith(f" {IN_LETTERE}"):
        return argomento[: -len(IN_LETTERE)].strip(), Scrittura(lettere=True)
    if trovato and trovato[2].strip() and not trovato[1].rstrip().endswith((">", "/")) and _sembra_formato(trovato[2]):
        leggi_formato(trovato[2])  # says which word it does not know
    return argomento, Scrittura()


def _sembra_formato(testo: str) -> bool:
    """Whether some of the words in a bracket are of a format: then the others are mistakes, not part of a name."""
    return "," in testo and any(e_formato(p) for p in testo.split(","))


# -- cells -------------------------------------------------------------------------------------------------------------


def _operandi(repertorio: Repertorio, testo: str) -> list[list[Dato]]:
    """The terms of a computation, each with the cells that are added in it. A path that says less than the one before
    takes its beginning from it."""
    termini: list[list[Dato]] = []
    prima: tuple[str, ...] = ()
    for termine in testo.split(";"):
        somma = []
        for scritto in termine.split(" + "):
            parti = tuple(p.strip() for p in scritto.split(">"))
            if prima and len(parti) < len(prima):
                parti = (*prima[: len(prima) - len(parti)], *parti)
            somma.append(repertorio.cella(parti))
            prima = parti
        termini.append(somma)
    return termini


def _somma(dati: list[Dato]) -> CifraRichiamata:
    for d in dati:
        if d.valore is None:
            raise Manca(f"«{d.testo}» ({d.descrizione}) non è un numero: togliete la cella dal calcolo")
    if len({d.scala for d in dati}) > 1 or len({d.percento for d in dati}) > 1:
        raise Manca("le celle non hanno la stessa unità: non si possono sommare né sottrarre")
    valore = sum((d.valore for d in dati if d.valore is not None), Decimal(0))
    return CifraRichiamata(valore, scala=dati[0].scala, percento=dati[0].percento)


def _due(repertorio: Repertorio, testo: str, nome: str) -> tuple[CifraRichiamata, CifraRichiamata]:
    termini = _operandi(repertorio, testo)
    if len(termini) != 2:
        raise Manca(f"«{nome}» vuole due termini divisi da un punto e virgola")
    uno, due = (_somma(t) for t in termini)
    return uno, due


def _vero(cifra: CifraRichiamata) -> Decimal:
    assert cifra.valore is not None  # noqa: S101 - a sum has a value
    return CONTESTO.multiply(cifra.valore, cifra.scala)


def _rapporto(sopra: CifraRichiamata, sotto: CifraRichiamata) -> Decimal:
    if not sotto.valore:
        raise Manca("il secondo termine è zero: non si può dividere")
    return CONTESTO.divide(_vero(sopra), _vero(sotto))


def _cella(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    termini = _operandi(repertorio, testo)
    if len(termini) > 1:
        raise Manca("«cella» stampa una cella sola: per sommarne di più scrivete «somma»")
    if len(termini[0]) > 1:
        return _somma(termini[0])
    dato = termini[0][0]
    return CifraRichiamata(dato.valore, dato.testo, dato.scala, dato.percento)


def _tutte(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    return _somma([d for termine in _operandi(repertorio, testo) for d in termine])


def _differenza(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    da, a = _due(repertorio, testo, "differenza")
    if da.scala != a.scala or da.percento != a.percento:
        raise Manca("le celle non hanno la stessa unità: non si possono sommare né sottrarre")
    assert da.valore is not None and a.valore is not None  # noqa: S101 - sums
    return CifraRichiamata(a.valore - da.valore, scala=a.scala)


def _variazione(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    da, a = _due(repertorio, testo, "variazione")
    if da.percento != a.percento:
        raise Manca("le celle non hanno la stessa unità: non si possono confrontare")
    if not da.valore:
        raise Manca("il primo termine è zero: non c'è una variazione percentuale")
    quanto = CONTESTO.multiply(PIENO, CONTESTO.divide(_vero(a) - _vero(da), abs(_vero(da))))
    return CifraRichiamata(quanto, percento=True, decimali=1)


def _quota(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    parte, tutto = _due(repertorio, testo, "quota")
    return CifraRichiamata(CONTESTO.multiply(PIENO, _rapporto(parte, tutto)), percento=True, decimali=1)


def _diviso(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    return CifraRichiamata(_rapporto(*_due(repertorio, testo, "rapporto")), decimali=2)


def _ogni(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    quanti, _, resto = testo.partition(" ")
    base = quanti.replace(".", "")
    if not base.isascii() or not base.isdecimal() or len(base) > MASSIME or not int(base):
        raise Manca("dopo «ogni» va un numero, per esempio «ogni 100 tavola > riga > colonna; altra riga > colonna»")
    return CifraRichiamata(CONTESTO.multiply(Decimal(base), _rapporto(*_due(repertorio, resto, "ogni"))), decimali=1)


# -- scorecards --------------------------------------------------------------------------------------------------------


def _codici(testo: str) -> list[str]:
    """Codes divided by ``>`` or by spaces: none of them holds any."""
    return [c for c in re.split(r"[\s>]+", testo) if c]


def _sal(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    codici = _codici(testo)
    if not 1 <= len(codici) <= 3:
        raise Manca("scrivete «sal» e il codice di un cruscotto; poi, se volete, una sua parte o un indicatore")
    prospetto, *resto = codici
    p = repertorio.prospetto(prospetto)
    if not resto:
        return _come_sal(repertorio, p.media.valore)
    prospettiva = next((v for v in p.prospettive if v.nome and chiave(v.codice) == chiave(resto[0])), None)
    if prospettiva is not None and len(resto) == 1:
        return _come_sal(repertorio, prospettiva.media.valore)
    if prospettiva is not None:
        obiettivo = next((o for o in prospettiva.obiettivi if str(o.numero) == resto[1]), None)
        if obiettivo is None:
            ci_sono = ", ".join(str(o.numero) for o in prospettiva.obiettivi)
            raise Manca(f"«{resto[0]}» non ha l'obiettivo «{resto[1]}»: ci sono {ci_sono}")
        return _come_sal(repertorio, obiettivo.media.valore)
    senza = [o for v in p.prospettive if not v.nome for o in v.obiettivi if o.nome]
    if len(resto) == 1 and (obiettivo := next((o for o in senza if str(o.numero) == resto[0]), None)):
        return _come_sal(repertorio, obiettivo.media.valore)
    nomi = [*(v.codice for v in p.prospettive if v.nome), *(str(o.numero) for o in senza), *(r.codice for r in p.righe)]
    if len(resto) > 1 or chiave(resto[0]) not in {chiave(r.codice) for r in p.righe}:
        vicini = forse(resto[0], nomi)
        parte = p.livello.la if p.livello else "l'obiettivo"
        raise Manca(f"il cruscotto «{prospetto}» non ha {parte} né l'indicatore «{resto[0]}»{vicini}")
    righe = repertorio.righe(resto[0], prospetto)
    return _come_sal(repertorio, _uguali({r.sal for _, r in righe}, resto[0], prospetto))


def _come_sal(repertorio: Repertorio, valore: Decimal | None) -> CifraRichiamata:
    if valore is None:
        raise Manca("questo SAL non si può ancora calcolare: mancano i consuntivi")
    return CifraRichiamata(valore, repertorio.foto.misura.mostra(valore), percento=True)


def _uguali(valori: set[T], indicatore: str, cruscotto: str) -> T:
    if len(valori) > 1:
        come = "lo stesso cruscotto lo ha più volte" if cruscotto else "dite anche il cruscotto, prima del suo codice"
        raise Manca(f"«{indicatore}» ha valori diversi: {come}")
    return next(iter(valori))


VUOTI = {
    "actual": "non ha ancora un consuntivo",
    "target": "non ha un target",
    "sal_pubblicato": "non ha un SAL pubblicato",
}


def _valore(campo: str) -> Callable[[Repertorio, str], CifraRichiamata]:
    def costruisci(repertorio: Repertorio, testo: str) -> CifraRichiamata:
        codici = _codici(testo)
        if not 1 <= len(codici) <= 2:
            raise Manca("scrivete il codice di un indicatore; prima, se serve, quello del suo cruscotto")
        cruscotto = codici[0] if len(codici) == 2 else ""
        righe = repertorio.righe(codici[-1], cruscotto)
        scritto = _uguali({str(getattr(r, campo)) for _, r in righe}, codici[-1], cruscotto)
        if not scritto:
            raise Manca(f"l'indicatore «{codici[-1]}» {VUOTI[campo]}")
        valore = leggi_scritto(scritto)
        return CifraRichiamata(valore, scritto, percento="%" in scritto)

    return costruisci


# -- figures and counts ------------------------------------------------------------------------------------------------


def _cifra(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    scheda, separa, etichetta = (p.strip() for p in testo.partition(">"))
    if not separa or not etichetta:
        raise Manca("una cifra si scrive «scheda > etichetta», per esempio cifra pid > Aziende partecipanti")
    dato = repertorio.cifra(scheda, etichetta)
    return CifraRichiamata(dato.valore, dato.testo, percento=dato.percento)


def _conta(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    che_cosa, *resto = [p.strip() for p in testo.split(">")] if ">" in testo else testo.split(" ", 1)
    if che_cosa in CONTI and not resto:
        return _quanti(CONTI[che_cosa](repertorio.foto))
    if che_cosa == "righe" and len(resto) == 1:
        return _quanti(repertorio.griglia(resto[0]).quante)
    codici = {p.codice: p for p in repertorio.foto.prospetti}
    if che_cosa not in codici:
        scelta = [*CONTI, *codici]
        dove = " in questa edizione" if repertorio.foto.pubblica else ""
        raise Manca(f"non so contare «{che_cosa}»{dove}: scegliete fra {', '.join(scelta)}")
    righe = codici[che_cosa].righe
    if not resto:
        return _quanti(len(righe))
    misura = repertorio.foto.misura
    noti = giudizi(misura)
    scelto = next((c for c, n in noti.items() if chiave(resto[0]) in (chiave(c), chiave(n))), None)
    if scelto is None:
        raise Manca(f"«{resto[0]}» non è un giudizio: scegliete fra {', '.join(noti)}")
    return _quanti(sum(giudizio(r, misura) == scelto for r in righe))


def _anno(repertorio: Repertorio, testo: str) -> CifraRichiamata:
    anno = anno_scritto(f"anno{testo}", repertorio.foto.anno)
    if not anno:
        raise Manca("dopo «anno» si può scrivere solo quanti anni prima, per esempio anno-1")
    return CifraRichiamata(Decimal(anno), anno)


def _quanti(numero: int) -> CifraRichiamata:
    return CifraRichiamata(Decimal(numero), str(numero))


FIGURE: Mapping[str, Callable[[Repertorio, str], CifraRichiamata]] = {
    "cella": _cella,
    "somma": _tutte,
    "differenza": _differenza,
    "variazione": _variazione,
    "quota": _quota,
    "rapporto": _diviso,
    "ogni": _ogni,
    "sal": _sal,
    "consuntivo": _valore("actual"),
    "target": _valore("target"),
    "pubblicato": _valore("sal_pubblicato"),
    "cifra": _cifra,
    "conta": _conta,
    "anno": _anno,
}
"""The figures that a sentence can recall, by name."""
