"""From the database to the snapshot: a cycle is read once and frozen, for the edition that was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Set as Insieme
from copy import copy
from dataclasses import dataclass, replace

from contesto.bilancio import voci
from contesto.colori import Tema
from contesto.models import Tavola, VoceBilancio
from contesto.selezione import costruisci_grafico
from contesto.stampa import fotografa_tavola
from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.promesse import promessa_di
from cruscotto.misurazione.prospetto import Prospetto, Riga, misura_cruscotti
from cruscotto.misurazione.struttura import leggi_struttura
from cruscotto.misurazione.traccia import Scia
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Periodo,
    Rilevazione,
    SchedaRisultato,
    StatoCiclo,
    StatoPeriodo,
    TipoCruscotto,
    ValoreAtteso,
)
from cruscotto.valori.accumulati import CONTANO
from ente.models import Ente
from relazione.fotografia.edizione import fotografa_pubblica
from relazione.fotografia.esame import leggi_esame
from relazione.fotografia.riservatezza import NASCOSTO, Posto, celle_nascoste
from relazione.fotografia.valori import (
    AzioneFoto,
    ConfrontoFoto,
    CriticitaFoto,
    DocumentoFoto,
    EnteFoto,
    Fotografia,
    GraficoFoto,
    ImpattoFoto,
    InterventoFoto,
    NonPronta,
    PeriodoFoto,
    PiraFoto,
    RimodulazioneFoto,
    SchedaFoto,
    SezioneFoto,
    VoceRisultatoFoto,
)
from relazione.models import Documento, Edizione, Sezione, StatoSezione, TipoDocumento, numera

T = TipoDocumento
DELL_ESAME = (T.VALIDAZIONE, T.ACCOMPAGNAMENTO, T.FUNZIONAMENTO)
"""The documents that are made of the OIV's examination."""


@dataclass(frozen=True, slots=True)
class Richiesta:
    """What is to be frozen: a document of a cycle, with its narrative. It may not be in the database yet."""

    ciclo: Ciclo
    tipo: str
    titolo: str
    data_documento: str
    sezioni: tuple[SezioneFoto, ...]
    periodo: Periodo | None = None
    cruscotto: Cruscotto | None = None
    confronto: ConfrontoFoto | None = None


def richiesta_di(documento: Documento) -> Richiesta:
    """What a stored document asks for, as it is written now."""
    return Richiesta(
        ciclo=documento.ciclo,
        tipo=documento.tipo,
        titolo=documento.titolo,
        data_documento=documento.data_documento,
        periodo=documento.periodo,
        cruscotto=documento.cruscotto,
        sezioni=sezioni_di(list(documento.sezioni.all())),
    )


def sezioni_di(sezioni: Sequence[Sezione]) -> tuple[SezioneFoto, ...]:
    """The sections of a document, all of them in order, frozen as they are now."""
    return tuple(
        SezioneFoto(
            codice=s.codice,
            numero=numero,
            titolo=s.titolo,
            livello=s.livello,
            testo=s.testo,
            numerata=s.numerata,
            figli=s.figli,
            riservata=s.riservata,
            da_rivedere=s.stato == StatoSezione.DA_RIVEDERE,
        )
        for numero, s in zip(numera(sezioni), sezioni, strict=True)
    )


def fotografa(richiesta: Richiesta, edizione: str) -> Fotografia:
    """Read a cycle once and freeze what an edition of a document may say.

    Raises:
        NonPronta: something without which no draft can be made, such as the file of the logo, is missing; or the
            public edition of what is never published was asked for.
        MisuraNonDefinita: the body has no rules of measure.
    """
    if edizione == Edizione.INTEGRALE:
        return _completa(richiesta, _tavole(richiesta.ciclo))
    _, pubblica = fotografa_entrambe(richiesta)
    if pubblica is None:
        raise NonPronta("La scheda individuale non si pubblica mai: chiedete l'edizione integrale.")
    return pubblica


def fotografa_entrambe(richiesta: Richiesta) -> tuple[Fotografia, Fotografia | None]:
    """The full and the public snapshot of one reading; None in place of what is never published."""
    tavole = _tavole(richiesta.ciclo)
    completa = _completa(richiesta, tavole)
    if richiesta.tipo == T.SCHEDA_INDIVIDUALE:
        return completa, None
    nascoste = celle_nascoste(completa.tavole)
    return completa, fotografa_pubblica(completa, nascoste, tuple(_grafici(tavole, nascoste)))


