"""How one indicator is measured: own rule, direction, accumulation, thresholds, scale, limits of what is entered, and
the formula of one that is computed from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from contesto.numeri import ValoreIllegibile, essenziale, formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import Formula, controlla_formula
from cruscotto.aritmetica.punteggio import RegolaNonValida
from cruscotto.aritmetica.regole import Regola
from cruscotto.aritmetica.soglie import A_SOGLIE, controlla_target
from cruscotto.aritmetica.valori import NUMERICI, Tipo, Verso, controlla_scala
from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato, blocca_regole
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.misurazione.effetto import impronta_di
from cruscotto.misurazione.impostazioni import Misura, MisuraNonDefinita
from cruscotto.models import CON_REGOLE_ADOTTATE, Ciclo, Indicatore, Operando, ValoreAtteso
from cruscotto.valori.calcolati import definizione, leggi_grafo
from cruscotto.valori.conversioni import atteso_di
from ente.actions.registro import differenze, registra
from ente.models import Utente
from ente.poteri import Poteri, esige

DEI_NUMERI = (
    Regola.PERCENTUALE_TARGET,
    Regola.RAPPORTO_INVERSO,
    Regola.AVANZAMENTO,
    Regola.SOGLIE3,
    Regola.SOGLIE4,
    Regola.ANNO_PRECEDENTE,
    Regola.SCOSTAMENTO_ASSOLUTO,
    Regola.SCOSTAMENTO_PERCENTUALE,
    Regola.VALORE_DIRETTO,
)
PER_TIPO: dict[Tipo, tuple[Regola, ...]] = dict.fromkeys(NUMERICI, DEI_NUMERI) | {
    Tipo.DATA: (Regola.SCADENZA,),
    Tipo.ORDINALE: (Regola.CONFRONTO, Regola.VALORE_DIRETTO),
    Tipo.NOMINALE: (Regola.CONFRONTO,),
    Tipo.PREREQUISITO: (Regola.CONFRONTO,),
    Tipo.FASI: (Regola.FASI,),
}
"""The rules that can be computed on each kind of indicator."""


@dataclass(frozen=True, slots=True)
class RegoleIndicatore:
    """Everything that may be chosen for one indicator; the names are those of its fields. ``operandi`` are codes, in
    order."""

    regola: str = ""
    direzione: str = ""
    accumulo: str = Accumulo.ULTIMO.value
    soglia_minima: Decimal | None = None
    soglia_massima: Decimal | None = None
    soglia_eccellente: Decimal | None = None
    minimo_ammesso: Decimal | None = None
    massimo_ammesso: Decimal | None = None
    scala: tuple[str, ...] = ()
    punti_scala: tuple[str, ...] = ()
    calcolo: str = ""
    operandi: tuple[str, ...] = ()

    @classmethod
    def di(cls, indicatore: Indicatore) -> RegoleIndicatore:
        """What is chosen now."""
        return cls(
            regola=indicatore.regola,
            direzione=indicatore.direzione,
            accumulo=indicatore.accumulo,
            soglia_minima=essenziale(indicatore.soglia_minima),
            soglia_massima=essenziale(indicatore.soglia_massima),
            soglia_eccellente=essenziale(indicatore.soglia_eccellente),
            minimo_ammesso=essenziale(indicatore.minimo_ammesso),
            massimo_ammesso=essenziale(indicatore.massimo_ammesso),
            scala=tuple(indicatore.scala),
            punti_scala=tuple(str(p) for p in indicatore.punti_scala),
            calcolo=indicatore.calcolo,
            operandi=codici_operandi(indicatore),
        )

    @property
    def campi(self) -> dict[str, Any]:
        """All of them by name, those of the indicator as the database keeps them."""
        valori = {f.name: getattr(self, f.name) for f in fields(self)}
        return valori | {"scala": list(self.scala), "punti_scala": list(self.punti_scala)}

    @property
    def propri(self) -> dict[str, Any]:
        """The fields of the indicator itself."""
        return {nome: valore for nome, valore in self.campi.items() if nome != "operandi"}

    @property
    def impronta(self) -> str:
        """What a form carries to say which rules the person was looking at."""
        return impronta_di([str(valore) for valore in self.campi.values()])


@transaction.atomic
def cambia_regola(
    *,
    indicatore: Indicatore,
    nuove: RegoleIndicatore,
    viste: str,
    motivo: str,
    da: Utente,
    poteri: Poteri | None = None,
) -> Indicatore | None:
    """Change how an indicator is measured, in every year but those whose Relazione has been adopted.

    ``viste`` is the ``impronta`` of the rules that the person was looking at. None when they already are so.

    Raises:
        ValoreRifiutato: the choices contradict one another, the kind of the indicator or a target of a living cycle.
        Superato: somebody else changed the rules meanwhile.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    permesso = da.ente_id == indicatore.ente_id and (poteri.controllo or poteri.amministratore)
    esige(permesso, "Le regole di un indicatore le cambia il controllo di gestione o chi amministra.")
    blocca_regole(indicatore.ente_id)
    indicatore = Indicatore.objects.select_related("ente").get(pk=indicatore.pk)
    attuali = RegoleIndicatore.di(indicatore)
    if nuove == attuali:
        return None
    if viste != attuali.impronta:
        raise Superato(f"Nel frattempo le regole di «{indicatore}» sono cambiate: guardate come sono ora e ripetete.")
    errori = errori_regole(indicatore, nuove) | (
        {} if motivo else {"motivo": "Dite in una frase perché la regola cambia."}
    )
    if errori:
        raise ValoreRifiutato(errori)
    conserva_regole(indicatore.ente_id)
    for nome, valore in nuove.propri.items():
        setattr(indicatore, nome, valore)
    campo = _da_correggere(nuove, attuali)
    if campo and (detto := _contro_i_target(indicatore)):
        raise ValoreRifiutato({campo: detto})
    indicatore.save(update_fields=list(nuove.propri))
    if nuove.operandi != attuali.operandi:
        _scrivi_operandi(indicatore, nuove.operandi)
    diversi: dict[str, Any] = {**differenze(_parole(attuali), _parole(nuove))}
    registra(ente=indicatore.ente, da=da, azione="cambia regola", oggetto=indicatore, **diversi, motivo=motivo)
    return indicatore


