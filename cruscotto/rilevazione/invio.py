"""What a person wrote on the sheet, applied to its values: tried, saved, handed in, taken back. Every refusal becomes
a sentence on its row, with what was typed still there."""

from __future__ import annotations

from dataclasses import replace

from django.utils.timezone import localtime

from cruscotto.ciclo.blocchi import Conflitto, NonModificabile, ValoreRifiutato
from cruscotto.ciclo.passaggi_valore import SALVA
from cruscotto.misurazione.dovuti import Dovuto
from cruscotto.models import Rilevazione
from cruscotto.rilevazione.actions.valori import (
    Scritto,
    leggi_testo,
    manca_alla_voce,
    riprendi_valore,
    salva_valore,
    trasmetti_valore,
)
from cruscotto.rilevazione.caselle import caselle
from cruscotto.rilevazione.forms.valore import ValoreForm
from cruscotto.rilevazione.pagina_valori import Foglio, RigaFoglio


def prova(foglio: Foglio, voce: Dovuto, modulo: ValoreForm) -> RigaFoglio:
    """The row as if what is typed were its value; nothing is written."""
    riga = _come_scritta(foglio.riga(voce, con_manca=False), modulo)
    riga.avvisi = ()
    if not riga.modificabile:
        return _chiusa(riga, modulo, riga.perche_no or f"Il valore è già in stato «{riga.nome_stato.lower()}».")
    try:
        composto = modulo.composto(voce.rilevazione)
        campi = leggi_testo(voce.indicatore, composto.testo, foglio.sede.ciclo.anno)
    except ValoreRifiutato as rifiuto:
        riga.errori, riga.muta = rifiuto.errori, True
        return riga
    provata = Rilevazione(
        periodo=foglio.periodo,
        indicatore=voce.indicatore,
        collocazione=voce.collocazione,
        **{**campi, "testo": composto.testo},
        **modulo.altri,
    )
    misurata = foglio.dovuti.voce(voce.chiave, provata)
    assert misurata is not None  # noqa: S101 - it was there a moment ago
    riga.voce, riga.avvisi, riga.provata, riga.muta = misurata, composto.avvisi, composto.testo, not composto.testo
    if composto.testo:
        riga.manca = manca_alla_voce(misurata, provata)
    attuale, scritto = voce.rilevazione, Scritto(testo=composto.testo, **modulo.altri)
    if attuale and attuale.versione != _versione(voce, modulo) and not scritto.uguale(attuale):
        riga.conflitto = attuale
    return riga


def salva(foglio: Foglio, voce: Dovuto, modulo: ValoreForm, *, sopra: bool = False) -> RigaFoglio:
    """Save what was typed, if it was touched; ``sopra`` another's value that the person has seen in a conflict."""
    if not modulo.toccato and not sopra:
        return foglio.riga(voce)
    riga = foglio.riga(voce, con_manca=False)
    try:
        scritto, composto = modulo.scritto(voce.rilevazione)
        salvata = salva_valore(
            periodo=foglio.periodo,
            indicatore=voce.indicatore,
            collocazione=voce.collocazione,
            scritto=scritto,
            versione=modulo.versione_scelta if sopra else _versione(voce, modulo),
            da=foglio.sede.utente,
            poteri=foglio.sede.poteri,
        )
    except ValoreRifiutato as rifiuto:
        riga = _come_scritta(riga, modulo)
        riga.errori, riga.muta = rifiuto.errori, "testo" in rifiuto.errori
        return riga
    except Conflitto as conflitto:
        return _in_conflitto(riga, modulo, conflitto.attuale)
    except NonModificabile as perche:
        return _chiusa(riga, modulo, str(perche))
    riga = _aggiornata(foglio, voce, salvata)
    riga.avvisi = riga.avvisi or composto.avvisi
    riga.detto = f"Salvato alle {localtime():%H:%M}" if salvata else ""
    return riga


