"""The Plan of a year adopted by its act: from then on a target changes only by another act."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato, blocca_ciclo
from cruscotto.models import Ciclo, Cruscotto, StatoCiclo
from cruscotto.pianificazione.completezza import che_cosa_manca
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige

CHI_ADOTTA = "L'adozione del Piano la registra il controllo di gestione."


class PianoIncompleto(ErroreUtente):
    """Something that the Plan must have is not there yet; the message says how much."""


def termine_piano(anno: int) -> dt.date:
    """The day by which the Plan of a year is adopted: 31 January (D.L. 80/2021, art. 6)."""
    return dt.date(anno, 1, 31)


@transaction.atomic
def adotta_piano(
    *,
    ciclo: Ciclo,
    organo: str,
    numero: str,
    data: dt.date,
    motivo_ritardo: str = "",
    da: Utente,
    poteri: Poteri | None = None,
) -> Ciclo:
    """Register the act that adopts the Plan of a cycle; after 31 January with the reason (D.Lgs. 150/2009, art. 10,
    c. 5). Twice is once.

    Raises:
        ValoreRifiutato: what the act lacks, by field.
        PianoIncompleto: the planning lacks something.
        NonModificabile: the Plan was adopted by another act, or the cycle is over.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige((poteri or Poteri.di(da)).controllo and ciclo.ente_id == da.ente_id, CHI_ADOTTA)
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    organo, numero, motivo_ritardo = organo.strip(), numero.strip(), motivo_ritardo.strip()
    scritto = {
        "piano_organo": organo,
        "piano_numero": numero,
        "piano_data": data,
        "piano_motivo_ritardo": motivo_ritardo,
    }
    if ciclo.piano_data is not None and all(getattr(ciclo, nome) == valore for nome, valore in scritto.items()):
        return ciclo
    _esige_adottabile(ciclo)
    _esige_atto(ciclo, organo, numero, data, motivo_ritardo)
    _esige_completo(ciclo)
    Ciclo.objects.filter(pk=ciclo.pk).update(**scritto)
    ciclo.refresh_from_db(fields=scritto)
    registra(
        ente=ciclo.ente,
        da=da,
        azione="adotta Piano",
        oggetto=ciclo,
        organo=organo,
        atto=f"n. {numero} del {data:%d/%m/%Y}",
        motivo=motivo_ritardo,
    )
    return ciclo


def _esige_adottabile(ciclo: Ciclo) -> None:
    if ciclo.piano_data is not None:
        raise NonModificabile(
            f"Il Piano {ciclo.anno} è già adottato con atto n. {ciclo.piano_numero} del {ciclo.piano_data:%d/%m/%Y}."
        )
    if ciclo.stato not in (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO):
        raise NonModificabile(f"Il ciclo {ciclo.anno} è in stato «{ciclo.get_stato_display().lower()}».")


def _esige_completo(ciclo: Ciclo) -> None:
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo).order_by("ordine"))
    fermano = [m for m in che_cosa_manca(ciclo, cruscotti) if m.ferma]
    if fermano:
        quante = "manca una cosa" if len(fermano) == 1 else f"mancano {len(fermano)} cose"
        raise PianoIncompleto(f"Al Piano {ciclo.anno} {quante}: la prima è «{fermano[0].nome}». {fermano[0].che_cosa}")


def _esige_atto(ciclo: Ciclo, organo: str, numero: str, data: dt.date, motivo: str) -> None:
    errori = {}
    if not organo:
        errori["organo"] = "Scrivete l'organo che ha adottato il Piano."
    if not numero:
        errori["numero"] = "Scrivete il numero dell'atto."
    if data > timezone.localdate():
        errori["data_atto"] = f"Il {data:%d/%m/%Y} deve ancora venire: l'atto dev'essere già adottato."
    elif not ciclo.anno - 1 <= data.year <= ciclo.anno:
        errori["data_atto"] = (
            f"Il Piano {ciclo.anno} si adotta fra il {ciclo.anno - 1} e il {ciclo.anno}: controllate l'anno."
        )
    elif data > termine_piano(ciclo.anno) and not motivo:
        errori["motivo_ritardo"] = f"L'atto è dopo il {termine_piano(ciclo.anno):%d/%m/%Y}: dite perché."
    if errori:
        raise ValoreRifiutato(errori)
