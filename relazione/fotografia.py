"""The frozen snapshot of a cycle: everything the Relazione prints, as immutable values. No query runs after it.

A published document is made of this and nothing else: what changes in the database later does not change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contesto.bilancio import Voce, voci
from contesto.colori import Tema
from contesto.grafici import Grafico
from contesto.models import Tavola, VoceBilancio
from contesto.selezione import costruisci_grafico
from contesto.stampa import TavolaFoto, fotografa_tavola
from cruscotto.fotografie import fotografia_di
from cruscotto.letture import ultimo_periodo
from cruscotto.misura import Misura
from cruscotto.models import Ciclo, Cruscotto, SchedaRisultato
from cruscotto.prospetto import Prospetto, misura_cruscotti
from cruscotto.struttura import Struttura, leggi_struttura
from ente.errori import ErroreUtente
from ente.models import Ente
from relazione.models import Relazione


class NonPronta(ErroreUtente):
    """The Relazione cannot be made yet; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class EnteFoto:
    codice: str
    denominazione: str
    denominazione_breve: str
    sito: str
    logo: bytes
    logo_svg: bool
    tema: Tema


@dataclass(frozen=True, slots=True)
class GraficoFoto:
    codice: str
    titolo: str
    tavola: str
    grafico: Grafico


@dataclass(frozen=True, slots=True)
class InterventoFoto:
    obiettivo: int
    etichetta_obiettivo: str
    descrizione: str
    importo: Decimal


@dataclass(frozen=True, slots=True)
class CriticitaFoto:
    etichetta: str
    criticita: tuple[str, ...]
    opportunita: tuple[str, ...]
    azioni: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoceRisultatoFoto:
    tipo: str
    etichetta: str
    cifra: str
    prospettiva: str
    sal_pubblicato: str
    risorse: str
    servizi: str
    elementi: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchedaFoto:
    codice: str
    titolo: str
    obiettivo: str
    voci: tuple[VoceRisultatoFoto, ...]


@dataclass(frozen=True, slots=True)
class DocumentoFoto:
    titolo: str
    atto: str
    url: str


@dataclass(frozen=True, slots=True)
class SezioneFoto:
    numero: str
    titolo: str
    livello: int
    testo: str


@dataclass(frozen=True, slots=True)
class Fotografia:
    """The whole document before it is laid out."""

    ente: EnteFoto
    anno: int
    titolo: str
    data_documento: str
    approvazione: tuple[str, str, date] | None
    misura: Misura
    albero: Struttura
    prospetti: tuple[Prospetto, ...]
    tavole: tuple[TavolaFoto, ...]
    grafici: tuple[GraficoFoto, ...]
    bilancio: tuple[Voce, ...]
    interventi: tuple[InterventoFoto, ...]
    criticita: tuple[CriticitaFoto, ...]
    risultati: tuple[SchedaFoto, ...]
    documenti: tuple[DocumentoFoto, ...]
    sezioni: tuple[SezioneFoto, ...]


def fotografa(ciclo: Ciclo) -> Fotografia:
    """Read a cycle once and freeze it.

    Raises:
        NonPronta: the cycle has no Relazione.
        MisuraNonDefinita: the body has no rules of measure.
    """
    relazione = Relazione.objects.di(ciclo.ente).filter(ciclo=ciclo).first()
    if relazione is None:
        raise NonPronta(
            f"Il {ciclo} non ha ancora la narrativa della Relazione: scrivetela o importatela, poi riprovate."
        )
    periodo = ultimo_periodo(ciclo)
    foto = fotografia_di(periodo)
    cruscotti = foto.cruscotti if foto else list(Cruscotto.objects.di(ciclo.ente).filter(ciclo=ciclo))
    tavole = _tavole(ciclo)
    return Fotografia(
        ente=_ente(ciclo.ente),
        anno=ciclo.anno,
        titolo=relazione.titolo,
        data_documento=relazione.data_documento,
        approvazione=(ciclo.approvazione_organo, ciclo.approvazione_numero, ciclo.approvazione_data)
        if ciclo.approvazione_data
        else None,
        misura=Misura.al_periodo(ciclo, periodo),
        albero=leggi_struttura(ciclo, periodo),
        prospetti=tuple(misura_cruscotti(ciclo, periodo, cruscotti)),
        tavole=tuple(fotografa_tavola(t) for t in tavole),
        grafici=tuple(_grafici(tavole)),
        bilancio=voci(VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno)),
        interventi=tuple(
            InterventoFoto(i.obiettivo.numero, i.obiettivo_etichetta or str(i.obiettivo), i.descrizione, i.importo)
            for i in ciclo.interventi.select_related("obiettivo")
        ),
        criticita=tuple(
            CriticitaFoto(c.etichetta, _righe(c.criticita), _righe(c.opportunita), _righe(c.azioni))
            for c in ciclo.criticita.all()
        ),
        risultati=tuple(_schede(ciclo)),
        documenti=tuple(DocumentoFoto(d.titolo, d.atto, d.url) for d in ciclo.documenti.all()),
        sezioni=tuple(SezioneFoto(s.numero, s.titolo, s.livello, s.testo) for s in relazione.sezioni.all()),
    )


def _ente(ente: Ente) -> EnteFoto:
    logo = b""
    if ente.logo:
        if not ente.logo.storage.exists(ente.logo.name):
            raise NonPronta(f"Il file del logo di {ente} non c'è più ({ente.logo.name}): caricatelo di nuovo.")
        with ente.logo.open("rb") as file:
            logo = file.read()
    return EnteFoto(
        codice=ente.codice,
        denominazione=ente.denominazione,
        denominazione_breve=ente.denominazione_breve or ente.denominazione,
        sito=ente.sito,
        logo=logo,
        logo_svg=ente.logo.name.endswith(".svg") if ente.logo else False,
        tema=Tema(ente.colore_primario, ente.colore_secondario),
    )


def _righe(testo: str) -> tuple[str, ...]:
    return tuple(riga.strip() for riga in testo.splitlines() if riga.strip())


def _tavole(ciclo: Ciclo) -> list[Tavola]:
    tavole = Tavola.objects.di(ciclo.ente).filter(anno=ciclo.anno)
    return list(tavole.prefetch_related("righe", "colonne", "celle", "grafici"))


def _grafici(tavole: Iterable[Tavola]) -> Iterable[GraficoFoto]:
    for tavola in tavole:
        for g in tavola.grafici.all():
            disegno = costruisci_grafico(
                g, list(tavola.righe.all()), list(tavola.colonne.all()), list(tavola.celle.all())
            )
            yield GraficoFoto(g.codice, g.titolo, tavola.codice, disegno)


def _schede(ciclo: Ciclo) -> Iterable[SchedaFoto]:
    schede = SchedaRisultato.objects.di(ciclo.ente).filter(ciclo=ciclo)
    for scheda in schede.select_related("obiettivo").prefetch_related("voci"):
        yield SchedaFoto(
            codice=scheda.codice,
            titolo=scheda.titolo,
            obiettivo=str(scheda.obiettivo) if scheda.obiettivo else "",
            voci=tuple(
                VoceRisultatoFoto(
                    v.tipo,
                    v.etichetta,
                    v.cifra,
                    v.prospettiva,
                    v.sal_pubblicato,
                    v.risorse,
                    v.servizi,
                    tuple(v.elementi),
                )
                for v in scheda.voci.all()
            ),
        )
