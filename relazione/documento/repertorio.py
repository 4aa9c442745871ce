"""What a sentence can recall of a snapshot: cells of its tables, SALs, actuals, targets, figures, counts. Pure.

Everything comes from one snapshot: in the public edition what is not public is not here, and no sum gives it back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as Insieme
from dataclasses import dataclass, field, replace
from decimal import Decimal

from contesto.numeri import leggi_cella
from cruscotto.misurazione.prospetto import Prospetto, Riga
from relazione.documento.genere import Manca
from relazione.documento.giudizi import giudizi, giudizio
from relazione.documento.griglie import Dato, Griglia, di_bilancio, di_interventi, di_tavola
from relazione.documento.nomi import anno_scritto, chiave, forse, inizio_unico, scegli, scegli_codice
from relazione.fotografia import Fotografia
from relazione.fotografia.edizione import INDIVIDUALE
from relazione.fotografia.riservatezza import celle_nascoste

SCRITTO = re.compile(r"\D*?(-?\d[\d.,]*)\D*")


@dataclass(slots=True)
class Repertorio:
    """The data of one snapshot, found by name."""

    foto: Fotografia
    _griglie: dict[str, Griglia] = field(default_factory=dict)
    _dati: tuple[Dato, ...] | None = None

    # -- tables --------------------------------------------------------------------------------------------------------

    def griglia(self, codice: str) -> Griglia:
        """A table of context, the budget (``bilancio``) or the interventions (``interventi``).

        Raises:
            Manca: there is none.
        """
        if codice not in self._griglie:
            tavola = next((t for t in self.foto.tavole if chiave(t.codice) == chiave(codice)), None)
            if tavola is not None:
                self._griglie[codice] = di_tavola(tavola, self.foto.anno)
            elif codice == "bilancio" and self.foto.bilancio:
                self._griglie[codice] = di_bilancio(self.foto)
            elif codice == "interventi" and self.foto.interventi:
                self._griglie[codice] = di_interventi(self.foto)
            else:
                raise Manca(f"non c'è la tavola «{codice}»{forse(codice, self.codici)}")
        return self._griglie[codice]

    @property
    def codici(self) -> list[str]:
        """The codes of the tables."""
        altre = [n for n, c in (("bilancio", self.foto.bilancio), ("interventi", self.foto.interventi)) if c]
        return [*(t.codice for t in self.foto.tavole), *altre]

    def cella(self, percorso: tuple[str, ...]) -> Dato:
        """The datum at table, row and column. ``anno`` and ``anno-1`` stand for the year of the document.

        Raises:
            Manca: a name is missing, is not there, or is of more than one.
        """
        parti = tuple(self._anno(p) for p in percorso)
        if not 2 <= len(parti) <= 3 or not all(parti):
            raise Manca("una cella si scrive «tavola > riga > colonna», per esempio cella bilancio > 1 > consuntivo")
        codice, riga, *colonna = parti
        return self.griglia(codice).cella(riga, colonna[0] if colonna else "")

    def _anno(self, parte: str) -> str:
        """A name with the years that «anno» stands for."""
        pezzi = [p.strip() for p in parte.split("/")]
        letti = [anno_scritto(p, self.foto.anno) or p for p in pezzi]
        return " / ".join(letti) if letti != pezzi else parte.strip()

    # -- scorecards ----------------------------------------------------------------------------------------------------

    def prospetto(self, codice: str) -> Prospetto:
        """A scorecard of this edition.

        Raises:
            Manca: there is none.
        """
        return scegli_codice(codice, {p.codice: p for p in self.foto.prospetti}, "il cruscotto", self.foto)

    def righe(self, indicatore: str, cruscotto: str = "") -> list[tuple[Prospetto, Riga]]:
        """The rows of an indicator: of one scorecard, or of all the organisational ones; of an individual sheet only
        when no other has it.

        Raises:
            Manca: no scorecard of this edition has it.
        """
        tutte = [(p, r) for p in self.foto.prospetti for r in p.righe if chiave(r.codice) == chiave(indicatore)]
        if cruscotto:
            prospetto = self.prospetto(cruscotto)
            scelte = [(p, r) for p, r in tutte if p is prospetto]
            if not scelte:
                codici = dict.fromkeys(r.codice for r in prospetto.righe)
                vicini = forse(indicatore, codici)
                raise Manca(f"il cruscotto «{cruscotto}» non ha l'indicatore «{indicatore}»{vicini}")
            return scelte
        scelte = [(p, r) for p, r in tutte if p.tipo != INDIVIDUALE] or tutte
        if not scelte:
            scegli_codice(
                indicatore, {r.codice: r for p in self.foto.prospetti for r in p.righe}, "l'indicatore", self.foto
            )
        return scelte

    # -- everything ----------------------------------------------------------------------------------------------------

    @property
    def dati(self) -> tuple[Dato, ...]:
        """All that can be recalled and has a value or a word, once each, in the order of the snapshot."""
        if self._dati is None:
            trovati = [*self._delle_tavole(), *self._dei_cruscotti(), *self._delle_schede()]
            self._dati = tuple({d.richiamo: d for d in trovati}.values())
        return self._dati

    def _delle_tavole(self) -> Iterator[Dato]:
        nascoste = frozenset() if self.foto.pubblica else celle_nascoste(self.foto.tavole)
        for codice in self.codici:
            griglia = self.griglia(codice)
            for (r, c), dato in griglia.celle.items():
                if dato.valore is not None:
                    yield replace(dato, riservato=True) if (codice, r, c) in nascoste else dato

    def _dei_cruscotti(self) -> Iterator[Dato]:
        visti: dict[str, set[tuple[str, str]]] = {}
        for p in self.foto.prospetti:
            for r in p.righe:
                if p.tipo != INDIVIDUALE:
                    visti.setdefault(r.codice, set()).add((r.actual, r.target))
        for p in self.foto.prospetti:
            yield from self._dei_sal(p)
            yield from _dei_valori(p, visti)
            yield from self._dei_conti(p)

    def _dei_sal(self, p: Prospetto) -> Iterator[Dato]:
        """The SALs of a scorecard: the whole, its prospettive, its objectives, the rows that have one only."""
        voci: list[tuple[str, str, Decimal | None]] = [("", "", p.media.valore)]
        for prospettiva in p.prospettive:
            dove = f" > {prospettiva.codice}" if prospettiva.nome else ""
            if prospettiva.nome:
                voci.append((dove, prospettiva.nome, prospettiva.media.valore))
            voci += [
                (f"{dove} > {o.numero}", ", ".join(filter(None, (prospettiva.nome, o.titolo))), o.media.valore)
                for o in prospettiva.obiettivi
                if o.nome
            ]
        for codice, righe in _per_codice(p).items():
            if len({r.sal for r in righe}) == 1:
                voci.append((f" > {codice}", righe[0].etichetta, righe[0].sal))
        for dove, nome, valore in voci:
            if valore is not None:
                descrizione = f"SAL – {p.titolo}{f': {nome}' if nome else ''}"
                yield _del_cruscotto(p, f"sal {p.codice}{dove}", descrizione, self.foto.misura.mostra(valore), valore)

    def _dei_conti(self, p: Prospetto) -> Iterator[Dato]:
        """How many rows a scorecard has, and how many for each judgement."""
        conta, misura = f"Quanti indicatori – {p.titolo}", self.foto.misura
        conti = Counter(giudizio(r, misura) for r in p.righe)
        voci = [(f"conta {p.codice}", conta, len(p.righe))]
        voci += [(f"conta {p.codice} > {c}", f"{conta}: {nome}", conti[c]) for c, nome in giudizi(misura).items()]
        for richiamo, descrizione, quanti in voci:
            yield _del_cruscotto(p, richiamo, descrizione, str(quanti), Decimal(quanti))

    def _delle_schede(self) -> Iterator[Dato]:
        for s in self.foto.risultati:
            etichette = [v.etichetta for v in s.voci if v.tipo == "cifra"]
            for v in s.voci:
                if v.tipo == "cifra":
                    nome = inizio_unico(v.etichetta, etichette)
                    yield _cifra(s.codice, nome, v.etichetta, v.cifra)

    def cifra(self, scheda: str, etichetta: str) -> Dato:
        """A figure of a result sheet, by the beginning of its label.

        Raises:
            Manca: there is none.
        """
        trovata = scegli_codice(scheda, {s.codice: s for s in self.foto.risultati}, "la scheda", self.foto)
        cifre = {v.etichetta: v for v in trovata.voci if v.tipo == "cifra"}
        voce = scegli(etichetta, cifre, f"nella scheda «{scheda}» una cifra")
        return _cifra(scheda, etichetta, voce.etichetta, voce.cifra)


def leggi_scritto(testo: str) -> Decimal | None:
    """The number of a text such as ``≥73%``, ``€ 542.816,75``, ``Oltre 45.000``; None for a date or words."""
    if "/" in testo or re.search(r"\d[.]\d{1,2}[.]\d", testo):
        return leggi_cella(testo)
    trovato = SCRITTO.fullmatch(testo.strip())
    return leggi_cella(trovato[1].rstrip(".,")) if trovato else None


def _cifra(scheda: str, nome: str, etichetta: str, scritta: str) -> Dato:
    testo = scritta[:1].lower() + scritta[1:]
    return Dato(
        f"cifra {scheda} > {nome}",
        etichetta,
        testo.removesuffix("€").strip(),
        leggi_scritto(testo),
        blocco=("risultati", scheda),
    )


def _per_codice(p: Prospetto) -> dict[str, list[Riga]]:
    """The rows of a scorecard by indicator."""
    per_codice: dict[str, list[Riga]] = {}
    for r in p.righe:
        per_codice.setdefault(r.codice, []).append(r)
    return per_codice


def _dei_valori(p: Prospetto, visti: Mapping[str, Insieme[tuple[str, str]]]) -> Iterator[Dato]:
    """Actuals and targets of a scorecard; ``visti`` are those of the scorecards that may be published. One that other
    scorecards say otherwise is named with its own."""
    for codice, righe in _per_codice(p).items():
        r = righe[0]
        if len({(x.actual, x.target) for x in righe}) > 1:
            continue
        comuni = visti.get(codice, {(r.actual, r.target)})
        dove = codice if comuni == {(r.actual, r.target)} else f"{p.codice} > {codice}"
        riservato = p.tipo == INDIVIDUALE and (codice not in visti or dove != codice)
        for che_cosa, testo in (("consuntivo", r.actual), ("target", r.target)):
            if testo:
                descrizione = f"{che_cosa.capitalize()} – {r.etichetta}"
                dato = _del_cruscotto(p, f"{che_cosa} {dove}", descrizione, testo, leggi_scritto(testo))
                yield replace(dato, riservato=riservato)


def _del_cruscotto(p: Prospetto, richiamo: str, descrizione: str, stampato: str, valore: Decimal | None) -> Dato:
    """A datum of a scorecard; of an individual one it is reserved."""
    return Dato(
        richiamo, descrizione, stampato, valore, blocco=("cruscotto", p.codice), riservato=p.tipo == INDIVIDUALE
    )
