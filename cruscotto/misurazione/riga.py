"""One placement as measured at a period: target, actual, SAL, why, alerts, projection. Frozen, made without queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from contesto.numeri import essenziale
from cruscotto.aritmetica.accumulo import Accumulo, Andamento, tendenza
from cruscotto.aritmetica.allerte import Allerta, CasoDiAllerta, CodiceAllerta, trova_allerte
from cruscotto.aritmetica.azioni import Promessa
from cruscotto.aritmetica.formule import Calcolato, Esito
from cruscotto.aritmetica.passo import DA_INSERIRE, atteso_al_passo, frase, regole_al_passo, va_al_passo
from cruscotto.aritmetica.proiezione import Proiezione, proietta
from cruscotto.aritmetica.sal import Fascia, Regole, Sal, Stato, calcola, regola_in_uso, semaforo
from cruscotto.aritmetica.valori import NUMERICI, Atteso, Consuntivo, Tipo, formatta_quantita
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import ValoriCiclo
from cruscotto.misurazione.promesse import promesse_di
from cruscotto.misurazione.traccia import Scia, traccia
from cruscotto.models import Collocazione, Indicatore, Rilevazione, SalDichiarato, TipoCruscotto, ValoreAtteso
from cruscotto.valori.accumulati import CALCOLATA, CONTANO, consuntivo, contati
from cruscotto.valori.conversioni import atteso_di


@dataclass(frozen=True, slots=True)
class ValorePeriodo:
    """What was entered for one period. ``valore`` is None for what is not a number."""

    numero: int
    nome: str
    testo: str
    valore: Decimal | None
    stato: str


@dataclass(frozen=True, slots=True)
class Riga:
    """One placement as measured. SALs on the scale 0–100, unrounded; ``sal`` is the one that counts, ``passo`` the one
    at the pace of the year, which the light and the alerts look at (``cruscotto.aritmetica.passo``). ``chiave`` names
    the value that it shows, which other placements may share; ``fatto`` is that value, read. ``calcolo`` is what a
    computed indicator is made of: its operands are named there whoever reads, and shown to who may see them
    (``operandi.operandi_leggibili``). ``promesse`` are the corrective actions of its values up to the period; none in a
    closed one."""

    collocazione: int
    chiave: str
    codice: str
    etichetta: str
    blocco: int
    pira: bool
    tipo: str
    unita: str
    direzione: str
    ufficio: str
    ufficio_codice: str
    area: str
    area_codice: str
    programma: str
    obiettivo_operativo: str
    target: str
    actual: str
    scostamento: str
    sal_calcolato: Decimal | None
    sal_grezzo: Decimal | None
    sal_dichiarato: Decimal | None
    motivo: str
    azione: str
    azione_entro: dt.date | None
    nota: str
    restituzione: str
    sal: Decimal | None
    passo: Decimal | None
    stato: Stato
    stato_valore: str
    fascia: Fascia | None
    spiegazione: str
    avvisi: tuple[str, ...]
    andamento: Andamento
    serie: tuple[ValorePeriodo, ...]
    allerte: tuple[Allerta, ...]
    proiezione: Proiezione | None
    sal_pubblicato: str
    peso: Decimal | None
    riga_fonte: int | None
    calcolo: Calcolato | None = None
    fatto: Consuntivo | None = None
    promesse: tuple[Promessa, ...] = field(default=(), metadata={"tace": True})
    traccia: Scia = field(default=Scia(), metadata={"tace": True})

    @property
    def dovuta(self) -> bool:
        """Whether a value that lacks is a fault: not when the period does not ask it, as a date still to come. A
        computed one that lacks an operand is, although it is asked of nobody."""
        if self.calcolo is not None:
            return True
        return self.stato is not Stato.NON_RILEVATO or any(a.codice is CodiceAllerta.NON_RILEVATO for a in self.allerte)


def chiave(indicatore_id: int, collocazione_id: int | None) -> str:
    """How a value of a period is named in addresses and forms."""
    return f"{indicatore_id}-{collocazione_id}" if collocazione_id else str(indicatore_id)


STATI_DEL_CALCOLO = {
    Esito.CALCOLATO: Stato.RILEVATO,
    Esito.MANCANTE: Stato.NON_RILEVATO,
    Esito.NEUTRALIZZATO: Stato.NEUTRALIZZATO,
    Esito.IMPOSSIBILE: Stato.RILEVATO,
}
"""How a computed value counts in the means: one that is not there as a missing one, one that cannot be as a SAL that
cannot be computed."""


def misura_riga(c: Collocazione, valori: ValoriCiclo, misura: Misura) -> Riga:
    """Measure a placement at the period of ``valori``; once for all those that measure the same."""
    comune = (*valori.in_comune(c), id(misura))
    trovata = valori.misurate.get(comune)
    if trovata is not None:
        return Riga(**_identita(c), **dict(zip(MISURATI, CIO_CHE_SI_MISURA(trovata[1]), strict=True)))
    riga = _misura(c, valori, misura)
    # With what the key is made of, so that nothing else can have the same.
    valori.misurate[comune] = (c.indicatore, valori.atteso(c), misura), riga
    return riga


def _misura(c: Collocazione, valori: ValoriCiclo, misura: Misura) -> Riga:
    atteso, serie, dichiarato, calcolo = valori.atteso(c), valori.serie(c), valori.dichiarato(c), valori.calcolo(c)
    attuale = serie[-1] if serie and valori.periodo and serie[-1].periodo_id == valori.periodo.pk else None
    contano = contati(c.indicatore, serie, attuale, calcolato=calcolo is not None)
    letto = atteso_di(atteso) if atteso else None
    fatto, spiegazione = consuntivo(c.indicatore, contano, calcolato=calcolo is not None)
    precedente = _anno_prima(c, valori)
    regole = misura.regole_di(c.indicatore)
    calcolato, stato = _sal(c.indicatore, atteso, letto, contano, fatto, regole, precedente)
    calcolato, stato = _come_si_fa(calcolato, stato, calcolo, fatto, spiegazione)
    proprio = essenziale(dichiarato.valore) if dichiarato else None
    sal = None if stato is Stato.NEUTRALIZZATO else (calcolato.valore if proprio is None else proprio)
    passo, al_passo = _passo(c.indicatore, letto, fatto, valori, misura.massimo, regole, precedente, proprio, sal)
    rilevato = attuale is not None and attuale.stato in CONTANO
    detta = f"{calcolato.spiegazione} {al_passo if stato is Stato.RILEVATO else ''}".rstrip()
    riga = Riga(
        **_identita(c),
        target=atteso.testo if atteso else "",
        actual=_mostrato(fatto, contano),
        scostamento=_scostamento(letto, fatto),
        sal_calcolato=calcolato.valore,
        sal_grezzo=calcolato.grezzo,
        sal_dichiarato=proprio,
        motivo=_motivo(dichiarato, serie),
        **_promesso(serie),
        nota=attuale.nota if attuale else "",
        restituzione=attuale.motivo_restituzione if attuale else "",
        sal=sal,
        passo=passo,
        stato=stato,
        stato_valore=CALCOLATA if calcolo else attuale.stato if attuale else "",
        fascia=semaforo(passo, misura.con_le_parole(finale=valori.finale).fasce),
        spiegazione=detta,
        avvisi=calcolato.avvisi,
        andamento=_andamento(c.indicatore, letto, contano),
        serie=tuple(_valore(r) for r in serie),
        allerte=(),
        calcolo=calcolo,
        fatto=fatto,
        proiezione=_proiezione(c.indicatore, contano, valori, misura, regole, letto, precedente),
        traccia=_traccia(c, contano, valori, letto),
    )
    caso = _caso(riga, letto, attuale, rilevato, valori, c, misura, al_passo)
    return _segnata(riga, caso, manca=valori.aperto and caso.dovuto and not rilevato)


def _traccia(c: Collocazione, contano: list[Rilevazione], valori: ValoriCiclo, letto: Atteso | None) -> Scia:
    return traccia(c.indicatore, contano, valori.storico(c), valori.anno, letto.valore if letto else None)


def _segnata(riga: Riga, caso: CasoDiAllerta, *, manca: bool) -> Riga:
    """The row with its alerts, and the light of what is still to come; most have neither, and a copy is not free."""
    fascia, allerte = DA_INSERIRE if manca else riga.fascia, trova_allerte(caso)
    return replace(riga, fascia=fascia, allerte=allerte) if allerte or fascia is not riga.fascia else riga


def actual_mostrato(indicatore: Indicatore, serie: list[Rilevazione], attuale: Rilevazione | None) -> str:
    """The actual that a row shows when these are its values up to a period, and ``attuale`` the one of the period."""
    contano = contati(indicatore, serie, attuale)
    return _mostrato(consuntivo(indicatore, contano)[0], contano)


def _mostrato(fatto: Consuntivo | None, contano: list[Rilevazione]) -> str:
    return fatto.testo if fatto else (contano[-1].testo if contano else "")


def _identita(c: Collocazione) -> dict[str, Any]:
    """What a row says of its placement whatever the period."""
    ufficio = c.indicatore.ufficio
    area = ufficio.area if ufficio else None
    return {
        "collocazione": c.pk,
        "chiave": chiave(c.indicatore_id, c.pk if c.rilevata_a_parte else None),
        "codice": c.indicatore.codice,
        "etichetta": c.etichetta,
        "blocco": c.blocco,
        "pira": c.pira,
        "tipo": c.indicatore.tipo,
        "unita": c.indicatore.unita,
        "direzione": c.indicatore.direzione,
        "ufficio": ufficio.nome if ufficio else "",
        "ufficio_codice": ufficio.codice if ufficio else "",
        "area": str(area) if area else "",
        "area_codice": area.codice if area else "",
        "programma": c.programma.nome if c.programma else "",
        "obiettivo_operativo": c.obiettivo_operativo.nome if c.obiettivo_operativo else "",
        "sal_pubblicato": c.sal_pubblicato,
        "peso": essenziale(c.peso),
        "riga_fonte": c.riga_fonte,
    }


DI_CHI_E = frozenset(
    {"collocazione", "chiave", "codice", "etichetta", "blocco", "pira", "tipo", "unita", "direzione", "ufficio"}
    | {"ufficio_codice", "area", "area_codice", "programma", "obiettivo_operativo", "sal_pubblicato", "peso"}
    | {"riga_fonte"}
)
"""What of a row ``_identita`` says: the rest is measured."""
MISURATI = tuple(f.name for f in fields(Riga) if f.name not in DI_CHI_E)
CIO_CHE_SI_MISURA = attrgetter(*MISURATI)


def _promesso(serie: list[Rilevazione]) -> dict[str, Any]:
    """The action written with the last value, and all those of the row with where they are."""
    ultimo = serie[-1] if serie else None
    return {
        "azione": ultimo.azione_correttiva if ultimo else "",
        "azione_entro": ultimo.azione_entro if ultimo else None,
        "promesse": promesse_di(serie),
    }


def _motivo(dichiarato: SalDichiarato | None, serie: list[Rilevazione]) -> str:
    if dichiarato:
        return dichiarato.motivo
    return serie[-1].motivazione if serie else ""


def _valore(r: Rilevazione) -> ValorePeriodo:
    return ValorePeriodo(r.periodo.numero, r.periodo.nome, r.testo, essenziale(r.valore), r.stato)


def _sal(
    indicatore: Indicatore,
    atteso: ValoreAtteso | None,
    letto: Atteso | None,
    contano: list[Rilevazione],
    fatto: Consuntivo | None,
    regole: Regole,
    precedente: Decimal | None,
) -> tuple[Sal, Stato]:
    if contano and contano[-1].neutralizzata:
        return Sal(None, None, f"Neutralizzato: {contano[-1].motivo_neutralizzazione}", ()), Stato.NEUTRALIZZATO
    if not contano:
        return Sal(None, None, "Valore non rilevato.", ()), Stato.NON_RILEVATO
    if atteso is None:
        return Sal(None, None, "Manca il target: il SAL non si calcola.", ()), Stato.RILEVATO
    if letto is None or fatto is None:
        avvisi = (*atteso.avvisi, *contano[-1].avvisi)
        return Sal(None, None, "Target o consuntivo non si leggono: il SAL non si calcola.", avvisi), Stato.RILEVATO
    verso = Misura.verso_di_testo(indicatore.direzione)
    sal = calcola(letto, fatto, regole, verso=verso, precedente=precedente, scala=indicatore.scala)
    return sal, Stato.RILEVATO


def _come_si_fa(
    sal: Sal, stato: Stato, calcolo: Calcolato | None, fatto: Consuntivo | None, spiegazione: str
) -> tuple[Sal, Stato]:
    """A SAL that also says how its value was made; that of a computed indicator by what came out of its formula."""
    if calcolo is not None:
        spiegazione, stato = calcolo.frase, STATI_DEL_CALCOLO[calcolo.stato]
        if fatto is None:
            return replace(sal, spiegazione=spiegazione), stato
    return (replace(sal, spiegazione=f"{spiegazione} {sal.spiegazione}") if spiegazione else sal), stato


def _passo(
    indicatore: Indicatore,
    atteso: Atteso | None,
    consuntivo: Consuntivo | None,
    valori: ValoriCiclo,
    massimo: Decimal,
    regole: Regole,
    precedente: Decimal | None,
    dichiarato: Decimal | None,
    sal: Decimal | None,
) -> tuple[Decimal | None, str]:
    """The SAL at the pace of the year, and the sentence that says so: empty where it is the SAL itself."""
    if sal is None or atteso is None or consuntivo is None:
        return sal, ""
    if not va_al_passo(Accumulo(indicatore.accumulo), atteso, regola_in_uso(regole, atteso.tipo), valori.quota):
        return sal, ""
    if dichiarato is not None:
        passo: Decimal | None = min(valori.quota.inversa(dichiarato), max(massimo, dichiarato))
    else:
        passo = calcola(
            atteso_al_passo(atteso, valori.quota),
            consuntivo,
            regole_al_passo(regole, valori.quota),
            verso=Misura.verso_di_testo(indicatore.direzione),
            precedente=None if precedente is None else valori.quota.di(precedente),
            scala=indicatore.scala,
        ).valore
    return (sal, "") if passo is None else (passo, frase(atteso, passo, valori.quota))


def _anno_prima(c: Collocazione, valori: ValoriCiclo) -> Decimal | None:
    """The value of the year before, for the rules that compare with it."""
    return next((essenziale(s.valore) for s in valori.storico(c) if s.anno == valori.anno - 1), None)


def _scostamento(atteso: Atteso | None, consuntivo: Consuntivo | None) -> str:
    """Actual less target with its sign, in the target's unit or in days; empty for words."""
    if atteso is None or consuntivo is None:
        return ""
    if atteso.valore is not None and consuntivo.valore is not None:
        differenza = essenziale(consuntivo.valore - atteso.valore)
        unita = atteso.unita or consuntivo.unita
        segno = "+" if differenza > 0 else ""
        if unita == "%":
            unita = "punto" if abs(differenza) == 1 else "punti"
        return f"{segno}{formatta_quantita(differenza, unita, _decimali(differenza))}"
    if atteso.data and consuntivo.data:
        giorni = (consuntivo.data - atteso.data).days
        return "in data" if giorni == 0 else f"{giorni:+d} giorni" if abs(giorni) != 1 else f"{giorni:+d} giorno"
    return ""


