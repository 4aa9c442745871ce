"""The addresses of the site, and how each act is sent as a browser would.

``CASI`` has one case for every address that accepts a POST: ``test_serrature`` sends it against what is locked,
``test_matrice_permessi`` as every role. An address without a case fails both: add it here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import get_resolver, reverse
from django.utils import timezone
from pypdf import PdfWriter

from contesto.colori import Tema
from contesto.models import VoceBilancio
from contesto.vestito import nome_di
from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Evidenza,
    Fatto,
    Importazione,
    Indicatore,
    Messaggio,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Riapertura,
    Rilevazione,
    SalDichiarato,
    SeguitoAzione,
    StatoPeriodo,
    StatoRilevazione,
    VoceImportazione,
)
from ente.models import Ente, Gettone, Utente
from relazione.apertura.actions.apertura import apri_anno
from relazione.documento.genera import richiesta_del_documento
from relazione.edizioni.custodia import leggi_sigillato
from relazione.edizioni.salvate import salva_fotografia
from relazione.fotografia import fotografa_entrambe
from relazione.models import (
    CartaDiLavoro,
    ContoEsame,
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
)
from tests.mondi.due_enti import APERTO, CHIUSO, PROPRIO, VERSIONE, DueEnti
from tests.mondi.firme import firma_di
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, fra

# -- addresses ---------------------------------------------------------------------------------------------------------


SCRITTURA = ("relazione:scrittura", "relazione:narrativa", "relazione:sezione")
"""How the names of the addresses of a document that is being written begin: their key is the document's."""


DI_PERSONE = ("ente:persona", "ente:incarico")
"""Likewise: their key is a person's."""


def nomi_del_sito() -> list[str]:
    """The name of every address, with its namespace, but those of the administration and of the API."""

    def di(risolutore: Any, prefisso: str) -> Iterable[str]:
        for voce in risolutore.url_patterns:
            if not hasattr(voce, "url_patterns"):
                assert voce.name, f"{voce} non ha nome"
                yield f"{prefisso}{voce.name}"
            elif voce.namespace not in ("admin", "api"):
                yield from di(voce, f"{prefisso}{voce.namespace}:" if voce.namespace else prefisso)

    return sorted(set(di(get_resolver(), "")))


def parametri(nome: str) -> list[str]:
    """The parameters of an address."""
    spazio, _, corto = nome.rpartition(":")
    risolutore = get_resolver()
    if spazio:
        risolutore = risolutore.namespace_dict[spazio][1]
    modelli = [voce for possibili, *_ in risolutore.reverse_dict.getlist(corto) for voce in possibili]
    return list(modelli[0][1])


def _codici(mondo: DueEnti) -> dict[str, str]:
    """What ``codice`` is in the addresses whose name begins so; in the others it is that of the indicator."""
    scheda = f"ind-{mondo.area.codice}"
    return {
        "cruscotto": scheda,
        "pesi": scheda,
        "piano": scheda,
        "area": mondo.area.codice,
        "tavola": "tavola",
        "sezione": "premessa",
        "criterio": "chiarezza",
    }


def indirizzo(mondo: DueEnti, nome: str, numero: int = APERTO) -> str:
    """The address ``nome`` for an object of the person's own office and area, of another area, or of another body.
    ``numero`` is the period. Nobody's own body has the year, the codes and the keys of the other body's object.
    """
    scena, indicatore = mondo.scena(mondo.oggetto), mondo.indicatore()
    codici = _codici(mondo)
    valori: dict[str, Callable[[], object]] = {
        "anno": lambda: scena.ciclo.anno,
        "periodo": lambda: numero,
        "numero": lambda: 1 if nome.startswith("relazione:edizione") else numero,
        "chiave": lambda: indicatore.pk,
        "codice": lambda: codici.get(nome.split(":")[-1].split("-")[0], indicatore.codice),
        "pk": lambda: _chiave(mondo, scena, indicatore, nome),
        "incarico": lambda: scena["rino"].incarichi.get().pk,
        "uidb64": lambda: "Mg",
        "token": lambda: "a-b",
        "genere": lambda: "bilancio",
        "ente": lambda: scena.ente.codice,
        "nome": lambda: (
            nome_di(Tema(scena.ente.colore_primario, scena.ente.colore_secondario))
            if nome == "vestito:stile"
            else f"relazione-{scena.ciclo.anno}.pdf"
        ),
        "impronta": lambda: "0" * 64,
        "testo": lambda: "a" * 43,  # of nobody: tests/ente/test_indirizzi_fogli.py opens the true ones
        "formato": lambda: "csv",
        "capitolo": lambda: "pagine",
    }
    if nome.split(":")[-1].startswith("voce"):
        valori |= {"voce": lambda: "obiettivo", "pk": lambda: _ultimo_obiettivo(scena).pk}
    return reverse(nome, kwargs={parametro: valori[parametro]() for parametro in parametri(nome)})


