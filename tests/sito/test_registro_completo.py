"""Every act leaves its line: no function of the application that people act through writes without the register.

The source is read, not run: a function that writes reaches ``registra`` by itself or through what it calls, followed by
name through the imports. What runs is tested beside each act; here nobody can forget a new one.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contesto.actions.tavola import importa_tavola
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Rilevazione
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, riprendi_valore, salva_valore, trasmetti_valore
from ente.actions.ente import definisci_ente, definisci_utenti
from ente.models import Atto, Utente
from tests.ente.test_logo_contenuto import punti
from tests.mondi.azioni import moduli_di_azioni

RADICE = Path(__file__).resolve().parents[2]
CASE = ("ente", "contesto", "cruscotto", "relazione")
REGISTRA = {f"ente.actions.registro.{nome}" for nome in ("registra", "registra_molti", "prepara_registro")}
CREANO = {"save", "create", "get_or_create", "update_or_create", "aggiorna_o_crea"}
SCRITTURE = CREANO | {"bulk_create", "bulk_update", "_raw_delete"}
"""Calls that write a row. ``update`` and ``delete`` are also of dictionaries and files: see ``_scrive``."""

UN_PASSO = "è un passo di un'importazione, che lascia la sua riga quando è caricata, scritta, scartata o annullata"
SENZA_RIGA: dict[str, str] = {
    "ente.actions.gettoni.annota_uso": "annota solo l'ultimo uso, una volta al minuto",
    "ente.actions.gettoni.riconosci_gettone": "annota solo l'ultimo uso, una volta al minuto",
    **dict.fromkeys(
        (
            f"ente.actions.lettere_accesso.{n}"
            for n in ("cerca_e_scrivi", "chiedi_password", "scrivi_lettera", "spedisci_lettera")
        ),
        "la riga l'ha lasciata l'atto di cui è la lettera; chi chiede una password non è ancora nessuno",
    ),
    "ente.actions.ruoli.togli_incarichi": "la riga la scrive chi fa cessare la persona, con gli incarichi che aveva",
    "cruscotto.importazione.actions.anteprima.salva_anteprima": UN_PASSO,
    "cruscotto.importazione.actions.importazioni.fallisci": UN_PASSO,
    "cruscotto.importazione.actions.importazioni.leggi_importazione": UN_PASSO,
    "cruscotto.importazione.actions.importazioni.progetta_importazione": UN_PASSO,
    "cruscotto.importazione.actions.importazioni.segna_avanzamento": UN_PASSO,
    "cruscotto.ciclo.passaggi_valore.rifotografa": "la riga la scrive chi fa l'atto, con i periodi chiusi che tocca",
    **dict.fromkeys(
        (
            "relazione.edizioni.actions.edizione.registra_edizione",
            "relazione.edizioni.actions.edizione.supera",
            "relazione.edizioni.actions.ripresa.registra_adottata",
            "relazione.edizioni.actions.sigillo.conserva_file",
            "relazione.edizioni.actions.sigillo.fallisci_sigillo",
            "relazione.edizioni.actions.sigillo.sigilla_relazione",
            "relazione.edizioni.actions.sigillo_oiv.sigilla_documenti_oiv",
            "relazione.edizioni.actions.sigillo_oiv.fallisci_sigillo_oiv",
            "relazione.edizioni.actions.sigillo_oiv.fotografa_documenti_oiv",
        ),
        "è un passo di un atto sulla Relazione, che lascia la sua riga",
    ),
    **dict.fromkeys(
        (
            f"cruscotto.avvisi.actions.invio.{n}"
            for n in ("avvisa", "avvisa_persone", "diffondi", "segna_detti", "spedisci")
        ),
        "la riga l'ha lasciata l'atto di cui si avvisa; la lettera resta fra gli avvisi",
    ),
    "relazione.pubblicazione.actions.stesure.scrivi_stesura": "la riga l'ha lasciata chi ha chiesto il documento",
    "relazione.pubblicazione.actions.stesure.fallisci_stesura": "la riga l'ha lasciata chi ha chiesto il documento",
    "cruscotto.ciclo.passaggi_valore.scrivi": "la riga la scrive chi fa l'atto, che la chiama",
}
"""Public functions of the actions that write without a line of their own, each with the reason."""


@dataclass(slots=True)
class Funzione:
    """A function or a method: whom it calls, by full name, and whether it writes with its own hands."""

    nome: str
    pubblica: bool
    chiamate: set[str] = field(default_factory=set)
    scrive: bool = False


def moduli() -> Iterator[tuple[str, ast.Module]]:
    for casa in CASE:
        for file in sorted((RADICE / casa).rglob("*.py")):
            if "migrations" not in file.parts:
                yield ".".join(file.relative_to(RADICE).with_suffix("").parts), ast.parse(file.read_text())


@cache
def funzioni() -> dict[str, Funzione]:
    trovate: dict[str, Funzione] = {}
    for modulo, albero in moduli():
        nomi = _nomi(modulo, albero)
        for nodo in albero.body:
            if isinstance(nodo, ast.FunctionDef):
                pubblica = not nodo.name.startswith("_")
                trovate[f"{modulo}.{nodo.name}"] = _leggi(f"{modulo}.{nodo.name}", nodo, nomi, pubblica)
            elif isinstance(nodo, ast.ClassDef):  # who makes one may call any of its methods
                intera = Funzione(f"{modulo}.{nodo.name}", pubblica=False)
                for metodo in nodo.body:
                    if isinstance(metodo, ast.FunctionDef):
                        letto = _leggi(intera.nome, metodo, nomi, pubblica=False)
                        intera.chiamate |= letto.chiamate
                        intera.scrive |= letto.scrive
                trovate[intera.nome] = intera
    return trovate


def _nomi(modulo: str, albero: ast.Module) -> dict[str, str]:
    """What each bare name of a module stands for."""
    nomi = {n.name: f"{modulo}.{n.name}" for n in albero.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    for nodo in ast.walk(albero):
        if isinstance(nodo, ast.ImportFrom) and nodo.module:
            nomi |= {alias.asname or alias.name: f"{nodo.module}.{alias.name}" for alias in nodo.names}
    return nomi


def _leggi(nome: str, nodo: ast.FunctionDef, nomi: dict[str, str], pubblica: bool) -> Funzione:
    letta = Funzione(nome, pubblica)
    for dentro in ast.walk(nodo):
        if isinstance(dentro, ast.Name) and dentro.id in nomi:  # called, or handed on to be called
            letta.chiamate.add(nomi[dentro.id])
        if isinstance(dentro, ast.Call):
            letta.scrive |= _scrive(dentro)
    return letta


def _scrive(chiamata: ast.Call) -> bool:
    if isinstance(chiamata.func, ast.Name):
        return chiamata.func.id in SCRITTURE
    if not isinstance(chiamata.func, ast.Attribute):
        return False
    if chiamata.func.attr == "update":  # of rows: on a query, by name of field; of a dictionary: otherwise
        return bool(chiamata.keywords) and not chiamata.args and not isinstance(chiamata.func.value, ast.Attribute)
    if chiamata.func.attr == "delete":  # a file is deleted by its name, or without saving its row
        return not chiamata.args and not chiamata.keywords
    return chiamata.func.attr in SCRITTURE


def raggiunge(nome: str) -> set[str]:
    """A function and all that it calls, directly or not."""
    viste, da_vedere = set(), [nome]
    while da_vedere:
        attuale = da_vedere.pop()
        if attuale not in viste:
            viste.add(attuale)
            da_vedere += funzioni()[attuale].chiamate if attuale in funzioni() and attuale not in REGISTRA else ()
    return viste


def scrive(nome: str) -> bool:
    """Whether it writes something besides the register."""
    return any(f.scrive for n in raggiunge(nome) - REGISTRA if (f := funzioni().get(n)))


def azioni() -> list[Funzione]:
    """The public functions of the actions."""
    moduli = set(moduli_di_azioni())
    return [
        f for f in funzioni().values() if f.pubblica and f.nome.rpartition(".")[0] in moduli and f.nome not in REGISTRA
    ]


def test_the_reading_is_right() -> None:
    """Acts known to write and to register, by different roads; and what only reads."""
    for nome in (
        "rilevazione.actions.valori.salva_valore",
        "rilevazione.actions.valori.trasmetti_valore",
        "rilevazione.actions.revisione.valida_valori",
        "importazione.cartella.actions.ciclo.definisci_ciclo",
        "ciclo.passaggi_periodo.passa_periodo",
    ):
        assert scrive(f"cruscotto.{nome}"), nome
        assert raggiunge(f"cruscotto.{nome}") & REGISTRA, nome
    assert not scrive("cruscotto.ciclo.passaggi_valore.ricarica")
    assert not scrive("ente.actions.registro.differenze")
    assert not raggiunge("cruscotto.ciclo.passaggi_valore.ricarica") & REGISTRA
    vuoti = set(moduli_di_azioni()) - {f.nome.rpartition(".")[0] for f in azioni()}
    assert vuoti == set(), "un modulo di azioni di cui non se ne legge nessuna"


def test_every_act_that_writes_leaves_a_line() -> None:
    muti = {f.nome for f in azioni() if scrive(f.nome) and not raggiunge(f.nome) & REGISTRA}
    assert sorted(muti - SENZA_RIGA.keys()) == []
    assert {nome for nome in SENZA_RIGA if nome in funzioni()} <= muti, "chi ora lascia la riga esce dall'elenco"


def test_only_acts_write() -> None:
    """Pages, forms, readings and the rest of the application write nothing with their own hands."""
    stanze = (".views.", ".forms.", ".querysets", ".templatetags.")
    assert [f.nome for f in funzioni().values() if f.scrive and any(s in f"{f.nome}." for s in stanze)] == []


# -- what runs: one line, once -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_act_on_a_value_is_one_line_and_twice_is_once(ciclo: Ciclo) -> None:
    nuovo = prepara_dimostrazione(ciclo=ciclo, anno=2020, da=None)
    redattore, dirigente, controllo = (
        Utente.objects.get(username=nome) for nome in ("redattore.area3", "dirigente.area3", "controllo")
    )
    valore = Rilevazione.objects.filter(
        periodo__ciclo=nuovo, periodo__stato="aperto", stato="trasmessa", indicatore__tipo="percentuale",
        indicatore__ufficio__incarichi__utente=redattore,
    )[0]  # fmt: skip
    scritto = ValoreScritto(
        testo="47,2%", nota="N", causa="personale", causa_scostamento="Meno persone.",
        azione_correttiva="Un rientro.", azione_entro=dt.date(2020, 10, 31),
    )  # fmt: skip
    dove: dict[str, Any] = {"periodo": valore.periodo, "indicatore": valore.indicatore}
    atti: list[tuple[str, Utente, Callable[[Rilevazione], object]]] = [
        ("riprende valore", redattore, lambda r: riprendi_valore(rilevazione=r, versione=r.versione, da=redattore)),
        ("salva valore", redattore, lambda r: salva_valore(**dove, scritto=scritto, versione=r.versione, da=redattore)),
        ("trasmette valore", redattore, lambda r: trasmetti_valore(rilevazione=r, versione=r.versione, da=redattore)),
        ("valida valore", dirigente, lambda r: valida_valori(valori=[DaValidare(r.pk, r.versione)], da=dirigente)),
        (
            "restituisce valore",
            dirigente,
            lambda r: restituisci_valore(rilevazione=r, versione=r.versione, motivo="Perché.", da=dirigente),
        ),
        (
            "neutralizza valore",
            controllo,
            lambda r: neutralizza_valore(**dove, motivo="Sospeso.", versione=r.versione, da=controllo),
        ),
    ]
    for azione, chi, fai in atti:
        prima = set(Atto.objects.values_list("pk", flat=True))
        com_era = Rilevazione.objects.get(pk=valore.pk)
        fai(com_era)
        fai(com_era)
        (riga,) = Atto.objects.exclude(pk__in=prima)
        assert (riga.azione, riga.utente, riga.modello, riga.chiave) == (azione, chi, "rilevazione", valore.pk)
        assert riga.oggetto == f"{valore.indicatore.codice}, Secondo quadrimestre 2020"


@pytest.mark.django_db
def test_what_is_loaded_again_with_one_change_leaves_a_line(ciclo: Ciclo, tmp_path: Path) -> None:
    """A title, a logo and a password alone: the rest is as it was."""
    ente, nessuno = ciclo.ente, None
    dati = {
        "codice": "t",
        "titolo": "Prima",
        "tema": "imprese",
        "intestazioni": 1,
        "righe": "voce",
        "livelli_colonna": [],
    }
    griglia = [["Voce", "2019"], ["Totale", "3"]]
    (tmp_path / "logo.png").write_bytes(punti("PNG"))
    voce: list[Mapping[str, Any]] = [{"username": "nuovo", "ruolo": "controllo"}]

    def fai(titolo: str, password: str) -> None:
        importa_tavola(ente=ente, anno=2019, ordine=9, dati=dati | {"titolo": titolo}, griglia=griglia, da=nessuno)
        definisci_ente(
            dati={"codice": ente.codice, "denominazione": "E", "logo": "logo.png"}, cartella=tmp_path, da=nessuno
        )
        definisci_utenti(ente=ente, dati=voce, password=password, da=nessuno)

    fai("Prima", "una")
    conto = Atto.objects.count()
    fai("Prima", "una")
    assert Atto.objects.count() == conto
    (tmp_path / "logo.png").write_bytes(punti("PNG", "L"))
    fai("Dopo", "due")
    azioni_fatte = [a.azione for a in Atto.objects.order_by("pk")[conto:]]
    assert azioni_fatte == ["importa tavola", "definisci ente", "definisci utenti"]
    assert "due" not in str(list(Atto.objects.order_by("pk")[conto:].values()))
