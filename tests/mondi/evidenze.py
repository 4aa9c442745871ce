"""A body with people of every kind around an office, and what the tests of evidence do in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Evidenza,
    FasciaSemaforo,
    ImpostazioniMisura,
    Indicatore,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
    TipoCruscotto,
)
from cruscotto.rilevazione.actions.evidenze import ValoreDaProvare, aggiungi_file
from ente.models import Area, Incarico, Ruolo, Ufficio, Utente
from tests.mondi import file_di_prova as f
from tests.mondi.fabbrica import Ramo

if TYPE_CHECKING:
    pass


OGGI = timezone.localdate()
IERI, DOMANI = OGGI - timedelta(days=1), OGGI + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Luogo:
    """An indicator of an office, in a period that is open, on the scorecard of the body or on a sheet alone."""

    ramo: Ramo
    posto: ValoreDaProvare

    @property
    def pagina(self) -> str:
        return reverse("cruscotto:evidenza-add", args=[self.ramo.ciclo.anno, 1, self.posto.indicatore.pk])


def persona(ramo: Ramo, nome: str, ruolo: Ruolo, **incarico: Any) -> Utente:
    utente = Utente.objects.create(username=f"{nome}.{ramo.ente.codice}", ente=ramo.ente)
    Incarico.objects.create(utente=utente, ruolo=ruolo, **incarico)
    return utente


def popola(ramo: Ramo) -> Ramo:
    """People of every kind around the office of a branch, whose indicator it enters."""
    ramo.ciclo.stato = StatoCiclo.MONITORAGGIO
    ramo.ciclo.save()
    ramo.periodo.stato = StatoPeriodo.APERTO
    ramo.periodo.save()
    misura = ImpostazioniMisura.objects.create(ente=ramo.ente)
    FasciaSemaforo.objects.create(misura=misura, codice="tutte", nome="Raggiunto")
    persone = ramo.persone
    Indicatore.objects.filter(ente=ramo.ente).update(ufficio=persone.ufficio)
    altra = Area.objects.create(ente=ramo.ente, codice="area2", numero=2, nome="Altra area")
    altro = Ufficio.objects.create(ente=ramo.ente, area=altra, codice="u2", nome="Altro ufficio")
    persona(ramo, "redattore", Ruolo.REDATTORE, ufficio=persone.ufficio)
    persona(ramo, "scaduto", Ruolo.REDATTORE, ufficio=persone.ufficio, al=IERI)
    persona(ramo, "altro.redattore", Ruolo.REDATTORE, ufficio=altro)
    persona(ramo, "dirigente", Ruolo.DIRIGENTE, area=persone.area)
    persona(ramo, "sostituto", Ruolo.DIRIGENTE, area=persone.area, sostituto=True, dal=IERI, al=DOMANI)
    persona(ramo, "altro.dirigente", Ruolo.DIRIGENTE, area=altra)
    for ruolo in (Ruolo.CONTROLLO, Ruolo.OIV, Ruolo.AMMINISTRATORE):
        persona(ramo, ruolo.value, ruolo)
    Utente.objects.create(username=f"nessuno.{ramo.ente.codice}", ente=ramo.ente)
    return ramo


def sul_cruscotto(ramo: Ramo) -> Luogo:
    """On the scorecard of the body, which all may read."""
    return Luogo(ramo, ValoreDaProvare(ramo.periodo, Indicatore.objects.get(pk=ramo.persone.indicatore.pk)))


def sulla_scheda(ramo: Ramo) -> Luogo:
    """Only on the sheet of the manager of the area."""
    scheda = Cruscotto.objects.create(
        ciclo=ramo.ciclo,
        ordine=2,
        codice="ind",
        tipo=TipoCruscotto.INDIVIDUALE,
        area=ramo.persone.area,
        titolo="Scheda",
    )
    indicatore = Indicatore.objects.get(pk=ramo.persone.altro_indicatore.pk)
    Collocazione.objects.create(cruscotto=scheda, indicatore=indicatore, nodo=ramo.nodo, ordine=1, etichetta="I")
    return Luogo(ramo, ValoreDaProvare(ramo.periodo, indicatore))


def chi(nome: str, ente: str = "uno") -> Utente:
    return Utente.objects.get(username=f"{nome}.{ente}")


def entra(nome: str, ente: str = "uno") -> Client:
    client = Client()
    client.force_login(chi(nome, ente))
    return client


def file(nome: str = "atto.pdf", dati: bytes = f.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nome, dati, "text/html")  # what the browser declares counts for nothing


def aggiunta(luogo: Luogo, nome: str = "atto.pdf", dati: bytes = f.PDF) -> Evidenza:
    return aggiungi_file(posto=luogo.posto, file=file(nome, dati), da=chi("redattore")).evidenza


def sul_disco(cartella: Path) -> list[Path]:
    """The files of evidences: those of the demo are elsewhere."""
    return sorted(p for p in cartella.glob("evidenze/**/*") if p.is_file())


def scarica(client: Client, evidenza: Evidenza) -> int:
    risposta = client.get(reverse("cruscotto:evidenza-download", args=[evidenza.pk]))
    risposta.getvalue()  # read to the end, as a server does, it closes its file
    return risposta.status_code


def congela(luogo: Luogo) -> None:
    Ciclo.objects.filter(pk=luogo.ramo.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA, approvazione_numero="1", approvazione_data=OGGI
    )


def in_stato(stato: StatoRilevazione) -> Callable[[Luogo], None]:
    def cambia(luogo: Luogo) -> None:
        validata = {"validata_il": timezone.now()} if stato == StatoRilevazione.VALIDATA else {}
        Rilevazione.objects.update(stato=stato, motivo_restituzione="Manca l'atto.", **validata)

    return cambia
