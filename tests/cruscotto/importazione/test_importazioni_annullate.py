"""Undoing an import: what it changed goes back, what somebody changed since stays and is said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from contesto.models import VoceBilancio
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.actions.importazioni import scrivi_importazione
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    Ciclo,
    Importazione,
    InterventoEconomico,
    StatoCiclo,
    StatoImportazione,
)
from ente.models import Utente
from ente.progetto import Progetto
from tests.mondi.fogli import vera, xlsx
from tests.mondi.importazioni import apri_ciclo, bilancio, cambiato, voci
from tests.mondi.vita_importazione import annulla, conferma, letta, tutto

pytestmark = pytest.mark.django_db
S = StatoImportazione


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    return apri_ciclo(ciclo)


@pytest.fixture
def controllo(utente: Callable[[str], Utente]) -> Utente:
    return utente("controllo")


def adotta(ciclo: Ciclo) -> None:
    Ciclo.objects.filter(pk=ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA,
        approvazione_organo="Giunta",
        approvazione_numero="1",
        approvazione_data="2020-06-01",
    )


def test_undo_puts_back_lines_that_have_exchanged_their_orders(aperto: Ciclo, controllo: Utente) -> None:
    """Orders and codes are unique: none of the states in between may have one twice."""
    testa, *righe = vera("bilancio")
    righe.insert(5, [0, "4bis", "4bis Altri proventi", "voce", "A", 1, 1, 1, 0, ""])
    con_codice = [r for r in righe if r[1]]
    con_codice[0][1], con_codice[1][1] = con_codice[1][1], con_codice[0][1]
    for n, riga in enumerate(righe, 1):
        riga[0] = n
    prima = tutto()
    importazione = conferma(letta(xlsx([testa, *righe]), aperto, controllo), controllo)
    assert importazione.stato == S.CONFERMATA
    assert tutto() != prima
    assert annulla(importazione, controllo) == []
    assert tutto() == prima


def test_undo_happens_once(aperto: Ciclo, controllo: Utente) -> None:
    importazione = letta(cambiato(H4=1), aperto, controllo)
    with pytest.raises(NonModificabile, match="confermata"):
        annulla(importazione, controllo)
    importazione = conferma(importazione, controllo)
    annulla(importazione, controllo)
    dopo = tutto()
    with pytest.raises(NonModificabile, match="non ancora annullata"):
        annulla(importazione, controllo)
    assert tutto() == dopo
    scrivi_importazione.call(importazione.pk)
    assert tutto() == dopo


def test_what_somebody_changed_since_stays_and_is_said(aperto: Ciclo, controllo: Utente) -> None:
    righe = bilancio(H4="1", H5="2", H6="3")
    righe[6][7] = ""
    righe.append([40, "", "Nuova voce", "voce", "", 1, "", 1, 0, ""])
    righe.append([41, "", "Altra voce", "voce", "", 1, "", 1, 0, ""])
    importazione = conferma(letta(xlsx(righe), aperto, controllo), controllo)
    assert importazione.stato == S.CONFERMATA
    righe_ora = {v.ordine: v for v in VoceBilancio.objects.filter(anno=2019)}
    VoceBilancio.objects.filter(pk=righe_ora[3].pk).update(consuntivo=9)  # what the import wrote
    VoceBilancio.objects.filter(pk=righe_ora[4].pk).update(sezione="Z")  # something else of the same row
    VoceBilancio.objects.filter(pk=righe_ora[6].pk).update(consuntivo=8)  # what the import emptied
    VoceBilancio.objects.filter(pk=righe_ora[40].pk).update(aggiornamento=7)  # what the import left empty
    rimaste = annulla(importazione, controllo)
    assert [v.posto for v in rimaste] == ["Foglio1!A4", "Foglio1!A7", "Foglio1!A31"]
    assert all("modificata dopo" in v.frase for v in rimaste)
    assert [v.tipo for v in voci(importazione, "rimasta")] == ["rimasta"] * 3
    adesso = {v.ordine: v for v in VoceBilancio.objects.filter(anno=2019)}
    assert (adesso[3].consuntivo, adesso[6].consuntivo, adesso[40].aggiornamento) == (
        Decimal(9),
        Decimal(8),
        Decimal(7),
    )
    assert (adesso[4].consuntivo, adesso[4].sezione) == (Decimal(str(vera("bilancio")[4][7])), "Z")
    assert adesso[5].consuntivo == Decimal(str(vera("bilancio")[5][7]))
    assert 41 not in adesso


def test_a_new_row_that_something_hangs_from_stays(aperto: Ciclo, controllo: Utente) -> None:
    righe = bilancio()
    righe.append([40, "40", "Nuova voce", "voce", "", 1, 1, 1, 0, ""])
    righe.append([41, "41", "Altra voce", "voce", "", 1, 1, 1, 0, ""])
    importazione = conferma(letta(xlsx(righe), aperto, controllo), controllo)
    nuova = VoceBilancio.objects.get(ordine=40)
    InterventoEconomico.objects.filter(ordine=1).update(voce_bilancio=nuova)
    [rimasta] = annulla(importazione, controllo)
    assert "dipendono" in rimasta.frase
    assert VoceBilancio.objects.filter(pk=nuova.pk).exists()
    assert not VoceBilancio.objects.filter(ordine=41).exists()


def test_a_row_that_is_gone_needs_no_undoing(aperto: Ciclo, controllo: Utente) -> None:
    righe = bilancio(H4="1")
    righe.append([40, "", "Nuova voce", "voce", "", 1, 1, 1, 0, ""])
    importazione = conferma(letta(xlsx(righe), aperto, controllo), controllo)
    VoceBilancio.objects.filter(ordine__in=[3, 40]).delete()
    [rimasta] = annulla(importazione, controllo)
    assert rimasta.posto == "Foglio1!A4"


def test_rows_that_the_import_removed_come_back(
    aperto: Ciclo, controllo: Utente, monkeypatch: pytest.MonkeyPatch
) -> None:
    vero = GENERI["bilancio"]

    def toglie(dove: Any, letto: Any, risposte: dict[str, str]) -> Progetto:
        progetto = vero.progetta(dove, letto, risposte)
        liberi = VoceBilancio.objects.filter(interventi__isnull=True).order_by("-ordine")[:2]
        for voce in liberi:
            progetto.togli(voce, nome=str(voce), posto=f"Foglio1!A{voce.ordine}")
        return progetto

    prima = tutto()
    monkeypatch.setitem(GENERI, "bilancio", dataclasses.replace(vero, progetta=toglie))
    importazione = letta(xlsx(bilancio()[:5]), aperto, controllo)
    assert len(voci(importazione, "tolta")) == 2
    importazione = conferma(importazione, controllo)
    assert VoceBilancio.objects.filter(anno=2019).count() == 27
    assert annulla(importazione, controllo) == []
    assert tutto() == prima


def test_undo_of_a_frozen_cycle_is_refused(aperto: Ciclo, controllo: Utente) -> None:
    importazione = conferma(letta(cambiato(H4=1), aperto, controllo), controllo)
    adotta(aperto)
    dopo = tutto()
    with pytest.raises(NonModificabile, match="adottata"):
        annulla(importazione, controllo)
    assert (tutto(), Importazione.objects.get().stato) == (dopo, S.CONFERMATA)
