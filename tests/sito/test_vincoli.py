"""What the database itself refuses: every constraint of the four apps, by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models
from django.db.models import CheckConstraint, UniqueConstraint

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
    ValoreStorico,
    VoceImportazione,
    VoceRisultato,
)
from ente.models import Area, Ente, Gettone, Incarico, Ufficio, Utente
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
    RelazioneApprovata,
    Sezione,
    Stesura,
    VersioneSezione,
)
from tests.mondi.fabbrica import ADESSO, MODELLI, Ramo, TreRami, approvata_di, ciclo_prima, scrivi

pytestmark = pytest.mark.django_db

GIORNO = date(2031, 5, 2)
PRIMA = date(2031, 5, 1)
ORA = datetime(2031, 5, 2, 12, tzinfo=UTC)
POCO = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Caso:
    """A row that the database refuses, as changes to the model's least row, and the changes to it that save it.

    For something unique, the least row with ``prima`` is already there. A callable is given the Mondo.
    """

    modello: type[models.Model]
    rifiuto: dict[str, Any]
    rimedio: dict[str, Any]
    prima: dict[str, Any] = field(default_factory=dict)


def _altra_voce(m: TreRami) -> Colonna:
    return Colonna.objects.create(tavola=m.proprio.tavola, ordine=2)


def _seconda(ramo: Ramo) -> RelazioneApprovata:
    """The second edition of a cycle."""
    prima = approvata_di(ramo.ciclo)
    campi = {nome: getattr(prima, nome) for nome in ("documento", "organo", "atto_numero", "atto_data", "fotografia")}
    return RelazioneApprovata.objects.get_or_create(
        ciclo=ramo.ciclo, numero=2, defaults=campi | {"integrale": prima.integrale}
    )[0]


PUBBLICATA = {"stato": "pubblicata", "sigillata_il": ORA, "validata_il": ORA, "pubblicata_il": ORA}


def _altro_valore(mondo: TreRami) -> Rilevazione:
    suo = mondo.altro_anno
    return Rilevazione.objects.create(indicatore=mondo.proprio.persone.indicatore, periodo=suo.periodo, testo="1")


CASI: dict[str, Caso] = {
    # ente
    "Ente.codice": Caso(Ente, {"denominazione": "Altro"}, {"codice": "nuovo-2"}),
    "Utente.username": Caso(Utente, {"ente": lambda m: m.altro_ente.ente}, {"username": "Nuovo"}),
    "area_codice_unico": Caso(Area, {"numero": 8, "nome": "B"}, {"ente": lambda m: m.altro_ente.ente}),
    "ufficio_codice_unico": Caso(Ufficio, {"nome": "V"}, {"ente": lambda m: m.altro_ente.ente}),
    "incarico_ruolo_noto": Caso(Incarico, {"ruolo": "Controllo"}, {"ruolo": "controllo"}),
    "incarico_redattore_ufficio": Caso(
        Incarico,
        {"ruolo": "redattore", "area": lambda m: m.proprio.persone.area},
        {"area": None, "ufficio": lambda m: m.proprio.persone.ufficio},
    ),
    "incarico_dirigente_area": Caso(
        Incarico,
        {"ruolo": "dirigente", "ufficio": lambda m: m.proprio.persone.ufficio},
        {"area": lambda m: m.proprio.persone.area, "ufficio": None},
    ),
    "incarico_date_in_ordine": Caso(Incarico, {"dal": GIORNO, "al": PRIMA}, {"al": GIORNO}),
    "incarico_sostituto_con_date": Caso(
        Incarico,
        {"ruolo": "dirigente", "area": lambda m: m.proprio.persone.area, "sostituto": True, "dal": PRIMA},
        {"al": GIORNO},
    ),
    "Gettone.impronta": Caso(Gettone, {"nome": "H"}, {"impronta": "1" * 64}),
    "gettone_ambito_noto": Caso(Gettone, {"ambito": "tutto"}, {"ambito": "scrittura"}),
    "gettone_foglio_ha_pagina": Caso(Gettone, {"ambito": "foglio"}, {"ambito": "foglio", "pagina": "/elenco/2024/"}),
    "gettone_scade_dopo": Caso(Gettone, {"scade_il": ORA.replace(year=2020)}, {"scade_il": ORA}),
    # contesto
    "voce_bilancio_ordine_unico": Caso(VoceBilancio, {"etichetta": "W", "tipo": "totale"}, {"anno": 2032}),
    "voce_bilancio_codice_unico": Caso(VoceBilancio, {"ordine": 8, "codice": "8."}, {"codice": ""}, {"codice": "8."}),
    "voce_bilancio_tipo_noto": Caso(VoceBilancio, {"tipo": ""}, {"tipo": "titolo"}),
    "tavola_codice_unico": Caso(Tavola, {"ordine": 8, "titolo": "U"}, {"anno": 2032}),
    "riga_ordine_unico": Caso(Riga, {"etichetta": "Altra"}, {"tavola": lambda m: m.altro_anno.tavola}),
    "colonna_ordine_unico": Caso(Colonna, {"etichetta": "Altra"}, {"tavola": lambda m: m.altro_anno.tavola}),
    "cella_una_per_incrocio": Caso(Cella, {"testo": "2", "valore": Decimal(2)}, {"colonna": _altra_voce}),
    "grafico_codice_unico": Caso(GraficoTavola, {"titolo": "H"}, {"tavola": lambda m: m.altro_anno.tavola}),
    # cruscotto: the cycle and its tree
    "ciclo_uno_per_anno": Caso(Ciclo, {"cadenza": "anno"}, {"ente": lambda m: m.altro_ente.ente}),
    "ciclo_stato_noto": Caso(Ciclo, {"stato": "chiuso"}, {"stato": "consuntivo"}),
    "ciclo_approvazione_completa": Caso(Ciclo, {"approvazione_data": GIORNO}, {"approvazione_numero": "12/2031"}),
    "ciclo_approvato_con_atto": Caso(
        Ciclo, {"stato": "relazione_approvata"}, {"approvazione_numero": "12", "approvazione_data": GIORNO}
    ),
    "periodo_numero_unico": Caso(Periodo, {"nome": "Q"}, {"ciclo": lambda m: m.altro_anno.ciclo}),
    "periodo_date_in_ordine": Caso(Periodo, {"inizio": GIORNO, "fine": PRIMA}, {"fine": GIORNO}),
    "periodo_stato_noto": Caso(Periodo, {"stato": "riaperto"}, {"stato": "chiuso"}),
    "documento_ciclo_ordine_unico": Caso(DocumentoCiclo, {"titolo": "E"}, {"ciclo": lambda m: m.altro_anno.ciclo}),
    "prospettiva_codice_unico": Caso(Prospettiva, {"nome": "Q", "ordine": 8}, {"codice": "q"}),
    "prospettiva_nome_unico": Caso(Prospettiva, {"codice": "q", "ordine": 8}, {"nome": "Q"}),
    "prospettiva_nome_con_codice": Caso(Prospettiva, {"codice": "", "nome": "R"}, {"codice": "r"}),
    "prospettiva_peso_positivo": Caso(Prospettiva, {"peso": -POCO}, {"peso": Decimal(0)}),
    "area_strategica_peso_positivo": Caso(AreaStrategica, {"peso": -POCO}, {"peso": Decimal(0)}),
    "area_strategica_numero_unico": Caso(AreaStrategica, {"nome": "B"}, {"ciclo": lambda m: m.altro_anno.ciclo}),
    "obiettivo_strategico_numero_unico": Caso(
        ObiettivoStrategico,
        {"nome": "Q", "area_strategica": lambda m: m.proprio.area_strategica},
        {"ciclo": lambda m: m.altro_anno.ciclo, "area_strategica": None},
    ),
    "obiettivo_una_volta_per_prospettiva": Caso(
        ObiettivoInProspettiva, {"peso": Decimal(1)}, {"prospettiva": lambda m: m.proprio.altro_nodo.prospettiva}
    ),
    "nodo_peso_positivo": Caso(ObiettivoInProspettiva, {"peso": -POCO}, {"peso": Decimal(0)}),
    "programma_unico": Caso(Programma, {}, {"nodo": lambda m: m.proprio.altro_nodo}),
    "obiettivo_operativo_unico": Caso(ObiettivoOperativo, {}, {"programma": lambda m: m.proprio.altro_programma}),
    "nesso_unico": Caso(Nesso, {}, {"da": lambda m: m.proprio.altro_nodo, "a": lambda m: m.proprio.nodo}),
    "nesso_non_su_se_stesso": Caso(Nesso, {"a": lambda m: m.proprio.nodo}, {"a": lambda m: m.proprio.altro_nodo}),
    # cruscotto: scorecards and placements
    "cruscotto_codice_unico": Caso(Cruscotto, {"ordine": 8, "titolo": "D"}, {"ciclo": lambda m: m.altro_anno.ciclo}),
    "cruscotto_tipo_noto": Caso(Cruscotto, {"tipo": "ufficio"}, {"tipo": "azienda"}),
    "cruscotto_area_dove_serve": Caso(Cruscotto, {"tipo": "individuale"}, {"area": lambda m: m.proprio.persone.area}),
    "collocazione_ordine_unico": Caso(
        Collocazione, {"indicatore": lambda m: m.proprio.persone.altro_indicatore, "blocco": 2}, {"ordine": 8}
    ),
    "collocazione_obiettivo_con_programma": Caso(
        Collocazione,
        {"obiettivo_operativo": lambda m: m.proprio.operativo},
        {"programma": lambda m: m.proprio.programma},
    ),
    "collocazione_peso_positivo": Caso(Collocazione, {"peso": -POCO}, {"peso": Decimal(0)}),
    "sal_dichiarato_uno_per_periodo": Caso(
        SalDichiarato, {"valore": Decimal(0), "motivo": "N"}, {"periodo": lambda m: m.altro_anno.periodo}
    ),
    "sal_dichiarato_motivato": Caso(SalDichiarato, {"motivo": ""}, {"motivo": "M"}),
    "criticita_ordine_unico": Caso(Criticita, {"etichetta": "F"}, {"ordine": 8}),
    "intervento_ordine_unico": Caso(InterventoEconomico, {"importo": Decimal(2)}, {"ordine": 8}),
    # cruscotto: indicators, targets, actuals
    "indicatore_codice_unico": Caso(Indicatore, {"nome": "J", "tipo": "data"}, {"ente": lambda m: m.altro_ente.ente}),
    "indicatore_tipo_noto": Caso(Indicatore, {"tipo": "Numero"}, {"tipo": "numero"}),
    "indicatore_direzione_nota": Caso(Indicatore, {"direzione": "stabile"}, {"direzione": ""}),
    "indicatore_rapporto_intero": Caso(Indicatore, {"denominatore": "Imprese"}, {"numeratore": "Imprese servite"}),
    "indicatore_limiti_in_ordine": Caso(
        Indicatore,
        {"minimo_ammesso": Decimal(10), "massimo_ammesso": Decimal("9.999999")},
        {"massimo_ammesso": Decimal(10)},
    ),
    "fase_ordine_unico": Caso(
        FaseIndicatore, {"nome": "G"}, {"indicatore": lambda m: m.proprio.persone.altro_indicatore}
    ),
    "fase_peso_positivo": Caso(FaseIndicatore, {"peso": Decimal(0)}, {"peso": POCO}),
    "operando_unico": Caso(
        Operando,
        {"ordine": 8},
        {
            "indicatore": lambda m: m.proprio.persone.altro_indicatore,
            "altro": lambda m: m.proprio.persone.indicatore,
        },
    ),
    "operando_non_se_stesso": Caso(
        Operando,
        {"altro": lambda m: m.proprio.persone.indicatore},
        {"altro": lambda m: m.proprio.persone.altro_indicatore},
    ),
    "valore_storico_unico": Caso(ValoreStorico, {"testo": "2"}, {"benchmark": True}),
    "valore_atteso_versione_unica": Caso(
        ValoreAtteso, {"testo": "2"}, {"collocazione": lambda m: m.proprio.collocazione}
    ),
    "valore_atteso_proprio_unico": Caso(
        ValoreAtteso,
        {"collocazione": lambda m: m.proprio.collocazione, "testo": "2"},
        {"versione": 2, "atto_numero": "7", "atto_data": GIORNO},
        {"collocazione": lambda m: m.proprio.collocazione},
    ),
    "valore_atteso_atto_intero": Caso(ValoreAtteso, {"atto_numero": "7"}, {"atto_data": GIORNO}),
    "valore_atteso_rimodulato_con_atto": Caso(
        ValoreAtteso, {"versione": 2, "motivo": "M"}, {"atto_numero": "7", "atto_data": GIORNO}
    ),
    "valore_atteso_tipo_noto": Caso(ValoreAtteso, {"tipo": "frazione"}, {"tipo": "numero"}),
    "rilevazione_tipo_noto": Caso(Rilevazione, {"tipo": "frazione"}, {"tipo": "numero"}),
    "valore_atteso_data_con_tipo": Caso(ValoreAtteso, {"data": GIORNO, "tipo": ""}, {"tipo": "data"}),
    "rilevazione_una_per_periodo": Caso(
        Rilevazione, {"stato": "validata", "testo": "2"}, {"collocazione": lambda m: m.proprio.collocazione}
    ),
    "rilevazione_propria_una_per_periodo": Caso(
        Rilevazione,
        {"collocazione": lambda m: m.proprio.collocazione, "testo": "2"},
        {"periodo": lambda m: m.altro_anno.periodo},
        {"collocazione": lambda m: m.proprio.collocazione},
    ),
    "rilevazione_stato_noto": Caso(Rilevazione, {"stato": "annullata"}, {"stato": "trasmessa"}),
    "rilevazione_causa_nota": Caso(Rilevazione, {"causa": "Personale"}, {"causa": "personale"}),
    "rilevazione_restituita_con_motivo": Caso(
        Rilevazione, {"stato": "restituita", "nota": "N"}, {"motivo_restituzione": "M"}
    ),
    "rilevazione_neutralizzata_con_motivo": Caso(
        Rilevazione, {"neutralizzata": True}, {"motivo_neutralizzazione": "M"}
    ),
    "rilevazione_validata_con_data": Caso(
        Rilevazione,
        {"stato": "validata", "validata_da": lambda m: m.proprio.persone.utente},
        {"validata_il": ORA},
    ),
    "rilevazione_rapporto_intero": Caso(Rilevazione, {"numeratore": Decimal(0)}, {"denominatore": Decimal(3)}),
    # cruscotto: what is around a value
    "evidenza_file_o_indirizzo": Caso(Evidenza, {"file": "evidenze/atto.pdf", "impronta": "0" * 64}, {"url": ""}),
    "evidenza_rimossa_intera": Caso(Evidenza, {"rimossa_da": lambda m: m.proprio.persone.utente}, {"rimossa_il": ORA}),
    "riapertura_una_per_ufficio": Caso(Riapertura, {"motivo": "N", "fino_al": PRIMA}, {"richiusa_il": ORA}),
    "riapertura_motivata": Caso(Riapertura, {"motivo": ""}, {"motivo": "M"}),
    "ImpostazioniSolleciti.ente": Caso(
        ImpostazioniSolleciti, {"ogni_giorni": 3}, {"ente": lambda m: m.altro_ente.ente}
    ),
    "solleciti_frequenza_positiva": Caso(ImpostazioniSolleciti, {"ogni_giorni": 0}, {"ogni_giorni": 1}),
    "sollecito_uno_al_giorno": Caso(
        Sollecito, {"periodo": lambda m: m.altro_anno.periodo, "valori": 3}, {"giorno": GIORNO}
    ),
    "SeguitoAzione.rilevazione": Caso(SeguitoAzione, {"nota": "N"}, {"rilevazione": lambda m: _altro_valore(m)}),
    "azione_stato_noto": Caso(SeguitoAzione, {"stato": "persa"}, {"stato": "in_corso"}),
    "azione_abbandonata_con_motivo": Caso(
        SeguitoAzione, {"stato": "abbandonata", "concluso_il": GIORNO}, {"nota": "N"}
    ),
    "azione_conclusa_con_data": Caso(SeguitoAzione, {"stato": "fatta"}, {"concluso_il": GIORNO}),
    "messaggio_scritto": Caso(Messaggio, {"testo": ""}, {"testo": "M"}),
    "avviso_uno_per_atto": Caso(Avviso, {"fatto": "target"}, {"atto": "b" * 32}),
    "avviso_fatto_noto": Caso(Avviso, {"fatto": "altro"}, {"fatto": "target"}),
    "avviso_quando_noto": Caso(Avviso, {"quando": "mai"}, {"quando": "riepilogo"}),
    "avviso_inviato_e_chiuso": Caso(Avviso, {"inviato_il": ORA}, {"chiuso_il": ORA}),
    "preferenza_una_per_fatto": Caso(PreferenzaAvviso, {"quando": "mai"}, {"fatto": "target"}),
    "preferenza_fatto_noto": Caso(PreferenzaAvviso, {"fatto": "altro"}, {"fatto": "target"}),
    "preferenza_quando_noto": Caso(PreferenzaAvviso, {"quando": "domani"}, {"quando": "mai"}),
    # cruscotto: imports
    "importazione_genere_noto": Caso(Importazione, {"genere": "tutto"}, {"genere": "bilancio"}),
    "importazione_stato_noto": Caso(Importazione, {"stato": "persa"}, {"stato": "fallita"}),
    "importazione_confermata_con_data": Caso(Importazione, {"stato": "confermata"}, {"confermata_il": ORA}),
    "voce_importazione_ordine_unico": Caso(VoceImportazione, {"posto": "Foglio1!A1"}, {"ordine": 8}),
    "voce_importazione_tipo_noto": Caso(VoceImportazione, {"tipo": "altra"}, {"tipo": "errore"}),
    "ricordo_unico": Caso(Ricordo, {"risposta": "r"}, {"intestazione": False}),
    # cruscotto: the rest
    "ImpostazioniMisura.ente": Caso(ImpostazioniMisura, {"decimali": 2}, {"ente": lambda m: m.altro_ente.ente}),
    "misura_limiti_in_ordine": Caso(
        ImpostazioniMisura, {"minimo": Decimal(100), "massimo": Decimal(100)}, {"massimo": 100 + POCO}
    ),
    "misura_decimali_pochi": Caso(ImpostazioniMisura, {"decimali": 5}, {"decimali": 4}),
    "misura_una_penalita": Caso(
        ImpostazioniMisura, {"penalita_giorno": Decimal(0), "penalita_mese": Decimal(5)}, {"penalita_giorno": None}
    ),
    "fascia_codice_unico": Caso(FasciaSemaforo, {"nome": "G", "da": Decimal(50)}, {"codice": "g"}),
    "fascia_estremi_in_ordine": Caso(FasciaSemaforo, {"da": Decimal(50), "a": Decimal(50)}, {"a": 50 + POCO}),
    "scheda_risultato_codice_unico": Caso(
        SchedaRisultato, {"ordine": 8, "titolo": "T"}, {"ciclo": lambda m: m.altro_anno.ciclo}
    ),
    "voce_risultato_ordine_unico": Caso(VoceRisultato, {"etichetta": "W"}, {"ordine": 8}),
    "voce_risultato_tipo_noto": Caso(VoceRisultato, {"tipo": "tabella"}, {"tipo": "gruppo"}),
    "voce_risultato_cifra": Caso(VoceRisultato, {"tipo": "cifra"}, {"cifra": "Oltre 45.000"}),
    # relazione
    "Fotografia.periodo": Caso(Fotografia, {"forma": 2}, {"periodo": lambda m: m.altro_anno.periodo}),
    "documento_uno_per_tipo": Caso(Documento, {"titolo": "S"}, {"ciclo": lambda m: m.altro_anno.ciclo}),
    "documento_uno_per_periodo": Caso(
        Documento,
        {"titolo": "S", "tipo": "monitoraggio", "periodo": lambda m: m.proprio.periodo},
        {"periodo": lambda m: m.altro_anno.periodo, "ciclo": lambda m: m.altro_anno.ciclo},
        {"tipo": "monitoraggio", "periodo": lambda m: m.proprio.periodo},
    ),
    "documento_uno_per_cruscotto": Caso(
        Documento,
        {"titolo": "S", "tipo": "scheda_individuale", "cruscotto": lambda m: m.proprio.cruscotto},
        {"cruscotto": lambda m: m.altro_anno.cruscotto, "ciclo": lambda m: m.altro_anno.ciclo},
        {"tipo": "scheda_individuale", "cruscotto": lambda m: m.proprio.cruscotto},
    ),
    "documento_tipo_noto": Caso(Documento, {"tipo": "lettera"}, {"tipo": "piano"}),
    "documento_periodo_dove_serve": Caso(Documento, {"tipo": "monitoraggio"}, {"periodo": lambda m: m.proprio.periodo}),
    "documento_cruscotto_dove_serve": Caso(
        Documento, {"tipo": "scheda_individuale"}, {"cruscotto": lambda m: m.proprio.cruscotto}
    ),
    "sezione_ordine_unico": Caso(Sezione, {"titolo": "T", "codice": "t"}, {"ordine": 8}),
    "sezione_codice_unico": Caso(Sezione, {"titolo": "T", "ordine": 8}, {"codice": "t"}),
    "sezione_stato_noto": Caso(Sezione, {"stato": "persa"}, {"stato": "da_rivedere"}),
    "sezione_figli_noti": Caso(Sezione, {"figli": "romani"}, {"figli": "lettere"}),
    "versione_sezione_una_volta": Caso(VersioneSezione, {"titolo": "T"}, {"numero": 2}),
    "versione_sezione_origine_nota": Caso(VersioneSezione, {"origine": "sognata"}, {"origine": "importata"}),
    "fotografia_salvata_una_volta": Caso(FotografiaSalvata, {"contenuto": "{}"}, {"edizione": "integrale"}),
    "fotografia_edizione_nota": Caso(FotografiaSalvata, {"edizione": "segreta"}, {"edizione": "integrale"}),
    "approvata_numero_unico": Caso(RelazioneApprovata, {"organo": "Consiglio"}, {"numero": 2}),
    "approvata_una_sola_pubblicata": Caso(
        RelazioneApprovata,
        {"numero": 2, **PUBBLICATA},
        {"stato": "superata"},
        PUBBLICATA,
    ),
    "approvata_stato_noto": Caso(RelazioneApprovata, {"stato": "persa"}, {"stato": "restituita"}),
    "approvata_pubblicata_sigillata": Caso(
        RelazioneApprovata, {"stato": "validata", "validata_il": ORA}, {"sigillata_il": ORA}
    ),
    "approvata_pubblicata_con_data": Caso(
        RelazioneApprovata, {**PUBBLICATA, "pubblicata_il": None}, {"pubblicata_il": ORA}
    ),
    "Riporto.ciclo": Caso(Riporto, {}, {"ciclo": lambda m: m.altro_anno.ciclo}),
    "riporto_non_da_se_stesso": Caso(
        Riporto, {"da_ciclo": lambda m: m.proprio.ciclo}, {"da_ciclo": lambda m: ciclo_prima(m.proprio)}
    ),
    "obiettivo_riportato_una_volta": Caso(
        ObiettivoRiportato, {"motivo": "Altro"}, {"prima": lambda m: m.proprio.obiettivo}
    ),
    "obiettivo_riportato_esito": Caso(ObiettivoRiportato, {"esito": "perso", "motivo": "M"}, {"esito": "modificato"}),
    "obiettivo_riportato_con_motivo": Caso(ObiettivoRiportato, {"esito": "eliminato"}, {"motivo": "Concluso."}),
    "ciclo_piano_completo": Caso(Ciclo, {"piano_numero": "3"}, {"piano_data": GIORNO}),
    "Correzione.approvata": Caso(
        Correzione, {"motivo": "Altro"}, {"approvata": lambda m: approvata_di(m.altro_anno.ciclo)}
    ),
    "Correzione.nuova": Caso(
        Correzione,
        {"approvata": lambda m: _seconda(m.proprio), "nuova": lambda m: _seconda(m.proprio)},
        {"nuova": None},
        {"nuova": lambda m: _seconda(m.proprio)},
    ),
    "DocumentoDiOrigine.ciclo": Caso(
        DocumentoDiOrigine, {"contenuto": {"a": 1}}, {"ciclo": lambda m: m.altro_anno.ciclo}
    ),
    "esito_accettato_una_volta": Caso(EsitoAccettato, {"motivo": "Altro"}, {"chiave": "b" * 32}),
    "esito_accettato_motivato": Caso(EsitoAccettato, {"motivo": ""}, {"motivo": "M"}),
    "criterio_oiv_uno_dal_giorno": Caso(CriterioOiv, {"titolo": "Altro"}, {"valido_dal": date(2027, 1, 1)}),
    "criterio_oiv_giorni_in_ordine": Caso(
        CriterioOiv, {"valido_al": date(2025, 12, 31)}, {"valido_al": date(2026, 1, 1)}
    ),
    "EsameOiv.approvata": Caso(EsameOiv, {}, {"approvata": lambda m: approvata_di(m.altro_anno.ciclo)}),
    "esame_esito_noto": Caso(
        EsameOiv, {"esito": "boh", "concluso_il": ADESSO}, {"esito": "validata", "concluso_il": ADESSO}
    ),
    "esame_concluso_con_data": Caso(EsameOiv, {"esito": "validata"}, {"esito": "validata", "concluso_il": ADESSO}),
    "criterio_esaminato_una_volta": Caso(CriterioEsaminato, {"titolo": "Altro"}, {"codice": "d"}),
    "criterio_esaminato_giudizio_noto": Caso(
        CriterioEsaminato, {"giudizio": "boh", "motivo": "M"}, {"giudizio": "conforme", "motivo": "M"}
    ),
    "criterio_esaminato_motivato": Caso(
        CriterioEsaminato, {"giudizio": "conforme"}, {"giudizio": "conforme", "motivo": "M"}
    ),
    "criterio_esaminato_con_osservazioni": Caso(
        CriterioEsaminato,
        {"giudizio": "non_conforme", "motivo": "M"},
        {"giudizio": "non_conforme", "motivo": "M", "osservazioni": "O"},
    ),
    "conto_esame_uno_per_codice": Caso(ContoEsame, {"nome": "Altro"}, {"codice": "z"}),
    "carta_nota_o_file": Caso(CartaDiLavoro, {"testo": ""}, {"testo": "", "impronta": "0" * 64}),
    "carta_rimossa_intera": Caso(
        CartaDiLavoro,
        {"rimossa_da": lambda m: m.proprio.persone.utente},
        {"rimossa_da": lambda m: m.proprio.persone.utente, "rimossa_il": ADESSO},
    ),
    "correzione_codice_noto": Caso(Correzione, {"codice": "boh"}, {"codice": "altro"}),
    "correzione_motivata": Caso(Correzione, {"motivo": ""}, {"motivo": "M"}),
    "file_sigillato_nome_unico": Caso(FileSigillato, {"titolo": "Altro"}, {"nome": "s.pdf"}),
    "file_sigillato_firma_di_un_file": Caso(FileSigillato, {"genere": "firma"}, {"genere": "dati"}),
    "stesura_stato_noto": Caso(Stesura, {"stato": "perso"}, {"stato": "fallito"}),
    "stesura_edizione_nota": Caso(Stesura, {"edizione": "segreta"}, {"edizione": "integrale"}),
    "stesura_formato_noto": Caso(Stesura, {"formato": "doc"}, {"formato": "odt"}),
    "stesura_avanzamento_centesimi": Caso(Stesura, {"avanzamento": 101}, {"avanzamento": 100}),
    "stesura_pronta_con_file": Caso(
        Stesura, {"stato": "pronto", "scritta_il": ORA, "impronta": "0" * 64}, {"file": "documenti/r.pdf"}
    ),
    "sezione_livello_noto": Caso(Sezione, {"livello": 4}, {"livello": 3}),
}


def _vincoli() -> dict[str, tuple[type[models.Model], list[str] | None]]:
    """Every constraint of the four apps by name: its model and, when it makes something unique, its columns."""
    trovati: dict[str, tuple[type[models.Model], list[str] | None]] = {}
    for modello in MODELLI:
        for vincolo in modello._meta.constraints:
            assert isinstance(vincolo, UniqueConstraint | CheckConstraint), f"{vincolo} non ha una prova del suo genere"
            colonne = {campo.name: campo.column for campo in modello._meta.local_fields}
            unici = [colonne[c] for c in vincolo.fields] if isinstance(vincolo, UniqueConstraint) else None
            trovati[vincolo.name] = (modello, unici)
        for campo in modello._meta.local_fields:
            if campo.unique and not campo.primary_key:
                trovati[f"{modello.__name__}.{campo.name}"] = (modello, [campo.column])
    return trovati


VINCOLI = _vincoli()


def _indica(errore: IntegrityError, nome: str) -> bool:
    """Whether an error speaks of a constraint: by its name, or (SQLite, when it is a unique one) by its columns."""
    modello, colonne = VINCOLI[nome]
    testo = str(errore)
    per_nome = f'"{nome}"' in testo or testo.endswith(f": {nome}")
    per_colonne = colonne is not None and (
        testo.endswith(": " + ", ".join(f"{modello._meta.db_table}.{c}" for c in colonne))
        or f"Key ({', '.join(colonne)})=" in testo
    )
    return per_nome or per_colonne


def test_every_constraint_has_a_case() -> None:
    assert CASI.keys() == VINCOLI.keys()
    assert {nome: caso.modello for nome, caso in CASI.items()} == {nome: m for nome, (m, _) in VINCOLI.items()}


@pytest.mark.parametrize("nome", CASI)
def test_the_database_refuses(nome: str) -> None:
    mondo, caso = TreRami(), CASI[nome]
    minimo = mondo.campi(caso.modello)
    if VINCOLI[nome][1] is not None:
        scrivi(mondo.riga(caso.modello, minimo | caso.prima))
    rifiutata = mondo.riga(caso.modello, minimo | caso.rifiuto)
    with pytest.raises(IntegrityError) as errore:
        scrivi(rifiutata)
    assert _indica(errore.value, nome), errore.value
    accettata = mondo.riga(caso.modello, minimo | caso.rifiuto | caso.rimedio)
    scrivi(accettata)
    assert caso.modello._base_manager.filter(pk=accettata.pk).exists()