def _completa(richiesta: Richiesta, tavole: Sequence[Tavola]) -> Fotografia:
    ciclo, periodo = richiesta.ciclo, _misurato(richiesta)
    completa = Fotografia(
        tipo=richiesta.tipo,
        edizione=Edizione.INTEGRALE.value,
        anno=ciclo.anno,
        titolo=richiesta.titolo,
        data_documento=richiesta.data_documento,
        adottato=_adottato(richiesta),
        dimostrativo=ciclo.dimostrativo,
        approvazione=_atto(richiesta),
        periodo=_periodo(richiesta.periodo),
        ente=_ente(ciclo.ente),
        misura=Misura.al_periodo(ciclo, periodo),
        albero=leggi_struttura(ciclo, periodo),
        prospetti=_prospetti(richiesta, periodo),
        rimodulazioni=tuple(_rimodulazioni(ciclo, periodo)),
        pira=(),
        tavole=tuple(fotografa_tavola(t) for t in tavole),
        grafici=tuple(_grafici(tavole, frozenset())),
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
        confronto=richiesta.confronto,
        sezioni=richiesta.sezioni,
        azioni=_azioni(ciclo, periodo),
        valore_pubblico=tuple(_valore_pubblico(ciclo)),
        selettivi=tuple(str(o) for o in ciclo.obiettivi.all() if o.selettivo and o.nome),
        esame=leggi_esame(ciclo) if richiesta.tipo in DELL_ESAME else None,
    )
    concluso = completa.esame is not None and completa.esame.esito != ""
    return replace(
        completa,
        adottato=completa.adottato or concluso,
        pira=tuple(_pira(ciclo, periodo, completa.prospetti)),
    )


def _atto(richiesta: Richiesta) -> tuple[str, str, dt.date] | None:
    """The act that adopted what the document is: the Plan's own, of the others the Relazione's."""
    ciclo = richiesta.ciclo
    if richiesta.tipo == T.PIANO:
        return (ciclo.piano_organo, ciclo.piano_numero, ciclo.piano_data) if ciclo.piano_data else None
    if ciclo.approvazione_data is None:
        return None
    return ciclo.approvazione_organo, ciclo.approvazione_numero, ciclo.approvazione_data


def _adottato(richiesta: Richiesta) -> bool:
    """Whether what the document says cannot change any more."""
    ciclo, tipo = richiesta.ciclo, richiesta.tipo
    if tipo == T.PIANO:
        return ciclo.piano_data is not None or ciclo.stato != StatoCiclo.PIANIFICAZIONE
    if tipo == T.MONITORAGGIO:
        return richiesta.periodo is not None and richiesta.periodo.stato == StatoPeriodo.CHIUSO
    if tipo in DELL_ESAME:
        return ciclo.stato in (StatoCiclo.VALIDATA, StatoCiclo.PUBBLICATA)
    return tipo == T.CONFRONTO or ciclo.congelato


def _periodo(periodo: Periodo | None) -> PeriodoFoto | None:
    if periodo is None:
        return None
    return PeriodoFoto(periodo.numero, periodo.nome, periodo.fine, periodo.stato == StatoPeriodo.CHIUSO)


def _misurato(richiesta: Richiesta) -> Periodo | None:
    """The period at which the document measures: its own, or the one that closes the year; a Piano measures nothing.

    Of a closed one all that the cycle says is as its photograph keeps it (``cruscotto.ciclo.fotografie``).
    """
    return None if richiesta.tipo == T.PIANO else richiesta.periodo or ultimo_periodo(richiesta.ciclo)


def _prospetti(richiesta: Richiesta, periodo: Periodo | None) -> tuple[Prospetto, ...]:
    """The scorecards of the document measured at its period: a Piano has targets only."""
    ciclo, solo = richiesta.ciclo, richiesta.cruscotto
    scattata = fotografia_di(periodo)
    cruscotti = scattata.cruscotti if scattata else list(Cruscotto.objects.di(ciclo.ente).filter(ciclo=ciclo))
    scelti = [c for c in cruscotti if solo is None or c.pk == solo.pk]
    return tuple(_asciutto(p) for p in misura_cruscotti(ciclo, periodo, scelti))


