"""What may not be deleted, and how every model may be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import ProtectedError

from contesto.models import Cella, Colonna, GraficoTavola, Riga, Tavola, VoceBilancio
from cruscotto.models import (
    AreaStrategica,
    Avviso,
    Ciclo,
    Collocazione,
    Criticita,
    Cruscotto,
    DocumentoCiclo,
    Evidenza,
    FasciaSemaforo,
    FaseIndicatore,
    Fotografia,
    Importazione,
    ImpostazioniMisura,
    ImpostazioniSolleciti,
    Indicatore,
    InterventoEconomico,
    Messaggio,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoRiportato,
    ObiettivoStrategico,
    Operando,
    Periodo,
    PreferenzaAvviso,
    Programma,
    Prospettiva,
    Riapertura,
    Ricordo,
    Rilevazione,
    Riporto,
    SalDichiarato,
    SchedaRisultato,
    SeguitoAzione,
    Sollecito,
    ValoreAtteso,
    ValorePubblico,
    ValoreStorico,
    VoceImportazione,
    VoceRisultato,
)
from ente.models import Area, Atto, Ente, Gettone, Incarico, Ufficio, Utente
from relazione.models import (
    CartaDiLavoro,
    ContoEsame,
    Correzione,
    CriterioEsaminato,
    CriterioOiv,
    Documento,
    DocumentoDiOrigine,
    EsameOiv,
    EsitoAccettato,
    FileSigillato,
    FotografiaSalvata,
    Osservazione,
    RelazioneApprovata,
    Sezione,
    Stesura,
    Verifica,
    VersioneSezione,
)
from tests.mondi.fabbrica import MODELLI, TreRami, scrivi

pytestmark = pytest.mark.django_db


# -- deletion ----------------------------------------------------------------------------------------------------------


def _con(modello: type[models.Model], scegli: Callable[[TreRami], models.Model]) -> Callable[[TreRami], models.Model]:
    """The row that ``scegli`` picks, after a least row of ``modello`` has been hung from the branch."""

    def prepara(mondo: TreRami) -> models.Model:
        scrivi(mondo.riga(modello))
        return scegli(mondo)

    return prepara


PROTETTI: dict[str, tuple[Callable[[TreRami], models.Model], type[models.Model]]] = {
    "ente": (lambda m: m.proprio.ente, Ciclo),
    "ente con atti": (_con(Atto, lambda m: m.proprio.ente), Atto),
    "area": (lambda m: m.proprio.persone.area, Ufficio),
    "ciclo con collocazioni": (lambda m: m.proprio.ciclo, Cruscotto),
    "ciclo con la Relazione": (_con(Documento, lambda m: m.proprio.ciclo), Documento),
    "cruscotto": (lambda m: m.proprio.cruscotto, Collocazione),
    "nodo": (lambda m: m.proprio.nodo, Collocazione),
    "collocazione con il SAL dichiarato": (_con(SalDichiarato, lambda m: m.proprio.collocazione), SalDichiarato),
    "indicatore collocato": (lambda m: m.proprio.persone.indicatore, Collocazione),
    "indicatore con valore atteso": (_con(ValoreAtteso, lambda m: m.proprio.persone.indicatore), ValoreAtteso),
    "indicatore rilevato": (_con(Rilevazione, lambda m: m.proprio.persone.indicatore), Rilevazione),
    "periodo rilevato": (_con(Rilevazione, lambda m: m.proprio.periodo), Rilevazione),
    "rilevazione con evidenze": (
        _con(Evidenza, lambda m: Rilevazione.objects.get(periodo=m.proprio.periodo)),
        Evidenza,
    ),
    "periodo riaperto": (_con(Riapertura, lambda m: m.proprio.periodo), Riapertura),
    "ufficio per cui si è riaperto": (_con(Riapertura, lambda m: m.proprio.persone.ufficio), Riapertura),
    "periodo sollecitato": (_con(Sollecito, lambda m: m.proprio.periodo), Sollecito),
    "utente sollecitato": (_con(Sollecito, lambda m: m.proprio.persone.utente), Sollecito),
    "rilevazione con l'azione seguita": (
        _con(SeguitoAzione, lambda m: Rilevazione.objects.get(periodo=m.proprio.periodo)),
        SeguitoAzione,
    ),
    "rilevazione con domande": (
        _con(Messaggio, lambda m: Rilevazione.objects.get(periodo=m.proprio.periodo)),
        Messaggio,
    ),
    "utente che ha scritto": (_con(Messaggio, lambda m: m.proprio.persone.utente), Messaggio),
    "utente avvisato": (_con(Avviso, lambda m: m.proprio.persone.utente), Avviso),
    "utente con le sue scelte": (_con(PreferenzaAvviso, lambda m: m.proprio.persone.utente), PreferenzaAvviso),
    "utente con atti": (_con(Atto, lambda m: m.proprio.persone.utente), Atto),
}


@pytest.mark.parametrize("nome", PROTETTI)
def test_history_is_not_deleted(nome: str) -> None:
    prepara, di_chi = PROTETTI[nome]
    riga = prepara(TreRami())
    with pytest.raises(ProtectedError) as errore:
        riga.delete()
    assert di_chi in {type(r) for r in errore.value.protected_objects}
    assert type(riga)._base_manager.filter(pk=riga.pk).exists()


def test_only_the_parts_of_a_whole_go_with_it() -> None:
    """Every other foreign key protects: a new one that cascades has to be added here, knowingly."""
    a_cascata = {
        f"{modello.__name__}.{campo.name}"
        for modello in MODELLI
        for campo in modello._meta.local_fields
        if isinstance(campo, models.ForeignKey) and campo.remote_field.on_delete is not models.PROTECT
    }
    assert a_cascata == {
        "Ricordo.ente",
        "VoceImportazione.importazione",
        "Riga.tavola",
        "Colonna.tavola",
        "Cella.tavola",
        "Cella.riga",
        "Cella.colonna",
        "GraficoTavola.tavola",
        "Nesso.da",
        "Nesso.a",
        "FaseIndicatore.indicatore",
        "Operando.indicatore",
        "Fotografia.periodo",
        "ImpostazioniMisura.ente",
        "ImpostazioniSolleciti.ente",
        "FasciaSemaforo.misura",
        "VoceRisultato.scheda",
        "Sezione.documento",
        "Sezione.riportata_da",  # only says where a text came from
        "VersioneSezione.documento",
        "Riporto.ciclo",
        "DocumentoDiOrigine.ciclo",
        "Verifica.ciclo",
        "EsitoAccettato.ciclo",
        "ObiettivoRiportato.riporto",
        "ObiettivoRiportato.prima",
        "ObiettivoRiportato.dopo",  # emptied: the page says that it is gone, and nobody wrote why
    }


# -- how a model may be written ----------------------------------------------------------------------------------------

SCRIVIBILE = "scrivibile"  # changed by its actions
CONGELATO = "congelato"  # written once whole, never again
SOLO_AGGIUNTA = "solo_aggiunta"  # rows are added, none changes

CLASSI: dict[type[models.Model], str] = {
    Ente: SCRIVIBILE,
    Area: SCRIVIBILE,
    Ufficio: SCRIVIBILE,
    Utente: SCRIVIBILE,
    Incarico: SCRIVIBILE,
    Gettone: SCRIVIBILE,
    Importazione: SCRIVIBILE,
    VoceImportazione: SCRIVIBILE,
    Ricordo: SCRIVIBILE,
    Documento: SCRIVIBILE,
    Atto: SOLO_AGGIUNTA,
    Tavola: SCRIVIBILE,
    Riga: SCRIVIBILE,
    Colonna: SCRIVIBILE,
    Cella: SCRIVIBILE,
    GraficoTavola: SCRIVIBILE,
    VoceBilancio: SCRIVIBILE,
    Ciclo: SCRIVIBILE,
    Periodo: SCRIVIBILE,
    DocumentoCiclo: SCRIVIBILE,
    Prospettiva: SCRIVIBILE,
    AreaStrategica: SCRIVIBILE,
    ObiettivoStrategico: SCRIVIBILE,
    Riporto: SCRIVIBILE,
    ObiettivoRiportato: SCRIVIBILE,
    ValorePubblico: SCRIVIBILE,
    ObiettivoInProspettiva: SCRIVIBILE,
    Programma: SCRIVIBILE,
    ObiettivoOperativo: SCRIVIBILE,
    Nesso: SCRIVIBILE,
    Cruscotto: SCRIVIBILE,
    Collocazione: SCRIVIBILE,
    SalDichiarato: SCRIVIBILE,
    Indicatore: SCRIVIBILE,
    FaseIndicatore: SCRIVIBILE,
    Operando: SCRIVIBILE,
    ValoreStorico: SCRIVIBILE,
    ValoreAtteso: SCRIVIBILE,
    Rilevazione: SCRIVIBILE,
    Evidenza: SCRIVIBILE,
    Riapertura: SCRIVIBILE,
    Sollecito: SCRIVIBILE,
    Avviso: SCRIVIBILE,
    Messaggio: SCRIVIBILE,
    SeguitoAzione: SCRIVIBILE,
    PreferenzaAvviso: SCRIVIBILE,
    ImpostazioniSolleciti: SCRIVIBILE,
    InterventoEconomico: SCRIVIBILE,
    Criticita: SCRIVIBILE,
    SchedaRisultato: SCRIVIBILE,
    VoceRisultato: SCRIVIBILE,
    ImpostazioniMisura: SCRIVIBILE,
    FasciaSemaforo: SCRIVIBILE,
    Fotografia: SCRIVIBILE,  # renewed by the acts on an office that was reopened
    Stesura: SCRIVIBILE,
    FotografiaSalvata: CONGELATO,
    RelazioneApprovata: SCRIVIBILE,  # its state, by acts
    Correzione: SCRIVIBILE,
    Osservazione: SCRIVIBILE,
    DocumentoDiOrigine: SCRIVIBILE,
    Verifica: SCRIVIBILE,  # the last two of a cycle are kept
    EsitoAccettato: SCRIVIBILE,
    CriterioOiv: SCRIVIBILE,
    EsameOiv: SCRIVIBILE,
    CriterioEsaminato: SCRIVIBILE,
    ContoEsame: SCRIVIBILE,  # counted again
    CartaDiLavoro: SCRIVIBILE,
    FileSigillato: SOLO_AGGIUNTA,
    Sezione: SCRIVIBILE,
    VersioneSezione: SOLO_AGGIUNTA,
}


def test_every_model_is_classified() -> None:
    assert set(MODELLI) == CLASSI.keys()
    assert set(CLASSI.values()) <= {SCRIVIBILE, CONGELATO, SOLO_AGGIUNTA}


def _sorelle(riga: Any) -> Any:
    """The rows beside one, by the relation through which they are usually reached."""
    if isinstance(riga, FileSigillato):
        return riga.approvata.file
    return riga.ente.atti if isinstance(riga, Atto) else riga.documento.versioni


RISCRITTURE: dict[str, Callable[[Any], object]] = {
    "save": lambda riga: riga.save(),
    "save di una copia": lambda riga: type(riga)(
        **{c.attname: getattr(riga, c.attname) for c in riga._meta.fields}
    ).save(),
    "delete": lambda riga: riga.delete(),
    "update": lambda riga: type(riga).objects.filter(pk=riga.pk).update(pk=riga.pk),
    "delete di un insieme": lambda riga: type(riga).objects.filter(pk=riga.pk).delete(),
    "bulk_update": lambda riga: type(riga).objects.bulk_update([riga], [riga._meta.fields[1].name]),
    "update_or_create": lambda riga: type(riga).objects.update_or_create(pk=riga.pk, defaults={}),
    "bulk_create che aggiorna": lambda riga: type(riga).objects.bulk_create(
        [riga], update_conflicts=True, unique_fields=["pk"], update_fields=[riga._meta.fields[1].name]
    ),
    "da ciò che la tiene": lambda riga: _sorelle(riga).update(pk=riga.pk),
}


@pytest.mark.parametrize("come", RISCRITTURE)
@pytest.mark.parametrize("modello", [m for m, classe in CLASSI.items() if classe == SOLO_AGGIUNTA])
def test_what_is_only_added_to_refuses_to_be_rewritten(modello: type[models.Model], come: str) -> None:
    mondo = TreRami()
    scrivi(mondo.riga(modello))
    riga = modello._base_manager.latest("pk")
    with pytest.raises(TypeError, match="non si"), transaction.atomic():
        RISCRITTURE[come](riga)
    assert modello._base_manager.filter(pk=riga.pk).exists()
