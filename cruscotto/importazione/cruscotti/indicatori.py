"""Which indicator a new placement is of: one that stands elsewhere under the same name, or one that is born here.

Identity is name and operating objective (docs/dominio.md "One indicator, many scorecards"): several different
indicators may be called alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from contesto.numeri import cita
from cruscotto.aritmetica.valori import NUMERICI
from cruscotto.ciclo.codici import codice_generato, ultimo_generato
from cruscotto.importazione.cruscotti.letture import tipo_e_unita
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio, chiave_titolo
from cruscotto.importazione.cruscotti.presenti import Altrove, Presenti
from cruscotto.importazione.cruscotti.quasi_uguali import NO, RISPOSTE, SI, dell_anno_prima
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import Indicatore
from ente.importazione import ErroreNelFile
from ente.progetto import Progetto

CONTATE = frozenset({"n.", "n", "num", "num.", "numero", "nr", "nr."})


@dataclass(frozen=True, slots=True)
class CollocazioneNota:
    """A placement that some indicator has already, in the database or higher up in the file."""

    indicatore: Indicatore | None
    cruscotto: object
    titolo: str
    obiettivo: int
    programma: str
    operativo: str
    unita: str
    target: str
    actual: str
    dove: str = ""


class Cercatore:
    """Gives every new row its indicator, in the order of the file. ``nati`` are those that were not there."""

    def __init__(self, presenti: Presenti, progetto: Progetto, voci: Sequence[RigaDaImportare]) -> None:
        self.presenti, self.progetto = presenti, progetto
        self.nati: set[int] = set()
        self.per_codice = {i.codice: i for i in presenti.indicatori.values()}
        usati = [*self.per_codice, *(str(v.celle["codice"]) for v in voci if "codice" in v.celle)]
        self.ultimo = ultimo_generato(usati)
        self.posti: dict[str, list[CollocazioneNota]] = defaultdict(list)
        self.prima: dict[str, list[Altrove]] = defaultdict(list)
        if any(v.nuova and "codice" not in v.celle for v in voci):
            self._leggi_posti()

    def _leggi_posti(self) -> None:
        for c in self.presenti.collocazioni:
            attesi = self.presenti.attesi.get((c.indicatore_id, c.pk)) or self.presenti.attesi.get(
                (c.indicatore_id, None)
            )
            valori = self.presenti.rilevazioni
            valore = valori.get((c.indicatore_id, c.pk)) or valori.get((c.indicatore_id, None))
            self.posti[chiave(c.etichetta)].append(
                CollocazioneNota(
                    c.indicatore,
                    c.cruscotto,
                    c.cruscotto.titolo,
                    c.nodo.obiettivo.numero,
                    chiave(c.programma.nome) if c.programma else "",
                    chiave(c.obiettivo_operativo.nome) if c.obiettivo_operativo else "",
                    _specie(c.indicatore.unita, c.indicatore.tipo),
                    attesi[-1].testo if attesi else "",
                    valore.testo if valore else "",
                )
            )
        for altro in self.presenti.altrove:
            self.prima[chiave(altro.etichetta)].append(altro)

    def assegna(self, voci: Iterable[RigaDaImportare]) -> None:
        for voce in voci:
            if voce.nuova:
                voce.indicatore = self._di_codice(voce) if "codice" in voce.celle else self._di_nome(voce)

    def _di_codice(self, voce: RigaDaImportare) -> Indicatore:
        codice = str(voce.celle["codice"])
        trovato = self.per_codice.get(codice)
        return trovato if trovato is not None else self._nasce(voce, codice)

    def _nasce(self, voce: RigaDaImportare, codice: str = "") -> Indicatore:
        if not codice:
            self.ultimo += 1
            codice = codice_generato(self.ultimo)
        nuovo = Indicatore(ente=self.presenti.ciclo.ente, codice=codice)
        self.nati.add(id(nuovo))
        self.per_codice[codice] = nuovo
        return nuovo

    def _di_nome(self, voce: RigaDaImportare) -> Indicatore:
        tipo, unita = tipo_e_unita(voce.celle)
        assert voce.nodo is not None  # noqa: S101 - a new row without a node is refused before
        questo = CollocazioneNota(
            None,
            voce.cruscotto,
            voce.cruscotto.titolo,
            voce.nodo.obiettivo.numero,
            chiave(voce.riga["programma"]),
            chiave(voce.riga["obiettivo_operativo"]),
            _specie(unita, tipo.value),
            voce.celle.get("target", ""),
            voce.celle.get("actual", ""),
            voce.posto,
        )
        trovato = self._uguale(voce, questo) or self._simile(voce, questo) or self._anno_prima(voce, questo)
        trovato = trovato or self._quasi_uguale(voce, questo)
        indicatore = trovato or self._nasce(voce)
        posti = self.posti[chiave(voce.nome)]
        posti.append(replace(questo, indicatore=indicatore))
        return indicatore

    def _uguale(self, voce: RigaDaImportare, questo: CollocazioneNota) -> Indicatore | None:
        """The indicator of the same operating objective; of a row of the same scorecard that says the very same."""
        qui, altrove = [], []
        for p in self.posti.get(chiave(voce.nome), ()):
            if (p.unita, p.obiettivo, p.operativo) != (questo.unita, questo.obiettivo, questo.operativo):
                continue
            if p.cruscotto is not questo.cruscotto:
                altrove.append(p)
            elif p.programma == questo.programma:
                qui.append(p)
        if qui:
            if qui[-1].dove:
                motivo = f"la riga è già in {qui[-1].dove}: se è un doppione toglietela."
                self.progetto.avvisi.append(ErroreNelFile(voce.posto, motivo))
            return qui[-1].indicatore
        return _solo(altrove) if questo.operativo else None

    def _simile(self, voce: RigaDaImportare, questo: CollocazioneNota) -> Indicatore | None:
        """The only indicator of that name and unit under the objective: whether it is the same is asked."""
        altri = [
            p
            for p in self.posti.get(chiave(voce.nome), ())
            if p.cruscotto is not questo.cruscotto and (p.unita, p.obiettivo) == (questo.unita, questo.obiettivo)
        ]
        trovato = _solo(altri)
        if trovato is None:
            return None
        uguali = any((p.target, p.actual) == (questo.target, questo.actual) for p in altri)
        frase = f"{cita(voce.nome)}: è lo stesso indicatore di {cita(altri[0].titolo)}?"
        nomi = (chiave(voce.nome), questo.operativo, chiave_titolo(questo.titolo), chiave_titolo(altri[0].titolo))
        risposta = self.progetto.chiedi(
            chiave_dubbio("stesso", *nomi), voce.riga.posto("etichetta"), frase, RISPOSTE, SI if uguali else NO
        )
        return trovato if risposta == SI else None

    def _anno_prima(self, voce: RigaDaImportare, questo: CollocazioneNota) -> Indicatore | None:
        """The indicator that the same row had the year before."""
        c = voce.cruscotto
        suoi = {
            a.indicatore
            for a in self.prima.get(chiave(voce.nome), ())
            if (a.obiettivo, chiave(a.operativo)) == (questo.obiettivo, questo.operativo)
            and (a.cruscotto == c.codice or chiave_titolo(a.titolo) == chiave_titolo(c.titolo))
        }
        trovato = self.presenti.indicatori[suoi.pop()] if len(suoi) == 1 else None
        if trovato is None or _specie(trovato.unita, trovato.tipo) != questo.unita:
            return None
        return trovato

    def _quasi_uguale(self, voce: RigaDaImportare, questo: CollocazioneNota) -> Indicatore | None:
        """The indicator of the year before that only a number tells apart: whether it is the same is asked."""
        trovato = dell_anno_prima(self.progetto, voce, questo.obiettivo, self.presenti.altrove, self.presenti)
        return trovato if trovato is not None and _specie(trovato.unita, trovato.tipo) == questo.unita else None


def _solo(posti: Sequence[CollocazioneNota]) -> Indicatore | None:
    diversi = {id(p.indicatore): p.indicatore for p in posti}
    return next(iter(diversi.values())) if len(diversi) == 1 else None


def _specie(unita: str, tipo: str) -> str:
    """What tells two measures apart besides the name: the unit, and whether it is a number at all."""
    unita = unita.strip().casefold()
    numero = tipo in NUMERICI or not tipo
    return ("" if unita in CONTATE else unita) if numero else tipo