def _asciutto(prospetto: Prospetto) -> Prospetto:
    """A scorecard without what belongs to the work of the offices and to the day on which it is read."""
    return replace(
        prospetto,
        prospettive=tuple(
            replace(
                p,
                obiettivi=tuple(replace(o, righe=tuple(_asciutta(r) for r in o.righe)) for o in p.obiettivi),
            )
            for p in prospetto.prospettive
        ),
    )


def _asciutta(riga: Riga) -> Riga:
    return replace(
        riga,
        collocazione=0,
        chiave="",
        nota="",
        restituzione="",
        stato_valore="",
        allerte=(),
        promesse=(),
        traccia=Scia(),
        proiezione=None,
        serie=tuple(v for v in riga.serie if v.stato in CONTANO),
    )


def _ente(ente: Ente) -> EnteFoto:
    logo = b""
    if ente.logo:
        if not ente.logo.storage.exists(ente.logo.name):
            raise NonPronta(f"{ente}: il file del logo non c'è più ({ente.logo.name}), caricatelo di nuovo.")
        with ente.logo.open("rb") as file:
            logo = file.read()
    return EnteFoto(
        codice=ente.codice,
        denominazione=ente.denominazione,
        denominazione_breve=ente.denominazione_breve or ente.denominazione,
        sito=ente.sito,
        logo=logo,
        tema=Tema(ente.colore_primario, ente.colore_secondario),
    )


def _righe(testo: str) -> tuple[str, ...]:
    return tuple(riga.strip() for riga in testo.splitlines() if riga.strip())


def _tavole(ciclo: Ciclo) -> list[Tavola]:
    tavole = Tavola.objects.di(ciclo.ente).filter(anno=ciclo.anno)
    return list(tavole.prefetch_related("righe", "colonne", "celle", "grafici"))


def _grafici(tavole: Iterable[Tavola], nascoste: Insieme[Posto]) -> Iterable[GraficoFoto]:
    """The charts of the tables, drawn without the values of the hidden cells; one that shows such a cell says so."""
    for tavola in tavole:
        righe, colonne, intere = list(tavola.righe.all()), list(tavola.colonne.all()), list(tavola.celle.all())
        celle = intere
        if any(codice == tavola.codice for codice, _, _ in nascoste):
            posti = {r.pk: n for n, r in enumerate(righe)}, {c.pk: n for n, c in enumerate(colonne)}
            celle = [copy(c) for c in intere]
            for cella in celle:
                if (tavola.codice, posti[0][cella.riga_id], posti[1][cella.colonna_id]) in nascoste:
                    cella.testo, cella.valore = "", None
        for g in tavola.grafici.all():
            grafico = costruisci_grafico(g, righe, colonne, celle)
            if celle is not intere and grafico != costruisci_grafico(g, righe, colonne, intere):
                grafico = replace(grafico, mancante=NASCOSTO)
            yield GraficoFoto(g.codice, g.titolo, tavola.codice, grafico)


