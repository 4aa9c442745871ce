"""No row points into another body, cycle or table: what forms and the administration refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse

from contesto.models import Cella, Riga
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Criticita,
    Cruscotto,
    Evidenza,
    Importazione,
    Indicatore,
    InterventoEconomico,
    Messaggio,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoRiportato,
    ObiettivoStrategico,
    Operando,
    Riapertura,
    Rilevazione,
    Riporto,
    SalDichiarato,
    SchedaRisultato,
    SeguitoAzione,
    Sollecito,
    ValoreAtteso,
    ValorePubblico,
)
from ente.coerenza import esige_coerenza
from ente.models import Atto, Incarico, Ruolo, Ufficio, Utente
from ente.querysets import EnteQuerySet
from relazione.models import (
    CartaDiLavoro,
    Correzione,
    CriterioEsaminato,
    Documento,
    EsameOiv,
    EsitoAccettato,
    FileSigillato,
    Osservazione,
    RelazioneApprovata,
    Sezione,
    Stesura,
    Verifica,
    VersioneSezione,
)
from tests.mondi.fabbrica import (
    MODELLI,
    Ramo,
    TreRami,
    approvata_di,
    documento_di,
    fotografia_di,
    scrivi,
    sezione_di,
)

pytestmark = pytest.mark.django_db

Scelta = Callable[[TreRami], models.Model]


@dataclass(frozen=True, slots=True)
class Fuori:
    """A foreign key that points outside, the sentence's end that says so, and a choice that is accepted instead.

    The least row of the model is the rest, with ``con``. Without ``dentro`` the field goes back to the least row's.
    """

    modello: type[models.Model]
    campo: str
    stesso: str
    fuori: Scelta
    dentro: Scelta | None = None
    con: dict[str, Any] = field(default_factory=dict)


CICLO, ENTE = "dello stesso ciclo", "dello stesso ente"
INDICATORE, TAVOLA = "dello stesso indicatore", "della stessa tavola"


def _sigillato(m: TreRami, approvata: RelazioneApprovata) -> FileSigillato:
    campi = m.campi(FileSigillato) | {"approvata": approvata, "nome": "firmato.pdf"}
    return FileSigillato.objects.create(**campi)


def _altra_riga(m: TreRami) -> Riga:
    return Riga.objects.create(tavola=m.proprio.tavola, ordine=2)


def _altra_collocazione(m: TreRami) -> Collocazione:
    """In the same scorecard, of the other indicator."""
    riga: Collocazione = m.riga(
        Collocazione, m.campi(Collocazione) | {"indicatore": m.proprio.persone.altro_indicatore, "ordine": 8}
    )
    scrivi(riga)
    return riga


def _messaggio(ramo: Ramo) -> Messaggio:
    valore = Rilevazione.objects.create(indicatore=ramo.persone.indicatore, periodo=ramo.periodo, testo="1")
    return Messaggio.objects.create(rilevazione=valore, da=ramo.persone.utente, testo="M")


CASI = [
    Fuori(Ufficio, "area", ENTE, lambda m: m.altro_ente.persone.area, lambda m: m.proprio.persone.area),
    Fuori(Incarico, "area", ENTE, lambda m: m.altro_ente.persone.area, lambda m: m.proprio.persone.area),
    Fuori(Incarico, "ufficio", ENTE, lambda m: m.altro_ente.persone.ufficio, lambda m: m.proprio.persone.ufficio),
    Fuori(Cella, "riga", TAVOLA, lambda m: m.altro_ente.riga, _altra_riga),
    Fuori(Cella, "riga", TAVOLA, lambda m: m.altro_anno.riga),
    Fuori(Cella, "colonna", TAVOLA, lambda m: m.altro_anno.colonna),
    Fuori(
        ObiettivoStrategico,
        "area_strategica",
        CICLO,
        lambda m: m.altro_anno.area_strategica,
        lambda m: m.proprio.area_strategica,
    ),
    Fuori(ObiettivoInProspettiva, "prospettiva", CICLO, lambda m: m.altro_anno.prospettiva),
    Fuori(ObiettivoInProspettiva, "prospettiva", CICLO, lambda m: m.altro_ente.prospettiva),
    Fuori(Nesso, "a", CICLO, lambda m: m.altro_anno.nodo),
    Fuori(Nesso, "a", CICLO, lambda m: m.altro_ente.altro_nodo),
    Fuori(Cruscotto, "area", ENTE, lambda m: m.altro_ente.persone.area, lambda m: m.proprio.persone.area),
    Fuori(Collocazione, "nodo", CICLO, lambda m: m.altro_anno.nodo),
    Fuori(Collocazione, "nodo", CICLO, lambda m: m.altro_ente.nodo),
    Fuori(Collocazione, "indicatore", ENTE, lambda m: m.altro_ente.persone.indicatore),
    Fuori(
        Collocazione,
        "programma",
        "dello stesso obiettivo",
        lambda m: m.altro_anno.programma,
        lambda m: m.proprio.altro_programma,
    ),
    Fuori(
        Collocazione,
        "programma",
        "dello stesso obiettivo",
        lambda m: m.proprio.programma,
        con={"nodo": lambda m: m.proprio.altro_nodo},
    ),
    Fuori(
        Collocazione,
        "obiettivo_operativo",
        "dello stesso programma",
        lambda m: m.altro_anno.operativo,
        lambda m: m.proprio.operativo,
        {"programma": lambda m: m.proprio.programma},
    ),
    Fuori(
        Collocazione,
        "obiettivo_operativo",
        "dello stesso programma",
        lambda m: m.proprio.operativo,
        con={"programma": lambda m: m.proprio.altro_programma},
    ),
    Fuori(SalDichiarato, "periodo", CICLO, lambda m: m.altro_anno.periodo),
    Fuori(Criticita, "prospettiva", CICLO, lambda m: m.altro_anno.prospettiva),
    Fuori(Indicatore, "ufficio", ENTE, lambda m: m.altro_ente.persone.ufficio, lambda m: m.proprio.persone.ufficio),
    Fuori(Operando, "altro", ENTE, lambda m: m.altro_ente.persone.indicatore),
    Fuori(InterventoEconomico, "obiettivo", CICLO, lambda m: m.altro_anno.obiettivo),
    Fuori(
        InterventoEconomico,
        "voce_bilancio",
        ENTE,
        lambda m: m.altro_ente.voce_bilancio,
        lambda m: m.proprio.voce_bilancio,
    ),
    Fuori(InterventoEconomico, "voce_bilancio", "dello stesso anno", lambda m: m.altro_anno.voce_bilancio),
    Fuori(Rilevazione, "indicatore", ENTE, lambda m: m.altro_ente.persone.indicatore),
    Fuori(Rilevazione, "collocazione", CICLO, lambda m: m.altro_anno.collocazione, lambda m: m.proprio.collocazione),
    Fuori(Rilevazione, "collocazione", INDICATORE, _altra_collocazione),
    Fuori(Riapertura, "ufficio", ENTE, lambda m: m.altro_ente.persone.ufficio, lambda m: m.proprio.persone.ufficio),
    Fuori(Importazione, "ciclo", ENTE, lambda m: m.altro_ente.ciclo, lambda m: m.altro_anno.ciclo),
    Fuori(Importazione, "periodo", CICLO, lambda m: m.altro_anno.periodo, lambda m: m.proprio.periodo),
    Fuori(Importazione, "cruscotto", CICLO, lambda m: m.altro_ente.cruscotto, lambda m: m.proprio.cruscotto),
    Fuori(Messaggio, "risponde_a", ENTE, lambda m: _messaggio(m.altro_ente), lambda m: _messaggio(m.altro_anno)),
    Fuori(SeguitoAzione, "ufficio", ENTE, lambda m: m.altro_ente.persone.ufficio, lambda m: m.proprio.persone.ufficio),
    Fuori(SeguitoAzione, "persona", ENTE, lambda m: m.altro_ente.persone.utente, lambda m: m.proprio.persone.utente),
    Fuori(Sollecito, "periodo", ENTE, lambda m: m.altro_ente.periodo, lambda m: m.altro_anno.periodo),
    Fuori(
        Documento,
        "periodo",
        CICLO,
        lambda m: m.altro_anno.periodo,
        lambda m: m.proprio.periodo,
        {"tipo": "monitoraggio"},
    ),
    Fuori(
        Documento,
        "cruscotto",
        CICLO,
        lambda m: m.altro_anno.cruscotto,
        lambda m: m.proprio.cruscotto,
        {"tipo": "scheda_individuale"},
    ),
    Fuori(
        Stesura,
        "fotografia",
        "dello stesso documento",
        lambda m: fotografia_di(m.altro_anno.ciclo),
        lambda m: fotografia_di(m.proprio.ciclo),
    ),
    Fuori(Sezione, "assegnata_a", ENTE, lambda m: m.altro_ente.persone.utente, lambda m: m.proprio.persone.utente),
    Fuori(
        Sezione,
        "riportata_da",
        ENTE,
        lambda m: sezione_di(m.altro_ente.ciclo),
        lambda m: sezione_di(m.altro_anno.ciclo),
    ),
    Fuori(RelazioneApprovata, "documento", CICLO, lambda m: documento_di(m.altro_anno.ciclo)),
    *(
        Fuori(RelazioneApprovata, campo, "dello stesso documento", lambda m: fotografia_di(m.altro_anno.ciclo))
        for campo in ("fotografia", "integrale")
    ),
    Fuori(Riporto, "da_ciclo", ENTE, lambda m: m.altro_ente.ciclo, lambda m: m.altro_anno.ciclo),
    Fuori(
        ValorePubblico, "obiettivo_strategico", CICLO, lambda m: m.altro_anno.obiettivo, lambda m: m.proprio.obiettivo
    ),
    Fuori(ObiettivoRiportato, "prima", CICLO, lambda m: m.altro_anno.obiettivo),
    Fuori(ObiettivoRiportato, "dopo", CICLO, lambda m: m.altro_anno.obiettivo, lambda m: m.proprio.obiettivo),
    Fuori(Correzione, "nuova", CICLO, lambda m: approvata_di(m.altro_anno.ciclo)),
    Fuori(
        FileSigillato,
        "firma_di",
        "della stessa edizione",
        lambda m: _sigillato(m, approvata_di(m.altro_anno.ciclo)),
        lambda m: _sigillato(m, approvata_di(m.proprio.ciclo)),
        {"genere": "firma"},
    ),
    Fuori(SchedaRisultato, "obiettivo", CICLO, lambda m: m.altro_anno.obiettivo, lambda m: m.proprio.obiettivo),
    Fuori(ValoreAtteso, "indicatore", ENTE, lambda m: m.altro_ente.persone.indicatore),
    Fuori(ValoreAtteso, "collocazione", CICLO, lambda m: m.altro_anno.collocazione, lambda m: m.proprio.collocazione),
    Fuori(ValoreAtteso, "collocazione", INDICATORE, _altra_collocazione),
]

# The key that says whose a row is: the others are compared with it.
DI_CHI = {
    Nesso: "da",
    Incarico: "utente",
    Collocazione: "cruscotto",
    SalDichiarato: "collocazione",
    Operando: "indicatore",
    Rilevazione: "periodo",
    Evidenza: "rilevazione",
    Riapertura: "periodo",
    Sollecito: "utente",
    Messaggio: "rilevazione",
    SeguitoAzione: "rilevazione",
    Cella: "tavola",
    Sezione: "documento",
    VersioneSezione: "documento",
    Stesura: "documento",
    Correzione: "approvata",
    ObiettivoRiportato: "riporto",
    Osservazione: "approvata",
    EsameOiv: "approvata",
    CriterioEsaminato: "esame",
    CartaDiLavoro: "esame",
    FileSigillato: "approvata",
    ObiettivoInProspettiva: "obiettivo",
    Ufficio: "ente",
    Indicatore: "ente",
    Atto: "ente",
    Importazione: "ente",
}
# Who acted: written by the actions, which authorise; whoever runs the installation acts in every body.
CHI_AGISCE = {
    (Atto, "utente"),
    (Messaggio, "da"),
    (SalDichiarato, "da"),
    (Rilevazione, "inserita_da"),
    (Rilevazione, "validata_da"),
    (Evidenza, "aggiunta_da"),
    (Evidenza, "rimossa_da"),
    (Riapertura, "da"),
    (Importazione, "caricata_da"),
    (Importazione, "confermata_da"),
    (Importazione, "annullata_da"),
    (Stesura, "richiesta_da"),
    (RelazioneApprovata, "approvata_da"),
    (RelazioneApprovata, "validata_da"),
    (RelazioneApprovata, "pubblicata_da"),
    (Correzione, "da"),
    (Verifica, "fatta_da"),
    (EsitoAccettato, "accettato_da"),
    (Osservazione, "da"),
    (EsameOiv, "aperto_da"),
    (EsameOiv, "concluso_da"),
    (CriterioEsaminato, "giudicato_da"),
    (CartaDiLavoro, "scritta_da"),
    (CartaDiLavoro, "rimossa_da"),
    (Osservazione, "risposta_da"),
    (Sezione, "accettata_da"),
    (Sezione, "scritta_da"),
    (VersioneSezione, "scritta_da"),
}


def _chiavi(modello: type[models.Model]) -> list[str]:
    """The foreign keys of a model to what belongs to a body, or to the body."""
    return [
        c.name for c in modello._meta.local_fields if isinstance(c, models.ForeignKey) and c.related_model in MODELLI
    ]


def test_every_key_that_can_point_outside_has_a_case() -> None:
    attese = set()
    for modello in MODELLI:
        chiavi = _chiavi(modello)
        if len(chiavi) > 1:
            di_chi = DI_CHI.get(modello, "ciclo")
            insieme = modello._default_manager.get_queryset()
            assert isinstance(insieme, EnteQuerySet)
            assert di_chi in chiavi
            assert insieme.percorso_ente.split("__")[0] == di_chi
            attese |= {(modello, chiave) for chiave in chiavi if chiave != di_chi}
    assert attese == {(caso.modello, caso.campo) for caso in CASI} | CHI_AGISCE


@pytest.mark.parametrize("caso", CASI, ids=lambda c: f"{c.modello.__name__}.{c.campo}-{c.stesso.split()[-1]}")
def test_what_points_outside_is_refused(caso: Fuori) -> None:
    mondo = TreRami()
    minimo = mondo.campi(caso.modello)
    with pytest.raises(ValidationError) as errore:
        mondo.riga(caso.modello, minimo | caso.con | {caso.campo: caso.fuori}).full_clean()
    nome = getattr(caso.modello._meta.get_field(caso.campo), "verbose_name", "")
    assert f"Il campo «{nome}» indica una voce che non è {caso.stesso}." in errore.value.messages
    accettata = mondo.riga(caso.modello, minimo | ({caso.campo: caso.dentro} | caso.con if caso.dentro else {}))
    accettata.full_clean()


@pytest.mark.parametrize("modello", MODELLI, ids=lambda m: m.__name__)
def test_the_least_row_of_every_model_is_valid(modello: type[models.Model]) -> None:
    TreRami().riga(modello).full_clean()


def test_every_error_is_told_at_once() -> None:
    mondo = TreRami()
    dati = {"nodo": mondo.altro_anno.nodo, "indicatore": mondo.altro_ente.persone.indicatore}
    with pytest.raises(ValidationError) as errore:
        mondo.riga(Collocazione, mondo.campi(Collocazione) | dati).clean()
    assert errore.value.messages == [
        "Il campo «obiettivo» indica una voce che non è dello stesso ciclo.",
        "Il campo «indicatore» indica una voce che non è dello stesso ente.",
    ]


def test_what_is_empty_or_gone_is_another_checks_business() -> None:
    mondo = TreRami()
    Nesso().clean()
    Ufficio(area=mondo.proprio.persone.area).clean()
    Collocazione(cruscotto=mondo.proprio.cruscotto, indicatore_id=0).clean()
    with pytest.raises(KeyError):
        esige_coerenza(Ufficio(ente_id=-1, area=mondo.proprio.persone.area), colore=("ente_id", "area.ente_id"))


@pytest.mark.parametrize("modello", list(dict.fromkeys(c.modello for c in CASI)), ids=lambda m: m.__name__)
def test_the_real_cycle_is_coherent(ciclo: Ciclo, modello: type[models.Model]) -> None:
    for riga in modello._base_manager.select_related(*_chiavi(modello)):
        riga.clean()


FERMI: dict[str, tuple[Callable[[Ramo], models.Model], str]] = {
    "area": (lambda r: r.persone.area, "ente"),
    "ufficio": (lambda r: r.persone.ufficio, "ente"),
    "utente": (lambda r: r.persone.utente, "ente"),
    "indicatore": (lambda r: r.persone.indicatore, "ente"),
    "voce di bilancio": (lambda r: r.voce_bilancio, "ente"),
    "ciclo": (lambda r: r.ciclo, "ente"),
    "periodo": (lambda r: r.periodo, "ciclo"),
    "prospettiva": (lambda r: r.prospettiva, "ciclo"),
    "area strategica": (lambda r: r.area_strategica, "ciclo"),
    "obiettivo strategico": (lambda r: r.obiettivo, "ciclo"),
    "cruscotto": (lambda r: r.cruscotto, "ciclo"),
}


@pytest.mark.parametrize("nome", FERMI)
def test_what_others_hang_from_stays_where_it_is(nome: str) -> None:
    """Otherwise the rows checked above would cross the border by standing still."""
    mondo = TreRami()
    scegli, campo = FERMI[nome]
    riga = scegli(mondo.proprio)
    riga.clean()
    setattr(riga, campo, getattr(mondo.altro_ente, campo))
    with pytest.raises(ValidationError, match=f"Il campo «{campo}» non si cambia"):
        riga.clean()


# -- the administration ------------------------------------------------------------------------------------------------


def _cliente(mondo: TreRami, *, di_tutto: bool) -> Client:
    utente = mondo.proprio.persone.utente
    Utente.objects.filter(pk=utente.pk).update(is_staff=True, is_superuser=di_tutto)
    Incarico.objects.create(utente=utente, ruolo=Ruolo.AMMINISTRATORE)
    client = Client()
    client.force_login(utente)
    return client


def test_an_administrator_links_no_two_cycles() -> None:
    """Both nodes are of the own body, so both are offered: only the model can tell."""
    mondo = TreRami()
    client, indirizzo = _cliente(mondo, di_tutto=False), reverse("admin:cruscotto_nesso_add")
    da, a = mondo.proprio.nodo.pk, mondo.altro_anno.nodo.pk
    risposta = client.post(indirizzo, {"da": da, "a": a})
    assert risposta.status_code == 200
    assert "Il campo «a» indica una voce che non è dello stesso ciclo." in risposta.content.decode()
    assert not Nesso.objects.filter(da=da).exists()
    assert client.post(indirizzo, {"da": "", "a": a}).status_code == 200
    assert client.post(indirizzo, {"da": da, "a": mondo.proprio.altro_nodo.pk}).status_code == 302
    assert Nesso.objects.filter(da=da).count() == 1


def test_not_even_who_sees_every_body_mixes_two() -> None:
    mondo = TreRami()
    client, indirizzo = _cliente(mondo, di_tutto=True), reverse("admin:ente_ufficio_add")
    dati = {"ente": mondo.proprio.ente.pk, "area": mondo.altro_ente.persone.area.pk, "codice": "nuovo", "nome": "Nuovo"}
    risposta = client.post(indirizzo, dati)
    assert risposta.status_code == 200
    assert "Il campo «area» indica una voce che non è dello stesso ente." in risposta.content.decode()
    assert not Ufficio.objects.filter(codice="nuovo").exists()
    assert client.post(indirizzo, dati | {"area": mondo.proprio.persone.area.pk}).status_code == 302
    assert Ufficio.objects.get(codice="nuovo").ente == mondo.proprio.ente
