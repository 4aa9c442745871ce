"""The aree strategiche of a cycle by the names that a file uses, made when they are not there."""

from __future__ import annotations

from contesto.numeri import cita
from cruscotto.importazione.cruscotti.nascite import MAX_NUMERO, Nasce, adatto
from cruscotto.importazione.cruscotti.nomi import chiave
from cruscotto.importazione.cruscotti.numerati import numero_e_nome_area
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.models import AreaStrategica, ObiettivoStrategico
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto


class AreeStrategiche:
    """What is not there is told to ``nasce``."""

    def __init__(self, presenti: Presenti, progetto: Progetto, nasce: Nasce) -> None:
        self.presenti, self.progetto, self.nasce = presenti, progetto, nasce
        self.detti: set[str] = set()

    def cerca(self, testo: str) -> AreaStrategica | None:
        scritto = numero_e_nome_area(testo)
        if not testo or scritto is None:
            return None
        numero, nome = scritto
        for a in self.presenti.aree_strategiche:
            if chiave(a.nome) == chiave(nome) or (numero and a.numero == numero and not nome):
                return a
        return None

    def di(self, riga: RigaLetta) -> AreaStrategica | None:
        """The area strategica that a row names, made when it is not there; None for a blank, and after an error."""
        testo = riga["area_strategica"].strip()
        trovata = self.cerca(testo)
        if trovata is not None or not testo:
            return trovata
        numero, nome = numero_e_nome_area(testo) or (0, testo)
        nome = nome or testo
        if not adatto(self.progetto, riga, "area_strategica", nome, 200):
            return None
        usati = {a.numero for a in self.presenti.aree_strategiche}
        if not numero or numero in usati or numero > MAX_NUMERO:
            numero = 1 + max(usati, default=0)
        nuova = AreaStrategica()
        valori = {"ciclo": self.presenti.ciclo, "numero": numero, "nome": nome}
        self.nasce(nuova, valori, f"{numero}. {nome}", riga.posto())
        self.presenti.aree_strategiche.append(nuova)
        return nuova

    def resta(self, riga: RigaLetta, obiettivo: ObiettivoStrategico) -> ObiettivoStrategico:
        """Say once of an objective that the file has it under another area strategica: it stays where it is."""
        testo = riga["area_strategica"].strip()
        altra = self.cerca(testo)
        if testo and (altra is None or altra is not obiettivo.area_strategica):
            sta = f"sotto {cita(obiettivo.area_strategica.nome)}" if obiettivo.area_strategica else "sotto nessuna area"
            motivo = f"nel foglio l'obiettivo {cita(obiettivo.titolo)} è sotto {cita(testo)}: resta {sta}."
            if motivo not in self.detti:
                self.detti.add(motivo)
                self.progetto.avvisi.append(ErroreNelFile(riga.posto("area_strategica"), motivo))
        return obiettivo
