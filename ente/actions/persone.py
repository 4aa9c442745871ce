"""People, their roles, offices and areas of a body as a sheet says them. Nothing here writes.

No sheet has passwords: a new person gets none, and signs in when the administrator has set one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from ente.actions.struttura import Struttura
from ente.amministratori import A_SE, MIO, ULTIMO
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Area, Ente, Incarico, Ruolo, Ufficio, Utente
from ente.progetto import CambiatoNelFrattempo, Progetto

TESTI = {"qualifica": 200, "first_name": 150, "last_name": 150, "email": 254}
COLONNE = {"qualifica": "qualifica", "nome": "first_name", "cognome": "last_name", "email": "email"}
"""The columns of a person, and the field of each."""
SI_NO = {"si": True, "sì": True, "s": True, "vero": True, "x": True, "no": False, "n": False, "falso": False}
RUOLI = {testo.casefold(): Ruolo(codice) for codice, nome in Ruolo.choices for testo in (codice, str(nome))} | {
    "controllo gestione": Ruolo.CONTROLLO
}

Dove = tuple[Ruolo, Area | None, Ufficio | None]


def progetta_utenti(*, ente: Ente, righe: Sequence[RigaLetta], da: Utente | None) -> Progetto:
    """What people and offices of a body would become: six queries whatever their number.

    A row without a user name is an area or an office. A person with more roles has a row for each; the roles of a
    person that the sheet names are then those alone: the others end yesterday, deputies apart. Without a column for
    roles they stay as they are.
    """
    progetto = Progetto((Area, Ufficio, Utente, Incarico))
    struttura = Struttura(ente, progetto)
    for riga in righe:
        if not riga["username"]:
            struttura.leggi(riga)
    persone = _Persone(ente, struttura, progetto, righe, da)
    per_nome: dict[str, list[RigaLetta]] = {}
    for riga in righe:
        if riga["username"]:
            per_nome.setdefault(riga["username"].casefold(), []).append(riga)
    for sue in per_nome.values():
        persone.leggi(sue)
    persone.controlla_amministratori()
    progetto.verifica = persone.verifica
    return progetto


class _Persone:
    def __init__(
        self, ente: Ente, struttura: Struttura, progetto: Progetto, righe: Iterable[RigaLetta], da: Utente | None
    ) -> None:
        self.ente, self.struttura, self.progetto, self.da = ente, struttura, progetto, da
        self.oggi = timezone.localdate()
        self.presenti = {u.username.casefold(): u for u in Utente.objects.filter(ente=ente).select_related("ente")}
        nomi = {riga["username"] for riga in righe if riga["username"]}
        altri = Utente.objects.exclude(ente=ente).filter(username__in=nomi)
        self.altrove = set(altri.values_list("username", flat=True))
        self.incarichi: dict[int, list[Incarico]] = {}
        tutti = Incarico.objects.filter(utente__ente=ente).select_related("area", "ufficio").order_by("pk")
        for incarico in tutti:
            self.incarichi.setdefault(incarico.utente_id, []).append(incarico)
        self.amministrano = self._amministratori()
        self.tolti: dict[int, str] = {}
        self.aggiunti = 0

    def _amministratori(self) -> frozenset[int]:
        """Who can sign in, having a password, and administers the body today."""
        return frozenset(
            u.pk
            for u in self.presenti.values()
            if u.is_active and self._entra(u) and any(i.ruolo == Ruolo.AMMINISTRATORE for i in self._in_vigore(u))
        )

    @staticmethod
    def _entra(utente: Utente) -> bool:
        """Whether the person has a password: a new one has none yet."""
        return utente.has_usable_password()

    def _in_vigore(self, utente: Utente) -> list[Incarico]:
        suoi = self.incarichi.get(utente.pk, [])
        return [i for i in suoi if not i.sostituto and i.vale_il(self.oggi)]

    def _errore(self, riga: RigaLetta, colonna: str, motivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(riga.posto(colonna), motivo))

    # -- a person ------------------------------------------------------------------------------------------------------

    def leggi(self, righe: Sequence[RigaLetta]) -> None:
        """Plan a person, from all the rows with that name."""
        prima, nome = righe[0], righe[0]["username"]
        utente = self.presenti.get(nome.casefold())
        if utente is None and not self._nome_libero(prima, nome):
            return
        if utente is not None and utente.is_superuser and self.da != utente:
            self._errore(prima, "username", "gestisce l'installazione: non si cambia da un foglio.")
            return
        valori = self._valori(righe)
        ruoli = self._ruoli(righe)
        attivo = valori.get("is_active", utente.is_active if utente else True)
        if ruoli:
            valori["is_staff"] = any(r == Ruolo.AMMINISTRATORE for r, _, _ in ruoli)
        if utente is not None and utente.is_superuser:
            valori.pop("is_staff", None)
        if utente is None:
            valori = {"username": nome, "ente": self.ente, **valori}
        nuovo = Utente(password=make_password(None), is_active=True)
        self.progetto.metti(nuovo, utente, valori, nome=nome, posto=prima.posto("username"))
        suo = utente or nuovo
        if ruoli:
            self._metti_ruoli(suo, utente, ruoli, righe)
        amministra = attivo and self._amministrera(suo, ruoli)
        if suo.pk in self.amministrano and not amministra:
            self.tolti[suo.pk] = prima.posto("ruolo" if attivo else "attivo")
        self.aggiunti += (
            amministra and utente is not None and self._entra(utente) and utente.pk not in self.amministrano
        )

    def _amministrera(self, utente: Utente, ruoli: Sequence[Dove]) -> bool:
        if ruoli:
            return any(r == Ruolo.AMMINISTRATORE for r, _, _ in ruoli)
        return utente.pk is not None and any(i.ruolo == Ruolo.AMMINISTRATORE for i in self._in_vigore(utente))

    def _nome_libero(self, riga: RigaLetta, nome: str) -> bool:
        try:
            UnicodeUsernameValidator()(nome)
        except ValidationError:
            motivo = "il nome utente ha solo lettere, cifre e i segni @ . + - _, senza spazi."
        else:
            motivo = "il nome utente è di più di 150 caratteri: accorciatelo." if len(nome) > 150 else ""
            motivo = motivo or ("il nome utente è già preso: sceglietene un altro." if nome in self.altrove else "")
        if motivo:
            self._errore(riga, "username", motivo)
        return not motivo

    def _valori(self, righe: Sequence[RigaLetta]) -> dict[str, Any]:
        """What the rows say of the person; an empty cell leaves what is there."""
        valori: dict[str, Any] = {}
        for riga in righe:
            for colonna, campo in COLONNE.items():
                if testo := riga[colonna]:
                    self._testo(riga, colonna, campo, testo, valori)
            if scritto := riga["attivo"].casefold():
                if scritto not in SI_NO:
                    self._errore(riga, "attivo", "scrivete sì o no.")
                elif valori.setdefault("is_active", SI_NO[scritto]) != SI_NO[scritto]:
                    self._errore(riga, "attivo", "la stessa persona è attiva in una riga e non in un'altra.")
        return valori

    def _testo(self, riga: RigaLetta, colonna: str, campo: str, testo: str, valori: dict[str, Any]) -> None:
        motivo = ""
        if len(testo) > TESTI[campo]:
            motivo = f"il testo è di {len(testo)} caratteri, al massimo {TESTI[campo]}: accorciatelo."
        elif campo == "email":
            try:
                validate_email(testo)
            except ValidationError:
                motivo = "l'indirizzo non è scritto bene: per esempio ufficio@ente.it."
        if not motivo and valori.setdefault(campo, testo) != testo:
            motivo = "un'altra riga della stessa persona dice diversamente: lasciatene una."
        if motivo:
            self._errore(riga, colonna, motivo)

    # -- roles ---------------------------------------------------------------------------------------------------------

    def _ruoli(self, righe: Sequence[RigaLetta]) -> list[Dove]:
        """The roles of a person, each with what it is of."""
        trovati: list[Dove] = []
        for riga in righe:
            scritto = " ".join(riga["ruolo"].split()).casefold()
            if not scritto:
                continue
            ruolo = RUOLI.get(scritto)
            if ruolo is None:
                nomi = ", ".join(str(n) for n in Ruolo.labels)
                self._errore(riga, "ruolo", f"il ruolo non esiste: scrivetene uno di questi: {nomi}.")
                continue
            area, ufficio = self.struttura.area(riga), self.struttura.ufficio(riga)
            if ruolo is Ruolo.REDATTORE and ufficio is None and not riga["ufficio"]:
                self._errore(riga, "ufficio", "un redattore ha bisogno di un ufficio: scrivetelo.")
            if ruolo is Ruolo.DIRIGENTE and area is None and not riga["area"]:
                self._errore(riga, "area", "un dirigente ha bisogno di un'area: scrivetela.")
            if (ruolo, area, ufficio) not in trovati:
                trovati.append((ruolo, area, ufficio))
        return trovati

    def _metti_ruoli(
        self, utente: Utente, presente: Utente | None, ruoli: Sequence[Dove], righe: Sequence[RigaLetta]
    ) -> None:
        """The roles that are not there begin today, those that are not named ended yesterday."""
        posto = righe[0].posto("username")
        in_vigore = self._in_vigore(presente) if presente else []
        restano = {i.pk for i in in_vigore for r in ruoli if _stesso(i, r)}
        for ruolo, area, ufficio in ruoli:
            if any(_stesso(i, (ruolo, area, ufficio)) for i in in_vigore):
                self.progetto.invariati += 1
                continue
            valori: dict[str, Any] = {"utente": utente, "ruolo": ruolo.value, "area": area, "ufficio": ufficio}
            if presente is not None:
                valori["dal"] = self.oggi
            if self._da_se(presente):
                self._errore(righe[0], "ruolo", A_SE)
                continue
            nuovo = Incarico()
            self.progetto.metti(nuovo, None, valori, nome=f"{utente.username}: {ruolo.label}", posto=posto)
        for incarico in in_vigore:
            if incarico.pk in restano:
                continue
            nome = f"{utente.username}: {incarico}"
            if incarico.dal is not None and incarico.dal >= self.oggi:
                self.progetto.togli(incarico, nome=nome, posto=posto)
            else:
                ieri = self.oggi - dt.timedelta(days=1)
                self.progetto.metti(incarico, incarico, {"al": ieri}, nome=nome, posto=posto)

    def _da_se(self, presente: Utente | None) -> bool:
        """Whether who sends the sheet takes a role that another administrator could give."""
        return presente is not None and presente == self.da and bool(self.amministrano - {presente.pk})

    # -- nobody locks the body out -------------------------------------------------------------------------------------

    def controlla_amministratori(self) -> None:
        """Errors where the sheet would leave the body, or who sends it, without its administrator."""
        restano = len(self.amministrano) - len(self.tolti) + self.aggiunti
        for pk, posto in self.tolti.items():
            if self.da is not None and pk == self.da.pk:
                self.progetto.errori.append(ErroreNelFile(posto, MIO))
            elif restano <= 0:
                self.progetto.errori.append(ErroreNelFile(posto, ULTIMO))

    def verifica(self) -> None:
        """That who administers the body is still the same.

        Raises:
            CambiatoNelFrattempo
        """
        adesso = Utente.objects.filter(
            ente=self.ente,
            is_active=True,
            incarichi__in=Incarico.objects.validi_il(self.oggi).filter(ruolo=Ruolo.AMMINISTRATORE),
        )
        if frozenset(u.pk for u in adesso if self._entra(u)) != self.amministrano:
            raise CambiatoNelFrattempo


def _stesso(incarico: Incarico, dove: Dove) -> bool:
    """Whether an assignment is that role, of that office or area: of the others it does not matter."""
    ruolo, area, ufficio = dove
    if incarico.ruolo != ruolo:
        return False
    if ruolo is Ruolo.REDATTORE:
        return ufficio is not None and incarico.ufficio_id == ufficio.pk
    return ruolo is not Ruolo.DIRIGENTE or (area is not None and incarico.area_id == area.pk)
