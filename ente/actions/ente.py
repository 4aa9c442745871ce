from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata, aggiorna_o_crea
from ente.logo import LogoRifiutato, esamina_logo
from ente.models import Area, Ente, Incarico, Ufficio, Utente


@transaction.atomic
def definisci_ente(*, dati: Mapping[str, Any], cartella: Path, da: Utente | None) -> tuple[Ente, Esito]:
    """Create or update a body with its areas and offices from a description (the shape of ``ente.yaml``).

    ``cartella`` is where the logo named in the description lies.

    Raises:
        ErroreUtente: the code of a new body is no code, or a word of the public addresses.
    """
    if not Ente.objects.filter(codice=dati["codice"]).exists():
        _esige_codice(dati["codice"])
    esito = Esito()
    campi = ("denominazione", "denominazione_breve", "sito", "email_dati", "colore_primario", "colore_secondario")
    ente = aggiorna_o_crea(
        Ente.objects.all(), esito, {"codice": dati["codice"]}, {c: dati[c] for c in campi if c in dati}
    )
    logo = _logo(ente, cartella / dati["logo"] if dati.get("logo") else None)
    for voce in dati.get("aree", []):
        aggiorna_o_crea(
            Area.objects.di(ente),
            esito,
            {"ente": ente, "codice": voce["codice"]},
            {"numero": voce["numero"], "nome": voce["nome"]},
        )
    aree = {area.codice: area for area in Area.objects.di(ente)}
    for voce in dati.get("uffici", []):
        aggiorna_o_crea(
            Ufficio.objects.di(ente),
            esito,
            {"ente": ente, "codice": voce["codice"]},
            {"nome": voce["nome"], "area_id": aree[voce["area"]].pk if voce.get("area") else None},
        )
    if esito.creati or esito.modificati or logo:
        registra(ente=ente, da=da, azione="definisci ente", oggetto=ente, esito=str(esito), logo=logo)
    return ente, esito


def _esige_codice(codice: str) -> None:
    try:
        Ente._meta.get_field("codice").run_validators(codice)
    except ValidationError as errore:
        raise ErroreUtente(f"Il codice dell'ente non va bene. {' '.join(errore.messages)}") from None


def _logo(ente: Ente, percorso: Path | None) -> bool:
    """Put a logo in the place of the one that is there; whether it is another one."""
    if percorso is None:
        return False
    try:
        contenuto = percorso.read_bytes()
        formato = esamina_logo(contenuto)
    except FileNotFoundError:
        raise ImportazioneRifiutata([ErroreNelFile(percorso.name, "il file del logo non c'è.")]) from None
    except LogoRifiutato as errore:
        raise ImportazioneRifiutata([ErroreNelFile(percorso.name, str(errore))]) from None
    if ente.logo and ente.logo.storage.exists(ente.logo.name):
        with ente.logo.open("rb") as attuale:
            if attuale.read() == contenuto:
                return False
        # Only when all is written: a refusal further on must not leave the body without the logo that it had.
        transaction.on_commit(partial(ente.logo.storage.delete, ente.logo.name))
    ente.logo.save(f"{ente.codice}.{formato.estensione}", ContentFile(contenuto))
    return True


@transaction.atomic
def definisci_utenti(*, ente: Ente, dati: list[Mapping[str, Any]], password: str, da: Utente | None) -> Esito:
    """Create the users of a body with their roles (the ``utenti`` of ``ente.yaml``); existing ones keep their password
    unless it is not the one given."""
    esito = Esito()
    password_nuove = 0
    for voce in dati:
        utente = aggiorna_o_crea(
            Utente.objects.all(),
            esito,
            {"username": voce["username"]},
            {
                "ente_id": ente.pk,
                "qualifica": voce.get("nome", ""),
                "is_active": True,
                "is_staff": voce["ruolo"] == "amministratore",
            },
        )
        if not utente.password or not utente.check_password(password):
            utente.set_password(password)
            utente.save(update_fields=["password"])
            password_nuove += 1
        chiave = {
            "utente": utente,
            "ruolo": voce["ruolo"],
            "area": Area.objects.di(ente).filter(codice=voce.get("area")).first(),
            "ufficio": Ufficio.objects.di(ente).filter(codice=voce.get("ufficio")).first(),
        }
        aggiorna_o_crea(Incarico.objects.di(ente), esito, chiave, {})
    if esito.creati or esito.modificati or password_nuove:
        nuove = password_nuove or None
        registra(ente=ente, da=da, azione="definisci utenti", oggetto=ente, esito=str(esito), password_nuove=nuove)
    return esito
