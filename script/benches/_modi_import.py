"""The kinds and the ways that ``script/bench import`` measures: ours, django-import-export as it comes, the bare floor.

Each way is run in a process of its own, on a database that has never seen the file. What the other two write is what
ours wrote: the same rows of the same models, with nothing checked.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cruscotto.models import Ciclo

ENTE, ANNO, CRUSCOTTO = "banco", 2026, "ente"
COLONNE = 20
Griglia = Iterator[list[Any]]
Tempi = dict[str, float]


@dataclass
class Cronometro:
    """Seconds of each step, in order."""

    tempi: Tempi = field(default_factory=dict)

    @contextmanager
    def passo(self, nome: str) -> Iterator[None]:
        inizio = time.perf_counter()
        yield
        self.tempi[nome] = time.perf_counter() - inizio


@dataclass(frozen=True)
class Genere:
    """A kind: the rows of its file, what must be there first, and what the other two ways do with them."""

    griglia: Callable[[int], Griglia]
    prepara: Callable[[int], None]
    predefinita: Callable[[], Any]
    nuda: Callable[[Sequence[Sequence[Any]]], None]
    massimo: int = 10_000


def scrivi_foglio(genere: str, righe: int, file: Path) -> None:
    """The xlsx that every way reads."""
    from openpyxl import Workbook

    libro = Workbook(write_only=True)
    foglio: Any = libro.create_sheet("Dati")
    for riga in GENERI[genere].griglia(min(righe, GENERI[genere].massimo)):
        assert len(riga) == COLONNE
        foglio.append(riga)
    libro.save(file)


def prepara(genere: str, righe: int) -> None:
    """A body and a cycle, bare, and what the kind wants to find."""
    from cruscotto.importazione.actions.apertura import apri_dove
    from ente.models import Ente, Utente

    apri_dove(ENTE, ANNO, CRUSCOTTO)
    Utente.objects.create(ente=Ente.objects.get(codice=ENTE), username="banco", is_superuser=True)
    GENERI[genere].prepara(righe)


def ciclo() -> Ciclo:
    from cruscotto.ciclo.trova import trova_ciclo

    return trova_ciclo(ENTE, ANNO)


# -- ours --------------------------------------------------------------------------------------------------------------
def nostra(genere: str, file: Path) -> Tempi:
    """The actions and the jobs, as pages and worker call them: first time, then the same file again."""
    from cruscotto.importazione.actions.importazioni import (
        carica_importazione,
        conferma_importazione,
        leggi_importazione,
        scrivi_importazione,
    )
    from cruscotto.importazione.genere import Dove
    from cruscotto.importazione.generi.registro import GENERI as TUTTI
    from cruscotto.models import Importazione, Periodo, Ricordo, StatoImportazione
    from ente.models import Incarico, Ruolo, Utente

    da, quale = Utente.objects.get(username="banco"), TUTTI[genere]
    Incarico.objects.get_or_create(utente=da, ruolo=Ruolo.AMMINISTRATORE)
    del_ciclo = ciclo()
    periodo = Periodo.objects.filter(ciclo=del_ciclo).order_by("-numero").first() if quale.del_periodo else None
    dove = Dove(ente=del_ciclo.ente, del_ciclo=del_ciclo, periodo=periodo, da=da, crea=True)
    # The weights of the file do not sum to 100, and somebody has said what to do with them: they go in in proportion.
    for modi in ("proporzione|nessuno", "proporzione|sito|nessuno", "proporzione|sito"):
        pesi: dict[str, Any] = {"chiave": f"pesi|{ANNO}|{modi}", "risposta": "proporzione", "intestazione": False}
        Ricordo.objects.get_or_create(ente=del_ciclo.ente, genere=genere, **pesi)
    orologio = Cronometro()
    for volta in ("", " di nuovo"):
        with orologio.passo(f"anteprima{volta}"):
            contenuto = file.read_bytes()
            importazione = carica_importazione(genere=quale, dove=dove, nome=file.name, contenuto=contenuto, da=da)
            leggi_importazione.func(importazione.pk)
        importazione = Importazione.objects.get(pk=importazione.pk)
        if not importazione.impronta_progetto:
            sbagliate = importazione.voci.exclude(tipo="nuova")[:3]
            raise SystemExit(f"✗ {importazione.messaggio} {[str(v) + v.frase for v in sbagliate]}")
        with orologio.passo(f"conferma{volta}"):
            conferma_importazione(importazione=importazione, impronta=importazione.impronta_progetto, da=da)
            scrivi_importazione.func(importazione.pk)
        importazione = Importazione.objects.get(pk=importazione.pk)
        if importazione.stato != StatoImportazione.CONFERMATA:
            raise SystemExit(f"✗ {importazione.stato}: {importazione.messaggio}")
    return orologio.tempi


# -- django-import-export ----------------------------------------------------------------------------------------------
def predefinita(genere: str, file: Path) -> Tempi:
    """Its defaults, as its admin does: the file loaded and tried in a transaction that is rolled back, then loaded and
    imported."""
    from tablib import Dataset

    orologio = Cronometro()
    for nome, prova in (("anteprima", True), ("conferma", False)):
        with orologio.passo(nome):
            dati = Dataset().load(file.read_bytes(), "xlsx")
            GENERI[genere].predefinita().import_data(dati, dry_run=prova, raise_errors=True, use_transactions=True)
    return orologio.tempi


# -- the floor ---------------------------------------------------------------------------------------------------------
def nuda(genere: str, file: Path) -> Tempi:
    """The values read and the rows created, in one transaction: nothing is shown, checked or remembered."""
    from django.db import transaction
    from python_calamine import load_workbook

    orologio = Cronometro()
    with orologio.passo("anteprima"), transaction.atomic():
        righe = load_workbook(io.BytesIO(file.read_bytes())).get_sheet_by_index(0).to_python()[1:]
        GENERI[genere].nuda(righe)
    return orologio.tempi


MODI: dict[str, Callable[[str, Path], Tempi]] = {
    "Cannocchiale": nostra,
    "django-import-export": predefinita,
    "lettura nuda e bulk_create": nuda,
}


# -- budget ------------------------------------------------------------------------------------------------------------
BILANCIO = ["Ordine", "Codice", "Voce", "Tipo", "Sezione", "Preventivo", "Aggiornamento", "Consuntivo", "Differenza"]


def _griglia_bilancio(righe: int) -> Griglia:
    yield [*BILANCIO, *(f"Altra {n}" for n in range(COLONNE - len(BILANCIO)))]
    for n in range(1, righe + 1):
        importi = [n + 0.25, n + 0.5, n + 0.75, 0.25]
        yield [n, f"C{n}", f"Voce numero {n} del bilancio", "voce", "A", *importi, *(f"altro {n}" for _ in range(11))]


def _bilancio_predefinita() -> Any:
    from import_export import resources

    from contesto.models import VoceBilancio

    class Voci(resources.ModelResource):  # type: ignore[misc]
        """The columns renamed as the fields, and the key that is not in the file; the rest is as it comes."""

        def before_import(self, dataset: Any, **kwargs: Any) -> None:
            dataset.headers = ["ordine", "codice", "etichetta", "tipo", "sezione", *map(str.lower, dataset.headers[5:])]
            dataset.append_col(lambda _: ciclo_.ente_id, "ente")
            dataset.append_col(lambda _: ANNO, "anno")

        class Meta:
            model = VoceBilancio
            import_id_fields = ("ente", "anno", "ordine")
            fields = ("ente", "anno", *(n.lower() for n in BILANCIO if n != "Voce"), "etichetta")

    ciclo_ = ciclo()
    return Voci()


def _bilancio_nuda(righe: Sequence[Sequence[Any]]) -> None:
    from contesto.models import VoceBilancio

    ente = ciclo().ente
    campi = ("ordine", "codice", "etichetta", "tipo", "sezione", "preventivo", "aggiornamento", "consuntivo")
    VoceBilancio.objects.bulk_create(
        [VoceBilancio(ente=ente, anno=ANNO, **dict(zip(campi, r, strict=False)), differenza=r[8]) for r in righe],
        batch_size=500,
    )


# -- indicators: four tables a row, and the tree above them ------------------------------------------------------------
INDICATORI = (
    *("cruscotto", "prospettiva", "obiettivo_strategico", "programma", "obiettivo_operativo", "codice", "indicatore"),
    *("pira", "tipo", "unita", "direzione", "accumulo", "scala", "peso", "target", "actual", "sal_calcolato"),
    *("blocco", "riga_fonte", "nota"),
)
SCHEDE, OBIETTIVI = 20, 7


def _griglia_indicatori(righe: int) -> Griglia:
    yield list(INDICATORI)
    for n in range(righe):
        scheda, obiettivo = f"scheda-{n * SCHEDE // righe:02}", n // 25 % OBIETTIVI + 1
        rami = [f"Prospettiva {obiettivo % 4 + 1}", f"{obiettivo}. Obiettivo strategico", f"Programma {n // 50}"]
        nome = f"Pratiche evase entro i termini dall'ufficio numero {n}"
        chi_e = [f"K{n:05}", nome, "1" if n % 5 == 0 else "0", "numero", "n.", "crescente", "ultimo", "", 1 + n % 3]
        yield [scheda, *rami, f"Operativo {n // 10}", *chi_e, 1 + n % 97, 1 + n % 89, "", 1, n, f"nota {n}"]


class Albero:
    """The rows above an indicator, each made the first time that it is named, as one keeps them who thinks of it."""

    def __init__(self, tieni: bool) -> None:
        self.ciclo, self.tieni = ciclo(), tieni
        self.noti: dict[tuple[Any, ...], Any] = {}

    def trova(self, modello: Any, chiave: dict[str, Any], **altro: Any) -> Any:
        nome = (modello, *chiave.values())
        if not self.tieni or nome not in self.noti:
            self.noti[nome] = modello.objects.get_or_create(**chiave, defaults=altro)[0]
        return self.noti[nome]

    def sopra(self, riga: dict[str, Any]) -> dict[str, Any]:
        """What a placement points to."""
        from cruscotto import models as m

        c, scheda = self.ciclo, riga["cruscotto"]
        numero, _, nome = riga["obiettivo_strategico"].partition(". ")
        p = riga["prospettiva"]
        prospettiva = self.trova(
            m.Prospettiva, {"ciclo": c, "codice": p.lower().replace(" ", "-")}, nome=p, ordine=p[-1]
        )
        obiettivo = self.trova(m.ObiettivoStrategico, {"ciclo": c, "numero": int(numero)}, nome=nome)
        nodo = self.trova(m.ObiettivoInProspettiva, {"prospettiva": prospettiva, "obiettivo": obiettivo})
        programma = self.trova(m.Programma, {"nodo": nodo, "nome": riga["programma"]})
        operativo = self.trova(m.ObiettivoOperativo, {"programma": programma, "nome": riga["obiettivo_operativo"]})
        altro = {"ordine": 100 + int(scheda[-2:]), "tipo": "ente", "titolo": scheda}
        cruscotto = self.trova(m.Cruscotto, {"ciclo": c, "codice": scheda}, **altro)
        return {"cruscotto": cruscotto, "nodo": nodo, "programma": programma, "obiettivo_operativo": operativo}


def _indicatore(riga: dict[str, Any]) -> dict[str, Any]:
    campi = {n: riga[n] for n in ("tipo", "unita", "direzione", "accumulo")}
    return campi | {"nome": riga["indicatore"], "pira": str(riga["pira"]) == "1"}


def _collocazione(riga: dict[str, Any]) -> dict[str, Any]:
    campi = {n: riga[n] for n in ("blocco", "peso", "riga_fonte", "nota")}
    return campi | {"etichetta": riga["indicatore"], "pira": str(riga["pira"]) == "1", "ordine": riga["riga_fonte"] + 1}


def _periodo() -> Any:
    from cruscotto.models import Periodo

    return Periodo.objects.filter(ciclo=ciclo()).order_by("-numero")[0]


def _indicatori_predefinita() -> Any:
    """One row at a time, each of its objects with ``get_or_create``: what its guide shows for rows of many tables."""
    from import_export import resources

    from cruscotto.models import Collocazione, Indicatore, Rilevazione, ValoreAtteso

    class Righe(resources.ModelResource):  # type: ignore[misc]
        def import_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
            for campo, valore in (albero.sopra(row) | _collocazione(row) | {"indicatore": self.indicatore}).items():
                setattr(instance, campo, valore)

        def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
            chiave = {"ente": albero.ciclo.ente, "codice": row["codice"]}
            self.indicatore = Indicatore.objects.update_or_create(**chiave, defaults=_indicatore(row))[0]
            return Collocazione.objects.filter(cruscotto__codice=row["cruscotto"], indicatore=self.indicatore).first()

        def after_save_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
            for modello, chiave, campo in (
                (ValoreAtteso, {"ciclo": albero.ciclo, "collocazione": None}, "target"),
                (Rilevazione, {"periodo": periodo, "collocazione": None}, "actual"),
            ):
                valore = {"testo": str(row[campo]), "valore": row[campo], "tipo": row["tipo"]}
                modello.objects.update_or_create(indicatore=self.indicatore, **chiave, defaults=valore)

        class Meta:
            model = Collocazione
            import_id_fields = ()
            fields = ()

    albero, periodo = Albero(tieni=False), _periodo()
    return Righe()


def _indicatori_nuda(righe: Sequence[Sequence[Any]], *, consuntivi: bool = True) -> None:
    from cruscotto.models import Collocazione, Indicatore, Rilevazione, ValoreAtteso

    albero, periodo = Albero(tieni=True), _periodo()
    dati = [dict(zip(INDICATORI, r, strict=False)) for r in righe]
    ente = albero.ciclo.ente
    indicatori = [Indicatore(ente=ente, codice=d["codice"], **_indicatore(d)) for d in dati]
    Indicatore.objects.bulk_create(indicatori, batch_size=500)
    coppie = list(zip(indicatori, dati, strict=True))
    Collocazione.objects.bulk_create(
        [Collocazione(indicatore=i, **albero.sopra(d), **_collocazione(d)) for i, d in coppie], batch_size=500
    )
    ValoreAtteso.objects.bulk_create(
        [
            ValoreAtteso(ciclo=albero.ciclo, indicatore=i, testo=str(d["target"]), valore=d["target"], tipo=d["tipo"])
            for i, d in coppie
        ],
        batch_size=500,
    )
    if consuntivi:
        Rilevazione.objects.bulk_create(
            [
                Rilevazione(indicatore=i, periodo=periodo, testo=str(d["actual"]), valore=d["actual"], tipo=d["tipo"])
                for i, d in coppie
            ],
            batch_size=500,
        )


# -- actuals of a period -----------------------------------------------------------------------------------------------
RILEVAZIONI = ("codice", "indicatore", "cruscotto", "valore", "nota")


def _griglia_rilevazioni(righe: int) -> Griglia:
    yield [*RILEVAZIONI, *(f"Altra {n}" for n in range(COLONNE - len(RILEVAZIONI)))]
    for n in range(righe):
        nome, scheda = f"Pratiche evase entro i termini dall'ufficio numero {n}", f"scheda-{n * SCHEDE // righe:02}"
        yield [f"K{n:05}", nome, scheda, 1 + n % 89, f"nota {n}", *(f"altro {n}" for _ in range(15))]


def _rilevazioni_prepara(righe: int) -> None:
    """Their indicators, with targets and no actuals."""
    _, *dati = _griglia_indicatori(righe)
    _indicatori_nuda(dati, consuntivi=False)


def _rilevazioni_predefinita() -> Any:
    from import_export import fields, resources, widgets

    from cruscotto.models import Indicatore, Rilevazione

    class Valori(resources.ModelResource):  # type: ignore[misc]
        """The indicator found by its code, the period of all; the rest is as it comes."""

        indicatore = fields.Field("codice", "indicatore", widgets.ForeignKeyWidget(Indicatore, "codice"))
        testo = fields.Field("valore", "testo")

        def before_import(self, dataset: Any, **kwargs: Any) -> None:
            del dataset["indicatore"]
            dataset.append_col(lambda _: periodo.pk, "periodo")
            dataset.append_col(lambda _: "numero", "tipo")

        class Meta:
            model = Rilevazione
            import_id_fields = ("indicatore", "periodo")
            fields = ("indicatore", "periodo", "testo", "valore", "tipo", "nota")

    periodo = _periodo()
    return Valori()


def _rilevazioni_nuda(righe: Sequence[Sequence[Any]]) -> None:
    from cruscotto.models import Indicatore, Rilevazione

    periodo = _periodo()
    chiavi = dict(Indicatore.objects.filter(ente=periodo.ciclo.ente).values_list("codice", "pk"))
    Rilevazione.objects.bulk_create(
        [
            Rilevazione(
                indicatore_id=chiavi[r[0]], periodo=periodo, testo=str(r[3]), valore=r[3], tipo="numero", nota=r[4]
            )
            for r in righe
        ],
        batch_size=500,
    )


GENERI = {
    "indicatori": Genere(_griglia_indicatori, lambda _: None, _indicatori_predefinita, _indicatori_nuda),
    "rilevazioni": Genere(_griglia_rilevazioni, _rilevazioni_prepara, _rilevazioni_predefinita, _rilevazioni_nuda),
    "bilancio": Genere(_griglia_bilancio, lambda _: None, _bilancio_predefinita, _bilancio_nuda, massimo=9_999),
}
