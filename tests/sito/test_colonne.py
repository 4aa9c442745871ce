"""No number takes the site down: what a column cannot hold every door refuses, what it holds every page reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.urls import resolve, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.models import FasciaSemaforo, Importazione, Indicatore, Rilevazione, StatoRilevazione
from ente.basi.colonne import FuoriColonna
from ente.capienza import CIFRE_ESATTE, IMPORTO, MISURATO, PUNTI, Capienza
from ente.lotti import scrittura
from ente.models import Atto
from relazione.models import FileSigillato, FotografiaSalvata, RelazioneApprovata, VersioneSezione
from tests.mondi.api import MODELLI as MODELLI_API
from tests.mondi.casi import CASI, apparecchia, indirizzo, nomi_del_sito, pagina, parametri, riga_di
from tests.mondi.due_enti import APERTO, DueEnti
from tests.mondi.fogli import in_csv, xlsx
from tests.mondi.importazioni import leggi, parole
from tests.mondi.moduli import leggi_moduli
from tests.mondi.serrature import annullato, tutto

pytestmark = pytest.mark.django_db

APP = ("ente", "contesto", "cruscotto", "relazione")
MODELLI = [m for app in APP for m in apps.get_app_config(app).get_models()]
DECIMALI = [(m, c) for m in MODELLI for c in m._meta.concrete_fields if isinstance(c, models.DecimalField)]
INTERI = [
    (m, c)
    for m in MODELLI
    for c in m._meta.concrete_fields
    if isinstance(c, models.IntegerField) and not isinstance(c, models.AutoField)
]
APPENA_SCRITTI = (Atto, VersioneSezione, RelazioneApprovata, FileSigillato, FotografiaSalvata)
"""What is only added to: the register, the texts of a section as they were, the editions that were
approved and their files, the snapshots that documents are written from."""
ENORMI = ("1000000000000000000000", "9" * 24, "9" * 400, "-1000000000000000000000", "1e400", "NaN", "-Infinity")


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


def capienza(campo: Any) -> Capienza:
    return Capienza(campo.max_digits, campo.decimal_places)


def massimo(campo: Any) -> Decimal:
    """The greatest number that a column holds: as many nines as both databases keep."""
    c = capienza(campo)
    nove = min(CIFRE_ESATTE, c.cifre)
    return Decimal("9" * nove).scaleb(c.intere - nove)


def estremi_interi(campo: Any) -> tuple[int, int]:
    minimo, massimo = connection.ops.integer_field_range(campo.get_internal_type())
    assert minimo is not None and massimo is not None
    return minimo, massimo


# -- the rule ----------------------------------------------------------------------------------------------------------


@pytest.mark.una_volta
@pytest.mark.parametrize(
    ("capienza", "numero", "perche"),
    [
        (MISURATO, "1e21", "è troppo grande, al massimo 15 cifre prima della virgola"),
        (MISURATO, "1e18", "è troppo grande, al massimo 15 cifre prima della virgola"),
        (MISURATO, "999999999999999000", ""),
        (MISURATO, "-999999999999999e3", ""),
        (MISURATO, "1234567890123456", "ha più di 15 cifre o di 6 decimali"),
        (MISURATO, "0.000001", ""),
        (MISURATO, "0.0000001", "ha più di 15 cifre o di 6 decimali"),
        (MISURATO, "0e-40", ""),
        (MISURATO, "1e-999999", "ha più di 15 cifre o di 6 decimali"),
        (MISURATO, "1e999999", "è troppo grande, al massimo 15 cifre prima della virgola"),
        (MISURATO, "NaN", "è troppo grande, al massimo 15 cifre prima della virgola"),
        (MISURATO, "-Infinity", "è troppo grande, al massimo 15 cifre prima della virgola"),
        (PUNTI, "99999.9999", ""),
        (PUNTI, "100000", "è troppo grande, al massimo 5 cifre prima della virgola"),
        (IMPORTO, "9999999999999.99", ""),
        (IMPORTO, "99999999999999.99", "è troppo grande, al massimo 14 cifre prima della virgola"),
        (IMPORTO, "99999999999999.9", ""),
    ],
)
def test_what_a_column_holds(capienza: Capienza, numero: str, perche: str) -> None:
    assert capienza.perche_no(Decimal(numero)) == perche


def test_the_columns_of_numbers_are_of_a_kind_that_the_rule_names() -> None:
    assert {capienza(c) for _, c in DECIMALI} == {MISURATO, PUNTI, IMPORTO}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numero=st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.builds(lambda n, e: Decimal(n).scaleb(e), st.integers(-(10**25), 10**25), st.integers(-8, 8))
)
def test_a_number_that_the_rule_lets_in_is_read_as_it_was_written(mondo: DueEnti, numero: Decimal) -> None:
    """On either database; one that it does not let in is refused, or was more precise than its column."""
    riga = Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1])
    perche = MISURATO.perche_no(numero)
    try:
        with transaction.atomic():
            riga.update(valore=numero)
    except FuoriColonna as rifiuto:
        assert perche and perche in str(rifiuto)
        return
    letto = riga.values_list("valore", flat=True)[0]
    assert letto is not None
    assert letto == numero or perche == "ha più di 15 cifre o di 6 decimali"


# -- whatever writes ---------------------------------------------------------------------------------------------------


def test_a_decimal_column_refuses_what_it_cannot_hold(mondo: DueEnti) -> None:
    prima = tutto()
    for modello, campo in DECIMALI:
        troppo = Decimal(10) ** capienza(campo).intere
        for valore in (Decimal("1e21"), troppo, -troppo, troppo - Decimal("1e-30")):
            _rifiuta(modello, campo, valore)
    assert tutto() == prima


def test_a_whole_column_refuses_what_it_cannot_hold(mondo: DueEnti) -> None:
    prima = tutto()
    for modello, campo in INTERI:
        minimo, massimo = estremi_interi(campo)
        for valore in (10**21, massimo + 1, minimo - 1):
            _rifiuta(modello, campo, valore)
    assert tutto() == prima


def _rifiuta(modello: Any, campo: Any, valore: Any) -> None:
    """By update, by save, and in bulk, on rows that are there or on none."""
    if modello is not VersioneSezione:  # which refuses any update
        with pytest.raises(FuoriColonna, match="non è stato scritto nulla"), transaction.atomic():
            modello._base_manager.update(**{campo.name: valore})
    riga = modello._base_manager.first() or modello()
    setattr(riga, campo.name, valore)
    with pytest.raises(FuoriColonna), transaction.atomic():
        scrittura(modello, [riga])()
    if riga.pk is not None and modello not in APPENA_SCRITTI:  # not changed, whatever is written
        with pytest.raises(FuoriColonna), transaction.atomic():
            riga.save(update_fields=[campo.name])


# -- every page reads the extremes -------------------------------------------------------------------------------------

SENZA_LETTURA = {"account_logout", "account_login", "cruscotto:importazione-model"} | {
    "account_reset_password_key",
    "invito",
}


def pagine(mondo: DueEnti) -> list[str]:
    """Every page, table and file that controllo di gestione reads; what is not for a period at both."""
    trovate = []
    for n in nomi_del_sito():
        if n in SENZA_LETTURA:
            continue
        trovate.append(indirizzo(mondo, n))
    anno = mondo.ciclo.anno
    elenchi = [
        f"{reverse('cruscotto:elenco', args=[anno])}?periodo={n}&ordine={o}" for n in (1, 2) for o in ("sal", "-sal")
    ]
    fogli = [reverse("cruscotto:ciclo-download", args=[anno]) + f"?formato={f}" for f in ("xlsx", "ods", "csv")]
    di_ente = reverse("cruscotto:cruscotto", args=[anno, "ente"])
    confronti = [di_ente, f"{di_ente}?periodo=1", f"{di_ente}?periodo=2&confronto=1", f"{di_ente}?peso=1"]
    api = [f"/api/v1/{r}/" for r in API]
    return [*trovate, *elenchi, *fogli, *confronti, *api]


API = [*MODELLI_API, "importazioni", "documenti"]


def leggi_tutto(mondo: DueEnti, dove: list[str]) -> dict[str, Any]:
    """The addresses that fail, with how."""
    guasti: dict[str, Any] = {}
    cliente = mondo.clienti["controllo"]
    for pagina_ in dove:
        risposta = cliente.get(pagina_)
        if risposta.streaming:
            b"".join(risposta)
        if risposta.status_code >= 500:
            guasti[pagina_] = risposta.status_code
    redattore = mondo.clienti["redattore"]
    for nome_ in ("inizio", "valori"):
        argomenti = [] if nome_ == "inizio" else [mondo.ciclo.anno]
        assert redattore.get(reverse(f"cruscotto:{nome_}", args=argomenti)).status_code == 200
    return guasti


LIBERE = {"versione", "ordine", "numero", "anno", "chiave", "livello", "blocco"}
"""Whole columns that say which row it is: at the greatest they are met one row at a time."""


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dati=st.data())
def test_every_page_reads_the_extremes_of_every_column(mondo: DueEnti, dati: st.DataObject) -> None:
    with annullato():
        for modello, campo in [*DECIMALI, *INTERI]:
            if campo.name in LIBERE or modello is FasciaSemaforo or not modello._base_manager.exists():
                continue
            scelte = _estremi(campo)
            valore = dati.draw(st.sampled_from(scelte), label=f"{modello.__name__}.{campo.name}")
            try:
                with transaction.atomic():
                    modello._base_manager.update(**{campo.name: valore})
            except Exception as errore:  # a constraint of the table: bands, limits
                assert "constraint" in str(errore).lower(), errore
        Rilevazione.objects.update(stato=StatoRilevazione.VALIDATA, validata_il="2024-06-01T10:00:00Z")
        assert leggi_tutto(mondo, pagine(mondo)) == {}


def _estremi(campo: Any) -> list[Any]:
    if isinstance(campo, models.DecimalField):
        alto = massimo(campo)
        return [alto, -alto, Decimal(1).scaleb(-campo.decimal_places), Decimal(0)]
    minimo, alto_ = estremi_interi(campo)
    return [alto_, minimo]


@pytest.mark.parametrize("valore", [Decimal("1e21"), Decimal("-9e23"), Decimal("1e29")])
def test_a_number_that_an_older_version_let_in_is_shown_and_can_be_mended(mondo: DueEnti, valore: Decimal) -> None:
    """Only SQLite can have one: its columns take any number."""
    if connection.vendor != "sqlite":
        with pytest.raises(FuoriColonna):
            Rilevazione.objects.update(valore=valore)
        return
    suo = mondo.valore()
    with connection.cursor() as cursore:
        for modello, campo in DECIMALI:
            if campo.max_digits == 24:
                tavola = connection.ops.quote_name(modello._meta.db_table)
                dove = f"WHERE {campo.column} IS NOT NULL"
                cursore.execute(f"UPDATE {tavola} SET {campo.column} = %s {dove}", [str(valore)])
    assert leggi_tutto(mondo, pagine(mondo)) == {}
    dati = apparecchia(mondo, "cruscotto:valore-save")
    risposta = mondo.clienti["redattore"].post(indirizzo(mondo, "cruscotto:valore-save"), dati)
    assert risposta.status_code == 302
    suo.refresh_from_db()
    assert suo.valore == 71


# -- the doors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scritto", ENORMI[:5])
def test_a_value_too_great_is_refused_by_the_row_the_sheet_and_the_api(mondo: DueEnti, scritto: str) -> None:
    redattore, valore = mondo.clienti["redattore"], mondo.valore()
    riga = apparecchia(mondo, "cruscotto:valore-save") | {f"v{mondo.indicatore().pk}-valore": scritto}
    foglio = apparecchia(mondo, "cruscotto:valori") | {f"v{mondo.indicatore().pk}-valore": scritto}
    prima = tutto()
    for cosa in ("save", "preview", "transmit"):
        risposta = redattore.post(indirizzo(mondo, f"cruscotto:valore-{cosa}"), riga, headers={"HX-Request": "true"})
        assert risposta.status_code == 200
        assert _una_frase(risposta), cosa
    risposta = redattore.post(reverse("cruscotto:valori", args=[mondo.ciclo.anno]), foglio)
    assert risposta.status_code == 422
    assert _una_frase(risposta)
    risposta = redattore.put(
        f"/api/v1/rilevazioni/{valore.pk}/",
        {"testo": scritto},
        content_type="application/json",
        headers={"If-Match": f'"{valore.pk}-{valore.versione}"'},
    )
    assert risposta.status_code in (400, 422)
    assert risposta["Content-Type"].startswith("application/problem+json")
    assert tutto() == prima


def _una_frase(risposta: Any) -> bool:
    testo = risposta.content.decode()
    return "non è leggibile" in testo or "caratteri" in testo


def test_a_ratio_of_numbers_that_fit_may_not_fit(mondo: DueEnti) -> None:
    """10^17 over a millionth: both operands fit, what they give does not."""
    indicatore = mondo.indicatore()
    Indicatore.objects.filter(pk=indicatore.pk).update(numeratore="Fatti", denominatore="Chiesti")
    redattore = mondo.clienti["redattore"]
    dati = apparecchia(mondo, "cruscotto:valore-save")
    radice = f"v{indicatore.pk}-"
    prima = tutto()
    coppie = [("100000000000000000", "0,000001"), ("1", "0,0000000001")]
    coppie += [c for scritto in ENORMI for c in ((scritto, "2"), ("2", scritto))]
    for num, den in coppie:
        campi = dati | {f"{radice}num": num, f"{radice}den": den}
        risposta = redattore.post(indirizzo(mondo, "cruscotto:valore-save"), campi, headers={"HX-Request": "true"})
        assert risposta.status_code == 200
        assert tutto() == prima, (num, den)


GENERI = {
    "rilevazioni": (["Codice", "Valore"], ["i1", "{}"]),
    "indicatori": (
        ["Cruscotto", "Codice", "Prospettiva", "Obiettivo strategico", "Indicatore", "Target", "Peso"],
        ["ente", "i1", "Prospettiva", "1", "Indicatore i1", "{}", "25"],
    ),
    "bilancio": (["Codice", "Voce", "Tipo", "Preventivo"], ["8", "Interventi", "voce", "{}"]),
    "interventi": (["Obiettivo", "Descrizione", "Importo"], ["1", "Contributi", "{}"]),
    "tavola": (["Imprese", "2024"], ["Imprese", "{}"]),
}


@pytest.mark.parametrize("genere", sorted(GENERI))
@pytest.mark.parametrize("scritto", ENORMI[:4])
def test_a_number_too_great_is_refused_by_every_import(mondo: DueEnti, genere: str, scritto: str) -> None:
    """As text in a csv and, when it can be one, as a number in an xlsx."""
    testa, riga = GENERI[genere]
    cliente, periodo = mondo.clienti["controllo"], mondo.casa.periodi[APERTO - 1]
    contenuti = [("f.csv", in_csv([testa, [c.format(scritto) for c in riga]]))]
    numero: Any = int(scritto)
    if abs(numero) < 10**300:
        contenuti.append(("f.xlsx", xlsx([testa, [float(numero) if c == "{}" else c for c in riga]])))
    for nome_file, contenuto in contenuti:
        dati = {"genere": genere, "anno": mondo.ciclo.anno, "file": SimpleUploadedFile(nome_file, contenuto)}
        risposta = cliente.post(reverse("cruscotto:importazione-new"), dati | {"periodo": periodo.pk})
        assert risposta.status_code == 302, parole(risposta)
        prima = _numeri()
        importazione = leggi(Importazione.objects.get(pk=int(risposta["Location"].split("/")[-2])))
        frasi = [v.frase for v in importazione.voci.filter(tipo="errore")]
        assert frasi, (importazione.stato, importazione.riepilogo)
        assert cliente.get(risposta["Location"]).status_code == 200
        assert _numeri() == prima


def _numeri() -> list[Any]:
    """What every decimal column holds."""
    return [list(m._base_manager.order_by("pk").values_list(c.name, flat=True)) for m, c in DECIMALI]


MODULI = ("cruscotto:target-edit", "cruscotto:regola-edit", "cruscotto:misura-edit", "cruscotto:pesi-edit")


@pytest.mark.parametrize("nome_", MODULI)
def test_a_number_too_great_is_refused_by_the_forms_of_controllo(mondo: DueEnti, nome_: str) -> None:
    dove, cliente = indirizzo(mondo, nome_), mondo.clienti["controllo"]
    campi = apparecchia(mondo, nome_)
    campi.pop("passo", None)
    prima = tutto()
    fissi = ("csrfmiddlewaretoken", "motivo", "atto_numero", "viste", "visti", "impronta")
    for campo in campi:
        if campo in fissi or campo.startswith("nome_") or campo == "nota":
            continue
        for scritto in (ENORMI[0], ENORMI[1], "NaN"):
            risposta = cliente.post(dove, campi | {campo: scritto})
            assert risposta.status_code in (200, 302, 409, 422), (campo, risposta.status_code)
            assert tutto() == prima, (campo, scritto)


@pytest.mark.parametrize("nomi", [sorted(CASI)[n::4] for n in range(4)], ids="…".join)
def test_no_field_of_a_form_takes_the_site_down(mondo: DueEnti, nomi: list[str]) -> None:
    """Whatever monster is written in whichever field: never a 500, and the pages stay up."""
    for nome_ in nomi:
        with annullato():
            _mostri(mondo, nome_)


def _mostri(mondo: DueEnti, nome_: str) -> None:
    caso = CASI[nome_]
    dati = apparecchia(mondo, nome_)
    cliente, dove = mondo.clienti[caso.chi], indirizzo(mondo, nome_, caso.numero)
    cliente.raise_request_exception = True
    for campo in dati:
        for scritto in ("1" + "0" * 21, "9" * 4400, "10000-01-01", "9999-12-31", "0001-01-01"):
            with annullato():
                risposta = cliente.post(dove, dati | {campo: scritto})
                assert risposta.status_code < 500, (campo, scritto)
                if risposta.status_code < 400 and scritto[4:5] == "-":
                    anno = mondo.ciclo.anno
                    for vista in ("chiusura", "valori", "revisione"):
                        assert cliente.get(reverse(f"cruscotto:{vista}", args=[anno])).status_code < 500, campo
                    assert cliente.get(reverse("cruscotto:inizio")).status_code == 200


AMMINISTRATI = [m for m in admin.site._registry if m._meta.app_label in APP]


def test_the_administration_refuses_what_a_column_cannot_hold(mondo: DueEnti) -> None:
    assert sum(_amministra(mondo, modello) for modello in AMMINISTRATI) > 10


def _amministra(mondo: DueEnti, modello: Any) -> int:
    """How many fields of numbers and days were tried on a page of the administration."""
    cliente = mondo.clienti["amministratore"]
    try:
        riga = riga_di(mondo, modello)
    except (IndexError, AttributeError):
        riga = None
    dove = pagina(modello, "change", riga.pk) if riga is not None else pagina(modello, "add")
    letta = cliente.get(dove)
    if letta.status_code != 200 or "adminform" not in (letta.context or {}):
        return 0
    moduli = [
        letta.context["adminform"].form,
        *[f for fs in letta.context["inline_admin_formsets"] for f in fs.formset],
    ]
    numeri = [
        m.add_prefix(n)
        for m in moduli
        for n, c in m.fields.items()
        if not c.disabled and type(c).__name__ in ("DecimalField", "IntegerField", "DateField", "SplitDateTimeField")
    ]
    spediti = _del_modulo(letta)
    for campo in numeri:
        for scritto in ("1" + "0" * 21, "99999999999999.99", "-1", "NaN", "10000-01-01"):
            with annullato():
                prima = tutto()
                risposta = cliente.post(dove, spediti | {campo: scritto})
                assert risposta.status_code < 500, (campo, scritto)
                if scritto.startswith("1000000"):
                    assert risposta.status_code in (200, 403), (campo, scritto)
                    assert tutto() == prima
    return len(numeri)


def _del_modulo(risposta: Any) -> dict[str, Any]:
    moduli = [dict(m) for m in leggi_moduli(risposta.content.decode()) if "csrfmiddlewaretoken" in m]
    return sorted(moduli, key=len)[-1]


# -- addresses ---------------------------------------------------------------------------------------------------------

LONTANI = ("0", "32768", str(2**31), str(2**63), "1" + "0" * 21, "9" * 4400)


@pytest.mark.parametrize("quale", LONTANI, ids=lambda q: q[:12])
def test_a_number_in_an_address_finds_nothing(mondo: DueEnti, quale: str) -> None:
    cliente = mondo.clienti["controllo"]
    for n in nomi_del_sito():
        buono = indirizzo(mondo, n)
        for p in {"anno", "periodo", "numero", "pk", "chiave"} & set(parametri(n)):
            dove = buono.replace(f"/{resolve(buono).kwargs[p]}/", f"/{quale}/", 1)
            for metodo in ("get", "post"):
                assert getattr(cliente, metodo)(dove).status_code in (404, 405), (metodo, n, p)


@pytest.mark.parametrize("quale", [LONTANI[-1], LONTANI[-2], "NaN", "²"], ids=lambda q: q[:12])
def test_a_number_in_the_api_is_answered_as_a_problem(mondo: DueEnti, quale: str) -> None:
    cliente = mondo.clienti["controllo"]
    for risorsa in API:
        _problema(cliente.get(f"/api/v1/{risorsa}/{quale}/"), f"{risorsa}/{quale[:20]}")
        for filtro in ("anno", "ciclo", "periodo", "indicatore", "quanti", "cursore", "obiettivo", "dal"):
            _problema(cliente.get(f"/api/v1/{risorsa}/", {filtro: quale}), f"{risorsa}?{filtro}={quale[:20]}")
    periodo, indicatore = mondo.casa.periodi[APERTO - 1].pk, mondo.indicatore().pk
    for metodo in ("trasmetti", "riprendi", "valida", "restituisci"):
        dove = f"/api/v1/rilevazioni/{quale}/{metodo}/"
        _problema(cliente.post(dove, {}, content_type="application/json", headers={"If-Match": f'"{quale}-1"'}), dove)
    for corpo in (
        f'{{"periodo": {quale}, "indicatore": 1}}',
        f'{{"periodo": {periodo}, "indicatore": {quale}}}',
        f'{{"periodo": {periodo}, "indicatore": {indicatore}, "collocazione": {quale}}}',
        f'{{"periodo": {periodo}, "indicatore": {indicatore}, "testo": {quale}}}',
        f'{{"periodo": "{quale}", "indicatore": "{quale}", "azione_entro": "{quale}"}}',
    ):
        _problema(cliente.post("/api/v1/rilevazioni/", corpo, content_type="application/json"), corpo[:60])
        altro = corpo.replace("periodo", "ciclo")
        _problema(cliente.post("/api/v1/documenti/", altro, content_type="application/json"), altro[:60])


def _problema(risposta: Any, che_cosa: str) -> None:
    assert risposta.status_code < 500, (che_cosa, risposta.content[:300])
    if risposta.status_code >= 400:
        assert risposta["Content-Type"].startswith("application/problem+json"), (che_cosa, risposta["Content-Type"])
