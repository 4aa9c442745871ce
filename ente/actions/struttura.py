"""Areas and offices of a body as a sheet says them, and finding them by code or by name. Nothing here writes."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.utils.text import slugify

from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Area, Ente, Ufficio
from ente.progetto import Progetto

V = TypeVar("V", Area, Ufficio)
_NUMERO = re.compile(r"(?:area\s*)?(\d{1,3})\s*[-–.:)]*\s*", re.IGNORECASE)


class Struttura:
    """The areas and offices of a body, with those that a sheet adds to them: two queries."""

    def __init__(self, ente: Ente, progetto: Progetto) -> None:
        self.ente, self.progetto = ente, progetto
        aree = list(Area.objects.filter(ente=ente))
        uffici = list(Ufficio.objects.filter(ente=ente).select_related("area"))
        self._aree: dict[str, Area] = {}
        self._uffici: dict[str, Ufficio] = {}
        self.prossimo = max((a.numero for a in aree), default=0)
        for area in aree:
            self._nota_area(area)
        for ufficio in uffici:
            self._nota_ufficio(ufficio)
        self._visti: dict[str, str] = {}

    def _nota_area(self, area: Area) -> None:
        for testo in (area.nome, area.codice, str(area), f"area {area.numero}", str(area.numero)):
            self._aree.setdefault(piano(testo), area)

    def _nota_ufficio(self, ufficio: Ufficio) -> None:
        for testo in (ufficio.nome, ufficio.codice):
            self._uffici.setdefault(piano(testo), ufficio)

    def _errore(self, riga: RigaLetta, colonna: str, motivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(riga.posto(colonna), motivo))

    # -- found ---------------------------------------------------------------------------------------------------------

    def area(self, riga: RigaLetta) -> Area | None:
        """The area that a row names, an error when there is none of that name."""
        return self._trova(riga, "area", self._aree, "l'area non c'è: aggiungetela con una riga che ha solo l'area.")

    def ufficio(self, riga: RigaLetta) -> Ufficio | None:
        """The office that a row names, likewise."""
        motivo = "l'ufficio non c'è: aggiungetelo con una riga senza nome utente, con l'ufficio e la sua area."
        return self._trova(riga, "ufficio", self._uffici, motivo)

    def _trova(self, riga: RigaLetta, colonna: str, voci: dict[str, V], motivo: str) -> V | None:
        scritto = riga[colonna]
        trovato = voci.get(piano(scritto)) if scritto else None
        if scritto and trovato is None:
            self._errore(riga, colonna, motivo)
        return trovato

    # -- added ---------------------------------------------------------------------------------------------------------

    def leggi(self, riga: RigaLetta) -> None:
        """Plan an office, or an area: a row that names no person."""
        if riga["ufficio"]:
            self._leggi_ufficio(riga)
        elif riga["area"]:
            self._leggi_area(riga)
        else:
            self._errore(riga, "username", "manca il nome utente: scrivetelo, o l'ufficio o l'area da aggiungere.")

    def _leggi_ufficio(self, riga: RigaLetta) -> None:
        nome, codice = riga["ufficio"], riga["codice"]
        esistente = self._uffici.get(piano(codice)) if codice else self._uffici.get(piano(nome))
        area = self._area_o_nuova(riga)
        valori: dict[str, Any] = {"area": area} if area is not None else {}
        if esistente is None or codice:
            valori["nome"] = nome
        nuovo = Ufficio(ente=self.ente)
        if esistente is None:
            valori |= {"ente": self.ente, "codice": slugify(codice or nome)[:60]}
        if not self._va_bene(riga, "ufficio", nome, esistente.codice if esistente else valori["codice"]):
            return
        if esistente is None and (altro := self._uffici.get(piano(valori["codice"]))) is not None:
            motivo = f"«{altro.nome}» ha già il codice {altro.codice}: scrivetene un altro nella colonna «Codice»."
            self._errore(riga, "ufficio", motivo)
            return
        esistente = esistente if esistente is not None and esistente.pk else None
        self.progetto.metti(nuovo, esistente, valori, nome=nome, posto=riga.posto("ufficio"))
        self._nota_ufficio(esistente or nuovo)

    def _area_o_nuova(self, riga: RigaLetta) -> Area | None:
        if riga["area"] and piano(riga["area"]) not in self._aree:
            self._leggi_area(riga)
        return self._aree.get(piano(riga["area"])) if riga["area"] else None

    def _leggi_area(self, riga: RigaLetta) -> None:
        """An area that is there already is left alone: its number and name stand in the scorecards."""
        scritto = riga["area"]
        numerata = _NUMERO.match(scritto)
        nome = scritto[numerata.end() :].strip() if numerata else scritto
        numero = int(numerata[1]) if numerata and nome else self.prossimo + 1
        nome = nome or scritto
        if (gia := self._aree.get(piano(scritto)) or self._aree.get(piano(nome))) is not None:
            self._aree[piano(scritto)] = gia
            self.progetto.invariati += 1
            return
        codice = slugify(nome)[:40]
        if not self._va_bene(riga, "area", nome, codice):
            return
        self.prossimo = max(self.prossimo, numero)
        valori = {"ente": self.ente, "codice": codice, "numero": numero, "nome": nome}
        nuova = Area()
        self.progetto.metti(nuova, None, valori, nome=str(nome), posto=riga.posto("area"))
        self._nota_area(nuova)
        self._aree[piano(scritto)] = nuova

    def _va_bene(self, riga: RigaLetta, colonna: str, nome: str, codice: str) -> bool:
        motivo = ""
        if len(nome) > 200:
            motivo = f"il nome è di {len(nome)} caratteri, al massimo 200: accorciatelo."
        elif not codice:
            motivo = "il nome non ha lettere da cui fare un codice: scrivetene uno con parole."
        else:
            prima = self._visti.setdefault(f"{colonna}:{codice}", riga.posto(colonna))
            presi = self._aree if colonna == "area" else {}
            if prima != riga.posto(colonna):
                motivo = f"c'è già in {prima}: lasciate una riga sola."
            elif piano(codice) in presi:
                motivo = f"un'altra area ha già il codice {codice}: cambiate il nome."
        if motivo:
            self._errore(riga, colonna, motivo)
        return not motivo


def piano(testo: str) -> str:
    """A name as it is compared."""
    return " ".join(testo.casefold().replace("’", "'").replace("–", "-").split())
