"""What may still be written, and why it is refused. The state of the period is read inside the transaction of the act,
under a lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.utils import timezone

from cruscotto.models import Ciclo, Indicatore, Periodo, Riapertura, Rilevazione, StatoPeriodo
from ente.errori import ErroreUtente
from ente.models import Ente


class NonModificabile(ErroreUtente):
    """What was asked would change something that is closed, validated or frozen; the message says what to do."""


class Conflitto(ErroreUtente):
    """Somebody else changed the value meanwhile: ``attuale`` is what is there now."""

    def __init__(self, attuale: Rilevazione) -> None:
        self.attuale = attuale
        chi = attuale.inserita_da or "un'altra persona"
        super().__init__(f"Nel frattempo il valore è stato modificato da {chi}: guardate com'è ora e ripetete.")


class ConflittoFraMolti(Conflitto):
    """Of the values of one act, those that somebody else changed meanwhile: ``attuali``, as they are now."""

    def __init__(self, attuali: Sequence[Rilevazione]) -> None:
        super().__init__(attuali[0])
        self.attuali = tuple(attuali)
        if len(attuali) > 1:
            self.args = (f"Nel frattempo sono cambiati {len(attuali)} valori: guardate come sono ora e ripetete.",)


class ValoreRifiutato(ErroreUtente):
    """What a person wrote cannot be accepted; ``errori`` has one sentence for each field to mend."""

    def __init__(self, errori: Mapping[str, str]) -> None:
        self.errori = dict(errori)
        super().__init__(" ".join(self.errori.values()))


class Superato(ErroreUtente):
    """A target, weights or rules are no longer those that the person was looking at; the message says what to do."""


SI_CALCOLA = (
    "Il valore di «{indicatore}» si calcola da altri indicatori: non si inserisce e non si neutralizza. Cambiate "
    "quelli, o la formula nella pagina delle sue regole."
)
CICLO_CONDIVISO = "SELECT 1 FROM cruscotto_ciclo WHERE id = %s FOR SHARE"
CICLO_ESCLUSIVO = "SELECT 1 FROM cruscotto_ciclo WHERE id = %s FOR UPDATE"
BLOCCO_CONDIVISO = "SELECT 1 FROM cruscotto_periodo WHERE id = %s FOR SHARE"
BLOCCO_ESCLUSIVO = "SELECT 1 FROM cruscotto_periodo WHERE id = %s FOR UPDATE"
BLOCCO_VALORE = "SELECT 1 FROM cruscotto_rilevazione WHERE id = %s FOR UPDATE"
BLOCCO_PERIODI = (
    "SELECT 1 FROM cruscotto_periodo WHERE id IN (SELECT periodo_id FROM cruscotto_rilevazione WHERE id = ANY(%s)) "
    "ORDER BY id FOR SHARE"
)
BLOCCO_VALORI = "SELECT 1 FROM cruscotto_rilevazione WHERE id = ANY(%s) ORDER BY id FOR UPDATE"


def blocca_ciclo(pk: int, *, esclusivo: bool = False) -> Ciclo:
    """The cycle as it is now, with its body, that will not change state before the end of the transaction."""
    _blocca(CICLO_ESCLUSIVO if esclusivo else CICLO_CONDIVISO, pk)
    return Ciclo.objects.select_related("ente").get(pk=pk)


def blocca_regole(ente_id: int) -> None:
    """Let nobody else change the rules, the weights or the state of any cycle of a body before the end of the
    transaction: rules are shared by all of them."""
    list(Ciclo.objects.filter(ente=ente_id).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def blocca_formule(ente_id: int) -> None:
    """Let no other import change what the computed indicators of a body are made of before the end of the transaction:
    two that go in together could make a circle. It comes after the lock of the cycle."""
    list(Ente.objects.filter(pk=ente_id).select_for_update(no_key=True).values_list("pk"))


def blocca_periodo(pk: int, *, esclusivo: bool = False) -> Periodo:
    """The period as it is now, with cycle and body, that will not change before the end of the transaction."""
    _blocca(BLOCCO_ESCLUSIVO if esclusivo else BLOCCO_CONDIVISO, pk)
    return Periodo.objects.select_related("ciclo__ente").get(pk=pk)


def tieni_periodo(periodo: Periodo) -> Periodo:
    """A period that has been read, with the state that it and its cycle have now and will have to the end of the
    transaction: for acts so frequent that reading it all again would count."""
    _blocca(BLOCCO_CONDIVISO, periodo.pk)
    periodo.stato, periodo.ciclo.stato = Periodo.objects.values_list("stato", "ciclo__stato").get(pk=periodo.pk)
    return periodo


def blocca_valore(rilevazione: Rilevazione) -> None:
    """Let nobody else act on the value, or close its period, before the end of the transaction.

    The period comes first, as it does for who closes it. What was read of the value before may be old: read it again,
    in another query, since PostgreSQL's joins of a row that it waited for are those of before the wait.
    """
    _blocca(BLOCCO_CONDIVISO, rilevazione.periodo_id)
    _blocca(BLOCCO_VALORE, rilevazione.pk)


def blocca_valori(chiavi: Collection[int]) -> None:
    """The same for many values: their periods, then they, each in one order for all, so that two persons who act on
    the same values wait for each other and never for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursore:
            cursore.execute(BLOCCO_PERIODI, [list(chiavi)])
            cursore.execute(BLOCCO_VALORI, [list(chiavi)])