def _decimali(valore: Decimal) -> int | None:
    esponente = valore.as_tuple().exponent
    return 2 if isinstance(esponente, int) and esponente < -2 else None


def _andamento(indicatore: Indicatore, atteso: Atteso | None, contano: list[Rilevazione]) -> Andamento:
    if len(contano) < 2 or atteso is None:
        return Andamento.IGNOTO
    prima, adesso = essenziale(contano[-2].valore), essenziale(contano[-1].valore)
    verso = atteso.verso or (Misura.verso_di_testo(indicatore.direzione))
    return tendenza(atteso.valore, prima, adesso, verso).andamento


def _proiezione(
    indicatore: Indicatore,
    contano: list[Rilevazione],
    valori: ValoriCiclo,
    misura: Misura,
    regole: Regole,
    atteso: Atteso | None,
    precedente: Decimal | None,
) -> Proiezione | None:
    if valori.periodo is None or Tipo(indicatore.tipo) not in NUMERICI or atteso is None:
        return None
    punti = [(r.periodo.fine, essenziale(r.valore)) for r in contano if r.valore is not None and not r.neutralizzata]
    previsti = sorted(p.fine for p in valori.periodi.values())
    proiezione = proietta(punti, previsti, Accumulo(indicatore.accumulo), atteso.unita)
    if proiezione is None:
        return None
    stimato = Consuntivo(testo=proiezione.testo, tipo=Tipo.NUMERO, valore=proiezione.valore, unita=atteso.unita)
    verso = misura.verso_di(indicatore)
    sal = calcola(atteso, stimato, regole, verso=verso, precedente=precedente).valore
    return replace(proiezione, sal=sal, fascia=semaforo(sal, misura.fasce_finali))


