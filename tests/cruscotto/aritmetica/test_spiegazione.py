"""Why a SAL is what it is: contributions, climb, rule and cap, by hand and by property."""

from __future__ import annotations

from decimal import Decimal as D
from decimal import localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.sal import PoliticaMancanti, Punteggio, Regola, Regole, Stato, VoceDellaMedia, calcola, media
from cruscotto.aritmetica.spiegazione import PAROLE, MediaDaSpiegare, limite, risali, scelta_regola, scomponi
from cruscotto.aritmetica.valori import Tipo, Verso, leggi_atteso, leggi_consuntivo

VICINO = D("1e-60")
ESCLUSO = PoliticaMancanti.ESCLUSO

sal = st.decimals(0, 100, places=6)
pesi_pieni = st.decimals("0.0001", 1000, places=4)


@st.composite
def voci(draw: st.DrawFn) -> list[VoceDellaMedia]:
    """One to twelve voices, all with a weight or all without, some missing, neutralised or without a SAL."""
    pesate = draw(st.booleans())
    fatte = []
    for n in range(draw(st.integers(1, 12))):
        stato = draw(st.sampled_from(Stato))
        valore = draw(sal | st.none()) if stato is Stato.RILEVATO else None
        fatte.append(VoceDellaMedia(valore, draw(pesi_pieni) if pesate else None, stato, f"v{n}"))
    return fatte


def somma(valori: list[D]) -> D:
    """With the digits of the arithmetic, not Python's 28."""
    with localcontext(CONTESTO):
        return sum(valori, D(0))


@given(voci(), st.booleans(), st.sampled_from(PoliticaMancanti))
def test_contributions_add_up_to_the_mean_and_shares_to_one(
    fatte: list[VoceDellaMedia], aperto: bool, mancanti: PoliticaMancanti
) -> None:
    totale, addendi = scomponi(fatte, periodo_aperto=aperto, mancanti=mancanti)
    assert totale == media(fatte, periodo_aperto=aperto, mancanti=mancanti)
    assert [a.nome for a in addendi] == [v.nome for v in fatte]
    portati = [a.contributo for a in addendi if a.contributo is not None]
    quote = [a.quota for a in addendi if a.quota is not None]
    if totale.valore is None:
        assert portati == quote == []
        return
    assert abs(somma(portati) - totale.valore) < VICINO
    assert abs(somma(quote) - 1) < VICINO
    assert len(quote) == totale.contati
    for a in addendi:
        assert (a.quota is None) is (a.contributo is None) is bool(a.fuori)


def test_weights_by_hand() -> None:
    """3/4 × 80 + 1/4 × 40 = 60 + 10 = 70."""
    totale, (primo, secondo) = scomponi(
        [VoceDellaMedia(D(80), D(3)), VoceDellaMedia(D(40), D(1))], periodo_aperto=True, mancanti=ESCLUSO
    )
    assert totale.valore == 70
    assert (primo.quota, primo.contributo) == (D("0.75"), D(60))
    assert (secondo.quota, secondo.contributo) == (D("0.25"), D(10))


def test_what_is_out_gives_its_weight_to_the_others_and_says_why() -> None:
    fatte = [
        VoceDellaMedia(D(90), D(1)),
        VoceDellaMedia(D(30), D(2), Stato.NEUTRALIZZATO),
        VoceDellaMedia(None, D(1), Stato.NON_RILEVATO),
        VoceDellaMedia(None, D(5)),
        VoceDellaMedia(D(60), D(2)),
    ]
    totale, addendi = scomponi(fatte, periodo_aperto=False, mancanti=ESCLUSO)
    assert totale.valore == 70
    assert [a.contributo for a in addendi] == [30, None, None, None, 40]
    assert [a.fuori.split(":")[0] for a in addendi] == [
        "",
        "neutralizzato",
        "non rilevato",
        "senza un SAL calcolabile",
        "",
    ]


@pytest.mark.parametrize(("aperto", "contributo"), [(True, None), (False, 0)])
def test_a_missing_value_counts_zero_only_at_the_close_and_only_if_the_body_says_so(
    aperto: bool, contributo: int | None
) -> None:
    fatte = [VoceDellaMedia(D(100)), VoceDellaMedia(None, stato=Stato.NON_RILEVATO)]
    totale, addendi = scomponi(fatte, periodo_aperto=aperto, mancanti=PoliticaMancanti.ZERO)
    assert totale.valore == (100 if aperto else 50)
    assert addendi[1].contributo == contributo
    assert bool(addendi[1].fuori) is aperto


@pytest.mark.parametrize(
    "fatte",
    [
        [VoceDellaMedia(D(80), D(1)), VoceDellaMedia(D(40))],  # a weight on one only
        [VoceDellaMedia(D(80), D(0)), VoceDellaMedia(D(40), D(0))],  # weights that are all zero
        [VoceDellaMedia(None)],
    ],
)
def test_no_mean_no_contributions(fatte: list[VoceDellaMedia]) -> None:
    totale, addendi = scomponi(fatte, periodo_aperto=False, mancanti=ESCLUSO)
    assert totale.valore is None
    assert {a.contributo for a in addendi} == {None}


def test_a_prerequisite_weighs_nothing_and_when_it_fails_nobody_contributes() -> None:
    def contributi(requisito: int) -> list[D | None]:
        fatte = [VoceDellaMedia(D(requisito), nome="Requisito", prerequisito=True), VoceDellaMedia(D(80))]
        return [a.contributo for a in scomponi(fatte, periodo_aperto=False, mancanti=ESCLUSO)[1]]

    assert contributi(100) == [None, 80]
    assert contributi(0) == [None, None]