def _blocca(comando: str, pk: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursore:
            cursore.execute(comando, [pk])


def esige_ciclo_modificabile(ciclo: Ciclo) -> None:
    """Refuse to touch a cycle whose Relazione has been adopted.

    Raises:
        NonModificabile
    """
    if ciclo.congelato:
        raise NonModificabile(
            f"La Relazione {ciclo.anno} è già stata adottata ({ciclo.get_stato_display().lower()}): i suoi dati non "
            "si modificano più."
        )


def esige_inseribile(indicatore: Indicatore) -> None:
    """Refuse to write the value of an indicator that is computed from others.

    Raises:
        NonModificabile
    """
    if indicatore.calcolo:
        raise NonModificabile(SI_CALCOLA.format(indicatore=indicatore))


def esige_scrivibile(periodo: Periodo, ufficio_id: int | None, riaperti: Collection[int | None] | None = None) -> None:
    """Refuse to touch the values of a period that is not open, unless it was reopened for the office.

    ``riaperti`` are the offices that it was reopened for, for who has read them all.

    Raises:
        NonModificabile
    """
    esige_ciclo_modificabile(periodo.ciclo)
    if periodo.stato == StatoPeriodo.APERTO:
        return
    if periodo.stato == StatoPeriodo.FUTURO:
        raise NonModificabile(
            f"{periodo.nome} {periodo.ciclo.anno} non è ancora aperto: lo apre il controllo di gestione."
        )
    if not (riaperto(periodo, ufficio_id) if riaperti is None else ufficio_id in riaperti):
        raise NonModificabile(
            f"{periodo.nome} {periodo.ciclo.anno} è chiuso: chiedete al controllo di gestione di riaprirlo per il "
            "vostro ufficio."
        )


def riaperto(periodo: Periodo, ufficio_id: int | None) -> bool:
    """Whether the closed period is open again today for the office."""
    oggi = timezone.localdate()
    return Riapertura.objects.filter(periodo=periodo, ufficio=ufficio_id).valide_il(oggi).exists()


def esige_uffici_richiusi(ciclo: Ciclo) -> None:
    """Refuse to adopt a cycle while an office has a closed period open again.

    Raises:
        NonModificabile
    """
    valide = Riapertura.objects.filter(periodo__ciclo=ciclo).valide_il(timezone.localdate())
    uffici = ", ".join(sorted({r.ufficio.nome for r in valide.select_related("ufficio")}))
    if uffici:
        raise NonModificabile(f"Il periodo è ancora riaperto per {uffici}: prima richiudetelo.")


def uffici_riaperti(periodo: Periodo) -> set[int]:
    """The offices for which a closed period is open again today."""
    if periodo.stato != StatoPeriodo.CHIUSO:
        return set()
    valide = Riapertura.objects.filter(periodo=periodo).valide_il(timezone.localdate())
    return set(valide.values_list("ufficio", flat=True))
