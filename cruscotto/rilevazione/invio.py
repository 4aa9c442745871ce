"""What a person wrote on the sheet, applied to its values: tried, saved, handed in, taken back. Every refusal becomes
a sentence on its row, with what was typed still there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.timezone import localtime

from cruscotto.ciclo.blocchi import Conflitto, NonModificabile, ValoreRifiutato
from cruscotto.ciclo.passaggi_valore import SALVA
from cruscotto.misurazione.dovuti import Dovuto
from cruscotto.models import Rilevazione
from cruscotto.rilevazione.actions.valori import (
    ValoreScritto,
    leggi_testo,
    manca_alla_voce,
    riprendi_valore,
    salva_valore,
    trasmetti_valore,
)
from cruscotto.rilevazione.caselle import caselle
from cruscotto.rilevazione.forms.valore import ValoreForm
from cruscotto.rilevazione.pagina_valori import RigaDaInserire, ValoriDaInserire
from cruscotto.valori.campi import CAMPI, Genere
from ente.errori import ErroreUtente

C_E_GIA = "Qui c’è già un valore: cancellatelo, poi riprendete quello del periodo prima."


def prova(da_inserire: ValoriDaInserire, voce: Dovuto, modulo: ValoreForm) -> RigaDaInserire:
    """The row as if what is typed were its value; nothing is written."""
    riga = _come_scritta(da_inserire.riga(voce, con_manca=False), modulo)
    riga.avvisi = ()
    if not riga.modificabile:
        return _chiusa(riga, modulo, riga.perche_no or f"Il valore è già in stato «{riga.nome_stato.lower()}».")
    try:
        composto = modulo.composto(voce.rilevazione)
        campi = leggi_testo(voce.indicatore, composto.testo, da_inserire.sede.ciclo.anno)
    except ValoreRifiutato as rifiuto:
        riga.errori, riga.muta = rifiuto.errori, True
        return riga
    provata = Rilevazione(
        periodo=da_inserire.periodo,
        indicatore=voce.indicatore,
        collocazione=voce.collocazione,
        **{**campi, "testo": composto.testo},
        **modulo.altri,
    )
    misurata = da_inserire.dovuti.voce(voce.chiave, provata)
    assert misurata is not None  # noqa: S101 - it was there a moment ago
    riga.voce, riga.avvisi, riga.provata, riga.muta = misurata, composto.avvisi, composto.testo, not composto.testo
    if composto.testo:
        riga.manca = manca_alla_voce(misurata, provata)
    attuale, scritto = voce.rilevazione, ValoreScritto(testo=composto.testo, **modulo.altri)
    if attuale and attuale.versione != _versione(voce, modulo) and not scritto.uguale(attuale):
        riga.conflitto = attuale
    return riga


def salva(da_inserire: ValoriDaInserire, voce: Dovuto, modulo: ValoreForm, *, sopra: bool = False) -> RigaDaInserire:
    """Save what was typed, if it was touched; ``sopra`` another's value that the person has seen in a conflict."""
    if not modulo.toccato and not sopra:
        return da_inserire.riga(voce)
    riga = da_inserire.riga(voce, con_manca=False)
    try:
        scritto, composto = modulo.scritto(voce.rilevazione)
        salvata = salva_valore(
            periodo=da_inserire.periodo,
            indicatore=voce.indicatore,
            collocazione=voce.collocazione,
            scritto=scritto,
            versione=modulo.versione_scelta if sopra else _versione(voce, modulo),
            da=da_inserire.sede.utente,
            poteri=da_inserire.sede.poteri,
        )
    except ValoreRifiutato as rifiuto:
        riga = _come_scritta(riga, modulo)
        riga.errori, riga.muta = rifiuto.errori, "testo" in rifiuto.errori
        return riga
    except Conflitto as conflitto:
        return _in_conflitto(riga, modulo, conflitto.attuale)
    except NonModificabile as perche:
        return _chiusa(riga, modulo, str(perche))
    riga = _aggiornata(da_inserire, voce, salvata)
    riga.avvisi = riga.avvisi or composto.avvisi
    riga.detto = f"Salvato alle {localtime():%H:%M}" if salvata else ""
    return riga


