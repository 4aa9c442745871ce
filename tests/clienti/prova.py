"""What a body's programmer does with a client made by openapi-python-client, which the tests have just generated as the
package ``cliente``: reads every list, writes a value with its version, imports a sheet, downloads a document.

    python prova.py ADDRESS TOKEN SHEET

Prints what it has done, in JSON.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import pkgutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cliente import AuthenticatedClient, api
from cliente.api.cicli import cicli_elenco
from cliente.api.documenti import documenti_chiedi, documenti_file, documenti_uno
from cliente.api.importazioni import importazioni_carica, importazioni_conferma, importazioni_uno, importazioni_voci
from cliente.api.indicatori import indicatori_elenco
from cliente.api.periodi import periodi_elenco
from cliente.api.rilevazioni import rilevazioni_crea, rilevazioni_elenco, rilevazioni_scrivi, rilevazioni_uno
from cliente.models import (
    ConfermaRequest,
    IndicatoriElencoCampiItem,
    NuovaImportazioneRequest,
    NuovaImportazioneRequestGenere,
    NuovaRilevazioneRequest,
    NuovoDocumentoRequest,
    NuovoDocumentoRequestFormato,
    PeriodiElencoStato,
    ScrittoRequest,
)
from cliente.types import File

ATTESA = 240.0


def elenchi(client: AuthenticatedClient) -> dict[str, int]:
    """Every list, page after page, with as many rows as it says that it has."""
    lette: dict[str, int] = {}
    for modulo in pkgutil.walk_packages(api.__path__, "cliente.api."):
        nome = modulo.name.rpartition(".")[2].removesuffix("_elenco")
        if not modulo.name.endswith("_elenco"):
            continue
        chiedi = importlib.import_module(modulo.name).sync
        if nome == "lavori":
            lette[nome] = len(chiedi(client=client))
            continue
        pagina = chiedi(client=client, quanti=150, conteggio=True)
        dette, righe = pagina.count, list(pagina.results)
        while pagina.next_:
            cursore = parse_qs(urlsplit(pagina.next_).query)["cursore"][0]
            pagina = chiedi(client=client, quanti=150, cursore=cursore)
            righe += pagina.results
        assert len({r.id for r in righe}) == len(righe) == dette, nome
        lette[nome] = dette
    return lette


def valore(client: AuthenticatedClient, anno: int, codice: str) -> dict[str, Any]:
    [periodo] = periodi_elenco.sync(client=client, anno=anno, stato=PeriodiElencoStato.APERTO).results
    campi = [IndicatoriElencoCampiItem.ID, IndicatoriElencoCampiItem.CODICE]
    [indicatore] = indicatori_elenco.sync(client=client, codice=codice, campi=campi).results
    nuovo = NuovaRilevazioneRequest(periodo=periodo.id, indicatore=indicatore.id, testo="30/06/2020")
    creata = rilevazioni_crea.sync_detailed(client=client, body=nuovo)
    assert creata.status_code == 201, creata.content
    trovate = rilevazioni_elenco.sync(client=client, periodo=periodo.id, indicatore=indicatore.id).results
    assert [r.id for r in trovate] == [creata.parsed.id]
    letta = rilevazioni_uno.sync_detailed(creata.parsed.id, client=client)
    versione = letta.headers["ETag"]
    scritto = ScrittoRequest(testo="29/06/2020")
    riscritta = rilevazioni_scrivi.sync_detailed(creata.parsed.id, client=client, body=scritto, if_match=versione)
    assert riscritta.status_code == 200, riscritta.content
    tardi = ScrittoRequest(testo="28/06/2020")
    ancora = rilevazioni_scrivi.sync_detailed(creata.parsed.id, client=client, body=tardi, if_match=versione)
    return {
        "id": riscritta.parsed.id,
        "testo": riscritta.parsed.testo,
        "versione_letta": versione,
        "compressa": letta.headers.get("Content-Encoding"),
        "ancora": int(ancora.status_code),
        "attuale": ancora.parsed.attuale.testo,
    }


def foglio(client: AuthenticatedClient, anno: int, contenuto: bytes) -> dict[str, Any]:
    [ciclo] = cicli_elenco.sync(client=client, anno=anno).results
    [periodo] = periodi_elenco.sync(client=client, ciclo=ciclo.id, stato=PeriodiElencoStato.APERTO).results
    caricata = importazioni_carica.sync_detailed(
        client=client,
        body=NuovaImportazioneRequest(
            file=File(payload=io.BytesIO(contenuto), file_name="valori.xlsx"),
            genere=NuovaImportazioneRequestGenere.RILEVAZIONI,
            ciclo=ciclo.id,
            periodo=periodo.id,
        ),
    )
    assert caricata.status_code == 202, caricata.content
    chiave = caricata.parsed.id
    letta = aspetta(lambda: importazioni_uno.sync(chiave, client=client), lambda i: i.stato == "anteprima")
    voci = importazioni_voci.sync(chiave, client=client).results
    conferma = ConfermaRequest(impronta=letta.impronta_progetto)
    assert importazioni_conferma.sync_detailed(chiave, client=client, body=conferma).status_code == 202
    finita = aspetta(lambda: importazioni_uno.sync(chiave, client=client), lambda i: i.stato == "confermata")
    return {"id": finita.id, "voci": [v.tipo for v in voci]}


def documento(client: AuthenticatedClient, anno: int) -> dict[str, Any]:
    [ciclo] = cicli_elenco.sync(client=client, anno=anno).results
    richiesta = NuovoDocumentoRequest(ciclo=ciclo.id, formato=NuovoDocumentoRequestFormato.HTML)
    chiesto = documenti_chiedi.sync_detailed(client=client, body=richiesta)
    assert chiesto.status_code == 202, chiesto.content
    pronto = aspetta(lambda: documenti_uno.sync(chiesto.parsed.id, client=client), lambda d: d.stato == "pronto")
    scaricato = documenti_file.sync(pronto.id, client=client).payload.read()
    return {"byte": len(scaricato), "impronta": hashlib.sha256(scaricato).hexdigest(), "detta": pronto.impronta}


def aspetta(leggi: Callable[[], Any], basta: Callable[[Any], bool]) -> Any:
    scade = time.monotonic() + ATTESA
    while time.monotonic() < scade:
        letto = leggi()
        if basta(letto):
            return letto
        assert letto.stato != "fallito" and letto.stato != "fallita", letto.messaggio
        time.sleep(0.3)
    raise AssertionError(f"non finisce: {letto}")


def main(indirizzo: str, gettone: str, file: str) -> None:
    with AuthenticatedClient(base_url=indirizzo, token=gettone, raise_on_unexpected_status=True) as client:
        fatto = {
            "elenchi": elenchi(client),
            "valore": valore(client, 2020, "i063"),
            "foglio": foglio(client, 2020, Path(file).read_bytes()),
            "documento": documento(client, 2019),
        }
    print(json.dumps(fatto))


if __name__ == "__main__":
    main(*sys.argv[1:])
