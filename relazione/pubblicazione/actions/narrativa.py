from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.importazione import Esito, aggiorna_o_crea
from ente.models import Utente
from relazione.models import Documento, Origine, Sezione, TipoDocumento
from relazione.pubblicazione.storia import conserva, ultimi_numeri

FACOLTATIVI: Mapping[str, Any] = {"numerata": True, "figli": "numeri", "riservata": False}


@transaction.atomic
def importa_narrativa(
    *, ciclo: Ciclo, titolo: str, data_documento: str, sezioni: Sequence[Mapping[str, Any]], da: Utente | None
) -> Esito:
    """Create or update the Relazione of a cycle and its sections; a section that is no longer given is removed.

    Each section has ``codice``, ``titolo``, ``ordine``, ``livello`` (1–3) and ``testo`` in Markdown; it may have
    ``numerata``, ``figli`` and ``riservata``.

    Raises:
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    ciclo = blocca_ciclo(ciclo.pk)
    esito = Esito()
    documento = aggiorna_o_crea(
        Documento.objects.di(ciclo.ente),
        esito,
        {"ciclo": ciclo, "tipo": TipoDocumento.RELAZIONE},
        {"titolo": titolo, "data_documento": data_documento},
    )
    numeri = ultimi_numeri(documento)
    tolte = _togli(documento, [voce["codice"] for voce in sezioni], da)
    scritte = []
    for voce in sezioni:
        _fai_posto(documento, voce)
        prima = documento.sezioni.filter(codice=voce["codice"]).values_list("titolo", "testo").first()
        sezione = aggiorna_o_crea(
            Sezione.objects.di(ciclo.ente),
            esito,
            {"documento": documento, "codice": voce["codice"]},
            {campo: voce[campo] for campo in ("ordine", "titolo", "livello", "testo")}
            | {campo: voce.get(campo, base) for campo, base in FACOLTATIVI.items()},
        )
        if prima != (sezione.titolo, sezione.testo):
            sezione.versione = max(numeri.get(sezione.codice, 0), sezione.versione if prima else 0) + 1
            sezione.scritta_da, sezione.scritta_il = da, timezone.now()
            scritte.append(sezione)
    Sezione.objects.bulk_update(scritte, ["versione", "scritta_da", "scritta_il"])
    conserva(scritte, Origine.IMPORTATA, da)
    if esito.creati or esito.modificati or tolte:
        esige_ciclo_modificabile(ciclo)
        registra(ente=ciclo.ente, da=da, azione="importa narrativa", oggetto=documento, esito=str(esito), tolte=tolte)
    return esito


def _togli(documento: Documento, restano: Sequence[str], da: Utente | None) -> int:
    """Take away the sections that are no longer given; how many. Their texts stay in the history."""
    tolte = list(documento.sezioni.exclude(codice__in=restano))
    for sezione in tolte:
        sezione.versione += 1
    conserva(tolte, Origine.TOLTA, da)
    documento.sezioni.filter(pk__in=[s.pk for s in tolte]).delete()
    return len(tolte)


def _fai_posto(documento: Documento, voce: Mapping[str, Any]) -> None:
    """Move away the section that stands where another goes: its own turn to be placed comes after."""
    altra = documento.sezioni.filter(ordine=voce["ordine"]).exclude(codice=voce["codice"]).first()
    if altra is not None:
        ultima = documento.sezioni.order_by("-ordine").values_list("ordine", flat=True)[0]
        documento.sezioni.filter(pk=altra.pk).update(ordine=ultima + 1)