def _chiave(mondo: DueEnti, scena: Scena, indicatore: Indicatore, nome: str) -> int:
    evidenze = Evidenza.objects.filter(rilevazione__indicatore=indicatore).order_by("pk")
    return (
        Documento.objects.get(ciclo=scena.ciclo, tipo="relazione").pk
        if nome.startswith(SCRITTURA)
        else CartaDiLavoro.objects.get(esame__approvata__ciclo=scena.ciclo).pk
        if nome.startswith("relazione:carta")
        else FileSigillato.objects.get(approvata__ciclo=scena.ciclo, genere="relazione").pk
        if "sigillato" in nome
        else Osservazione.objects.get(approvata__ciclo=scena.ciclo).pk
        if "edizione" in nome
        else Gettone.objects.get(utente__ente=scena.ente).pk
        if "gettone" in nome
        else scena["rino"].pk
        if nome.startswith(DI_PERSONE)
        else Importazione.objects.get(ente=scena.ente).pk
        if "importazione" in nome
        else _stesura(mondo, scena, nome)
        if "stesura" in nome
        else Rilevazione.objects.get(indicatore=indicatore, periodo=scena.periodi[CHIUSO - 1]).pk
        if "azione" in nome.split(":")[-1].split("-")
        else evidenze[1 if nome.endswith("download") else 0].pk
    )


def _ultimo_obiettivo(scena: Scena) -> ObiettivoStrategico:
    return ObiettivoStrategico.objects.filter(ciclo=scena.ciclo).latest("numero")


def _stesura(mondo: DueEnti, scena: Scena, nome: str) -> int:
    """The PDF of the individual sheet of the area, or what somebody waits for of it."""
    sue = Stesura.objects.filter(documento__ciclo=scena.ciclo, documento__cruscotto__codice=f"ind-{mondo.area.codice}")
    return sue.get(stato="pronto").pk if nome.endswith("download") else sue.latest("pk").pk


def _in_attesa(mondo: DueEnti) -> None:
    """Somebody waits for the HTML of each individual sheet."""
    for sua in Documento.objects.filter(ciclo=mondo.casa.ciclo, tipo="scheda_individuale"):
        Stesura.objects.create(documento=sua, edizione="integrale", formato="html")


# -- acts --------------------------------------------------------------------------------------------------------------

Dati = dict[str, Any]


def niente(mondo: DueEnti) -> Dati:
    return {}


@dataclass(frozen=True)
class Caso:
    """How an act is sent: by whom, on a value in which state, from the form of which page, with what written in it.

    ``pagina`` gives the address of the page whose form is filled, when it is not the act's own; ``campo`` is a field
    that tells its form from the others of the page, empty when nothing has to be read. ``conferma`` sends the form a
    second time, as its preview gives it back. ``lecito`` names the locks that the act is meant to work on.
    """

    chi: str = "controllo"
    stato: StatoRilevazione = StatoRilevazione.BOZZA
    campo: str = ""
    pagina: Callable[[DueEnti], str] | None = None
    scrivi: Callable[[DueEnti], Dati] = niente
    prepara: Callable[[DueEnti], object] = niente
    numero: int = APERTO
    conferma: bool = False
    scrive: bool = True
    lecito: frozenset[str] = field(default_factory=frozenset)


def metti_in_stato(mondo: DueEnti, stato: StatoRilevazione) -> None:
    """Put the values of the open period in a state, without the acts that lead there."""
    campi: Dati = {"stato": stato, "inserita_da": mondo.persone["redattore"]}
    if stato == StatoRilevazione.VALIDATA:
        campi |= {"validata_il": timezone.now(), "validata_da": mondo.casa["dario"]}
    Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1]).update(**campi)


