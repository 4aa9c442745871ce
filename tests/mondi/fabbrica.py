"""Small bodies made by hand: one branch is a body's cycle with one row of everything that hangs from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

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

APP = ("ente", "contesto", "cruscotto", "relazione")
MODELLI = [m for m in apps.get_models() if m._meta.app_label in APP]


def scrivi(riga: models.Model) -> None:
    """Insert a row without validation: only the database can refuse."""
    with transaction.atomic():
        type(riga)._base_manager.bulk_create([riga])


FILE: dict[str, Any] = {
    "genere": "bilancio",
    "file": "importazioni/b.xlsx",
    "nome": "b.xlsx",
    "impronta": "0" * 64,
    "dimensione": 1,
}


@dataclass(frozen=True, slots=True)
class Persone:
    """The body's side of a branch: what does not change with the year. Two of what a link needs two of."""

    ente: Ente
    area: Area
    ufficio: Ufficio
    utente: Utente
    indicatore: Indicatore
    altro_indicatore: Indicatore


@dataclass(frozen=True, slots=True)
class Ramo:
    """A cycle and, under it, one row of everything that something else points to."""

    persone: Persone
    ciclo: Ciclo
    periodo: Periodo
    area_strategica: AreaStrategica
    prospettiva: Prospettiva
    obiettivo: ObiettivoStrategico
    nodo: ObiettivoInProspettiva
    altro_nodo: ObiettivoInProspettiva
    programma: Programma
    altro_programma: Programma
    operativo: ObiettivoOperativo
    cruscotto: Cruscotto
    collocazione: Collocazione
    tavola: Tavola
    riga: Riga
    colonna: Colonna
    voce_bilancio: VoceBilancio

    @property
    def ente(self) -> Ente:
        return self.persone.ente


def crea_persone(codice: str) -> Persone:
    ente = Ente.objects.create(codice=codice, denominazione=f"Ente {codice}")
    area = Area.objects.create(ente=ente, codice="area1", numero=1, nome=f"Area di {codice}")
    indicatori = [
        Indicatore.objects.create(ente=ente, codice=f"i{n}", nome=f"Indicatore {n} di {codice}", tipo="numero")
        for n in (1, 2)
    ]
    return Persone(
        ente=ente,
        area=area,
        ufficio=Ufficio.objects.create(ente=ente, area=area, codice="u1", nome=f"Ufficio di {codice}"),
        utente=Utente.objects.create(username=f"persona.{codice}", ente=ente),
        indicatore=indicatori[0],
        altro_indicatore=indicatori[1],
    )


def crea_ramo(persone: Persone, anno: int) -> Ramo:
    ciclo = Ciclo.objects.create(ente=persone.ente, anno=anno)
    periodo = Periodo.objects.create(
        ciclo=ciclo, numero=1, nome="Anno", inizio=date(anno, 1, 1), fine=date(anno, 12, 31)
    )
    area_strategica = AreaStrategica.objects.create(ciclo=ciclo, numero=1, nome="Area strategica")
    prospettive = [Prospettiva.objects.create(ciclo=ciclo, ordine=n, codice=f"p{n}", nome=f"P{n}") for n in (1, 2)]
    obiettivo = ObiettivoStrategico.objects.create(ciclo=ciclo, numero=1, nome="Obiettivo")
    nodo, altro_nodo = [ObiettivoInProspettiva.objects.create(prospettiva=p, obiettivo=obiettivo) for p in prospettive]
    programmi = [Programma.objects.create(nodo=nodo, nome=f"Programma {n}") for n in (1, 2)]
    operativo = ObiettivoOperativo.objects.create(programma=programmi[0], nome="Obiettivo operativo")
    cruscotto = Cruscotto.objects.create(ciclo=ciclo, ordine=1, codice="ente", tipo="ente", titolo="Ente")
    collocazione = Collocazione.objects.create(
        cruscotto=cruscotto, indicatore=persone.indicatore, nodo=nodo, ordine=1, etichetta="Etichetta"
    )
    tavola = Tavola.objects.create(ente=persone.ente, anno=anno, codice="t1", titolo="Tavola", tema="imprese", ordine=1)
    return Ramo(
        persone=persone,
        ciclo=ciclo,
        periodo=periodo,
        area_strategica=area_strategica,
        prospettiva=prospettive[0],
        obiettivo=obiettivo,
        nodo=nodo,
        altro_nodo=altro_nodo,
        programma=programmi[0],
        altro_programma=programmi[1],
        operativo=operativo,
        cruscotto=cruscotto,
        collocazione=collocazione,
        tavola=tavola,
        riga=Riga.objects.create(tavola=tavola, ordine=1),
        colonna=Colonna.objects.create(tavola=tavola, ordine=1),
        voce_bilancio=VoceBilancio.objects.create(
            ente=persone.ente, anno=anno, ordine=1, codice="1", etichetta="Voce", tipo="voce"
        ),
    )


