"""The offices that a file names, made when they may be."""

from __future__ import annotations

from contesto.numeri import cita
from cruscotto.ciclo.codici import libero
from cruscotto.importazione.cruscotti.mancanti import Mancanti
from cruscotto.importazione.cruscotti.nascite import CREATE, Nasce, adatto
from cruscotto.importazione.cruscotti.nomi import chiave, simile
from cruscotto.importazione.cruscotti.presenti import Presenti
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Ufficio
from ente.progetto import Progetto


class UfficiDelFoglio:
    """The offices of the body by code and by name. With ``crea`` what is not there is told to ``nasce``."""

    def __init__(self, presenti: Presenti, progetto: Progetto, nasce: Nasce, mancanti: Mancanti, *, crea: bool) -> None:
        self.presenti, self.progetto, self.nasce, self.crea = presenti, progetto, nasce, crea
        self.mancanti = mancanti
        self.uffici: dict[str, Ufficio] = {}
        for u in presenti.uffici:
            self.uffici.setdefault(chiave(u.nome), u)
        self.uffici |= {chiave(u.codice): u for u in presenti.uffici}
        self.codici = {u.codice for u in presenti.uffici}

    def trova(self, riga: RigaLetta, nome: str) -> Ufficio | None:
        """The office that a cell names by code or name; none for a blank, an error when there is no such office."""
        trovato = self.uffici.get(chiave(nome))
        if nome and trovato is None and self.crea:
            return self._crea(riga, nome)
        if nome and trovato is None:
            simili = simile(nome, [n for u in self.presenti.uffici for n in (u.codice, u.nome)])
            motivo = f"l'ufficio {cita(nome)} non c'è: aggiungetelo prima, {CREATE}.{simili}"
            self.progetto.errori.append(ErroreNelFile(riga.posto("ufficio"), motivo))
            self.mancanti.segna(Ufficio, nome)
        return trovato

    def _crea(self, riga: RigaLetta, nome: str) -> Ufficio | None:
        if not adatto(self.progetto, riga, "ufficio", nome, 300):
            return None
        nuovo = Ufficio()
        codice = libero(nome, self.codici, "ufficio")
        valori = {"ente": self.presenti.ciclo.ente, "codice": codice, "nome": nome}
        self.nasce(nuovo, valori, nome, riga.posto())
        self.uffici[chiave(nome)] = nuovo
        return nuovo
