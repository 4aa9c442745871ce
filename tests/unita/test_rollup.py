"""Means of parents: weights, missing values, prerequisites, shares, locked scores."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from cruscotto.sal import (
    Media,
    PoliticaMancanti,
    QuotaVuota,
    RegolaNonValida,
    Stato,
    Voce,
    arrotonda,
    calcola,
    componi,
    controlla_pesi,
    media,
)
from cruscotto.valori import Verso, leggi_atteso, leggi_consuntivo

ASSENTE = Voce(None, D(1), Stato.NON_RILEVATO, "Reclami")
NEUTRA = Voce(D(10), D(1), Stato.NEUTRALIZZATO, "Bandi")
IGNOTA = Voce(None, D(1), Stato.RILEVATO)


def test_economico_finanziaria_dell_ente() -> None:
    """The four indicators of the body's prospettiva: (100 + 83,5102… + 100 + 94) / 4 = 94,3775…, shown 94,4."""
    coppie = [("< 1", "0,94"), ("€ 650.000", "€ 542.816,75"), ("≥73%", "73,17%"), ("≥ 1", "0,94")]
    esiti = []
    for target, actual in coppie:
        atteso = leggi_atteso(target)
        esiti.append(calcola(atteso, leggi_consuntivo(actual), verso=atteso.verso or Verso.CRESCENTE))
    esito = media([Voce(e.valore) for e in esiti])
    assert esito.valore is not None
    assert str(esito.valore).startswith("94.3775673")
    assert arrotonda(esito.valore, 1) == D("94.4")
    assert esito.spiegazione == "Media aritmetica di 4 voci: 94,38%."
    assert esito.peso_totale is None


def test_media_ponderata() -> None:
    esito = media([Voce(D(100), D(60)), Voce(D(50), D(20)), Voce(D(0), D(20))])
    assert esito == Media(D(70), 3, 0, D(100), "Media ponderata (peso totale 100) di 3 voci: 70,00%.")


@pytest.mark.parametrize(
    ("aperto", "mancanti", "valore", "contati"),
    [
        (True, PoliticaMancanti.ZERO, "80", 1),
        (True, PoliticaMancanti.ESCLUSO, "80", 1),
        (True, PoliticaMancanti.ERRORE, "80", 1),
        (False, PoliticaMancanti.ZERO, "60", 2),  # (80·3 + 0·1) / 4
        (False, PoliticaMancanti.ESCLUSO, "80", 1),
        (False, PoliticaMancanti.ERRORE, None, 0),
    ],
)
def test_mancanti(aperto: bool, mancanti: PoliticaMancanti, valore: str | None, contati: int) -> None:
    esito = media([Voce(D(80), D(3)), ASSENTE], periodo_aperto=aperto, mancanti=mancanti)
    assert esito.valore == (None if valore is None else D(valore))
    assert (esito.contati, esito.esclusi) == (contati, 2 - contati if valore else 2)
    if valore is None:
        assert esito.spiegazione == "Il periodo non si può chiudere: manca il consuntivo di Reclami (non rilevata)."


def test_neutralizzati_e_senza_sal_escono_col_loro_peso_anche_con_la_politica_zero() -> None:
    esito = media([Voce(D(80), D(3)), NEUTRA, IGNOTA], mancanti=PoliticaMancanti.ZERO)
    assert (esito.valore, esito.contati, esito.esclusi, esito.peso_totale) == (D(80), 1, 2, D(3))
    assert "di 1 voce: 80,00%; 2 escluse: Bandi (neutralizzata), senza SAL." in esito.spiegazione
    assert "1 esclusa: Bandi" in media([Voce(D(80), D(3)), NEUTRA]).spiegazione


def test_elenco_lungo_degli_esclusi() -> None:
    assert media([Voce(D(1)), *[IGNOTA] * 12]).spiegazione.endswith("senza SAL e altre 2.")