def apparecchia(mondo: DueEnti, nome: str) -> Dati:
    """Put the body as the act needs it, and give what the browser of who does it rightly sends."""
    caso = CASI[nome]
    metti_in_stato(mondo, caso.stato)
    caso.prepara(mondo)
    cliente = mondo.clienti[caso.chi if mondo.oggetto == PROPRIO else "controllo"]
    dove, letti = indirizzo(mondo, nome, caso.numero), Dati()
    if caso.campo:
        risposta = cliente.get(caso.pagina(mondo) if caso.pagina else dove)
        assert risposta.status_code == 200, f"{nome}: la pagina del modulo risponde {risposta.status_code}"
        letti = modulo(risposta.content.decode(), caso.campo)
    letti |= caso.scrivi(mondo)
    if caso.conferma:
        risposta = cliente.post(dove, letti)
        assert risposta.status_code == 200, f"{nome}: l'anteprima risponde {risposta.status_code}"
        letti = modulo(risposta.content.decode(), "impronta") | {"passo": "conferma"}
    return letti


def modulo(html: str, campo: str) -> Dati:
    """The fields of the form of a page that has ``campo`` and changes something."""
    trovati = [m for m in leggi_moduli(html) if campo in m and "csrfmiddlewaretoken" in m]
    assert trovati, f"nella pagina non c'è un modulo con il campo «{campo}»"
    return dict(trovati[0])


def _foglio(mondo: DueEnti) -> str:
    return f"{reverse('cruscotto:valori', args=[ANNO])}?periodo={APERTO}"


def _cabina(mondo: DueEnti) -> str:
    return f"{reverse('cruscotto:chiusura', args=[ANNO])}?periodo={APERTO}"


def _scritto(mondo: DueEnti) -> Dati:
    """What is typed in the row of the own value; with the cause, so that a low value can be handed in too."""
    campi = {
        "valore": "71",
        "causa": "altro",
        "causa_scostamento": "Storia",
        "azione_correttiva": "Recupero",
        "azione_entro": fra(30).isoformat(),
    }
    return {f"v{mondo.indicatore().pk}-{nome}": testo for nome, testo in campi.items()}


def _in_consuntivo(mondo: DueEnti) -> None:
    """Nothing was ever approved, and every period is closed."""
    for dell_esame in (CartaDiLavoro, ContoEsame, CriterioEsaminato):
        dell_esame.objects.filter(esame__approvata__ciclo=mondo.casa.ciclo)._raw_delete("default")
    for modello in (EsameOiv, Osservazione, FileSigillato):
        modello.objects.filter(approvata__ciclo=mondo.casa.ciclo)._raw_delete("default")
    RelazioneApprovata.objects.filter(ciclo=mondo.casa.ciclo)._raw_delete("default")
    Periodo.objects.filter(ciclo=mondo.casa.ciclo).update(stato=StatoPeriodo.CHIUSO)
    Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(stato="consuntivo")


def _verificata(mondo: DueEnti) -> None:
    """The Relazione was controlled, and something was found."""
    riga = dict.fromkeys(("oggetto", "riferimento", "dichiarato", "atteso", "spiegazione", "link"), "Un esito")
    esito = {"chiave": CHIAVE, "codice": "R01-totali", "regola": "R01", "severita": "errore", "righe": [], **riga}
    Verifica.objects.create(ciclo=mondo.casa.ciclo, esiti=[esito])


def _accettato(mondo: DueEnti) -> None:
    """The same, and somebody accepted it."""
    _verificata(mondo)
    EsitoAccettato.objects.create(
        ciclo=mondo.casa.ciclo, chiave=CHIAVE, codice="R01-totali", oggetto="Un esito", motivo="M", scade=fra(30)
    )


def _edizione(**campi: Any) -> Callable[[DueEnti], None]:
    """The edition in a state, and its cycle adopted."""

    def prepara(mondo: DueEnti) -> None:
        RelazioneApprovata.objects.filter(ciclo=mondo.casa.ciclo).update(**campi)
        Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(
            stato="relazione_approvata",
            approvazione_organo="Giunta",
            approvazione_numero="1",
            approvazione_data=dt.date(ANNO + 1, 6, 1),
        )

    return prepara


def _in_correzione(mondo: DueEnti) -> None:
    """The edition is being mended, and nothing has been changed yet."""
    _edizione()(mondo)
    edizione = RelazioneApprovata.objects.get(ciclo=mondo.casa.ciclo)
    Correzione.objects.create(approvata=edizione, codice="refuso", motivo="M", da=mondo.persone["controllo"])
    Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(stato="consuntivo")
    documento = Documento.objects.select_related("ciclo__ente").get(pk=edizione.documento_id)
    completa, _ = fotografa_entrambe(richiesta_del_documento(documento))
    RelazioneApprovata.objects.filter(pk=edizione.pk).update(integrale=salva_fotografia(documento, completa))


