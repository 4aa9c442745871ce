"""What is measured from tuples, once for many placements, is what is measured from the models, one placement at a time:
whatever is written, by whatever door."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Lettura, Richiesta, ValoriCiclo
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.riga import Riga, _misura, misura_riga
from cruscotto.misurazione.singole import misura_collocazioni
from cruscotto.models import (
    CONGELATI,
    Ciclo,
    Collocazione,
    Indicatore,
    Periodo,
    Rilevazione,
    SalDichiarato,
    SeguitoAzione,
    ValoreAtteso,
)
from cruscotto.valori.conversioni import campi_atteso, campi_rilevazione
from ente.models import Ente, Incarico, Ruolo, Ufficio, Utente
from tests.mondi.serrature import annullato

CARICO = Piano(enti=1, anni=2, collocazioni=60, periodi=3)
SENZA_NOME = ("ufficio", "ufficio_codice", "area", "area_codice", "programma", "obiettivo_operativo")
"""What the measure of single placements does not name."""


@pytest.fixture
def ente(db: None, senza_fotografie: None) -> Ente:
    genera(CARICO)
    return Ente.objects.get(codice__startswith="carico-")


# -- the two ways ------------------------------------------------------------------------------------------------------
def dai_modelli(ciclo: Ciclo, periodo: Periodo | None) -> dict[int, Riga]:
    """Each placement by itself, from model instances that nothing shares."""
    cruscotti = list(ciclo.cruscotti.order_by("ordine"))
    lettura = Lettura([Richiesta(ciclo, periodo, cruscotti)], intere=True)
    valori = ValoriCiclo(ciclo, periodo, cruscotti, lettura)
    misura = Misura.al_periodo(ciclo, periodo)
    assert all(isinstance(c, Collocazione) for gruppo in valori.collocazioni.values() for c in gruppo)
    return {c.pk: _misura(c, valori, misura) for gruppo in valori.collocazioni.values() for c in gruppo}


def dalle_tuple(ciclo: Ciclo, periodo: Periodo | None) -> dict[int, Riga]:
    cruscotti = list(ciclo.cruscotti.order_by("ordine"))
    prospetti = misura_cruscotti(ciclo, periodo, cruscotti)
    return {r.collocazione: r for p in prospetti for r in p.righe}


def controlla(ente: Ente) -> int:
    """Compare every placement of every period of a body; how many rows were compared."""
    visti = 0
    for ciclo in Ciclo.objects.filter(ente=ente).order_by("anno"):
        for periodo in [None, *ciclo.periodi.order_by("numero")]:
            attese = dai_modelli(ciclo, periodo)
            assert dalle_tuple(ciclo, periodo) == attese
            visti += len(attese)
            if periodo is None:
                continue
            singole = misura_collocazioni(ente.pk, list(attese), str(periodo.numero))
            for pk, misurata in singole.items():
                if misurata.periodo == periodo:
                    nudo = {n: getattr(attese[pk], n) for n in Riga.__dataclass_fields__ if n not in SENZA_NOME}
                    assert {n: getattr(misurata.riga, n) for n in nudo} == nudo
    return visti


# -- writes ------------------------------------------------------------------------------------------------------------
TESTI = ("12", "7,5", "80%", "€ 1.000", "31/08/2025", "3/4", "Buono", "boh ?", "-4", "0")
Scrittura = Callable[[Ente, random.Random], None]


def _una(insieme: Any, caso: random.Random) -> Any:
    return caso.choice(list(insieme.order_by("pk")))


def cambia_valore(ente: Ente, caso: random.Random) -> None:
    r: Rilevazione = _una(Rilevazione.objects.di(ente), caso)
    for nome, valore in campi_rilevazione(caso.choice(TESTI), ["Scarso", "Buono"]).items():
        setattr(r, nome, valore)
    r.stato = caso.choice(["bozza", "trasmessa", "validata", "restituita"])
    r.motivo_restituzione = "da rivedere"
    r.causa_scostamento, r.nota = caso.choice(["", "pochi"]), caso.choice(["", "nota"])
    r.validata_da = r.validata_il = None
    if r.stato == "validata":
        r.validata_il = timezone.now()
    r.save()


def neutralizza(ente: Ente, caso: random.Random) -> None:
    r: Rilevazione = _una(Rilevazione.objects.di(ente), caso)
    r.neutralizzata, r.motivo_neutralizzazione = not r.neutralizzata, "alluvione"
    r.save()


def valida_da_se(ente: Ente, caso: random.Random) -> None:
    """Who leads an area enters and validates: the sheet that assesses them says so, and that one only."""
    area = _una(ente.aree, caso)
    chi = Utente.objects.create(username=f"x{caso.random()}", ente=ente)
    Incarico.objects.create(utente=chi, ruolo=Ruolo.DIRIGENTE, area=area, dal=date(2020, 1, 1))
    quando = timezone.make_aware(datetime(2025, 6, 1, 9))
    for r in Rilevazione.objects.di(ente).order_by("pk")[:40]:
        r.stato, r.inserita_da, r.validata_da, r.validata_il = "validata", chi, chi, quando
        r.save()


def valore_proprio(ente: Ente, caso: random.Random) -> None:
    c: Collocazione = _una(Collocazione.objects.di(ente), caso)
    periodo = _una(c.cruscotto.ciclo.periodi, caso)
    Collocazione.objects.filter(pk=c.pk).update(rilevata_a_parte=True)
    Rilevazione.objects.filter(collocazione=c, periodo=periodo).delete()
    Rilevazione.objects.create(
        indicatore=c.indicatore, collocazione=c, periodo=periodo, stato="trasmessa", **campi_rilevazione("5", [])
    )


def rimodula(ente: Ente, caso: random.Random) -> None:
    c: Collocazione = _una(Collocazione.objects.di(ente), caso)
    ciclo, sua = c.cruscotto.ciclo, caso.choice([c, None])
    versioni = ValoreAtteso.objects.filter(ciclo=ciclo, indicatore=c.indicatore, collocazione=sua)
    ultima = versioni.order_by("-versione").first()
    ValoreAtteso.objects.create(
        ciclo=ciclo,
        indicatore=c.indicatore,
        collocazione=sua,
        versione=ultima.versione + 1 if ultima else 1,
        atto_numero="7",
        atto_data=date(ciclo.anno, caso.choice([2, 6, 11]), 1),
        **campi_atteso(caso.choice(["≥ 10", "< 80%", "> 5", "= 4", "boh", "100 ± 5"]), []),
    )


def cambia_regole(ente: Ente, caso: random.Random) -> None:
    """The body changes how it measures; before, adopted years take their copy, as the acts do."""
    if caso.random() < 0.5:
        Ciclo.objects.filter(ente=ente, anno=2024).update(stato=CONGELATI[0])
        conserva_regole(ente.pk)
    i: Indicatore = _una(Indicatore.objects.filter(ente=ente), caso)
    i.regola = caso.choice(["", "rapporto_inverso", "avanzamento", "soglie3", "scostamento_assoluto"])
    i.accumulo = caso.choice(["ultimo", "somma", "media", "cumulato", "alla_data"])
    i.direzione = caso.choice(["", "crescente", "decrescente"])
    i.soglia_minima, i.soglia_massima = Decimal(1), Decimal(200)
    i.save()


def riassegna(ente: Ente, caso: random.Random) -> None:
    uffici = [*Ufficio.objects.filter(ente=ente).values_list("pk", flat=True), None]
    i = _una(Indicatore.objects.filter(ente=ente), caso)
    Indicatore.objects.filter(pk=i.pk).update(ufficio=caso.choice(uffici))


def dichiara(ente: Ente, caso: random.Random) -> None:
    c: Collocazione = _una(Collocazione.objects.di(ente), caso)
    periodo = _una(c.cruscotto.ciclo.periodi, caso)
    SalDichiarato.objects.update_or_create(
        collocazione=c, periodo=periodo, defaults={"valore": Decimal("73.5"), "motivo": "delibera"}
    )


def promette(ente: Ente, caso: random.Random) -> None:
    r: Rilevazione = _una(Rilevazione.objects.di(ente), caso)
    r.azione_correttiva, r.azione_entro = "più personale", date(2025, 1, 31)
    r.save()
    if caso.random() < 0.5:
        SeguitoAzione.objects.update_or_create(
            rilevazione=r, defaults={"stato": "in_corso", "entro": date(2030, 1, 1), "nota": "a metà"}
        )


def apre_o_chiude(ente: Ente, caso: random.Random) -> None:
    p = _una(Periodo.objects.filter(ciclo__ente=ente), caso)
    Periodo.objects.filter(pk=p.pk).update(stato=caso.choice(["aperto", "chiuso"]))


SCRITTURE: tuple[Scrittura, ...] = (
    cambia_valore,
    neutralizza,
    valida_da_se,
    valore_proprio,
    rimodula,
    cambia_regole,
    riassegna,
    dichiara,
    promette,
    apre_o_chiude,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scelte=st.lists(st.tuples(st.sampled_from(SCRITTURE), st.integers(0, 10_000)), min_size=1, max_size=25))
def test_after_any_writes_tuples_measure_as_models(ente: Ente, scelte: list[tuple[Scrittura, int]]) -> None:
    with annullato():
        for scrittura, seme in scelte:
            scrittura(ente, random.Random(seme))
        assert controlla(ente) == CARICO.collocazioni * CARICO.anni * (CARICO.periodi + 1)


@pytest.mark.parametrize("scrittura", SCRITTURE, ids=lambda s: s.__name__)
def test_after_each_kind_of_write(ente: Ente, scrittura: Scrittura) -> None:
    for seme in range(4):
        scrittura(ente, random.Random(seme))
    assert controlla(ente)


def test_the_real_years(dimostrativo: Ciclo, senza_fotografie: None) -> None:
    assert controlla(dimostrativo.ente) > 1000


def test_closed_periods_with_the_same_photograph_are_not_one(dimostrativo: Ciclo) -> None:
    """The first two periods of 2019 have no values, and so the same text; what is late is not."""
    ciclo = Ciclo.objects.get(ente=dimostrativo.ente, anno=2019)
    periodi = list(ciclo.periodi.order_by("numero"))[:2]
    assert periodi[0].fotografia.contenuto == periodi[1].fotografia.contenuto
    misurati = [dalle_tuple(ciclo, p) for p in periodi]
    assert misurati[0] != misurati[1]
    for p, trovate in zip(periodi, misurati, strict=True):
        assert trovate == dai_modelli(ciclo, p)


def test_placements_that_measure_the_same_are_measured_once(ente: Ente) -> None:
    """And one with a value, a target or a declared SAL of its own is measured by itself."""
    ciclo = Ciclo.objects.filter(ente=ente).latest("anno")
    periodo = ciclo.periodi.get(numero=2)
    cruscotti = list(ciclo.cruscotti.all())
    valori = ValoriCiclo(ciclo, periodo, cruscotti)
    tutte = [c for gruppo in valori.collocazioni.values() for c in gruppo]
    misura = Misura.al_periodo(ciclo, periodo)
    for c in tutte:
        misura_riga(c, valori, misura)
    indicatori = {c.indicatore_id for c in tutte}
    assert len(indicatori) <= len(valori.misurate) < len(tutte)
