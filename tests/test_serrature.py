"""A validated value, a closed period, an adopted cycle: every way to write is tried on each, and the rows stay.

Each address is sent what a browser sent when the act was still possible: the form is read first, the lock closes after.
The same form sent without a lock writes, or the proof would prove nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction, signature
from io import StringIO
from pathlib import Path
from pkgutil import iter_modules
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command, get_commands
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from contesto.models import Cella, Colonna, GraficoTavola, Riga, Tavola, VoceBilancio
from cruscotto.actions.ciclo import concludi_caricamento, definisci_ciclo, definisci_misura
from cruscotto.actions.dimostrazione import inventa_valori
from cruscotto.actions.indicatori import importa_indicatori
from cruscotto.actions.interventi import importa_interventi
from cruscotto.actions.riporto import conserva_storico, riporta_ciclo
from cruscotto.actions.risultati import importa_criticita, importa_documenti, importa_risultati
from cruscotto.admin_ciclo import percorso_ciclo
from cruscotto.congelate import conserva_regole
from cruscotto.models import (
    Ciclo,
    Cruscotto,
    Evidenza,
    ImpostazioniSolleciti,
    Indicatore,
    Nesso,
    Periodo,
    Rilevazione,
    SalDichiarato,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
)
from cruscotto.prospetto import misura_cruscotti
from cruscotto.rifiuti import NonModificabile
from ente.importazione import RigaLetta
from ente.models import Atto, Utente
from relazione.actions.narrativa import importa_narrativa
from relazione.fixture import carica_cartella
from relazione.models import Relazione
from tests.demo import CARTELLA, PASSWORD
from tests.fabbrica import APP, MODELLI
from tests.matrice_mondo import APERTO, CASI, Mondo, apparecchia, indirizzo, nomi_del_sito, pagina, riga_di
from tests.moduli import leggi_moduli
from tests.scena import ANNO

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db

CHI_PROVA = ("redattore", "dirigente", "controllo", "amministratore", "superutente")
DEL_CONTESTO: dict[type[models.Model], str] = {
    Tavola: "",
    VoceBilancio: "",
    Riga: "tavola__",
    Colonna: "tavola__",
    Cella: "tavola__",
    GraficoTavola: "tavola__",
}

# -- what must stay ----------------------------------------------------------------------------------------------------


def impronta(insiemi: Iterable[Any]) -> dict[str, str]:
    """A hash of all the columns of the rows, by model."""
    return {
        insieme.model._meta.label: hashlib.sha256(repr(list(insieme.order_by("pk").values_list())).encode()).hexdigest()
        for insieme in insiemi
    }


def tutto() -> dict[str, str]:
    return impronta(m._base_manager.all() for m in MODELLI if m is not Atto)


def del_valore(mondo: Mondo) -> Any:
    """A value of the open period, and what stands beside it."""
    valori = Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1])
    return impronta([valori, Evidenza.objects.filter(rilevazione__in=valori)])


def del_periodo(mondo: Mondo) -> Any:
    """The closed periods, their values and what stands beside them."""
    periodi = Periodo.objects.filter(ciclo=mondo.ciclo, stato=StatoPeriodo.CHIUSO)
    valori = Rilevazione.objects.filter(periodo__in=periodi)
    dichiarati = SalDichiarato.objects.filter(periodo__in=periodi)
    return impronta([periodi, valori, dichiarati, Evidenza.objects.filter(rilevazione__in=valori)])


def del_ciclo(mondo: Mondo, altro: Ciclo | None = None) -> Any:
    """Every row of the cycle, the context of its year, and the SALs that are read from them."""
    ciclo = altro or mondo.ciclo
    righe = []
    for modello in MODELLI:
        percorso = percorso_ciclo(modello)
        if percorso is not None:
            righe.append(modello._base_manager.filter(**{percorso or "pk": ciclo.pk}))
    for modello, verso in DEL_CONTESTO.items():
        righe.append(modello._base_manager.filter(**{f"{verso}ente": ciclo.ente_id, f"{verso}anno": ciclo.anno}))
    return impronta(righe) | {"SAL": str(sal(ciclo))}


def sal(ciclo: Ciclo) -> list[Any]:
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    return [
        (p.codice, periodo.numero, p.media.valore, [(r.etichetta, r.sal) for r in p.righe])
        for periodo in ciclo.periodi.all()
        for p in misura_cruscotti(ciclo, periodo, cruscotti)
    ]


# -- the locks ---------------------------------------------------------------------------------------------------------


def valida(mondo: Mondo) -> None:
    Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1]).update(
        stato=StatoRilevazione.VALIDATA, validata_il=timezone.now(), validata_da=mondo.casa["dario"]
    )


def chiudi(mondo: Mondo) -> None:
    Periodo.objects.filter(ciclo=mondo.ciclo).update(stato=StatoPeriodo.CHIUSO)


def adotta(mondo: Mondo) -> None:
    chiudi(mondo)
    Ciclo.objects.filter(pk=mondo.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA,
        approvazione_organo="Giunta",
        approvazione_numero="1",
        approvazione_data=dt.date(2025, 5, 1),
    )
    conserva_regole(mondo.casa.ente.pk)


SERRATURE: dict[str, tuple[Callable[[Mondo], None], Callable[[Mondo], Any]]] = {
    "validato": (valida, del_valore),
    "chiuso": (chiudi, del_periodo),
    "adottato": (adotta, del_ciclo),
}


@pytest.fixture
def mondo(db: None) -> Mondo:
    return Mondo()


# -- every address -----------------------------------------------------------------------------------------------------


def test_every_address_that_accepts_a_post_has_a_case(mondo: Mondo) -> None:
    """Whoever adds an address says in ``tests/matrice_mondo.py`` what is sent to it."""
    assert CASI.keys() <= set(nomi_del_sito())
    for nome in nomi_del_sito():
        if nome not in CASI and nome not in SENZA_DATI:
            risposta = mondo.clienti["controllo"].post(indirizzo(mondo, nome))
            assert risposta.status_code == 405, f"{nome} accetta POST e in tests/matrice_mondo.py non c'è il suo caso"


SENZA_DATI = {"account_login", "account_logout", "account_change_password", "account_reauthenticate"}
"""Addresses of the session and of the password: they know nothing of a cycle."""


@pytest.mark.parametrize("nome", CASI)
def test_an_address_opens_no_lock(mondo: Mondo, nome: str) -> None:
    caso = CASI[nome]
    if caso.scrive:
        with annullato():
            spediti, prima = apparecchia(mondo, nome), tutto()
            risposta = mondo.clienti[caso.chi].post(indirizzo(mondo, nome, caso.numero), spediti)
            assert risposta.status_code in (200, 302), risposta.content.decode()[:2000]
            assert tutto() != prima, "senza serratura non scrive: la prova non proverebbe nulla"
    for serratura, (chiude, resta) in SERRATURE.items():
        if serratura in caso.lecito:
            continue
        with annullato():
            spediti = apparecchia(mondo, nome)
            chiude(mondo)
            dove, prima = indirizzo(mondo, nome, caso.numero), resta(mondo)
            prova(mondo.clienti[caso.chi], dove, spediti, htmx=True)
            for chi in {caso.chi, *CHI_PROVA}:
                prova(mondo.clienti[chi], dove, spediti)
            assert resta(mondo) == prima, serratura


@contextmanager
def annullato() -> Iterator[None]:
    """What is written inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def prova(cliente: Client, dove: str, spediti: dict[str, Any], *, htmx: bool = False) -> None:
    risposta = cliente.post(dove, spediti, headers={"HX-Request": "true"} if htmx else {})
    assert risposta.status_code < 500


