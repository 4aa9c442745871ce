"""One page of an area, for a meeting: how it stands, what is late and why, what was promised by whom and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone

from contesto.colori import Tema
from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.aritmetica.azioni import CONCLUSE
from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.consultazione.meglio_di_prima import MeglioDiPrima, confronta, da_confrontare
from cruscotto.misurazione.letture import Richiesta
from cruscotto.misurazione.prospetto import Prospetto, misura_insieme
from cruscotto.misurazione.stato_dei_valori import Conto, ValoreDaSeguire, conta, nome_breve, raccogli
from cruscotto.models import Cruscotto, TipoCruscotto
from relazione.documento.html import colori
from relazione.documento.pdf import impagina, stampa

Voce = TypeVar("Voce")
MOLTE = 50
"""More rows than this never fit: they are not even tried."""
LIMITI = (None, 12, 9, 7, 5, 4, 3, 2, 1)
"""How many rows of each list are tried, until the page is one; None is all of them."""


@dataclass(frozen=True, slots=True)
class PromessaScritta:
    """A corrective action as it is printed: what, the office that owes it, the value it is for, by when, where it is
    (empty where nobody follows it)."""

    azione: str
    ufficio: str
    etichetta: str
    entro: dt.date | None
    stato: str
    scaduta: bool
    conclusa: bool = False


@dataclass(frozen=True, slots=True)
class Elenco(Generic[Voce]):
    """The rows of a list that are printed, and how many more there are."""

    voci: tuple[Voce, ...]
    altre: int = 0

    def al_piu(self, limite: int | None) -> Elenco[Voce]:
        """The same with no more rows than these."""
        return self if limite is None else Elenco(self.voci[:limite], max(0, len(self.voci) - limite))

    @property
    def tutte(self) -> int:
        return len(self.voci) + self.altre


@dataclass(frozen=True, slots=True)
class SchedaArea:
    """What the page says; ``cruscotto`` is None for an area without one. Individual sheets are not in it."""

    area: str
    anno: AnnoScelto
    cruscotto: Prospetto | None
    conto: Conto
    meglio: MeglioDiPrima | None
    in_ritardo: Elenco[ValoreDaSeguire]
    sotto_soglia: Elenco[ValoreDaSeguire]
    promesse: Elenco[PromessaScritta]

    def al_piu(self, limite: int | None) -> SchedaArea:
        """The same with lists no longer than this."""
        return replace(
            self,
            in_ritardo=self.in_ritardo.al_piu(limite),
            sotto_soglia=self.sotto_soglia.al_piu(limite),
            promesse=self.promesse.al_piu(limite),
        )


def prepara(anno: AnnoScelto, codice: str) -> SchedaArea:
    """The page of the area of a code, at the period that is looked at.

    Raises:
        Http404: no scorecard that the person reads has anything of such an area.
    """
    organizzativi = [c for c in anno.cruscotti if c.tipo != TipoCruscotto.INDIVIDUALE]
    suo = next((c for c in organizzativi if _e_di(c, codice)), None)
    confrontate = da_confrontare(anno)
    prospetti, *altri = misura_insieme(
        anno.ciclo.ente_id, [Richiesta(anno.ciclo, anno.periodo, organizzativi), *confrontate]
    )
    tutte = raccogli(prospetti, {c.codice: nome_breve(c) for c in organizzativi})
    voci = [v for v in tutte if v.area_codice == codice]
    if suo is None and not voci:
        raise Http404
    area = str(suo.area) if suo else voci[0].area
    sotto = sorted((v for v in voci if v.ha(CodiceAllerta.SOTTO_SOGLIA)), key=lambda v: v.sal or 0)
    return SchedaArea(
        area=area,
        anno=anno,
        cruscotto=next((p for p in prospetti if suo and p.codice == suo.codice), None),
        conto=conta(codice, area, voci),
        meglio=confronta(confrontate, altri, lambda r: r.area_codice == codice),
        in_ritardo=Elenco(tuple(v for v in voci if v.ha(CodiceAllerta.IN_RITARDO))),
        sotto_soglia=Elenco(tuple(sotto)),
        promesse=Elenco(tuple(_promesse(voci))),
    )


def _e_di(cruscotto: Cruscotto, codice: str) -> bool:
    return cruscotto.tipo == TipoCruscotto.AREA and cruscotto.area is not None and cruscotto.area.codice == codice


def _promesse(voci: Sequence[ValoreDaSeguire]) -> list[PromessaScritta]:
    """The corrective actions, the nearest first, those without a day after them; what is concluded comes last."""
    oggi = timezone.localdate()
    trovate = [p for v in voci for p in _di_un_valore(v, oggi)]
    return sorted(trovate, key=lambda p: (p.conclusa, p.entro is None, p.entro or oggi))


def _di_un_valore(v: ValoreDaSeguire, oggi: dt.date) -> list[PromessaScritta]:
    """Those promised with a value; of a closed period, which does not say what was done later, the last one written."""
    seguite = next((r.promesse for r in v.righe if r.promesse), ())
    if seguite:
        return [
            PromessaScritta(
                p.testo, v.ufficio, v.etichetta, p.entro, p.nome_stato, p.scaduta(oggi), p.stato in CONCLUSE
            )
            for p in seguite
        ]
    scritta = next((r for r in v.righe if r.azione), None)
    if scritta is None:
        return []
    scaduta = scritta.azione_entro is not None and scritta.azione_entro < oggi
    return [PromessaScritta(scritta.azione, v.ufficio, v.etichetta, scritta.azione_entro, "", scaduta)]


def stampa_scheda(scheda: SchedaArea) -> bytes:
    """The PDF, of one A4 page: where the lists would not fit, the shortest first that does says how many it leaves out.

    Raises:
        RisorsaVietata, CarattereMancante: as ``impagina``.
    """
    tema = Tema(scheda.anno.ciclo.ente.colore_primario, scheda.anno.ciclo.ente.colore_secondario)
    righe = scheda.in_ritardo.tutte + scheda.sotto_soglia.tutte + scheda.promesse.tutte
    pagine = None
    for limite in LIMITI if righe <= MOLTE else LIMITI[1:]:
        contesto = {"scheda": scheda.al_piu(limite), "ciclo": scheda.anno.ciclo, "periodo": scheda.anno.periodo}
        html = render_to_string("relazione/pubblicazione/scheda_area.html", contesto | {"colori": colori(tema)})
        pagine = impagina(html)
        if len(pagine.pages) == 1:
            break
    return stampa(pagine, (), timezone.now())
