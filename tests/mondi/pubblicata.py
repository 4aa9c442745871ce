"""Bodies that have published, by the acts: a Relazione approved, sealed, validated, published, and mended in the open."""

from __future__ import annotations

import datetime as dt

from cruscotto.models import Collocazione, Cruscotto, ObiettivoInProspettiva
from relazione.edizioni.actions.correzione import apri_correzione
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv
from relazione.edizioni.actions.validazione import valida_relazione
from relazione.models import RelazioneApprovata
from relazione.pubblicazione.actions.approvazione import approva_relazione
from tests.mondi.scena import ANNO, Scena, a_consuntivo, con_la_relazione, crea_scena

GIORNO = dt.date(ANNO + 1, 6, 3)
SCHEDA, SOLO_SUO = "Scheda individuale di chi dirige la prima area", "Pratiche firmate di persona entro il mese"
PRIMO, SECONDO = "Tutto è andato come previsto.", "Quasi tutto è andato come previsto."


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
    valida_relazione(edizione=edizione, conclusioni="Chiara e completa.", da=scena["ugo"])
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