def _validabile(mondo: DueEnti) -> None:
    """What the OIV observed has its answer."""
    _edizione(stato="restituita")(mondo)
    Osservazione.objects.filter(approvata__ciclo=mondo.casa.ciclo).update(risposta="Sì.")


def _non_conforme(mondo: DueEnti) -> None:
    """The same, and a criterion is not met."""
    _validabile(mondo)
    sue = CriterioEsaminato.objects.filter(esame__approvata__ciclo=mondo.casa.ciclo)
    sue.update(giudizio="non_conforme", osservazioni="Manca un dato.")


def _esaminabile(mondo: DueEnti) -> None:
    """The edition has real snapshots and a real sealed PDF, of which something can be counted."""
    _edizione(stato="approvata")(mondo)
    edizione = RelazioneApprovata.objects.get(ciclo=mondo.casa.ciclo)
    documento = Documento.objects.select_related("ciclo__ente").get(pk=edizione.documento_id)
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    assert pubblica is not None
    salvate = {"integrale": salva_fotografia(documento, completa), "fotografia": salva_fotografia(documento, pubblica)}
    RelazioneApprovata.objects.filter(pk=edizione.pk).update(**salvate)
    foglio, uscita = PdfWriter(), io.BytesIO()
    foglio.add_blank_page(200, 200)
    foglio.write(uscita)
    impronta = hashlib.sha256(uscita.getvalue()).hexdigest()
    sigillato = FileSigillato(approvata=edizione, genere="relazione", titolo="Relazione", tipo="application/pdf")
    sigillato.nome, sigillato.impronta, sigillato.dimensione = f"relazione-{ANNO}.pdf", impronta, len(uscita.getvalue())
    sigillato.file.save("relazione.pdf", ContentFile(uscita.getvalue()))


def _risposta(mondo: DueEnti) -> Dati:
    osservazione = Osservazione.objects.get(approvata__ciclo=mondo.casa.ciclo)
    return {f"risposta-{osservazione.pk}": "Sì."}


class _Riletto(SimpleUploadedFile):
    """A file that is sent many times: each time from its beginning."""

    def read(self, *args: Any) -> bytes:
        self.seek(0)
        letti: bytes = super().read(*args)
        return letti


def _p7m(mondo: DueEnti) -> Dati:
    sigillato = FileSigillato.objects.filter(approvata__ciclo=mondo.casa.ciclo, firma_di=None).latest("pk")
    return {"file": _Riletto("f.p7m", firma_di(leggi_sigillato(sigillato)))}


def _senza_periodi(mondo: DueEnti) -> None:
    """The year goes to a cycle that has none; what hung from it stays with the other."""
    Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(anno=ANNO - 1)
    Ciclo.objects.create(ente=mondo.casa.ente, anno=ANNO)


def _riaperto(mondo: DueEnti) -> None:
    Riapertura.objects.filter(periodo__ciclo=mondo.casa.ciclo).update(fino_al=fra(3))


def _fotografato(mondo: DueEnti) -> None:
    """The closed period was photographed, and then an indicator got another name."""
    scatta(mondo.casa.periodo(CHIUSO))
    Collocazione.objects.filter(cruscotto__ciclo=mondo.casa.ciclo).update(etichetta="Altro nome")


def _neutralizzato(mondo: DueEnti) -> None:
    metti_in_stato(mondo, StatoRilevazione.VALIDATA)
    Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1]).update(
        neutralizzata=True, motivo_neutralizzazione="Servizio sospeso"
    )


def _pesi(mondo: DueEnti) -> Dati:
    riga = Collocazione.objects.get(cruscotto__codice=f"ind-{mondo.area.codice}", cruscotto__ciclo=mondo.casa.ciclo)
    return {f"r{riga.pk}": "100", "motivo": "M"}


def _ufficio(mondo: DueEnti) -> Dati:
    return {"ufficio": mondo.casa.uffici["bilancio"].pk, "motivo": "Riordino"}


class FileDaMandare:
    """A file that a form sends as often as it is asked."""

    name, content_type = "bilancio.csv", "text/csv"

    def read(self, quanti: int = -1) -> bytes:
        return b"Voce;Tipo\nProventi;voce\n"


def _pronta(mondo: DueEnti) -> None:
    """The preview has no error, and is the one that ``impronta`` names."""
    importazioni = Importazione.objects.filter(ente=mondo.casa.ente)
    VoceImportazione.objects.filter(importazione__in=importazioni).delete()
    importazioni.update(impronta_progetto="vista")


