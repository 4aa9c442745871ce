"""What a change of targets, weights or rules does to the SALs, known before it is done and confirmed as it was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.chiusura.actions.periodi import correggi_periodo
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.effetto import RUMORE, Atto, Prova, compi, prova
from cruscotto.misurazione.prospetto import Richiesta
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    ImpostazioniMisura,
    Indicatore,
    Periodo,
    Rilevazione,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.misura import scelte_attuali
from cruscotto.pianificazione.actions.pesi import PesiScelti, cambia_pesi, impronta_pesi, leggi_pesi
from ente.errori import ErroreUtente
from ente.models import Atto as LineaRegistro
from tests.mondi.misurato import (
    ADOTTATO,
    VIVO,
    Piccolo,
    Quadro,
    contenuto,
    crea_piccolo,
    misura,
    misurati,
    pesi,
    regola,
    richieste,
    target,
)

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
ERRORI = ValoreRifiutato, Superato, NonModificabile


@pytest.fixture
def piccolo(db: None) -> Piccolo:
    return crea_piccolo()


def dopo_di(fatta: Prova) -> dict[tuple[int, int, str, str, str], tuple[Decimal | None, str]]:
    return {
        (c.posto.anno, c.posto.numero, c.posto.cruscotto, c.posto.livello.value, c.posto.chiave): (
            c.dopo.valore,
            c.dopo.colore,
        )
        for c in fatta.cambi
    }


def diversi(prima: Quadro, dopo: Quadro) -> Quadro:
    """What is not the same in the two, as it is in the second."""

    def uguali(a: tuple[Decimal | None, str], b: tuple[Decimal | None, str]) -> bool:
        if a[1] != b[1] or (a[0] is None) != (b[0] is None):
            return False
        return a[0] is None or b[0] is None or abs(a[0] - b[0]) < RUMORE

    return {chiave: valore for chiave, valore in dopo.items() if not uguali(valore, prima[chiave])}


# -- the preview and the act cannot disagree ---------------------------------------------------------------------------

GIORNI = st.dates(date(VIVO, 1, 1), date(VIVO, 12, 31))
PESI = st.sampled_from([(None, None, None), (50, 30, 20), (10, 10, 80), (0, 0, 100), (50, 50, 1), (1, None, 99)])
NUMERO = st.integers(-30, 300).map(Decimal)
ATTI: st.SearchStrategy[Callable[[Piccolo], Atto]] = st.one_of(
    st.builds(
        lambda n, segno, v, g, proprio: lambda p: target(p, n, f"{segno} {v}", g, proprio=proprio),
        st.integers(0, 3),
        st.sampled_from(["≥", "≤", "", ">", "="]),
        st.integers(0, 2000),
        GIORNI,
        st.booleans(),
    ),
    st.builds(lambda g, v: lambda p: target(p, 4, f"{v:%d/%m/%Y}", g), GIORNI, GIORNI),
    st.builds(
        lambda uno, due: lambda p: pesi(p, {n: x if x is None else Decimal(x) for n, x in enumerate((*uno, *due))}),
        PESI,
        PESI,
    ),
    st.builds(
        lambda n, r, v, a, m, x: (
            lambda p: regola(p, n, regola=r, direzione=v, accumulo=a, soglia_minima=m, soglia_massima=x)
        ),
        st.integers(0, 3),
        st.sampled_from(
            ["", "rapporto_inverso", "avanzamento", "soglie3", "anno_precedente", "valore_diretto", "fasi"]
        ),
        st.sampled_from(["", "crescente", "decrescente", "neutra"]),
        st.sampled_from(["ultimo", "alla_data", "cumulato", "somma", "media"]),
        st.none() | NUMERO,
        st.none() | NUMERO,
    ),
    st.builds(lambda punti: lambda p: regola(p, 5, punti_scala=punti), st.sampled_from([("10", "60", "100"), ("1",)])),
    st.builds(
        lambda r, lo, hi, m, t, u: (
            lambda p: misura(
                p, regola=r, minimo=Decimal(lo), massimo=Decimal(hi), mancanti=m, penalita_giorno=t, uguale_mancato=u
            )
        ),
        st.sampled_from(["percentuale_target", "rapporto_inverso", "avanzamento", "scostamento_assoluto"]),
        st.integers(-10, 40),
        st.integers(30, 200),
        st.sampled_from(["zero", "escluso", "errore"]),
        st.none() | st.just(Decimal(1)),
        st.booleans(),
    ),
)


@given(quale=ATTI)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_previewed_is_what_happens_and_a_preview_writes_nothing(
    piccolo: Piccolo, quale: Callable[[Piccolo], Atto]
) -> None:
    """For any act: the preview says exactly what is then measured, the adopted year does not move, and a refused act
    is refused in both."""
    sigillo = transaction.savepoint()
    try:
        atto, quali, scritto = quale(piccolo), richieste(piccolo), contenuto()
        prima = misurati(piccolo.ente, ADOTTATO, VIVO)
        try:
            vista = prova(atto, quali)
        except ERRORI as rifiuto:
            assert contenuto() == scritto
            with pytest.raises(type(rifiuto)):
                atto()
            return
        assert not vista.fatta
        assert contenuto() == scritto
        assert misurati(piccolo.ente, ADOTTATO, VIVO) == prima
        assert (atto() is None) == (vista.esito is None)
        dopo = misurati(piccolo.ente, ADOTTATO, VIVO)
        assert dopo_di(vista) == diversi(prima, dopo)
        assert {k: v for k, v in dopo.items() if k[0] == ADOTTATO} == {
            k: v for k, v in prima.items() if k[0] == ADOTTATO
        }
    finally:
        transaction.savepoint_rollback(sigillo)


def test_the_acts_of_the_property_are_not_all_refused(piccolo: Piccolo) -> None:
    """The property would hold of acts that never do anything."""
    for atto in (
        target(piccolo, 0, "≥ 16", date(VIVO, 9, 1)),
        pesi(piccolo, {0: Decimal(50), 1: Decimal(30), 2: Decimal(20)}),
        regola(piccolo, 2, regola="avanzamento"),
        misura(piccolo, massimo=Decimal(150)),
    ):
        assert prova(atto, richieste(piccolo)).cambi


def test_the_figures_of_a_preview(piccolo: Piccolo) -> None:
    """Target ≥ 10 becomes ≥ 16 from September: 12/10 capped at 100 → 12/16 = 75 in the second semester only. Objective
    1 of the body, of three rows and alone in its prospettiva, loses 25/3 points; the whole, of two, half as much."""
    vista = prova(target(piccolo, 0, "≥ 16", date(VIVO, 9, 1)), richieste(piccolo))
    assert {c.posto.numero for c in vista.cambi} == {2}
    assert vista.chiusi == ()
    righe = {c.posto.cruscotto: c for c in vista.indicatori}
    assert righe["ente"].prima.valore == 100
    assert righe["ente"].dopo.valore == 75
    assert righe["ente"].parole == "-25,00 punti"
    assert (vista.scendono, vista.salgono, vista.spariscono) == (2, 0, 0)
    interi = {c.posto.cruscotto: c.differenza for c in vista.cruscotti}
    assert interi["altro"] == Decimal("-12.5")
    assert interi["ente"] is not None
    assert abs(interi["ente"] + Decimal(25) / 6) < RUMORE
    grandezze = [c.grandezza for c in vista.cambi]
    assert grandezze == sorted(grandezze, reverse=True)


def test_a_closed_period_does_not_move_until_an_act_corrects_it(piccolo: Piccolo) -> None:
    """A target by an act of May would have been in force in the first semester, closed when the act was typed: 8/16."""
    atto = target(piccolo, 0, "≥ 16", date(VIVO, 5, 1))
    assert prova(atto, richieste(piccolo)).chiusi == ()
    prima = misurati(piccolo.ente, VIVO)
    atto()
    assert {chiave[1] for chiave in diversi(prima, misurati(piccolo.ente, VIVO))} == {2}
    periodo = Periodo.objects.select_related("ciclo__ente").get(ciclo=piccolo.vivo, numero=1)
    quali = [Richiesta(piccolo.vivo, periodo, list(Cruscotto.objects.filter(ciclo=piccolo.vivo)))]

    def correzione() -> object:
        return correggi_periodo(periodo=periodo, motivo="Delibera di maggio", da=piccolo.controllo)

    vista = prova(correzione, quali)
    assert vista.chiusi == (f"Semestre 1 {VIVO}",)
    assert {c.dopo.valore for c in vista.indicatori} == {50}
    assert compi(correzione, quali, None, vista.impronta).fatta
    (riga,) = LineaRegistro.objects.filter(azione="corregge periodo chiuso")
    assert riga.dettagli["motivo"] == "Delibera di maggio"
    assert riga.dettagli["prima"]["fotografia"] != riga.dettagli["dopo"]["fotografia"]
    assert {chiave[1] for chiave in diversi(prima, misurati(piccolo.ente, VIVO))} == {1, 2}
    assert correzione() is None


def test_a_band_that_moves_changes_only_colours(piccolo: Piccolo) -> None:
    _, (prima, *_) = scelte_attuali(piccolo.ente.pk)
    fasce = (
        Fascia(None, Decimal(50), prima.codice, prima.nome),
        Fascia(Decimal(50), Decimal(100), "parziale", "parziale"),
        Fascia(Decimal(100), None, "raggiunto", "raggiunto"),
    )
    vista = prova(misura(piccolo, fasce), richieste(piccolo))
    assert vista.cambi
    assert vista.di_colore == len(vista.indicatori)
    assert {c.dopo.colore for c in vista.cambi} == {"parziale"}


# -- confirmation ------------------------------------------------------------------------------------------------------


def test_a_confirmation_does_what_was_seen(piccolo: Piccolo) -> None:
    atto, quali = pesi(piccolo, {0: Decimal(50), 1: Decimal(30), 2: Decimal(20)}), richieste(piccolo)
    vista = prova(atto, quali, "domanda")
    fatta = compi(atto, quali, "domanda", vista.impronta)
    assert fatta.fatta
    assert fatta.cambi == vista.cambi
    assert {c.peso for c in Collocazione.objects.exclude(peso=None)} == {20, 30, 50}


@pytest.mark.parametrize("impronta", ["", "x", "0" * 32])
def test_another_fingerprint_writes_nothing_and_shows_what_changes_now(piccolo: Piccolo, impronta: str) -> None:
    scritto = contenuto()
    rifatta = compi(target(piccolo, 0, "≥ 16", date(VIVO, 9, 1)), richieste(piccolo), "domanda", impronta)
    assert not rifatta.fatta
    assert rifatta.cambi
    assert contenuto() == scritto


def test_a_value_that_arrives_between_preview_and_confirmation_makes_the_preview_anew(piccolo: Piccolo) -> None:
    atto, quali = target(piccolo, 0, "≥ 16", date(VIVO, 9, 1)), richieste(piccolo)
    vista = prova(atto, quali)
    Rilevazione.objects.filter(indicatore=piccolo.indicatori[0], periodo__ciclo=piccolo.vivo, testo="12").update(
        valore=Decimal(15), testo="15"
    )
    rifatta = compi(atto, quali, None, vista.impronta)
    assert not rifatta.fatta
    assert rifatta.indicatori[0].dopo.valore == Decimal("93.75")
    assert compi(atto, quali, None, rifatta.impronta).fatta


def test_the_same_confirmation_twice_is_one_act(piccolo: Piccolo) -> None:
    atto, quali = target(piccolo, 0, "≥ 16", date(VIVO, 9, 1)), richieste(piccolo)
    vista = prova(atto, quali)
    assert compi(atto, quali, None, vista.impronta).esito is not None
    seconda = compi(atto, quali, None, vista.impronta)
    assert seconda.fatta
    assert seconda.esito is None
    assert LineaRegistro.objects.filter(ente=piccolo.ente).count() == 1


# -- adopted years keep their rules ------------------------------------------------------------------------------------


def massimo_conservato(piccolo: Piccolo) -> Decimal:
    copia: dict[str, Any] = Ciclo.objects.get(pk=piccolo.adottato.pk).misura_congelata or {}
    return Decimal(copia["massimo"])


def test_an_adopted_year_is_measured_as_it_was(piccolo: Piccolo) -> None:
    """Rules and settings change twice; the adopted year keeps those of its adoption."""
    prima = misurati(piccolo.ente, ADOTTATO)
    for atto in (
        regola(piccolo, 0, regola="avanzamento", direzione="crescente", accumulo="somma"),
        misura(piccolo, mancanti="zero", massimo=Decimal(150), regola="rapporto_inverso"),
    ):
        atto()
    regola(piccolo, 0, regola="", accumulo="media")()
    assert misurati(piccolo.ente, ADOTTATO) == prima
    riga = Collocazione.objects.get(cruscotto__ciclo=piccolo.adottato, cruscotto__codice="ente", ordine=1)
    copia: dict[str, Any] = riga.regole_congelate or {}
    assert (copia["regola"], copia["accumulo"]) == ("", "ultimo")
    assert massimo_conservato(piccolo) == 100


def test_rules_are_kept_once(piccolo: Piccolo) -> None:
    """What a year keeps is of its adoption: a later copy would already be of other rules."""
    conserva_regole(piccolo.ente.pk)
    Indicatore.objects.filter(pk=piccolo.indicatori[0].pk).update(regola="valore_diretto")
    ImpostazioniMisura.objects.filter(ente=piccolo.ente).update(massimo=150)
    conserva_regole(piccolo.ente.pk)
    assert not Collocazione.objects.filter(regole_congelate__regola="valore_diretto").exists()
    assert not Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo, regole_congelate__isnull=False).exists()
    assert massimo_conservato(piccolo) == 100


def test_weights_of_an_adopted_year_do_not_change(piccolo: Piccolo) -> None:
    cruscotto = Cruscotto.objects.select_related("ciclo__ente").get(ciclo=piccolo.adottato, codice="ente")
    riga = Collocazione.objects.filter(cruscotto=cruscotto).first()
    assert riga is not None
    with pytest.raises(NonModificabile):
        cambia_pesi(
            cruscotto=cruscotto,
            scelti=PesiScelti({riga.pk: Decimal(100)}),
            visti=impronta_pesi([g for gruppi in leggi_pesi(cruscotto) for g in gruppi]),
            motivo="x",
            da=piccolo.controllo,
        )


def test_a_cycle_carried_over_takes_no_kept_rules(ciclo: Ciclo) -> None:
    conserva_regole(ciclo.ente_id)
    ciclo = Ciclo.objects.select_related("ente").get(pk=ciclo.pk)
    assert ciclo.misura_congelata is not None
    nuovo = prepara_dimostrazione(ciclo=ciclo, anno=2020, da=None)
    assert nuovo.misura_congelata is None
    assert not Collocazione.objects.filter(cruscotto__ciclo=nuovo, regole_congelate__isnull=False).exists()


def test_errors_are_of_those_a_page_can_say() -> None:
    assert all(issubclass(e, ErroreUtente) for e in ERRORI)


def test_targets_of_the_small_body_can_be_read(piccolo: Piccolo) -> None:
    """The property would not see a target that nobody understood."""
    assert not ValoreAtteso.objects.filter(ciclo=piccolo.vivo, tipo="").exists()
