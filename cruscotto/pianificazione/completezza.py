"""What the planning of a cycle still lacks, each thing with the page where it is mended. Seven queries, whatever the
rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from contesto.numeri import essenziale
from cruscotto.aritmetica.punteggio import CENTO
from cruscotto.aritmetica.valori import NUMERICI, Tipo, Verso
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    EsitoRiporto,
    ImpostazioniMisura,
    Indicatore,
    ObiettivoRiportato,
    ObiettivoStrategico,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.pesi import RIGA, leggi_pesi_comuni, perche_non_stanno, totale_atteso


@dataclass(frozen=True, slots=True)
class Mancanza:
    """A thing that the planning lacks. ``ferma`` says that the Plan is not adopted while it does."""

    nome: str
    che_cosa: str
    dove: str
    ferma: bool = True


def che_cosa_manca(ciclo: Ciclo, cruscotti: Sequence[Cruscotto]) -> tuple[Mancanza, ...]:
    """What a cycle lacks to have its Plan adopted, then what the year will be the worse for; of ``cruscotti``, those
    that the person may read."""
    righe = list(Collocazione.objects.del_ciclo(ciclo).filter(cruscotto__in=cruscotti))
    trovate = [
        *_vuoti(ciclo, cruscotti, righe),
        *_usciti(ciclo),
        *_target(ciclo, righe),
        *_misura_e_pesi(ciclo, righe),
        *_indicatori(ciclo, righe),
        *_doppioni(ciclo, righe, {c.indicatore_id for c in righe}),
    ]
    return tuple(sorted(trovate, key=lambda m: not m.ferma))


@dataclass(frozen=True, slots=True)
class SommaPesi:
    """What is weighed together with an indicator in a scorecard: ``somma`` is None when nothing has a weight there,
    ``detto`` says what is wrong, empty when nothing is."""

    dove: str
    somma: Decimal | None
    totale: Decimal
    detto: str
    pagina: str


def che_cosa_manca_a(
    indicatore: Indicatore, ciclo: Ciclo, cruscotti: Sequence[Cruscotto]
) -> tuple[tuple[Mancanza, ...], tuple[SommaPesi, ...]]:
    """The same of one indicator, and how the weights stand where it is placed. Three queries."""
    tutte = list(Collocazione.objects.del_ciclo(ciclo).filter(cruscotto__in=cruscotti))
    righe = [c for c in tutte if c.indicatore_id == indicatore.pk]
    totale = totale_atteso(ciclo.ente_id)
    somme = []
    for chiave, gruppo in _gruppi(tutte).items():
        if not any((c.cruscotto_id, c.nodo_id) == chiave for c in righe):
            continue
        pesi = [essenziale(c.peso) for c in gruppo]
        scritti = [p for p in pesi if p is not None]
        somma = essenziale(sum(scritti, Decimal(0))) if scritti else None
        pagina = _pagina_pesi(ciclo, gruppo[0].cruscotto, f"{RIGA}{gruppo[0].pk}")
        somme.append(SommaPesi(_nome(gruppo[0]), somma, totale, perche_non_stanno(pesi, totale), pagina))
    trovate = [*_target(ciclo, righe), *_indicatori(ciclo, righe), *_doppioni(ciclo, tutte, {indicatore.pk})]
    return tuple(sorted(trovate, key=lambda m: not m.ferma)), tuple(somme)


def _vuoti(ciclo: Ciclo, cruscotti: Sequence[Cruscotto], righe: Sequence[Collocazione]) -> Iterator[Mancanza]:
    if not righe:
        che_cosa = "Nessun indicatore è ancora in un cruscotto: aggiungetelo, o importatene il foglio."
        yield Mancanza(str(ciclo), che_cosa, reverse("cruscotto:struttura", args=[ciclo.anno]))
    con_righe = {c.cruscotto_id for c in righe}
    for cruscotto in cruscotti:
        if cruscotto.pk not in con_righe:
            pagina = reverse("cruscotto:cruscotto", args=[ciclo.anno, cruscotto.codice])
            yield Mancanza(cruscotto.titolo, "Il cruscotto non ha indicatori.", pagina)
    sotto = Collocazione.objects.filter(nodo__obiettivo=OuterRef("pk"))
    vuoti = ObiettivoStrategico.objects.filter(ciclo=ciclo).con_nome().filter(~Exists(sotto))
    for obiettivo in vuoti:
        pagina = reverse("cruscotto:struttura", args=[ciclo.anno])
        yield Mancanza(obiettivo.titolo, "L'obiettivo non ha indicatori: come si misura?", pagina)


def _usciti(ciclo: Ciclo) -> Iterator[Mancanza]:
    usciti = ObiettivoRiportato.objects.filter(riporto__ciclo=ciclo, dopo=None).exclude(esito=EsitoRiporto.ELIMINATO)
    for o in usciti.select_related("prima", "riporto__da_ciclo"):
        che_cosa = f"C'era nel {o.riporto.da_ciclo.anno} e non c'è più: nessuno ha scritto perché."
        yield Mancanza(o.prima.titolo, che_cosa, reverse("apertura:riscontro", args=[ciclo.anno]))


def _target(ciclo: Ciclo, righe: Sequence[Collocazione]) -> Iterator[Mancanza]:
    """The rows without a target, or with one that nobody can measure; once an indicator."""
    attesi: dict[tuple[int, int | None], ValoreAtteso] = {}
    for atteso in ValoreAtteso.objects.filter(ciclo=ciclo).order_by("versione"):
        attesi[atteso.indicatore_id, atteso.collocazione_id] = atteso
    detti: set[tuple[int, int | None]] = set()
    for c in righe:
        chiave = (c.indicatore_id, c.pk) if (c.indicatore_id, c.pk) in attesi else (c.indicatore_id, None)
        if chiave in detti or c.indicatore.direzione == Verso.NEUTRA:
            continue
        detti.add(chiave)
        pagina = reverse("cruscotto:target-edit", args=[ciclo.anno, c.indicatore.codice])
        trovato = attesi.get(chiave)
        if trovato is None:
            yield Mancanza(c.etichetta, "Manca il target.", pagina)
        elif not trovato.tipo:
            yield Mancanza(c.etichetta, f"Il target «{trovato.testo}» non si può misurare.", pagina)
        elif trovato.data is not None and trovato.data.year != ciclo.anno:
            yield Mancanza(
                c.etichetta, f"Il target «{trovato.testo}» non è del {ciclo.anno}: è giusto?", pagina, ferma=False
            )
        elif not trovato.verso and not c.indicatore.direzione and Tipo(trovato.tipo) in NUMERICI:
            che_cosa = "Non si sa se è meglio di più o di meno: scrivete il verso."
            yield Mancanza(
                c.etichetta, che_cosa, reverse("cruscotto:regola-edit", args=[ciclo.anno, c.indicatore.codice])
            )


def _misura_e_pesi(ciclo: Ciclo, righe: Sequence[Collocazione]) -> Iterator[Mancanza]:
    """Whether the body has said how it measures, and what of the weights does not stand by it."""
    misura = ImpostazioniMisura.objects.filter(ente=ciclo.ente_id).annotate(quante=Count("fasce"))
    totale, quante = misura.values_list("totale_pesi", "quante").first() or (CENTO, 0)
    if not quante:
        che_cosa = "L'ente non ha ancora detto come misura: limiti, valori mancanti, fasce del semaforo."
        yield Mancanza("Regole di misura", che_cosa, reverse("cruscotto:misura-edit"))
    yield from _pesi(ciclo, righe, essenziale(totale))


def _pesi(ciclo: Ciclo, righe: Sequence[Collocazione], totale: Decimal) -> Iterator[Mancanza]:
    for gruppo in _gruppi(righe).values():
        detto = perche_non_stanno([essenziale(c.peso) for c in gruppo], totale)
        if detto:
            pagina = _pagina_pesi(ciclo, gruppo[0].cruscotto, f"{RIGA}{gruppo[0].pk}")
            yield Mancanza(_nome(gruppo[0]), f"Pesi: {detto}", pagina)
    if righe:
        for fratelli in leggi_pesi_comuni(ciclo.pk):
            detto = perche_non_stanno([v.peso for v in fratelli.voci], totale)
            if detto:
                pagina = _pagina_pesi(ciclo, righe[0].cruscotto, fratelli.voci[0].campo)
                yield Mancanza(fratelli.titolo, f"Pesi: {detto}", pagina)


def _gruppi(righe: Iterable[Collocazione]) -> dict[tuple[int, int], list[Collocazione]]:
    """What is weighed together in a scorecard: its rows under one objective, prerequisites apart."""
    gruppi: dict[tuple[int, int], list[Collocazione]] = defaultdict(list)
    for c in righe:
        if c.indicatore.tipo != Tipo.PREREQUISITO:
            gruppi[c.cruscotto_id, c.nodo_id].append(c)
    return gruppi


def _nome(c: Collocazione) -> str:
    return ", ".join(filter(None, (c.cruscotto.titolo, c.nodo.obiettivo.titolo)))


def _pagina_pesi(ciclo: Ciclo, cruscotto: Cruscotto, campo: str) -> str:
    """The page of the weights, at the box of one of them."""
    return f"{reverse('cruscotto:pesi-edit', args=[ciclo.anno, cruscotto.codice])}#id_{campo}"


def _indicatori(ciclo: Ciclo, righe: Iterable[Collocazione]) -> Iterator[Mancanza]:
    for indicatore in {c.indicatore_id: c.indicatore for c in righe}.values():
        if indicatore.ufficio_id is None and not indicatore.calcolo:
            pagina = reverse("cruscotto:indicatore-assign", args=[ciclo.anno, indicatore.codice])
            yield Mancanza(indicatore.nome, "Nessun ufficio ne inserirà il valore: assegnatelo.", pagina, ferma=False)


def _doppioni(ciclo: Ciclo, righe: Iterable[Collocazione], di: Collection[int]) -> Iterator[Mancanza]:
    """The indicators, of those asked for, that have the name of another but for case and blanks."""
    per_nome: dict[str, dict[int, Indicatore]] = defaultdict(dict)
    for c in righe:
        per_nome[" ".join(c.indicatore.nome.split()).casefold()][c.indicatore_id] = c.indicatore
    for uguali in per_nome.values():
        for pk, indicatore in uguali.items():
            altri = ", ".join(sorted(i.codice for altro, i in uguali.items() if altro != pk))
            if altri and pk in di:
                pagina = reverse("cruscotto:definizione-edit", args=[ciclo.anno, indicatore.codice])
                che_cosa = f"Ha lo stesso nome di {altri}: se è lo stesso, basta una riga in più."
                yield Mancanza(f"{indicatore.nome} ({indicatore.codice})", che_cosa, pagina, ferma=False)
