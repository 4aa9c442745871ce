"""Bodies that have published, by the acts: a Relazione approved, sealed, validated, published, then mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from cruscotto.models import Ciclo, Collocazione, Cruscotto, DocumentoCiclo, ObiettivoInProspettiva, StatoCiclo
from ente.models import Ente, Utente
from relazione.edizioni.actions.correzione import apri_correzione
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv
from relazione.models import RelazioneApprovata
from relazione.pubblicazione.actions.approvazione import approva_relazione
from tests.mondi.esami import valida
from tests.mondi.scena import ANNO, Scena, a_consuntivo, con_la_relazione, crea_scena
from tests.mondi.verifiche import accetta_gli_errori

BOZZA = ANNO - 1
"""A year whose Relazione is still being written."""
GIORNO = dt.date(ANNO + 1, 6, 3)
EMAIL_DATI = "dati@casa.example.it"
SCHEDA, SOLO_SUO = "Scheda individuale di chi dirige la prima area", "Pratiche firmate di persona entro il mese"
PRIMO = "Tutto è andato come previsto.\n\n[[cruscotto ente]]"
SECONDO = "Quasi tutto è andato come previsto.\n\n[[cruscotto ente]]"


def approvata(scena: Scena, numero: str = "7", testo: str = PRIMO) -> RelazioneApprovata:
    """The Relazione of a scene, approved and sealed: nobody has validated it."""
    con_la_relazione(scena.ciclo, testo)
    approva_relazione(ciclo=scena.ciclo, organo="Giunta", numero=numero, data=GIORNO, da=scena["carla"])
    edizione = RelazioneApprovata.objects.filter(ciclo=scena.ciclo).latest("numero")
    sigilla_relazione.func(edizione.pk)
    edizione.refresh_from_db()
    assert edizione.sigillata, edizione.sigillo_mancato
    return edizione


def pubblicata(scena: Scena, numero: str = "7", testo: str = PRIMO) -> RelazioneApprovata:
    """The same, validated and published."""
    return pubblica(approvata(scena, numero, testo), scena)


def pubblica(edizione: RelazioneApprovata, scena: Scena) -> RelazioneApprovata:
    """An approved and sealed edition, validated and published."""
    valida(edizione, scena["ugo"], "Chiara e completa.")
    sigilla_documenti_oiv.func(edizione.pk)
    return pubblica_relazione(edizione=edizione, da=scena["carla"])


def corretta(
    edizione: RelazioneApprovata, scena: Scena, testo: str = SECONDO, codice: str = "dato_errato", numero: str = "8"
) -> RelazioneApprovata:
    """A published edition mended in its one section, and the new one published."""
    apri_correzione(edizione=edizione, codice=codice, motivo="Un servizio era in ritardo.", da=scena["carla"])
    return pubblicata(scena, numero, testo)


def crea_pronta(codice: str) -> Scena:
    """A small body whose year waits for the Relazione, with the individual sheet of a manager, which is not public."""
    scena = crea_scena(codice)
    scheda = Cruscotto.objects.create(
        ciclo=scena.ciclo,
        ordine=2,
        codice="ind-area1",
        tipo="individuale",
        area=scena.uffici["anagrafe"].area,
        titolo=SCHEDA,
    )
    nodo = ObiettivoInProspettiva.objects.get(prospettiva__ciclo=scena.ciclo)
    Collocazione.objects.create(
        cruscotto=scheda, indicatore=scena.indicatori["i1"], nodo=nodo, ordine=1, etichetta=SOLO_SUO
    )
    a_consuntivo(scena)
    return scena


@dataclass(frozen=True, slots=True)
class MondoPubblico:
    """Two bodies: one has published a second edition, the first of which is superseded, and writes another year; the
    other has a Relazione that is approved, validated and sealed, and that nobody has published."""

    casa: Scena
    prima: RelazioneApprovata
    seconda: RelazioneApprovata
    altrove: Scena
    non_pubblicata: RelazioneApprovata


def crea_mondo_pubblico() -> MondoPubblico:
    casa, altrove = crea_pronta("casa"), crea_pronta("altrove")
    Ente.objects.filter(pk=casa.ente.pk).update(email_dati=EMAIL_DATI)
    DocumentoCiclo.objects.bulk_create(
        [
            DocumentoCiclo(ciclo=casa.ciclo, ordine=n, titolo=titolo, atto=atto, url=url)
            for n, (titolo, atto, url) in enumerate(DEL_CICLO, 1)
        ]
    )
    con_la_relazione(Ciclo.objects.create(ente=casa.ente, anno=BOZZA))
    prima = pubblicata(casa)
    seconda = corretta(prima, casa)
    prima.refresh_from_db()
    altra = approvata(altrove)
    valida(altra, altrove["ugo"], "Chiara.")
    return MondoPubblico(casa, prima, seconda, altrove, altra)


DEL_CICLO = (
    (
        "Piano della performance 2024/2026",
        "Delibera n. 9 del 30/01/2024, cambiata con la n. 77 del 26/7/2024",
        "https://www.casa.example.it/piano.pdf",
    ),
    ("Sistema di misurazione e valutazione della performance", "", "https://www.casa.example.it/sistema"),
    ("Ammontare complessivo dei premi", "Delibera n. 3", ""),
    ("Programma triennale della trasparenza", "Delibera n. 10 del 31/01/2024", "https://www.casa.example.it/p.odt"),
)
"""Title, act, address: the third is not published, the last is none of the items of the page."""


def pubblica_reale(ciclo: Ciclo, utente: Callable[[str], Utente]) -> RelazioneApprovata:
    """The real cycle, whose Relazione was adopted before the acts knew of editions, adopted again and published."""
    Ciclo.objects.filter(pk=ciclo.pk).update(stato=StatoCiclo.CONSUNTIVO)
    data = dt.date(ciclo.anno + 1, 6, 26)
    accetta_gli_errori(ciclo, utente("controllo"))
    approva_relazione(ciclo=ciclo, organo="Giunta camerale", numero="41", data=data, da=utente("controllo"))
    edizione = RelazioneApprovata.objects.get(ciclo=ciclo)
    sigilla_relazione.func(edizione.pk)
    edizione.refresh_from_db()
    assert edizione.sigillata, edizione.sigillo_mancato
    valida(edizione, utente("oiv"), "Chiara e completa.")
    return pubblica_relazione(edizione=edizione, da=utente("controllo"))