def _schede(ciclo: Ciclo) -> Iterable[SchedaFoto]:
    schede = SchedaRisultato.objects.di(ciclo.ente).filter(ciclo=ciclo)
    for scheda in schede.select_related("obiettivo").prefetch_related("voci"):
        yield SchedaFoto(
            codice=scheda.codice,
            titolo=scheda.titolo,
            obiettivo=scheda.obiettivo.titolo if scheda.obiettivo else "",
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


def _valore_pubblico(ciclo: Ciclo) -> Iterable[ImpattoFoto]:
    for v in ciclo.valori_pubblici.select_related("obiettivo_strategico"):
        serve = str(v.obiettivo_strategico or "")
        yield ImpattoFoto(v.obiettivo, v.dimensione, serve, v.indicatore, v.base, v.fonte, v.target_detti)


def _azioni(ciclo: Ciclo, periodo: Periodo | None) -> tuple[AzioneFoto, ...]:
    """The corrective actions promised up to a period and where they are today; none when nobody has followed any. In a
    closed period too: what becomes of an action comes after."""
    if periodo is None:
        return ()
    promesse = Rilevazione.objects.filter(periodo__ciclo=ciclo, periodo__numero__lte=periodo.numero, stato__in=CONTANO)
    con_tutto = promesse.exclude(azione_correttiva="").select_related(
        "periodo", "indicatore__ufficio", "collocazione__cruscotto", "seguito__ufficio"
    )
    valori = list(con_tutto.order_by("periodo__numero", "indicatore__codice", "pk"))
    if not any(hasattr(r, "seguito") for r in valori):
        return ()
    return tuple(_azione(r) for r in valori)


def _azione(r: Rilevazione) -> AzioneFoto:
    promessa, seguito = promessa_di(r), getattr(r, "seguito", None)
    ufficio = (seguito.ufficio if seguito else None) or r.indicatore.ufficio
    return AzioneFoto(
        codice=r.indicatore.codice,
        indicatore=r.indicatore.nome,
        periodo=r.periodo.nome,
        testo=promessa.testo,
        ufficio=ufficio.nome if ufficio else "",
        entro=promessa.entro,
        stato=promessa.nome_stato,
        nota=promessa.nota,
        individuale=r.collocazione is not None and r.collocazione.cruscotto.tipo == TipoCruscotto.INDIVIDUALE,
    )


def _rimodulazioni(ciclo: Ciclo, periodo: Periodo | None) -> Iterable[RimodulazioneFoto]:
    """Every target after the first, with the one before it, by act."""
    scattata = fotografia_di(periodo)
    versioni: Iterable[ValoreAtteso] = (
        scattata.righe("attesi").values()
        if scattata
        else ValoreAtteso.objects.filter(ciclo=ciclo).select_related("indicatore", "collocazione__cruscotto")
    )
    precedenti: dict[tuple[int, int | None], str] = {}
    rimodulati = []
    for v in sorted(versioni, key=lambda v: (v.versione, v.indicatore.codice, v.pk)):
        chiave = (v.indicatore_id, v.collocazione_id)
        if v.atto_data is not None and v.versione > 1:
            prima = precedenti.get(chiave) or precedenti.get((v.indicatore_id, None), "")
            cruscotto = v.collocazione.cruscotto.codice if v.collocazione else ""
            nome = v.collocazione.etichetta if v.collocazione else v.indicatore.nome
            rimodulati.append(RimodulazioneFoto(nome, cruscotto, prima, v.testo, v.atto_numero, v.atto_data, v.motivo))
        precedenti[chiave] = v.testo
    return sorted(rimodulati, key=lambda r: (r.atto_data, r.atto_numero, r.indicatore, r.cruscotto))


def _pira(ciclo: Ciclo, periodo: Periodo | None, prospetti: Sequence[Prospetto]) -> Iterable[PiraFoto]:
    """The indicators of the PIRA in document order, once each, with the values of the first scorecard that has them:
    the organisational ones come first."""
    scattata = fotografia_di(periodo)
    collocazioni: Iterable[Collocazione] = (
        scattata.collocazioni
        if scattata
        else Collocazione.objects.filter(cruscotto__ciclo=ciclo, pira=True).select_related("indicatore")
    )
    indicatori = {c.indicatore.codice: c.indicatore for c in collocazioni if c.pira}
    visti = set()
    for prospetto in sorted(prospetti, key=lambda p: p.tipo == "individuale"):
        for prospettiva in prospetto.prospettive:
            for obiettivo in prospettiva.obiettivi:
                for riga in obiettivo.righe:
                    indicatore = indicatori.get(riga.codice)
                    if indicatore is None or riga.codice in visti:
                        continue
                    visti.add(riga.codice)
                    yield PiraFoto(
                        nome=riga.etichetta,
                        obiettivo=obiettivo.titolo,
                        tipologia=indicatore.get_tipologia_pira_display() if indicatore.tipologia_pira else "",
                        definizione=indicatore.descrizione,
                        unita=indicatore.unita,
                        fonte=indicatore.fonte_dati,
                        metodo=indicatore.metodo_calcolo
                        or " / ".join(t for t in (indicatore.numeratore, indicatore.denominatore) if t),
                        target=riga.target,
                        actual=riga.actual,
                    )
