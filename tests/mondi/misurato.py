"""A small body with everything a measurement reads: an adopted year and a living one with the same indicators."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.ciclo.scatto_fotografia import scatta_mancanti
from cruscotto.misurazione.effetto import Atto, richieste_dei
from cruscotto.misurazione.prospetto import Richiesta, misura_insieme
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    FasciaSemaforo,
    ImpostazioniMisura,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    Rilevazione,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.pianificazione.actions.misura import imposta_misura, impronta_misura, scelte_attuali
from cruscotto.pianificazione.actions.pesi import Pesi, PesiScelti, cambia_pesi, impronta_pesi, leggi_pesi
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore, cambia_regola
from cruscotto.pianificazione.actions.target import TargetScritto, rimodula_target, ultima_versione
from cruscotto.valori.conversioni import campi_atteso, campi_rilevazione
from ente.models import Ente, Incarico, Ruolo, Utente
from tests.mondi.fabbrica import MODELLI

ADOTTATO, VIVO = 2021, 2022
TARGET = ("≥ 10", "≤ 20", "> 5", "€ 1.000", "31/08/{anno}", "≥ Buono")
CONSUNTIVI = (("8", "12"), ("22", "20"), ("5", "4"), ("€ 400", "€ 900"), ("", "15/08/{anno}"), ("Buono", "Scarso"))
TIPI = ("numero", "numero", "numero", "euro", "data", "ordinale")
SCALA = ["Scarso", "Buono", "Ottimo"]

Quadro = dict[tuple[int, int, str, str, str], tuple[Decimal | None, str]]


@dataclass(frozen=True)
class Piccolo:
    """The body, who acts in it, its two cycles, the indicators in the order of ``TARGET``."""

    ente: Ente
    controllo: Utente
    adottato: Ciclo
    vivo: Ciclo
    indicatori: list[Indicatore]


def crea_piccolo() -> Piccolo:
    """Six indicators, two objectives in two prospettive, two scorecards that share them, two periods a year."""
    ente = Ente.objects.create(codice="piccolo", denominazione="Ente piccolo")
    controllo = Utente.objects.create(username="controllo.piccolo", ente=ente)
    Incarico.objects.create(utente=controllo, ruolo=Ruolo.CONTROLLO)
    misura = ImpostazioniMisura.objects.create(ente=ente)
    estremi = [(None, 50, "non_raggiunto"), (50, 90, "parziale"), (90, None, "raggiunto")]
    for da, a, codice in estremi:
        FasciaSemaforo.objects.create(misura=misura, codice=codice, nome=codice, da=da, a=a)
    indicatori = [
        Indicatore.objects.create(
            ente=ente, codice=f"i{n}", nome=f"Indicatore {n}", tipo=tipo, scala=SCALA if tipo == "ordinale" else []
        )
        for n, tipo in enumerate(TIPI)
    ]
    for indicatore in indicatori[:4]:
        ValoreStorico.objects.create(indicatore=indicatore, anno=2020, testo="6", valore=Decimal(6))
        ValoreStorico.objects.create(indicatore=indicatore, anno=2021, testo="7", valore=Decimal(7))
    cicli = [_ciclo(ente, indicatori, anno) for anno in (ADOTTATO, VIVO)]
    Ciclo.objects.filter(pk=cicli[0].pk).update(
        stato="relazione_approvata", approvazione_numero="1", approvazione_data=date(2022, 6, 1)
    )
    scatta_mancanti()
    return ritrova_piccolo(ente)


def ritrova_piccolo(ente: Ente) -> Piccolo:
    """The body that ``crea_piccolo`` made, as it is on the database."""
    adottato, vivo = Ciclo.objects.filter(ente=ente).select_related("ente").order_by("anno")
    controllo = Utente.objects.get(username="controllo.piccolo", ente=ente)
    return Piccolo(ente, controllo, adottato, vivo, list(Indicatore.objects.filter(ente=ente).order_by("codice")))


def _ciclo(ente: Ente, indicatori: list[Indicatore], anno: int) -> Ciclo:
    ciclo = Ciclo.objects.create(ente=ente, anno=anno, stato="monitoraggio")
    date_periodi = [(date(anno, 1, 1), date(anno, 6, 30)), (date(anno, 7, 1), date(anno, 12, 31))]
    stati = ["chiuso", "aperto" if anno == VIVO else "chiuso"]
    periodi = [
        Periodo.objects.create(ciclo=ciclo, numero=n, nome=f"Semestre {n}", inizio=inizio, fine=fine, stato=stato)
        for n, ((inizio, fine), stato) in enumerate(zip(date_periodi, stati, strict=True), 1)
    ]
    prospettive = [Prospettiva.objects.create(ciclo=ciclo, ordine=n, codice=f"p{n}", nome=f"P{n}") for n in (1, 2)]
    obiettivi = [ObiettivoStrategico.objects.create(ciclo=ciclo, numero=n, nome=f"Obiettivo {n}") for n in (1, 2)]
    nodi = [
        ObiettivoInProspettiva.objects.create(prospettiva=p, obiettivo=o)
        for p, o in zip(prospettive, obiettivi, strict=True)
    ]
    for ordine, codice in enumerate(("ente", "altro"), 1):
        cruscotto = Cruscotto.objects.create(
            ciclo=ciclo, ordine=ordine, codice=codice, tipo="azienda" if ordine == 2 else "ente", titolo=codice
        )
        for n, indicatore in enumerate(indicatori[: None if ordine == 1 else 2]):
            Collocazione.objects.create(
                cruscotto=cruscotto, indicatore=indicatore, nodo=nodi[n // 3], ordine=n + 1, etichetta=f"Voce {n}"
            )
    for indicatore, target, scritti in zip(indicatori, TARGET, CONSUNTIVI, strict=True):
        testo = target.format(anno=anno)
        ValoreAtteso.objects.create(ciclo=ciclo, indicatore=indicatore, **campi_atteso(testo, indicatore.scala))
        for periodo, scritto in zip(periodi, scritti, strict=True):
            if scritto:
                campi = campi_rilevazione(scritto.format(anno=anno), indicatore.scala)
                Rilevazione.objects.create(indicatore=indicatore, periodo=periodo, stato="trasmessa", **campi)
    return ciclo


def misurati(ente: Ente, *anni: int) -> Quadro:
    """Every SAL of the given years read again from the database, in a way of its own."""
    quadro: Quadro = {}
    for ciclo in Ciclo.objects.filter(ente=ente, anno__in=anni).select_related("ente"):
        cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
        for periodo in ciclo.periodi.exclude(stato="futuro"):
            (prospetti,) = misura_insieme(ente.pk, [Richiesta(ciclo, periodo, cruscotti)])
            for p in prospetti:
                dove = (ciclo.anno, periodo.numero, p.codice)
                quadro[*dove, "cruscotto", p.codice] = (p.media.valore, p.fascia.codice if p.fascia else "")
                for q in p.prospettive:
                    quadro[*dove, "prospettiva", q.codice] = (q.media.valore, q.fascia.codice if q.fascia else "")
                    for o in q.obiettivi:
                        chiave = f"{q.codice}/{o.numero}"
                        quadro[*dove, "obiettivo", chiave] = (o.media.valore, o.fascia.codice if o.fascia else "")
                        for r in o.righe:
                            quadro[*dove, "indicatore", str(r.collocazione)] = (
                                r.sal,
                                r.fascia.codice if r.fascia else "",
                            )
    return quadro


# -- acts, as a person of controllo would do them ----------------------------------------------------------------------


def richieste(piccolo: Piccolo) -> Any:
    tutti = Cruscotto.objects.filter(ciclo__ente=piccolo.ente).select_related("ciclo__ente")
    return richieste_dei(tutti)


def pesi(piccolo: Piccolo, scelti: Pesi, comuni: Pesi | None = None) -> Atto:
    """Weights of the rows of the body's scorecard, by their place in it, and of prospettive, by their key."""
    cruscotto = Cruscotto.objects.select_related("ciclo__ente").get(ciclo=piccolo.vivo, codice="ente")
    righe = list(Collocazione.objects.filter(cruscotto=cruscotto).order_by("ordine"))
    visti = impronta_pesi([gruppo for gruppi in leggi_pesi(cruscotto) for gruppo in gruppi])
    nuovi = PesiScelti({righe[n].pk: peso for n, peso in scelti.items()}, prospettive=comuni or {})
    return lambda: cambia_pesi(
        cruscotto=cruscotto, scelti=nuovi, visti=visti, motivo="Lo chiede la Giunta", da=piccolo.controllo
    )