def _scritta(mondo: DueEnti) -> None:
    """The import was confirmed, and had put the budget line at what it is."""
    voce = VoceBilancio.objects.get(ente=mondo.casa.ente)
    [importazione] = Importazione.objects.filter(ente=mondo.casa.ente)
    righe = [["contesto.vocebilancio", voce.pk, {"preventivo": "-20"}, {"preventivo": "-10"}]]
    VoceImportazione.objects.create(importazione=importazione, ordine=1, tipo="modificata", righe=righe)
    Importazione.objects.filter(pk=importazione.pk).update(stato="confermata", confermata_il=timezone.now())


def _con_l_anno_prima(mondo: DueEnti) -> None:
    """The year before has a Relazione too, with a section that this one lacks."""
    prima = Ciclo.objects.create(ente=mondo.casa.ente, anno=ANNO - 1)
    documento = Documento.objects.create(ciclo=prima, titolo="La prima")
    Sezione.objects.create(documento=documento, codice="storia", ordine=1, titolo="Storia", testo="Nel tempo")


def _con_frasi(mondo: DueEnti) -> None:
    """The section shows a scorecard, from which sentences come."""
    sua = Sezione.objects.filter(documento__ciclo=mondo.casa.ciclo, codice="premessa")
    sua.update(testo=f"[[cruscotto {mondo.casa.cruscotto.codice}]]")


def _da_rivedere(mondo: DueEnti) -> None:
    Sezione.objects.filter(documento__ciclo=mondo.casa.ciclo).update(stato="da_rivedere")


def _in_pianificazione(mondo: DueEnti) -> None:
    Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(stato="pianificazione")


def _indicatore_del_piano(mondo: DueEnti) -> Dati:
    nodo = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=mondo.casa.ciclo)[0]
    return {"nome": "Nuovo", "n0-cruscotto": mondo.casa.cruscotto.pk, "n0-posto": f"n{nodo.pk}"}


def _senza_valori(mondo: DueEnti) -> None:
    """The indicator has been planned, and nobody has entered its values."""
    _in_pianificazione(mondo)
    for modello in (Evidenza, Messaggio, SeguitoAzione):
        modello._default_manager.filter(rilevazione__indicatore=mondo.indicatore())._raw_delete("default")
    SalDichiarato.objects.filter(collocazione__indicatore=mondo.indicatore())._raw_delete("default")
    Rilevazione.objects.filter(indicatore=mondo.indicatore())._raw_delete("default")


def _pagina_definizione(mondo: DueEnti) -> str:
    return reverse("cruscotto:definizione-edit", args=[ANNO, mondo.indicatore().codice])


def _con_un_obiettivo_vuoto(mondo: DueEnti) -> None:
    _in_pianificazione(mondo)
    ObiettivoStrategico.objects.create(ciclo=mondo.casa.ciclo, numero=99, nome="Vuoto")


def _pagina_voce(mondo: DueEnti) -> str:
    return indirizzo(mondo, "cruscotto:voce-edit")


def _aperto_da_prima(mondo: DueEnti) -> None:
    """The cycle goes a year back, and the year is opened from it."""
    Ciclo.objects.filter(pk=mondo.casa.ciclo.pk).update(anno=ANNO - 1)
    apri_anno(ciclo=mondo.ciclo, anno=ANNO, da=mondo.persone["controllo"])


def _target_del_piano(mondo: DueEnti) -> Dati:
    riga = Collocazione.objects.get(cruscotto__codice=f"ind-{mondo.area.codice}", cruscotto__ciclo=mondo.casa.ciclo)
    return {f"t{riga.pk}": "120", f"visto-t{riga.pk}": "100"}


TRASMESSA = StatoRilevazione.TRASMESSA
SUL_VALIDATO, SUL_CHIUSO = frozenset({"validato"}), frozenset({"chiuso"})
DI_UN_DOCUMENTO = frozenset({"adottato"})
TARGET = {"testo": "120", "atto_numero": "7", "atto_data": f"{ANNO}-06-01", "motivo": "M"}
SEZIONE = {"titolo": "Premessa", "versione": VERSIONE}
CHIAVE = "a" * 32
ATTO = {"organo": "Giunta", "numero": "9", "data_atto": f"{ANNO + 1}-06-01", "motivo_ritardo": ""}

PERSONA = {"first_name": "Nora", "last_name": "Neri", "qualifica": "Esperta", "email": "nora@casa.example.it"}


def _da_invitare(mondo: DueEnti) -> None:
    Utente.objects.filter(pk=mondo.casa["rino"].pk).update(password="!")


