"""What is counted of a sealed edition for each criterion: from its sealed snapshot what it says, from the database how
it came about. Each count equals what the API lists (tests/relazione/validazione/test_conti.py)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.urls import reverse

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.sal import Stato
from cruscotto.aritmetica.valori import NUMERICI, Tipo
from cruscotto.misurazione.prospetto import Riga
from cruscotto.models import Ciclo
from relazione.documento.blocchi import Composto
from relazione.documento.leggibilita import DIFFICILE, Leggibilita, del_documento
from relazione.fotografia import Fotografia, PiraFoto, RimodulazioneFoto
from relazione.validazione.processo import Processo

CENTO = Decimal(100)
INDIVIDUALE = "individuale"
LEGALITA = re.compile(r"corruzion|corruttiv|trasparen|integrit", re.IGNORECASE)
"""How an indicator says that it is about preventing corruption or about transparency."""
SENZA_PROCESSO = "data non registrata"


@dataclass(frozen=True, slots=True)
class Conto:
    """A figure for a criterion: see ``ContoEsame``. ``valore`` is None of what is only said in words."""

    criterio: str
    codice: str
    nome: str
    valore: Decimal | None
    testo: str
    pagina: str = ""


@dataclass(frozen=True, slots=True)
class Materiale:
    """All that is counted of an edition: its cycle, its sealed full snapshot, its public edition composed, the pages of
    its PDF, how its year went."""

    ciclo: Ciclo
    foto: Fotografia
    composto: Composto
    pagine: int
    processo: Processo

    @property
    def organizzative(self) -> list[Riga]:
        return [r for p in self.foto.prospetti if p.tipo != INDIVIDUALE for r in p.righe]

    @property
    def individuali(self) -> list[Riga]:
        return [r for p in self.foto.prospetti if p.tipo == INDIVIDUALE for r in p.righe]

    @property
    def righe(self) -> list[Riga]:
        return [*self.organizzative, *self.individuali]

    def pagina(self, nome: str, parametri: str = "") -> str:
        """The page of the year with that name."""
        return reverse(nome, args=[self.ciclo.anno]) + parametri

    def registro(self, azione: str) -> str:
        """The lines of the register of an act."""
        return f"{reverse('cruscotto:registro')}?azione={azione.replace(' ', '+')}"


def conta(m: Materiale) -> list[Conto]:
    """All the figures, in the order of the criteria."""
    return [c for famiglia in FAMIGLIE for c in famiglia(m)]


def _uno(criterio: str, codice: str, nome: str, valore: int | Decimal, pagina: str = "", decimali: int = 0) -> Conto:
    esatto = Decimal(valore)
    return Conto(criterio, codice, nome, esatto, formatta_numero(esatto, decimali), pagina)


def _piano(m: Materiale) -> Iterator[Conto]:
    uno, albero = partial(_uno, "coerenza-piano"), m.pagina("cruscotto:albero")
    piano = {n.numero for n in m.foto.albero.nodi if n.nome}
    resi = {o.numero for p in m.foto.prospetti for g in p.prospettive for o in g.obiettivi if o.nome and o.righe}
    yield uno("obiettivi-piano", "Obiettivi strategici del Piano", len(piano), albero)
    yield uno("obiettivi-relazione", "Obiettivi con indicatori nella Relazione", len(resi), albero)
    yield uno("obiettivi-assenti", "Obiettivi del Piano senza indicatori nella Relazione", len(piano - resi), albero)
    cambiati = m.foto.rimodulazioni
    yield uno("target-rimodulati", "Target cambiati nell'anno", len(cambiati), m.registro("rimodula target"))
    yield uno("target-senza-motivo", "di cui senza atto o senza motivo", sum(not _motivata(r) for r in cambiati))


def _motivata(r: RimodulazioneFoto) -> bool:
    return bool(r.atto_numero.strip() and r.motivo.strip())


def _valutazione(m: Materiale) -> Iterator[Conto]:
    uno, dove = partial(_uno, "coerenza-valutazione"), m.pagina("cruscotto:cruscotti")
    misurati = [p for p in m.foto.prospetti if p.media.valore is not None]
    schede = [p for p in misurati if p.tipo == INDIVIDUALE]
    yield uno("cruscotti-misurati", "Cruscotti organizzativi con un risultato", len(misurati) - len(schede), dove)
    yield uno("schede-misurate", "Schede individuali con un risultato", len(schede), dove)


def _risultati(m: Materiale) -> Iterator[Conto]:
    uno, dove = partial(_uno, "tutti-gli-obiettivi"), m.pagina("cruscotto:cruscotti")
    righe, sue = m.organizzative, m.individuali
    yield uno("indicatori", "Indicatori nei cruscotti organizzativi", len(righe), dove)
    yield uno("con-consuntivo", "di cui con un consuntivo", sum(bool(r.actual) for r in righe), dove)
    fuori = sum(r.stato is Stato.NEUTRALIZZATO for r in righe)
    yield uno("neutralizzati", "di cui neutralizzati", fuori, m.pagina("cruscotto:elenco", "?stato=neutralizzate"))
    senza = sum(r.stato is Stato.NON_RILEVATO for r in righe)
    yield uno("senza-consuntivo", "di cui senza un consuntivo", senza, m.pagina("cruscotto:elenco", "?stato=da_fare"))
    yield uno("individuali", "Indicatori nelle schede individuali", len(sue), dove)
    vuoti = sum(r.stato is Stato.NON_RILEVATO for r in sue)
    yield uno("individuali-senza-consuntivo", "di cui senza un consuntivo", vuoti, dove)


def _legalita(m: Materiale) -> Iterator[Conto]:
    trovati = sum(bool(LEGALITA.search(r.etichetta)) for r in m.righe)
    nome = "Indicatori che nominano trasparenza, integrità o corruzione"
    yield _uno(
        "anticorruzione", "indicatori-legalita", nome, trovati, m.pagina("cruscotto:elenco", "?testo=trasparenza")
    )


def _metodo(m: Materiale) -> Iterator[Conto]:
    uno, elenco = partial(_uno, "uso-del-metodo"), partial(m.pagina, "cruscotto:elenco")
    righe = m.righe
    dichiarati = [r for r in righe if r.sal_dichiarato is not None]
    diversi = [r for r in dichiarati if r.sal_dichiarato != r.sal_calcolato]
    dove = elenco("?allerta=dichiarato_diverso")
    yield uno(
        "sal-ricalcolati", "SAL ricalcolati dal target e dal consuntivo", _quanti(righe, "sal_calcolato"), elenco()
    )
    yield uno("sal-dichiarati", "SAL dichiarati da una persona", len(dichiarati), elenco())
    yield uno("sal-concordi", "di cui uguali al ricalcolato", len(dichiarati) - len(diversi), elenco())
    yield uno("sal-discordi", "di cui diversi dal ricalcolato", len(diversi), dove)
    yield uno("sal-discordi-senza-motivo", "diversi e senza motivo", sum(not r.motivo for r in diversi), dove)
    senza = sum(not r.direzione and Tipo(r.tipo) in NUMERICI for r in righe)
    yield uno(
        "senza-direzione", "Indicatori con un numero e senza un verso dichiarato", senza, elenco("?allerta=senza_verso")
    )


def _quanti(righe: Sequence[Riga], campo: str) -> int:
    return sum(getattr(r, campo) is not None for r in righe)


def _affidabilita(m: Materiale) -> Iterator[Conto]:
    uno, prove = partial(_uno, "affidabilita"), m.pagina("relazione:prove")
    p, elenco = m.processo, m.pagina("cruscotto:elenco")
    yield uno("valori", "Valori di fine anno", p.valori, elenco)
    yield uno("valori-provati", "di cui con un'evidenza depositata", p.provati, prove)
    yield uno("valori-non-provati", "di cui senza evidenze", p.valori - p.provati, elenco)
    for codice, nome, quanti in p.per_fonte:
        yield uno(f"fonte-{codice}", f"di cui da fonte {nome}", quanti, elenco)
    dove = m.pagina("relazione:controlli")
    for codice, nome, quanti in p.esiti:
        yield uno(f"controlli-{codice}", nome, quanti, f"{dove}#peso-{codice.partition('-')[0]}")


def _scostamenti(m: Materiale) -> Iterator[Conto]:
    uno, elenco = partial(_uno, "scostamenti"), partial(m.pagina, "cruscotto:elenco")
    sotto = [r for r in m.righe if r.sal is not None and r.sal < CENTO]
    yield uno("sotto-target", "Indicatori sotto il target", len(sotto), elenco("?allerta=sotto_soglia"))
    senza = sum(not r.motivo for r in sotto)
    nome = "di cui senza un motivo scritto"
    yield uno("sotto-target-senza-motivo", nome, senza, elenco("?allerta=senza_motivazione"))


def _processo(m: Materiale) -> Iterator[Conto]:
    uno, p = partial(_uno, "processo"), m.processo
    yield Conto("processo", "piano-adottato", "Piano adottato", *_data(p.piano), m.pagina("cruscotto:piano"))
    yield Conto(
        "processo", "relazione-approvata", "Relazione approvata", *_data(p.relazione), m.pagina("relazione:edizioni")
    )
    yield uno(
        "valori-in-ritardo", "Valori inseriti dopo il termine del periodo", p.in_ritardo, m.pagina("cruscotto:elenco")
    )
    yield uno(
        "valori-restituiti", "Volte in cui un valore è stato restituito", p.restituiti, m.registro("restituisce valore")
    )
    yield uno("riaperture", "Periodi chiusi e riaperti a un ufficio", p.riaperture, m.pagina("cruscotto:chiusura"))
    dove = m.pagina("cruscotto:elenco", "?stato=neutralizzate")
    yield uno("valori-neutralizzati", "Valori tolti dalle medie, con il motivo", p.neutralizzati, dove)
    stessi = m.pagina("cruscotto:elenco", "?allerta=stessa_persona")
    yield uno("stessa-persona", "Valori validati da chi li aveva inseriti", p.stessa_persona, stessi)


def _data(fatta: tuple[dt.date | None, dt.date]) -> tuple[Decimal | None, str]:
    """The days of delay of an act, and the act in words."""
    quando, termine = fatta
    if quando is None:
        return None, SENZA_PROCESSO
    giorni = max((quando - termine).days, 0)
    detto = (
        "nei termini"
        if not giorni
        else "un giorno dopo il termine"
        if giorni == 1
        else f"{giorni} giorni dopo il termine"
    )
    return Decimal(giorni), f"{quando:%d/%m/%Y}, {detto}"


def _conformita(m: Materiale) -> Iterator[Conto]:
    uno, pira = partial(_uno, "conformita"), m.pagina("cruscotto:elenco", "?pira=1")
    yield uno("pira", "Indicatori PIRA", len(m.foto.pira), pira)
    yield uno("pira-interi", "di cui con tutti i campi del DPCM 18/9/2012", sum(map(_intero, m.foto.pira)), pira)
    aperte = len(m.composto.incompletezze)
    yield uno("parti-da-completare", "Parti della Relazione da completare", aperte, m.pagina("relazione:documenti"))


def _intero(pira: PiraFoto) -> bool:
    return all((pira.tipologia, pira.definizione, pira.unita, pira.fonte, pira.metodo, pira.target))


def _sinteticita(m: Materiale) -> Iterator[Conto]:
    uno, dove = partial(_uno, "sinteticita"), m.pagina("relazione:edizioni")
    yield uno("pagine", "Pagine del PDF sigillato", m.pagine, dove)
    yield uno("sezioni", "Sezioni", len(m.composto.sezioni), dove)
    yield uno("parole", "Parole del testo, senza tavole e figure", _testo(m).parole, dove)


def _chiarezza(m: Materiale) -> Iterator[Conto]:
    uno, dove, testo = partial(_uno, "chiarezza"), m.pagina("relazione:edizioni"), _testo(m)
    indice = testo.gulpease
    nome = "Leggibilità del testo (Gulpease, da 0 a 100: più alto, più facile)"
    if indice is None:
        yield Conto("chiarezza", "gulpease", nome, None, "nessun testo", dove)
    else:
        yield uno("gulpease", nome, indice, dove, decimali=1)
    difficili = sum((s.gulpease or CENTO) < DIFFICILE for _, s in del_documento(m.composto))
    yield uno("sezioni-difficili", "Sezioni difficili anche per chi ha un diploma (sotto 40)", difficili, dove)
    yield uno("frasi", "Frasi del testo", testo.frasi, dove)


def _testo(m: Materiale) -> Leggibilita:
    return sum((letta for _, letta in del_documento(m.composto)), Leggibilita())


FAMIGLIE: tuple[Callable[[Materiale], Iterator[Conto]], ...] = (
    _piano,
    _valutazione,
    _risultati,
    _legalita,
    _metodo,
    _affidabilita,
    _scostamenti,
    _processo,
    _conformita,
    _sinteticita,
    _chiarezza,
)
