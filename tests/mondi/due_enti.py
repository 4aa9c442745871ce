"""Two bodies with one row of everything, and people of every role: where permissions and locks are tried."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from django.core.files.base import ContentFile
from django.test import Client
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
    FaseIndicatore,
    Importazione,
    ImpostazioniSolleciti,
    Indicatore,
    InterventoEconomico,
    Messaggio,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    PreferenzaAvviso,
    Prospettiva,
    Riapertura,
    Rilevazione,
    SalDichiarato,
    SchedaRisultato,
    SeguitoAzione,
    Sollecito,
    StatoPeriodo,
    ValorePubblico,
    ValoreStorico,
    VoceImportazione,
    VoceRisultato,
)
from ente.actions.gettoni import crea_gettone
from ente.actions.registro import registra
from ente.models import Ambito, Area, Incarico, Utente
from relazione.models import (
    CartaDiLavoro,
    ContoEsame,
    CriterioEsaminato,
    CriterioOiv,
    Documento,
    EsameOiv,
    FileSigillato,
    FotografiaSalvata,
    Osservazione,
    RelazioneApprovata,
    Sezione,
    Stesura,
    VersioneSezione,
)
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

CHIUSO, APERTO = 1, 2
"""Two periods of the year, by number; the third one is not open yet."""
VERSIONE = 3
"""That of the sections; the history of the first has the one before too."""
ALTRO_ANNO = 2031
"""A year that only the other body has."""
PROPRIO, ALTRA_AREA, ALTRO_ENTE = "proprio", "altra area", "altro ente"
RUOLI = ("redattore", "dirigente", "sostituto", "controllo", "oiv", "amministratore", "senza ruolo", "superutente")


class DueEnti:
    """The body of the tests, and another one of which nobody of the first may know anything.

    ``clienti`` are the browsers of who has each role; ``anonimo`` has signed in to nothing.
    """

    def __init__(self) -> None:
        self.casa, self.altrove = crea_scena("casa"), crea_scena("altrove")
        self.altrove.ciclo.anno = ALTRO_ANNO
        self.altrove.ciclo.save()
        for scena in (self.casa, self.altrove):
            arricchisci(scena)
            crea_gettone(nome="prova", ambito=Ambito.LETTURA, giorni=1, da=scena["rita"])
        Indicatore.objects.filter(pk=self.altrove.indicatori["i1"].pk).update(codice="altrui")
        self.persone = persone(self.casa)
        self.oggetto = PROPRIO
        """What the acts of ``CASI`` are sent on."""
        self.clienti = {"anonimo": Client()}
        for ruolo, utente in self.persone.items():
            self.clienti[ruolo] = Client()
            self.clienti[ruolo].force_login(utente)

    @property
    def ciclo(self) -> Ciclo:
        return Ciclo.objects.select_related("ente").get(pk=self.casa.ciclo.pk)

    def scena(self, oggetto: str) -> Scena:
        return self.altrove if oggetto == ALTRO_ENTE else self.casa

    def indicatore(self, oggetto: str = "") -> Indicatore:
        oggetto = oggetto or self.oggetto
        chiave = self.scena(oggetto).indicatori["i4" if oggetto == ALTRA_AREA else "i1"].pk
        return Indicatore.objects.get(pk=chiave)

    def valore(self, numero: int = APERTO) -> Rilevazione:
        periodo = self.scena(self.oggetto).periodi[numero - 1]
        return Rilevazione.objects.get(indicatore=self.indicatore(), periodo=periodo, collocazione=None)

    @property
    def area(self) -> Area:
        """The area that the act is on."""
        return Area.objects.get(ente=self.casa.ente, codice="area2" if self.oggetto == ALTRA_AREA else "area1")


def persone(scena: Scena) -> dict[str, Utente]:
    """Who has each role in the first area and its first office, who has none, and who runs the installation."""
    sostituto = Utente.objects.create(ente=scena.ente, username="sandra", qualifica="Sandra", email="s@casa.example.it")
    area = scena.uffici["anagrafe"].area
    Incarico.objects.create(utente=sostituto, ruolo="dirigente", area=area, sostituto=True, dal=fra(-5), al=fra(5))
    Utente.objects.filter(pk=scena["adele"].pk).update(is_staff=True)
    return {
        "redattore": scena["rita"],
        "dirigente": scena["dina"],
        "sostituto": sostituto,
        "controllo": scena["carla"],
        "oiv": scena["ugo"],
        "amministratore": scena["adele"],
        "senza ruolo": Utente.objects.create(ente=scena.ente, username="nadia"),
        "superutente": Utente.objects.create_superuser("capo", password="!"),
    }


def arricchisci(scena: Scena) -> None:
    """The rest of a body: individual sheets, values in two periods, context, Relazione, what controllo writes."""
    scena.stato(CHIUSO, StatoPeriodo.CHIUSO)
    scena.stato(APERTO, StatoPeriodo.APERTO, fra(20))
    for codice in scena.indicatori:
        scena.metti(codice, "95", CHIUSO, stato="validata")
        scena.metti(codice, "97", APERTO, stato="bozza")
    _albero(scena)
    _contesto(scena)
    _risultati(scena)
    indicatore = scena.indicatori["i1"]
    FaseIndicatore.objects.create(indicatore=indicatore, ordine=1, nome="Fase", peso=100)
    ValoreStorico.objects.create(indicatore=indicatore, anno=ANNO - 1, testo="80", valore=80)
    ImpostazioniSolleciti.objects.create(ente=scena.ente)
    riapri(scena)
    registra(ente=scena.ente, da=scena["carla"], azione="prova", oggetto=scena.ciclo)
    Sollecito.objects.create(utente=scena["rita"], periodo=scena.periodi[0], giorno=dt.date(2024, 5, 1))
    ValorePubblico.objects.create(ciclo=scena.ciclo, obiettivo="Più imprese", indicatore="Imprese nate")
    _azione(scena)
    _domanda(scena)
    Avviso.objects.create(utente=scena["rita"], fatto="target", atto="a" * 32, quando="riepilogo")
    PreferenzaAvviso.objects.create(utente=scena["rita"], fatto="target", quando="riepilogo")
    _file(scena)
    _importazione(scena)
    _edizione(scena)


def riapri(scena: Scena) -> None:
    """Once, some time ago."""
    Riapertura.objects.create(
        periodo=scena.periodi[CHIUSO - 1], ufficio=scena.uffici["cultura"], motivo="M", fino_al=fra(-3)
    )


def _azione(scena: Scena) -> None:
    """What was promised with the values of the closed period, and what became of the first."""
    valori = Rilevazione.objects.filter(periodo=scena.periodi[CHIUSO - 1])
    valori.update(azione_correttiva="Recuperare", azione_entro=fra(90))
    SeguitoAzione.objects.create(rilevazione=valori.get(indicatore__codice="i1"), stato="in_corso")


def _domanda(scena: Scena) -> None:
    """Somebody asked something on a value of the open period."""
    valore = Rilevazione.objects.get(indicatore=scena.indicatori["i1"], periodo=scena.periodi[APERTO - 1])
    Messaggio.objects.create(rilevazione=valore, da=scena["dina"], testo="Come mai?")


def _file(scena: Scena) -> None:
    """Evidence of a value of each area, a document elsewhere and a file; the logo."""
    for codice in ("i1", "i4"):
        valore = Rilevazione.objects.get(indicatore=scena.indicatori[codice], periodo=scena.periodi[APERTO - 1])
        Evidenza.objects.create(rilevazione=valore, nome="Atto", url="https://www.example.org/atto")
        evidenza = Evidenza(rilevazione=valore, nome="foglio.csv", impronta="0" * 64, contenuto="text/csv")
        evidenza.file.save(f"{scena.ente.codice}-{codice}.csv", ContentFile(b"a,b\n"))
    disegno = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
    scena.ente.logo.save(f"{scena.ente.codice}.svg", ContentFile(disegno))


def _importazione(scena: Scena) -> None:
    """A preview of a budget with an error and a heading that nobody knows."""
    foglio = ContentFile(b"Voce;Tipo;Boh\nProventi;x;\n")
    importazione = Importazione(ente=scena.ente, ciclo=scena.ciclo, genere="bilancio", stato="anteprima")
    importazione.nome, importazione.dimensione, importazione.impronta = "bilancio.csv", foglio.size, "0" * 64
    importazione.caricata_da = scena["carla"]
    importazione.riepilogo = {
        "intestazioni": [{"posto": "bilancio.csv!C1", "testo": "Boh", "campo": "", "chiave": "boh"}]
    }
    importazione.file.save(f"{scena.ente.codice}.csv", foglio)
    VoceImportazione.objects.create(importazione=importazione, ordine=0, tipo="errore", posto="bilancio.csv!B2")


def _albero(scena: Scena) -> None:
    ciclo = scena.ciclo
    strategica = AreaStrategica.objects.create(ciclo=ciclo, numero=1, nome="Area strategica")
    obiettivo = ObiettivoStrategico.objects.get(ciclo=ciclo)
    ObiettivoStrategico.objects.filter(pk=obiettivo.pk).update(area_strategica=strategica)
    prima = ObiettivoInProspettiva.objects.get(obiettivo=obiettivo)
    altra = Prospettiva.objects.create(ciclo=ciclo, ordine=2, codice="q", nome="Altra prospettiva")
    Nesso.objects.create(da=prima, a=ObiettivoInProspettiva.objects.create(prospettiva=altra, obiettivo=obiettivo))
    for n, (area, codice) in enumerate((("area1", "i1"), ("area2", "i4")), 2):
        scheda = Cruscotto.objects.create(
            ciclo=ciclo,
            ordine=n,
            codice=f"ind-{area}",
            tipo="individuale",
            area=Area.objects.get(ente=scena.ente, codice=area),
            titolo=f"Scheda {area}",
        )
        sulla_scheda = Collocazione.objects.create(
            cruscotto=scheda, indicatore=scena.indicatori[codice], nodo=prima, ordine=1, etichetta="Sulla scheda"
        )
        SalDichiarato.objects.create(collocazione=sulla_scheda, periodo=scena.periodi[0], valore=80, motivo="M")
    DocumentoCiclo.objects.create(ciclo=ciclo, ordine=1, titolo="Piano")


def _contesto(scena: Scena) -> None:
    ente, anno = scena.ente, scena.ciclo.anno
    tavola = Tavola.objects.create(ente=ente, anno=anno, codice="tavola", titolo="Tavola", tema="imprese", ordine=1)
    riga = Riga.objects.create(tavola=tavola, ordine=0, etichetta="Imprese")
    testa = Colonna.objects.create(tavola=tavola, ordine=0, testo=True)
    colonna = Colonna.objects.create(tavola=tavola, ordine=1, etichetta=str(anno), anno=anno)
    Cella.objects.create(tavola=tavola, riga=riga, colonna=testa, testo="Imprese")
    Cella.objects.create(tavola=tavola, riga=riga, colonna=colonna, testo="10", valore=10)
    GraficoTavola.objects.create(tavola=tavola, codice="g", titolo="Grafico", tipo="barre", alternativa="Uno")
    voce = VoceBilancio.objects.create(
        ente=ente, anno=anno, ordine=1, codice="8", etichetta="Interventi", tipo="voce", preventivo=Decimal(-10)
    )
    InterventoEconomico.objects.create(
        ciclo=scena.ciclo,
        obiettivo=ObiettivoStrategico.objects.get(ciclo=scena.ciclo),
        voce_bilancio=voce,
        ordine=1,
        descrizione="Contributi",
        importo=10,
    )


def _risultati(scena: Scena) -> None:
    ciclo = scena.ciclo
    prospettiva = Prospettiva.objects.get(ciclo=ciclo, codice="p")
    Criticita.objects.create(ciclo=ciclo, prospettiva=prospettiva, ordine=1, etichetta="Tempi", criticita="Lunghi")
    scheda = SchedaRisultato.objects.create(ciclo=ciclo, codice="s", ordine=1, titolo="Scheda di risultato")
    VoceRisultato.objects.create(scheda=scheda, ordine=1, tipo="punto", etichetta="Fatto")
    documento = Documento.objects.create(ciclo=ciclo, titolo="Relazione")
    for ordine, codice in enumerate(("premessa", "conclusione"), 1):
        sezione = Sezione(documento=documento, codice=codice, ordine=ordine, titolo=codice.capitalize())
        sezione.testo, sezione.versione = "Testo", VERSIONE
        sezione.save()
    for numero, testo in ((APERTO, "Com'era"), (VERSIONE, "Testo")):
        VersioneSezione.objects.create(
            documento=documento, codice="premessa", numero=numero, titolo="Premessa", testo=testo, origine="scritta"
        )
    for sua in Cruscotto.objects.filter(ciclo=ciclo, tipo="individuale"):
        _stesura(sua)


def _edizione(scena: Scena) -> None:
    """An edition of the Relazione with a sealed file and an observation of the OIV."""
    documento = Documento.objects.get(ciclo=scena.ciclo, tipo="relazione")
    foto = FotografiaSalvata.objects.create(
        documento=documento, edizione="pubblica", versione=1, contenuto="{}", impronta="0" * 64
    )
    edizione = RelazioneApprovata.objects.create(
        ciclo=scena.ciclo,
        documento=documento,
        numero=1,
        organo="Giunta",
        atto_numero="1",
        atto_data=dt.date(ANNO + 1, 6, 1),
        fotografia=foto,
        integrale=foto,
        sigillata_il=timezone.now(),
    )
    sigillato = FileSigillato(approvata=edizione, genere="relazione", nome="relazione.pdf", titolo="Relazione")
    contenuto = b"%PDF-1.7"
    sigillato.impronta, sigillato.dimensione = hashlib.sha256(contenuto).hexdigest(), len(contenuto)
    sigillato.tipo = "application/pdf"
    sigillato.file.save(f"{scena.ente.codice}.pdf", ContentFile(contenuto))
    Osservazione.objects.create(approvata=edizione, testo="Chiarite.", da=scena["ugo"])
    _esame(scena, edizione)


def _esame(scena: Scena, edizione: RelazioneApprovata) -> None:
    """The OIV has judged its one criterion, counted something for it, and written a working paper."""
    CriterioOiv.objects.create(
        ente=scena.ente, codice="parita", titolo="Parità", domanda="Si è guardato?", valido_dal=dt.date(2026, 1, 1)
    )
    esame = EsameOiv.objects.create(approvata=edizione, aperto_da=scena["ugo"], contato_il=timezone.now())
    CriterioEsaminato.objects.create(
        esame=esame,
        ordine=0,
        lettera="a",
        codice="chiarezza",
        titolo="Chiarezza",
        domanda="Si capisce?",
        giudizio="conforme",
        motivo="Si capisce.",
    )
    ContoEsame.objects.create(
        esame=esame, ordine=0, criterio="chiarezza", codice="frasi", nome="Frasi", valore=Decimal(3), testo="3"
    )
    carta = CartaDiLavoro(esame=esame, testo="Appunto", nome="appunto.txt", impronta="0" * 64, dimensione=3)
    carta.scritta_da = scena["ugo"]
    carta.file.save(f"{scena.ente.codice}.txt", ContentFile(b"abc"))


def _stesura(scheda: Cruscotto) -> None:
    """An individual sheet as a document, with its PDF."""
    sua = Documento.objects.create(ciclo=scheda.ciclo, tipo="scheda_individuale", cruscotto=scheda, titolo="Scheda")
    pronta = Stesura(documento=sua, edizione="integrale", stato="pronto", impronta="0" * 64, scritta_il=timezone.now())
    pronta.file.save(f"{scheda.ciclo.ente.codice}-{scheda.codice}.pdf", ContentFile(b"%PDF-1.7"))
