"""Every operation of the API that writes, each ready to be done: by whom, where, with what body."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from cruscotto.models import Importazione, Ricordo, Rilevazione, StatoPeriodo
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Atto
from relazione.models import Stesura
from tests.mondi.fogli import xlsx
from tests.mondi.importazioni import leggi, scrivi
from tests.mondi.scena import Scena, con_la_relazione, crea_scena

RADICE = "/api/v1/"
JSON = "application/json"
CONFINE = "un-confine"
CHI = ("rita", "rino", "dina", "adele", "carla")
MODULO = f"multipart/form-data; boundary={CONFINE}"
UFFICI = xlsx([["Nome utente", "Area", "Ufficio", "Codice"], ["", "area1", "Ufficio estero", "estero"]])
ALTRI = xlsx([["Nome utente", "Area", "Ufficio", "Codice"], ["", "area1", "Ufficio mostre", "mostre"]])


def modulo(*parti: tuple[str, str | bytes]) -> bytes:
    """A body of multipart/form-data; bytes are a file."""
    scritto = b""
    for nome, valore in parti:
        file = isinstance(valore, bytes)
        testa = f'--{CONFINE}\r\nContent-Disposition: form-data; name="{nome}"'
        testa += '; filename="foglio.xlsx"\r\nContent-Type: application/octet-stream' if file else ""
        scritto += testa.encode() + b"\r\n\r\n" + (valore if isinstance(valore, bytes) else valore.encode()) + b"\r\n"
    return scritto + f"--{CONFINE}--\r\n".encode()


@dataclass(frozen=True, slots=True)
class Operazione:
    """How an operation is rightly done. ``corpo`` is what it sends: an object, the parts of a form, nothing; ``esito``
    is the status of its answer."""

    metodo: str
    dove: str
    chi: str
    corpo: dict[str, Any] | list[tuple[str, str | bytes]] | None
    esito: int
    testate: dict[str, str]

    @property
    def tipo(self) -> str:
        return MODULO if isinstance(self.corpo, list) else JSON

    @property
    def scritto(self) -> bytes:
        if isinstance(self.corpo, list):
            return modulo(*self.corpo)
        return b"" if self.corpo is None else json.dumps(self.corpo).encode()


class Scritture:
    """A body with a value not written yet (i3), a draft (i1), one transmitted (i2), an import to confirm and one to
    undo."""

    def __init__(self) -> None:
        self.scena: Scena = crea_scena()
        self.scena.stato(1, StatoPeriodo.APERTO)
        con_la_relazione(self.scena.ciclo)
        self._gettoni = {
            chi: crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=self.scena[chi])[1] for chi in CHI
        }
        self.bozza = self.scena.salva("i1", "80")
        Rilevazione.objects.filter(pk=self.bozza.pk).update(nota="Conferma in arrivo.")
        self.trasmessa = self.scena.trasmetti("i2", "100")
        self.da_confermare, self.confermata = self._importa(UFFICI), self._importa(ALTRI)
        self._conferma(self.confermata)

    def _importa(self, contenuto: bytes) -> Importazione:
        parti: list[tuple[str, str | bytes]] = [("genere", "utenti"), ("file", contenuto)]
        risposta = self.manda("POST", "importazioni/", "adele", modulo(*parti), MODULO)
        assert risposta.status_code == 202, risposta.content
        importazione = leggi(Importazione.objects.get(pk=risposta.json()["id"]))
        assert importazione.stato == "anteprima"
        return importazione

    def _conferma(self, importazione: Importazione) -> None:
        corpo = json.dumps({"impronta": importazione.impronta_progetto}).encode()
        risposta = self.manda("POST", f"importazioni/{importazione.pk}/conferma/", "adele", corpo)
        assert risposta.status_code == 202, risposta.content
        assert scrivi(importazione).stato == "confermata"

    def manda(self, metodo: str, dove: str, chi: str, corpo: bytes = b"", tipo: str = JSON, **testate: str) -> Any:
        """The answer to a request as a program sends it; headers by name with ``_`` for ``-``."""
        scritte = {nome.replace("_", "-"): valore for nome, valore in testate.items()}
        return Client(raise_request_exception=False).generic(
            metodo,
            RADICE + dove,
            corpo,
            tipo,
            headers={"Authorization": f"Bearer {self._gettoni[chi]}", **scritte},
        )

    def fai(self, nome: str, corpo: bytes | None = None, tipo: str | None = None, **testate: str) -> Any:
        """Do an operation, with another body or type than the right ones."""
        o = self.operazioni[nome]
        mandato = o.scritto if corpo is None else corpo
        intestazioni = {n.replace("-", "_"): v for n, v in o.testate.items()} | testate
        return self.manda(o.metodo, o.dove, o.chi, mandato, o.tipo if tipo is None else tipo, **intestazioni)

    @property
    def operazioni(self) -> dict[str, Operazione]:
        """By the name that the schema gives them."""
        s, b, t = self.scena, f"rilevazioni/{self.bozza.pk}/", f"rilevazioni/{self.trasmessa.pk}/"
        letta = {"If-Match": f'"{self.bozza.pk}-1"'}
        mandata = {"If-Match": f'"{self.trasmessa.pk}-{self.trasmessa.versione}"'}
        nuova = {"periodo": s.periodi[0].pk, "indicatore": s.indicatori["i3"].pk, "testo": "90"}
        i, c = f"importazioni/{self.da_confermare.pk}/", f"importazioni/{self.confermata.pk}/"
        carica: list[tuple[str, str | bytes]] = [("genere", "utenti"), ("file", UFFICI)]
        impronta = {"impronta": self.da_confermare.impronta_progetto}
        return {
            "rilevazioni_crea": Operazione("POST", "rilevazioni/", "rino", nuova, 201, {}),
            "rilevazioni_scrivi": Operazione("PUT", b, "rita", {"testo": "95"}, 200, letta),
            "rilevazioni_modifica": Operazione("PATCH", b, "rita", {"testo": "95"}, 200, letta),
            "rilevazioni_trasmetti": Operazione("POST", f"{b}trasmetti/", "rita", None, 422, letta),
            "rilevazioni_riprendi": Operazione("POST", f"{t}riprendi/", "rita", None, 200, mandata),
            "rilevazioni_valida": Operazione("POST", f"{t}valida/", "dina", None, 200, mandata),
            "rilevazioni_restituisci": Operazione(
                "POST", f"{t}restituisci/", "dina", {"motivo": "Da rivedere."}, 200, mandata
            ),
            "importazioni_carica": Operazione("POST", "importazioni/", "adele", carica, 202, {}),
            "importazioni_risposte": Operazione("POST", f"{i}risposte/", "adele", {"mappa": {"Note": ""}}, 202, {}),
            "importazioni_conferma": Operazione("POST", f"{i}conferma/", "adele", impronta, 202, {}),
            "importazioni_annulla": Operazione("POST", f"{c}annulla/", "adele", None, 200, {}),
            "documenti_chiedi": Operazione("POST", "documenti/", "carla", {"ciclo": s.ciclo.pk}, 202, {}),
        }

    def tutto(self) -> list[list[dict[str, Any]]]:
        """All that the operations could write, and the register."""
        ente = self.scena.ente
        return [
            [dict(riga) for riga in righe.order_by("pk").values()]
            for righe in (
                Rilevazione.objects.filter(indicatore__ente=ente),
                Importazione.objects.filter(ente=ente),
                Stesura.objects.filter(documento__ciclo__ente=ente),
                Ricordo.objects.filter(ente=ente),
                Atto.objects.filter(ente=ente).exclude(azione="crea gettone"),
                DBTaskResult.objects.all(),
            )
        ]