# -- every page of the administration ----------------------------------------------------------------------------------

AMMINISTRANO = ("amministratore", "superutente")
MODELLI_AMMINISTRATI = {m._meta.label_lower: m for m in admin.site._registry if m is not Atto}


def liberi(modello: type[models.Model]) -> set[str]:
    """The free texts of a model and of the rows inside its page."""
    inline = admin.site._registry[modello].inlines
    return {
        c.name
        for m in (modello, *(i.model for i in inline))
        for c in m._meta.concrete_fields
        if isinstance(c, models.CharField | models.TextField)
        and not isinstance(c, models.SlugField | models.URLField | models.EmailField | models.FileField)
        and not c.choices
        and not c.name.startswith(("password", "username", "colore"))
    }


def riscritta(modello: type[models.Model], letti: dict[str, Any], coda: str) -> dict[str, Any]:
    nomi = liberi(modello)
    return {n: [f"{v}{coda}" for v in valori] if n.split("-")[-1] in nomi else valori for n, valori in letti.items()}


def cambiata(modello: type[models.Model], letti: dict[str, Any]) -> dict[str, Any]:
    """A form of the administration with every free text changed, and every row inside it too."""
    dati = riscritta(modello, letti, "x")
    if modello is Nesso and letti:
        dati |= {"da": letti["a"], "a": letti["da"]}
    return dati | ({"ultimo_giorno": ["31"]} if modello is ImpostazioniSolleciti else {})