def regola(piccolo: Piccolo, n: int, **campi: Any) -> Atto:
    indicatore = Indicatore.objects.get(pk=piccolo.indicatori[n].pk)
    ora = RegoleIndicatore.di(indicatore)
    nuove = RegoleIndicatore(**({f: getattr(ora, f) for f in ora.campi} | campi))
    return lambda: cambia_regola(
        indicatore=indicatore, nuove=nuove, viste=ora.impronta, motivo="Nuovo SMVP", da=piccolo.controllo
    )


def misura(piccolo: Piccolo, fasce: tuple[Fascia, ...] | None = None, **campi: Any) -> Atto:
    scelte, ora = scelte_attuali(piccolo.ente.pk)
    return lambda: imposta_misura(
        ente=piccolo.ente,
        scelte=scelte | campi,
        fasce=fasce if fasce is not None else ora,
        viste=impronta_misura(scelte, ora),
        motivo="Nuovo SMVP",
        da=piccolo.controllo,
    )


def target(piccolo: Piccolo, n: int, testo: str, giorno: date, *, proprio: bool = False) -> Atto:
    indicatore = piccolo.indicatori[n]
    riga = Collocazione.objects.get(cruscotto__ciclo=piccolo.vivo, cruscotto__codice="ente", indicatore=indicatore)
    collocazione = riga if proprio else None
    ultima = ultima_versione(piccolo.vivo, indicatore, collocazione)
    return lambda: rimodula_target(
        indicatore=indicatore,
        ciclo=piccolo.vivo,
        collocazione=collocazione,
        scritto=TargetScritto(testo, "12/22", giorno, "Nuovo bando"),
        versione=ultima.versione if ultima else 0,
        da=piccolo.controllo,
    )


def contenuto() -> str:
    """Everything that the database holds, as a text."""
    tabelle = {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in MODELLI}
    return json.dumps(tabelle, default=str, sort_keys=True)


SETTEMBRE = date(VIVO, 9, 1)


def rimodula(piccolo: Piccolo, testo: str = "≥ 16", n: int = 0, **altro: Any) -> ValoreAtteso | None:
    """A new target of the indicator ``n`` in the living year, by an act of September unless said."""
    ciclo = altro.pop("ciclo", piccolo.vivo)
    collocazione = altro.pop("collocazione", None)
    ultima = ultima_versione(ciclo, piccolo.indicatori[n], collocazione)
    versione = altro.pop("versione", ultima.versione if ultima else 0)
    da = altro.pop("da", piccolo.controllo)
    scritto = TargetScritto(testo, **{"atto_numero": "12", "atto_data": SETTEMBRE, "motivo": "Nuovo bando", **altro})
    return rimodula_target(
        indicatore=piccolo.indicatori[n],
        ciclo=ciclo,
        collocazione=collocazione,
        scritto=scritto,
        versione=versione,
        da=da,
    )
