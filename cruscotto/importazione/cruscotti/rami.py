"""Where a row stands: prospettiva, area strategica, objective, programme, operating objective; made when it may be.

A level that neither the cycle nor the file has is a row without a name, under which the others stand (ADR 43).
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from contesto.numeri import cita
from cruscotto.ciclo.codici import libero
from cruscotto.importazione.cruscotti.aree import AreeStrategiche
from cruscotto.importazione.cruscotti.mancanti import Mancanti
from cruscotto.importazione.cruscotti.nascite import CREATE, MAX_NUMERO, Nasce, adatto
from cruscotto.importazione.cruscotti.nomi import PerNome, chiave, chiave_dubbio, simile
from cruscotto.importazione.cruscotti.numerati import NUMERO_E_NOME, senza_numero, testo_obiettivo
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.misurazione.livelli import SENZA_LIVELLO
from cruscotto.models import (
    AreaStrategica,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)
from ente.fogli.righe import RigaDiFoglio
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto

DA_SCEGLIERE = 30
"""Places offered at most to rows that do not say theirs."""
POCO_SIMILI = 0.5
STESSO, ALTRO = "stesso", "altro"
LO_STESSO = ((STESSO, "è lo stesso obiettivo, con un altro nome"), (ALTRO, "è un altro obiettivo"))

SENZA = "senza"


class Rami:
    """The tree of a cycle by the names that ``righe`` use. With ``crea`` what is not there is told to ``nasce``."""

    def __init__(
        self,
        presenti: Presenti,
        progetto: Progetto,
        nasce: Nasce,
        righe: Sequence[RigaLetta],
        mancanti: Mancanti,
        *,
        crea: bool,
    ) -> None:
        self.presenti, self.progetto, self.nasce, self.crea = presenti, progetto, nasce, crea
        self.mancanti = mancanti
        self.con_prospettive = any(p.nome for p in presenti.prospettive.values()) or _usano(righe, "prospettiva")
        self.con_obiettivi = any(o.nome for o in presenti.obiettivi.values()) or _usano(righe, "obiettivo_strategico")
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
        self.codici = {p.codice for p in presenti.prospettive.values()}
        self.diversi: dict[str, bool] = {}
        self.aree = AreeStrategiche(presenti, progetto, nasce)

    # -- objective under a prospettiva ---------------------------------------------------------------------------------

    def nodo(self, riga: RigaLetta) -> ObiettivoInProspettiva | None:
        """The node that a row names; None when it names none, or one that is not there, which is an error."""
        prospettiva, obiettivo = riga["prospettiva"].strip(), testo_obiettivo(riga)
        if not obiettivo and not prospettiva and not riga["area_strategica"].strip():
            return None
        numero = self._numero(obiettivo) if obiettivo else self._numero_senza(riga)
        trovato = self._trova(prospettiva, numero)
        if trovato is not None and not self._lo_stesso(riga, obiettivo, trovato.obiettivo):
            if not self.crea:
                motivo = (
                    f"l'obiettivo {numero} del ciclo è {cita(trovato.obiettivo.nome)}: scrivete il numero di quello "
                    f"giusto, {CREATE}."
                )
                self._manca_nodo(riga, motivo, prospettiva, obiettivo)
                return None
            prospettiva, obiettivo = prospettiva or trovato.prospettiva.nome, senza_numero(obiettivo)
            trovato = self._trova(prospettiva, self._numero(obiettivo))
        if trovato is not None:
            self.aree.resta(riga, trovato.obiettivo)
            return trovato
        if self.crea:
            return self._crea_nodo(riga, prospettiva, obiettivo)
        self._manca_nodo(riga, self._dove_manca(riga, prospettiva, obiettivo), prospettiva, obiettivo)
        return None

    def _dove_manca(self, riga: RigaLetta, prospettiva: str, obiettivo: str) -> str:
        """What a row names that is not in the tree, and what can be done."""
        simili = self._simili(riga)
        rimedio = f"aggiungetelo all'albero del ciclo, {CREATE}.{simili}"
        if not obiettivo:
            cosa, nome = ("la prospettiva", prospettiva) if prospettiva else ("l'area", riga["area_strategica"].strip())
            return f"sotto {cosa} {cita(nome)} non c'è posto senza un obiettivo strategico: scrivetelo, {rimedio}"
        if not prospettiva:
            return f"l'obiettivo {cita(obiettivo)} non c'è nel ciclo: scrivetelo con il suo numero, {rimedio}"
        return (
            f"l'obiettivo {cita(obiettivo)} non sta sotto la prospettiva {cita(prospettiva)}: "
            f"scrivetelo con il suo numero, {rimedio}"
        )

    def _manca_nodo(self, riga: RigaLetta, motivo: str, prospettiva: str, obiettivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(riga.posto("obiettivo_strategico"), motivo))
        if prospettiva and chiave(prospettiva) not in self.prospettive:
            self.mancanti.segna(Prospettiva, prospettiva)
        area = riga["area_strategica"].strip()
        if area and self.aree.cerca(area) is None:
            self.mancanti.segna(AreaStrategica, area)
        if obiettivo:
            self.mancanti.segna(ObiettivoStrategico, obiettivo)

    def senza_posto(self, riga: RigaLetta) -> ObiettivoInProspettiva | None:
        """Where a new row stands that names neither prospettiva nor objective: right in the scorecard, where the cycle
        has neither; else where a person says, and an error without ``crea``."""
        nudo = not self.con_prospettive and not self.con_obiettivi and not self.presenti.aree_strategiche
        if nudo:
            return self._trova("", 0) or self._crea_nodo(riga, "", "")
        if not self.crea:
            motivo = f"l'indicatore è nuovo: scrivete {self._livelli()} sotto cui sta, {CREATE}."
            self.progetto.errori.append(ErroreNelFile(riga.posto("obiettivo_strategico"), motivo))
            return None
        posti = {f"{n.prospettiva.codice}/{n.obiettivo.numero}": n for n in self.presenti.nodi.values()}
        posti = {chiave: n for chiave, n in posti.items() if n.obiettivo.nome or n.prospettiva.nome}
        risposte = [(SENZA, SENZA_LIVELLO), *((c, str(n)) for c, n in list(posti.items())[:DA_SCEGLIERE])]
        frase = f"Il foglio non dice {self._livelli()} degli indicatori nuovi: dove stanno?"
        domanda = chiave_dubbio("senza posto", str(self.presenti.ciclo.anno))
        detto = self.progetto.chiedi(domanda, riga.posto("etichetta"), frase, risposte, SENZA)
        if detto != SENZA:
            return posti[detto]
        return self.nodi.get(("", 0)) or self._crea_nodo(riga, "", "", detto=True)

    def _livelli(self) -> str:
        """What a row of this cycle is asked for."""
        prospettiva = "la prospettiva" if self.con_prospettive else ""
        obiettivo = "l'obiettivo strategico" if self.con_obiettivi or not prospettiva else ""
        return " e ".join(filter(None, (prospettiva, obiettivo)))

    def _numero(self, testo: str) -> int:
        """The number of an objective, the one of its name when it has none written; 0 when nothing says it."""
        scritto = NUMERO_E_NOME.match(testo)
        if scritto:
            return int(scritto[1])
        return next((o.numero for o in self.obiettivi.values() if chiave(o.nome) == chiave(testo)), 0)

    def _numero_senza(self, riga: RigaLetta) -> int:
        """The number of what stands for no objective, of the area strategica that a row names."""
        area = self.aree.cerca(riga["area_strategica"].strip())
        suoi = [o for o in self.obiettivi.values() if not o.nome and o.area_strategica is area]
        return suoi[0].numero if suoi else -1

    def _trova(self, prospettiva: str, numero: int) -> ObiettivoInProspettiva | None:
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
            nomi = [p.nome for p in self.presenti.prospettive.values() if p.nome]
            return simile(prospettiva, nomi) or (f" Prospettive: {', '.join(nomi)}." if nomi else "")
        return simile(testo_obiettivo(riga), [o.titolo for o in self.obiettivi.values() if o.nome])

    # -- what is made --------------------------------------------------------------------------------------------------

    def _crea_nodo(
        self, riga: RigaLetta, prospettiva: str, obiettivo: str, *, detto: bool = False
    ) -> ObiettivoInProspettiva | None:
        """``detto``: somebody has said that the row stands under nothing."""
        suo = self._obiettivo(riga, obiettivo, detto=detto)
        sua = self.prospettive.get(chiave(prospettiva)) if prospettiva else self._senza_prospettiva(riga, suo, detto)
        if prospettiva and sua is None:
            sua = self._crea_prospettiva(riga, prospettiva)
        if sua is None or suo is None:
            return None
        gia = self.nodi.get((chiave(sua.nome), suo.numero))
        if gia is not None:
            return gia
        nodo = ObiettivoInProspettiva()
        nome = ", ".join(filter(None, (sua.nome, suo.titolo))) or SENZA_LIVELLO
        self.nasce(nodo, {"prospettiva": sua, "obiettivo": suo}, nome, riga.posto())
        self.nodi[chiave(sua.nome), suo.numero] = nodo
        return nodo

    def _senza_prospettiva(
        self, riga: RigaLetta, obiettivo: ObiettivoStrategico | None, detto: bool
    ) -> Prospettiva | None:
        """What an objective stands under whose row names no prospettiva: nothing, in a cycle that has none; else what a
        person says."""
        if obiettivo is None:
            return None
        if self.con_prospettive and not detto:
            nomi = {p.codice: p for p in self.prospettive.values() if p.nome}
            risposte = [(SENZA, "sotto nessuna"), *((c, p.nome) for c, p in list(nomi.items())[:DA_SCEGLIERE])]
            frase = f"Il foglio non dice sotto quale prospettiva sta l'obiettivo {cita(obiettivo.titolo)}: sotto quale?"
            domanda = chiave_dubbio("prospettiva", str(self.presenti.ciclo.anno), chiave(obiettivo.titolo))
            scelta = self.progetto.chiedi(domanda, riga.posto("obiettivo_strategico"), frase, risposte, SENZA)
            if scelta != SENZA:
                return nomi[scelta]
        if "" not in self.prospettive:
            nuova = Prospettiva()
            valori = {"ciclo": self.presenti.ciclo, "ordine": 0, "codice": "", "nome": ""}
            self.nasce(nuova, valori, SENZA_LIVELLO, riga.posto())
            self.prospettive[""] = nuova
        return self.prospettive[""]

    def _crea_prospettiva(self, riga: RigaLetta, nome: str) -> Prospettiva | None:
        if not adatto(self.progetto, riga, "prospettiva", nome, 300):
            return None
        nuova = Prospettiva()
        ordine = 1 + max((p.ordine for p in self.prospettive.values()), default=0)
        codice = libero(nome, self.codici, "prospettiva")
        valori = {"ciclo": self.presenti.ciclo, "ordine": ordine, "codice": codice, "nome": nome}
        self.nasce(nuova, valori, nome, riga.posto())
        self.prospettive[chiave(nome)] = nuova
        return nuova

    def _obiettivo(self, riga: RigaLetta, testo: str, *, detto: bool = False) -> ObiettivoStrategico | None:
        if not testo and (detto or not self.con_obiettivi):
            return self._nessun_obiettivo(riga)
        numero = self._numero(testo)
        if numero in self.obiettivi and self.obiettivi[numero].nome:
            if self._lo_stesso(riga, testo, self.obiettivi[numero]):
                return self.aree.resta(riga, self.obiettivi[numero])
            testo = senza_numero(testo)
            numero = self._numero(testo)
            if numero in self.obiettivi and self.obiettivi[numero].nome:
                return self.aree.resta(riga, self.obiettivi[numero])
        scritto = NUMERO_E_NOME.match(testo)
        nome = (scritto[2] if scritto else testo).strip() or testo
        if not adatto(self.progetto, riga, "obiettivo_strategico", nome, 600):
            return None
        if numero > MAX_NUMERO:
            motivo = f"il numero di {cita(testo)} è troppo grande."
            self.progetto.errori.append(ErroreNelFile(riga.posto("obiettivo_strategico"), motivo))
            return None
        return self._nuovo_obiettivo(riga, numero or 1 + max(self.obiettivi, default=0), nome)

    def _nessun_obiettivo(self, riga: RigaLetta) -> ObiettivoStrategico | None:
        """What stands for no objective: one for each area strategica, for what they have in common number 0."""
        numero = self._numero_senza(riga)
        if numero in self.obiettivi:
            return self.obiettivi[numero]
        di_nessuna = not riga["area_strategica"].strip() and 0 not in self.obiettivi
        return self._nuovo_obiettivo(riga, 0 if di_nessuna else 1 + max(self.obiettivi, default=0), "")

    def _nuovo_obiettivo(self, riga: RigaLetta, numero: int, nome: str) -> ObiettivoStrategico | None:
        area = self.aree.di(riga)
        if area is None and riga["area_strategica"].strip():
            return None
        nuovo = ObiettivoStrategico()
        valori = {"ciclo": self.presenti.ciclo, "numero": numero, "nome": nome, "area_strategica": area}
        self.nasce(nuovo, valori, f"{numero}. {nome}" if nome else SENZA_LIVELLO, riga.posto())
        self.obiettivi[numero] = nuovo
        return nuovo

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


def _usano(righe: Sequence[RigaLetta], colonna: str) -> bool:
    return any(riga[colonna].strip() for riga in righe)


def ha_colonna(riga: RigaLetta, livello: str) -> bool:
    """Whether a file says something of a level, be it that there is none: a blank without a column says nothing."""
    if isinstance(riga, RigaDiFoglio):
        return livello in riga.indici or bool(riga[livello])
    return livello in riga.valori
