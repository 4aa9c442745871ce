"""An adopted cycle: every action, every command and every folder that could change it is tried, and its rows stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from inspect import isfunction, signature
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import transaction

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.cartella.actions.ciclo import concludi_caricamento, definisci_ciclo, definisci_misura
from cruscotto.importazione.cartella.actions.indicatori import importa_indicatori
from cruscotto.importazione.cartella.actions.interventi import importa_interventi
from cruscotto.importazione.cartella.actions.risultati import importa_criticita, importa_documenti, importa_risultati
from cruscotto.management.dimostrazione.actions.anno_in_corso import inventa_valori
from cruscotto.models import (
    Ciclo,
)
from cruscotto.pianificazione.actions.riporto import conserva_storico, riporta_ciclo
from relazione.caricamento.cartella import carica_cartella
from relazione.controlli.actions.origine import importa_origine
from relazione.pubblicazione.actions.narrativa import importa_narrativa
from tests.mondi.azioni import moduli_di_azioni
from tests.mondi.demo import CARTELLA, PASSWORD
from tests.mondi.due_enti import DueEnti
from tests.mondi.fabbrica import APP
from tests.mondi.lavori import esegui_lavori
from tests.mondi.righe import CICLO, riga_indicatore, riga_letta
from tests.mondi.scena import ANNO
from tests.mondi.serrature import adotta, annullato, del_ciclo, tutto

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


def azioni() -> dict[str, Callable[..., Any]]:
    """Every function that writes: those of the actions that say who does it."""
    trovate = {}
    for modulo in map(import_module, moduli_di_azioni()):
        for nome, funzione in vars(modulo).items():
            propria = isfunction(funzione) and funzione.__module__ == modulo.__name__
            if propria and not nome.startswith("_") and "da" in signature(funzione).parameters:
                trovate[f"{modulo.__name__}.{nome}"] = funzione
    return trovate


SEMAFORO = [{"codice": "raggiunto", "nome": "Ottimo", "da": "90", "a": None}]
APPROVATA = {"approvazione": {"organo": "Giunta", "numero": "99", "data": dt.date(2025, 6, 1)}}
CON_L_INDIRIZZO = "lo provano gli indirizzi"
NON_TOCCA = "non scrive dati di un ciclo che c'è"
DALLA_CARTELLA = "non sa di cicli: la serratura è di chi la chiama, carica_cartella"

AZIONI: dict[str, str | Callable[[DueEnti], object]] = {
    "cruscotto.importazione.cartella.actions.ciclo.definisci_ciclo": lambda m: definisci_ciclo(
        ente=m.casa.ente, dati=CICLO | {"mission": "Un'altra"}, da=None
    ),
    "cruscotto.importazione.cartella.actions.ciclo.definisci_misura": lambda m: definisci_misura(
        ente=m.casa.ente, dati={"minimo": "0", "massimo": "50", "semaforo": SEMAFORO}, da=None
    ),
    "cruscotto.importazione.cartella.actions.ciclo.concludi_caricamento": lambda m: concludi_caricamento(
        ciclo=m.ciclo, dati=APPROVATA | {"stato": "pubblicata"}, da=None
    ),
    "cruscotto.importazione.cartella.actions.indicatori.importa_indicatori": lambda m: importa_indicatori(
        ciclo=m.ciclo, righe=riga_indicatore(etichetta="Un altro nome", direzione="decrescente"), da=None
    ),
    "cruscotto.importazione.cartella.actions.interventi.importa_interventi": lambda m: importa_interventi(
        ciclo=m.ciclo, righe=riga_letta(ordine="1", obiettivo="1", descrizione="Contributi", importo="11"), da=None
    ),
    "cruscotto.importazione.cartella.actions.risultati.importa_risultati": lambda m: importa_risultati(
        ciclo=m.ciclo, dati=[{"codice": "s", "titolo": "Scheda", "punti": ["Altro"]}], da=None
    ),
    "cruscotto.importazione.cartella.actions.risultati.importa_criticita": lambda m: importa_criticita(
        ciclo=m.ciclo, righe=riga_letta(ordine="1", prospettiva="p", etichetta="Tempi", criticita="Brevi"), da=None
    ),
    "cruscotto.importazione.cartella.actions.risultati.importa_documenti": lambda m: importa_documenti(
        ciclo=m.ciclo, righe=riga_letta(ordine="1", titolo="Altro piano"), da=None
    ),
    "relazione.controlli.actions.origine.importa_origine": lambda m: importa_origine(
        ciclo=m.ciclo, dati={"importi": {"7": "855,4"}}, da=None
    ),
    "relazione.pubblicazione.actions.narrativa.importa_narrativa": lambda m: importa_narrativa(
        ciclo=m.ciclo, titolo="Relazione", data_documento="", sezioni=[], da=None
    ),
    "cruscotto.management.dimostrazione.actions.anno_in_corso.inventa_valori": lambda m: inventa_valori(
        ciclo=m.ciclo, periodi=list(m.ciclo.periodi.all()[2:]), da=None
    ),
    "cruscotto.pianificazione.actions.riporto.riporta_ciclo": lambda m: riporta_ciclo(
        ciclo=m.ciclo, anno=ANNO + 1, da=None
    ),
    "cruscotto.pianificazione.actions.riporto.conserva_storico": lambda m: conserva_storico(ciclo=m.ciclo, da=None),
    "cruscotto.management.dimostrazione.actions.anno_in_corso.prepara_dimostrazione": NON_TOCCA,
    "contesto.actions.bilancio.riporta_voci": "scrive solo in un anno che non ha voci",
    "contesto.actions.bilancio.importa_bilancio": DALLA_CARTELLA,
    "contesto.actions.tavola.importa_tavola": DALLA_CARTELLA,
    "contesto.actions.tavola.importa_grafici": DALLA_CARTELLA,
    "contesto.actions.colori.cambia_colori": CON_L_INDIRIZZO,
    "ente.actions.ente.definisci_ente": NON_TOCCA,
    "ente.actions.gettoni.chiudi_gettoni": NON_TOCCA,
    "ente.actions.gettoni.chiudi_gettoni_senza_ruolo": NON_TOCCA,
    "cruscotto.avvisi.actions.invio.avvisa": NON_TOCCA,
    "cruscotto.avvisi.actions.invio.avvisa_persone": NON_TOCCA,
    "cruscotto.avvisi.actions.preferenze.scegli_avvisi": NON_TOCCA,
    "ente.actions.gettoni.crea_gettone": NON_TOCCA,
    "ente.actions.gettoni.crea_indirizzo": NON_TOCCA,
    "ente.actions.gettoni.revoca_gettone": NON_TOCCA,
    "ente.actions.password.cambia_password": NON_TOCCA,
    **dict.fromkeys(
        (
            f"cruscotto.pianificazione.actions.valore_pubblico.{nome}"
            for nome in ("scrivi_valore_pubblico", "togli_valore_pubblico", "segna_selettivi")
        ),
        CON_L_INDIRIZZO,
    ),
    "ente.actions.password.scegli_password": NON_TOCCA,
    "ente.actions.inviti.invita_persona": NON_TOCCA,
    **dict.fromkeys(
        (f"ente.actions.personale.{n}_persona" for n in ("crea", "modifica", "congeda", "riammetti")), NON_TOCCA
    ),
    "ente.actions.ruoli.dai_incarico": NON_TOCCA,
    "ente.actions.ruoli.termina_incarico": NON_TOCCA,
    "ente.actions.persone.progetta_utenti": NON_TOCCA,
    "relazione.pubblicazione.actions.stesure.richiedi_stesura": NON_TOCCA,
    "relazione.pubblicazione.actions.stesure.annulla_stesura": NON_TOCCA,
    "relazione.pubblicazione.actions.documenti.crea_documento": "lo prova test_documenti_del_ciclo",
    "cruscotto.importazione.actions.importazioni.esige_importabile": NON_TOCCA,
    "cruscotto.importazione.actions.importazioni.esige_sua": NON_TOCCA,
    "ente.actions.ente.definisci_utenti": NON_TOCCA,
    "ente.actions.incarichi.nomina_sostituto": CON_L_INDIRIZZO,
    "ente.actions.incarichi.revoca_sostituto": NON_TOCCA,
    "ente.actions.registro.registra": NON_TOCCA,
    "ente.actions.registro.componi": NON_TOCCA,
    "relazione.pubblicazione.actions.scrittura.blocca_documento": NON_TOCCA,
    **dict.fromkeys(
        (
            "relazione.pubblicazione.actions.riporto.comincia_riportando",
            "relazione.pubblicazione.actions.riporto.riporta_narrativa",
            "relazione.pubblicazione.actions.scrittura.accetta_frase",
            "relazione.pubblicazione.actions.scrittura.accetta_sezione",
            "relazione.pubblicazione.actions.scrittura.ripristina_versione",
            "relazione.pubblicazione.actions.scrittura.scrivi_sezione",
            "relazione.pubblicazione.actions.sezioni.aggiungi_sezione",
            "relazione.pubblicazione.actions.sezioni.assegna_sezione",
            "relazione.pubblicazione.actions.sezioni.ridefinisci_sezione",
            "relazione.pubblicazione.actions.sezioni.sposta_sezione",
            "relazione.pubblicazione.actions.sezioni.togli_sezione",
            "cruscotto.importazione.actions.annullamento.annulla_importazione",
            "cruscotto.importazione.actions.colonne.ricorda_colonne",
            "cruscotto.rilevazione.actions.assegnazione.riassegna_ufficio",
            "cruscotto.rilevazione.actions.azioni.segui_azione",
            "cruscotto.rilevazione.actions.domande.scrivi_messaggio",
            "cruscotto.rilevazione.actions.evidenze.aggiungi_file",
            "cruscotto.rilevazione.actions.evidenze.aggiungi_indirizzo",
            "cruscotto.rilevazione.actions.evidenze.togli_evidenza",
            "cruscotto.importazione.actions.importazioni.carica_importazione",
            "cruscotto.importazione.actions.importazioni.conferma_importazione",
            "cruscotto.importazione.actions.importazioni.rispondi_importazione",
            "cruscotto.pianificazione.actions.misura.imposta_misura",
            "cruscotto.rilevazione.actions.neutralizzazione.neutralizza_valore",
            "cruscotto.rilevazione.actions.neutralizzazione.riammetti_valore",
            "cruscotto.ciclo.passaggi_valore.annota",
            "cruscotto.ciclo.passaggi_valore.passa",
            "cruscotto.ciclo.passaggi_periodo.passa_ciclo",
            "cruscotto.ciclo.passaggi_periodo.passa_periodo",
            "cruscotto.ciclo.passaggi_valore.rifotografa_riaperti",
            "cruscotto.chiusura.actions.periodi.apri_periodo",
            "relazione.pubblicazione.actions.approvazione.approva_relazione",
            "relazione.controlli.actions.accettazione.accetta_esito",
            "relazione.controlli.actions.accettazione.ritira_accettazione",
            "relazione.controlli.actions.verifica.verifica_relazione",
            "relazione.edizioni.actions.correzione.apri_correzione",
            "relazione.edizioni.actions.correzione.ritira_correzione",
            "relazione.edizioni.actions.edizione.registra_edizione",
            "relazione.edizioni.actions.firma.allega_firma",
            "relazione.edizioni.actions.pubblicazione.pubblica_relazione",
            "relazione.edizioni.actions.ripresa.registra_adottata",
            "relazione.edizioni.actions.ripresa.richiedi_sigillo",
            "relazione.edizioni.actions.validazione.restituisci_relazione",
            "relazione.edizioni.actions.validazione.rispondi_osservazione",
            "relazione.edizioni.actions.validazione.valida_relazione",
            "relazione.edizioni.actions.validazione.non_valida_relazione",
            "relazione.validazione.actions.esame.apri_esame",
            "relazione.validazione.actions.esame.giudica_criterio",
            "relazione.validazione.actions.carte.aggiungi_carta",
            "relazione.validazione.actions.carte.togli_carta",
            "cruscotto.chiusura.actions.periodi.chiudi_periodo",
            "cruscotto.chiusura.actions.periodi.correggi_periodo",
            "cruscotto.chiusura.actions.periodi.crea_periodi",
            "cruscotto.chiusura.actions.periodi.riapri_ufficio",
            "cruscotto.chiusura.actions.periodi.richiudi_ufficio",
            "cruscotto.pianificazione.actions.pesi.cambia_pesi",
            "cruscotto.pianificazione.actions.regole_indicatore.cambia_regola",
            "cruscotto.rilevazione.actions.revisione.restituisci_valore",
            "cruscotto.rilevazione.actions.revisione.valida_valori",
            "cruscotto.importazione.actions.scarto.scarta_importazione",
            "cruscotto.chiusura.actions.solleciti.invia_solleciti",
            "cruscotto.pianificazione.actions.indicatore.definisci_indicatore",
            "cruscotto.pianificazione.actions.indicatore.togli_indicatore",
            "cruscotto.pianificazione.actions.posizione.sposta_riga",
            "cruscotto.pianificazione.actions.struttura.definisci_voce",
            "cruscotto.pianificazione.actions.struttura.togli_voce",
            "cruscotto.pianificazione.actions.piano.adotta_piano",
            "cruscotto.pianificazione.actions.target.rimodula_target",
            "cruscotto.pianificazione.actions.target.togli_target",
            "relazione.apertura.actions.annullamento.annulla_apertura",
            "relazione.apertura.actions.apertura.apri_anno",
            "cruscotto.rilevazione.actions.valori.riprendi_valore",
            "cruscotto.rilevazione.actions.valori.salva_valore",
            "cruscotto.rilevazione.actions.valori.trasmetti_valore",
        ),
        CON_L_INDIRIZZO,
    ),
}
PROVATE = {nome: prova_ for nome, prova_ in AZIONI.items() if callable(prova_)}
SCRIVE_ALTROVE = {
    "cruscotto.pianificazione.actions.riporto.riporta_ciclo",
    "cruscotto.pianificazione.actions.riporto.conserva_storico",
}
"""They read the cycle and write another one's rows: they are not refused."""


