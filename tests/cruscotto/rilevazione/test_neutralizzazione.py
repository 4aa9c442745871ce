"""Taking a value out of the means and putting it back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cruscotto.aritmetica.sal import Stato
from cruscotto.ciclo.blocchi import Conflitto, NonModificabile, ValoreRifiutato
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Rilevazione,
    StatoPeriodo,
)
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore, riammetti_valore
from cruscotto.rilevazione.actions.revisione import restituisci_valore
from ente.models import Atto
from tests.mondi.scena import Scena, cliente, crea_scena, leggi, misurato

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


# -- neutralise --------------------------------------------------------------------------------------------------------


def neutralizza(
    scena: Scena, codice: str = "i1", versione: int = 0, motivo: str = "Sospeso.", **altro: object
) -> Rilevazione:
    return neutralizza_valore(
        periodo=scena.periodi[0],
        indicatore=scena.indicatori[codice],
        motivo=motivo,
        versione=versione,
        da=scena["carla"],
        **altro,  # type: ignore[arg-type]
    )


def test_its_weight_goes_to_the_others(scena: Scena) -> None:
    """Weights 25 each; 80, 60 and 40 in: 60. Without the 40, (80 + 60) ÷ 2 = 70, also once the period is closed."""
    scena.politica("zero")
    scena.stato(1, StatoPeriodo.APERTO)
    for codice, valore in (("i1", "80"), ("i2", "60"), ("i3", "40")):
        scena.metti(codice, valore)
    assert misurato(scena)[0].media.valore == 60
    neutralizza(scena, "i3", 1)
    neutralizza(scena, "i4")
    assert misurato(scena)[0].media.valore == 70
    scena.stato(1, StatoPeriodo.CHIUSO)
    prospetto, _ = misurato(scena)
    assert (prospetto.media.valore, prospetto.media.contati, prospetto.media.esclusi) == (D(70), 1, 0)
    assert prospetto.prospettive[0].obiettivi[0].media.peso_totale == 50
    assert prospetto.righe[2].spiegazione == "Neutralizzato: Sospeso."


@pytest.mark.parametrize("stato", ["", "bozza", "trasmessa", "restituita"])
def test_neutralising_and_back(scena: Scena, stato: str) -> None:
    scena.stato(1, StatoPeriodo.APERTO)
    versione = scena.metti("i1", "80", stato=stato, inserita_da=scena["rita"]).versione if stato else 0
    for _ in range(2):
        fatta = neutralizza(scena, versione=versione)
        assert (fatta.neutralizzata, fatta.stato, fatta.validata_da) == (True, "validata", scena["carla"])
    with pytest.raises(NonModificabile, match="lo riammette il controllo"):
        restituisci_valore(rilevazione=fatta, versione=fatta.versione, motivo="No.", da=scena["dina"])
    for _ in range(2):
        tornata = riammetti_valore(rilevazione=fatta, versione=versione + 1, motivo="Riparte.", da=scena["carla"])
        assert (tornata.neutralizzata, tornata.stato, tornata.motivo_restituzione) == (False, "restituita", "Riparte.")
    azioni = list(Atto.objects.filter(ente=scena.ente).order_by("pk").values_list("azione", "dettagli__motivo"))
    assert azioni == [("neutralizza valore", "Sospeso."), ("riammette valore", "Riparte.")]
    assert scena.salva("i1", "90", tornata.versione).testo == "90"


def test_a_value_that_stands_apart(scena: Scena) -> None:
    """The placement of a second scorecard has its own value: neutralised there, it counts in the first."""
    scena.stato(1, StatoPeriodo.APERTO)
    scena.metti("i1", "80")
    altro = Cruscotto.objects.create(ciclo=scena.ciclo, ordine=2, codice="azienda", tipo="azienda", titolo="Azienda")
    prima = Collocazione.objects.get(indicatore=scena.indicatori["i1"])
    apparte = Collocazione.objects.create(
        cruscotto=altro,
        indicatore=prima.indicatore,
        nodo=prima.nodo,
        ordine=1,
        etichetta="A parte",
        rilevata_a_parte=True,
    )
    client = cliente(scena["carla"])
    indirizzo = f"/valori/2024/1/{prima.indicatore_id}-{apparte.pk}/neutralizza/"
    assert client.post(indirizzo, {"motivo": "Sospeso.", "versione": 0}).status_code == 302
    propria = Rilevazione.objects.get(collocazione=apparte)
    assert propria.neutralizzata
    misura = Misura.dell_ente(scena.ente.pk)
    primo, secondo = misura_cruscotti(scena.ciclo, scena.periodo(1), [scena.cruscotto, altro], misura)
    assert (primo.media.valore, secondo.media.valore) == (D(80), None)
    assert secondo.righe[0].stato is Stato.NEUTRALIZZATO
    for chiave in (f"{prima.indicatore_id}-{prima.pk}", f"{scena.indicatori['i2'].pk}-{apparte.pk}", "0", "1-", "a"):
        assert client.get(f"/valori/2024/1/{chiave}/neutralizza/").status_code == 404, chiave


def test_neutralising_what_somebody_has_just_entered(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO)
    scena.metti("i1", "80")
    with pytest.raises(Conflitto):
        neutralizza(scena)
    client = cliente(scena["carla"])
    indirizzo = f"/valori/2024/1/{scena.indicatori['i1'].pk}/neutralizza/"
    risposta = client.post(indirizzo, {"motivo": "Il servizio è fermo.", "versione": 0})
    assert risposta.status_code == 409
    pagina = risposta.content.decode()
    assert "Il servizio è fermo." in pagina
    assert "Nel frattempo" in pagina
    assert 'name="versione" value="1"' in pagina  # what is there now has been shown: the same form again goes through
    assert client.post(indirizzo, {"motivo": "Il servizio è fermo.", "versione": 1}).status_code == 302


def test_a_validated_value_is_not_neutralised_nor_a_plain_one_readmitted(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO)
    validata = scena.metti("i1", "80", stato="validata")
    with pytest.raises(NonModificabile, match="validata"):
        neutralizza(scena, versione=1)
    with pytest.raises(NonModificabile, match="non è neutralizzato"):
        riammetti_valore(rilevazione=validata, versione=1, motivo="Perché sì.", da=scena["carla"])
    with pytest.raises(ValoreRifiutato):
        neutralizza(scena, "i2", motivo=" ")
    with pytest.raises(ValoreRifiutato):
        riammetti_valore(rilevazione=validata, versione=1, motivo="", da=scena["carla"])


def test_neutralising_by_the_page(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO)
    indirizzo = f"/valori/2024/1/{scena.indicatori['i1'].pk}/neutralizza/"
    client = cliente(scena["carla"])
    assert "nessuno l’ha inserito" in client.get(indirizzo).content.decode()
    vuoto = client.post(indirizzo, {"motivo": "  ", "versione": 0})
    assert vuoto.status_code == 422
    assert "Scrivete il motivo" in vuoto.content.decode()
    fatto = client.post(indirizzo, {"motivo": "Sospeso.", "versione": 0})
    assert fatto.headers["Location"] == "/elenco/2024/?periodo=1&stato=neutralizzate"
    assert "Il valore è già neutralizzato" in leggi(client.get(indirizzo).content.decode())
    torna = client.post(indirizzo.replace("neutralizza", "riammetti"), {"motivo": "Riparte.", "versione": 1})
    assert torna.status_code == 302
    assert client.get(indirizzo.replace("/1/", "/9/", 1)).status_code == 404
    scena.stato(1, StatoPeriodo.CHIUSO)
    chiuso = client.post(indirizzo, {"motivo": "Sospeso.", "versione": 2})
    assert chiuso.status_code == 409
    assert "è chiuso" in chiuso.content.decode()
