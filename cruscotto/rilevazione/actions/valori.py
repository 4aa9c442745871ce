"""Entering the value of a period: draft, transmission, taking back; what its text must be and what it must have. Every
act is one line of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.aritmetica.plausibilita import Digitato, Domanda, domande
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import (
    Conflitto,
    NonModificabile,
    ValoreRifiutato,
    esige_inseribile,
    esige_scrivibile,
    tieni_periodo,
)
from cruscotto.ciclo.passaggi_valore import RIPRENDI, SALVA, TRASMETTI, annota, passa, scrivi
from cruscotto.misurazione.dovuti import Dovuti, Dovuto, Quali
from cruscotto.misurazione.riga import chiave
from cruscotto.models import Collocazione, Indicatore, Periodo, Rilevazione, StatoRilevazione
from cruscotto.valori.campi import MOTIVI, SCRITTI, VUOTI
from cruscotto.valori.conversioni import campi_rilevazione
from ente.actions.registro import differenze
from ente.giorni import PRIMO, perche_impossibile
from ente.models import Utente
from ente.poteri import Poteri, esige


class ValoreScritto:
    """What a person wrote for a value, by name of ``SCRITTI``, blanks already stripped; what is not said is empty."""

    __slots__ = ("campi",)

    def __init__(self, testo: str = "", **altri: Any) -> None:
        if ignoti := altri.keys() - VUOTI.keys():
            raise TypeError(f"Of a value nobody writes {', '.join(sorted(ignoti))}")
        self.campi: dict[str, Any] = VUOTI | {"testo": testo} | altri

    def __eq__(self, altro: object) -> bool:
        return isinstance(altro, ValoreScritto) and self.campi == altro.campi

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Scritto({', '.join(f'{nome}={valore!r}' for nome, valore in self.campi.items() if valore)})"

    @property
    def testo(self) -> str:
        return str(self.campi["testo"])

    @property
    def giorni_impossibili(self) -> dict[str, str]:
        """The days that cannot be, each with the reason."""
        giorni = {nome: valore for nome, valore in self.campi.items() if isinstance(valore, dt.date)}
        return {nome: perche for nome, giorno in giorni.items() if (perche := perche_impossibile(giorno))}

    def uguale(self, rilevazione: Rilevazione) -> bool:
        """Whether it says what the value already says."""
        return all(getattr(rilevazione, nome) == valore for nome, valore in self.campi.items())


@transaction.atomic
def salva_valore(
    *,
    periodo: Periodo,
    indicatore: Indicatore,
    collocazione: Collocazione | None = None,
    scritto: ValoreScritto,
    versione: int,
    da: Utente,
    poteri: Poteri | None = None,
) -> Rilevazione | None:
    """Save the draft of a value as its office wrote it; None when nothing is written and nothing was there.

    ``versione`` is the one that the person was looking at, 0 when there was no value: another one on the database with
    other contents is a conflict. The same contents twice are one act.

    Raises:
        ValoreRifiutato: the text cannot be read as a value of this indicator, or lies outside its limits.
        Conflitto: somebody else wrote it meanwhile.
        NonModificabile: the period is closed, the value is with the dirigente, or it is computed from others.
        PermissionDenied: the indicator belongs to another office.
    """
    poteri = poteri or Poteri.di(da)
    suo = indicatore.ente_id == da.ente_id and poteri.inserisce_per(indicatore.ufficio_id)
    esige(suo, "I valori li inserisce l'ufficio dell'indicatore.")
    esige_inseribile(indicatore)
    periodo = tieni_periodo(periodo)
    attuale = _attuale(periodo, indicatore, collocazione)
    if attuale is not None and scritto.uguale(attuale):
        return attuale  # the same form sent twice, or the back button
    esige_scrivibile(periodo, indicatore.ufficio_id)
    if attuale is not None:
        _esige_correggibile(attuale, versione)
    elif scritto == ValoreScritto():
        return None
    if impossibili := scritto.giorni_impossibili:
        raise ValoreRifiutato(impossibili)
    campi = {**scritto.campi, **leggi_testo(indicatore, scritto.testo, periodo.ciclo.anno)}
    campi |= {"inserita_da": da, "inserita_il": timezone.now()}
    if attuale is None:
        return _crea(Rilevazione(periodo=periodo, indicatore=indicatore, collocazione=collocazione, **campi), scritto)
    return _aggiorna(attuale, campi, da)


def _esige_correggibile(attuale: Rilevazione, versione: int) -> None:
    if attuale.stato not in SALVA.da:
        raise NonModificabile(
            f"Il valore di «{attuale.indicatore}» è in stato «{attuale.get_stato_display().lower()}»: per correggerlo "
            "riprendetelo, o chiedete al dirigente di restituirlo."
        )
    if attuale.versione != versione:
        raise Conflitto(attuale)


def _attuale(periodo: Periodo, indicatore: Indicatore, collocazione: Collocazione | None) -> Rilevazione | None:
    """The value as it is now, that nobody else changes before the end of the transaction."""
    insieme = Rilevazione.objects.select_for_update().order_by()
    attuale = insieme.filter(periodo=periodo, indicatore=indicatore, collocazione=collocazione).first()
    if attuale is not None:
        attuale.periodo, attuale.indicatore = periodo, indicatore
    return attuale


def _crea(nuova: Rilevazione, scritto: ValoreScritto) -> Rilevazione:
    """Insert a value; two persons at once, and the constraint of the database lets one in."""
    assert nuova.inserita_da is not None  # noqa: S101 - the caller sets it
    try:
        with transaction.atomic():
            nuova.save(force_insert=True)
    except IntegrityError:
        altra = _attuale(nuova.periodo, nuova.indicatore, nuova.collocazione)
        if altra is None:
            raise
        if scritto.uguale(altra):
            return altra
        raise Conflitto(altra) from None
    annota(nuova, SALVA.nome, nuova.inserita_da, differenze(ValoreScritto().campi, scritto.campi))
    return nuova


def _aggiorna(attuale: Rilevazione, campi: Mapping[str, Any], da: Utente) -> Rilevazione:
    cambiati = differenze({nome: getattr(attuale, nome) for nome in SCRITTI}, {nome: campi[nome] for nome in SCRITTI})
    scrivi(attuale, campi, SALVA)
    annota(attuale, SALVA.nome, da, cambiati)
    return attuale


@transaction.atomic
def trasmetti_valore(
    *, rilevazione: Rilevazione, versione: int, da: Utente, poteri: Poteri | None = None
) -> Rilevazione:
    """Hand a value to the dirigente. Twice is once.

    Raises:
        ValoreRifiutato: there is no value, a cumulative one falls without a reason in the note, or the SAL is below
            the body's threshold and its cause, or the corrective action with its date, is missing.
        Conflitto, NonModificabile, PermissionDenied: as ``passa``.
    """

    def fatto(attuale: Rilevazione) -> bool:
        return attuale.stato == StatoRilevazione.TRASMESSA and attuale.versione in (versione, versione + 1)

    return passa(rilevazione, TRASMETTI, versione, da, poteri=poteri, fatto=fatto, controlla=_controlla)


def _controlla(rilevazione: Rilevazione) -> None:
    errori = manca_per_trasmettere(rilevazione)
    if errori:
        raise ValoreRifiutato(errori)


@transaction.atomic
def riprendi_valore(
    *, rilevazione: Rilevazione, versione: int, da: Utente, poteri: Poteri | None = None
) -> Rilevazione:
    """Take back a value that was transmitted and not yet validated, to correct it. Twice is once.

    Raises:
        Conflitto, NonModificabile, PermissionDenied: as ``passa``.
    """

    def fatto(attuale: Rilevazione) -> bool:
        return attuale.stato == StatoRilevazione.BOZZA

    return passa(rilevazione, RIPRENDI, versione, da, poteri=poteri, fatto=fatto)


VUOTO: dict[str, Any] = {
    "testo": "",
    "tipo": "",
    "valore": None,
    "data": None,
    "livello": "",
    "numeratore": None,
    "denominatore": None,
    "fasi": [],
    "unita": "",
    "avvisi": [],
}
"""The fields that are read from the text of a value, when there is no text."""


def leggi_testo(indicatore: Indicatore, testo: str, anno: int) -> dict[str, Any]:
    """The fields of a value read from its text, which may be empty. Nonsense is refused, unlike in an import.

    The limits of its unit refuse nothing: what lies outside them is asked about (``domande_del_valore``).

    Raises:
        ValoreRifiutato: on the field ``testo``.
    """
    if not testo:
        return dict(VUOTO)
    tipo = Tipo(indicatore.tipo)
    dichiarato = None if tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) else tipo
    campi = campi_rilevazione(testo, indicatore.scala, dichiarato)
    if not campi["tipo"]:
        raise ValoreRifiutato({"testo": str(campi["avvisi"][0])})
    data = campi["data"]
    if data is not None and data < PRIMO:
        raise ValoreRifiutato({"testo": perche_impossibile(data)})
    if data is not None and data > timezone.localdate():
        futura = f"Il {data:%d/%m/%Y} deve ancora venire: scrivete la data di un fatto avvenuto."
        raise ValoreRifiutato({"testo": futura})
    if data is not None and data.year != anno:
        campi["avvisi"] = [*campi["avvisi"], f"la data non è del {anno}"]
    return campi


def manca_per_trasmettere(rilevazione: Rilevazione) -> dict[str, str]:
    """What a saved value lacks to be transmitted, one sentence a field; empty when nothing."""
    voce = _voce_di(rilevazione)
    return manca_alla_voce(voce, rilevazione) if voce else {}


def _voce_di(rilevazione: Rilevazione) -> Dovuto | None:
    periodo, indicatore = rilevazione.periodo, rilevazione.indicatore
    dovuti = Dovuti(periodo.ciclo, periodo, None, Quali(indicatore.ente_id, solo=indicatore.pk))
    return dovuti.voce(chiave(indicatore.pk, rilevazione.collocazione_id), rilevazione)


def manca_alla_voce(voce: Dovuto, rilevazione: Rilevazione) -> dict[str, str]:
    """The same, for who has already read the value, and measured ``voce`` as if it were ``rilevazione``."""
    if not rilevazione.tipo:
        return {"testo": f"Il valore di «{voce.indicatore}» è vuoto: scrivetelo prima di trasmetterlo."}
    errori = {}
    da_dire = [_calo(voce, rilevazione), *(d.frase for d in domande_del_valore(voce, rilevazione))]
    if any(da_dire) and not rilevazione.nota:
        errori["nota"] = _in_nota([frase for frase in da_dire if frase])
    if any(a.codice is CodiceAllerta.SOTTO_SOGLIA for r in voce.organizzative for a in r.allerte):
        errori |= _senza_motivazione(rilevazione)
    return errori


def _in_nota(frasi: Sequence[str]) -> str:
    """What to explain in the note, one sentence after the other."""
    domanda = any(frase.endswith("?") for frase in frasi)
    return " ".join([*frasi, *(["Correggetelo, o rispondete nella nota."] if domanda else [])])


def domande_del_valore(voce: Dovuto, rilevazione: Rilevazione) -> tuple[Domanda, ...]:
    """What to ask of a value beside what ``voce`` knows: the period before, the targets, the limits of the unit."""
    valore = essenziale(rilevazione.valore)
    if valore is None or rilevazione.neutralizzata:
        return ()
    return domande(
        Digitato(
            valore,
            voce.prima.valore if voce.prima else None,
            voce.attesi,
            essenziale(voce.indicatore.minimo_ammesso),
            essenziale(voce.indicatore.massimo_ammesso),
        )
    )


def domande_sul_valore(rilevazione: Rilevazione) -> tuple[Domanda, ...]:
    """The same, for who has only the value."""
    voce = _voce_di(rilevazione)
    return domande_del_valore(voce, rilevazione) if voce else ()


def _calo(voce: Dovuto, rilevazione: Rilevazione) -> str:
    """A cumulative value may not fall without a reason (docs/manuale/misura.md "Il valore di un periodo")."""
    prima, adesso = (voce.prima.valore if voce.prima else None), rilevazione.valore
    if voce.indicatore.accumulo != Accumulo.CUMULATO or prima is None or adesso is None or adesso >= prima:
        return ""
    return (
        f"Il valore è dall'inizio dell'anno e cala da {formatta_numero(prima)} a "
        f"{formatta_numero(essenziale(adesso))}: correggetelo, o scrivete nella nota perché."
    )


def _senza_motivazione(rilevazione: Rilevazione) -> dict[str, str]:
    return {c.nome: c.se_manca for c in MOTIVI if not getattr(rilevazione, c.nome)}