def trasmetti(foglio: Foglio, riga: RigaFoglio, modulo: ValoreForm) -> RigaFoglio:
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
            rilevazione=rilevazione, versione=versione, da=foglio.sede.utente, poteri=foglio.sede.poteri
        )
    except ValoreRifiutato as rifiuto:
        riga.manca, riga.chiesto = rifiuto.errori, True
        return riga
    except Conflitto as conflitto:
        return _in_conflitto(riga, modulo, conflitto.attuale)
    except NonModificabile as perche:
        return _chiusa(riga, modulo, str(perche))
    riga = _aggiornata(foglio, riga.voce, fatta)
    riga.detto = "Trasmesso"
    return riga


def riprendi(foglio: Foglio, voce: Dovuto, modulo: ValoreForm) -> RigaFoglio:
    """Take back the value of a row."""
    if voce.rilevazione is None:
        return foglio.riga(voce)
    try:
        ripresa = riprendi_valore(
            rilevazione=voce.rilevazione,
            versione=modulo.versione_vista,
            da=foglio.sede.utente,
            poteri=foglio.sede.poteri,
        )
    except (Conflitto, NonModificabile) as perche:
        riga = foglio.riga(voce)
        riga.errori = {"testo": str(perche)}
        return riga
    riga = _aggiornata(foglio, voce, ripresa)
    riga.detto = "Ripreso: ora potete correggerlo"
    return riga


def _versione(voce: Dovuto, modulo: ValoreForm) -> int:
    """The version that the person was looking at. An evidence leaves an empty draft where there was no value: who saw
    nothing then is not told of a conflict with nothing."""
    attuale = voce.rilevazione
    if modulo.versione_vista == 0 and attuale is not None and Scritto().uguale(attuale):
        return attuale.versione
    return modulo.versione_vista


def _aggiornata(foglio: Foglio, voce: Dovuto, rilevazione: Rilevazione | None) -> RigaFoglio:
    """The row after an act, without reading the period again."""
    if rilevazione is None:
        return foglio.riga(voce)
    misurata = foglio.dovuti.voce(voce.chiave, rilevazione) or voce
    return foglio.riga(replace(misurata, rilevazione=rilevazione))


def _come_scritta(riga: RigaFoglio, modulo: ValoreForm) -> RigaFoglio:
    """The row with what was typed in its boxes, as the page that sent it was."""
    if modulo.campi.keys() != {c.nome for c in riga.caselle}:
        vuote = caselle(riga.voce.indicatore, "", [r.target for r in riga.voce.righe if r.target])
        riga.caselle = vuote if modulo.campi.keys() == {c.nome for c in vuote} else riga.caselle
    riga.caselle = tuple(replace(c, scritto=modulo.campi.get(c.nome, c.scritto)) for c in riga.caselle)
    riga.testi = dict(modulo.testi)
    riga.versione, riga.prima = max(modulo.versione_vista, 0), str(modulo.data.get(f"{modulo.prefix}-prima", ""))
    return riga


def _in_conflitto(riga: RigaFoglio, modulo: ValoreForm, attuale: Rilevazione) -> RigaFoglio:
    """Both values on the row; only a sentence when the other's has already gone further."""
    riga.voce = replace(riga.voce, rilevazione=attuale)
    if attuale.stato not in SALVA.da:
        return _chiusa(riga, modulo, str(Conflitto(attuale)))
    riga = _come_scritta(riga, modulo)
    riga.conflitto = attuale
    return riga


def _chiusa(riga: RigaFoglio, modulo: ValoreForm, perche: str) -> RigaFoglio:
    """A row that cannot be written any more: what was typed is quoted, so that it is not lost."""
    scritto = " / ".join(valore for valore in modulo.campi.values() if valore)
    riga.errori = {"testo": f"{perche} Avevate scritto «{scritto}»." if scritto and modulo.toccato else perche}
    return riga


def tengo_il_salvato(foglio: Foglio, voce: Dovuto) -> RigaFoglio:
    """The row as it is on the database, after a conflict."""
    riga = foglio.riga(voce)
    riga.detto = "Tenuto il valore salvato"
    return riga
