"""Means of parents: weights, missing values, prerequisites."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from cruscotto.aritmetica.sal import (
    Media,
    PoliticaMancanti,
    RegolaNonValida,
    Stato,
    VoceDellaMedia,
    arrotonda,
    calcola,
    controlla_pesi,
    media,
)
from cruscotto.aritmetica.valori import Verso, leggi_atteso, leggi_consuntivo

ASSENTE = VoceDellaMedia(None, D(1), Stato.NON_RILEVATO, "Reclami")
NEUTRA = VoceDellaMedia(D(10), D(1), Stato.NEUTRALIZZATO, "Bandi")
IGNOTA = VoceDellaMedia(None, D(1), Stato.RILEVATO)


def test_economico_finanziaria_dell_ente() -> None:
    """The four indicators of the body's prospettiva: (100 + 83,5102… + 100 + 94) / 4 = 94,3775…, shown 94,4."""
    coppie = [("< 1", "0,94"), ("€ 650.000", "€ 542.816,75"), ("≥73%", "73,17%"), ("≥ 1", "0,94")]
    esiti = []
    for target, actual in coppie:
        atteso = leggi_atteso(target)
        esiti.append(calcola(atteso, leggi_consuntivo(actual), verso=atteso.verso or Verso.CRESCENTE))
    esito = media([VoceDellaMedia(e.valore) for e in esiti])
    assert esito.valore is not None
    assert str(esito.valore).startswith("94.3775673")
    assert arrotonda(esito.valore, 1) == D("94.4")
    assert esito.spiegazione == "Media aritmetica di 4 voci: 94,38%."
    assert esito.peso_totale is None


def test_media_ponderata() -> None:
    esito = media([VoceDellaMedia(D(100), D(60)), VoceDellaMedia(D(50), D(20)), VoceDellaMedia(D(0), D(20))])
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
    esito = media([VoceDellaMedia(D(80), D(3)), ASSENTE], periodo_aperto=aperto, mancanti=mancanti)
    assert esito.valore == (None if valore is None else D(valore))
    assert (esito.contati, esito.esclusi) == (contati, 2 - contati if valore else 2)
    if valore is None:
        assert esito.spiegazione == "Il periodo non si può chiudere: manca il consuntivo di Reclami (non rilevata)."


def test_neutralizzati_e_senza_sal_escono_col_loro_peso_anche_con_la_politica_zero() -> None:
    esito = media([VoceDellaMedia(D(80), D(3)), NEUTRA, IGNOTA], mancanti=PoliticaMancanti.ZERO)
    assert (esito.valore, esito.contati, esito.esclusi, esito.peso_totale) == (D(80), 1, 2, D(3))
    assert "di 1 voce: 80,00%; 2 escluse: Bandi (neutralizzata), senza SAL." in esito.spiegazione
    assert "1 esclusa: Bandi" in media([VoceDellaMedia(D(80), D(3)), NEUTRA]).spiegazione


def test_elenco_lungo_degli_esclusi() -> None:
    assert media([VoceDellaMedia(D(1)), *[IGNOTA] * 12]).spiegazione.endswith("senza SAL e altre 2.")


@pytest.mark.parametrize(
    ("voci", "perche"),
    [
        ([], "nessuna voce ha un valore"),
        ([ASSENTE], "nessuna voce ha un valore; 1 esclusa: Reclami (non rilevata)"),
        ([VoceDellaMedia(D(1), D(1)), VoceDellaMedia(D(2))], "solo alcune voci hanno un peso"),
        ([VoceDellaMedia(D(1), D(-1)), VoceDellaMedia(D(2), D(2))], "un peso è negativo"),
        ([VoceDellaMedia(D(1), D(0))], "i pesi sono tutti zero"),
        (
            [VoceDellaMedia(D(1), D(0)), VoceDellaMedia(None, D(100), Stato.NON_RILEVATO)],
            "le voci che contano pesano zero; 1 esclusa: non rilevata",
        ),
    ],
)
def test_medie_impossibili(voci: list[VoceDellaMedia], perche: str) -> None:
    esito = media(voci)
    assert esito.valore is None
    assert esito.spiegazione == f"Non calcolabile: {perche}."


def test_prerequisito_senza_peso() -> None:
    rispettato = VoceDellaMedia(D(100), nome="Conti in pari", prerequisito=True)
    mancato = VoceDellaMedia(D(0), nome="Conti in pari", prerequisito=True)
    altri = [VoceDellaMedia(D(50), D(40)), VoceDellaMedia(D(100), D(60))]
    assert media([rispettato, *altri]).valore == 80
    azzerato = media([mancato, *altri])
    assert (azzerato.valore, azzerato.prerequisiti_mancati) == (D(0), ("Conti in pari",))
    assert azzerato.spiegazione == "0% perché manca il prerequisito Conti in pari."
    segnalato = media([mancato, *altri], azzera_prerequisito=False)
    assert segnalato.valore == 80
    assert segnalato.spiegazione.endswith("prerequisito non rispettato: Conti in pari.")


def test_somma_dei_pesi() -> None:
    controlla_pesi([D(60), D(40)])
    controlla_pesi([D("0.5"), D("0.5")], D(1))
    with pytest.raises(RegolaNonValida, match="I pesi sommano a 90 invece che a 100"):
        controlla_pesi([D(60), D(30)])
    with pytest.raises(RegolaNonValida, match="negativo"):
        controlla_pesi([D(120), D(-20)])
