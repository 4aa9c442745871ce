"""The examination of the OIV: begun on a sealed edition, judged whole, ended by an act, bound to that edition."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from ente.models import Atto
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv
from relazione.edizioni.actions.validazione import (
    non_valida_relazione,
    restituisci_relazione,
    rispondi_osservazione,
    valida_relazione,
)
from relazione.models import CriterioEsaminato, CriterioOiv, EsameOiv
from relazione.validazione.actions.esame import apri_esame, giudica_criterio
from relazione.validazione.criteri import criteri_in_vigore, criteri_pronti, lettera
from tests.mondi.edizioni import approvata, sigillata
from tests.mondi.esami import MOTIVO, OSSERVAZIONE, esamina, valida
from tests.mondi.scena import ANNO, Scena, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def giudica(criterio: CriterioEsaminato, scena: Scena, **cambi: Any) -> CriterioEsaminato:
    detto = {"giudizio": "conforme", "motivo": MOTIVO, "osservazioni": "", "versione": criterio.versione}
    return giudica_criterio(criterio=criterio, **{**detto, "da": scena["ugo"], **cambi})


# -- the criteria ------------------------------------------------------------------------------------------------------


def test_the_ready_criteria_are_eleven_and_hold_from_their_day(scena: Scena) -> None:
    assert [lettera(n) for n in range(12)] == [*list("abcdefghil"), "m", "n"]
    assert len(criteri_in_vigore(scena.ente, dt.date(2018, 11, 1))) == 11
    assert criteri_in_vigore(scena.ente, dt.date(2018, 10, 31)) == ()


def test_a_body_replaces_leaves_out_and_adds_criteria_between_its_days(scena: Scena) -> None:
    prima, dopo = dt.date(2025, 12, 31), dt.date(2026, 1, 1)
    detti = {"titolo": "T", "domanda": "D?", "valido_dal": dopo, "ente": scena.ente}
    CriterioOiv.objects.create(codice="chiarezza", **detti)
    CriterioOiv.objects.create(codice="sinteticita", escluso=True, **detti)
    CriterioOiv.objects.create(codice="parita", valido_al=dt.date(2026, 12, 31), **{**detti, "titolo": "Parità"})
    assert [c.titolo for c in criteri_in_vigore(scena.ente, prima)] == [c.titolo for c in criteri_pronti()]
    oggi = criteri_in_vigore(scena.ente, dopo)
    assert [c.titolo for c in oggi[-2:]] == ["T", "Parità"] and "sinteticita" not in {c.codice for c in oggi}
    assert "Parità" not in {c.titolo for c in criteri_in_vigore(scena.ente, dt.date(2027, 1, 1))}
    assert len(criteri_in_vigore(crea_scena("altro").ente, dopo)) == 11


# -- the examination ---------------------------------------------------------------------------------------------------


def test_only_the_oiv_examines_and_only_what_is_sealed(scena: Scena) -> None:
    edizione = approvata(scena)
    with pytest.raises(NonModificabile, match="non sono ancora sigillati"):
        apri_esame(edizione=edizione, da=scena["ugo"])
    sigillata_ora = sigillata(crea_scena("altra"))
    for chi in ("carla", "adele", "dina", "rita", "ugo"):
        with pytest.raises(PermissionDenied):
            apri_esame(edizione=sigillata_ora, da=scena[chi])
    assert not EsameOiv.objects.exists()


def test_a_second_count_keeps_the_judgements(scena: Scena) -> None:
    edizione = sigillata(scena)
    esame = apri_esame(edizione=edizione, da=scena["ugo"])
    primo = giudica(esame.criteri.all()[0], scena)
    quanti = esame.conti.count()
    assert quanti and apri_esame(edizione=edizione, da=scena["ugo"]) == esame
    primo.refresh_from_db()
    assert (primo.giudizio, esame.conti.count()) == ("conforme", quanti)
    assert list(Atto.objects.filter(modello="esame dell'OIV").order_by("pk").values_list("azione", flat=True)) == [
        "comincia esame",
        "riconta esame",
    ]


@pytest.mark.parametrize(
    ("cambi", "campo"),
    [
        ({"giudizio": "boh"}, "giudizio"),
        ({"giudizio": ""}, "giudizio"),
        ({"motivo": " "}, "motivo"),
        ({"motivo": "x" * 4001}, "motivo"),
        ({"giudizio": "non_conforme"}, "osservazioni"),
        ({"giudizio": "con_osservazioni", "osservazioni": "\n"}, "osservazioni"),
    ],
)
def test_a_judgement_has_its_reason_and_what_it_observes(scena: Scena, cambi: dict[str, str], campo: str) -> None:
    criterio = apri_esame(edizione=sigillata(scena), da=scena["ugo"]).criteri.all()[0]
    with pytest.raises(ValoreRifiutato) as rifiuto:
        giudica(criterio, scena, **cambi)
    assert list(rifiuto.value.errori) == [campo]
    criterio.refresh_from_db()
    assert criterio.giudizio == "" and not Atto.objects.filter(azione="giudica criterio").exists()


def test_two_members_never_write_over_each_other(scena: Scena) -> None:
    criterio = apri_esame(edizione=sigillata(scena), da=scena["ugo"]).criteri.all()[0]
    giudica(criterio, scena)
    giudica(criterio, scena, versione=1)  # the same again is nothing
    with pytest.raises(NonModificabile, match=r"criterio a\)"):
        giudica(criterio, scena, motivo="Altro.", versione=1)
    giudica(criterio, scena, motivo="Altro.", versione=2)


# -- the acts that end it ----------------------------------------------------------------------------------------------


def test_it_is_validated_only_when_every_criterion_is_judged_and_met(scena: Scena) -> None:
    edizione = sigillata(scena)

    def prova() -> Any:
        return valida_relazione(edizione=edizione, conclusioni="Conforme.", da=scena["ugo"])

    with pytest.raises(NonModificabile, match="non è cominciato"):
        prova()
    esame = apri_esame(edizione=edizione, da=scena["ugo"])
    with pytest.raises(NonModificabile, match=r"a\), b\), c\), d\), e\), f\), g\), h\), i\), l\) e m\)"):
        prova()
    for criterio in esame.criteri.all()[1:]:
        giudica(criterio, scena)
    with pytest.raises(NonModificabile, match=r"il criterio a\)"):
        prova()
    primo = giudica(esame.criteri.all()[0], scena, giudizio="non_conforme", osservazioni=OSSERVAZIONE)
    with pytest.raises(NonModificabile, match=r"il criterio a\) non conforme"):
        prova()
    giudica(primo, scena, giudizio="con_osservazioni", osservazioni=OSSERVAZIONE)
    assert prova().stato == "validata"
    esame.refresh_from_db()
    assert (esame.esito, esame.conclusioni, esame.concluso_da) == ("validata", "Conforme.", scena["ugo"])
    with pytest.raises(NonModificabile):
        giudica(primo, scena, giudizio="conforme", versione=3)


def test_it_is_not_validated_with_a_criterion_that_says_why(scena: Scena) -> None:
    edizione = sigillata(scena)
    esamina(edizione, scena["ugo"])

    def prova(chi: str = "ugo", conclusioni: str = "Mancano le prove.") -> Any:
        return non_valida_relazione(edizione=edizione, conclusioni=conclusioni, da=scena[chi])

    with pytest.raises(NonModificabile, match="Nessun criterio è non conforme"):
        prova()
    criterio = EsameOiv.objects.get().criteri.get(codice="affidabilita")
    giudica(criterio, scena, giudizio="non_conforme", osservazioni=OSSERVAZIONE)
    with pytest.raises(PermissionDenied):
        prova("carla")
    with pytest.raises(ValoreRifiutato):
        prova(conclusioni=" ")
    assert prova().stato == prova().stato == "non_validata"
    edizione.ciclo.refresh_from_db()
    assert edizione.ciclo.stato == "relazione_approvata" and EsameOiv.objects.get().esito == "non_validata"
    sigilla_documenti_oiv.func(edizione.pk)
    assert edizione.file.filter(genere="oiv").count() == 3
    assert Atto.objects.get(azione="non valida Relazione").dettagli["motivo"] == "Mancano le prove."


def test_what_a_criterion_observes_is_answered_by_controllo(scena: Scena) -> None:
    edizione = sigillata(scena)
    esamina(edizione, scena["ugo"], affidabilita="con_osservazioni")
    restituisci_relazione(edizione=edizione, osservazioni=["Manca la data."], da=scena["ugo"])
    del_criterio, generale = edizione.osservazioni.all()
    assert (del_criterio.criterio, generale.criterio) == ("affidabilita", "")
    assert del_criterio.testo == f"Criterio f) Affidabilità dei dati: {OSSERVAZIONE}"
    with pytest.raises(NonModificabile, match="2 osservazioni"):
        valida(edizione, scena["ugo"])
    for o in (del_criterio, generale):
        rispondi_osservazione(osservazione=o, risposta="Dal protocollo.", da=scena["carla"])
    assert valida(edizione, scena["ugo"]).stato == "validata"


def test_the_register_says_who_judged_and_not_the_words(scena: Scena) -> None:
    criterio = apri_esame(edizione=sigillata(scena), da=scena["ugo"]).criteri.all()[0]
    giudica(
        criterio, scena, giudizio="non_conforme", osservazioni="Parole riservate.", motivo="Altre parole riservate."
    )
    atto = Atto.objects.get(azione="giudica criterio")
    assert atto.dettagli["dopo"] == {"giudizio": "non_conforme"} and "riservate" not in str(atto.dettagli)


def test_an_examination_is_of_its_year(scena: Scena) -> None:
    assert str(apri_esame(edizione=sigillata(scena), da=scena["ugo"])) == f"Esame di Relazione {ANNO}, edizione n. 1"
