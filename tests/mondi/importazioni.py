"""Imports by their pages, for the tests: who sends a file, its job, what the page says."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cruscotto.importazione.actions.importazioni import leggi_importazione, scrivi_importazione
from cruscotto.models import Ciclo, Importazione, ObiettivoStrategico, StatoCiclo, VoceImportazione
from ente.models import Atto, Utente
from tests.mondi.fogli import Griglia, vera, xlsx

NUOVA = "/importazioni/nuova/"


def apri_ciclo(ciclo: Ciclo) -> Ciclo:
    """The real cycle before its Relazione was adopted."""
    Ciclo.objects.filter(pk=ciclo.pk).update(
        stato=StatoCiclo.MONITORAGGIO, approvazione_organo="", approvazione_numero="", approvazione_data=None
    )
    return Ciclo.objects.select_related("ente").get(pk=ciclo.pk)


def bilancio(**cambi: str) -> Griglia:
    """The real budget with some cells changed: ``B3="x"``."""
    righe = vera("bilancio")
    for cella, valore in cambi.items():
        righe[int(cella[1:]) - 1][ord(cella[0]) - 65] = valore
    return righe


def cambiato(**cambi: Any) -> bytes:
    """The real budget with some cells changed."""
    return xlsx(bilancio(**cambi))


def voci(importazione: Importazione, *tipi: str) -> list[VoceImportazione]:
    return list(importazione.voci.filter(tipo__in=tipi).order_by("ordine"))


def atti(azione: str) -> int:
    """How many acts of that name people have done: the demo's own are of nobody."""
    return Atto.objects.filter(azione=azione, utente__isnull=False).count()


@dataclass
class Persona:
    """Somebody with a browser on the pages of the imports."""

    utente: Utente
    cliente: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.cliente.force_login(self.utente)

    def manda(self, contenuto: bytes, nome: str = "bilancio.xlsx", genere: str = "bilancio", **altro: Any) -> Any:
        """The answer to the form of a new import."""
        dati = {"genere": genere, "anno": "2019", "file": SimpleUploadedFile(nome, contenuto), **altro}
        return self.cliente.post(NUOVA, dati)

    def carica(self, contenuto: bytes, nome: str = "bilancio.xlsx", **altro: Any) -> Importazione:
        """An import whose preview is ready."""
        risposta = self.manda(contenuto, nome, **altro)
        assert risposta.status_code == 302, parole(risposta)
        return leggi(Importazione.objects.get(pk=int(risposta["Location"].split("/")[-2])))

    def anteprima(self, **cambi: str) -> Importazione:
        return self.carica(xlsx(bilancio(**cambi)))

    def pagina(self, importazione: Importazione, **parametri: Any) -> Any:
        return self.cliente.get(indirizzo(importazione), parametri)

    def fai(self, importazione: Importazione, atto: str, **dati: str) -> Any:
        """Send the form of an act; afterwards the import is read again."""
        risposta = self.cliente.post(indirizzo(importazione, atto), dati)
        importazione.refresh_from_db()
        return risposta

    def conferma(self, importazione: Importazione) -> Importazione:
        """Confirm and write."""
        assert self.fai(importazione, "confirm", impronta=importazione.impronta_progetto).status_code == 302
        return scrivi(importazione)


def indirizzo(importazione: Importazione, atto: str = "") -> str:
    return reverse(f"cruscotto:importazione{'-' if atto else ''}{atto}", args=[importazione.pk])


def leggi(importazione: Importazione) -> Importazione:
    leggi_importazione.call(importazione.pk)
    importazione.refresh_from_db()
    return importazione


def scrivi(importazione: Importazione) -> Importazione:
    scrivi_importazione.call(importazione.pk)
    importazione.refresh_from_db()
    return importazione


def parole(risposta: Any) -> str:
    """What the page says, without its markup."""
    corpo = risposta.content.decode()
    corpo = corpo[corpo.find("<main") :] if "<main" in corpo else corpo
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", corpo).split()))


def righe_di_tabella(risposta: Any) -> int:
    """How many lines the list of the page has."""
    lista: str = risposta.content.decode().split('id="lista"')[1]
    return lista.count('<tr role="row">') - lista.count("<thead") + lista.count("<fieldset")


def con_voci(utente: Utente, ciclo: Ciclo, quante: int, *, file: bytes = b"Voce;Tipo\n") -> Importazione:
    """A preview with so many lines of each kind, some of which point to rows of the database."""
    importazione = Importazione(
        ente=ciclo.ente,
        ciclo=ciclo,
        genere="bilancio",
        stato="anteprima",
        nome="f.csv",
        dimensione=len(file),
        impronta="0" * 64,
        caricata_da=utente,
        riepilogo={"invariate": 3, "da_decidere": quante, "intestazioni": _intestazioni()},
    )
    importazione.file.save("prova.csv", ContentFile(file))
    obiettivo = ObiettivoStrategico.objects.filter(ciclo=ciclo).values_list("pk", flat=True)[0]
    righe = [["cruscotto.interventoeconomico", 1, {"obiettivo": None, "importo": "1.5"}, {"obiettivo": obiettivo}]]
    dubbio = {"risposte": [["si", "sì"], ["no", "no"]], "proposta": "si", "risposta": "", "quanti": 2}
    sal = {"livello": "indicatore", "prima": "50", "dopo": "", "fascia_prima": {"codice": "p", "nome": "Parziale"}}
    tipi: dict[str, dict[str, Any]] = {
        "errore": {"frase": "non si legge."},
        "dubbio": {"frase": "Che verso ha?"},
        "avviso": {"frase": "non letta."},
        "nuova": {"righe": [[righe[0][0], None, {}, righe[0][3]]]},
        "modificata": {"righe": righe},
        "tolta": {"righe": [[righe[0][0], 1, righe[0][3], {}]]},
        "rimasta": {"righe": righe, "frase": "resta."},
        "sal": {"dettagli": sal},
    }
    VoceImportazione.objects.bulk_create(
        VoceImportazione(
            importazione=importazione,
            ordine=n * quante + m,
            tipo=tipo,
            posto=f"f.csv!B{m + 2}",
            **(campi | ({"dettagli": dubbio | {"chiave": f"d{m}"}} if tipo == "dubbio" else {})),
        )
        for n, (tipo, campi) in enumerate(tipi.items())
        for m in range(quante)
    )
    return importazione


def _intestazioni() -> list[dict[str, str]]:
    lette = [("Voce", "etichetta"), ("Tipo", "tipo"), ("Boh", ""), ("Consuntivo 2018", "")]
    return [
        {"posto": f"f.csv!{'ABCD'[n]}1", "testo": t, "campo": c, "chiave": t.lower()} for n, (t, c) in enumerate(lette)
    ]
