"""Which value a row is of: by the key that the sheet of an office carries, by code, by name; in its scorecard."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property

from contesto.numeri import cita
from cruscotto.misurazione.riga import chiave
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Indicatore
from ente.importazione import RigaLetta

SUGGERITI = 20
"""How many unknown codes get a suggestion: it is slow to find."""

Suo = tuple[Indicatore, int | None]


@dataclass(frozen=True, slots=True)
class CollocazioneDelValore:
    """A placement of an indicator: its key, its scorecard, its label; whether its value is its own."""

    pk: int
    cruscotto: str
    titolo: str
    etichetta: str
    a_parte: bool


class Rifiuto(Exception):
    """A row that says no value of the period: the column to mend, and why."""

    def __init__(self, colonna: str, motivo: str) -> None:
        self.colonna, self.motivo = colonna, motivo
        super().__init__(motivo)


class ValoriDelCiclo:
    """The values that the scorecards of a cycle show, by what a row may call them. Two queries."""

    def __init__(self, ciclo: Ciclo, scelto: Cruscotto | None) -> None:
        self.ciclo, self.scelto = ciclo, scelto
        self.posti: dict[int, list[CollocazioneDelValore]] = {}
        collocate = Collocazione.objects.filter(cruscotto__ciclo=ciclo.pk).order_by("cruscotto__ordine", "ordine")
        campi = ("indicatore_id", "pk", "cruscotto__codice", "cruscotto__titolo", "etichetta", "rilevata_a_parte")
        for indicatore_id, *posto in collocate.values_list(*campi):
            self.posti.setdefault(indicatore_id, []).append(CollocazioneDelValore(*posto))
        suoi = Collocazione.objects.filter(cruscotto__ciclo=ciclo.pk).order_by().values("indicatore")
        self.indicatori = {i.pk: i for i in Indicatore.objects.filter(pk__in=suoi).order_by()}
        self.per_codice = {i.codice.casefold(): i for i in self.indicatori.values()}
        self.ignoti = 0

    @cached_property
    def per_nome(self) -> dict[str, set[int]]:
        """The indicators by their name and by their labels in the scorecards."""
        nomi: dict[str, set[int]] = {}
        for pk, posti in self.posti.items():
            for testo in (self.indicatori[pk].nome, *(p.etichetta for p in posti)):
                nomi.setdefault(_piano(testo), set()).add(pk)
        return nomi

    @cached_property
    def per_chiave(self) -> dict[str, Suo]:
        """The values by the key that the sheet of an office writes."""
        chiavi: dict[str, Suo] = {}
        for pk, posti in self.posti.items():
            for posto in posti:
                suo = posto.pk if posto.a_parte else None
                chiavi[chiave(pk, suo)] = (self.indicatori[pk], suo)
        return chiavi

    def trova(self, riga: RigaLetta) -> Suo:
        """The value that a row is of.

        Raises:
            Rifiuto: at the cell that should have said it.
        """
        if riga["riga"]:
            return self._per_identita(riga)
        indicatore = self._per_codice(riga) if riga["codice"] else self._per_nome(riga)
        return self._nel_cruscotto(riga, indicatore)

    def _per_identita(self, riga: RigaLetta) -> Suo:
        trovata = self.per_chiave.get(riga["riga"])
        if trovata is None:
            raise Rifiuto("riga", "questa riga non è di questo ciclo: scaricate di nuovo il foglio.")
        if riga["codice"] and riga["codice"].casefold() != trovata[0].codice.casefold():
            motivo = (
                f"il codice {cita(riga['codice'])} non è quello della riga, che è {cita(trovata[0].codice)}: le celle "
                "sono state spostate senza le altre della loro riga. Scaricate di nuovo il foglio."
            )
            raise Rifiuto("codice", motivo)
        return trovata

    def _per_codice(self, riga: RigaLetta) -> Indicatore:
        codice = riga["codice"]
        trovato = self.per_codice.get(codice.casefold())
        if trovato is not None:
            return trovato
        self.ignoti += 1
        simili = difflib.get_close_matches(codice.casefold(), self.per_codice, 1) if self.ignoti <= SUGGERITI else []
        forse = f" Forse è {cita(self.per_codice[simili[0]].codice)}." if simili else ""
        motivo = f"l'indicatore {cita(codice)} non è nei cruscotti {self.ciclo.anno}: controllate il codice.{forse}"
        raise Rifiuto("codice", motivo)

    def _per_nome(self, riga: RigaLetta) -> Indicatore:
        nome = riga["indicatore"]
        if not nome:
            raise Rifiuto("codice", "manca l'indicatore: scrivete il codice, o il nome.")
        if (codice := self.per_codice.get(nome.casefold())) is not None and _piano(nome) not in self.per_nome:
            return codice
        trovati = self.per_nome.get(_piano(nome), set())
        if len(trovati) > 1 and (cruscotto := _piano(self._cruscotto(riga))):
            posti = self.posti
            trovati = {
                i for i in trovati if any(cruscotto in (_piano(p.cruscotto), _piano(p.titolo)) for p in posti[i])
            }
        if len(trovati) == 1:
            return self.indicatori[next(iter(trovati))]
        if not trovati:
            motivo = f"{cita(nome)} non è fra gli indicatori {self.ciclo.anno}: scrivetene il codice."
        else:
            codici = ", ".join(sorted(self.indicatori[i].codice for i in trovati))
            motivo = f"{cita(nome)} è il nome di più indicatori ({codici}): scrivete il codice."
        raise Rifiuto("indicatore", motivo)

    def _cruscotto(self, riga: RigaLetta) -> str:
        return riga["cruscotto"] or (self.scelto.codice if self.scelto else "")

    def _nel_cruscotto(self, riga: RigaLetta, indicatore: Indicatore) -> Suo:
        """The shared value of an indicator, or that of the placement which the scorecard says."""
        tutti, nome = self.posti[indicatore.pk], _piano(self._cruscotto(riga))
        posti = [p for p in tutti if not nome or nome in (_piano(p.cruscotto), _piano(p.titolo))]
        propri = [p for p in posti if p.a_parte]
        codici = ", ".join(dict.fromkeys(p.cruscotto for p in tutti))
        if not posti:
            motivo = f"{cita(indicatore)} non è nel cruscotto {cita(self._cruscotto(riga))}: è in {codici}."
            raise Rifiuto("cruscotto", motivo)
        if not propri or (not nome and len(propri) < len(posti)):
            return indicatore, None
        if len(posti) == 1:
            return indicatore, propri[0].pk
        if nome:
            motivo = (
                f"{cita(indicatore)} è più volte in questo cruscotto: scaricate il foglio dell'ufficio e usate quello."
            )
        else:
            motivo = (
                f"{cita(indicatore)} ha un valore in ogni cruscotto ({codici}): dite quale nella colonna Cruscotto."
            )
        raise Rifiuto("cruscotto" if nome else "codice", motivo)


def _piano(testo: str) -> str:
    """A name as it is compared: letters and figures, whatever the case and the blanks."""
    return " ".join(testo.casefold().replace("’", "'").split()).strip(" .:;")