def trasmetti(da_inserire: ValoriDaInserire, riga: RigaDaInserire, modulo: ValoreForm) -> RigaDaInserire:
    """Hand in the value of a row that ``salva`` gave, if it gave no trouble."""
    rilevazione = riga.rilevazione
    if riga.errori or riga.conflitto:
        return riga
    if rilevazione is None or not rilevazione.tipo:
        riga.manca, riga.chiesto = {"testo": "Il valore è vuoto: scrivetelo prima di trasmetterlo."}, True
        return riga
    versione = rilevazione.versione if riga.detto else modulo.versione_vista
    if versione != rilevazione.versione and riga.trasmissibile:
        return _in_conflitto(riga, modulo, rilevazione)  # one hands in what one has seen
    if riga.manca:
        riga.chiesto = True
        return riga
    try:
        fatta = trasmetti_valore(
            rilevazione=rilevazione, versione=versione, da=da_inserire.sede.utente, poteri=da_inserire.sede.poteri
        )
    except ValoreRifiutato as rifiuto:
        riga.manca, riga.chiesto = rifiuto.errori, True
        return riga
    except Conflitto as conflitto:
        return _in_conflitto(riga, modulo, conflitto.attuale)
    except NonModificabile as perche:
        return _chiusa(riga, modulo, str(perche))
    riga = _aggiornata(da_inserire, riga.voce, fatta)
    riga.detto = "Trasmesso"
    return riga


def riprendi(da_inserire: ValoriDaInserire, voce: Dovuto, modulo: ValoreForm) -> RigaDaInserire:
    """Take back the value of a row."""
    if voce.rilevazione is None:
        return da_inserire.riga(voce)
    try:
        ripresa = riprendi_valore(
            rilevazione=voce.rilevazione,
            versione=modulo.versione_vista,
            da=da_inserire.sede.utente,
            poteri=da_inserire.sede.poteri,
        )
    except (Conflitto, NonModificabile) as perche:
        riga = da_inserire.riga(voce)
        riga.errori = {"testo": str(perche)}
        return riga
    riga = _aggiornata(da_inserire, voce, ripresa)
    riga.detto = "Ripreso: ora potete correggerlo"
    return riga


def _versione(voce: Dovuto, modulo: ValoreForm) -> int:
    """The version that the person was looking at. An evidence leaves an empty draft where there was no value: who saw
    nothing then is not told of a conflict with nothing."""
    attuale = voce.rilevazione
    if modulo.versione_vista == 0 and attuale is not None and ValoreScritto().uguale(attuale):
        return attuale.versione
    return modulo.versione_vista


def _aggiornata(da_inserire: ValoriDaInserire, voce: Dovuto, rilevazione: Rilevazione | None) -> RigaDaInserire:
    """The row after an act, without reading the period again."""
    if rilevazione is None:
        return da_inserire.riga(voce)
    misurata = da_inserire.dovuti.voce(voce.chiave, rilevazione) or voce
    return da_inserire.riga(replace(misurata, rilevazione=rilevazione))


def _come_scritta(riga: RigaDaInserire, modulo: ValoreForm) -> RigaDaInserire:
    """The row with what was typed in its boxes, as the page that sent it was."""
    if modulo.campi.keys() != {c.nome for c in riga.caselle}:
        vuote = caselle(riga.voce.indicatore, "", [r.target for r in riga.voce.righe if r.target])
        riga.caselle = vuote if modulo.campi.keys() == {c.nome for c in vuote} else riga.caselle
    riga.caselle = tuple(replace(c, scritto=modulo.campi.get(c.nome, c.scritto)) for c in riga.caselle)
    riga.testi = dict(modulo.testi)
    riga.versione, riga.prima = max(modulo.versione_vista, 0), str(modulo.data.get(f"{modulo.prefix}-prima", ""))
    return riga


