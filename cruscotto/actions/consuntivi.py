"""The actuals and declared SALs of an imported scorecard: written where a person could write them, never over others.

A value is shared by the placements of its indicator; a placement that says another one has its own (dominio §2).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from cruscotto.actions.passaggi import annota, scrivi
from cruscotto.conversioni import campi_rilevazione
from cruscotto.models import Ciclo, Collocazione, Indicatore, Periodo, Rilevazione, SalDichiarato, StatoRilevazione
from cruscotto.rifiuti import NonModificabile
from cruscotto.serratura import blocca_periodo, esige_scrivibile
from cruscotto.transizioni import SALVA
from cruscotto.valori import Tipo
from ente.actions.registro import differenze
from ente.importazione import Errore, Esito, RigaLetta
from ente.models import Utente

VALIDATO = "il valore è già validato: fatelo restituire dal dirigente, poi ripetete."
IN_ESAME = "il valore è all'esame del dirigente: riprendetelo o fatelo restituire, poi ripetete."


class Consuntivi:
    """The values of the last period of a cycle, as a file gives them; ``errori`` is what could not be written."""

    def __init__(self, ciclo: Ciclo, esito: Esito, da: Utente | None, stato: StatoRilevazione) -> None:
        ultimo = Periodo.objects.filter(ciclo=ciclo).order_by("-numero").first()
        self.periodo = blocca_periodo(ultimo.pk) if ultimo else None
        self.esito, self.da, self.stato = esito, da, stato
        self.errori: list[Errore] = []
        self.condivisi: dict[int, str] = {}
        self.nuove: set[int] = set()

    def leggi(
        self,
        riga: RigaLetta,
        tipo: Tipo | None,
        indicatore: Indicatore,
        collocazione: Collocazione,
        sal_dichiarato: Decimal | None,
    ) -> None:
        """Write the actual of a row, and the SAL that it declares. A row without an actual writes nothing."""
        testo = riga["actual"]
        if self.periodo is None or not testo:
            return
        proprio = collocazione.rilevata_a_parte or self.condivisi.setdefault(indicatore.pk, testo) != testo
        campi = campi_rilevazione(testo, indicatore.scala, tipo)
        self.esito.avvisi.extend(Errore(riga.posto("actual"), avviso) for avviso in campi["avvisi"])
        scritte = Rilevazione.objects.filter(periodo=self.periodo, indicatore=indicatore)
        condivisa = scritte.filter(collocazione=None).first()
        attuale = scritte.filter(collocazione=collocazione).first() if proprio else condivisa
        impedimento = self._impedimento(indicatore, attuale or condivisa)
        if attuale is not None and not _diversi(attuale, campi):
            self.esito.invariati += 1
        elif impedimento:
            self.errori.append(Errore(riga.posto("actual"), impedimento))
        elif attuale is not None:
            self._correggi(attuale, indicatore, campi)
        else:
            self._aggiungi(indicatore, collocazione if proprio else None, campi)
        if sal_dichiarato is not None:
            self._dichiara(riga, collocazione, sal_dichiarato, impedimento)

    def _impedimento(self, indicatore: Indicatore, attuale: Rilevazione | None) -> str:
        """Why the value cannot be written; empty when it can. What this very file has written is no hindrance."""
        assert self.periodo is not None  # noqa: S101 - the caller looked
        if attuale is not None and attuale.pk in self.nuove:
            return ""
        try:
            esige_scrivibile(self.periodo, indicatore.ufficio_id)
        except NonModificabile as rifiuto:
            return str(rifiuto)
        stato = attuale.stato if attuale else ""
        return {StatoRilevazione.VALIDATA.value: VALIDATO, StatoRilevazione.TRASMESSA.value: IN_ESAME}.get(stato, "")

    def _aggiungi(self, indicatore: Indicatore, collocazione: Collocazione | None, campi: dict[str, Any]) -> None:
        assert self.periodo is not None  # noqa: S101 - the caller looked
        nuova = Rilevazione(
            indicatore=indicatore, periodo=self.periodo, collocazione=collocazione, stato=self.stato, **campi
        )
        nuova.inserita_da, nuova.inserita_il = self.da, timezone.now()
        nuova.save(force_insert=True)
        self.nuove.add(nuova.pk)
        self.esito.creati += 1
        if collocazione is not None and not collocazione.rilevata_a_parte:
            collocazione.rilevata_a_parte = True
            collocazione.save(update_fields=["rilevata_a_parte"])

    def _correggi(self, attuale: Rilevazione, indicatore: Indicatore, campi: dict[str, Any]) -> None:
        """Write over a draft, or over what was sent back: a version more, and a line of the register for the value."""
        assert self.periodo is not None  # noqa: S101 - the caller looked
        attuale.periodo, attuale.indicatore = self.periodo, indicatore
        cambiati = differenze({"testo": attuale.testo}, {"testo": campi["testo"]})
        scrivi(attuale, {**campi, "inserita_da": self.da, "inserita_il": timezone.now()}, SALVA)
        annota(attuale, "importa valore", self.da, cambiati)
        self.nuove.add(attuale.pk)
        self.esito.modificati += 1

    def _dichiara(self, riga: RigaLetta, collocazione: Collocazione, sal: Decimal, impedimento: str) -> None:
        """A declared SAL changes what is published of a value: it is written only where the value could be."""
        attuale = SalDichiarato.objects.filter(collocazione=collocazione, periodo=self.periodo).first()
        campi = {"valore": sal, "motivo": riga["motivo"]}
        if attuale is not None and not _diversi(attuale, campi):
            self.esito.invariati += 1
            return
        if impedimento:
            self.errori.append(Errore(riga.posto("sal_dichiarato"), impedimento))
            return
        _, creato = SalDichiarato.objects.update_or_create(
            collocazione=collocazione, periodo=self.periodo, defaults={**campi, "da": self.da}
        )
        self.esito.creati += creato
        self.esito.modificati += not creato


def _diversi(riga: Rilevazione | SalDichiarato, campi: dict[str, Any]) -> bool:
    """Whether the row says something else; how the reader words its warnings does not count."""
    return any(getattr(riga, nome) != valore for nome, valore in campi.items() if nome != "avvisi")
