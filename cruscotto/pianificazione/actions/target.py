"""Targets: the first one of an indicator in a cycle, and the rimodulazione that replaces it and keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cruscotto.aritmetica.punteggio import RegolaNonValida
from cruscotto.aritmetica.soglie import controlla_target
from cruscotto.aritmetica.valori import Tipo
from cruscotto.avvisi.actions.invio import avvisa
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato, blocca_ciclo, esige_ciclo_modificabile
from cruscotto.misurazione.impostazioni import Misura, MisuraNonDefinita
from cruscotto.models import Ciclo, Collocazione, Fatto, Indicatore, Periodo, ValoreAtteso
from cruscotto.valori.conversioni import atteso_di, campi_atteso
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige

LUNGO_NUMERO = 40
CHI = "I target li cambia il controllo di gestione; in pianificazione anche il dirigente dell'area e chi amministra."


@dataclass(frozen=True, slots=True)
class TargetScritto:
    """A target as a person writes it, with the act that adopts it; blanks already stripped."""

    testo: str
    atto_numero: str = ""
    atto_data: dt.date | None = None
    motivo: str = ""
    visto: str | None = None
    """The target that the person was looking at, where it can change without a new version: in planning."""

    def uguale(self, atteso: ValoreAtteso) -> bool:
        """Whether it says what a version already says."""
        return (self.testo, self.atto_numero, self.atto_data, self.motivo) == (
            atteso.testo,
            atteso.atto_numero,
            atteso.atto_data,
            atteso.motivo,
        )


def ultima_versione(
    ciclo: Ciclo, indicatore: Indicatore, collocazione: Collocazione | None = None
) -> ValoreAtteso | None:
    """The last version of the target of a placement of its own, or of the shared one."""
    attesi = ValoreAtteso.objects.filter(ciclo=ciclo, indicatore=indicatore, collocazione=collocazione)
    return attesi.order_by("-versione").first()


def senza_atto(ciclo: Ciclo, ultima: ValoreAtteso | None) -> bool:
    """Whether a target needs no act: until the Plan is adopted, unless an act has changed it already."""
    return ciclo.in_pianificazione and (ultima is None or ultima.atto_data is None)


def puo_pianificare(poteri: Poteri, indicatore: Indicatore) -> bool:
    """Whether a person sets the target of an indicator while the cycle is planned: who runs the cycle, who administers,
    and the manager of the area whose office answers for it."""
    ufficio = indicatore.ufficio
    return poteri.controllo or poteri.amministratore or (ufficio is not None and ufficio.area_id in poteri.aree)


@transaction.atomic
def rimodula_target(
    *,
    indicatore: Indicatore,
    ciclo: Ciclo,
    collocazione: Collocazione | None = None,
    scritto: TargetScritto,
    versione: int,
    da: Utente,
    poteri: Poteri | None = None,
) -> ValoreAtteso | None:
    """Give an indicator, or one of its placements, a new target by an act; the one before stays as an older version.
    Until the Plan is adopted the target itself is changed, without an act.

    ``versione`` is the one that the person was looking at, 0 when there was none. The same target by the same act
    twice is one: the second time nothing is written and the answer is None.

    Raises:
        ValoreRifiutato: the text cannot be read for this kind of indicator or contradicts its rules, or the act is
            not complete or not possible.
        Superato: another version was adopted meanwhile.
        NonModificabile: the Relazione of the cycle has been adopted.
        PermissionDenied
    """
    poteri, ciclo = poteri or Poteri.di(da), blocca_ciclo(ciclo.pk)
    indicatore = Indicatore.objects.select_related("ufficio").get(pk=indicatore.pk)
    ultima = ultima_versione(ciclo, indicatore, collocazione)
    primo = senza_atto(ciclo, ultima)
    puo = puo_pianificare(poteri, indicatore) if primo else poteri.controllo
    esige(ciclo.ente_id == indicatore.ente_id == da.ente_id and puo, CHI)
    if ultima is not None and scritto.uguale(ultima):
        return None
    esige_ciclo_modificabile(ciclo)
    _esige_visto(scritto, versione, ultima)
    _esige_sua(collocazione, indicatore, ciclo)
    campi = _leggi(scritto, indicatore, ciclo, ultima)
    if primo and ultima is not None:
        return _sostituisci(ultima, campi, da)
    campi |= {"ciclo": ciclo, "indicatore": indicatore, "collocazione": collocazione}
    nuova = ValoreAtteso(**campi, versione=versione + 1)
    if not _inserisci(nuova, scritto):
        return None
    _annota(nuova, ultima, da)
    if not primo:
        avvisa(Fatto.TARGET, ciclo.ente, [nuova.pk], da)
    return nuova


def _esige_sua(collocazione: Collocazione | None, indicatore: Indicatore, ciclo: Ciclo) -> None:
    if collocazione and (collocazione.indicatore_id != indicatore.pk or collocazione.cruscotto.ciclo_id != ciclo.pk):
        raise ValoreRifiutato({"testo": "La riga scelta non è di questo indicatore in questo anno."})


@transaction.atomic
def togli_target(
    *,
    indicatore: Indicatore,
    ciclo: Ciclo,
    collocazione: Collocazione | None = None,
    visto: str,
    da: Utente,
    poteri: Poteri | None = None,
) -> bool:
    """Take away the target of an indicator, or of one of its placements, that the person was looking at, while the
    cycle is planned; False when there is none.

    Raises:
        NonModificabile: the Plan has been adopted: a target changes by an act, and is never taken away.
        Superato: another target was written meanwhile.
        PermissionDenied
    """
    ciclo = blocca_ciclo(ciclo.pk)
    ultima = ultima_versione(ciclo, indicatore, collocazione)
    proprio = ciclo.ente_id == indicatore.ente_id == da.ente_id
    esige(proprio and puo_pianificare(poteri or Poteri.di(da), indicatore), CHI)
    if ultima is None:
        return False
    if not senza_atto(ciclo, ultima):
        raise NonModificabile(f"Il Piano {ciclo.anno} è già adottato: un target si cambia con un atto, non si toglie.")
    if ultima.testo != visto:
        raise _superato(ultima)
    prima = ultima.testo
    _annota(ultima, None, da, azione="toglie target", prima={"target": prima}, dopo={"target": ""})
    ultima.delete()
    return True


def _sostituisci(ultima: ValoreAtteso, campi: dict[str, Any], da: Utente) -> ValoreAtteso:
    """Write another target in the place of one that no act has adopted; refused when it changed since it was read."""
    prima = ultima.testo
    if ValoreAtteso.objects.filter(pk=ultima.pk, testo=prima, versione=ultima.versione).update(**campi) != 1:
        raise _superato(ultima_versione(ultima.ciclo, ultima.indicatore, ultima.collocazione))
    nuova = ValoreAtteso.objects.select_related("ciclo__ente", "indicatore", "collocazione__cruscotto").get(
        pk=ultima.pk
    )
    _annota(nuova, None, da, azione="pianifica target", prima={"target": prima}, dopo={"target": nuova.testo})
    return nuova


def _esige_visto(scritto: TargetScritto, versione: int, ultima: ValoreAtteso | None) -> None:
    """Refuse to write over a target that the person was not looking at."""
    c_e, quale = (ultima.testo, ultima.versione) if ultima else ("", 0)
    if versione != quale or scritto.visto not in (None, c_e):
        raise _superato(ultima)


def _leggi(scritto: TargetScritto, indicatore: Indicatore, ciclo: Ciclo, ultima: ValoreAtteso | None) -> dict[str, Any]:
    """The fields of the new version; refuses with everything that is wrong at once."""
    errori = _errori_dell_atto(scritto, ciclo, ultima)
    campi: dict[str, Any] = {}
    try:
        campi = leggi_target(indicatore, scritto.testo, ciclo)
    except ValoreRifiutato as rifiuto:
        errori = rifiuto.errori | errori
    if ultima is not None and scritto.testo == ultima.testo:
        errori["testo"] = f"Il target è già «{ultima.testo}»: scrivete quello nuovo."
    if errori:
        raise ValoreRifiutato(errori)
    return campi | {"atto_numero": scritto.atto_numero, "atto_data": scritto.atto_data, "motivo": scritto.motivo}


def leggi_target(indicatore: Indicatore, testo: str, ciclo: Ciclo) -> dict[str, Any]:
    """The fields of a target read from its text, a tolerance included. Nonsense is refused, unlike in an import.

    Raises:
        ValoreRifiutato: on the field ``testo``.
    """
    tipo = None if indicatore.tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) else Tipo(indicatore.tipo)
    campi = campi_atteso(testo, indicatore.scala, tipo)
    if not campi["tipo"]:
        raise ValoreRifiutato({"testo": str(campi["avvisi"][0])})
    letto = atteso_di(ValoreAtteso(**campi))
    try:
        regole = Misura.al_periodo(ciclo, None).regole_di(indicatore)
    except MisuraNonDefinita:
        regole = None
    try:
        if letto is not None:
            controlla_target(letto, indicatore.direzione, regole)
    except RegolaNonValida as errore:
        raise ValoreRifiutato({"testo": str(errore)}) from None
    if campi["data"] is not None and campi["data"].year != ciclo.anno:
        campi["avvisi"] = [*campi["avvisi"], f"la data non è del {ciclo.anno}"]
    return campi


def _errori_dell_atto(scritto: TargetScritto, ciclo: Ciclo, ultima: ValoreAtteso | None) -> dict[str, str]:
    """What an act lacks, or cannot be; one sentence a field."""
    numero, data, primo = scritto.atto_numero, scritto.atto_data, senza_atto(ciclo, ultima)
    if primo and not numero and data is None:
        return {}
    errori = {}
    if not numero:
        errori["atto_numero"] = "Scrivete il numero dell'atto che adotta il nuovo target."
    elif len(numero) > LUNGO_NUMERO:
        errori["atto_numero"] = f"Il numero dell'atto è lungo al massimo {LUNGO_NUMERO} caratteri."
    if not scritto.motivo and not primo:
        errori["motivo"] = "Dite in una frase perché il target cambia."
    if data is None:
        errori["atto_data"] = "Scrivete la data dell'atto."
    elif detto := _data_impossibile(data, ciclo, ultima):
        errori["atto_data"] = detto
    return errori


def _data_impossibile(data: dt.date, ciclo: Ciclo, ultima: ValoreAtteso | None) -> str:
    if data > timezone.localdate():
        return f"Il {data:%d/%m/%Y} deve ancora venire: l'atto dev'essere già adottato."
    if ultima is not None and ultima.atto_data and data < ultima.atto_data:
        return f"Il target in vigore è dell'atto del {ultima.atto_data:%d/%m/%Y}: il nuovo non può venire prima."
    if data.year < ciclo.anno - 1:
        return f"Il {data:%d/%m/%Y} è troppo prima del {ciclo.anno}: controllate l'anno."
    fine = Periodo.objects.filter(ciclo=ciclo).order_by("-fine").values_list("fine", flat=True).first()
    if fine is not None and data > fine:
        return f"Il {ciclo.anno} finisce il {fine:%d/%m/%Y}: un target adottato dopo non varrebbe per nessun periodo."
    return ""


def _inserisci(nuova: ValoreAtteso, scritto: TargetScritto) -> bool:
    """Insert a version; two persons at once, and the constraint of the database lets one in. False when the other one
    wrote the same."""
    try:
        with transaction.atomic():
            nuova.save(force_insert=True)
    except IntegrityError:
        altra = ultima_versione(nuova.ciclo, nuova.indicatore, nuova.collocazione)
        if altra is None or altra.versione < nuova.versione:
            raise
        if scritto.uguale(altra):
            return False
        raise _superato(altra) from None
    return True


def _superato(attuale: ValoreAtteso | None) -> Superato:
    if attuale is None:
        return Superato("Nel frattempo il target è stato tolto: guardate com'è ora e ripetete.")
    atto = f", atto n. {attuale.atto_numero} del {attuale.atto_data:%d/%m/%Y}" if attuale.atto_data else ""
    return Superato(f"Nel frattempo il target è diventato «{attuale.testo}»{atto}: guardatelo e decidete se cambiarlo.")


def _annota(nuova: ValoreAtteso, ultima: ValoreAtteso | None, da: Utente, **altro: Any) -> None:
    dove = f", {nuova.collocazione.cruscotto.titolo}" if nuova.collocazione else ""
    detto = {
        "azione": "rimodula target" if ultima else "fissa target",
        "nome": f"{nuova.indicatore.codice}, {nuova.ciclo.anno}{dove}",
        "prima": {"target": ultima.testo} if ultima else {},
        "dopo": {"target": nuova.testo, "versione": str(nuova.versione)},
        "atto": f"n. {nuova.atto_numero} del {nuova.atto_data:%d/%m/%Y}" if nuova.atto_data else "",
        "motivo": nuova.motivo,
    }
    registra(ente=nuova.ciclo.ente, da=da, oggetto=nuova, **(detto | altro))
