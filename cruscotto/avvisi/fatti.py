"""The facts that people are written about: whom each concerns, whether it is still true, and in which words.

Everything is read again when the letter is written: what has changed meanwhile (a value taken back, a role that ended)
is not told, and a value handed over twice is told once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse

from cruscotto.avvisi.organico import Organico
from cruscotto.models import (
    Avviso,
    Collocazione,
    Fatto,
    ImpostazioniMisura,
    Messaggio,
    Periodo,
    Riapertura,
    Rilevazione,
    StatoRilevazione,
    ValoreAtteso,
)
from ente.models import Ente, Utente

LUNGO = 300
"""How much of a message a letter quotes."""
NOMI_MASSIMI = 10
"""How many names a sentence tells; how many more there are, it says."""


@dataclass(frozen=True, slots=True)
class Notizia:
    """What a letter tells of a fact: in short for the subject, in a sentence, on which page of the site."""

    in_breve: str
    frase: str
    pagina: str


class Cronista:
    """What happened in a body, as it is on a day."""

    def __init__(self, ente: Ente, giorno: dt.date) -> None:
        self.ente = ente
        self.giorno = giorno
        self._se_stesso: bool | None = None

    @cached_property
    def organico(self) -> Organico:
        """Who does what on the day."""
        return Organico(self.ente, self.giorno)

    def a_chi(self, fatto: Fatto, oggetti: Collection[int], da: int) -> dict[int, list[int]]:
        """The persons whom a fact concerns, each with the objects that it concerns them for; not who did it."""
        trovati: dict[int, list[int]] = {}
        for riga in self._righe(fatto, oggetti):
            for utente in self._interessati(fatto, riga) - {da}:
                trovati.setdefault(utente, []).append(riga.pk)
        return trovati

    def notizie(self, utente: Utente, avvisi: Iterable[Avviso]) -> list[Notizia]:
        """What is still true of what a person waits to be told, in the order of ``Fatto``; empty when nothing is."""
        oggetti: dict[str, dict[int, None]] = {}
        frasi: dict[str, dict[Notizia, None]] = {}
        for avviso in avvisi:
            if avviso.frase:
                notizia = Notizia(avviso.get_fatto_display(), avviso.frase, avviso.pagina)
                frasi.setdefault(avviso.fatto, {})[notizia] = None
            oggetti.setdefault(avviso.fatto, {}).update(dict.fromkeys(map(int, avviso.oggetti)))
        dette: list[Notizia] = []
        for fatto in Fatto:
            if chiavi := oggetti.get(fatto):
                righe = [r for r in self._righe(fatto, chiavi) if utente.pk in self._interessati(fatto, r)]
                dette += _IN_PAROLE[fatto](righe) if righe else ()
            dette += frasi.get(fatto, ())
        return dette

    def _righe(self, fatto: Fatto, oggetti: Collection[int]) -> list[Any]:
        """The objects of a fact for which it is still true, in a steady order."""
        if fatto in _STATI:
            valori = Rilevazione.objects.filter(pk__in=oggetti, stato=_STATI[fatto], periodo__ciclo__ente=self.ente)
            con = ("indicatore__ufficio", "periodo__ciclo", "inserita_da")
            return list(valori.select_related(*con).order_by("periodo__ciclo__anno", "periodo__numero", "pk"))
        if fatto == Fatto.RIAPERTO:
            aperte = Riapertura.objects.di(self.ente).valide_il(self.giorno).filter(pk__in=oggetti)
            return list(aperte.select_related("periodo__ciclo", "ufficio").order_by("pk"))
        if fatto == Fatto.TARGET:
            return self._target(oggetti)
        if fatto == Fatto.DOMANDA:
            letti = Messaggio.objects.di(self.ente).filter(pk__in=oggetti).prefetch_related("chiesto_a")
            return list(letti.select_related("da", "rilevazione__indicatore", "rilevazione__periodo__ciclo"))
        return []

    def _target(self, oggetti: Collection[int]) -> list[ValoreAtteso]:
        """The targets that no later version has replaced, each with the text of the version before."""
        nuovi = ValoreAtteso.objects.filter(pk__in=oggetti, indicatore__ente=self.ente)
        trovati = {}
        for atteso in nuovi.select_related("indicatore__ufficio", "ciclo").order_by("versione", "pk"):
            trovati[atteso.indicatore_id, atteso.ciclo_id, atteso.collocazione_id] = atteso
        altri: dict[tuple[int, int, int | None], list[tuple[int, str]]] = {}
        tutte = ValoreAtteso.objects.filter(
            indicatore__in={k[0] for k in trovati}, ciclo__in={k[1] for k in trovati}
        ).order_by("versione")
        for indicatore, ciclo, posto, versione, testo in tutte.values_list(
            "indicatore", "ciclo", "collocazione", "versione", "testo"
        ):
            altri.setdefault((indicatore, ciclo, posto), []).append((versione, testo))
        rimasti = []
        for chiave, atteso in trovati.items():
            if altri[chiave][-1][0] == atteso.versione:
                atteso.prima = altri[chiave][-2][1] if len(altri[chiave]) > 1 else ""  # type: ignore[attr-defined]
                rimasti.append(atteso)
        return rimasti

    def _interessati(self, fatto: Fatto, riga: Any) -> set[int]:
        if fatto == Fatto.RIAPERTO:
            return self.organico.inserisce(riga.ufficio_id)
        if fatto == Fatto.DOMANDA:
            return {p.pk for p in riga.chiesto_a.all() if Messaggio.objects.visibili_a(p).filter(pk=riga.pk).exists()}
        ufficio = riga.indicatore.ufficio
        ufficio_id, area_id = (ufficio.pk, ufficio.area_id) if ufficio else (None, None)
        if fatto == Fatto.TRASMESSO:
            chi_valida = self.organico.valida(area_id)
            return chi_valida if self._lo_stesso_valida() else chi_valida - {riga.inserita_da_id}
        chi_inserisce = self.organico.inserisce(ufficio_id)
        if fatto == Fatto.TARGET:
            return self._chi_vede_il_target(riga, chi_inserisce | self.organico.valida(area_id))
        # Who entered it, if it is still theirs to enter: controllo di gestione enters for any office.
        return chi_inserisce | ({riga.inserita_da_id} & self.organico.controllo)

    def _lo_stesso_valida(self) -> bool:
        if self._se_stesso is None:
            se_stesso = ImpostazioniMisura.objects.filter(ente=self.ente, chi_inserisce_valida=True)
            self._se_stesso = se_stesso.exists()
        return self._se_stesso

    def _chi_vede_il_target(self, atteso: ValoreAtteso, chi: set[int]) -> set[int]:
        """A target that stands only in an individual sheet is not told to who does not read it."""
        posti = Collocazione.objects.filter(indicatore=atteso.indicatore_id, cruscotto__ciclo=atteso.ciclo_id)
        if atteso.collocazione_id is not None:
            posti = posti.filter(pk=atteso.collocazione_id)
        utenti = Utente.objects.filter(pk__in=chi)
        return {u.pk for u in utenti if posti.filter(pk__in=Collocazione.objects.visibili_a(u).values("pk")).exists()}


_STATI = {
    Fatto.TRASMESSO: StatoRilevazione.TRASMESSA,
    Fatto.RESTITUITO: StatoRilevazione.RESTITUITA,
    Fatto.VALIDATO: StatoRilevazione.VALIDATA,
}


# -- in words ----------------------------------------------------------------------------------------------------------


def _trasmessi(valori: Sequence[Rilevazione]) -> Iterator[Notizia]:
    for periodo, suoi in _per_periodo(valori):
        quanti = _valori(len(suoi))
        yield Notizia(
            f"{quanti} da validare",
            f"{_dove(periodo)}: {quanti} {'trasmesso' if len(suoi) == 1 else 'trasmessi'}, da validare: {_nomi(suoi)}.",
            _pagina("cruscotto:revisione", periodo),
        )


def _restituiti(valori: Sequence[Rilevazione]) -> Iterator[Notizia]:
    for valore in valori:
        motivo = " ".join(valore.motivo_restituzione.split())
        yield Notizia(
            "un valore da correggere",
            f"{_dove(valore.periodo)}: «{valore.indicatore.nome}» è restituito: «{motivo}»",
            _pagina("cruscotto:valori", valore.periodo),
        )


def _validati(valori: Sequence[Rilevazione]) -> Iterator[Notizia]:
    for periodo, suoi in _per_periodo(valori):
        contano = [v for v in suoi if not v.neutralizzata]
        if contano:
            quanti = f"{_valori(len(contano))} {'validato' if len(contano) == 1 else 'validati'}"
            pagina = _pagina("cruscotto:valori", periodo)
            yield Notizia(quanti, f"{_dove(periodo)}: {quanti}: {_nomi(contano)}.", pagina)
        for valore in suoi:
            if valore.neutralizzata:
                yield Notizia(
                    "un valore neutralizzato",
                    f"{_dove(periodo)}: «{valore.indicatore.nome}» è neutralizzato, non conta nelle medie: "
                    f"«{' '.join(valore.motivo_neutralizzazione.split())}»",
                    _pagina("cruscotto:valori", periodo),
                )


def _riaperti(riaperture: Sequence[Riapertura]) -> Iterator[Notizia]:
    for r in riaperture:
        yield Notizia(
            f"{r.periodo.nome} {r.periodo.ciclo.anno} riaperto",
            f"{_dove(r.periodo)} è riaperto per {r.ufficio.nome} fino al {r.fino_al:%d/%m/%Y}: "
            f"«{' '.join(r.motivo.split())}»",
            _pagina("cruscotto:valori", r.periodo),
        )


def _target(attesi: Sequence[ValoreAtteso]) -> Iterator[Notizia]:
    for a in attesi:
        prima = getattr(a, "prima", "")
        atto = f" (atto n. {a.atto_numero} del {a.atto_data:%d/%m/%Y})" if a.atto_data else ""
        yield Notizia(
            "un target cambiato" if prima else "un target fissato",
            f"{a.ciclo.anno}: il target di «{a.indicatore.nome}» è «{a.testo}»"
            f"{f', era «{prima}»' if prima else ''}{atto}.",
            reverse("cruscotto:indicatore", args=[a.ciclo.anno, a.indicatore.codice]),
        )


def _domande(messaggi: Sequence[Messaggio]) -> Iterator[Notizia]:
    for m in messaggi:
        valore, testo = m.rilevazione, " ".join(m.testo.split())
        detto = testo if len(testo) <= LUNGO else f"{testo[:LUNGO].rstrip()}…"
        verbo = "risponde" if m.risponde_a_id else "chiede"
        chiave = f"{valore.indicatore_id}{f'-{valore.collocazione_id}' if valore.collocazione_id else ''}"
        yield Notizia(
            "una risposta su un valore" if m.risponde_a_id else "una domanda su un valore",
            f"{_dove(valore.periodo)}, «{valore.indicatore.nome}»: {m.da} {verbo}: «{detto}»",
            reverse("cruscotto:valore-questions", args=[valore.periodo.ciclo.anno, valore.periodo.numero, chiave]),
        )


_IN_PAROLE: dict[Fatto, Any] = {
    Fatto.TRASMESSO: _trasmessi,
    Fatto.RESTITUITO: _restituiti,
    Fatto.VALIDATO: _validati,
    Fatto.RIAPERTO: _riaperti,
    Fatto.TARGET: _target,
    Fatto.DOMANDA: _domande,
}


def _per_periodo(valori: Sequence[Rilevazione]) -> list[tuple[Periodo, list[Rilevazione]]]:
    gruppi: dict[int, list[Rilevazione]] = {}
    for valore in valori:
        gruppi.setdefault(valore.periodo_id, []).append(valore)
    return [(suoi[0].periodo, suoi) for suoi in gruppi.values()]


def _dove(periodo: Periodo) -> str:
    return f"{periodo.nome} {periodo.ciclo.anno}"


def _valori(quanti: int) -> str:
    return "1 valore" if quanti == 1 else f"{quanti} valori"


def _nomi(valori: Sequence[Rilevazione]) -> str:
    nomi = [f"«{v.indicatore.nome}»" for v in valori]
    resto = len(nomi) - NOMI_MASSIMI
    if resto < 1:
        return ", ".join(nomi)
    return f"{', '.join(nomi[:NOMI_MASSIMI])} e {'un altro' if resto == 1 else f'altri {resto}'}"


def _pagina(nome: str, periodo: Periodo) -> str:
    try:
        return f"{reverse(nome, args=[periodo.ciclo.anno])}?periodo={periodo.numero}"
    except NoReverseMatch:  # a year that the addresses do not know
        return "/"
