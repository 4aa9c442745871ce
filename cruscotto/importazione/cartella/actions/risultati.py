"""Loading of what surrounds the scorecards in a cycle: result sheets, critical points, documents of the cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from contesto.numeri import leggi_cella
from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.models import Ciclo, Criticita, DocumentoCiclo, ObiettivoStrategico, Prospettiva, SchedaRisultato
from cruscotto.models.risultato import TipoVoceRisultato, VoceRisultato
from ente.actions.registro import registra
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata, RigaLetta, aggiorna_o_crea
from ente.models import Utente


@transaction.atomic
def importa_risultati(*, ciclo: Ciclo, dati: Sequence[Mapping[str, Any]], da: Utente | None) -> Esito:
    """Create or update the result sheets of section 3.2 (the shape of ``risultati.yaml``).

    Raises:
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    ciclo = blocca_ciclo(ciclo.pk)
    esito = Esito()
    obiettivi = {o.numero: o.pk for o in ObiettivoStrategico.objects.filter(ciclo=ciclo)}
    for ordine, voce in enumerate(dati, 1):
        scheda = aggiorna_o_crea(
            SchedaRisultato.objects.di(ciclo.ente),
            esito,
            {"ciclo": ciclo, "codice": voce["codice"]},
            {
                "ordine": ordine,
                "titolo": voce["titolo"],
                "obiettivo_id": obiettivi.get(voce.get("obiettivo") or 0),
                "riga_fonte": voce.get("riga_fonte"),
            },
        )
        for n, campi in enumerate(_voci(voce), 1):
            aggiorna_o_crea(
                VoceRisultato.objects.di(ciclo.ente), esito, {"scheda": scheda, "ordine": n}, {**VUOTA, **campi}
            )
    if esito.creati or esito.modificati:
        esige_ciclo_modificabile(ciclo)
        registra(ente=ciclo.ente, da=da, azione="importa risultati", oggetto=ciclo, esito=str(esito))
    return esito


VUOTA: dict[str, Any] = {
    "cifra": "",
    "valore": None,
    "prospettiva": "",
    "sal_pubblicato": "",
    "risorse": "",
    "servizi": "",
    "elementi": [],
}


def _voci(voce: Mapping[str, Any]) -> list[dict[str, Any]]:
    cifre = [
        {
            "tipo": TipoVoceRisultato.CIFRA,
            "etichetta": c["etichetta"],
            "cifra": str(c["valore"]),
            "valore": _numero_in(str(c["valore"])),
        }
        for c in voce.get("cifre", [])
    ]
    punti = [{"tipo": TipoVoceRisultato.PUNTO, "etichetta": p} for p in voce.get("punti", [])]
    gruppi = [
        {"tipo": TipoVoceRisultato.GRUPPO, "etichetta": g["titolo"], "elementi": list(g["voci"])}
        for g in voce.get("gruppi", [])
    ]
    esiti = [
        {
            "tipo": TipoVoceRisultato.ESITO,
            "etichetta": e["obiettivo"],
            "prospettiva": e.get("prospettiva") or "",
            "sal_pubblicato": e.get("sal") or "",
            "risorse": e.get("risorse") or "",
            "servizi": e.get("servizi") or "",
            "elementi": list(e.get("risultati", [])),
        }
        for e in voce.get("esiti", [])
    ]
    return [*cifre, *punti, *gruppi, *esiti]


def _numero_in(cifra: str) -> Decimal | None:
    """The number of a printed figure: "Oltre 45.000" is 45000, "316.500 €" is 316500."""
    numeri = [leggi_cella(parola) for parola in cifra.replace("€", " ").split()]
    trovati = [n for n in numeri if n is not None]
    return trovati[0] if len(trovati) == 1 else None


def importa_criticita(*, ciclo: Ciclo, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the critical points and opportunities of a cycle.

    Raises:
        ImportazioneRifiutata: a row names an unknown prospettiva; nothing is written.
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    prospettive = {p.codice: p.pk for p in Prospettiva.objects.filter(ciclo=ciclo)}
    errori = [
        ErroreNelFile(
            r.posto("prospettiva"), f"la prospettiva «{r['prospettiva']}» non c'è fra {', '.join(prospettive)}."
        )
        for r in righe
        if r["prospettiva"] not in prospettive
    ]
    if errori:
        raise ImportazioneRifiutata(errori)
    esito = Esito()
    with transaction.atomic():
        ciclo = blocca_ciclo(ciclo.pk)
        for r in righe:
            aggiorna_o_crea(
                Criticita.objects.di(ciclo.ente),
                esito,
                {"ciclo": ciclo, "ordine": int(r["ordine"])},
                {
                    "prospettiva_id": prospettive[r["prospettiva"]],
                    **{c: r[c] for c in ("etichetta", "criticita", "opportunita", "azioni")},
                },
            )
        if esito.creati or esito.modificati:
            esige_ciclo_modificabile(ciclo)
            registra(ente=ciclo.ente, da=da, azione="importa criticità", oggetto=ciclo, esito=str(esito))
    return esito


@transaction.atomic
def importa_documenti(*, ciclo: Ciclo, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the list of the documents of a cycle (section 7.2).

    Raises:
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    ciclo = blocca_ciclo(ciclo.pk)
    esito = Esito()
    for r in righe:
        aggiorna_o_crea(
            DocumentoCiclo.objects.di(ciclo.ente),
            esito,
            {"ciclo": ciclo, "ordine": int(r["ordine"])},
            {c: r[c] for c in ("titolo", "atto", "url")},
        )
    if esito.creati or esito.modificati:
        esige_ciclo_modificabile(ciclo)
        registra(ente=ciclo.ente, da=da, azione="importa documenti", oggetto=ciclo, esito=str(esito))
    return esito