def _in_conflitto(riga: RigaDaInserire, modulo: ValoreForm, attuale: Rilevazione) -> RigaDaInserire:
    """Both values on the row; only a sentence when the other's has already gone further."""
    riga.voce = replace(riga.voce, rilevazione=attuale)
    if attuale.stato not in SALVA.da:
        return _chiusa(riga, modulo, str(Conflitto(attuale)))
    riga = _come_scritta(riga, modulo)
    riga.conflitto = attuale
    return riga


def _chiusa(riga: RigaDaInserire, modulo: ValoreForm, perche: str) -> RigaDaInserire:
    """A row that cannot be written any more: what was typed is quoted, so that it is not lost."""
    scritto = " / ".join(valore for valore in modulo.campi.values() if valore)
    riga.errori = {"testo": f"{perche} Avevate scritto «{scritto}»." if scritto and modulo.toccato else perche}
    return riga


def rifiuta(da_inserire: ValoriDaInserire, voce: Dovuto, modulo: ValoreForm, perche: str) -> RigaDaInserire:
    """The row as it was sent, with why nothing of it was written."""
    riga = da_inserire.riga(voce, con_manca=False)
    if not riga.modificabile:
        return _chiusa(riga, modulo, riga.perche_no or f"Il valore è già in stato «{riga.nome_stato.lower()}».")
    riga = _come_scritta(riga, modulo)
    riga.errori, riga.muta = {"testo": perche}, True
    return riga


def come_prima(
    da_inserire: ValoriDaInserire, voce: Dovuto, modulo: ValoreForm, dati: Mapping[str, str]
) -> RigaDaInserire:
    """Save for a value what it said in the period before; never over what already stands in its boxes."""
    prima = {c.nome: c.prima for c in da_inserire.riga(voce, con_manca=False).caselle}
    if not any(prima.values()):
        return rifiuta(da_inserire, voce, modulo, "Nel periodo prima non c’è un valore da riportare: scrivetelo.")
    if any(modulo.campi.values()):
        return rifiuta(da_inserire, voce, modulo, C_E_GIA)
    radice = f"{modulo.prefix}-"
    compilati = {**{n: str(v) for n, v in dati.items()}, **{radice + nome: scritto for nome, scritto in prima.items()}}
    return salva(da_inserire, voce, ValoreForm(voce.indicatore, voce.chiave, compilati))


def ricorda(voce: Dovuto) -> dict[str, str]:
    """What a value says, in words that can be kept and put back."""
    valore = voce.rilevazione
    if valore is None:
        return {}
    return {"testo": valore.testo, **{c.nome: c.scritto(valore) for c in CAMPI}}


def rimetti(da_inserire: ValoriDaInserire, voce: Dovuto, versione: int, ricordato: Mapping[str, str]) -> str:
    """Put back what ``ricorda`` said of a value, if it still is at ``versione``. Why not, empty when it was done."""
    campi: dict[str, Any] = dict(ricordato)
    for c in CAMPI:
        if c.genere is Genere.GIORNO and c.nome in campi:
            campi[c.nome] = dt.date.fromisoformat(campi[c.nome]) if campi[c.nome] else None
    try:
        salva_valore(
            periodo=da_inserire.periodo,
            indicatore=voce.indicatore,
            collocazione=voce.collocazione,
            scritto=ValoreScritto(**campi),
            versione=versione,
            da=da_inserire.sede.utente,
            poteri=da_inserire.sede.poteri,
        )
    except Conflitto:
        return "è cambiato dopo, e resta com’è"
    except ErroreUtente as perche:
        return str(perche)
    return ""


def tengo_il_salvato(da_inserire: ValoriDaInserire, voce: Dovuto) -> RigaDaInserire:
    """The row as it is on the database, after a conflict."""
    riga = da_inserire.riga(voce)
    riga.detto = "Tenuto il valore salvato"
    return riga