class TreRami:
    """Two cycles of one body and a cycle of another, each made when a test first asks for it."""

    @cached_property
    def proprio(self) -> Ramo:
        return crea_ramo(crea_persone("uno"), 2031)

    @cached_property
    def altro_anno(self) -> Ramo:
        return crea_ramo(self.proprio.persone, 2032)

    @cached_property
    def altro_ente(self) -> Ramo:
        return crea_ramo(crea_persone("due"), 2031)

    def campi(self, modello: type[models.Model]) -> dict[str, Any]:
        """The least that makes a valid row of a model in ``proprio``, beside those that the branch already has."""
        ramo = self.proprio
        return _di_ente(ramo, modello) or _di_ciclo(ramo, modello) or _di_indicatore(ramo, modello)

    def riga(self, modello: type[models.Model], campi: dict[str, Any] | None = None) -> Any:
        """A row not yet saved, the least one without ``campi``; a callable among them is given this Mondo."""
        scelti = self.campi(modello) if campi is None else campi
        return modello(**{nome: valore(self) if callable(valore) else valore for nome, valore in scelti.items()})


def _di_ente(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    ente, tavola = ramo.ente, ramo.tavola
    campi: dict[type[models.Model], dict[str, Any]] = {
        Ente: {"codice": "nuovo", "denominazione": "Nuovo"},
        Area: {"ente": ente, "codice": "a", "numero": 9, "nome": "A"},
        Ufficio: {"ente": ente, "codice": "u", "nome": "U"},
        Utente: {"username": "nuovo", "ente": ente, "password": "!"},
        Incarico: {"utente": ramo.persone.utente, "ruolo": "controllo"},
        Gettone: {
            "utente": ramo.persone.utente,
            "nome": "G",
            "inizio": "cann_",
            "impronta": "0" * 64,
            "scade_il": datetime(2999, 1, 1, tzinfo=UTC),
        },
        Ricordo: {"ente": ente, "genere": "bilancio", "chiave": "c"},
        Atto: {"ente": ente, "utente": ramo.persone.utente, "azione": "prova", "oggetto": "oggetto"},
        Tavola: {"ente": ente, "anno": 2031, "codice": "t", "titolo": "T", "tema": "imprese", "ordine": 9},
        Riga: {"tavola": tavola, "ordine": 9},
        Colonna: {"tavola": tavola, "ordine": 9},
        Cella: {"tavola": tavola, "riga": ramo.riga, "colonna": ramo.colonna, "testo": "1"},
        GraficoTavola: {
            "tavola": tavola,
            "codice": "g",
            "titolo": "G",
            "tipo": "barre",
            "righe": ["T"],
            "colonne": ["T"],
            "alternativa": "A",
        },
        VoceBilancio: {"ente": ente, "anno": 2031, "ordine": 9, "etichetta": "V", "tipo": "voce"},
        ImpostazioniMisura: {"ente": ente},
        ImpostazioniSolleciti: {"ente": ente},
    }
    return campi.get(modello, {})


def _di_ciclo(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    ciclo = ramo.ciclo
    giorno = date(2031, 5, 1)
    campi: dict[type[models.Model], dict[str, Any]] = {
        Ciclo: {"ente": ramo.ente, "anno": 2039},
        Periodo: {"ciclo": ciclo, "numero": 9, "nome": "P", "inizio": giorno, "fine": date(2031, 8, 31)},
        DocumentoCiclo: {"ciclo": ciclo, "ordine": 9, "titolo": "D"},
        Prospettiva: {"ciclo": ciclo, "ordine": 9, "codice": "p", "nome": "P"},
        AreaStrategica: {"ciclo": ciclo, "numero": 9, "nome": "A"},
        ObiettivoStrategico: {"ciclo": ciclo, "numero": 9, "nome": "O"},
        Programma: {"nodo": ramo.nodo, "nome": "P"},
        ObiettivoOperativo: {"programma": ramo.programma, "nome": "O"},
        Nesso: {"da": ramo.nodo, "a": ramo.altro_nodo},
        Cruscotto: {"ciclo": ciclo, "ordine": 9, "codice": "c", "tipo": "azienda", "titolo": "C"},
        Criticita: {"ciclo": ciclo, "prospettiva": ramo.prospettiva, "ordine": 9, "etichetta": "E"},
        InterventoEconomico: {
            "ciclo": ciclo,
            "obiettivo": ramo.obiettivo,
            "ordine": 9,
            "descrizione": "I",
            "importo": Decimal(1),
        },
        Importazione: {"ente": ramo.ente, "ciclo": ciclo, **FILE},
        SchedaRisultato: {"ciclo": ciclo, "codice": "s", "ordine": 9, "titolo": "S"},
        Documento: {"ciclo": ciclo, "titolo": "R"},
        Riapertura: {
            "periodo": ramo.periodo,
            "ufficio": ramo.persone.ufficio,
            "motivo": "M",
            "fino_al": giorno,
        },
        Sollecito: {"utente": ramo.persone.utente, "periodo": ramo.periodo, "giorno": giorno},
        Avviso: {"utente": ramo.persone.utente, "fatto": "trasmesso", "atto": "a" * 32, "quando": "subito"},
        PreferenzaAvviso: {"utente": ramo.persone.utente, "fatto": "trasmesso", "quando": "subito"},
        Fotografia: {
            "periodo": ramo.periodo,
            "forma": 1,
            "contenuto": "{}",
            "impronta": "0" * 64,
            "scattata_il": timezone.now(),
        },
    }
    return campi.get(modello, {})


def _di_indicatore(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    indicatore, collocazione = ramo.persone.indicatore, ramo.collocazione
    campi: dict[type[models.Model], dict[str, Any]] = {
        Indicatore: {"ente": ramo.ente, "codice": "i", "nome": "I", "tipo": "numero"},
        FaseIndicatore: {"indicatore": indicatore, "ordine": 9, "nome": "F", "peso": Decimal(100)},
        Operando: {"indicatore": indicatore, "altro": ramo.persone.altro_indicatore, "ordine": 9},
        ValoreStorico: {"indicatore": indicatore, "anno": 2030, "testo": "1"},
        Collocazione: {
            "cruscotto": ramo.cruscotto,
            "indicatore": indicatore,
            "nodo": ramo.nodo,
            "ordine": 9,
            "etichetta": "E",
        },
        ValoreAtteso: {"ciclo": ramo.ciclo, "indicatore": indicatore, "testo": "1"},
        Rilevazione: {"indicatore": indicatore, "periodo": ramo.periodo, "testo": "1"},
        SalDichiarato: {"collocazione": collocazione, "periodo": ramo.periodo, "valore": Decimal(80), "motivo": "M"},
    }
    return campi.get(modello, {}) or _parti(ramo, modello)


FOTOGRAFIA: dict[str, Any] = {"edizione": "pubblica", "versione": 1, "contenuto": "{}", "impronta": "0" * 64}


def documento_di(ciclo: Ciclo) -> Documento:
    """The Relazione of a cycle."""
    return Documento.objects.get_or_create(ciclo=ciclo, tipo="relazione", defaults={"titolo": "R"})[0]


def sezione_di(ciclo: Ciclo) -> Sezione:
    """A section of the Relazione of a cycle."""
    return Sezione.objects.create(documento=documento_di(ciclo), codice="altra", ordine=7, titolo="A")


def fotografia_di(ciclo: Ciclo) -> FotografiaSalvata:
    """A stored snapshot of the Relazione of a cycle."""
    return FotografiaSalvata.objects.create(documento=documento_di(ciclo), **FOTOGRAFIA)


def approvata_di(ciclo: Ciclo) -> RelazioneApprovata:
    """The first edition of the Relazione of a cycle."""
    prima = RelazioneApprovata.objects.filter(ciclo=ciclo, numero=1).first()
    return prima or RelazioneApprovata.objects.create(**_approvata(ciclo))


def ciclo_prima(ramo: Ramo) -> Ciclo:
    """The cycle of the year before that of a branch."""
    return Ciclo.objects.get_or_create(ente=ramo.ente, anno=ramo.ciclo.anno - 1)[0]


def obiettivo_prima(ramo: Ramo) -> ObiettivoStrategico:
    """An objective of that cycle."""
    return ObiettivoStrategico.objects.get_or_create(ciclo=ciclo_prima(ramo), numero=1, defaults={"nome": "Prima"})[0]


def riporto_di(ramo: Ramo) -> Riporto:
    """How the cycle of a branch was opened from the one before."""
    return Riporto.objects.get_or_create(ciclo=ramo.ciclo, defaults={"da_ciclo": ciclo_prima(ramo)})[0]


def _approvata(ciclo: Ciclo) -> dict[str, Any]:
    foto = FotografiaSalvata.objects.filter(documento__ciclo=ciclo).first() or fotografia_di(ciclo)
    insieme = {"ciclo": ciclo, "documento": foto.documento, "fotografia": foto, "integrale": foto}
    return {**insieme, "numero": 1, "organo": "Giunta", "atto_numero": "1", "atto_data": date(2031, 6, 1)}


def _parti(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    """Rows of models whose parent a branch does not have: the parent is made here."""
    if modello is FasciaSemaforo:
        return {"misura": ImpostazioniMisura.objects.create(ente=ramo.ente), "codice": "f", "nome": "F"}
    if modello is VoceRisultato:
        scheda = SchedaRisultato.objects.create(ciclo=ramo.ciclo, codice="s1", ordine=1, titolo="S")
        return {"scheda": scheda, "ordine": 9, "tipo": "punto", "etichetta": "V"}
    if modello is Sezione:
        return {"documento": documento_di(ramo.ciclo), "codice": "s", "ordine": 9, "titolo": "S"}
    if modello is VersioneSezione:
        return {
            "documento": documento_di(ramo.ciclo),
            "codice": "s",
            "numero": 1,
            "titolo": "S",
            "origine": "scritta",
        }
    return _parti_approvate(ramo, modello) or _parti_collegate(ramo, modello)


def _parti_approvate(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    """Those of a document that was written, or approved; empty for the other models."""
    if modello is Stesura:
        return {"documento": documento_di(ramo.ciclo)}
    if modello is FotografiaSalvata:
        return {"documento": documento_di(ramo.ciclo), **FOTOGRAFIA}
    if modello is RelazioneApprovata:
        return _approvata(ramo.ciclo)
    if modello is Correzione:
        return {"approvata": approvata_di(ramo.ciclo), "codice": "refuso", "motivo": "M", "da": ramo.persone.utente}
    if modello is Osservazione:
        return {"approvata": approvata_di(ramo.ciclo), "testo": "O", "da": ramo.persone.utente}
    if modello is EsitoAccettato:
        quale = {"chiave": "a" * 32, "codice": "somme", "oggetto": "O"}
        return {"ciclo": ramo.ciclo, "motivo": "M", "scade": date(2030, 1, 1), **quale}
    if modello is DocumentoDiOrigine:
        return {"ciclo": ramo.ciclo, "contenuto": {"righe": [1]}}
    if modello is Verifica:
        return {"ciclo": ramo.ciclo}
    if modello in (CriterioOiv, EsameOiv, CriterioEsaminato, ContoEsame, CartaDiLavoro):
        return _parti_dell_esame(ramo, modello)
    if modello is FileSigillato:
        file = {"nome": "r.pdf", "titolo": "R", "tipo": "application/pdf", "file": "sigillati/r.pdf", "dimensione": 1}
        return {"approvata": approvata_di(ramo.ciclo), "genere": "relazione", "impronta": "0" * 64, **file}
    return {}


ADESSO = timezone.now()


def _esame(ramo: Ramo) -> dict[str, Any]:
    return {"approvata": approvata_di(ramo.ciclo), "aperto_da": ramo.persone.utente, "contato_il": ADESSO}


def esame_di(ramo: Ramo) -> EsameOiv:
    """The examination of the edition of a branch."""
    campi = _esame(ramo)
    return EsameOiv.objects.get_or_create(approvata=campi.pop("approvata"), defaults=campi)[0]


def _parti_dell_esame(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    """Those of the OIV's examination."""
    detti = {"codice": "c", "titolo": "T", "domanda": "D?"}
    if modello is CriterioOiv:
        return {"ente": ramo.ente, "valido_dal": date(2026, 1, 1), **detti}
    if modello is EsameOiv:
        return _esame(ramo)
    if modello is CriterioEsaminato:
        return {"esame": esame_di(ramo), "ordine": 9, "lettera": "a", **detti}
    if modello is ContoEsame:
        return {"esame": esame_di(ramo), "ordine": 9, "criterio": "c", "codice": "k", "nome": "K", "testo": "1"}
    return {"esame": esame_di(ramo), "testo": "Nota", "scritta_da": ramo.persone.utente}


def _parti_collegate(ramo: Ramo, modello: type[models.Model]) -> dict[str, Any]:
    """Those that stand between two cycles, beside a value, in an import."""
    if modello is Riporto:
        return {"ciclo": ramo.ciclo, "da_ciclo": ciclo_prima(ramo)}
    if modello is ValorePubblico:
        return {"ciclo": ramo.ciclo, "obiettivo": "Più imprese", "indicatore": "Imprese nate"}
    if modello is ObiettivoRiportato:
        return {"riporto": riporto_di(ramo), "prima": obiettivo_prima(ramo)}
    if modello is VoceImportazione:
        importazione = Importazione.objects.create(ente=ramo.ente, ciclo=ramo.ciclo, **FILE)
        return {"importazione": importazione, "ordine": 9, "tipo": "nuova"}
    if modello in (Messaggio, SeguitoAzione):
        rilevazione = Rilevazione.objects.create(indicatore=ramo.persone.indicatore, periodo=ramo.periodo, testo="1")
        scritto = {"da": ramo.persone.utente, "testo": "M"} if modello is Messaggio else {}
        return {"rilevazione": rilevazione, **scritto}
    if modello is Evidenza:
        rilevazione = Rilevazione.objects.create(indicatore=ramo.persone.indicatore, periodo=ramo.periodo, testo="1")
        return {"rilevazione": rilevazione, "nome": "E", "url": "https://www.example.org/atto"}
    if modello is ObiettivoInProspettiva:
        obiettivo = ObiettivoStrategico.objects.create(ciclo=ramo.ciclo, numero=8, nome="O")
        return {"prospettiva": ramo.prospettiva, "obiettivo": obiettivo}
    raise LookupError(f"tests/mondi/fabbrica.py non sa fare {modello.__name__}")