def errori_regole(indicatore: Indicatore, nuove: RegoleIndicatore) -> dict[str, str]:
    """What of the rules of an indicator cannot be, one sentence a field."""
    tipo, errori = Tipo(indicatore.tipo), {}
    if nuove.regola and nuove.regola not in PER_TIPO[tipo]:
        errori["regola"] = f"Questa regola non si calcola su {tipo.detto}: sceglietene un'altra."
    if nuove.direzione and nuove.direzione not in [v.value for v in Verso]:
        errori["direzione"] = "Scegliete crescente, decrescente o neutra."
    if nuove.accumulo not in [a.value for a in Accumulo]:
        errori["accumulo"] = "Scegliete come i valori dei periodi fanno quello dell'anno."
    elif tipo not in NUMERICI and nuove.accumulo not in (Accumulo.ULTIMO, Accumulo.ALLA_DATA):
        errori["accumulo"] = f"Il valore è {tipo.detto}, e non si somma: scegliete l'ultimo o quello alla data."
    minimo, massimo = nuove.minimo_ammesso, nuove.massimo_ammesso
    if minimo is not None and massimo is not None and massimo < minimo:
        errori["massimo_ammesso"] = f"Il massimo è sotto il minimo ({formatta_numero(minimo)}): correggete uno dei due."
    mancano = nuove.soglia_minima is None or nuove.soglia_massima is None
    if nuove.regola in A_SOGLIE and mancano:
        errori["soglia_minima"] = "Questa regola vuole la soglia minima e la massima."
    if nuove.regola == Regola.SOGLIE4 and nuove.soglia_eccellente is None:
        errori["soglia_eccellente"] = "Con quattro soglie serve anche quella eccellente."
    return errori | _errori_scala(tipo, nuove) | _errori_formula(indicatore, nuove)


def _errori_formula(indicatore: Indicatore, nuove: RegoleIndicatore) -> dict[str, str]:
    """What of a formula cannot be; the sentence on the operands names those that go round in a circle."""
    if not nuove.calcolo:
        return (
            {"operandi": "Senza una formula questi indicatori non servono: sceglietela, o toglieteli."}
            if (nuove.operandi)
            else {}
        )
    if nuove.calcolo not in [f.value for f in Formula]:
        return {"calcolo": "Scegliete una delle formule."}
    if nuove.accumulo != Accumulo.ULTIMO:
        return {
            "accumulo": "Un indicatore calcolato non accumula, accumulano i suoi operandi: scegliete l'ultimo valore."
        }
    if doppi := [c for n, c in enumerate(nuove.operandi) if c in nuove.operandi[:n]]:
        return {"operandi": f"L'indicatore «{doppi[0]}» c'è due volte: lasciatelo una sola."}
    trovati = Indicatore.objects.filter(ente=indicatore.ente_id, codice__in=nuove.operandi).in_bulk(field_name="pk")
    per_codice = {i.codice: i for i in trovati.values()}
    if ignoti := [c for c in nuove.operandi if c not in per_codice]:
        return {"operandi": f"Nessun indicatore ha il codice «{ignoti[0]}»: controllatelo."}
    grafo = {pk: definizione(i) for pk, i in trovati.items()} | leggi_grafo(indicatore.ente_id)
    propria = definizione(indicatore, (per_codice[c].pk for c in nuove.operandi))
    try:
        controlla_formula(indicatore.pk, grafo | {indicatore.pk: replace(propria, formula=nuove.calcolo)})
    except RegolaNonValida as errore:
        return {"operandi": str(errore)}
    return {}


