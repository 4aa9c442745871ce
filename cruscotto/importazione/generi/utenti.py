"""People of a body with their roles, its offices and areas: only its administrator, and never passwords."""

from __future__ import annotations

from collections.abc import Sequence

from cruscotto.importazione.genere import Dove, GenereImportabile
from ente.actions.gettoni import chiudi_gettoni_senza_ruolo
from ente.actions.persone import progetta_utenti
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import Foglio
from ente.fogli.righe import DITELO, Letto, leggi_righe
from ente.importazione import ErroreNelFile
from ente.models import Ente
from ente.poteri import Poteri
from ente.progetto import Progetto

DELLE_PERSONE = frozenset({"nome", "cognome", "email", "ruolo"})
"""What only people have: a sheet that says it is no list of offices."""


def _leggi(fogli: Sequence[Foglio], colonne: Sequence[Colonna], anno: int) -> Letto:
    letto = leggi_righe(fogli, colonne, anno)
    campi = {i.campo for i in letto.intestazioni}
    di_persone = bool(campi & DELLE_PERSONE)
    if letto.giudicabile and "username" not in campi and (di_persone or not campi & {"ufficio", "area"}):
        letto.giudicabile = False
        motivo = "manca la colonna «Nome utente» (o «Ufficio», per i soli uffici): " + DITELO + ", o aggiungetela."
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", motivo))
    return letto


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    return progetta_utenti(ente=dove.ente, righe=letto.righe, da=dove.da)


def _chi(poteri: Poteri) -> bool:
    return poteri.amministratore


def _tieni_ente(dove: Dove) -> None:
    """One import of people at a time: two together could take away the last administrator."""
    Ente.objects.select_for_update().get(pk=dove.ente.pk)


def _chiudi_gettoni(dove: Dove) -> None:
    """Who has lost the last role, or was put out of service, has no open door left."""
    chiudi_gettoni_senza_ruolo(ente=dove.ente, da=dove.da)


UTENTI = GenereImportabile(
    codice="utenti",
    nome="Utenti e uffici",
    descrizione="Le persone con i loro ruoli, una riga per ruolo; righe senza nome utente aggiungono uffici e aree.",
    colonne=(
        Colonna("username", "Nome utente", ("Utente", "User", "Login", "Account")),
        Colonna("qualifica", "Qualifica", ("Nominativo", "Nome e cognome", "Descrizione")),
        Colonna("nome", "Nome"),
        Colonna("cognome", "Cognome"),
        Colonna("email", "E-mail", ("Email", "Posta elettronica", "Indirizzo e-mail")),
        Colonna("ruolo", "Ruolo", ("Profilo",)),
        Colonna("area", "Area", ("Area dirigenziale", "Settore")),
        Colonna("ufficio", "Ufficio", ("Unità organizzativa", "Servizio")),
        Colonna("codice", "Codice", ("Codice ufficio",)),
        Colonna("attivo", "Attivo", ("Abilitato",)),
        Colonna("ultimo_accesso", "Ultimo accesso", da_scrivere=False),
    ),
    progetta=_progetta,
    leggi=_leggi,
    chi=_chi,
    senza_ciclo=True,
    registrati=("ente.Utente", "ente.Incarico", "ente.Ufficio"),
    blocca=_tieni_ente,
    concludi=_chiudi_gettoni,
)