def nuova(modello: type[models.Model], letti: dict[str, Any]) -> dict[str, Any]:
    """The same form for another row: codes and numbers that nobody has, and nothing inside it."""
    unici = {"codice": "nuovo", "ordine": "77", "numero": "77", "anno": "2077"}
    dati = riscritta(modello, letti, "y")
    dati |= {n: [v] for n, v in unici.items() if n in dati}
    dati |= {"tipo": ["numero"], "accumulo": ["ultimo"]} if modello is Indicatore else {}
    return dati | {n: ["0"] for n in dati if n.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))}


def spediti_all_amministrazione(mondo: Mondo, modello: type[models.Model]) -> list[tuple[str, dict[str, Any]]]:
    """What the administrator's browser would send to change, add and delete a row: address and fields."""
    pk = riga_di(mondo, modello).pk
    letta = mondo.clienti["superutente"].get(pagina(modello, "change", pk))
    assert letta.status_code == 200
    letti = max(leggi_moduli(letta.content.decode()), key=len)
    tutte = {"action": "delete_selected", "_selected_action": pk, "post": "yes"}
    return [
        (pagina(modello, "change", pk), cambiata(modello, letti)),
        (pagina(modello, "add"), nuova(modello, letti)),
        (pagina(modello, "delete", pk), {"post": "yes"}),
        (pagina(modello, "changelist"), tutte),
    ]


@pytest.mark.parametrize("nome", MODELLI_AMMINISTRATI)
def test_the_administration_opens_no_lock(mondo: Mondo, nome: str) -> None:
    modello = MODELLI_AMMINISTRATI[nome]
    spediti = spediti_all_amministrazione(mondo, modello)
    for serratura, (chiude, resta) in SERRATURE.items():
        with annullato():
            chiude(mondo)
            prima = resta(mondo)
            for dove, dati in spediti:
                for chi in AMMINISTRANO:
                    prova(mondo.clienti[chi], dove, dati)
            assert resta(mondo) == prima, serratura


SI_SCRIVONO = {
    n: m for n, m in MODELLI_AMMINISTRATI.items() if not getattr(admin.site._registry[m], "sola_lettura", "")
}
UNO_SOLO = {ImpostazioniSolleciti, Relazione}
"""Of these the body, or the cycle, has one already."""


@pytest.mark.parametrize("nome", SI_SCRIVONO)
def test_without_a_lock_the_administration_writes(mondo: Mondo, nome: str) -> None:
    """The same forms, so that the proof above proves something."""
    modello = SI_SCRIVONO[nome]
    spediti = spediti_all_amministrazione(mondo, modello)
    for dove, dati in spediti[: 1 if modello in UNO_SOLO or modello is Utente else 2]:
        prima = tutto()
        risposta = mondo.clienti["superutente"].post(dove, dati)
        assert risposta.status_code == 302, risposta.context["errors"]
        assert tutto() != prima, dove


# -- every action and every command ------------------------------------------------------------------------------------


def azioni() -> dict[str, Callable[..., Any]]:
    """Every function that writes: those of the actions that say who does it."""
    trovate = {}
    for app in APP:
        pacchetto = import_module(f"{app}.actions") if find_spec(f"{app}.actions") else None
        for voce in iter_modules(pacchetto.__path__ if pacchetto else []):
            modulo = import_module(f"{app}.actions.{voce.name}")
            for nome, funzione in vars(modulo).items():
                propria = isfunction(funzione) and funzione.__module__ == modulo.__name__
                if propria and not nome.startswith("_") and "da" in signature(funzione).parameters:
                    trovate[f"{app}.{voce.name}.{nome}"] = funzione
    return trovate