def codici_operandi(indicatore: Indicatore) -> tuple[str, ...]:
    """The codes of the operands of an indicator, in order; no query for one that is not computed."""
    if not indicatore.calcolo:
        return ()
    return tuple(indicatore.operandi.order_by("ordine").values_list("altro__codice", flat=True))


def _scrivi_operandi(indicatore: Indicatore, codici: Sequence[str]) -> None:
    Operando.objects.filter(indicatore=indicatore).delete()
    chiavi = dict(Indicatore.objects.filter(ente=indicatore.ente_id, codice__in=codici).values_list("codice", "pk"))
    Operando.objects.bulk_create(
        Operando(indicatore=indicatore, altro_id=chiavi[codice], ordine=n) for n, codice in enumerate(codici, 1)
    )


def _errori_scala(tipo: Tipo, nuove: RegoleIndicatore) -> dict[str, str]:
    if nuove.scala and tipo is not Tipo.ORDINALE:
        return {"scala": f"Il valore è {tipo.detto}, e non ha una scala: lasciate vuoto."}
    try:
        controlla_scala(nuove.scala)
    except ValoreIllegibile as errore:
        return {"scala": str(errore)}
    if nuove.punti_scala and len(nuove.punti_scala) != len(nuove.scala):
        return {"scala": "Date un punteggio a tutti i livelli, o a nessuno."}
    return {}


def _contro_i_target(indicatore: Indicatore) -> str:
    """Why a target of a cycle that is not adopted could not be measured any more with these rules; empty when none."""
    try:
        regole = Misura.dell_ente(indicatore.ente_id).regole_di(indicatore)
    except MisuraNonDefinita:
        regole = None
    attesi = ValoreAtteso.objects.filter(indicatore=indicatore).exclude(
        ciclo__in=Ciclo.objects.filter(CON_REGOLE_ADOTTATE)
    )
    ultimi = {(a.ciclo_id, a.collocazione_id): a for a in attesi.select_related("ciclo").order_by("versione")}
    livelli = {livello.casefold() for livello in indicatore.scala}
    for atteso in ultimi.values():
        letto = atteso_di(atteso)
        if letto is None:
            continue
        if letto.tipo is Tipo.ORDINALE and letto.livello.casefold() not in livelli:
            return f"Il target {atteso.ciclo.anno} è «{atteso.testo}»: il suo livello deve restare nella scala."
        try:
            controlla_target(letto, indicatore.direzione, regole)
        except RegolaNonValida as errore:
            return f"Con il target {atteso.ciclo.anno} «{atteso.testo}» non si può: {_minuscola(str(errore))}"
    return ""


def _da_correggere(nuove: RegoleIndicatore, attuali: RegoleIndicatore) -> str:
    """The first of the fields that changed and that a target may contradict; empty when none of them did."""
    possibili = ("scala", "direzione", "soglia_minima", "soglia_massima", "soglia_eccellente", "regola")
    return next((nome for nome in possibili if getattr(nuove, nome) != getattr(attuali, nome)), "")


def _minuscola(frase: str) -> str:
    return frase[:1].lower() + frase[1:]


def _parole(regole: RegoleIndicatore) -> dict[str, str]:
    """The rules as the register says them."""
    scritti = {
        nome.replace("_", " "): formatta_numero(valore) if isinstance(valore, Decimal) else str(valore or "")
        for nome, valore in regole.campi.items()
        if not isinstance(valore, list | tuple)
    }
    liste = {"scala": regole.scala, "punti scala": regole.punti_scala, "operandi": regole.operandi}
    return scritti | {nome: ", ".join(lista) for nome, lista in liste.items()}
