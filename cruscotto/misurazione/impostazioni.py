"""The settings of a body and of an indicator as the rules of the arithmetic read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from contesto.numeri import essenziale
from cruscotto.aritmetica.passo import durante_l_anno
from cruscotto.aritmetica.sal import (
    Arrotondamento,
    Fascia,
    Penalita,
    PoliticaMancanti,
    Punteggio,
    Regola,
    Regole,
    Soglie,
    UnitaDiRitardo,
    arrotonda,
)
from cruscotto.aritmetica.valori import NUMERICI, Tipo, Verso, formatta_numero
from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.ciclo.regole_adottate import misura_conservata
from cruscotto.models import Ciclo, FasciaSemaforo, ImpostazioniMisura, Indicatore, Periodo
from cruscotto.models.misura import leggi_fasce_punteggio
from ente.errori import ErroreUtente


class MisuraNonDefinita(ErroreUtente):
    """The body has not said how it measures. ``si_mende`` is the name of the page where it does."""

    si_mende = "cruscotto:misura-edit"


def _finale(ciclo: Ciclo, periodo: Periodo | None) -> bool:
    """Whether a period closes the year; there is nothing to say yet before the first one."""
    return periodo is None or all(p.numero <= periodo.numero for p in ciclo.periodi.all())


@dataclass(frozen=True, slots=True)
class Misura:
    """How one body measures, ready for the arithmetic. ``fasce`` are the bands of the light with the words of the
    period, ``fasce_finali`` with those of the end of the year."""

    regola: Regola
    punteggio: Punteggio
    minimo: Decimal
    massimo: Decimal
    uguale_mancato: bool
    penalita: Penalita | None
    mancanti: PoliticaMancanti
    arrotondamento: Arrotondamento
    decimali: int
    soglia_scostamento: Decimal
    chi_inserisce_valida: bool
    fasce_punteggio: tuple[Fascia, ...]
    fasce: tuple[Fascia, ...]
    fasce_finali: tuple[Fascia, ...]

    @classmethod
    def dell_ente(cls, ente_id: int) -> Misura:
        """The settings of a body with its bands, in one query.

        Raises:
            MisuraNonDefinita: the body has no settings, or no bands.
        """
        fasce = list(FasciaSemaforo.objects.filter(misura__ente=ente_id).select_related("misura"))
        if not fasce:
            raise MisuraNonDefinita("L'ente non ha ancora le impostazioni di misura con le fasce del semaforo.")
        return cls._di(fasce[0].misura, fasce)

    @classmethod
    def al_periodo(cls, ciclo: Ciclo, periodo: Periodo | None) -> Misura:
        """How a period is measured: as the body does now, or as it did when the period closed; with the words of the
        year in progress before its last period.

        Raises:
            MisuraNonDefinita: as ``dell_ente``.
        """
        misura = cls.conservata(ciclo, periodo) or cls.dell_ente(ciclo.ente_id)
        return misura.con_le_parole(finale=_finale(ciclo, periodo))

    def con_le_parole(self, *, finale: bool) -> Misura:
        """The same with the words that the light has during the year, or when it is over (``finale``)."""
        gia_dette = self.fasce is not self.fasce_finali
        return self if finale or gia_dette else _durante_l_anno(self)

    @classmethod
    def conservata(cls, ciclo: Ciclo, periodo: Periodo | None) -> Misura | None:
        """The settings that a closed period or an adopted cycle keeps; None for those of the body."""
        foto = fotografia_di(periodo)
        copia = foto.misura if foto else misura_conservata(ciclo)
        return cls._di(*copia) if copia else None

    @classmethod
    def _di(cls, righe: ImpostazioniMisura, fasce: Sequence[FasciaSemaforo]) -> Misura:
        penalita = None
        if righe.penalita_giorno is not None:
            penalita = Penalita(righe.penalita_giorno, UnitaDiRitardo.GIORNO, essenziale(righe.penalita_minima))
        elif righe.penalita_mese is not None:
            penalita = Penalita(righe.penalita_mese, UnitaDiRitardo.MESE, essenziale(righe.penalita_minima))
        luci = tuple(Fascia(da=essenziale(f.da), a=essenziale(f.a), codice=f.codice, nome=f.nome) for f in fasce)
        return cls(
            regola=Regola(righe.regola),
            punteggio=Punteggio(righe.punteggio),
            minimo=essenziale(righe.minimo),
            massimo=essenziale(righe.massimo),
            uguale_mancato=righe.uguale_mancato,
            penalita=penalita,
            mancanti=PoliticaMancanti(righe.mancanti),
            arrotondamento=Arrotondamento(righe.arrotondamento),
            decimali=righe.decimali,
            soglia_scostamento=essenziale(righe.soglia_scostamento),
            chi_inserisce_valida=righe.chi_inserisce_valida,
            fasce_punteggio=leggi_fasce_punteggio(righe.fasce_punteggio),
            fasce=luci,
            fasce_finali=luci,
        )

    def regole_di(self, indicatore: Indicatore) -> Regole:
        """The rules for one indicator: its own rule, or the body's for numbers and the kind's own for the rest."""
        regola = Regola(indicatore.regola) if indicatore.regola else None
        if regola is None and Tipo(indicatore.tipo) in NUMERICI:
            regola = self.regola
        soglie = None
        if indicatore.soglia_minima is not None and indicatore.soglia_massima is not None:
            soglie = Soglie(indicatore.soglia_minima, indicatore.soglia_massima, indicatore.soglia_eccellente)
        return Regole(
            regola=regola,
            punteggio=self.punteggio,
            minimo=self.minimo,
            massimo=self.massimo,
            uguale_mancato=self.uguale_mancato,
            penalita=self.penalita,
            soglie=soglie,
            fasce=self.fasce_punteggio,
            valori_scala=tuple(zip(indicatore.scala, map(Decimal, indicatore.punti_scala), strict=False)),
        )

    def verso_di(self, indicatore: Indicatore) -> Verso | None:
        """The direction that a person set on the indicator, or None when nobody did."""
        return self.verso_di_testo(indicatore.direzione)

    @staticmethod
    def verso_di_testo(direzione: str) -> Verso | None:
        """A stored direction, or None for an empty one."""
        return Verso(direzione) if direzione else None

    def mostra(self, sal: Decimal | None) -> str:
        """A SAL as the body shows it: rounded by its rule, Italian decimals, ``–`` when there is none."""
        if sal is None:
            return "–"
        return f"{formatta_numero(arrotonda(sal, self.decimali, self.arrotondamento).normalize())}%"


@lru_cache(maxsize=64)
def _durante_l_anno(misura: Misura) -> Misura:
    """Made once, and not once for each row."""
    return replace(misura, fasce=durante_l_anno(misura.fasce))