@pytest.mark.parametrize(
    ("voci", "perche"),
    [
        ([], "nessuna voce ha un valore"),
        ([ASSENTE], "nessuna voce ha un valore; 1 esclusa: Reclami (non rilevata)"),
        ([Voce(D(1), D(1)), Voce(D(2))], "solo alcune voci hanno un peso"),
        ([Voce(D(1), D(-1)), Voce(D(2), D(2))], "un peso è negativo"),
        ([Voce(D(1), D(0))], "i pesi sono tutti zero"),
    ],
)
def test_medie_impossibili(voci: list[Voce], perche: str) -> None:
    esito = media(voci)
    assert esito.valore is None
    assert esito.spiegazione == f"Non calcolabile: {perche}."


def test_prerequisito_senza_peso() -> None:
    rispettato = Voce(D(100), nome="Conti in pari", prerequisito=True)
    mancato = Voce(D(0), nome="Conti in pari", prerequisito=True)
    altri = [Voce(D(50), D(40)), Voce(D(100), D(60))]
    assert media([rispettato, *altri]).valore == 80
    azzerato = media([mancato, *altri])
    assert (azzerato.valore, azzerato.prerequisiti_mancati) == (D(0), ("Conti in pari",))
    assert azzerato.spiegazione == "0% perché manca il prerequisito Conti in pari."
    segnalato = media([mancato, *altri], azzera_prerequisito=False)
    assert segnalato.valore == 80
    assert segnalato.spiegazione.endswith("prerequisito non rispettato: Conti in pari.")


def test_punteggio_bloccato() -> None:
    esito = media([Voce(D(50))], bloccato=D("77.5"))
    assert (esito.valore, esito.bloccato) == (D("77.5"), True)
    assert esito.spiegazione == "Punteggio bloccato: 77,50%, non ricalcolato."
    composto = componi(media([Voce(D(50))]), media([Voce(D(90))]), (D(40), D(60)), bloccato=D(1))
    assert (composto.valore, composto.bloccato) == (D(1), True)


PIENA, VUOTA = media([Voce(D(50))]), media([])


@pytest.mark.parametrize(
    ("propri", "figli", "vuota", "valore"),
    [
        (PIENA, media([Voce(D(100))]), QuotaVuota.PERSA, "80"),  # 50·40% + 100·60%
        (PIENA, VUOTA, QuotaVuota.REDISTRIBUITA, "50"),
        (PIENA, VUOTA, QuotaVuota.PERSA, "20"),
        (VUOTA, PIENA, QuotaVuota.PERSA, "30"),
        (VUOTA, VUOTA, QuotaVuota.REDISTRIBUITA, None),
    ],
)
def test_indicatori_propri_e_figli(propri: Media, figli: Media, vuota: QuotaVuota, valore: str | None) -> None:
    esito = componi(propri, figli, (D(40), D(60)), vuota=vuota)
    assert esito.valore == (None if valore is None else D(valore))
    assert "40/60" in esito.spiegazione
    assert ("quota vuota" in esito.spiegazione) is (valore in ("50", "20", "30"))


@pytest.mark.parametrize("quote", [(D(-1), D(101)), (D(0), D(0))])
def test_quote_sbagliate(quote: tuple[D, D]) -> None:
    with pytest.raises(RegolaNonValida, match="quote"):
        componi(PIENA, PIENA, quote)


def test_quota_zero_della_sola_componente_piena() -> None:
    assert componi(PIENA, VUOTA, (D(0), D(100))).valore is None


def test_somma_dei_pesi() -> None:
    controlla_pesi([D(60), D(40)])
    controlla_pesi([D("0.5"), D("0.5")], D(1))
    with pytest.raises(RegolaNonValida, match="I pesi sommano a 90 invece che a 100"):
        controlla_pesi([D(60), D(30)])
    with pytest.raises(RegolaNonValida, match="negativo"):
        controlla_pesi([D(120), D(-20)])