def riga_letta(**celle: str) -> list[RigaLetta]:
    return [RigaLetta("prova.csv", 2, celle)]


def riga_indicatore(**celle: str) -> list[RigaLetta]:
    """The first row of the body's scorecard as its file would write it."""
    buona = {
        "cruscotto": "ente",
        "prospettiva": "Prospettiva",
        "obiettivo_strategico": "1. Obiettivo",
        "codice": "i1",
        "etichetta": "Indicatore i1",
        "tipo": "numero",
        "direzione": "crescente",
        "ufficio": "anagrafe",
        "peso": "25",
        "target": "100",
    }
    return riga_letta(**(buona | celle))


CICLO: dict[str, Any] = {
    "anno": ANNO,
    "stato": "monitoraggio",
    "cadenza": "quadrimestre",
    "prospettive": [],
    "aree_strategiche": [],
    "obiettivi_strategici": [],
    "nodi": [],
    "cruscotti": [],
}
SEMAFORO = [{"codice": "raggiunto", "nome": "Ottimo", "da": "90", "a": None}]
APPROVATA = {"approvazione": {"organo": "Giunta", "numero": "99", "data": dt.date(2025, 6, 1)}}
CON_L_INDIRIZZO = "lo provano gli indirizzi"
NON_TOCCA = "non scrive dati di un ciclo che c'è"
DALLA_CARTELLA = "non sa di cicli: la serratura è di chi la chiama, carica_cartella"

AZIONI: dict[str, str | Callable[[Mondo], object]] = {
    "cruscotto.ciclo.definisci_ciclo": lambda m: definisci_ciclo(
        ente=m.casa.ente, dati=CICLO | {"mission": "Un'altra"}, da=None
    ),
    "cruscotto.ciclo.definisci_misura": lambda m: definisci_misura(
        ente=m.casa.ente, dati={"minimo": "0", "massimo": "50", "semaforo": SEMAFORO}, da=None
    ),
    "cruscotto.ciclo.concludi_caricamento": lambda m: concludi_caricamento(
        ciclo=m.ciclo, dati=APPROVATA | {"stato": "pubblicata"}, da=None
    ),
    "cruscotto.indicatori.importa_indicatori": lambda m: importa_indicatori(
        ciclo=m.ciclo, righe=riga_indicatore(etichetta="Un altro nome", direzione="decrescente"), da=None
    ),
    "cruscotto.interventi.importa_interventi": lambda m: importa_interventi(
        ciclo=m.ciclo, righe=riga_letta(ordine="1", obiettivo="1", descrizione="Contributi", importo="11"), da=None
    ),
    "cruscotto.risultati.importa_risultati": lambda m: importa_risultati(
        ciclo=m.ciclo, dati=[{"codice": "s", "titolo": "Scheda", "punti": ["Altro"]}], da=None
    ),
    "cruscotto.risultati.importa_criticita": lambda m: importa_criticita(
        ciclo=m.ciclo, righe=riga_letta(ordine="1", prospettiva="p", etichetta="Tempi", criticita="Brevi"), da=None
    ),
    "cruscotto.risultati.importa_documenti": lambda m: importa_documenti(
        ciclo=m.ciclo, righe=riga_letta(ordine="1", titolo="Altro piano"), da=None
    ),
    "relazione.narrativa.importa_narrativa": lambda m: importa_narrativa(
        ciclo=m.ciclo, titolo="Relazione", data_documento="", sezioni=[], da=None
    ),
    "cruscotto.dimostrazione.inventa_valori": lambda m: inventa_valori(
        ciclo=m.ciclo, periodi=list(m.ciclo.periodi.all()[2:]), da=None
    ),
    "cruscotto.riporto.riporta_ciclo": lambda m: riporta_ciclo(ciclo=m.ciclo, anno=ANNO + 1, da=None),
    "cruscotto.riporto.conserva_storico": lambda m: conserva_storico(ciclo=m.ciclo, da=None),
    "cruscotto.dimostrazione.prepara_dimostrazione": NON_TOCCA,
    "contesto.bilancio.importa_bilancio": DALLA_CARTELLA,
    "contesto.tavola.importa_tavola": DALLA_CARTELLA,
    "contesto.tavola.importa_grafici": DALLA_CARTELLA,
    "ente.ente.definisci_ente": NON_TOCCA,
    "ente.ente.definisci_utenti": NON_TOCCA,
    "ente.incarichi.nomina_sostituto": CON_L_INDIRIZZO,
    "ente.incarichi.revoca_sostituto": NON_TOCCA,
    "ente.registro.registra": NON_TOCCA,
    "ente.registro.componi": NON_TOCCA,
    **dict.fromkeys(
        (
            "cruscotto.assegnazione.riassegna_ufficio",
            "cruscotto.evidenze.aggiungi_file",
            "cruscotto.evidenze.aggiungi_indirizzo",
            "cruscotto.evidenze.togli_evidenza",
            "cruscotto.misura.imposta_misura",
            "cruscotto.neutralizzazione.neutralizza_valore",
            "cruscotto.neutralizzazione.riammetti_valore",
            "cruscotto.passaggi.annota",
            "cruscotto.passaggi.passa",
            "cruscotto.periodi.apri_periodo",
            "cruscotto.periodi.approva_relazione",
            "cruscotto.periodi.chiudi_periodo",
            "cruscotto.periodi.crea_periodi",
            "cruscotto.periodi.riapri_ufficio",
            "cruscotto.periodi.richiudi_ufficio",
            "cruscotto.pesi.cambia_pesi",
            "cruscotto.regole_indicatore.cambia_regola",
            "cruscotto.revisione.restituisci_valore",
            "cruscotto.revisione.valida_valori",
            "cruscotto.solleciti.invia_solleciti",
            "cruscotto.target.rimodula_target",
            "cruscotto.valori.riprendi_valore",
            "cruscotto.valori.salva_valore",
            "cruscotto.valori.trasmetti_valore",
        ),
        CON_L_INDIRIZZO,
    ),
}
PROVATE = {nome: prova_ for nome, prova_ in AZIONI.items() if callable(prova_)}
SCRIVE_ALTROVE = {"cruscotto.riporto.riporta_ciclo", "cruscotto.riporto.conserva_storico"}
"""They read the cycle and write another one's rows: they are not refused."""


