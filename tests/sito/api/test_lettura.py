"""What programs read: every list and every row of the API against the database and the figures of the pages."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contesto.models import Cella, Tavola
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Periodo,
    Rilevazione,
)
from ente.actions.registro import registra
from ente.api.righe import RigheSerializer
from ente.models import Atto, Utente
from tests.mondi.api import LETTI, MODELLI, RADICE, cliente, leggi, tutte

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def controllo(ciclo: Ciclo) -> Client:
    return cliente("controllo")


# -- fields ------------------------------------------------------------------------------------------------------------
def _del_modello(riga: Model, percorso: str) -> Any:
    """What a row has at the end of a path of attributes; None where a foreign key is empty."""
    valore: Any = riga
    for passo in percorso.split("."):
        valore = getattr(valore, passo) if valore is not None else None
    return valore


def _uguali(scritto: Any, valore: Any) -> bool:
    """Whether what is written in JSON is the value of the database, whatever the zeros and the time zone."""
    if isinstance(valore, Decimal):
        return isinstance(scritto, str) and Decimal(scritto) == valore
    if isinstance(valore, dt.datetime):
        return parse_datetime(scritto) == valore
    if isinstance(valore, dt.date):
        return bool(scritto == valore.isoformat())
    return bool(scritto == valore) and type(scritto) is type(valore)


def _confronta(nome: str, riga: dict[str, Any], serializer: RigheSerializer) -> int:
    """Compare the stored fields of a row with the database; how many they are."""
    vera = MODELLI[nome]._default_manager.get(pk=riga["id"])
    dirette = [n for n in riga if n not in serializer.calcolati and n not in serializer.espressioni]
    for campo in dirette:
        percorso = str(serializer._declared_fields[campo].source or campo)
        assert _uguali(riga[campo], _del_modello(vera, percorso)), (nome, campo, riga[campo])
    return len(dirette)


@pytest.mark.parametrize("nome", LETTI)
def test_lists_and_rows_say_what_the_database_has(controllo: Client, nome: str) -> None:
    righe = tutte(controllo, f"{nome}/?quanti=1000")
    assert len(righe) == MODELLI[nome]._default_manager.count() > 0
    vista = controllo.get(f"{RADICE}{nome}/").renderer_context["view"]  # type: ignore[attr-defined]
    for riga in righe[:: max(1, len(righe) // 20)]:
        assert list(riga) == list(vista.serializer_class().fields)
        assert _confronta(nome, riga, vista.serializer_class()) >= 4
        sola = leggi(controllo, f"{nome}/{riga['id']}/")
        dettaglio = (vista.dettaglio or vista.serializer_class)()
        assert sola.keys() == dettaglio.fields.keys()
        assert {n: sola[n] for n in riga} == riga
        _confronta(nome, sola, dettaglio)


def test_a_cycle_alone_has_its_long_texts(controllo: Client, ciclo: Ciclo) -> None:
    assert leggi(controllo, f"cicli/{ciclo.pk}/")["mandato"] == ciclo.mandato != ""
    assert "mandato" not in leggi(controllo, "cicli/")["results"][0]


# -- SAL ---------------------------------------------------------------------------------------------------------------
def test_a_scorecard_has_the_roll_up_of_its_page(controllo: Client, ciclo: Ciclo) -> None:
    """Every mean of every scorecard of 2019, to eight decimals."""
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    for cruscotto, misurato in zip(cruscotti, misura_cruscotti(ciclo, ultimo_periodo(ciclo), cruscotti), strict=True):
        letto = leggi(controllo, f"cruscotti/{cruscotto.pk}/")
        assert letto["periodo"] == letto["periodo_numero"] == 3
        assert Decimal(letto["sal"]) == _otto(misurato.media.valore)
        assert misurato.fascia is not None and letto["semaforo"] == misurato.fascia.codice
        for p, prospettiva in zip(letto["prospettive"], misurato.prospettive, strict=True):
            assert (p["codice"], _numero(p["sal"])) == (prospettiva.codice, _otto(prospettiva.media.valore))
            for o, obiettivo in zip(p["obiettivi"], prospettiva.obiettivi, strict=True):
                assert (o["numero"], _numero(o["sal"])) == (obiettivo.numero, _otto(obiettivo.media.valore))
                assert o["collocazioni"] == [r.collocazione for r in obiettivo.righe]


def _numero(testo: str | None) -> Decimal | None:
    return None if testo is None else Decimal(testo)


def _otto(sal: Decimal | None) -> Decimal | None:
    """A SAL to the eight decimals that the API states."""
    return None if sal is None else sal.quantize(Decimal("0.00000001"), ROUND_HALF_UP, Context(prec=80))


def test_a_scorecard_at_an_earlier_period(controllo: Client, dimostrativo: Ciclo) -> None:
    cruscotto = Cruscotto.objects.get(ciclo=dimostrativo, codice="area3")
    periodi = Periodo.objects.filter(ciclo=dimostrativo).exclude(stato="futuro").order_by("numero")
    for periodo in periodi:
        [misurato] = misura_cruscotti(dimostrativo, periodo, [cruscotto])
        letto = leggi(controllo, f"cruscotti/{cruscotto.pk}/?periodo_numero={periodo.numero}&campi=periodo_numero,sal")
        assert (letto["periodo_numero"], _numero(letto["sal"])) == (periodo.numero, _otto(misurato.media.valore))
    assert len(periodi) >= 2
    assert leggi(controllo, f"cruscotti/{cruscotto.pk}/?periodo=-1", 400)["errori"][0]["campo"] == "periodo"


def test_the_figure_that_the_document_prints(controllo: Client) -> None:
    """Economico-Finanziaria of the body: (100 + 542816,75/650000·100 + 100 + 94) / 4, printed 94,4%."""
    [ente] = leggi(controllo, "cruscotti/?codice=ente")["results"]
    economica = leggi(controllo, f"cruscotti/{ente['id']}/")["prospettive"][3]
    atteso = (Decimal(100) + Decimal("542816.75") / 6500 + 100 + 94) / 4
    assert economica["sal"] == "94.37756731" and abs(Decimal(economica["sal"]) - atteso) < Decimal("5e-9")


def test_placements_are_measured_as_in_their_scorecards(controllo: Client, ciclo: Ciclo) -> None:
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    for periodo in Periodo.objects.filter(ciclo=ciclo):
        prospetti = misura_cruscotti(ciclo, periodo, cruscotti)
        attese = {r.collocazione: r for prospetto in prospetti for r in prospetto.righe}
        lette = tutte(controllo, f"collocazioni/?anno=2019&periodo_numero={periodo.numero}&quanti=90")
        assert {r["id"] for r in lette} == attese.keys() and len(lette) == 251
        for letta in lette:
            r = attese[letta["id"]]
            assert [_numero(letta[n]) for n in ("sal", "sal_calcolato", "sal_dichiarato")] == [
                _otto(r.sal),
                _otto(r.sal_calcolato),
                _otto(r.sal_dichiarato),
            ]
            assert letta["periodo"] == letta["periodo_numero"] == periodo.numero
            testi = [letta[n] for n in ("target", "consuntivo", "stato", "spiegazione", "motivo", "tipo", "direzione")]
            assert testi == [r.target, r.actual, r.stato, r.spiegazione, r.motivo, r.tipo, r.direzione]
            assert letta["semaforo"] == (r.fascia.codice if r.fascia else None)
            assert letta["allerte"] == [a.codice.value for a in r.allerte]


def test_a_period_that_is_not_there_is_the_one_of_the_page(controllo: Client, ciclo: Ciclo) -> None:
    assert {r["periodo"] for r in tutte(controllo, "collocazioni/?periodo=9&quanti=300")} == {3}
    risposta = leggi(controllo, "collocazioni/?periodo=uno", 400)
    assert risposta["errori"][0]["campo"] == "periodo"


def test_placements_of_an_adopted_cycle_keep_their_rules(controllo: Client, ciclo: Ciclo) -> None:
    """What the indicator has become afterwards is not what the adopted cycle was measured with."""
    riga = Collocazione.objects.filter(cruscotto__ciclo=ciclo, indicatore__tipo="percentuale").first()
    assert riga is not None
    prima = leggi(controllo, f"collocazioni/{riga.pk}/")
    tenute = {n: getattr(riga.indicatore, n) for n in ("tipo", "direzione", "accumulo", "scala", "regola")}
    Collocazione.objects.filter(pk=riga.pk).update(regole_congelate=tenute)
    atto = {"approvazione_numero": "1", "approvazione_data": "2020-06-30"}
    Ciclo.objects.filter(pk=ciclo.pk).update(stato="relazione_approvata", misura_congelata=None, **atto)
    Indicatore.objects.filter(pk=riga.indicatore_id).update(tipo="numero", direzione="decrescente")
    dopo = leggi(controllo, f"collocazioni/{riga.pk}/")
    assert {n: dopo[n] for n in ("tipo", "direzione", "sal")} == {n: prima[n] for n in ("tipo", "direzione", "sal")}


# -- filters and order -------------------------------------------------------------------------------------------------
FILTRI = [
    ("aree", "codice=area2", {"codice": "area2"}),
    ("uffici", "area=area2", {"area__codice": "area2"}),
    ("cicli", "anno=2019", {"anno": 2019}),
    ("periodi", "anno=2019&numero=2", {"ciclo__anno": 2019, "numero": 2}),
    ("obiettivi-strategici", "area_strategica=2", {"area_strategica__numero": 2}),
    ("programmi", "obiettivo=1", {"nodo__obiettivo__numero": 1}),
    ("indicatori", "tipo=data", {"tipo": "data"}),
    ("indicatori", "ufficio=ragioneria", {"ufficio__codice": "ragioneria"}),
    ("cruscotti", "tipo=individuale", {"tipo": "individuale"}),
    ("collocazioni", "cruscotto=area2", {"cruscotto__codice": "area2"}),
    ("collocazioni", "pira=true", {"pira": True}),
    ("collocazioni", "pira=false", {"pira": False}),
    ("collocazioni", "area=area3", {"indicatore__ufficio__area__codice": "area3"}),
    ("collocazioni", "tipo_cruscotto=area", {"cruscotto__tipo": "area"}),
    ("rilevazioni", "anno=2019&periodo=3", {"periodo__numero": 3}),
    ("rilevazioni", "stato=validata", {"stato": "validata"}),
    ("rilevazioni", "ufficio=ragioneria", {"indicatore__ufficio__codice": "ragioneria"}),
    ("tavole", "tema=personale", {"tema": "personale"}),
    ("bilancio", "tipo=totale", {"tipo": "totale"}),
    ("interventi", "obiettivo=2", {"obiettivo__numero": 2}),
]


@pytest.mark.parametrize(("nome", "filtro", "attese"), FILTRI)
def test_filters(controllo: Client, nome: str, filtro: str, attese: dict[str, Any]) -> None:
    lette = {r["id"] for r in tutte(controllo, f"{nome}/?quanti=1000&{filtro}")}
    assert lette == set(MODELLI[nome]._default_manager.filter(**attese).values_list("pk", flat=True)) != set()


def test_filters_by_prospettiva_objective_and_indicator(controllo: Client, ciclo: Ciclo) -> None:
    riga = Collocazione.objects.filter(cruscotto__ciclo=ciclo).order_by("pk")[40]
    domande: dict[str, dict[str, Any]] = {
        "prospettiva": {"nodo__prospettiva__codice": riga.nodo.prospettiva.codice},
        "obiettivo": {"nodo__obiettivo__numero": riga.nodo.obiettivo.numero},
        "indicatore": {"indicatore__codice": riga.indicatore.codice},
        "ciclo": {"cruscotto__ciclo": ciclo.pk},
    }
    for parametro, attese in domande.items():
        valore = next(iter(attese.values()))
        lette = {r["id"] for r in tutte(controllo, f"collocazioni/?quanti=1000&campi=id&{parametro}={valore}")}
        assert lette == set(Collocazione.objects.filter(**attese).values_list("pk", flat=True)), parametro


def test_the_values_that_a_scorecard_shows(controllo: Client, ciclo: Ciclo) -> None:
    lette = {r["id"] for r in tutte(controllo, "rilevazioni/?cruscotto=area2&quanti=1000")}
    posti = Collocazione.objects.filter(cruscotto__codice="area2", cruscotto__ciclo=ciclo)
    comuni = Rilevazione.objects.filter(
        indicatore__in=posti.filter(rilevata_a_parte=False).values("indicatore"), collocazione=None
    )
    proprie = Rilevazione.objects.filter(collocazione__in=posti)
    assert lette == {r.pk for r in (*comuni, *proprie)} != set()


def test_values_that_changed_since_a_moment(controllo: Client) -> None:
    prima = timezone.now()
    rilevazione = Rilevazione.objects.select_related("periodo__ciclo__ente").order_by("pk")[5]
    assert leggi(controllo, "rilevazioni/?aggiornate_da=2100-01-01T00:00:00Z")["results"] == []
    registra(ente=rilevazione.periodo.ciclo.ente, da=None, azione="prova", oggetto=rilevazione)
    momento = prima.isoformat().replace("+", "%2B")
    [letta] = leggi(controllo, f"rilevazioni/?aggiornate_da={momento}")["results"]
    assert letta["id"] == rilevazione.pk
    assert parse_datetime(letta["aggiornata_il"]) == Atto.objects.latest("pk").created_at


@pytest.mark.parametrize(
    ("indirizzo", "campo"),
    [
        ("collocazioni/?anno=duemila", "anno"),
        ("collocazioni/?anno=99999999999999999999", "anno"),
        ("rilevazioni/?stato=boh", "stato"),
        ("rilevazioni/?aggiornate_da=ieri", "aggiornate_da"),
        ("cruscotti/?ordine=segreto", "ordine"),
        ("cruscotti/?campi=codice,segreto", "campi"),
        ("cruscotti/?cursore=boh", "cursore"),
        ("uffici/?codice=%00", "codice"),
        ("collocazioni/?pira=forse", "pira"),
        ("uffici/?quanti=0", "quanti"),
        ("uffici/?quanti=1001", "quanti"),
        ("uffici/?quanti=dieci", "quanti"),
    ],
)
def test_what_is_asked_wrongly_is_said_with_its_field(controllo: Client, indirizzo: str, campo: str) -> None:
    problema = leggi(controllo, indirizzo, 400)
    assert problema["errori"][0]["campo"] == campo
    assert leggi(controllo, indirizzo, 400, accept="text/csv") == problema


def test_order(controllo: Client) -> None:
    lette = tutte(controllo, "collocazioni/?ordine=-indicatore_codice,ordine&campi=id&quanti=40")
    attese = Collocazione.objects.order_by("-indicatore__codice", "ordine", "pk").values_list("pk", flat=True)
    assert [r["id"] for r in lette] == list(attese)


# -- fields asked, sheets ----------------------------------------------------------------------------------------------
def test_only_the_fields_that_are_asked(controllo: Client) -> None:
    for riga in leggi(controllo, "collocazioni/?campi=etichetta,sal,id")["results"]:
        assert list(riga) == ["id", "etichetta", "sal"]
    [ente] = leggi(controllo, "cruscotti/?codice=ente&campi=id")["results"]
    assert leggi(controllo, f"cruscotti/{ente['id']}/?campi=titolo").keys() == {"titolo"}


def test_a_sheet_of_a_list(controllo: Client) -> None:
    risposta: Any = controllo.get(f"{RADICE}collocazioni/", headers={"accept": "text/csv"})
    assert risposta["Content-Type"] == "text/csv; charset=utf-8"
    righe = list(csv.DictReader(io.StringIO(risposta.getvalue().decode("utf-8-sig")), delimiter=";"))
    lette = {r["id"]: r for r in tutte(controllo, "collocazioni/?quanti=1000")}
    assert len(righe) == len(lette) == Collocazione.objects.count()
    for riga in righe:
        letta = lette[int(riga["id"])]
        assert riga["sal"] == (letta["sal"] or "").replace(".", ",")
        assert riga["etichetta"] == letta["etichetta"]
        assert riga["pira"] == ("sì" if letta["pira"] else "no")


def test_a_single_row_is_no_sheet(controllo: Client, ciclo: Ciclo) -> None:
    assert leggi(controllo, f"cicli/{ciclo.pk}/", 406, accept="text/csv")["title"] == "Formato non disponibile"


# -- tables and single values ------------------------------------------------------------------------------------------
def test_a_table_with_its_cells(controllo: Client, ciclo: Ciclo) -> None:
    for tavola in Tavola.objects.prefetch_related("righe", "colonne", "celle"):
        letta = leggi(controllo, f"tavole/{tavola.pk}/")
        assert [c["etichetta"] for c in letta["colonne"]] == [c.etichetta for c in tavola.colonne.all()]
        celle: dict[tuple[int, int], Cella] = {(c.riga_id, c.colonna_id): c for c in tavola.celle.all()}
        for riga, scritta in zip(tavola.righe.all(), letta["righe"], strict=True):
            vere = [celle[riga.pk, c.pk] for c in tavola.colonne.all()]
            assert [(c["testo"], _numero(c["valore"])) for c in scritta["celle"]] == [(c.testo, c.valore) for c in vere]


@pytest.mark.usefixtures("senza_fotografie")
def test_who_entered_and_validated_a_value(controllo: Client) -> None:
    rilevazione = Rilevazione.objects.order_by("pk")[3]
    senza = Utente.objects.create(username="senza.qualifica", ente=rilevazione.indicatore.ente)
    oiv = Utente.objects.get(username="oiv")
    momento = timezone.now()
    Rilevazione.objects.filter(pk=rilevazione.pk).update(
        stato="validata", inserita_da=senza, inserita_il=momento, validata_da=oiv, validata_il=momento
    )
    letta = leggi(controllo, f"rilevazioni/{rilevazione.pk}/")
    assert (letta["inserita_da"], letta["validata_da"]) == (str(senza), str(oiv)) == ("senza.qualifica", oiv.qualifica)
    assert parse_datetime(letta["validata_il"]) == momento


def test_a_value_has_its_version_as_etag(controllo: Client) -> None:
    rilevazione = Rilevazione.objects.order_by("pk")[3]
    risposta = controllo.get(f"{RADICE}rilevazioni/{rilevazione.pk}/?campi=testo")
    assert risposta.headers["ETag"].startswith(f'"{rilevazione.pk}-{rilevazione.versione}-')
    assert risposta.json() == {"testo": rilevazione.testo}