def test_the_climb_by_hand() -> None:
    """Row 50 of weight 1 beside 100 of weight 3 → 87,5; one of two objectives → 91,25; one of five → share 1/40."""
    passi = risali(
        [
            MediaDaSpiegare("obiettivo", "1. A", (VoceDellaMedia(D(50), D(1)), VoceDellaMedia(D(100), D(3))), 0),
            MediaDaSpiegare("prospettiva", "P", (VoceDellaMedia(D("87.5")), VoceDellaMedia(D(95))), 0),
            MediaDaSpiegare("cruscotto", "C", (*[VoceDellaMedia(D(0))] * 4, VoceDellaMedia(D("91.25"))), 4),
        ]
    )
    assert [p.media.valore for p in passi] == [D("87.5"), D("91.25"), D("18.25")]
    assert [p.quota for p in passi] == [D("0.25"), D("0.125"), D("0.025")]
    assert [p.punti for p in passi] == [D("12.5"), D("6.25"), D("1.25")]
    assert passi[2].proprio.contributo == D("18.25")


@given(st.lists(st.lists(sal, min_size=1, max_size=6), min_size=1, max_size=5))
def test_the_points_of_all_rows_add_up_to_the_whole(gruppi: list[list[D]]) -> None:
    """Two levels: what every row is worth in the whole sums to the whole."""
    medie = tuple(VoceDellaMedia(media([VoceDellaMedia(v) for v in gruppo]).valore) for gruppo in gruppi)
    portati, tutto = [], media(medie).valore
    for i, gruppo in enumerate(gruppi):
        for k in range(len(gruppo)):
            righe = tuple(VoceDellaMedia(v) for v in gruppo)
            punti = risali([MediaDaSpiegare("obiettivo", "", righe, k), MediaDaSpiegare("cruscotto", "", medie, i)])[
                -1
            ].punti
            assert punti is not None
            portati.append(punti)
    assert tutto is not None
    assert abs(somma(portati) - tutto) < VICINO


@pytest.mark.parametrize("stato", [Stato.NEUTRALIZZATO, Stato.NON_RILEVATO, Stato.RILEVATO])
def test_a_row_that_does_not_count_is_worth_nothing_all_the_way(stato: Stato) -> None:
    passi = risali(
        [
            MediaDaSpiegare("obiettivo", "", (VoceDellaMedia(None, stato=stato), VoceDellaMedia(D(80))), 0),
            MediaDaSpiegare("cruscotto", "", (VoceDellaMedia(D(80)),), 0),
        ]
    )
    assert [(p.quota, p.punti) for p in passi] == [(None, None), (None, None)]
    assert [p.media.valore for p in passi] == [80, 80]
    assert passi[0].esclusi == 1


def test_a_prerequisite_is_worth_nothing_all_the_way_whatever_its_sal() -> None:
    requisito = VoceDellaMedia(D(100), nome="Requisito", prerequisito=True)
    passi = risali(
        [
            MediaDaSpiegare("obiettivo", "", (requisito, VoceDellaMedia(D(80))), 0),
            MediaDaSpiegare("cruscotto", "", (VoceDellaMedia(D(80)),), 0),
        ]
    )
    assert [(p.quota, p.punti) for p in passi] == [(None, None), (None, None)]


def test_who_chose_the_rule() -> None:
    dell_ente = Regole(regola=Regola.RAPPORTO_INVERSO)
    propria = scelta_regola(dell_ente, True, Tipo.NUMERO)
    comune = scelta_regola(dell_ente, False, Tipo.NUMERO)
    data = scelta_regola(Regole(), False, Tipo.DATA)
    assert propria.nome == comune.nome == "rapporto inverso"
    assert "per questo indicatore" in propria.chi
    assert "l'ente usa per tutti gli indicatori numerici" in comune.chi
    assert data.nome == "scadenza"
    assert "che è una data" in data.chi


def test_every_rule_has_words() -> None:
    assert set(PAROLE) == set(Regola)


@pytest.mark.parametrize(
    ("target", "consuntivo", "regole", "applicato", "detto"),
    [
        ("> 400", "300", Regole(), False, "già fra 0% e 100%"),
        ("> 400", "500", Regole(), True, "sarebbe 125%, ma il SAL non supera il 100%"),
        ("< 10", "25", Regole(), True, "sarebbe -50%, ma il SAL non scende sotto 0%"),
        ("> 400", "500", Regole(punteggio=Punteggio.VALORE), False, "non mette limiti"),
        ("> 5.700 (+/- 0,05)", "5.600", Regole(), True, "conta 100%: il calcolo dice perché"),
        ("> 400", "500", Regole(massimo=D(120)), True, "non supera il 120%"),
    ],
)
def test_the_cap(target: str, consuntivo: str, regole: Regole, applicato: bool, detto: str) -> None:
    atteso = leggi_atteso(target)
    trovato = limite(calcola(atteso, leggi_consuntivo(consuntivo), regole), regole)
    assert trovato is not None
    assert trovato.applicato is applicato
    assert detto in trovato.frase


def test_no_cap_without_a_sal() -> None:
    atteso = leggi_atteso("> 400")
    assert limite(calcola(atteso, None), Regole()) is None
    scostamento = Regole(regola=Regola.SCOSTAMENTO_ASSOLUTO)
    assert limite(calcola(atteso, leggi_consuntivo("300"), scostamento, verso=Verso.CRESCENTE), scostamento) is None
