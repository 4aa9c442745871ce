"""The values that a period asks of some offices, each once, with what a person needs beside it to enter or review it.
Those that are computed from others are asked of nobody, and are not here.

A value is shared by the placements of its indicator, or belongs to one placement that is measured apart. The targets
and the SALs are those of the scorecards that the person may read: an individual sheet stays with its manager, and its
indicators are asked of the office without saying their target.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet, prefetch_related_objects

from contesto.numeri import essenziale
from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.fotografie import Aperta, fotografia_di
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Lettura, Richiesta, ValoriCiclo
from cruscotto.misurazione.riga import Riga, ValorePeriodo, chiave, misura_riga
from cruscotto.misurazione.stato_dei_valori import DA_FARE, MANCANTE, NON_RICHIESTA, nome_breve
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Evidenza,
    Indicatore,
    Periodo,
    Rilevazione,
    StatoRilevazione,
    TipoCruscotto,
)
from cruscotto.models.rilevazione import RilevazioneQuerySet
from ente.poteri import Poteri


@dataclass(frozen=True, slots=True)
class Dovuto:
    """One value of a period. ``righe`` measure its placements as if it were transmitted, those that the person may see;
    ``organizzative`` are those not on an individual sheet, that its office answers for. ``chiave`` names it in
    addresses and forms: the indicator's key, or ``indicatore-collocazione`` when it stands apart. ``dove`` says in
    which scorecard each placement that the person may see stands; ``attesi`` are the numeric targets of
    ``organizzative``, which the whole body reads."""

    indicatore: Indicatore
    collocazione: Collocazione | None
    rilevazione: Rilevazione | None
    prima: ValorePeriodo | None
    righe: tuple[Riga, ...]
    organizzative: tuple[Riga, ...]
    richiesto: bool
    dove: Mapping[int, str]
    attesi: tuple[Decimal, ...]
    leggi_evidenze: Callable[[int], Sequence[Evidenza]] = field(repr=False, compare=False)

    @property
    def chiave(self) -> str:
        return chiave(self.indicatore.pk, self.collocazione.pk if self.collocazione else None)

    @property
    def versione(self) -> int:
        """The version of the value that this is read from; 0 when nobody has entered it."""
        return self.rilevazione.versione if self.rilevazione else 0

    @property
    def stato(self) -> str:
        """A key of ``stato_dei_valori.STATI``."""
        if self.rilevazione:
            return self.rilevazione.stato
        return MANCANTE if self.richiesto else NON_RICHIESTA

    @property
    def da_fare(self) -> bool:
        return self.stato in DA_FARE

    @property
    def riga(self) -> Riga | None:
        """The row with the lowest SAL; None when the person may see no placement of it."""
        return min(self.righe, key=lambda r: (r.sal is None, r.sal or 0), default=None)

    def nomi_di(self, riga: Riga) -> str:
        """The scorecards of the rows with the same target and SAL as one of ``righe``, which are shown as one."""
        uguali = (r for r in self.righe if (r.target, r.sal) == (riga.target, riga.sal))
        return ", ".join(dict.fromkeys(self.dove[r.collocazione] for r in uguali))

    @property
    def evidenze(self) -> Sequence[Evidenza]:
        """What was attached to the value; the first that is asked for reads those of all the values of the period."""
        return self.leggi_evidenze(self.rilevazione.pk) if self.rilevazione and self.rilevazione.pk else ()

    @property
    def sotto_soglia(self) -> bool:
        """Whether a SAL is below the body's threshold, so that the value wants a cause before it is transmitted."""
        return any(a.codice is CodiceAllerta.SOTTO_SOGLIA for r in self.righe for a in r.allerte)