def test_every_action_has_a_case() -> None:
    """Whoever adds an action says here how it could write over a lock, or which proof does it already."""
    assert azioni().keys() == AZIONI.keys()


@pytest.mark.parametrize("nome", PROVATE)
def test_an_action_does_not_change_an_adopted_cycle(mondo: DueEnti, nome: str) -> None:
    Ciclo.objects.filter(pk=mondo.ciclo.pk).update(dimostrativo=True)
    if nome.endswith(".conserva_storico"):
        mondo.casa.metti("i2", "90", 3)
    with annullato():
        prima = del_ciclo(mondo), tutto()
        PROVATE[nome](mondo)
        assert (del_ciclo(mondo), tutto()) != prima, "senza serratura non scrive: la prova non proverebbe nulla"
    adotta(mondo)
    prima = del_ciclo(mondo), {}
    with (
        nullcontext()
        if nome in SCRIVE_ALTROVE | {"cruscotto.importazione.cartella.actions.ciclo.definisci_misura"}
        else rifiutata()
    ):
        PROVATE[nome](mondo)
    assert (del_ciclo(mondo), {}) == prima


@contextmanager
def rifiutata() -> Iterator[None]:
    """Refused in one sentence, with nothing written."""
    with transaction.atomic(), pytest.raises(NonModificabile) as rifiuto:
        yield
    assert "\n" not in str(rifiuto.value)
    assert "Relazione" in str(rifiuto.value)


