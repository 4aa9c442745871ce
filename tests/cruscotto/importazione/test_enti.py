"""The tables of twelve other bodies, as they publish them, at the first upload into a body that has nothing yet
(`tests/casi/enti`, layouts of the world with invented data)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cruscotto.importazione.actions.apertura import apri_dove
from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.colonne_dette import leggi_colonne
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Indicatore, Rilevazione, ValoreAtteso
from ente.fogli.righe import Letto
from ente.models import Ente, Incarico, Ruolo, Utente
from ente.progetto import Progetto
from tests.mondi.fogli import CASI

pytestmark = pytest.mark.django_db
ENTI = CASI / "enti"


@dataclass(frozen=True)
class Atteso:
    """What the file says: names of its indicators with target and actual (empty: none in the period of the end of the
    year); ``colonne`` is what only a person can say of its headings, as the page or ``--colonne`` takes it."""

    righe: dict[str, tuple[str, str]]
    colonne: str = ""


ATTESI = {
    "agenzia_convenzione.xlsx": Atteso(
        {
            "Tempo medio di lavorazione delle istanze (giorni)": ("≤ 20", "18"),
            "Quota di pratiche via telematica": ("85%", "86%"),
        }
    ),
    "asl_outcome.xlsx": Atteso(
        {
            "Copertura a 24 mesi": ("95%", ""),
            "Adesione allo screening della mammella": ("65%", ""),
            "Anziani in assistenza domiciliare": ("6%", ""),
        },
    ),
    "camera_kpi.xlsx": Atteso({"Imprese assistite": (">= 150", "162"), "Eventi organizzati": (">= 10", "9")}),
    "citta_metropolitana.csv": Atteso(
        {"Progetti avviati": ("8", "9"), "Comuni coinvolti": ("75%", "80%")},
        "COD_OBIETTIVO=-,DESC_OBIETTIVO=obiettivo_strategico,COD_INDICATORE=-,DESC_INDICATORE=indicatore,"
        "RISULTATO=actual",
    ),
    "comune_peg.xlsx": Atteso(
        {
            "Certificati rilasciati allo sportello telematico": ("1200", "1315"),
            "Giorni medi per il cambio di residenza": ("5", "4"),
            "Chilometri di strade asfaltate": ("12,5", "11"),
        }
    ),
    "ente_parco.ods": Atteso(
        {
            "Specie monitorate": ("25", "27"),
            "Ettari ripristinati": ("10", "8,5"),
            "Visitatori nei centri": ("40000", "38120"),
        }
    ),
    "ministero_obiettivi.ods": Atteso(
        {
            "Procedimenti digitalizzati": ("20", "18"),
            "Tempo medio di risposta": ("20", "21"),
            "Ispezioni effettuate": ("100", "104"),
        }
    ),
    "ospedale_trimestri.xlsx": Atteso(
        {
            "Interventi in day surgery / interventi": ("70%", "72%"),
            "Degenza media (giorni)": ("5,2", "5,1"),
            "Accessi visitati entro un'ora": ("80%", "82%"),
        },
        "IV trimestre=actual",
    ),
    "provincia_piao.csv": Atteso(
        {
            "Edifici con certificato di prevenzione incendi": ("60%", ""),
            "Giorni medi per la manutenzione urgente": ("4", ""),
            "Incidenti sulle strade provinciali": ("100", ""),
        },
        "Obiettivo di valore pubblico=area_strategica",
    ),
    "regione_risultati.xlsx": Atteso(
        {"Centraline sostituite": ("10", "10"), "Impianti visitati / impianti da visitare": ("90%", "81%")},
        "Risultato atteso=-",
    ),
    "unione_settori.xlsx": Atteso(
        {
            "Tempo medio di pagamento (giorni)": ("30", "28"),
            "Fatture pagate in ritardo": ("5%", "4%"),
            "Posti di controllo": ("120", "131"),
        },
        "Raggiunto=actual",
    ),
    "universita_integrato.xlsx": Atteso(
        {
            "Studenti che si iscrivono al secondo anno": ("82%", "80%"),
            "Incontri con le scuole": ("30", "17"),
            "Progetti presentati": ("20", "9"),
        },
        "Monitoraggio intermedio 2020=actual",
    ),
}


@pytest.fixture
def vuoto(db: None) -> Ciclo:
    """A body and a cycle, bare, as `importa --crea` begins them, with who administers it."""
    apri_dove("nuovo", 2020, "ente")
    chi = Utente.objects.create(ente=Ente.objects.get(codice="nuovo"), username="adele")
    Incarico.objects.create(utente=chi, ruolo=Ruolo.AMMINISTRATORE)
    return Ciclo.objects.get(ente=chi.ente, anno=2020)


def progetta(ciclo: Ciclo, nome: str, colonne: str) -> tuple[Letto, Progetto]:
    dove = Dove(
        ente=ciclo.ente,
        del_ciclo=ciclo,
        periodo=ciclo.periodi.order_by("-numero").first(),
        cruscotto=ciclo.cruscotti.first(),
        da=Utente.objects.get(username="adele"),
        crea=True,
    )
    genere = GENERI["indicatori"]
    mappa = leggi_colonne([colonne] if colonne else [], genere, dove)
    return progetta_file(genere, dove, nome, (ENTI / nome).read_bytes(), mappa)


def righe(progetto: Progetto) -> dict[str, tuple[str, str]]:
    """The indicators of a plan, each with the texts of its target and of its actual."""
    oggetti = [c.oggetto for c in progetto.cambi]
    target = {o.indicatore.nome: o.testo for o in oggetti if isinstance(o, ValoreAtteso)}
    valori = {o.indicatore.nome: o.testo for o in oggetti if isinstance(o, Rilevazione)}
    nomi = [o.nome for o in oggetti if isinstance(o, Indicatore)]
    return {nome: (target.get(nome, ""), valori.get(nome, "")) for nome in nomi}


def test_no_file_is_left_out() -> None:
    assert {f.name for f in ENTI.iterdir() if f.name != "LEGGIMI.md"} == ATTESI.keys()


@pytest.mark.parametrize("nome", ATTESI)
def test_the_first_upload(vuoto: Ciclo, nome: str) -> None:
    """It goes in as it is, with what only a person can say of its columns; without that nothing is read as something
    else, and every column that stays out is in sight."""
    atteso = ATTESI[nome]
    letto, progetto = progetta(vuoto, nome, atteso.colonne)
    assert progetto.errori == []
    assert righe(progetto) == atteso.righe
    if not atteso.colonne:
        return
    letto, progetto = progetta(vuoto, nome, "")
    sole = righe(progetto)
    for indicatore, (target, valore) in sole.items():
        assert indicatore in atteso.righe
        assert target in ("", atteso.righe[indicatore][0])
        assert valore in ("", atteso.righe[indicatore][1])
    da_dire = [i.testo for i in letto.intestazioni if not i.campo]
    assert progetto.errori or da_dire or any("I trimestre" in str(a) for a in progetto.avvisi)
