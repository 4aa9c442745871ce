"""The outline of a document changed on the site: sections added, moved, removed, and nothing reserved opened by it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ente.models import Utente
from relazione.models import Documento
from relazione.pubblicazione.actions.scrittura import (
    ScritturaRifiutata,
    SezioneTolta,
    scrivi_sezione,
)
from relazione.pubblicazione.actions.sezioni import (
    aggiungi_sezione,
    ridefinisci_sezione,
    sposta_sezione,
    togli_sezione,
)
from relazione.pubblicazione.scrittoio import codici_pubblici
from tests.mondi.scritture import prima, storia

pytestmark = pytest.mark.django_db


def codici(documento: Documento) -> list[str]:
    return list(documento.sezioni.values_list("codice", flat=True))


def test_a_section_is_added_after_another_and_what_is_under_it(relazione: Documento, controllo: Utente) -> None:
    dopo = prima(relazione, codice="contesto-esterno")
    nuova = aggiungi_sezione(documento=relazione, titolo=" Il  vero contesto ", livello=2, dopo=dopo, da=controllo)
    assert (nuova.titolo, nuova.codice) == ("Il vero contesto", "il-vero-contesto")
    seguente = relazione.sezioni.get(ordine__gt=nuova.ordine, ordine__lte=nuova.ordine + 10)
    assert seguente.livello == 2
    altra = aggiungi_sezione(documento=relazione, titolo="Il vero contesto", livello=1, da=controllo)
    assert (altra.codice, codici(relazione)[-1]) == ("il-vero-contesto-2", "il-vero-contesto-2")
    with pytest.raises(ScritturaRifiutata, match="livello 2 sopra"):
        aggiungi_sezione(documento=relazione, titolo="Salto", livello=3, dopo=altra, da=controllo)


def test_a_section_moves_with_what_is_under_it_and_comes_back(relazione: Documento, controllo: Utente) -> None:
    com_era = codici(relazione)
    sezione = prima(relazione, codice="contesto-esterno")
    sposta_sezione(sezione=sezione, su=False, da=controllo)
    assert codici(relazione) != com_era and sorted(codici(relazione)) == sorted(com_era)
    sposta_sezione(sezione=sezione, su=True, da=controllo)
    assert codici(relazione) == com_era
    sposta_sezione(sezione=prima(relazione, ordine=10), su=True, da=controllo)
    assert codici(relazione) == com_era


def test_a_removed_section_stays_in_the_history_and_comes_back_with_it(relazione: Documento, controllo: Utente) -> None:
    capitolo = prima(relazione, codice="contesto-esterno")
    with pytest.raises(ScritturaRifiutata, match="sotto di sé"):
        togli_sezione(sezione=capitolo, versione=1, da=controllo)
    sezione = aggiungi_sezione(documento=relazione, titolo="Da togliere", livello=1, da=controllo)
    scrivi_sezione(sezione=sezione, titolo="Da togliere", testo="Un testo.", versione=1, da=controllo)
    togli_sezione(sezione=sezione, versione=2, da=controllo)
    with pytest.raises(SezioneTolta):
        scrivi_sezione(sezione=sezione, titolo="T", testo="x", versione=2, da=controllo)
    tornata = aggiungi_sezione(documento=relazione, titolo="Da togliere", livello=1, da=controllo)
    assert tornata.versione == 4
    assert [t for _, t, _ in storia(tornata)] == ["", "Un testo.", "Un testo.", ""]


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(mosse=st.lists(st.tuples(st.integers(0, 88), st.sampled_from(["su", "giu", "1", "2", "3"])), max_size=6))
def test_no_move_opens_what_was_reserved(relazione: Documento, controllo: Utente, mosse: list[tuple[int, str]]) -> None:
    """Wherever the sections go: what the public edition left out it still leaves out, places are one each."""
    chiuse = set(codici(relazione)) - codici_pubblici(relazione, list(relazione.sezioni.all()))
    assert chiuse
    for quale, mossa in mosse:
        sezione = relazione.sezioni.select_related("documento__ciclo").all()[quale]
        try:
            if mossa in ("su", "giu"):
                sposta_sezione(sezione=sezione, su=mossa == "su", da=controllo)
            else:
                ridefinisci_sezione(
                    sezione=sezione,
                    titolo=sezione.titolo,
                    livello=int(mossa),
                    numerata=sezione.numerata,
                    riservata=sezione.riservata,
                    versione=sezione.versione,
                    da=controllo,
                )
        except ScritturaRifiutata:
            continue
    dopo = list(relazione.sezioni.all())
    assert len(dopo) == 89 and len({s.ordine for s in dopo}) == 89
    assert not chiuse & codici_pubblici(relazione, dopo)
