"""Which scorecard a row is of: by code, by title as printed, or the one that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contesto.numeri import cita
from cruscotto.ciclo.codici import libero
from cruscotto.importazione.cruscotti.mancanti import Mancanti
from cruscotto.importazione.cruscotti.nascite import CREATE, Nasce
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_titolo, simile
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.models import Cruscotto, TipoCruscotto
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Area
from ente.progetto import Progetto

NUMERATA = re.compile(r"\barea\s+(?:n\.\s*)?(\d{1,3})\b\s*[:–—-]?\s*(.*)", re.IGNORECASE | re.DOTALL)
"""«Area 3 - Servizi alle imprese», wherever it stands in a title."""
INDIVIDUALI = ("individual", "dirigent", "segretario")
AZIENDA = "azienda speciale"


class Titoli:
    """The scorecards of a cycle by what a file may call them. ``scelto`` is the one for rows that do not say."""

    def __init__(
        self,
        presenti: Presenti,
        progetto: Progetto,
        nasce: Nasce,
        righe: Sequence[RigaLetta],
        mancanti: Mancanti,
        *,
        scelto: Cruscotto | None,
        crea: bool,
    ) -> None:
        self.presenti, self.progetto, self.nasce, self.crea = presenti, progetto, nasce, crea
        self.mancanti = mancanti
        self.noti: dict[str, Cruscotto] = {}
        for c in presenti.cruscotti:
            for titolo in (c.titolo_sintesi, c.titolo, f"{c.lettera} {c.titolo}"):
                if titolo.strip():
                    self.noti.setdefault(chiave_titolo(titolo), c)
        self.noti |= {chiave(c.codice): c for c in presenti.cruscotti}
        self.unico = presenti.cruscotti[0] if len(presenti.cruscotti) == 1 else None
        self.scelto = next((c for c in presenti.cruscotti if scelto is not None and c.pk == scelto.pk), scelto)
        self.codici = {c.codice for c in presenti.cruscotti}
        self.altri: list[Cruscotto] = []
        self._prendi_per_scelto(righe)

    def _prendi_per_scelto(self, righe: Sequence[RigaLetta]) -> None:
        """A file with one title, that no scorecard has, is the scorecard that was asked for."""
        titoli = {chiave_titolo(riga["cruscotto"]) for riga in righe} - {""}
        if self.scelto is not None and len(titoli) == 1 and not titoli & self.noti.keys():
            self.noti[titoli.pop()] = self.scelto

    def trova(self, riga: RigaLetta) -> Cruscotto | None:
        """The scorecard of a row; None after telling the plan that there is none."""
        testo = riga["cruscotto"].strip()
        if not testo:
            trovato = self.scelto or self.unico
            if trovato is None and not self.presenti.cruscotti and self.crea:
                self.unico = trovato = self._crea(riga, TipoCruscotto.ENTE.label)
            elif trovato is None:
                motivo = f"non so di quale cruscotto è la riga: scrivetelo nel foglio, {CREATE}. {self._quali()}"
                self.progetto.errori.append(ErroreNelFile(riga.posto("cruscotto"), motivo))
            return trovato
        trovato = self.noti.get(chiave(testo)) or self.noti.get(chiave_titolo(testo))
        if trovato is not None:
            self._avvisa(riga, trovato)
            return trovato
        if self.crea:
            return self._crea(riga, testo)
        nomi = [n for c in self.presenti.cruscotti for n in (c.codice, c.titolo)]
        motivo = (
            f"{cita(testo)} non c'è nel ciclo: scrivetene uno che c'è, {CREATE}. {self._quali()}{simile(testo, nomi)}"
        )
        self.progetto.errori.append(ErroreNelFile(riga.posto("cruscotto"), motivo))
        self.mancanti.segna(Cruscotto, testo)
        return None

    def _avvisa(self, riga: RigaLetta, trovato: Cruscotto) -> None:
        """Say once of each scorecard that it is not the one that was asked for: what the file says counts."""
        if self.scelto is not None and trovato is not self.scelto and trovato not in self.altri:
            self.altri.append(trovato)
            motivo = f"nel foglio c'è scritto {cita(trovato.titolo)}: le sue righe vanno lì, non in «{self.scelto}»."
            self.progetto.avvisi.append(ErroreNelFile(riga.posto("cruscotto"), motivo))

    def _quali(self) -> str:
        return f"Ci sono: {', '.join(c.codice for c in self.presenti.cruscotti) or 'nessuno'}."

    def _crea(self, riga: RigaLetta, titolo: str) -> Cruscotto | None:
        piano = titolo.casefold()
        individuale = any(parola in piano for parola in INDIVIDUALI)
        motivo = ""
        if individuale:
            motivo = f"{cita(titolo)} sembra una scheda individuale: createla prima, con la sua area, poi ripetete."
        elif len(titolo) > 300:
            motivo = f"il testo è lungo {len(titolo)}, al massimo 300 caratteri: accorciatelo."
        if motivo:
            self.progetto.errori.append(ErroreNelFile(riga.posto("cruscotto"), motivo))
            return None
        area = self._area(titolo) or self._crea_area(riga, titolo)
        nuovo = Cruscotto()
        valori = {
            "ciclo": self.presenti.ciclo,
            "ordine": 1 + max((c.ordine for c in self.presenti.cruscotti), default=0),
            "codice": libero(titolo, self.codici, "cruscotto"),
            "tipo": TipoCruscotto.AREA if area else TipoCruscotto.AZIENDA if AZIENDA in piano else TipoCruscotto.ENTE,
            "area": area,
            "titolo": titolo,
        }
        self.nasce(nuovo, valori, titolo, riga.posto())
        self.presenti.cruscotti.append(nuovo)
        self.noti[chiave_titolo(titolo)] = nuovo
        return nuovo

    def _area(self, titolo: str) -> Area | None:
        """The area that a title names, by name or as «Area 2»."""
        piano = chiave(titolo)
        aree = sorted(self.presenti.aree, key=lambda a: -a.numero)
        per_nome = (a for a in aree if a.nome and chiave(a.nome) in piano)
        return next(per_nome, None) or next((a for a in aree if f"area{a.numero}" in piano), None)

    def _crea_area(self, riga: RigaLetta, titolo: str) -> Area | None:
        """The area that a title numbers and the body does not have; None when it numbers none."""
        trovata = None if "strategic" in titolo.casefold() else NUMERATA.search(titolo)
        if trovata is None:
            return None
        numero = int(trovata[1])
        nome = trovata[2].strip()[:200] or f"Area {numero}"
        nuova = Area()
        codice = libero(f"area{numero}", {a.codice for a in self.presenti.aree}, "area")
        valori = {"ente": self.presenti.ciclo.ente, "codice": codice, "numero": numero, "nome": nome}
        self.nasce(nuova, valori, f"Area {numero} – {nome}", riga.posto())
        self.presenti.aree.append(nuova)
        return nuova
