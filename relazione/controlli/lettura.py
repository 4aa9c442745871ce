"""From a cycle to what the controls look at: its snapshot, and what stands beside it in the database. The only place of
the controls that reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q

from contesto.models import Tavola, VoceBilancio
from contesto.numeri import formatta_numero
from cruscotto.misurazione.prospetto import ObiettivoMisurato, ProspettivaMisurata, Prospetto, Riga
from cruscotto.misurazione.stato_dei_valori import nome_breve
from cruscotto.models import Ciclo, Collocazione, Cruscotto, StatoCiclo
from ente.models import Ruolo
from relazione.controlli.definizioni import definizioni_cambiate
from relazione.controlli.materia import (
    AggregatoStampato,
    AttoLetto,
    Citazione,
    CruscottoLetto,
    InterventoLetto,
    Materia,
    PiraLetto,
    RigaLettaDiCruscotto,
    RimodulazioneLetta,
    TitoloStampato,
    VoceLetta,
)
from relazione.controlli.origine import Stampato, leggi_stampato
from relazione.controlli.sezioni import sezioni_lette
from relazione.controlli.tavole import leggi_tavola
from relazione.documento.genera import trova_richiesta
from relazione.fotografia import Fotografia, PiraFoto, fotografa
from relazione.models import Documento, DocumentoDiOrigine, Edizione, TipoDocumento

NUMERATO = re.compile(r"\s*(\d{1,2})\.\s+(.+)", re.DOTALL)
ESITO = "esito"


def leggi_materia(ciclo: Ciclo) -> Materia:
    """What the Relazione of a cycle says as it is now, in its full edition.

    Raises:
        NonPronta, MisuraNonDefinita: no snapshot of it can be made.
    """
    return componi_materia(ciclo, fotografa(trova_richiesta(ciclo, TipoDocumento.RELAZIONE), Edizione.INTEGRALE))


def componi_materia(ciclo: Ciclo, foto: Fotografia) -> Materia:
    """What the controls look at of a snapshot of a cycle, with what is not in it: source lines, tables with what their
    axes mean, values of their own, the printed document."""
    conservato = DocumentoDiOrigine.objects.di(ciclo.ente).filter(ciclo=ciclo).values_list("contenuto", flat=True)
    stampato = leggi_stampato(conservato.first() or {})
    nomi = dict(foto.albero.prospettive)
    interventi = tuple(_interventi(ciclo, stampato))
    return Materia(
        anno=foto.anno,
        concluso=ciclo.stato not in (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO),
        sito=foto.ente.sito,
        obiettivi=tuple({n.numero: n.nome for n in foto.albero.nodi if n.nome}.items()),
        prospettive=foto.albero.prospettive,
        cruscotti=_cruscotti(ciclo, foto, stampato, nomi),
        aggregati=tuple(_aggregati(foto, stampato, nomi)),
        tavole=tuple(
            leggi_tavola(t, stampato.tavole.get(t.codice))
            for t in Tavola.objects.di(ciclo.ente).filter(anno=ciclo.anno).prefetch_related("righe", "colonne", "celle")
        ),
        bilancio=tuple(_bilancio(ciclo, foto)),
        interventi=interventi,
        citazioni=(*_citazioni(foto, stampato), *_citati(interventi)),
        titoli=tuple(_titoli(stampato)),
        testi=sezioni_lette(foto),
        documenti=tuple((d.titolo, d.url, None) for d in foto.documenti),
        rimodulazioni=tuple(
            RimodulazioneLetta(
                indicatore=r.indicatore,
                cruscotto=r.cruscotto,
                prima=r.prima,
                dopo=r.dopo,
                atto=f"n. {r.atto_numero} del {r.atto_data:%d/%m/%Y}",
                motivo=r.motivo,
            )
            for r in foto.rimodulazioni
        ),
        pira=tuple(_pira(p) for p in foto.pira),
        pira_a_parte=Documento.objects.di(ciclo.ente).filter(ciclo=ciclo, tipo=TipoDocumento.PIRA).exists(),
        definizioni=definizioni_cambiate(ciclo),
        atti=tuple(_atti(ciclo)),
        persone=tuple(_persone(ciclo)),
    )


def _pira(p: PiraFoto) -> PiraLetto:
    campi = {"tipologia": p.tipologia, "definizione": p.definizione, "fonte": p.fonte, "metodo": p.metodo}
    mancano = tuple(nome for nome, testo in {**campi, "unità": p.unita}.items() if not testo.strip())
    return PiraLetto(nome=p.nome, mancano=mancano, quanti=sum(bool(t.strip()) for t in campi.values()))


def _atti(ciclo: Ciclo) -> Iterator[AttoLetto]:
    if ciclo.piano_data:
        yield AttoLetto(
            quale="piano", nome="Piano della performance", data=ciclo.piano_data, motivo=ciclo.piano_motivo_ritardo
        )
    if ciclo.approvazione_data:
        yield AttoLetto(
            quale="relazione",
            nome="Relazione sulla performance",
            data=ciclo.approvazione_data,
            motivo=ciclo.motivo_ritardo,
        )


def _persone(ciclo: Ciclo) -> Iterator[str]:
    """The people who are assessed, managers and staff of the offices, whose name and surname are known: an OIV, who
    governs the cycle, may be named."""
    valutati = ciclo.ente.utenti.filter(incarichi__ruolo__in=[Ruolo.DIRIGENTE, Ruolo.REDATTORE])
    for nome, cognome in valutati.order_by("pk").distinct().values_list("first_name", "last_name"):
        if nome.strip() and cognome.strip():
            yield f"{nome} {cognome}"
            yield f"{cognome} {nome}"


def _titoli(stampato: Stampato) -> Iterator[TitoloStampato]:
    for t in stampato.titoli:
        yield TitoloStampato(
            numero=str(t["numero"]), testo=t["testo"], indice=bool(t.get("indice")), riga_fonte=t.get("riga")
        )


def _cruscotti(
    ciclo: Ciclo, foto: Fotografia, stampato: Stampato, nomi: Mapping[str, str]
) -> tuple[CruscottoLetto, ...]:
    letti = {c.codice: c for c in Cruscotto.objects.di(ciclo.ente).filter(ciclo=ciclo).select_related("area")}
    proprie = set(
        Collocazione.objects.di(ciclo.ente)
        .filter(Q(rilevata_a_parte=True) | Q(rilevazioni__isnull=False) | Q(valori_attesi__isnull=False))
        .filter(cruscotto__ciclo=ciclo)
        .values_list("cruscotto__codice", "indicatore__codice", "blocco", "etichetta")
    )
    return tuple(_cruscotto(p, letti[p.codice], proprie, stampato, nomi) for p in foto.prospetti)


def _cruscotto(
    p: Prospetto,
    letto: Cruscotto,
    proprie: set[tuple[str, str, int, str]],
    stampato: Stampato,
    nomi: Mapping[str, str],
) -> CruscottoLetto:
    detto, nome = stampato.cruscotti.get(p.codice, {}), nome_breve(letto)
    return CruscottoLetto(
        codice=p.codice,
        tipo=p.tipo,
        lettera=p.lettera,
        titolo=p.titolo,
        sottotitolo=p.sottotitolo,
        titolo_sintesi=p.titolo_sintesi,
        intestazione_sintesi=detto.get("intestazione_sintesi", ""),
        area=letto.area.codice if letto.area else "",
        nome=nome,
        titolare=p.titolare,
        righe=tuple(
            _riga(p, nome, gruppo, obiettivo, r, (p.codice, r.codice, r.blocco, r.etichetta) in proprie)
            for gruppo in p.prospettive
            for obiettivo in gruppo.obiettivi
            for r in obiettivo.righe
        ),
        riga_fonte=detto.get("riga"),
        riga_sintesi=detto.get("riga_sintesi"),
        sintesi=tuple(
            (nomi.get(s["prospettiva"], s["prospettiva"]), int(s["obiettivo"]), s.get("riga"))
            for s in stampato.sintesi
            if s["cruscotto"] == p.codice
        ),
    )


def _riga(
    p: Prospetto, scheda: str, gruppo: ProspettivaMisurata, obiettivo: ObiettivoMisurato, r: Riga, propria: bool
) -> RigaLettaDiCruscotto:
    return RigaLettaDiCruscotto(
        cruscotto=p.codice,
        nome_cruscotto=scheda,
        tipo_cruscotto=p.tipo,
        prospettiva=gruppo.nome,
        obiettivo=obiettivo.nome,
        numero_obiettivo=obiettivo.numero,
        blocco=r.blocco,
        programma=r.programma,
        obiettivo_operativo=r.obiettivo_operativo,
        codice=r.codice,
        etichetta=r.etichetta,
        tipo=r.tipo,
        unita=r.unita,
        direzione=r.direzione,
        pira=r.pira,
        propria=propria,
        calcolata=r.calcolo is not None,
        operandi=tuple(t.codice for t in r.calcolo.termini) if r.calcolo else (),
        target=r.target,
        actual=r.actual,
        sal=r.sal,
        sal_calcolato=r.sal_calcolato,
        sal_grezzo=r.sal_grezzo,
        sal_dichiarato=r.sal_dichiarato,
        sal_stampato=r.sal_pubblicato,
        motivo=r.motivo,
        peso=r.peso,
        stato=r.stato.value,
        riga_fonte=r.riga_fonte,
    )


def _aggregati(foto: Fotografia, stampato: Stampato, nomi: Mapping[str, str]) -> Iterator[AggregatoStampato]:
    medie = {}
    for p in foto.prospetti:
        for gruppo in p.prospettive:
            medie[p.codice, gruppo.nome, 0] = gruppo.media.valore
            for o in gruppo.obiettivi:
                medie[p.codice, gruppo.nome, o.numero] = o.media.valore
    for a in stampato.aggregati:
        nome = nomi.get(a["prospettiva"], a["prospettiva"])
        yield AggregatoStampato(
            cruscotto=a["cruscotto"],
            prospettiva=nome,
            obiettivo=int(a["obiettivo"]),
            testo=a["testo"],
            calcolato=medie.get((a["cruscotto"], nome, int(a["obiettivo"]))),
            riga_fonte=a.get("riga"),
        )


def _bilancio(ciclo: Ciclo, foto: Fotografia) -> Iterator[VoceLetta]:
    linee = VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno).values_list("riga_fonte", flat=True)
    for voce, linea in zip(foto.bilancio, linee, strict=True):
        yield VoceLetta(voce=voce, riga_fonte=linea)


def _interventi(ciclo: Ciclo, stampato: Stampato) -> Iterator[InterventoLetto]:
    for i in ciclo.interventi.select_related("obiettivo", "voce_bilancio"):
        scritto = "" if i.riga_fonte is None else formatta_numero(i.importo, 2)
        yield InterventoLetto(
            obiettivo=i.obiettivo.numero,
            etichetta_obiettivo=i.obiettivo_etichetta,
            descrizione=i.descrizione,
            importo=i.importo,
            importo_stampato=stampato.importi.get(str(i.riga_fonte), scritto),
            voce=i.voce_bilancio.codice if i.voce_bilancio else "",
            riga_fonte=i.riga_fonte,
        )


def _citazioni(foto: Fotografia, stampato: Stampato) -> Iterator[Citazione]:
    linee = stampato.linee
    for scheda in foto.risultati:
        for voce in scheda.voci:
            if voce.tipo == ESITO and (trovata := NUMERATO.fullmatch(voce.etichetta)):
                yield Citazione(
                    genere="obiettivo",
                    dove=f"Risultati, scheda «{scheda.titolo}»",
                    luogo=("risultati", scheda.codice),
                    numero=int(trovata[1]),
                    nome=trovata[2],
                    riga_fonte=linee.get(voce.etichetta),
                )
    for c in foto.criticita:
        yield Citazione(
            genere="prospettiva",
            dove="Criticità e opportunità",
            luogo=("criticita", ""),
            numero=0,
            nome=c.etichetta,
            riga_fonte=linee.get(c.etichetta),
        )


def _citati(interventi: Sequence[InterventoLetto]) -> Iterator[Citazione]:
    """The objectives as the table of the interventions writes them, at the first row of each."""
    visti: set[str] = set()
    for i in interventi:
        trovata = NUMERATO.fullmatch(i.etichetta_obiettivo)
        if trovata and i.etichetta_obiettivo not in visti:
            visti.add(i.etichetta_obiettivo)
            yield Citazione(
                genere="obiettivo",
                dove="Interventi economici",
                luogo=("interventi", ""),
                numero=int(trovata[1]),
                nome=trovata[2],
                riga_fonte=i.riga_fonte,
            )
