"""What happened to an indicator: the acts on it and on what hangs from it, and what came without an act.

Only what stands where the user may look: the keys are those that ``indicatore`` read for the scorecards that one may
see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils import timezone

from contesto.numeri import essenziale, formatta_numero
from cruscotto.ciclo.atti_in_parole import AttoDetto, racconta
from cruscotto.ciclo.fotografie import scattata_il
from cruscotto.consultazione.indicatore import Scheda
from cruscotto.models import Periodo
from ente.models import Atto

ATTI_MOSTRATI = 200
OPERANDI = "operandi"
PESI = "cambia pesi"
"""An act on a scorecard that names, for each weight, what it is of: see ``actions/pesi.py``."""


@dataclass(frozen=True, slots=True)
class Momento:
    """Something that happened: ``quando`` is in the time of the body, at midnight when only the day is known."""

    quando: dt.datetime
    cosa: str
    chi: str = ""
    ora: bool = False
    dettagli: tuple[str, ...] = ()
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class Storia:
    """The moments of an indicator, the latest first; ``altri`` says that the register has older acts."""

    momenti: tuple[Momento, ...]
    altri: bool


def leggi_storia(scheda: Scheda, periodo: Periodo | None = None, *, con_operandi: bool = False) -> Storia:
    """The story of the indicator of a page, in one query; of a closed period, up to its close. Without
    ``con_operandi`` the codes of the indicators that it was made of are left out: some the reader may not see."""
    letti = _atti(scheda, periodo)
    atti = [detto for a in letti[:ATTI_MOSTRATI] if (detto := _di_questo(racconta(a), scheda))]
    if not con_operandi:
        atti = [replace(a, cambi=tuple(c for c in a.cambi if c.nome != OPERANDI)) for a in atti]
    gia_detti = {(a.tipo, a.chiave, _parola(a.azione)) for a in atti}
    momenti = [_momento(a) for a in atti] + list(_senza_atto(scheda, gia_detti))
    ordinati = sorted(momenti, key=lambda m: m.quando, reverse=True)
    return Storia(tuple(ordinati), altri=len(letti) > ATTI_MOSTRATI)


def _atti(scheda: Scheda, periodo: Periodo | None) -> list[Atto]:
    """The lines of the register about the indicator and what of it the user may see, the latest first. In a closed
    period the acts on values are all of them: those that came after the close did because it was reopened."""
    dei_valori = {
        "rilevazione": [r.pk for r in scheda.rilevati],
        "evidenza": [e.pk for p in scheda.provati for e in p.evidenze],
        "SAL dichiarato": [d.pk for d in scheda.dichiarati],
    }
    del_resto = {
        "indicatore": [scheda.indicatore.pk],
        "collocazione": [p.collocazione.pk for p in scheda.posti],
        "cruscotto": list({p.cruscotto.pk for p in scheda.posti}),
        "valore atteso": [a.pk for _, versioni in scheda.versioni for a in versioni],
    }
    fino = scattata_il(periodo)
    resto = Atto.objects.su(del_resto)
    atti = Atto.objects.su(dei_valori) | (resto.filter(created_at__lte=fino) if fino else resto)
    return list(atti.filter(ente=scheda.indicatore.ente_id).select_related("utente")[: ATTI_MOSTRATI + 1])


def _di_questo(atto: AttoDetto, scheda: Scheda) -> AttoDetto | None:
    """Of an act on a scorecard what concerns the indicator: the weights of its rows and of what they stand under."""
    if atto.tipo != "cruscotto":
        return atto
    if atto.azione != PESI:
        return None
    pesati = {
        nome
        for p in scheda.posti
        for nome in (
            f"r{p.collocazione.pk}",
            f"n{p.collocazione.nodo_id}",
            f"p{p.collocazione.nodo.prospettiva_id}",
            f"a{p.collocazione.nodo.obiettivo.area_strategica_id}",
        )
    }
    cambi = tuple(c for c in atto.cambi if c.codice in pesati)
    return replace(atto, cambi=cambi) if cambi else None


def _momento(atto: AttoDetto) -> Momento:
    dettagli = [str(cambio) for cambio in atto.cambi]
    dettagli += [f"{nome}: {valore}" for nome, valore in atto.altro]
    cosa = f"{atto.azione}: {atto.oggetto}"
    return Momento(atto.quando, cosa, atto.chi, ora=True, dettagli=tuple(dettagli), motivo=atto.motivo)


def _parola(azione: str) -> str:
    return azione.partition(" ")[0]


def _senza_atto(scheda: Scheda, gia_detti: set[tuple[str, int | None, str]]) -> Iterator[Momento]:
    """What was loaded with the cycle or written before the register told it, from the rows themselves."""
    noti = {(tipo, chiave) for tipo, chiave, _ in gia_detti}
    for nome, righe in scheda.versioni:
        dove = f" ({nome})" if nome else ""
        for prima, dopo in zip((None, *righe), righe, strict=False):
            if dopo.atto_data is None or ("valore atteso", dopo.pk) in noti:
                continue
            cosa = f"Target «{dopo.testo}»" if prima is None else f"Target da «{prima.testo}» a «{dopo.testo}»"
            yield Momento(_giorno(dopo.atto_data), f"{cosa}{dove}, atto n. {dopo.atto_numero}", motivo=dopo.motivo)
    for r in scheda.rilevati:
        fatti = {verbo for tipo, chiave, verbo in gia_detti if (tipo, chiave) == ("rilevazione", r.pk)}
        cosa = f"Valore «{r.testo}» di {r.periodo.nome.lower()}"
        if r.inserita_il and not fatti & {"salva", "importa"}:
            yield Momento(_giorno(timezone.localdate(r.inserita_il)), f"{cosa} inserito")
        if r.validata_il and not fatti & {"valida", "neutralizza"}:
            yield Momento(_giorno(timezone.localdate(r.validata_il)), f"{cosa} validato")
    for d in scheda.dichiarati:
        if ("SAL dichiarato", d.pk) in noti:
            continue
        dove = next(p.cruscotto.titolo for p in scheda.posti if p.collocazione.pk == d.collocazione_id)
        detto = formatta_numero(essenziale(d.valore))
        chi = str(d.da) if d.da else ""
        quando = timezone.localtime(d.created_at)
        yield Momento(quando, f"SAL di {detto}% dichiarato in {dove}", chi, ora=True, motivo=d.motivo)


def _giorno(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time()))