def _caso(
    riga: Riga,
    letto: Atteso | None,
    attuale: Rilevazione | None,
    rilevato: bool,
    valori: ValoriCiclo,
    c: Collocazione,
    misura: Misura,
    al_passo: str,
) -> CasoDiAllerta:
    mostrato = attuale if rilevato else None
    scheda = c.cruscotto.area_id if c.cruscotto.tipo == TipoCruscotto.INDIVIDUALE else None
    precedenti = [v.valore for v in riga.serie[:-1] if v.valore is not None]
    precedenti += [s.valore for s in valori.storico(c) if s.valore is not None]
    periodo = valori.periodo
    return CasoDiAllerta(
        sal=riga.sal,
        passo=riga.passo,
        al_passo=al_passo,
        sal_calcolato=riga.sal_calcolato,
        sal_dichiarato=riga.sal_dichiarato,
        soglia=misura.soglia_scostamento,
        motivo=riga.motivo,
        andamento=riga.andamento,
        rilevato=rilevato,
        dovuto=_dovuto(riga, letto, valori),
        neutralizzato=riga.stato is Stato.NEUTRALIZZATO,
        scadenza=(periodo.scadenza or periodo.fine) if periodo else None,
        chiuso=periodo is not None and periodo.stato == "chiuso",
        numerico=letto is not None and letto.valore is not None,
        verso_noto=bool(riga.direzione) or (letto is not None and letto.verso is not None),
        ultimo=riga.serie[-1].valore if attuale else None,
        precedenti=tuple(precedenti),
        stessa_persona=mostrato is not None and mostrato.stessa_persona,
        valutata=mostrato is not None and mostrato.valuta_chi_valida(scheda),
        oggi=valori.oggi,
        promesse=riga.promesse,
    )


def _dovuto(riga: Riga, letto: Atteso | None, valori: ValoriCiclo) -> bool:
    """Whether the period asks for a value: a date is asked once, when its day has come; what is computed never."""
    if valori.periodo is None or riga.calcolo is not None:
        return False
    if letto is None or letto.data is None:
        return True
    return riga.actual == "" and letto.data <= valori.periodo.fine