@dataclass(frozen=True, slots=True)
class Quali:
    """Which indicators of a body: of some offices, of some areas, a single one; None is any."""

    ente_id: int
    uffici: Collection[int] | None = None
    aree: Collection[int] | None = None
    solo: int | None = None

    @property
    def indicatori(self) -> QuerySet[Indicatore]:
        """Those of today."""
        insieme = Indicatore.objects.filter(ente=self.ente_id)
        if self.uffici is not None:
            insieme = insieme.filter(ufficio__in=self.uffici)
        if self.aree is not None:
            insieme = insieme.filter(ufficio__area__in=self.aree)
        return insieme if self.solo is None else insieme.filter(pk=self.solo)

    def comprende(self, indicatore: Indicatore) -> bool:
        """The same of one as a photograph keeps it, with its office."""
        ufficio = indicatore.ufficio
        return (
            (self.solo is None or indicatore.pk == self.solo)
            and (self.uffici is None or indicatore.ufficio_id in self.uffici)
            and (self.aree is None or (ufficio is not None and ufficio.area_id in self.aree))
        )


class Dovuti:
    """The values of some indicators in a period of a cycle: eight queries at most, whatever their number.

    In a closed period they are those of its photograph. Targets and SALs are shown of the scorecards that ``chi`` may
    read; of none to nobody. The values are read from ``rilevazioni``, for who wants something more of them in the same
    query.
    """

    def __init__(
        self,
        ciclo: Ciclo,
        periodo: Periodo,
        chi: Poteri | None,
        quali: Quali,
        rilevazioni: RilevazioneQuerySet | None = None,
    ) -> None:
        self.ciclo, self.periodo = ciclo, periodo
        self.misura = Misura.al_periodo(ciclo, periodo)
        lettura = Lettura([Richiesta(ciclo, periodo, indicatori=quali.indicatori)], rilevazioni, intere=True)
        foto = fotografia_di(periodo)
        collocazioni = lettura.di(ciclo, periodo).collocazioni
        if foto is not None:
            collocazioni = [c for c in collocazioni if quali.comprende(c.indicatore)]
        cruscotti = {c.cruscotto_id: c.cruscotto for c in collocazioni}
        self.valori = ValoriCiclo(ciclo, periodo, list(cruscotti.values()), lettura)
        inseriti = [c for c in collocazioni if not c.indicatore.calcolo]  # as it was, in an adopted cycle
        self.indicatori = {c.indicatore_id: c.indicatore for c in inseriti}
        a_fasi = [i for i in self.indicatori.values() if i.tipo == Tipo.FASI]
        if foto is None:
            prefetch_related_objects(a_fasi, "fasi")
        else:
            foto.con_fasi(a_fasi)
        if foto is not None and rilevazioni is not None:
            self._con_annotazioni(foto, rilevazioni)
        self.visti = {pk for pk, c in cruscotti.items() if chi is not None and c.visibile_con(chi)}
        self._collocazioni: dict[tuple[int, int | None], list[Collocazione]] = {}
        for gruppo in self.valori.collocazioni.values():
            for c in gruppo:
                sua = (c.indicatore_id, c.pk if c.rilevata_a_parte else None)
                if c.indicatore_id in self.indicatori:
                    self._collocazioni.setdefault(sua, []).append(c)

    def _con_annotazioni(self, foto: Aperta, rilevazioni: RilevazioneQuerySet) -> None:
        """Give the values of a photograph what the query of today computes beside each."""
        nomi = list(rilevazioni.query.annotations)
        if nomi:
            di_oggi = rilevazioni.filter(periodo=self.periodo, indicatore__in=self.indicatori).order_by()
            for pk, *annotate in di_oggi.values_list("pk", *nomi):
                valore = foto.righe("rilevazioni").get(pk)
                for nome, trovata in zip(nomi, annotate, strict=True):
                    setattr(valore, nome, trovata)

    def voci(self, indicatori: Container[int] | None = None) -> list[Dovuto]:
        """All of them, or those of some indicators: in the order of the scorecards, those on individual sheets only
        last."""
        ordine = [(c.cruscotto.ordine, c.ordine, c.pk) for (c, *_) in self._collocazioni.values()]
        coppie = sorted(zip(ordine, self._collocazioni, strict=True), key=lambda coppia: coppia[0])
        trovate = [self._dovuto(sua) for _, sua in coppie if indicatori is None or sua[0] in indicatori]
        return sorted(trovate, key=lambda d: not d.righe)

    def voce(self, chiave_cercata: str, rilevazione: Rilevazione | None = None) -> Dovuto | None:
        """The value of a key, as if ``rilevazione`` were what was entered; None when there is no such value."""
        for indicatore_id, collocazione_id in self._collocazioni:
            if chiave(indicatore_id, collocazione_id) == chiave_cercata:
                return self._dovuto((indicatore_id, collocazione_id), rilevazione)
        return None

    def _dovuto(self, sua: tuple[int, int | None], provata: Rilevazione | None = None) -> Dovuto:
        rilevazione = self.valori.rilevata(*sua)
        collocazioni = self._collocazioni[sua]
        righe = self._misura(collocazioni, provata or rilevazione)
        coppie = list(zip(collocazioni, righe, strict=True))
        serie = [v for v in righe[0].serie if v.numero < self.periodo.numero]
        return Dovuto(
            indicatore=self.indicatori[sua[0]],
            collocazione=collocazioni[0] if sua[1] else None,
            rilevazione=rilevazione,
            prima=serie[-1] if serie else None,
            righe=tuple(r for c, r in coppie if c.cruscotto_id in self.visti),
            organizzative=tuple(r for c, r in coppie if c.cruscotto.tipo != TipoCruscotto.INDIVIDUALE),
            richiesto=any(a.codice is CodiceAllerta.NON_RILEVATO for r in righe for a in r.allerte),
            dove={c.pk: nome_breve(c.cruscotto) for c in collocazioni if c.cruscotto_id in self.visti},
            attesi=self._attesi_di(collocazioni),
            leggi_evidenze=self._evidenze_di,
        )

    def _attesi_di(self, collocazioni: list[Collocazione]) -> tuple[Decimal, ...]:
        organizzative = (c for c in collocazioni if c.cruscotto.tipo != TipoCruscotto.INDIVIDUALE)
        attesi = {a.pk: a.valore for c in organizzative if (a := self.valori.atteso(c))}
        return tuple(essenziale(v) for v in attesi.values() if v is not None)

    def _evidenze_di(self, rilevazione_id: int) -> Sequence[Evidenza]:
        return self._evidenze.get(rilevazione_id, ())

    @property
    def rilevate(self) -> list[Rilevazione]:
        """What was entered in the period."""
        return [r for sua in self._collocazioni if (r := self.valori.rilevata(*sua))]

    @cached_property
    def _evidenze(self) -> dict[int, list[Evidenza]]:
        return Evidenza.objects.per_rilevazione([r.pk for r in self.rilevate])

    def senza_il_periodo(self, voce: Dovuto) -> list[Riga]:
        """The rows of a value, in the order of ``voce.righe``, as they would be if nothing had been entered for it in
        this period: what counts is then the period before."""
        sua = (voce.indicatore.pk, voce.collocazione.pk if voce.collocazione else None)
        viste = [c for c in self._collocazioni[sua] if c.cruscotto_id in self.visti]
        return [misura_riga(c, self._prima, self.misura) for c in viste]

    @cached_property
    def _prima(self) -> ValoriCiclo:
        rilevate = [copy(r) for r in self.rilevate]
        for rilevazione in rilevate:
            rilevazione.stato = StatoRilevazione.BOZZA
        return self.valori.con(rilevate)

    def _misura(self, collocazioni: list[Collocazione], provata: Rilevazione | None) -> list[Riga]:
        valori = self.valori
        if provata is not None:
            trasmessa = copy(provata)
            trasmessa.periodo = self.periodo
            if trasmessa.stato != StatoRilevazione.VALIDATA:
                trasmessa.stato = StatoRilevazione.TRASMESSA
            valori = valori.con([trasmessa])
        return [misura_riga(c, valori, self.misura) for c in collocazioni]