COMANDI: dict[str, list[str]] = {
    "esporta": ["indicatori", "--ente", "casa", "--anno", str(ANNO)],
    "controlli": ["--ente", "casa", "--anno", str(ANNO)],
    "evidenze": [],
    "genera_carico": ["--enti", "1", "--anni", "1", "--collocazioni", "5", "--primo", "77"],
    "relazione": ["--ente", "casa", "--anno", str(ANNO), "--output", "/proc/no/x.pdf"],
    "documento": ["piano", "--ente", "casa", "--anno", str(ANNO), "--output", "/proc/no/x.json"],
    "sal": ["10", "9"],
    "importa": ["bilancio", str(CARTELLA / "bilancio.csv"), "--ente", "casa", "--anno", str(ANNO)],
    "scadenze": ["--ente", "casa"],
    "sigilli": [],
    "lavori": ["--batch", "--interval=0"],
    "solleciti": [],
}


def test_no_command_changes_an_adopted_cycle(mondo: DueEnti, settings: Settings) -> None:
    """``demo`` is ``carica_cartella``, tried below, and a cycle that is not there yet."""
    settings.DEBUG = True
    nostri = {nome for nome, app in get_commands().items() if app in APP}
    assert nostri == COMANDI.keys() | {"demo"}, "dite qui con quali argomenti si prova il comando nuovo"
    adotta(mondo)
    vero = Ciclo.objects.get(ente__codice="arezzo-siena", anno=2019)
    prima = del_ciclo(mondo), del_ciclo(mondo, vero)
    for nome, argomenti in COMANDI.items():
        if nome == "lavori":  # the worker puts its own hands on signals and connections
            esegui_lavori()
            continue
        with suppress(CommandError, SystemExit):  # with 1, when something does not hold
            call_command(nome, *argomenti, stdout=StringIO(), stderr=StringIO())
    assert (del_ciclo(mondo), del_ciclo(mondo, vero)) == prima


@pytest.mark.parametrize(
    ("file", "era", "diventa"),
    [("bilancio.csv", "GESTIONE", "Gestione"), ("contesto/tavole.yaml", "unita: numero", "unita: pezzi")],
)
def test_a_folder_that_would_change_an_adopted_year_is_refused_whole(
    ciclo: Ciclo, tmp_path: Path, file: str, era: str, diventa: str
) -> None:
    """Its context too, whose own actions know nothing of cycles."""
    cartella = tmp_path / "cartella"
    copytree(CARTELLA, cartella)
    testo = (cartella / file).read_text(encoding="utf-8")
    assert era in testo
    (cartella / file).write_text(testo.replace(era, diventa, 1), encoding="utf-8")
    prima = tutto()
    with rifiutata():
        carica_cartella(cartella, password=PASSWORD)
    assert tutto() == prima
