"""What the export of a cycle reads as it stands in the database: a query a list, whatever the rows.

Everything hangs from the scorecards that are given: what belongs to a placement of another one stays out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import OrderBy

from contesto.models import VoceBilancio
from cruscotto.esportazione.ciclo_intero.elenco import Elenco, elenco
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Criticita,
    Cruscotto,
    DocumentoCiclo,
    Evidenza,
    FaseIndicatore,
    Indicatore,
    InterventoEconomico,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Operando,
    Periodo,
    Programma,
    Prospettiva,
    Riapertura,
    Rilevazione,
    SalDichiarato,
    SchedaRisultato,
    ValoreAtteso,
    ValorePubblico,
    ValoreStorico,
    VoceRisultato,
)
from cruscotto.models.collocazione import CollocazioneQuerySet
from cruscotto.models.cruscotto import CruscottoQuerySet
from cruscotto.valori.campi import CAMPI
from ente.models import Area, Ufficio

NODO = "prospettiva=nodo__prospettiva__codice obiettivo=nodo__obiettivo__numero"
POSTO = "indicatore=indicatore__codice cruscotto=collocazione__cruscotto__codice ordine=collocazione__ordine"
"""An indicator, and the placement of what belongs to one placement alone."""


def _posto(prima: str = "") -> tuple[str | OrderBy, ...]:
    """By indicator: what is shared first, then what belongs to one placement."""
    di_uno = (F(f"{prima}collocazione__cruscotto__ordine"), F(f"{prima}collocazione__ordine"))
    return (f"{prima}indicatore__codice", *(campo.asc(nulls_first=True) for campo in di_uno))


def elenchi(ciclo: Ciclo, cruscotti: CruscottoQuerySet) -> Iterator[Elenco]:
    """The lists of a cycle, in the order in which they are written."""
    poste = Collocazione.objects.filter(cruscotto__in=cruscotti)
    yield elenco(
        "periodi",
        "numero nome inizio fine scadenza stato",
        Periodo.objects.filter(ciclo=ciclo).order_by("numero"),
    )
    yield from _organizzazione(ciclo)
    yield from _albero(ciclo)
    yield from _valore_pubblico(ciclo)
    yield elenco(
        "cruscotti",
        "codice tipo area=area__codice lettera titolo sottotitolo titolo_sintesi titolare sal_pubblicati",
        cruscotti.order_by("ordine"),
    )
    yield from _indicatori(ciclo, poste)
    yield from _valori(ciclo, poste)
    yield from _racconto(ciclo)
    yield from _denaro(ciclo)


def _organizzazione(ciclo: Ciclo) -> Iterator[Elenco]:
    yield elenco("aree", "codice numero nome", Area.objects.di(ciclo.ente).order_by("numero", "codice"))
    yield elenco(
        "uffici",
        "codice area=area__codice nome",
        Ufficio.objects.di(ciclo.ente).order_by(F("area__numero").asc(nulls_last=True), "codice"),
    )


def _valore_pubblico(ciclo: Ciclo) -> Iterator[Elenco]:
    yield elenco(
        "valore_pubblico",
        "obiettivo dimensione obiettivo_strategico=obiettivo_strategico__numero indicatore base fonte target",
        ValorePubblico.objects.filter(ciclo=ciclo).order_by("pk"),
    )


def _albero(ciclo: Ciclo) -> Iterator[Elenco]:
    yield elenco(
        "prospettive",
        "codice nome descrizione peso sal_pubblicato",
        Prospettiva.objects.con_nome().filter(ciclo=ciclo).order_by("ordine", "codice"),
    )
    yield elenco(
        "aree_strategiche",
        "numero nome descrizione sal_pubblicato",
        AreaStrategica.objects.filter(ciclo=ciclo).order_by("numero"),
    )
    yield elenco(
        "obiettivi",
        "numero nome area_strategica=area_strategica__numero descrizione selettivo",
        ObiettivoStrategico.objects.con_nome().filter(ciclo=ciclo).order_by("numero"),
    )
    yield elenco(
        "obiettivi_nelle_prospettive",
        "prospettiva=prospettiva__codice obiettivo=obiettivo__numero peso sal_pubblicato",
        ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo)
        .exclude(obiettivo__nome="")
        .order_by("prospettiva__ordine", "obiettivo__numero"),
    )
    del_nodo = ("nodo__prospettiva__ordine", "nodo__obiettivo__numero")
    yield elenco(
        "programmi",
        f"{NODO} nome",
        Programma.objects.filter(nodo__obiettivo__ciclo=ciclo).order_by(*del_nodo, "nome"),
    )
    yield elenco(
        "obiettivi_operativi",
        f"{NODO.replace('=', '=programma__')} programma=programma__nome nome",
        ObiettivoOperativo.objects.filter(programma__nodo__obiettivo__ciclo=ciclo).order_by(
            *(f"programma__{campo}" for campo in del_nodo), "programma__nome", "nome"
        ),
    )
    yield elenco(
        "nessi",
        "da_prospettiva=da__prospettiva__codice da_obiettivo=da__obiettivo__numero "
        "a_prospettiva=a__prospettiva__codice a_obiettivo=a__obiettivo__numero",
        Nesso.objects.filter(da__obiettivo__ciclo=ciclo).order_by(
            "da__prospettiva__ordine", "da__obiettivo__numero", "a__prospettiva__ordine", "a__obiettivo__numero"
        ),
    )


def _indicatori(ciclo: Ciclo, poste: CollocazioneQuerySet) -> Iterator[Elenco]:
    """What the indicators are; how they are measured is in ``misure``."""
    propri = Indicatore.objects.di(ciclo.ente).filter(pk__in=poste.values("indicatore"))
    yield elenco(
        "definizioni",
        "codice nome descrizione tipo unita direzione metodo_calcolo numeratore denominatore fonte_dati "
        "affidabilita pira tipologia_pira accumulo ufficio=ufficio__codice scala punti_scala minimo_ammesso "
        "massimo_ammesso regola soglia_minima soglia_massima soglia_eccellente calcolo",
        propri.order_by("codice"),
    )
    yield elenco(
        "fasi",
        "indicatore=indicatore__codice ordine nome peso",
        FaseIndicatore.objects.filter(indicatore__in=propri).order_by("indicatore__codice", "ordine"),
    )
    yield elenco(
        "operandi",
        "indicatore=indicatore__codice ordine altro=codice_visto",
        Operando.objects.filter(indicatore__in=propri)
        .annotate(codice_visto=Case(When(altro__in=propri.values("pk"), then="altro__codice"), default=Value("")))
        .order_by("indicatore__codice", "ordine"),
    )
    prima, confronti = Q(anno__lt=ciclo.anno), Q(anno=ciclo.anno, benchmark=True)
    yield elenco(
        "valori_storici",
        "indicatore=indicatore__codice anno benchmark testo valore fonte",
        ValoreStorico.objects.filter(prima | confronti, indicatore__in=propri).order_by(
            "indicatore__codice", "anno", "benchmark"
        ),
    )


def _valori(ciclo: Ciclo, poste: CollocazioneQuerySet) -> Iterator[Elenco]:
    """Targets, actuals, declared SALs, what proves them, the offices that may still write."""
    viste = Q(indicatore__in=poste.values("indicatore")) & (Q(collocazione__isnull=True) | Q(collocazione__in=poste))
    yield elenco(
        "target",
        f"{POSTO} versione testo tipo verso valore data livello tolleranza tolleranza_relativa stretto uguale "
        "fasi unita avvisi atto_numero atto_data motivo",
        ValoreAtteso.objects.filter(viste, ciclo=ciclo).order_by(*_posto(), "versione"),
    )
    yield elenco(
        "rilevazioni",
        f"periodo=periodo__numero {POSTO} stato testo tipo valore data livello numeratore denominatore fasi "
        f"unita avvisi nota motivo_restituzione {' '.join(c.nome for c in CAMPI if c.nome != 'nota')} "
        "neutralizzata motivo_neutralizzazione inserita_da=inserita_da__username inserita_il "
        "validata_da=validata_da__username validata_il versione",
        Rilevazione.objects.filter(viste, periodo__ciclo=ciclo).order_by("periodo__numero", *_posto()),
    )
    yield elenco(
        "sal_dichiarati",
        "periodo=periodo__numero cruscotto=collocazione__cruscotto__codice ordine=collocazione__ordine "
        "indicatore=collocazione__indicatore__codice valore motivo da=da__username quando=created_at",
        SalDichiarato.objects.filter(collocazione__in=poste, periodo__ciclo=ciclo).order_by(
            "periodo__numero", "collocazione__cruscotto__ordine", "collocazione__ordine"
        ),
    )
    della_rilevazione = Rilevazione.objects.filter(viste, periodo__ciclo=ciclo)
    yield elenco(
        "evidenze",
        f"periodo=rilevazione__periodo__numero {POSTO.replace('=', '=rilevazione__')} "
        "nome url impronta dimensione contenuto aggiunta_da=aggiunta_da__username quando=created_at",
        Evidenza.objects.presenti()
        .filter(rilevazione__in=della_rilevazione)
        .order_by("rilevazione__periodo__numero", *_posto("rilevazione__"), "created_at", "nome"),
    )
    yield elenco(
        "riaperture",
        "periodo=periodo__numero ufficio=ufficio__codice motivo fino_al da=da__username quando=created_at richiusa_il",
        Riapertura.objects.filter(periodo__ciclo=ciclo).order_by("periodo__numero", "ufficio__codice", "created_at"),
    )


def _racconto(ciclo: Ciclo) -> Iterator[Elenco]:
    """Results, critical points, documents."""
    yield elenco(
        "risultati",
        "codice titolo obiettivo=obiettivo__numero riga_fonte",
        SchedaRisultato.objects.filter(ciclo=ciclo).order_by("ordine", "codice"),
    )
    yield elenco(
        "voci_dei_risultati",
        "risultato=scheda__codice ordine tipo etichetta cifra valore prospettiva sal_pubblicato risorse "
        "servizi elementi",
        VoceRisultato.objects.filter(scheda__ciclo=ciclo).order_by("scheda__ordine", "scheda__codice", "ordine"),
    )
    yield elenco(
        "criticita",
        "prospettiva=prospettiva__codice etichetta criticita opportunita azioni",
        Criticita.objects.filter(ciclo=ciclo).order_by("ordine"),
    )
    yield elenco("documenti", "titolo atto url", DocumentoCiclo.objects.filter(ciclo=ciclo).order_by("ordine"))


def _denaro(ciclo: Ciclo) -> Iterator[Elenco]:
    yield elenco(
        "bilancio",
        "ordine codice etichetta tipo sezione preventivo aggiornamento consuntivo differenza commento riga_fonte",
        VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno).order_by("ordine"),
    )
    yield elenco(
        "interventi",
        "ordine obiettivo=obiettivo__numero obiettivo_etichetta descrizione importo "
        "voce_di_bilancio=voce_bilancio__codice riga_fonte",
        InterventoEconomico.objects.filter(ciclo=ciclo).order_by("ordine"),
    )


def cruscotti_di(ciclo: Ciclo) -> CruscottoQuerySet:
    """All the scorecards of a cycle: for who administers the system."""
    return Cruscotto.objects.filter(ciclo=ciclo)