def _cessata(mondo: DueEnti) -> None:
    Utente.objects.filter(pk=mondo.casa["rino"].pk).update(is_active=False)


def _incarico(mondo: DueEnti) -> Dati:
    return {"ruolo": "redattore", "ufficio": mondo.casa.uffici["cultura"].pk, "dal": fra(1).isoformat(), "al": ""}


CASI: dict[str, Caso] = {
    "cruscotto:valori": Caso(
        "redattore", campo="periodo", pagina=_foglio, scrivi=lambda m: _scritto(m) | {"azione": "salva"}
    ),
    "cruscotto:valore-save": Caso("redattore", campo="periodo", pagina=_foglio, scrivi=_scritto),
    "cruscotto:valore-preview": Caso("redattore", campo="periodo", pagina=_foglio, scrivi=_scritto, scrive=False),
    "cruscotto:valore-transmit": Caso("redattore", campo="periodo", pagina=_foglio, scrivi=_scritto),
    "cruscotto:valore-withdraw": Caso("redattore", TRASMESSA, campo="periodo", pagina=_foglio),
    "cruscotto:evidenza-add": Caso("redattore", scrivi=lambda m: {"indirizzo": "https://www.example.org/b"}),
    "cruscotto:evidenza-remove": Caso("redattore"),
    "cruscotto:revisione": Caso(
        "dirigente", TRASMESSA, scrivi=lambda m: {f"valore:{m.valore().pk}": m.valore().versione}
    ),
    "cruscotto:valore-return": Caso(
        "dirigente",
        TRASMESSA,
        scrivi=lambda m: {"versione": m.valore().versione, "motivo": "Da rivedere"},
        lecito=SUL_VALIDATO,
    ),
    "cruscotto:valore-questions": Caso("redattore", scrivi=lambda m: {"testo": "Da dove viene?"}),
    "cruscotto:azione-edit": Caso(
        "redattore",
        campo="versione",
        scrivi=lambda m: {"stato": "fatta", "nota": "Fatto"},
        lecito=frozenset({"validato", "chiuso"}),
    ),
    "cruscotto:indicatore-assign": Caso(campo="ufficio", scrivi=_ufficio),
    "cruscotto:lettere": Caso(scrivi=lambda m: dict.fromkeys(Fatto.values, "subito")),
    "vestito:colori": Caso(
        "amministratore", scrivi=lambda m: {"colore_primario": "#6b1d5c", "colore_secondario": "#0a6f3f"}
    ),
    "ente:gettoni": Caso(scrivi=lambda m: {"nome": "BI", "ambito": "lettura", "giorni": "30"}),
    "ente:calendario-link": Caso(),
    "ente:foglio-link": Caso(scrivi=lambda m: {"nome": "Elenco", "giorni": "30", "di": f"/elenco/{ANNO}/scarica/"}),
    "ente:gettone-revoke": Caso("redattore"),
    "ente:persona-new": Caso("amministratore", scrivi=lambda m: {**PERSONA, "username": "nuova", **_incarico(m)}),
    "ente:persone-invite": Caso("amministratore", prepara=_da_invitare),
    "ente:persona": Caso("amministratore", campo="visto_email", scrivi=lambda m: dict(PERSONA)),
    "ente:persona-invite": Caso("amministratore", prepara=_da_invitare),
    "ente:persona-leave": Caso("amministratore", scrivi=lambda m: {"motivo": "In pensione"}),
    "ente:persona-return": Caso("amministratore", prepara=_cessata),
    "ente:incarico-add": Caso("amministratore", scrivi=lambda m: _incarico(m)),
    "ente:incarico-end": Caso("amministratore", scrivi=lambda m: {"al": fra(0).isoformat()}),
    "ente:sostituti": Caso(
        scrivi=lambda m: {
            "area": m.area.pk,
            "utente": m.persone["senza ruolo"].pk,
            "dal": fra(6).isoformat(),
            "al": fra(9).isoformat(),
        }
    ),
    "cruscotto:valore-neutralize": Caso(campo="versione", scrivi=lambda m: {"motivo": "Sospeso"}),
    "cruscotto:valore-readmit": Caso(
        campo="versione", prepara=_neutralizzato, scrivi=lambda m: {"motivo": "Ripreso"}, lecito=SUL_VALIDATO
    ),
    "cruscotto:target-edit": Caso(campo="versione", scrivi=lambda m: dict(TARGET), conferma=True),
    "cruscotto:regola-edit": Caso(
        campo="viste", scrivi=lambda m: {"regola": "rapporto_inverso", "motivo": "M"}, conferma=True
    ),
    "cruscotto:misura-edit": Caso(campo="viste", scrivi=lambda m: {"massimo": "80", "motivo": "M"}, conferma=True),
    "cruscotto:pesi-edit": Caso(campo="visti", scrivi=_pesi, conferma=True),
    "cruscotto:solleciti-send": Caso(scrivi=lambda m: {"periodo": APERTO}),
    "cruscotto:periodi-create": Caso(scrivi=lambda m: {"cadenza": "semestre"}, prepara=_senza_periodi),
    "cruscotto:periodo-open": Caso(scrivi=lambda m: {"scadenza": fra(40).isoformat()}),
    "cruscotto:periodo-close": Caso(campo="conferma", pagina=_cabina),
    "cruscotto:periodo-reopen": Caso(
        numero=CHIUSO,
        scrivi=lambda m: {"ufficio": "anagrafe", "fino_al": fra(5).isoformat(), "motivo": "M"},
        lecito=SUL_CHIUSO,
    ),
    "cruscotto:periodo-shut": Caso(
        numero=CHIUSO, prepara=_riaperto, scrivi=lambda m: {"ufficio": "cultura"}, lecito=SUL_CHIUSO
    ),
    "cruscotto:periodo-correct": Caso(
        numero=CHIUSO,
        campo="motivo",
        prepara=_fotografato,
        scrivi=lambda m: {"motivo": "M"},
        conferma=True,
        lecito=SUL_CHIUSO,
    ),
    "cruscotto:piano": Caso(
        prepara=_in_pianificazione,
        scrivi=lambda m: {"organo": "Consiglio", "numero": "3", "data_atto": f"{ANNO}-01-20", "motivo_ritardo": ""},
    ),
    "cruscotto:valore-pubblico": Caso(
        prepara=_in_pianificazione, scrivi=lambda m: {"obiettivo": "Meno attese", "indicatore": "Giorni di attesa"}
    ),
    "cruscotto:piano-target": Caso(prepara=_in_pianificazione, scrivi=_target_del_piano),
    "cruscotto:definizione-new": Caso(prepara=_in_pianificazione, campo="nuove", scrivi=_indicatore_del_piano),
    "cruscotto:definizione-edit": Caso(prepara=_in_pianificazione, campo="nuove", scrivi=lambda m: {"target": "120"}),
    "cruscotto:definizione-remove": Caso(prepara=_senza_valori, campo="visto", pagina=_pagina_definizione),
    "cruscotto:voce-new": Caso(prepara=_in_pianificazione, campo="nome", scrivi=lambda m: {"nome": "Nuovo"}),
    "cruscotto:voce-edit": Caso(prepara=_in_pianificazione, campo="nome", scrivi=lambda m: {"nome": "Altro nome"}),
    "cruscotto:voce-remove": Caso(prepara=_con_un_obiettivo_vuoto, campo="visto", pagina=_pagina_voce),
    "apertura:apertura": Caso(campo="anno"),
    "apertura:riscontro": Caso(prepara=_aperto_da_prima),
    "relazione:approvazione": Caso(prepara=_in_consuntivo, scrivi=lambda m: dict(ATTO)),
    "relazione:controlli": Caso(lecito=DI_UN_DOCUMENTO),
    "relazione:controllo-accept": Caso(
        prepara=_verificata,
        scrivi=lambda m: {"chiave": CHIAVE, "motivo": "Lo sappiamo.", "scade": fra(30).isoformat()},
        lecito=DI_UN_DOCUMENTO,
    ),
    "relazione:controllo-withdraw": Caso(
        prepara=_accettato, scrivi=lambda m: {"chiave": CHIAVE}, lecito=DI_UN_DOCUMENTO
    ),
    "relazione:edizione-seal": Caso(prepara=_edizione(sigillata_il=None, sigillo_mancato="No"), lecito=DI_UN_DOCUMENTO),
    "relazione:edizione-return": Caso(
        "oiv", prepara=_edizione(), scrivi=lambda m: {"osservazioni": "Chiarite."}, lecito=DI_UN_DOCUMENTO
    ),
    "relazione:edizione-answer": Caso(prepara=_edizione(stato="restituita"), scrivi=_risposta, lecito=DI_UN_DOCUMENTO),
    "relazione:edizione-validate": Caso(
        "oiv", prepara=_validabile, scrivi=lambda m: {"conclusioni": "Conforme."}, lecito=DI_UN_DOCUMENTO
    ),
    "relazione:edizione-refuse": Caso(
        "oiv", prepara=_non_conforme, scrivi=lambda m: {"conclusioni": "Manca un dato."}, lecito=DI_UN_DOCUMENTO
    ),
    "relazione:esame-begin": Caso("oiv", prepara=_esaminabile, lecito=DI_UN_DOCUMENTO),
    "relazione:criterio-judge": Caso(
        "oiv",
        prepara=_edizione(),
        scrivi=lambda m: {"giudizio": "conforme", "motivo": "Altro.", "osservazioni": "", "versione": "1"},
        lecito=DI_UN_DOCUMENTO,
    ),
    "relazione:carta-add": Caso("oiv", prepara=_edizione(), scrivi=lambda m: {"testo": "N"}, lecito=DI_UN_DOCUMENTO),
    "relazione:carta-remove": Caso("oiv", prepara=_edizione(), lecito=DI_UN_DOCUMENTO),
    "relazione:edizione-publish": Caso(
        prepara=_edizione(stato="validata", validata_il=timezone.now()), lecito=DI_UN_DOCUMENTO
    ),
    "relazione:edizione-correct": Caso(
        prepara=_edizione(), scrivi=lambda m: {"codice": "refuso", "motivo": "Un refuso."}, lecito=DI_UN_DOCUMENTO
    ),
    "relazione:edizione-withdraw": Caso(prepara=_in_correzione, lecito=DI_UN_DOCUMENTO),
    "relazione:sigillato-sign": Caso(prepara=_edizione(), scrivi=_p7m, lecito=DI_UN_DOCUMENTO),
    "relazione:documento-begin": Caso(scrivi=lambda m: {"tipo": "piano"}, lecito=DI_UN_DOCUMENTO),
    "relazione:stesura-ask": Caso(scrivi=lambda m: {"tipo": "piano"}, lecito=DI_UN_DOCUMENTO),
    "relazione:stesura-cancel": Caso(prepara=_in_attesa, lecito=DI_UN_DOCUMENTO),
    "cruscotto:importazione-new": Caso(
        scrivi=lambda m: {"genere": "bilancio", "anno": ANNO, "file": FileDaMandare()},
    ),
    "cruscotto:importazione-answer": Caso(scrivi=lambda m: {"campo:boh": ""}),
    "cruscotto:importazione-confirm": Caso(prepara=_pronta, scrivi=lambda m: {"impronta": "vista"}),
    "cruscotto:importazione-undo": Caso(prepara=_scritta),
    "cruscotto:importazione-discard": Caso(),
    "relazione:documento-carry": Caso(prepara=_con_l_anno_prima, scrivi=lambda m: {"tipo": "relazione"}),
    "relazione:narrativa-carry": Caso(prepara=_con_l_anno_prima),
    "relazione:sezione": Caso(scrivi=lambda m: SEZIONE | {"testo": "Altro"}),
    "relazione:sezione-preview": Caso(scrivi=lambda m: SEZIONE | {"testo": "Altro"}, scrive=False),
    "relazione:sezione-sentences": Caso(campo="frase", prepara=_con_frasi),
    "relazione:sezione-accept": Caso(prepara=_da_rivedere, scrivi=lambda m: {"versione": VERSIONE}),
    "relazione:sezione-add": Caso(scrivi=lambda m: {"titolo": "Nuova", "livello": "1", "dopo": "premessa"}),
    "relazione:sezione-define": Caso(scrivi=lambda m: SEZIONE | {"titolo": "Prologo", "livello": "1"}),
    "relazione:sezione-move": Caso(scrivi=lambda m: {"verso": "giu"}),
    "relazione:sezione-remove": Caso(scrivi=lambda m: {"versione": VERSIONE}),
    "relazione:sezione-restore": Caso(scrivi=lambda m: {"versione": VERSIONE}),
}


# -- the administration ------------------------------------------------------------------------------------------------


def riga_di(mondo: DueEnti, modello: type[Model]) -> Any:
    """A row of a model in the body of ``oggetto``."""
    scena = mondo.scena(mondo.oggetto)
    if modello is Ente:
        return scena.ente
    if modello is Utente:
        return scena["ugo"]
    righe: Any = modello._default_manager.get_queryset()
    return righe.di(scena.ente).order_by("pk")[0]


def pagina(modello: type[Model], verbo: str, *pk: int) -> str:
    return reverse(f"admin:{modello._meta.app_label}_{modello._meta.model_name}_{verbo}", args=pk)
