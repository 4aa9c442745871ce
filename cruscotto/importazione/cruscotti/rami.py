"""Where a row stands: scorecard, prospettiva, objective, programme, operating objective; made when it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.text import slugify

from contesto.numeri import cita
from cruscotto.importazione.cruscotti.nomi import PerNome, chiave, chiave_dubbio, simile
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.models import (
    Cruscotto,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)
from ente.fogli.righe import RigaDiFoglio
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Ufficio
from ente.progetto import Progetto

NUMERO_E_NOME = re.compile(r"(\d{1,4})(?!\d)\s*[.):–-]*\s*(.*)", re.DOTALL)
CREATE = "o fate creare quello che manca («Crea quello che manca», --crea)"
POCO_SIMILI = 0.5
STESSO, ALTRO = "stesso", "altro"
LO_STESSO = ((STESSO, "è lo stesso obiettivo, con un altro nome"), (ALTRO, "è un altro obiettivo"))
MAX_NUMERO = 32_000

Cosa = Ufficio | Cruscotto | Prospettiva | ObiettivoStrategico | ObiettivoInProspettiva | Programma | ObiettivoOperativo
Nasce = Callable[[Cosa, dict[str, Any], str, str], None]
"""Tell the plan of a new row: its values, its name, the place of the row that names it."""


def libero(testo: str, usati: set[str], di_riserva: str) -> str:
    """A code for a name, that nobody has yet."""
    base = slugify(testo)[:32].strip("-") or di_riserva
    codice, n = base, 1
    while codice in usati:
        n += 1
        codice = f"{base}-{n}"
    usati.add(codice)
    return codice


class Rami:
    """The tree of a cycle by the names that rows use. With ``crea`` what is not there is told to ``nasce``."""

    def __init__(self, presenti: Presenti, progetto: Progetto, nasce: Nasce, *, crea: bool) -> None:
        self.presenti, self.progetto, self.nasce, self.crea = presenti, progetto, nasce, crea
        self.prospettive: dict[str, Prospettiva] = {}
        for p in presenti.prospettive.values():
            self.prospettive.setdefault(chiave(p.codice), p)
        self.prospettive |= {chiave(p.nome): p for p in presenti.prospettive.values()}
        self.obiettivi = {o.numero: o for o in presenti.obiettivi.values()}
        self.nodi = {(chiave(n.prospettiva.nome), n.obiettivo.numero): n for n in presenti.nodi.values()}
        self.programmi: PerNome[Programma] = PerNome()
        for programma in presenti.programmi.values():
            self.programmi.metti(id(programma.nodo), programma.nome, programma)
        self.operativi: PerNome[ObiettivoOperativo] = PerNome()
        for operativo in presenti.operativi.values():
            self.operativi.metti(id(operativo.programma), operativo.nome, operativo)
        self.uffici: dict[str, Ufficio] = {}
        for u in presenti.uffici:
            self.uffici.setdefault(chiave(u.nome), u)
        self.uffici |= {chiave(u.codice): u for u in presenti.uffici}
        self.codici = {p.codice for p in presenti.prospettive.values()}
        self.diversi: dict[str, bool] = {}
        self.codici_uffici = {u.codice for u in presenti.uffici}

    # -- objective under a prospettiva ---------------------------------------------------------------------------------

    def nodo(self, riga: RigaLetta) -> ObiettivoInProspettiva | None:
        """The node that a row names; None when it names none, or one that is not there, which is an error."""
        prospettiva, obiettivo = riga["prospettiva"].strip(), testo_obiettivo(riga)
        if not obiettivo and not prospettiva:
            return None
        numero = self._numero(obiettivo)
        trovato = self._trova(prospettiva, numero, obiettivo)
        if trovato is not None and not self._lo_stesso(riga, obiettivo, trovato.obiettivo):
            if not self.crea:
                motivo = (
                    f"l'obiettivo {numero} del ciclo è {cita(trovato.obiettivo.nome)}: scrivete il numero di quello "
                    f"giusto, {CREATE}."
                )
                self.progetto.errori.append(ErroreNelFile(riga.posto("obiettivo_strategico"), motivo))
                return None
            prospettiva, obiettivo = prospettiva or trovato.prospettiva.nome, _senza_numero(obiettivo)
            trovato = self._trova(prospettiva, self._numero(obiettivo), obiettivo)
        if trovato is not None:
            return trovato
        if self.crea:
            trovato = self._crea_nodo(riga, prospettiva, obiettivo)
        else:
            motivo = (
                f"l'obiettivo {cita(obiettivo)} non sta sotto la prospettiva {cita(prospettiva)}: "
                f"scrivetelo con il suo numero, aggiungetelo all'albero del ciclo, {CREATE}.{self._simili(riga)}"
            )
            self.progetto.errori.append(ErroreNelFile(riga.posto("obiettivo_strategico"), motivo))
        return trovato

    def _numero(self, testo: str) -> int:
        """The number of an objective, the one of its name when it has none written; 0 when nothing says it."""
        scritto = NUMERO_E_NOME.match(testo)
        if scritto:
            return int(scritto[1])
        return next((o.numero for o in self.obiettivi.values() if chiave(o.nome) == chiave(testo)), 0)

    def _trova(self, prospettiva: str, numero: int, obiettivo: str) -> ObiettivoInProspettiva | None:
        if not prospettiva:
            di_quel_numero = [n for (_, altro), n in self.nodi.items() if altro == numero]
            return di_quel_numero[0] if len(di_quel_numero) == 1 else None
        sua = self.prospettive.get(chiave(prospettiva))
        return self.nodi.get((chiave(sua.nome), numero)) if sua else None

    def _lo_stesso(self, riga: RigaLetta, scritto: str, obiettivo: ObiettivoStrategico) -> bool:
        """Whether an objective with the number of another name is that one: a file of another year may number its
        objectives otherwise. Asked when the names are not alike."""
        trovato = NUMERO_E_NOME.match(scritto)
        nome = trovato[2] if trovato else ""
        if not nome or chiave(nome) == chiave(obiettivo.nome):
            return True
        if scritto not in self.diversi:
            simili = SequenceMatcher(None, chiave(nome), chiave(obiettivo.nome)).ratio() >= POCO_SIMILI
            self.diversi[scritto] = not simili
        if not self.diversi[scritto]:
            return True
        frase = f"L'obiettivo {obiettivo.numero} del ciclo si chiama {cita(obiettivo.nome)}, nel foglio {cita(nome)}."
        domanda = chiave_dubbio("obiettivo", str(self.presenti.ciclo.anno), str(obiettivo.numero), chiave(nome))
        dove = riga.posto("obiettivo_strategico")
        return self.progetto.chiedi(domanda, dove, frase, LO_STESSO, STESSO) == STESSO

    def _simili(self, riga: RigaLetta) -> str:
        prospettiva = riga["prospettiva"].strip()
        if prospettiva and chiave(prospettiva) not in self.prospettive:
            nomi = [p.nome for p in self.presenti.prospettive.values()]
            return simile(prospettiva, nomi) or f" Prospettive: {', '.join(nomi)}."
        return simile(testo_obiettivo(riga), [str(o) for o in self.obiettivi.values()])

    # -- what is made --------------------------------------------------------------------------------------------------

    def _crea_nodo(self, riga: RigaLetta, prospettiva: str, obiettivo: str) -> ObiettivoInProspettiva | None:
        sua = self.prospettive.get(chiave(prospettiva)) or self._crea_prospettiva(riga, prospettiva)
        suo = self._obiettivo(riga, obiettivo)
        if sua is None or suo is None:
            return None
        nodo = ObiettivoInProspettiva()
        self.nasce(nodo, {"prospettiva": sua, "obiettivo": suo}, f"{sua.nome}, {suo}", riga.posto())
        self.nodi[chiave(sua.nome), suo.numero] = nodo
        return nodo

    def _crea_prospettiva(self, riga: RigaLetta, nome: str) -> Prospettiva | None:
        if not self._adatto(riga, "prospettiva", nome, 300):
            return None
        nuova = Prospettiva()
        ordine = 1 + max((p.ordine for p in self.prospettive.values()), default=0)
        codice = libero(nome, self.codici, "prospettiva")
        valori = {"ciclo": self.presenti.ciclo, "ordine": ordine, "codice": codice, "nome": nome}
        self.nasce(nuova, valori, nome, riga.posto())
        self.prospettive[chiave(nome)] = nuova
        return nuova

    def _obiettivo(self, riga: RigaLetta, testo: str) -> ObiettivoStrategico | None:
        numero = self._numero(testo)
        if numero in self.obiettivi:
            if self._lo_stesso(riga, testo, self.obiettivi[numero]):
                return self.obiettivi[numero]
            testo = _senza_numero(testo)
            numero = self._numero(testo)
            if numero in self.obiettivi:
                return self.obiettivi[numero]
        scritto = NUMERO_E_NOME.match(testo)
        nome = (scritto[2] if scritto else testo).strip() or testo
        if not self._adatto(riga, "obiettivo_strategico", nome, 600):
            return None
        if numero > MAX_NUMERO:
            motivo = f"il numero di {cita(testo)} è troppo grande."
            self.progetto.errori.append(ErroreNelFile(riga.posto("obiettivo_strategico"), motivo))
            return None
        nuovo = ObiettivoStrategico()
        numero = numero or 1 + max(self.obiettivi, default=0)
        valori = {"ciclo": self.presenti.ciclo, "numero": numero, "nome": nome}
        self.nasce(nuovo, valori, f"{numero}. {nome}", riga.posto())
        self.obiettivi[numero] = nuovo
        return nuovo

    def _adatto(self, riga: RigaLetta, campo: str, nome: str, limite: int) -> bool:
        nomi = {"prospettiva": "la prospettiva", "obiettivo_strategico": "l'obiettivo strategico"}
        motivo = ""
        if not nome:
            motivo = f"non so sotto quale riga dell'albero va: scrivete {nomi[campo]}."
        elif len(nome) > limite:
            motivo = f"il testo è lungo {len(nome)}, al massimo {limite} caratteri: accorciatelo."
        if motivo:
            self.progetto.errori.append(ErroreNelFile(riga.posto(campo), motivo))
        return not motivo

    # -- below the node ------------------------------------------------------------------------------------------------

    def sotto(
        self, riga: RigaLetta, nodo: ObiettivoInProspettiva, nomi: Sequence[str]
    ) -> tuple[Programma | None, ObiettivoOperativo | None]:
        """Programme and operating objective of a node by name, made when they are not there; None for a blank.

        In a file that defines its indicators names are what they are, as printed; elsewhere they are people's typing.
        """
        alla_lettera = "tipo" in riga.valori
        programma, operativo = nomi
        if not programma:
            return None, None
        suo = self.programmi.trova(id(nodo), programma, alla_lettera=alla_lettera)
        if suo is None:
            suo = Programma()
            self.nasce(suo, {"nodo": nodo, "nome": programma}, programma, riga.posto())
            self.programmi.metti(id(nodo), programma, suo)
        if not operativo:
            return suo, None
        del_programma = self.operativi.trova(id(suo), operativo, alla_lettera=alla_lettera)
        if del_programma is None:
            del_programma = ObiettivoOperativo()
            self.nasce(del_programma, {"programma": suo, "nome": operativo}, operativo, riga.posto())
            self.operativi.metti(id(suo), operativo, del_programma)
        return suo, del_programma

    def ufficio(self, riga: RigaLetta, nome: str) -> Ufficio | None:
        """The office that a cell names by code or name; none for a blank, an error when there is no such office."""
        trovato = self.uffici.get(chiave(nome))
        if nome and trovato is None and self.crea:
            return self._crea_ufficio(riga, nome)
        if nome and trovato is None:
            simili = simile(nome, [n for u in self.presenti.uffici for n in (u.codice, u.nome)])
            motivo = f"l'ufficio {cita(nome)} non c'è: aggiungetelo prima, {CREATE}.{simili}"
            self.progetto.errori.append(ErroreNelFile(riga.posto("ufficio"), motivo))
        return trovato

    def _crea_ufficio(self, riga: RigaLetta, nome: str) -> Ufficio | None:
        if not self._adatto(riga, "ufficio", nome, 300):
            return None
        nuovo = Ufficio()
        codice = libero(nome, self.codici_uffici, "ufficio")
        valori = {"ente": self.presenti.ciclo.ente, "codice": codice, "nome": nome}
        self.nasce(nuovo, valori, nome, riga.posto())
        self.uffici[chiave(nome)] = nuovo
        return nuovo


def _senza_numero(testo: str) -> str:
    trovato = NUMERO_E_NOME.match(testo)
    return trovato[2].strip() if trovato and trovato[2].strip() else testo


def testo_obiettivo(riga: RigaLetta) -> str:
    """The objective as «6. Nome», also when the number has a column of its own."""
    nome, numero = riga["obiettivo_strategico"].strip(), riga["numero_obiettivo"].strip()
    return f"{numero}. {nome}" if numero and not NUMERO_E_NOME.match(nome) else nome


def ha_colonna(riga: RigaLetta, livello: str) -> bool:
    """Whether a file says something of a level, be it that there is none: a blank without a column says nothing."""
    if isinstance(riga, RigaDiFoglio):
        return livello in riga.indici or bool(riga[livello])
    return livello in riga.valori
