"""Tokens of the API and of the addresses: made, recognised, revoked. Only their hash is ever kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from ente.actions.registro import componi, registra, registra_molti
from ente.errori import ErroreUtente
from ente.models import Ambito, Ente, Gettone, Incarico, Utente
from ente.models.gettone import DELL_API, NEGLI_INDIRIZZI, GettoneQuerySet
from ente.poteri import Poteri, esige

PREFISSI = {
    Ambito.LETTURA: "cann_",
    Ambito.SCRITTURA: "cann_",
    Ambito.FOGLIO: "tab_",
    Ambito.CALENDARIO: "cal_",
}
MOSTRATI = 12
MASSIMO_GIORNI = 366
MASSIMO_GETTONI = 20
MASSIMO_INDIRIZZI = 40
PAGINA_LUNGA = 2000
NON_PRIMA = dt.timedelta(minutes=1)
"""How often the last use is written down: a write at each reading would cost more than the reading."""

SENZA_RUOLO = "fine dell'ultimo incarico"


@transaction.atomic
def crea_gettone(*, nome: str, ambito: Ambito, giorni: int, da: Utente) -> tuple[Gettone, str]:
    """Make a token of the person for the API; returns it with the text that opens the door, which nobody can read
    again.

    Raises:
        ErroreUtente: no name, a duration out of 1–366 days, too many valid ones already.
        PermissionDenied: the person belongs to no body, or holds no role in it.
    """
    return _crea("crea gettone", nome=nome, ambito=ambito, giorni=giorni, da=da)


@transaction.atomic
def crea_indirizzo(*, nome: str, ambito: Ambito, pagina: str = "", giorni: int, da: Utente) -> tuple[Gettone, str]:
    """Make a token that stands in an address: the table of ``pagina`` for a spreadsheet, or the person's deadlines.

    Raises:
        ErroreUtente: no name, a duration out of 1–366 days, too many valid ones already, no page of this site.
        PermissionDenied: the person belongs to no body, or holds no role in it.
    """
    if ambito == Ambito.FOGLIO and (
        not pagina.startswith("/") or pagina.startswith("//") or len(pagina) > PAGINA_LUNGA
    ):
        raise ErroreUtente("Collegate la tabella di una pagina di questo sito, da «Collegate a un foglio».")
    return _crea("crea indirizzo", nome=nome, ambito=ambito, giorni=giorni, pagina=pagina, da=da)


def _crea(azione: str, *, nome: str, ambito: Ambito, giorni: int, pagina: str = "", da: Utente) -> tuple[Gettone, str]:
    adesso = timezone.now()
    esige(da.ente_id is not None, "I gettoni sono di chi appartiene a un ente.")
    con_ruolo = Incarico.objects.validi_il(timezone.localdate(adesso)).filter(utente=da).exists()
    esige(con_ruolo, "Gettoni e indirizzi sono di chi ha un incarico: chiedetelo all'amministratore del vostro ente.")
    nome = nome.strip()
    if not nome or len(nome) > 80:
        raise ErroreUtente("Scrivete a che cosa serve, in non più di 80 caratteri.")
    if not 1 <= giorni <= MASSIMO_GIORNI:
        raise ErroreUtente(f"Dura da 1 a {MASSIMO_GIORNI} giorni.")
    simili, massimo = (NEGLI_INDIRIZZI, MASSIMO_INDIRIZZI) if ambito in NEGLI_INDIRIZZI else (DELL_API, MASSIMO_GETTONI)
    if Gettone.objects.visibili_a(da).validi_al(adesso).filter(ambito__in=simili).count() >= massimo:
        raise ErroreUtente(f"Ne avete già {massimo} validi: revocate quelli che non servono.")
    testo = PREFISSI[ambito] + secrets.token_urlsafe(32)
    gettone = Gettone.objects.create(
        utente=da,
        nome=nome,
        inizio=testo[:MOSTRATI],
        impronta=impronta_di(testo),
        ambito=ambito,
        pagina=pagina,
        scade_il=adesso + dt.timedelta(days=giorni),
    )
    assert da.ente is not None  # noqa: S101 - looked at above
    registra(ente=da.ente, da=da, azione=azione, oggetto=gettone, ambito=ambito, giorni=giorni, pagina=pagina)
    return gettone, testo


@transaction.atomic
def revoca_gettone(*, gettone: Gettone, motivo: str = "", da: Utente) -> bool:
    """Close the door for good; whether it was open. Twice is once. The person does it, or who administers the body.

    Raises:
        PermissionDenied: the token is somebody else's.
    """
    di_chi = gettone.utente
    suo = di_chi.pk == da.pk
    amministra = da.is_superuser or (di_chi.ente_id == da.ente_id and Poteri.di(da).amministratore)
    esige(di_chi.ente is not None and (suo or amministra), "Questo gettone è di un'altra persona.")
    return _chiudi(Gettone.objects.filter(pk=gettone.pk), motivo, da) > 0


@transaction.atomic
def chiudi_gettoni(*, utente: Utente, motivo: str, da: Utente) -> int:
    """Close every door that a person has opened, of the API and of the addresses; how many were open.

    Raises:
        PermissionDenied: they are somebody else's.
    """
    esige(utente.pk == da.pk, "Questi gettoni sono di un'altra persona.")
    return _chiudi(Gettone.objects.filter(utente=utente), motivo, da)


@transaction.atomic
def chiudi_gettoni_senza_ruolo(*, ente: Ente, da: Utente | None) -> int:
    """Close the doors of the people of a body who hold no role today or were put out of service; how many.

    What opens none today is not opened by a role that begins later: the person makes another.
    """
    return _chiudi(Gettone.objects.di(ente).senza_ruolo_al(timezone.localdate()), SENZA_RUOLO, da)


def _chiudi(gettoni: GettoneQuerySet, motivo: str, da: Utente | None) -> int:
    adesso = timezone.now()
    aperti = list(
        gettoni.filter(revocato_il__isnull=True, scade_il__gt=adesso)
        .select_related("utente__ente")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    Gettone.objects.filter(pk__in=[g.pk for g in aperti]).update(revocato_il=adesso)
    registra_molti(
        [
            componi(
                ente=g.utente.ente,
                da=da,
                azione="revoca indirizzo" if g.ambito in NEGLI_INDIRIZZI else "revoca gettone",
                oggetto=g,
                nome="" if da == g.utente else f"{g.utente.username}: {g}",
                motivo=motivo,
            )
            for g in aperti
            if g.utente.ente is not None
        ]
    )
    return len(aperti)


def riconosci_gettone(testo: str) -> Gettone | None:
    """The valid token of the API that a text is of; None when it opens nothing. Notes the use."""
    gettone = trova_gettone(testo, DELL_API)
    if gettone is None or not gettone.vale_al(timezone.now()):
        return None
    annota_uso(gettone)
    return gettone


def trova_gettone(testo: str, ambiti: Collection[Ambito]) -> Gettone | None:
    """The token that a text is of, valid or not any more."""
    return Gettone.objects.filter(impronta=impronta_di(testo), ambito__in=ambiti).first()


def annota_uso(gettone: Gettone) -> None:
    """Remember that it was used, at most once a minute."""
    adesso = timezone.now()
    if gettone.usato_il is None or gettone.usato_il < adesso - NON_PRIMA:
        Gettone.objects.filter(pk=gettone.pk).update(usato_il=adesso)


def impronta_di(testo: str) -> str:
    """The hash that is kept: the text has 256 bits of chance, so that a plain SHA-256 cannot be searched."""
    return hashlib.sha256(testo.encode()).hexdigest()