def test_every_action_has_a_case() -> None:
    """Whoever adds an action says here how it could write over a lock, or which proof does it already."""
    assert azioni().keys() == AZIONI.keys()


@pytest.mark.parametrize("nome", PROVATE)
def test_an_action_does_not_change_an_adopted_cycle(mondo: Mondo, nome: str) -> None:
    Ciclo.objects.filter(pk=mondo.ciclo.pk).update(dimostrativo=True)
    if nome.endswith("conserva_storico"):
        mondo.casa.metti("i2", "90", 3)
    with annullato():
        prima = del_ciclo(mondo), tutto()
        PROVATE[nome](mondo)
        assert (del_ciclo(mondo), tutto()) != prima, "senza serratura non scrive: la prova non proverebbe nulla"
    adotta(mondo)
    prima = del_ciclo(mondo), {}
    with nullcontext() if nome in SCRIVE_ALTROVE | {"cruscotto.ciclo.definisci_misura"} else rifiutata():
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
    "demo": [],
    "esporta": ["indicatori", "--ente", "casa", "--anno", str(ANNO)],
    "evidenze": [],
    "genera_carico": ["--enti", "1", "--anni", "1", "--collocazioni", "5", "--primo", "77"],
    "relazione": ["--ente", "casa", "--anno", str(ANNO), "--output", "/proc/no/x.pdf"],
    "sal": ["10", "9"],
    "solleciti": [],
}


def test_no_command_changes_an_adopted_cycle(mondo: Mondo, settings: Settings) -> None:
    settings.DEBUG = True
    nostri = {nome for nome, app in get_commands().items() if app in APP}
    assert nostri == COMANDI.keys(), "dite qui con quali argomenti si prova il comando nuovo"
    adotta(mondo)
    vero = Ciclo.objects.get(ente__codice="arezzo-siena", anno=2019)
    prima = del_ciclo(mondo), del_ciclo(mondo, vero)
    for nome, argomenti in COMANDI.items():
        with suppress(CommandError):
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
