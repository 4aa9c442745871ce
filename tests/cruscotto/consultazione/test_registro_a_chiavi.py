"""Walking the register: each act once and in order, whatever is added meanwhile, by any of the ways a page is read."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.consultazione.registro import pagina as una_pagina
from cruscotto.consultazione.registro.filtri import FiltriRegistro, persone_di
from cruscotto.consultazione.registro.pagina import VUOTA, PaginaRegistro, Posto, leggi_pagina
from cruscotto.consultazione.registro.salti import agenti, coppie
from ente import registro_cercabile
from ente.models import Atto, Ente, Utente
from ente.registro_cercabile import TAVOLA

pytestmark = pytest.mark.django_db

ORE = [dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(microseconds=n) for n in (0, 1, 10**6, 10**12)]
PAROLE = ["Alfa", "alfabeto", "Bè", "x1", "dati del 100%", 'O\'Neil "due" _']
_numeri = count(1)

riga = st.tuples(
    st.sampled_from(ORE),
    st.sampled_from([None, 0, 1]),
    st.sampled_from(["", "rilevazione", "periodo"]),
    st.sampled_from(["salva valore", "alfa", "chiude"]),
    st.sampled_from(PAROLE),
)
filtri = st.fixed_dictionaries(
    {},
    optional={
        "testo": st.sampled_from(["alfa", "ALFA salva", "x1", "b", "100%", '"due"', "neil _", "manca", "bè"]),
        "persona": st.sampled_from(["~", "0", "1"]),
        "tipo": st.sampled_from(["~", "rilevazione", "indicatore"]),
        "azione": st.sampled_from(["alfa", "chiude"]),
        "dal": st.just("2020-01-02"),
        "al": st.just("2020-01-01"),
        "anno": st.just("2020"),
    },
)


def scrivi(ente: Ente, persone: list[Utente], righe: list[tuple[dt.datetime, int | None, str, str, str]]) -> None:
    campo = Atto._meta.get_field("created_at")
    with pytest.MonkeyPatch.context() as ritocco:
        ritocco.setattr(campo, "auto_now_add", False)
        Atto.objects.bulk_create(
            Atto(
                ente=ente,
                utente=None if chi is None else persone[chi],
                modello=modello,
                azione=azione,
                oggetto=oggetto,
                created_at=quando,
            )
            for quando, chi, modello, azione, oggetto in righe
        )


def mondo() -> tuple[Ente, list[Utente]]:
    n = next(_numeri)
    ente = Ente.objects.create(codice=f"cammino{n}", denominazione="Cammino")
    return ente, [Utente.objects.create(username=f"{n}.{chi}", ente=ente) for chi in (0, 1)]


def nome_di(quale: str, persone: list[Utente]) -> str:
    return persone[int(quale)].username if quale.isdecimal() else quale


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    righe=st.lists(riga, max_size=40),
    nuove=st.lists(st.lists(riga, max_size=3), max_size=6),
    chiesti=filtri,
    finestra=st.integers(3, 12),
    pochi=st.sampled_from([0, 5000]),
)
def test_each_once_in_order_while_acts_are_added(
    monkeypatch: pytest.MonkeyPatch,
    righe: list[tuple[dt.datetime, int | None, str, str, str]],
    nuove: list[list[tuple[dt.datetime, int | None, str, str, str]]],
    chiesti: dict[str, str],
    finestra: int,
    pochi: int,
) -> None:
    """And back from the end to the beginning: the same acts, with those that came."""
    for dove, nome, valore in ((una_pagina, "PER_PAGINA", 4), (una_pagina, "FINESTRA", finestra)):
        monkeypatch.setattr(dove, nome, valore)
    monkeypatch.setattr(registro_cercabile, "POCHI", pochi)
    ente, persone = mondo()
    scrivi(ente, persone, righe)
    filtro = FiltriRegistro.leggi(chiesti | {"persona": nome_di(chiesti.get("persona", ""), persone)})
    dell_ente = Atto.objects.di(ente)

    def pagina(parametri: dict[str, str]) -> PaginaRegistro:
        cammino = filtro.cammino(dell_ente, coppie(ente), persone_di(ente))
        return leggi_pagina(cammino, parametri) if cammino else VUOTA

    prima = list(filtro.applica(dell_ente).values_list("created_at", "pk"))
    visti: list[Posto] = []
    parametri: dict[str, str] = {}
    da_scrivere = iter(nuove)
    while True:
        letta = pagina(parametri)
        visti += [Posto(a.created_at, a.pk) for a in letta.atti]
        scrivi(ente, persone, next(da_scrivere, []))
        if letta.vecchi is None:
            break
        parametri = {"prima": letta.vecchi.scritto}
    assert visti == sorted(set(visti), reverse=True)
    assert [v for v in visti if v in set(prima)] == prima

    dopo = list(filtro.applica(dell_ente).values_list("created_at", "pk"))
    while (letta := pagina(parametri)).vecchi is not None:
        parametri = {"prima": letta.vecchi.scritto}
    tornati = {Posto(a.created_at, a.pk): None for a in letta.atti}
    while (letta := pagina(parametri)).recenti is not None:
        letta = pagina(parametri := {"dopo": letta.recenti.scritto})
        pagine = [Posto(a.created_at, a.pk) for a in letta.atti]
        assert pagine == sorted(pagine, reverse=True)
        tornati |= dict.fromkeys(pagine)
    assert set(tornati) == set(dopo)


def test_the_lists_of_choices_are_those_of_a_whole_scan() -> None:
    """Acts of nobody, of people of other bodies, the empty word among the kinds; and nothing of another body."""
    ente, persone = mondo()
    altro, estranei = mondo()
    assert (coppie(ente), agenti(ente)) == ([], set())
    righe = [
        (ORE[0], chi, modello, azione, "Oggetto")
        for chi in (None, 0)
        for modello, azione in (("", "salva"), ("", "à"), ("b", "z"), ("b", "a"), ("B", "a"), ("É", "a"), ("b c", "a"))
    ]
    scrivi(ente, persone, righe)
    scrivi(ente, estranei, righe[-1:])
    scrivi(altro, estranei, [(ORE[0], 1, "di altri", "altra", "Oggetto")])
    note = coppie(ente)
    assert len(note) == len(set(note))
    assert set(note) == set(Atto.objects.di(ente).values_list("modello", "azione"))
    assert agenti(ente) == {persone[0].pk, estranei[0].pk}
    assert coppie(altro) == [("di altri", "altra")]


def test_the_words_are_in_their_index_and_leave_it_with_the_line() -> None:
    """Whatever the line says, and the same for what was there before the index."""
    ente, persone = mondo()
    scrivi(ente, persone, [(ORE[0], None, "", "azione rara", "Oggetto introvabile altrove")])
    for testo in ("introvabile", "TROVABIL", "azione rara", "rara intro"):
        trovati = FiltriRegistro.leggi({"testo": testo})
        letta = leggi_pagina(trovati.cammino(Atto.objects.di(ente), coppie(ente), []), {})  # type: ignore[arg-type]
        assert len(letta.atti) == 1, testo
    with connection.cursor() as cursore:
        if connection.vendor == "sqlite":
            cursore.execute(f"INSERT INTO {TAVOLA}({TAVOLA}, rank) VALUES ('integrity-check', 1)")
        else:
            cursore.execute("SET LOCAL enable_seqscan = off")
            cursore.execute(
                "EXPLAIN SELECT 1 FROM ente_atto WHERE UPPER((oggetto || ' ' || azione)::text) LIKE UPPER('%abc%')"
            )
            assert "atto_parole" in str(cursore.fetchall())
