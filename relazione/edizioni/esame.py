"""What an act of the OIV asks of its examination: that every criterion is judged, and what the judgements say."""

from __future__ import annotations

from dataclasses import dataclass

from cruscotto.ciclo.blocchi import NonModificabile
from relazione.models import CriterioEsaminato, EsameOiv, Giudizio, RelazioneApprovata

SENZA_ESAME = "L'esame non è cominciato: aprite la pagina «Validazione» e giudicate ogni criterio."


@dataclass(frozen=True, slots=True)
class Bilancio:
    """An examination as an act sees it: its criteria, in order."""

    esame: EsameOiv
    criteri: tuple[CriterioEsaminato, ...]

    @property
    def da_giudicare(self) -> list[CriterioEsaminato]:
        return [c for c in self.criteri if not c.giudizio]

    @property
    def non_conformi(self) -> list[CriterioEsaminato]:
        return [c for c in self.criteri if c.giudizio == Giudizio.NON_CONFORME]

    @property
    def osservati(self) -> list[CriterioEsaminato]:
        """Those with an observation."""
        return [c for c in self.criteri if c.osservazioni]


def leggi_bilancio(edizione: RelazioneApprovata) -> Bilancio | None:
    """The examination of an edition; None while it is not begun. Two queries."""
    esame = EsameOiv.objects.filter(approvata=edizione).first()
    return Bilancio(esame, tuple(esame.criteri.all())) if esame else None


def perche_non_valida(bilancio: Bilancio | None) -> str:
    """Why an edition cannot be validated yet; empty when it can."""
    incompleto = perche_incompleto(bilancio)
    if incompleto or bilancio is None:
        return incompleto
    if rifiutati := bilancio.non_conformi:
        quali = f"{_quali(rifiutati)} non conform{'e' if len(rifiutati) == 1 else 'i'}"
        return f"Non si valida con {quali}: restituitela, o concludete che non è validata."
    return ""


def perche_non_si_rifiuta(bilancio: Bilancio | None) -> str:
    """Why one cannot conclude yet that an edition is not validated; empty when one can."""
    incompleto = perche_incompleto(bilancio)
    if incompleto or bilancio is None:
        return incompleto
    return "" if bilancio.non_conformi else "Nessun criterio è non conforme: validatela, o giudicate che cosa non va."


def perche_incompleto(bilancio: Bilancio | None) -> str:
    """What an examination lacks; empty when every criterion has its judgement."""
    if bilancio is None:
        return SENZA_ESAME
    if mancano := bilancio.da_giudicare:
        return f"Da giudicare: {_quali(mancano)}."
    return ""


def esige(perche: str) -> None:
    """Refuse an act with the sentence that says why (NonModificabile)."""
    if perche:
        raise NonModificabile(perche)


def _quali(criteri: list[CriterioEsaminato]) -> str:
    lettere = [c.lettera for c in criteri]
    if len(lettere) == 1:
        return f"il criterio {lettere[0]})"
    return f"i criteri {'), '.join(lettere[:-1])}) e {lettere[-1]})"
